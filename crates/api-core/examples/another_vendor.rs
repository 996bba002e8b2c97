//! A vendor without a crate of its own: its token endpoint, by configuration alone.
//!
//! With `OAUTH2_TOKEN_URL`, `OAUTH2_CLIENT_ID` and `OAUTH2_CLIENT_SECRET` in the environment this asks that endpoint. `OAUTH2_CLIENT_AUTHENTICATION` is
//! `basic` (the default), `basic-raw` or `body`; `OAUTH2_SCOPE` and `OAUTH2_RESOURCE` may be set as well. Without them it asks a double on this machine.
//!
//! ```text
//! cargo run -p api-core --example another_vendor
//! ```

use std::error::Error;

use api_core::oauth2::{ClientAuthentication, TokenEndpoint};
use api_core::{ClientCredentials, Environment};
use auth_core::TokenCache;
use wiremock::matchers::{basic_auth, body_string, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut environment = Environment::process();
    let double = MockServer::start().await;
    if environment.var("OAUTH2_TOKEN_URL")?.is_none() {
        println!("OAUTH2_TOKEN_URL is not set: asking a double on this machine.");
        environment = play(&double).await;
    }

    // All that is needed of the vendor's documentation:
    let endpoint = TokenEndpoint::new(environment.required("OAUTH2_TOKEN_URL")?)?;
    let client = ClientCredentials::new(
        environment.required("OAUTH2_CLIENT_ID")?,
        environment.required_secret("OAUTH2_CLIENT_SECRET")?,
    );
    let mut grant = endpoint
        .client_credentials(client)
        .authentication(authentication(&environment)?)
        .scope(environment.var("OAUTH2_SCOPE")?.unwrap_or_default());
    if let Some(uri) = environment.var("OAUTH2_RESOURCE")? {
        grant = grant.resource(uri);
    }
    let cache = TokenCache::new(grant.build()?);

    for _ in 0..3 {
        let token = cache.token().await?;
        println!(
            "a token of {} characters for {:?}, {:?} left of {:?}",
            token.expose().len(),
            token.scope(),
            token.remaining(),
            token.life()
        );
    }
    if let Some(requests) = double.received_requests().await.filter(|it| !it.is_empty()) {
        println!("The double was asked {} time.", requests.len());
    }
    Ok(())
}

fn authentication(environment: &Environment) -> Result<ClientAuthentication, Box<dyn Error>> {
    match environment.var("OAUTH2_CLIENT_AUTHENTICATION")?.as_deref() {
        None | Some("basic") => Ok(ClientAuthentication::Basic),
        Some("basic-raw") => Ok(ClientAuthentication::BasicRaw),
        Some("body") => Ok(ClientAuthentication::Body),
        Some(_) => Err("OAUTH2_CLIENT_AUTHENTICATION is none of basic, basic-raw and body".into()),
    }
}

/// A vendor that wants a version in the query and the credentials in a Basic header, and what an application would know of it.
async fn play(double: &MockServer) -> Environment {
    let form = "grant_type=client_credentials&scope=invoices.read&resource=urn%3Ainvoices";
    let answer = serde_json::json!({
        "access_token": "a-token-of-the-double",
        "token_type": "bearer",
        "expires_in": "1800",
    });
    Mock::given(method("POST"))
        .and(path("/oauth2/token"))
        .and(query_param("api-version", "2"))
        .and(basic_auth("my-service", "my-secret"))
        .and(body_string(form))
        .respond_with(ResponseTemplate::new(200).set_body_json(answer))
        .mount(double)
        .await;
    let url = format!("{}/oauth2/token?api-version=2", double.uri());
    Environment::from_iter([
        ("OAUTH2_TOKEN_URL", url.as_str()),
        ("OAUTH2_CLIENT_ID", "my-service"),
        ("OAUTH2_CLIENT_SECRET", "my-secret"),
        ("OAUTH2_SCOPE", "invoices.read"),
        ("OAUTH2_RESOURCE", "urn:invoices"),
    ])
}
