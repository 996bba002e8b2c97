//! The acts of the tour, a provider each.

mod ibm;
mod oneaccess;
mod spaceone;

use api_core::Environment;
use api_core::mock::Server;
use auth_core::{Error, TokenCache};

use crate::figures;
use crate::recorder::Recorder;
use crate::stage::{Stage, tell};

/// Walks through all providers. A provider whose credentials are in the environment is the real one, any other a double.
pub(crate) async fn play(stage: &mut Stage, environment: &Environment) -> Result<(), Error> {
    ibm::play(stage, environment).await?;
    spaceone::play(stage, environment).await?;
    oneaccess::play(stage, environment).await
}

/// The end of a double. What came and fitted none of its operations is a promise that did not hold.
fn close(stage: &mut Stage, double: Server) {
    if let Err(mismatches) = double.verify() {
        stage.verdict(false, mismatches);
    }
}

/// A token is taken from its cache, rejected, and renewed with the refresh token that came with it.
async fn renew(stage: &mut Stage, recorder: &Recorder, cache: &TokenCache) -> Result<(), Error> {
    let old = cache.token().await?;
    let before = recorder.count();
    tell("the service refuses the token: it is rejected, and renewed with the refresh token");
    cache.reject(&old);
    let new = cache.token().await?;
    stage.sent_all(&recorder.since(before));
    let renewed = new.expose() != old.expose() && recorder.count() == before + 1;
    stage.verdict(renewed, "renewed by one request, without the password");
    Ok(())
}

/// A call that is not cached: what was sent, and what came of it.
async fn call<T>(
    stage: &Stage,
    recorder: &Recorder,
    request: impl IntoFuture<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let before = recorder.count();
    let answer = {
        let _waiting = stage.waiting("calling");
        request.await
    };
    stage.sent_all(&recorder.since(before));
    answer
}

/// The figures of a cache that needs one request for one token.
async fn cached(
    stage: &mut Stage,
    recorder: &Recorder,
    make: impl FnMut() -> TokenCache,
) -> Result<TokenCache, Error> {
    figures::obtain(stage, recorder, 1, make).await
}
