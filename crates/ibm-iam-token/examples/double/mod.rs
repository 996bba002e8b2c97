//! IBM Cloud on loopback, for the examples where there are no credentials: just enough of IAM and of the Resource Controller.

use serde_json::json;
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

/// The double. It ends when it is dropped.
pub(crate) struct Double(MockServer);

impl Double {
    pub(crate) async fn start() -> Self {
        let server = MockServer::start().await;
        Mock::given(method("POST"))
            .and(path("/identity/token"))
            .respond_with(token)
            .mount(&server)
            .await;
        let instances = json!({
            "rows_count": 2,
            "resources": [
                {"name": "object storage of the double", "state": "active", "region_id": "global"},
                {"name": "database of the double", "state": "active", "region_id": "eu-de"},
            ],
        });
        Mock::given(method("GET"))
            .and(path("/v2/resource_instances"))
            .and(header(
                "authorization",
                "Bearer token-of-the-double-for-apikey",
            ))
            .respond_with(ResponseTemplate::new(200).set_body_json(instances))
            .mount(&server)
            .await;
        println!(
            "No credentials are set: a double on {} answers in place of IBM.",
            server.uri()
        );
        Self(server)
    }

    pub(crate) fn url(&self) -> String {
        self.0.uri()
    }
}

/// A token that tells what it was issued for.
fn token(request: &Request) -> ResponseTemplate {
    let form = String::from_utf8_lossy(&request.body);
    let grant = form
        .split('&')
        .find_map(|field| field.strip_prefix("grant_type="))
        .and_then(|grant| grant.rsplit("%3A").next())
        .unwrap_or("nothing");
    ResponseTemplate::new(200).set_body_json(json!({
        "access_token": format!("token-of-the-double-for-{grant}"),
        "refresh_token": "not_supported",
        "token_type": "Bearer",
        "expires_in": 3600,
    }))
}
