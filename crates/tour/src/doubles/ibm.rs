//! IBM Cloud IAM: one path, eight grants.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use super::{Fields, answer, basic, jwt};

/// What the double accepts.
pub(crate) const API_KEY: &str = "tour-s3cr3t-api-key";
pub(crate) const CR_TOKEN: &str = "tour-s3cr3t-compute-resource-token";
pub(crate) const USER: &str = "robin@example.com";
pub(crate) const PASSWORD: &str = "tour-s3cr3t-password";
pub(crate) const ACCOUNT: &str = "0123456789abcdef0123456789abcdef";
pub(crate) const PROFILE: &str = "Profile-6f2a3c1e-0000-4000-8000-000000000001";
pub(crate) const CLOUD_OBJECT_STORAGE: &str = "crn-crn:v1:bluemix:public:cloud-object-storage:global:a/0123456789abcdef0123456789abcdef:instance::";
const PUBLIC_CLIENT: &str = "bx:bx";

/// IBM Cloud IAM on loopback.
#[derive(Debug)]
pub(crate) struct IbmDouble {
    pub(crate) server: MockServer,
}

impl IbmDouble {
    pub(crate) async fn start() -> Self {
        let server = MockServer::start().await;
        Mock::given(method("POST"))
            .and(path("/identity/token"))
            .respond_with(Iam::default())
            .mount(&server)
            .await;
        Self { server }
    }
}

#[derive(Clone, Debug, Default)]
struct Iam {
    issued: Arc<Mutex<Vec<String>>>,
    serial: Arc<AtomicU32>,
}

impl Respond for Iam {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let form = Fields::of(request);
        let client = basic(request);
        let grant = form.get("grant_type");
        let grant = grant
            .strip_prefix("urn:ibm:params:oauth:grant-type:")
            .unwrap_or(grant);
        match grant {
            "apikey" if form.get("apikey") != API_KEY => {
                refusal(400, "BXNIM0415E", "Provided API key could not be found.")
            }
            "apikey"
                if form
                    .get("response_type")
                    .contains("delegated_refresh_token") =>
            {
                answer(
                    200,
                    &json!({
                        "delegated_refresh_token": self.opaque("delegated"),
                        "token_type": "Bearer",
                    }),
                )
            }
            "apikey" => self.token(client.as_deref(), 3_600, &json!({"sub_type": "ServiceId"})),
            "assume" if !self.knows(form.get("access_token")) => {
                refusal(400, "BXNIM0407E", "The access token is not valid.")
            }
            "assume" if form.get("profile_id") != PROFILE => {
                refusal(404, "BXNIM0101E", "No such profile.")
            }
            "assume" => self.token(None, 3_597, &json!({"sub_type": "Profile"})),
            "cr-token" if form.get("cr_token") != CR_TOKEN => refusal(
                400,
                "BXNIM0407E",
                "The compute resource token is not valid.",
            ),
            "cr-token" => self.token(None, 3_600, &json!({"sub_type": "Profile"})),
            "iam-authz" if !self.knows(form.get("access_token")) => {
                refusal(400, "BXNIM0407E", "The access token is not valid.")
            }
            "iam-authz" => self.token(None, 1_796, &json!({"iam_id": form.get("desired_iam_id")})),
            "password" if client.is_none() => {
                refusal(401, "BXNIM0308E", "No authorization header found.")
            }
            "password" if (form.get("username"), form.get("password")) != (USER, PASSWORD) => {
                refusal(400, "BXNIM0602E", "The credentials are incorrect.")
            }
            "password" => self.token(
                client.as_deref(),
                1_200,
                &json!({"account": {"bss": form.get("account")}}),
            ),
            "refresh_token"
                if client.as_deref() != Some(PUBLIC_CLIENT)
                    || !self.knows(form.get("refresh_token")) =>
            {
                refusal(
                    400,
                    "BXNIM0137E",
                    "The refresh token belongs to another client.",
                )
            }
            "refresh_token" => self.token(client.as_deref(), 1_200, &json!({})),
            _ => refusal(400, "BXNIM0106E", "The grant type is not known."),
        }
    }
}

impl Iam {
    fn token(&self, client: Option<&str>, life: u64, claims: &Value) -> ResponseTemplate {
        let serial = self.serial.fetch_add(1, Ordering::Relaxed);
        let mut claims = claims.clone();
        if let Some(claims) = claims.as_object_mut() {
            claims.insert("jti".to_owned(), json!(serial));
        }
        let access_token = self.remember(jwt(life, &claims));
        let refresh_token =
            client.map_or_else(|| "not_supported".to_owned(), |_| self.opaque("refresh"));
        answer(
            200,
            &json!({
                "access_token": access_token,
                "refresh_token": refresh_token,
                "token_type": "Bearer",
                "expires_in": life,
                "scope": "ibm openid",
            }),
        )
    }

    fn opaque(&self, kind: &str) -> String {
        let serial = self.serial.fetch_add(1, Ordering::Relaxed);
        self.remember(format!("tour-s3cr3t-{kind}-token-{serial}"))
    }

    fn remember(&self, token: String) -> String {
        self.issued
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(token.clone());
        token
    }

    fn knows(&self, token: &str) -> bool {
        self.issued
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .any(|known| known == token)
    }
}

fn refusal(status: u16, code: &str, message: &str) -> ResponseTemplate {
    answer(
        status,
        &json!({
            "context": {"requestId": "tour-request", "requestType": "incoming.Identity_Token"},
            "errorCode": code,
            "errorMessage": message,
        }),
    )
}
