//! What caching is worth: measured on the cache at hand.

use std::time::Duration;

use auth_core::{AccessToken, Error, TokenCache};
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::recorder::Recorder;
use crate::stage::{Stage, span, tell};

/// How many callers ask at once.
const CALLERS: usize = 1_000;
/// How many cached calls one figure averages over.
const CACHED_CALLS: u32 = 20_000;

/// Obtains a token through a cache, tells what was sent and how long it took, and holds the cache to its promises.
///
/// `requests` says how many tokens an empty cache needs to give one: each costs one request.
pub(crate) async fn obtain(
    stage: &mut Stage,
    recorder: &Recorder,
    requests: usize,
    mut make: impl FnMut() -> TokenCache,
) -> Result<TokenCache, Error> {
    let cache = make();
    let before = recorder.count();
    let (token, first) = timed(stage, &cache).await?;
    let sent = recorder.since(before);
    stage.sent_all(&sent);
    let cached = cached_call(&cache).await?;
    tell(format!(
        "token lives {} · first call {} · cached call {}",
        life(&token),
        span(first),
        span(cached)
    ));
    stage.verdict(
        recorder.count() == before + sent.len(),
        format!("{CACHED_CALLS} cached calls sent nothing"),
    );
    stampede(stage, recorder, requests, make).await?;
    Ok(cache)
}

async fn timed(stage: &Stage, cache: &TokenCache) -> Result<(AccessToken, Duration), Error> {
    let _waiting = stage.waiting("asking for a token");
    let start = Instant::now();
    let token = cache.token().await?;
    Ok((token, start.elapsed()))
}

async fn cached_call(cache: &TokenCache) -> Result<Duration, Error> {
    let start = Instant::now();
    for _ in 0..CACHED_CALLS {
        cache.token().await?;
    }
    Ok(start.elapsed() / CACHED_CALLS)
}

/// Many callers on an empty cache: they cause no more requests than one caller does.
async fn stampede(
    stage: &mut Stage,
    recorder: &Recorder,
    expected: usize,
    mut make: impl FnMut() -> TokenCache,
) -> Result<(), Error> {
    let cache = make();
    let before = recorder.count();
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        let cache = cache.clone();
        callers.spawn(async move { cache.token().await });
    }
    let mut tokens = Vec::with_capacity(CALLERS);
    while let Some(joined) = callers.join_next().await {
        let joined = joined
            .map_err(|_| Error::new(auth_core::ErrorKind::Internal, "a caller did not end"))?;
        tokens.push(joined?);
    }
    let requests = recorder.count() - before;
    let same = tokens
        .windows(2)
        .all(|pair| pair[0].expose() == pair[1].expose());
    let plural = if requests == 1 { "" } else { "s" };
    stage.verdict(
        same && requests == expected,
        format!("{CALLERS} concurrent callers on an empty cache: {requests} upstream request{plural}, one token for all"),
    );
    Ok(())
}

fn life(token: &AccessToken) -> String {
    token
        .remaining()
        .map_or_else(|| "for ever".to_owned(), span)
}
