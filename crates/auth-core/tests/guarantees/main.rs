//! The guarantees of the cache, as its users see them, each under its number.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::unchecked_time_subtraction,
    clippy::unnecessary_wraps,
    reason = "helpers of tests fail as tests do"
)]

use std::time::Duration;

use auth_core::{
    AccessToken, Error, ErrorKind, Issued, Life, ManualClock, ScriptedSource, SourceTraits,
    TokenCache,
};

mod g01_hit;
mod g02_single_flight;
mod g03_background;
mod g04_usable;
mod g05_outage;
mod g06_callers;
mod g07_refusals;
mod g08_same_token;
mod g09_life;
mod g10_reject;
mod g11_refresh_token;
mod g12_apart;
mod g12_keys;
mod g12_keys_at_random;
mod g13_runtimes;
mod g14_secrets;
mod g15_status;
mod reported;

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

/// A cache over a script, on a clock that stands.
struct Stage {
    source: ScriptedSource,
    clock: ManualClock,
    cache: TokenCache,
}

impl Stage {
    fn new() -> Self {
        Self::with_traits(SourceTraits::default())
    }

    fn with_traits(traits: SourceTraits) -> Self {
        let source = ScriptedSource::new().with_traits(traits);
        let clock = ManualClock::new();
        let cache = TokenCache::builder(source.clone())
            .clock(clock.clone())
            .build()
            .unwrap();
        Self {
            source,
            clock,
            cache,
        }
    }

    /// The next answer is this token, with an hour to live.
    fn issue(&self, token: &str) {
        self.source.issue(hour(token));
    }

    /// The next answer is this failure.
    fn fail(&self, kind: ErrorKind) {
        self.source.fail(Error::new(kind, "the script says so"));
    }

    /// What a caller gets.
    async fn token(&self) -> Result<String, ErrorKind> {
        let token = self.cache.token().await;
        token
            .map(|token| token.expose().to_owned())
            .map_err(|error| error.kind())
    }

    async fn access_token(&self) -> AccessToken {
        self.cache.token().await.unwrap()
    }
}

fn hour(token: &str) -> Issued {
    Issued::new(token).life(Life::For(HOUR))
}

fn ok(token: &str) -> Result<String, ErrorKind> {
    Ok(token.to_owned())
}

/// Lets all tasks go on until they wait for something. Time is virtual.
async fn settle() {
    tokio::time::sleep(Duration::from_millis(1)).await;
}
