//! Cloudforet (SpaceONE) identity, versions 1 and 2.

use api_core::mock::Server;
use api_core::{Environment, SecretObject};
use auth_core::{Error, TokenCache};
use spaceone_identity::{Credentials, Session, v1, v2};

use super::{cached, close, renew};
use crate::doubles::spaceone;
use crate::figures;
use crate::recorder::Recorder;
use crate::stage::{Stage, tell};

pub(super) async fn play(stage: &mut Stage, environment: &Environment) -> Result<(), Error> {
    if environment.var("SPACEONE_ENDPOINT")?.is_some() {
        return on_the_real_service(stage, environment).await;
    }
    let double = spaceone::start_v1().await;
    let played = version_1(stage, &double).await;
    close(stage, double);
    played?;
    let double = spaceone::start_v2().await;
    let played = version_2(stage, &double).await;
    close(stage, double);
    played
}

async fn on_the_real_service(stage: &mut Stage, environment: &Environment) -> Result<(), Error> {
    let recorder = Recorder::new()?;
    let client = v2::Client::builder()
        .base_url(environment.required("SPACEONE_ENDPOINT")?)
        .transport(recorder.clone())
        .build()?;
    let domain = environment.required("SPACEONE_DOMAIN_ID")?;
    let user = environment.required("SPACEONE_USER_ID")?;
    let password = environment.required_secret("SPACEONE_PASSWORD")?;
    let workspace = environment.var("SPACEONE_WORKSPACE_ID")?;
    stage.chapter(
        "Cloudforet (SpaceONE) v2",
        "the real service, with the login in SPACEONE_*",
    );
    stage.scene("user and password, then a scope");
    let session = Session::log_in(client, domain, user, password)?;
    // The session's own login comes on top of the first grant, once.
    let make = || {
        workspace
            .as_ref()
            .map_or_else(|| session.user(), |id| session.workspace(id))
            .into_cache()
    };
    figures::obtain(stage, &recorder, 1, make).await?;
    Ok(())
}

async fn version_1(stage: &mut Stage, double: &Server) -> Result<(), Error> {
    let recorder = Recorder::local()?;
    let client = v1::Client::builder()
        .base_url(double.uri())
        .transport(recorder.clone())
        .build()?;
    stage.chapter("Cloudforet (SpaceONE) v1", "a double on loopback");

    stage.scene("user and password");
    let cache = cached(stage, &recorder, || {
        let credentials = SecretObject::from_iter([("password", spaceone::PASSWORD)]);
        TokenCache::new(
            client
                .token()
                .issue(credentials, spaceone::DOMAIN)
                .user_id(spaceone::USER),
        )
    })
    .await?;
    renew(stage, &recorder, &cache).await
}

async fn version_2(stage: &mut Stage, double: &Server) -> Result<(), Error> {
    let recorder = Recorder::local()?;
    let client = v2::Client::builder()
        .base_url(double.uri())
        .transport(recorder.clone())
        .build()?;
    stage.chapter(
        "Cloudforet (SpaceONE) v2",
        "a double on loopback that serves the deployed paths only",
    );

    let credentials = Credentials::password(spaceone::DOMAIN, spaceone::USER, spaceone::PASSWORD)?;
    let open = || Session::new(client.clone(), credentials.clone());
    let [north, south] = spaceone::WORKSPACES;
    stage.scene("user and password, then a token for one workspace");
    tell("the documented path is tried first; from the 404 on, the deployed one is used");
    // An empty session needs two tokens: the refresh token of the login, and the workspace's.
    figures::obtain(stage, &recorder, 2, || {
        open().workspace(north).timeout(3_600).into_cache()
    })
    .await?;

    stage.scene("two workspaces of one session");
    let session = open();
    let before = recorder.count();
    session.workspace(north).into_cache().token().await?;
    let first = recorder.count();
    stage.verdict(
        first == before + 2,
        "the first workspace: one login and one grant",
    );
    // Scopes of the same settings share a cache: with a life of its own, each starts empty.
    let mut life = 1_800;
    cached(stage, &recorder, || {
        life += 60;
        session
            .workspace(south)
            .timeout(life)
            .permissions(["inventory:*"])
            .into_cache()
    })
    .await?;
    let grants_only = recorder
        .since(first)
        .iter()
        .flatten()
        .all(|line| !line.contains("/token/issue"));
    stage.verdict(grants_only, "the second workspace: no further login");
    Ok(())
}
