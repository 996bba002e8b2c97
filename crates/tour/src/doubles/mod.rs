//! The providers, played on loopback: they check what arrives, as far as the real ones are known to, and issue tokens.

pub(crate) mod ibm;
pub(crate) mod oneaccess;
pub(crate) mod spaceone;

use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

use auth_core::Clock;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use wiremock::{Request, ResponseTemplate};

pub(crate) use self::ibm::IbmDouble;
pub(crate) use self::oneaccess::OneAccessDouble;
pub(crate) use self::spaceone::SpaceOneDouble;

/// Marks every token of a double as a secret. It is no signature.
const SIGNATURE: &str = "s3cr3t";

/// How long a double takes to answer: about what a token endpoint on the same continent takes.
const LATENCY: Duration = Duration::from_millis(80);

/// A JSON answer after the usual time.
fn answer(status: u16, body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(status)
        .set_body_json(body)
        .set_delay(LATENCY)
}

/// An unsigned token in the shape of a JWT that lives from now on for so many seconds.
fn jwt(life: u64, claims: &Value) -> String {
    let now = Clock::system().now().since_epoch().as_secs();
    let mut payload = json!({"iat": now, "exp": now + life});
    if let (Some(payload), Some(claims)) = (payload.as_object_mut(), claims.as_object()) {
        payload.extend(claims.clone());
    }
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!(
        "{}.{}.{}",
        part(&json!({"alg": "RS256"})),
        part(&payload),
        SIGNATURE
    )
}

/// The fields of a form body, and what is wrong with them.
struct Fields(HashMap<String, String>);

impl Fields {
    fn of(request: &Request) -> Self {
        Self(url_decode(&request.body).collect())
    }

    fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
}

impl fmt::Debug for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

pub(crate) fn url_decode(body: &[u8]) -> impl Iterator<Item = (String, String)> + '_ {
    form_urlencoded::parse(body).map(|(name, value)| (name.into_owned(), value.into_owned()))
}

/// The text behind a scheme in the `Authorization` header.
fn authorization<'a>(request: &'a Request, scheme: &str) -> Option<&'a str> {
    let (found, rest) = request
        .headers
        .get("authorization")?
        .to_str()
        .ok()?
        .split_once(' ')?;
    found.eq_ignore_ascii_case(scheme).then_some(rest)
}

/// The client id and secret of a Basic header.
fn basic(request: &Request) -> Option<String> {
    let decoded = STANDARD.decode(authorization(request, "basic")?).ok()?;
    String::from_utf8(decoded).ok()
}
