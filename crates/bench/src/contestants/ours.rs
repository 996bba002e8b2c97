//! auth-core, in the ways that an application uses it.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use auth_core::{
    AccessToken, Attempt, Error, ErrorKind, Issued, Life, TokenCache, TokenProvider, TokenSource,
};

use crate::contestant::{BoxError, Contestant, Kind, Setting};
use crate::upstream::Upstream;

/// `TokenCache::token()`.
pub struct Token(TokenCache);

impl Contestant for Token {
    const KIND: Kind = Kind::Ours;
    const NAME: &'static str = "auth-core token()";
    const NOTE: &'static str = "TokenCache with default settings; where a refresh must be due early in a long life, refresh_at says so";
    const MARGIN: Duration = Duration::from_secs(240);
    type Token = AccessToken;

    async fn build(setting: &Setting) -> Result<Self, BoxError> {
        Ok(Self(cache(setting)?))
    }

    async fn token(&self) -> Result<AccessToken, BoxError> {
        Ok(self.0.token().await?)
    }

    fn text(token: &AccessToken) -> &str {
        token.expose()
    }

    async fn hit(&self) -> Result<(), BoxError> {
        black_box(&self.0.token().await?);
        Ok(())
    }
}

/// The same behind the trait that clients take.
pub struct Dynamic(Arc<dyn TokenProvider>);

impl Contestant for Dynamic {
    const KIND: Kind = Kind::Ours;
    const NAME: &'static str = "auth-core token() of dyn TokenProvider";
    type Token = AccessToken;

    async fn build(setting: &Setting) -> Result<Self, BoxError> {
        Ok(Self(cache(setting)?.into()))
    }

    async fn token(&self) -> Result<AccessToken, BoxError> {
        Ok(self.0.token().await?)
    }

    fn text(token: &AccessToken) -> &str {
        token.expose()
    }

    async fn hit(&self) -> Result<(), BoxError> {
        black_box(&self.0.token().await?);
        Ok(())
    }
}

/// `TokenCache::peek()`.
pub struct Peek(TokenCache);

impl Contestant for Peek {
    const KIND: Kind = Kind::Ours;
    const NAME: &'static str = "auth-core peek()";
    const NOTE: &'static str = "a token by reference";
    type Token = AccessToken;

    async fn build(setting: &Setting) -> Result<Self, BoxError> {
        Ok(Self(cache(setting)?))
    }

    async fn token(&self) -> Result<AccessToken, BoxError> {
        Ok(self.0.token().await?)
    }

    fn text(token: &AccessToken) -> &str {
        token.expose()
    }

    async fn hit(&self) -> Result<(), BoxError> {
        black_box(&self.0.peek().ok_or("no token at hand")?);
        Ok(())
    }
}

fn cache(setting: &Setting) -> Result<TokenCache, Error> {
    let source = Source(Arc::clone(&setting.upstream));
    let Some(refresh_at) = setting.refresh_at() else {
        return Ok(TokenCache::new(source));
    };
    draw_low();
    TokenCache::builder(source).refresh_at(refresh_at).build()
}

/// A cache draws its point of refresh from the thread's generator, at `refresh_at` or later; the next draw of this thread is the
/// earliest one.
fn draw_low() {
    let low = |seed: &u64| {
        fastrand::seed(*seed);
        fastrand::f64() < 0.001
    };
    if let Some(seed) = (0..1_000_000).find(low) {
        fastrand::seed(seed);
    }
}

#[derive(Debug)]
pub(super) struct Source(pub(super) Arc<Upstream>);

#[async_trait::async_trait]
impl TokenSource for Source {
    async fn request(&self, _attempt: Attempt<'_>) -> Result<Issued, Error> {
        match self.0.grant().await {
            Ok(grant) => Ok(Issued::new(grant.token).life(Life::For(grant.life))),
            Err(refusal) => {
                let kind = match refusal.0 {
                    400..500 => ErrorKind::Refused,
                    _ => ErrorKind::Unavailable,
                };
                Err(Error::new(kind, "no token").with_status(refusal.0))
            }
        }
    }
}
