//! What is measured, and what it is given.

use std::future::Future;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use crate::upstream::Upstream;

/// Any error of any crate.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// What takes part.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// A way to use auth-core.
    Ours,
    /// What a primitive costs with next to no policy on top.
    Floor,
    /// Another crate, by the name of its package.
    Peer(&'static str),
}

/// How the lives of tokens and the points of refresh lie.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Pace {
    /// Tokens outlive the scenario; contestants have their defaults.
    Calm,
    /// Tokens live 2 seconds. A contestant whose margin can be set below that sets it.
    ShortLives,
    /// Tokens outlive the margin of the contestant by this much: a refresh is due so long after each fetch. A contestant that
    /// refreshes at a fraction of the life is set to that point.
    RefreshAfter(Duration),
}

/// What a contestant is built with.
#[derive(Clone, Debug)]
pub struct Setting {
    pub upstream: Arc<Upstream>,
    /// How long the tokens live that it issues now.
    pub life: Duration,
    pub pace: Pace,
}

impl Setting {
    /// The fraction of its life after which a token should be refreshed, where that is asked for.
    #[must_use]
    pub fn refresh_at(&self) -> Option<f64> {
        match self.pace {
            Pace::RefreshAfter(after) => Some(after.as_secs_f64() / self.life.as_secs_f64()),
            Pace::Calm | Pace::ShortLives => None,
        }
    }
}

/// A token cache.
pub trait Contestant: Send + Sync + Sized + 'static {
    const KIND: Kind;
    /// Without a version.
    const NAME: &'static str;
    /// How it is set up and driven: a footnote.
    const NOTE: &'static str = "";
    /// How long before its end a token is refreshed; zero where it is refreshed at its end alone.
    const MARGIN: Duration = Duration::ZERO;
    /// Whether it can be had without a token. Where it cannot, nobody meets it empty.
    const STARTS_EMPTY: bool = true;
    /// Whether it asks over HTTP alone, so that a panic cannot be put into its request.
    const OVER_HTTP: bool = false;

    type Token: Send + 'static;

    fn build(setting: &Setting) -> impl Future<Output = Result<Self, BoxError>> + Send;

    /// What a caller does before each request that it sends.
    fn token(&self) -> impl Future<Output = Result<Self::Token, BoxError>> + Send;

    /// The bytes of the token.
    fn text(token: &Self::Token) -> &str;

    /// As [`Contestant::token`], with a token at hand: borrowed where the contestant lends. Those who cost as little as one more future
    /// around them are asked here without it, ours and floors alike.
    fn hit(&self) -> impl Future<Output = Result<(), BoxError>> + Send {
        async {
            black_box(&self.token().await?);
            Ok(())
        }
    }
}

/// A cache of many tokens.
pub trait Keyed: Contestant {
    /// How many keys it can be filled with in reasonable time.
    const KEYS: usize = MANY;

    fn token_of(&self, key: &Key) -> impl Future<Output = Result<Self::Token, BoxError>> + Send;
}

/// One of many.
#[derive(Clone, Debug)]
pub struct Key {
    pub index: usize,
    /// In the form of a scope.
    pub name: String,
}

impl Key {
    #[must_use]
    pub fn new(index: usize) -> Self {
        let name = format!("https://api.example.com/tenant-{index:06}/.default");
        Self { index, name }
    }
}

/// As many keys as those have who can.
pub const MANY: usize = 10_000;

/// As many keys as google-cloud-auth can be filled with in reasonable time: each is a client and a task.
pub const FEW: usize = 500;

/// The one scope where there are not many.
pub const SCOPE: &str = "https://api.example.com/.default";
