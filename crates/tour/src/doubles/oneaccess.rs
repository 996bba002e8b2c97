//! Huawei Cloud OneAccess: the token that is alive already comes back, with less time left.

use serde_json::json;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::{Fields, answer};

pub(crate) const CLIENT_ID: &str = "tour-application";
pub(crate) const CLIENT_SECRET: &str = "tour-s3cr3t-client-secret";

/// A tenant of OneAccess on loopback.
#[derive(Debug)]
pub(crate) struct OneAccessDouble {
    pub(crate) server: MockServer,
}

impl OneAccessDouble {
    pub(crate) async fn start() -> Self {
        let server = MockServer::start().await;
        Mock::given(method("POST"))
            .and(path("/api/v2/tenant/token"))
            .respond_with(token)
            .mount(&server)
            .await;
        Self { server }
    }
}

fn token(request: &Request) -> ResponseTemplate {
    let form = Fields::of(request);
    if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET) {
        return answer(
            401,
            &json!({"error": "invalid_client", "error_description": "Bad client credentials"}),
        );
    }
    answer(
        200,
        &json!({
            "access_token": "s3cr3t-51f0-4a4e-9d0f-2f6d4c1c9a77",
            "token_type": "bearer",
            "expires_in": 1_719,
            "scope": "all",
            "id_token": "eyJraWQiOiJ0b3VyIn0.eyJzdWIiOiJ0b3VyIn0.c2lnbmF0dXJl",
        }),
    )
}
