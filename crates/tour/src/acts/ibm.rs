//! IBM Cloud IAM.

use api_core::mock::Server;
use api_core::{ClientCredentials, Environment, ErrorKind};
use auth_core::{Error, TokenCache};
use ibm_iam_token::iam::{AssumeProfile, ComputeResourceProfile, DelegatedResponseType};
use ibm_iam_token::{Client, ServiceAuthorization, TrustedProfile};
use secrecy::SecretString;

use super::{cached, call, close, renew};
use crate::doubles::ibm;
use crate::recorder::Recorder;
use crate::stage::{Stage, tell};

pub(super) async fn play(stage: &mut Stage, environment: &Environment) -> Result<(), Error> {
    if let Some(api_key) = environment.var("IBMCLOUD_API_KEY")? {
        return on_the_real_service(stage, environment, api_key.into()).await;
    }
    let double = ibm::start().await;
    let played = on_the_double(stage, &double).await;
    close(stage, double);
    played
}

async fn on_the_real_service(
    stage: &mut Stage,
    environment: &Environment,
    api_key: SecretString,
) -> Result<(), Error> {
    let recorder = Recorder::new()?;
    let mut builder = Client::builder().transport(recorder.clone());
    if let Some(endpoint) = environment.var("IBMCLOUD_IAM_API_ENDPOINT")? {
        builder = builder.base_url(endpoint);
    }
    let client = builder.build()?;
    stage.chapter(
        "IBM Cloud IAM",
        "the real service, with the API key in IBMCLOUD_API_KEY",
    );
    stage.scene("API key");
    cached(stage, &recorder, || {
        TokenCache::new(client.get_token_api_key(api_key.clone()))
    })
    .await?;
    Ok(())
}

async fn on_the_double(stage: &mut Stage, double: &Server) -> Result<(), Error> {
    let recorder = Recorder::local()?;
    let client = Client::builder()
        .base_url(double.uri())
        .transport(recorder.clone())
        .build()?;
    stage.chapter("IBM Cloud IAM", "a double on loopback");

    stage.scene("API key");
    let user = cached(stage, &recorder, || {
        TokenCache::new(client.get_token_api_key(ibm::API_KEY))
    })
    .await?;

    stage.scene("API key that nobody knows");
    let refused = call(stage, &recorder, client.get_token_api_key("a-wrong-key")).await;
    let told = refused.err().is_some_and(|error| {
        tell(&error);
        error.kind() == ErrorKind::Refused && error.code() == Some("BXNIM0415E")
    });
    stage.verdict(told, "status 400, and yet known as a refused credential");

    stage.scene("delegated refresh token, for another service to redeem");
    let request = client.get_token_api_key_delegated_refresh_token(
        ibm::API_KEY,
        DelegatedResponseType::DelegatedRefreshToken,
        ["kube"],
    );
    let answer = call(stage, &recorder, request).await?;
    let delegated = answer.delegated_refresh_token.is_some() && answer.access_token.is_none();
    stage.verdict(
        delegated,
        "a delegated refresh token came, and no access token with it",
    );

    stage.scene("trusted profile, assumed by the owner of the API key");
    let profile = AssumeProfile::Id(ibm::PROFILE.to_owned());
    cached(stage, &recorder, || {
        TokenCache::new(TrustedProfile::new(
            client.clone(),
            user.clone(),
            profile.clone(),
        ))
    })
    .await?;

    stage.scene("compute resource token");
    let profile = ComputeResourceProfile::Name("tour-profile".to_owned());
    cached(stage, &recorder, || {
        TokenCache::new(client.get_token_cr_token(ibm::CR_TOKEN, profile.clone()))
    })
    .await?;

    stage.scene("service to service, by an authorization policy");
    cached(stage, &recorder, || {
        TokenCache::new(ServiceAuthorization::new(
            client.clone(),
            user.clone(),
            ibm::CLOUD_OBJECT_STORAGE,
        ))
    })
    .await?;

    stage.scene("user name and password");
    let cache = cached(stage, &recorder, || {
        let public_client = ClientCredentials::new("bx", "bx");
        TokenCache::new(
            client
                .get_token_password(ibm::USER, ibm::PASSWORD, public_client)
                .account(ibm::ACCOUNT),
        )
    })
    .await?;
    renew(stage, &recorder, &cache).await
}
