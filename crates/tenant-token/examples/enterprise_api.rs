//! The ID token for an enterprise API: an API of another provider that is published in OneAccess.
//!
//! With `ONEACCESS_DOMAIN`, `ONEACCESS_CLIENT_ID` and `ONEACCESS_CLIENT_SECRET` in the environment, and the address of the API in `ENTERPRISE_API_URL`, this talks
//! to the real ones. Without them it talks to doubles on this machine.
//!
//! ```text
//! cargo run -p tenant-token --example enterprise_api
//! ```

use std::error::Error;

use api_core::Environment;
use tenant_token::{ExposeSecret, from_environment, id_token};
use wiremock::matchers::{bearer_token, body_string_contains, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut environment = Environment::process();
    let double = MockServer::start().await;
    if environment.var("ONEACCESS_DOMAIN")?.is_none() {
        println!("ONEACCESS_DOMAIN is not set: talking to doubles on this machine.");
        environment = play(&double).await;
    }

    let cache = from_environment(&environment)?;
    let token = cache.token().await?;
    let id_token = id_token(&token).ok_or("this application gets no ID token")?;

    // No redirect is followed: the ID token is for this API alone.
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()?;
    let answer = http
        .get(environment.required("ENTERPRISE_API_URL")?)
        .bearer_auth(id_token.expose_secret())
        .send()
        .await?;
    println!("The enterprise API answered {}.", answer.status());
    Ok(())
}

/// OneAccess and an enterprise API, and what an application would know of them.
async fn play(double: &MockServer) -> Environment {
    let answer = serde_json::json!({
        "access_token": "334963fc-1e4a-473b-9096-52a929140000",
        "token_type": "Bearer",
        "expires_in": 1719,
        "scope": "all",
        "id_token": "an.id.token",
    });
    Mock::given(method("POST"))
        .and(path("/api/v2/tenant/token"))
        .and(body_string_contains("grant_type=client_credentials"))
        .respond_with(ResponseTemplate::new(200).set_body_json(answer))
        .mount(double)
        .await;
    Mock::given(method("GET"))
        .and(path("/enterprise/orders"))
        .and(bearer_token("an.id.token"))
        .respond_with(ResponseTemplate::new(200))
        .mount(double)
        .await;
    let api = format!("{}/enterprise/orders", double.uri());
    Environment::from_iter([
        ("ONEACCESS_DOMAIN", double.uri()),
        ("ONEACCESS_CLIENT_ID", "my-client-id".to_owned()),
        ("ONEACCESS_CLIENT_SECRET", "my-client-secret".to_owned()),
        ("ENTERPRISE_API_URL", api),
    ])
}
