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
        let client = client.as_deref();
        let grant = form.get("grant_type");
        let name = grant.strip_prefix("urn:ibm:params:oauth:grant-type:");
        let answer = match name.unwrap_or(grant) {
            "apikey" => self.api_key(&form, client),
            "assume" => self.assume(&form),
            "cr-token" => self.compute_resource(&form),
            "iam-authz" => self.authorization(&form),
            "password" => self.password(&form, client),
            "refresh_token" => self.refresh(&form, client),
            _ => Err(refusal(400, "BXNIM0106E", "The grant type is not known.")),
        };
        answer.unwrap_or_else(|refusal| refusal.answer())
    }
}

type Answer = Result<ResponseTemplate, Refusal>;

impl Iam {
    fn api_key(&self, form: &Fields, client: Option<&str>) -> Answer {
        form.must_be(
            "apikey",
            API_KEY,
            "BXNIM0415E",
            "Provided API key could not be found.",
        )?;
        if !form
            .get("response_type")
            .contains("delegated_refresh_token")
        {
            return Ok(self.token(client, 3_600, &json!({"sub_type": "ServiceId"})));
        }
        let delegated = self.opaque("delegated");
        Ok(answer(
            200,
            &json!({"delegated_refresh_token": delegated, "token_type": "Bearer"}),
        ))
    }

    fn assume(&self, form: &Fields) -> Answer {
        self.must_know(form.get("access_token"))?;
        form.must_be(
            "profile_id",
            PROFILE,
            "BXNIM0106E",
            "There is no such profile.",
        )?;
        Ok(self.token(None, 3_597, &json!({"sub_type": "Profile"})))
    }

    fn compute_resource(&self, form: &Fields) -> Answer {
        form.must_be(
            "cr_token",
            CR_TOKEN,
            "BXNIM0407E",
            "The compute resource token is not valid.",
        )?;
        Ok(self.token(None, 3_600, &json!({"sub_type": "Profile"})))
    }

    fn authorization(&self, form: &Fields) -> Answer {
        self.must_know(form.get("access_token"))?;
        Ok(self.token(None, 1_796, &json!({"iam_id": form.get("desired_iam_id")})))
    }

    fn password(&self, form: &Fields, client: Option<&str>) -> Answer {
        if client.is_none() {
            return Err(refusal(401, "BXNIM0308E", "No authorization header found."));
        }
        for (name, value) in [("username", USER), ("password", PASSWORD)] {
            form.must_be(name, value, "BXNIM0602E", "The credentials are incorrect.")?;
        }
        let claims = json!({"account": {"bss": form.get("account")}});
        Ok(self.token(client, 1_200, &claims))
    }

    fn refresh(&self, form: &Fields, client: Option<&str>) -> Answer {
        if client != Some(PUBLIC_CLIENT) {
            let message = "The refresh token belongs to another client.";
            return Err(refusal(400, "BXNIM0137E", message));
        }
        self.must_know(form.get("refresh_token"))?;
        Ok(self.token(client, 1_200, &json!({})))
    }

    fn must_know(&self, token: &str) -> Result<(), Refusal> {
        let known = self.issued.lock().unwrap_or_else(PoisonError::into_inner);
        if known.iter().any(|known| known == token) {
            return Ok(());
        }
        Err(refusal(400, "BXNIM0407E", "The token is not valid."))
    }

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
}

impl Fields {
    fn must_be(
        &self,
        name: &str,
        value: &str,
        code: &'static str,
        message: &'static str,
    ) -> Result<(), Refusal> {
        if self.get(name) == value {
            Ok(())
        } else {
            Err(refusal(400, code, message))
        }
    }
}

struct Refusal {
    status: u16,
    code: &'static str,
    message: &'static str,
}

const fn refusal(status: u16, code: &'static str, message: &'static str) -> Refusal {
    Refusal {
        status,
        code,
        message,
    }
}

impl Refusal {
    fn answer(&self) -> ResponseTemplate {
        answer(
            self.status,
            &json!({
                "context": {"requestId": "tour-request", "requestType": "incoming.Identity_Token"},
                "errorCode": self.code,
                "errorMessage": self.message,
            }),
        )
    }
}
