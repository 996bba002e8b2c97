//! Lists the users of a OneAccess tenant: a management call, authorized by a middleware.
//!
//! ```sh
//! cargo run -p tenant-token --example management_call
//! ```
//!
//! With `ONEACCESS_DOMAIN`, `ONEACCESS_CLIENT_ID` and `ONEACCESS_CLIENT_SECRET` in the environment it calls the tenant that they name. Without them it calls a double on
//! this machine, whose first token is revoked already: the double refuses it as OneAccess does, with status 400, and the middleware repeats the call with another.

use std::error::Error;

use api_core::{Environment, RefusalRules, TokenAuth, TokenAuthMiddleware};
use reqwest_middleware::ClientBuilder;
use serde::Deserialize;
use serde_json::json;
use tenant_token::{TokenCache, tenant_url};
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// OneAccess reports a token that is expired or revoked by status 400 and an error code in the body.
const REFUSALS: RefusalRules = RefusalRules::RFC_6750.with_error_body(&[400]);

/// One page of users.
#[derive(Deserialize)]
struct Users {
    total: u64,
    users: Vec<User>,
}

#[derive(Deserialize)]
struct User {
    user_name: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let real = Environment::process();
    let Some(domain) = real.var("ONEACCESS_DOMAIN")? else {
        let double = double().await;
        println!(
            "ONEACCESS_DOMAIN is not set: calling a double at {}",
            double.uri()
        );
        let environment = Environment::from_iter([
            ("ONEACCESS_DOMAIN", double.uri()),
            ("ONEACCESS_CLIENT_ID", "my-application".to_owned()),
            ("ONEACCESS_CLIENT_SECRET", "my-s3cr3t".to_owned()),
        ]);
        // No proxy stands before this machine.
        let http = reqwest::Client::builder().no_proxy().build()?;
        return list_users(http, &double.uri(), &environment).await;
    };
    list_users(reqwest::Client::new(), &tenant_url(&domain), &real).await
}

async fn list_users(
    http: reqwest::Client,
    url: &str,
    environment: &Environment,
) -> Result<(), Box<dyn Error>> {
    let tokens: TokenCache = tenant_token::from_environment(environment)?;
    // The token goes to this tenant and nowhere else, whatever URL the client is given.
    let auth = TokenAuth::new(tokens).only_to(url)?.refusal_rules(REFUSALS);
    let http = ClientBuilder::new(http)
        .with(TokenAuthMiddleware::new(auth))
        .build();

    // `org_id` is required, and empty for all; `offset` is the number of a page.
    let answer = http
        .get(format!(
            "{url}/api/v2/tenant/users?org_id=&offset=0&limit=10"
        ))
        .send()
        .await?;
    let page: Users = serde_json::from_str(&answer.error_for_status()?.text().await?)?;
    println!("{} users, the first of them:", page.total);
    for user in page.users {
        println!("- {}", user.user_name);
    }
    Ok(())
}

/// A tenant on this machine. The first token that it issues is no longer good.
async fn double() -> MockServer {
    let server = MockServer::start().await;
    let issue = |token: &str| {
        let body = json!({"access_token": token, "token_type": "bearer", "expires_in": 1719, "scope": "all"});
        let answer = ResponseTemplate::new(200).set_body_json(body);
        Mock::given(method("POST"))
            .and(path("/api/v2/tenant/token"))
            .respond_with(answer)
    };
    let users = || Mock::given(method("GET")).and(path("/api/v2/tenant/users"));
    let page = json!({"total": 2, "users": [{"user_name": "alice"}, {"user_name": "bob"}]});
    let refusal = json!({"error": "invalid_token", "error_description": "Invalid access token."});
    issue("revoked-s3cr3t")
        .up_to_n_times(1)
        .mount(&server)
        .await;
    issue("good-s3cr3t").mount(&server).await;
    users()
        .and(header("authorization", "Bearer good-s3cr3t"))
        .respond_with(ResponseTemplate::new(200).set_body_json(page))
        .mount(&server)
        .await;
    users()
        .respond_with(ResponseTemplate::new(400).set_body_json(refusal))
        .mount(&server)
        .await;
    server
}
