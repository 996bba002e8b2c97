//! Doubles of the identity service, and the answers that they give.

mod server;

use api_core::RetryPolicy;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use spaceone_identity::{SecretObject, v1, v2};
use test_support::{Loopback, Sent, ok, product};
use wiremock::{Respond, ResponseTemplate};

pub(crate) use self::server::{Served, Server};

/// An identity service on loopback.
#[derive(Debug)]
pub(crate) struct Identity {
    server: Loopback,
}

impl Identity {
    /// Gives these answers in turn, whatever the path, and refuses what comes after the last.
    pub(crate) async fn answering(answers: impl IntoIterator<Item = ResponseTemplate>) -> Self {
        let server = Loopback::answering(answers).await;
        Self { server }
    }

    pub(crate) async fn responding(respond: impl Respond + 'static) -> Self {
        let server = Loopback::responding(respond).await;
        Self { server }
    }

    pub(crate) fn uri(&self) -> String {
        self.server.uri()
    }

    /// A client of version 1 that sends each request once.
    pub(crate) fn v1(&self) -> v1::Client {
        v1::Client::builder()
            .base_url(self.uri())
            .retry(RetryPolicy::never())
            .build()
            .unwrap()
    }

    /// A client of version 2 that sends each request once.
    pub(crate) fn v2(&self) -> v2::Client {
        v2::Client::builder()
            .base_url(self.uri())
            .retry(RetryPolicy::never())
            .build()
            .unwrap()
    }

    /// What arrived so far.
    pub(crate) async fn sent(&self) -> Vec<Sent> {
        self.server.sent().await
    }

    /// The paths that were asked for so far, without their common beginning.
    pub(crate) async fn lines(&self) -> Vec<String> {
        let sent = self.sent().await;
        sent.iter()
            .map(|sent| sent.line().trim_start_matches("POST /identity/").to_owned())
            .collect()
    }
}

/// A JSON body: no header but those that every request has.
pub(crate) fn posted(path: &str, body: &str) -> Sent {
    Sent::json(product!(), path, body)
}

/// The tokens of a login.
pub(crate) fn pair(access: &str, refresh: &str) -> ResponseTemplate {
    ok(&json!({"access_token": access, "refresh_token": refresh}))
}

/// An error of a service.
pub(crate) fn structured(status: u16, code: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(json!({"detail": {"code": code, "message": "No."}}))
}

/// An error of a service in these words.
pub(crate) fn told(status: u16, code: &str, words: &str) -> ResponseTemplate {
    let detail = json!({"code": code, "message": words});
    ResponseTemplate::new(status).set_body_json(json!({"detail": detail}))
}

/// An error of authentication: the REST front gives all of them one code, and wraps the words of the service.
pub(crate) fn refused(words: &str) -> ResponseTemplate {
    let wrapped = format!("Authenticate failure. (message =  {words})");
    told(401, "ERROR_AUTHENTICATE_FAILURE", &wrapped)
}

/// A token that was granted.
pub(crate) fn granted(access_token: &str) -> ResponseTemplate {
    ok(&json!({"access_token": access_token, "role_type": "USER", "domain_id": "domain-123"}))
}

/// A path that the server does not know.
pub(crate) fn not_served() -> ResponseTemplate {
    ResponseTemplate::new(404).set_body_json(json!({"detail": "Not Found"}))
}

/// A token as the service makes it, which lives so many seconds from a moment long past: only its length of life is of use.
pub(crate) fn jwt(id: &str, life: u64) -> String {
    let issued = 1_500_000_000;
    let claims =
        json!({"iss": "spaceone.identity", "jti": id, "iat": issued, "exp": issued + life});
    let [header, claims] =
        [json!({"alg": "RS256"}), claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
    format!("{header}.{claims}.c2lnbmF0dXJl")
}

pub(crate) fn credentials() -> SecretObject {
    SecretObject::from_iter([("user_id", "user@example.com"), ("password", "my-password")])
}
