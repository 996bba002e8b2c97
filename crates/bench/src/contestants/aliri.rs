//! `aliri_tokens`: a `TokenWatcher` over a source in this process.

use std::sync::Arc;
use std::time::Duration;

use aliri_clock::DurationSecs;
use aliri_tokens::backoff::ErrorBackoffConfig;
use aliri_tokens::jitter::NullJitter;
use aliri_tokens::sources::AsyncTokenSource;
use aliri_tokens::{AccessToken, IdToken, TokenLifetimeConfig, TokenWatcher, TokenWithLifetime};

use crate::contestant::{BoxError, Contestant, Kind, Pace, Setting};
use crate::upstream::{Refusal, Upstream};

pub struct Aliri(TokenWatcher);

impl Contestant for Aliri {
    const KIND: Kind = Kind::Peer("aliri_tokens");
    const NAME: &'static str = "aliri_tokens TokenWatcher";
    const NOTE: &'static str = "the first token comes within the making of the watcher, so that nobody meets it empty; it does not look at the end of a token; freshness 0.5 and no least staleness for tokens of 2 s (by default they are refreshed after 30 s); it has one key";
    const MARGIN: Duration = Duration::from_secs(240);
    const STARTS_EMPTY: bool = false;
    type Token = AccessToken;

    async fn build(setting: &Setting) -> Result<Self, BoxError> {
        let lifetime = match (setting.pace, setting.refresh_at()) {
            (_, Some(fraction)) => TokenLifetimeConfig::new(fraction, DurationSecs(0)),
            (Pace::ShortLives, _) => TokenLifetimeConfig::new(0.5, DurationSecs(0)),
            _ => TokenLifetimeConfig::default(),
        };
        let source = Source {
            upstream: Arc::clone(&setting.upstream),
            lifetime,
        };
        let watcher = TokenWatcher::spawn_from_token_source(
            source,
            NullJitter,
            ErrorBackoffConfig::default(),
        );
        Ok(Self(watcher.await?))
    }

    async fn token(&self) -> Result<AccessToken, BoxError> {
        Ok(self.0.token().access_token().to_owned())
    }

    fn text(token: &AccessToken) -> &str {
        token.as_str()
    }
}

struct Source {
    upstream: Arc<Upstream>,
    lifetime: TokenLifetimeConfig,
}

#[async_trait::async_trait]
impl AsyncTokenSource for Source {
    type Error = Refusal;

    async fn request_token(&mut self) -> Result<TokenWithLifetime, Refusal> {
        let grant = self.upstream.grant().await?;
        Ok(self.lifetime.create_token(
            AccessToken::new(grant.token),
            None::<IdToken>,
            DurationSecs(grant.life.as_secs()),
        ))
    }
}
