//! Huawei Cloud OneAccess.

use api_core::Environment;
use auth_core::{Error, TokenCache};
use secrecy::SecretString;
use tenant_token::{Client, tenant_url};

use super::{cached, close};
use crate::doubles::oneaccess;
use crate::recorder::Recorder;
use crate::stage::Stage;

pub(super) async fn play(stage: &mut Stage, environment: &Environment) -> Result<(), Error> {
    if let Some(domain) = environment.var("ONEACCESS_DOMAIN")? {
        let recorder = Recorder::new()?;
        let client = Client::builder()
            .base_url(tenant_url(&domain))
            .transport(recorder.clone())
            .build()?;
        let client_id = environment.required("ONEACCESS_CLIENT_ID")?;
        let client_secret = environment.required_secret("ONEACCESS_CLIENT_SECRET")?;
        stage.chapter(
            "Huawei Cloud OneAccess",
            "the real service, with the application in ONEACCESS_*",
        );
        return application(stage, &recorder, &client, &client_id, &client_secret).await;
    }
    let double = oneaccess::start().await;
    let recorder = Recorder::local()?;
    let client = Client::builder()
        .base_url(double.uri())
        .transport(recorder.clone())
        .build()?;
    stage.chapter("Huawei Cloud OneAccess", "a double on loopback");
    let secret = oneaccess::CLIENT_SECRET.into();
    let played = application(stage, &recorder, &client, oneaccess::CLIENT_ID, &secret).await;
    close(stage, double);
    played
}

async fn application(
    stage: &mut Stage,
    recorder: &Recorder,
    client: &Client,
    client_id: &str,
    client_secret: &SecretString,
) -> Result<(), Error> {
    stage.scene("client id and secret");
    let make = || TokenCache::new(client.show_auth_token(client_id, client_secret.clone()));
    let cache = cached(stage, recorder, make).await?;
    let token = cache.token().await?;
    stage.verdict(
        token.extra("id_token").is_some(),
        "the id_token is at hand, and hidden",
    );
    Ok(())
}
