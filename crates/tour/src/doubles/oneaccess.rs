//! Huawei Cloud OneAccess: the token that is alive already comes back, with less time left.

use serde_json::json;
use tokio::time::Instant;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use super::{Fields, answer};

pub(crate) const CLIENT_ID: &str = "tour-application";
pub(crate) const CLIENT_SECRET: &str = "tour-s3cr3t-client-secret";

/// The life of the token in seconds, as documented.
const LIFE: u64 = 1_800;
const TOKEN: &str = "s3cr3t-51f0-4a4e-9d0f-2f6d4c1c9a77";
const ID_TOKEN: &str = "eyJraWQiOiJ0b3VyIn0.eyJzdWIiOiJ0b3VyIn0.s3cr3t";

/// A tenant of OneAccess on loopback.
#[derive(Debug)]
pub(crate) struct OneAccessDouble {
    pub(crate) server: MockServer,
}

impl OneAccessDouble {
    pub(crate) async fn start() -> Self {
        let server = MockServer::start().await;
        let tenant = Tenant {
            begun: Instant::now(),
        };
        Mock::given(method("POST"))
            .and(path("/api/v2/tenant/token"))
            .respond_with(tenant)
            .mount(&server)
            .await;
        Self { server }
    }
}

struct Tenant {
    begun: Instant,
}

impl Respond for Tenant {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let form = Fields::of(request);
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET) {
            let refusal =
                json!({"error": "invalid_client", "error_description": "Bad client credentials"});
            return answer(401, &refusal);
        }
        let left = LIFE.saturating_sub(self.begun.elapsed().as_secs());
        answer(
            200,
            &json!({
                "access_token": TOKEN,
                "token_type": "bearer",
                "expires_in": left,
                "scope": "all",
                "id_token": ID_TOKEN,
            }),
        )
    }
}
