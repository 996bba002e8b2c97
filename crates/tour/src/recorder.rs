//! A transport that remembers what went through it, without the secrets.

use std::fmt::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use api_core::{Limits, ReqwestTransport, Transport, TransportError};
use async_trait::async_trait;
use auth_core::Error;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_LENGTH, HOST};
use http::{Request, Response};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// What stands in the place of a secret.
const MASK: &str = "••••••";

/// Names under which the three providers take secrets.
const SECRETS: [&str; 10] = [
    "access_token",
    "apikey",
    "client_secret",
    "cookie",
    "cr_token",
    "credentials",
    "password",
    "refresh_token",
    "token",
    "verify_code",
];

/// The real transport, and a list of what was sent.
#[derive(Clone, Debug)]
pub(crate) struct Recorder {
    inner: ReqwestTransport,
    seen: Arc<Mutex<Vec<Vec<String>>>>,
}

impl Recorder {
    /// Before the real services, with the proxies of the environment.
    pub(crate) fn new() -> Result<Self, Error> {
        Self::over(reqwest::Client::builder())
    }

    /// Before a double: no proxy stands before this machine.
    pub(crate) fn local() -> Result<Self, Error> {
        Self::over(reqwest::Client::builder().no_proxy())
    }

    fn over(builder: reqwest::ClientBuilder) -> Result<Self, Error> {
        Ok(Self {
            inner: ReqwestTransport::new(builder)?,
            seen: Arc::default(),
        })
    }

    /// How many requests were sent so far.
    pub(crate) fn count(&self) -> usize {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .len()
    }

    /// The requests since that count, each as lines of text.
    pub(crate) fn since(&self, count: usize) -> Vec<Vec<String>> {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .skip(count)
            .cloned()
            .collect()
    }
}

#[async_trait]
impl Transport for Recorder {
    async fn send(
        &self,
        request: Request<Bytes>,
        limits: Limits,
    ) -> Result<Response<Bytes>, TransportError> {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(describe(&request));
        self.inner.send(request, limits).await
    }
}

/// The request line, the headers that matter, and the body; secrets masked.
fn describe(request: &Request<Bytes>) -> Vec<String> {
    let mut lines = vec![format!("{} {}", request.method(), request.uri())];
    let mut headers = String::new();
    for (name, value) in request.headers() {
        if name == HOST || name == CONTENT_LENGTH {
            continue;
        }
        let value = value.to_str().unwrap_or("?");
        let shown = if name == AUTHORIZATION {
            masked_credentials(value)
        } else {
            value.to_owned()
        };
        let separator = if headers.is_empty() { "" } else { " · " };
        let _infallible = write!(headers, "{separator}{name}: {shown}");
    }
    lines.push(headers);
    let body = if request.body().starts_with(b"{") {
        json(request.body())
    } else {
        form(request.body())
    };
    lines.extend((!body.is_empty()).then_some(body));
    lines
}

/// `Basic ••••••`.
fn masked_credentials(value: &str) -> String {
    let scheme = value.split(' ').next().unwrap_or_default();
    format!("{scheme} {MASK}")
}

fn form(body: &[u8]) -> String {
    let fields = form_urlencoded::parse(body).map(|(name, value)| {
        let shown = if SECRETS.contains(&name.as_ref()) {
            MASK
        } else {
            &value
        };
        format!("{name}={shown}")
    });
    fields.collect::<Vec<_>>().join("  ")
}

/// The members in the order in which they go out.
fn json(body: &[u8]) -> String {
    let members = str::from_utf8(body).map(serde_json::from_str::<Members<'_>>);
    let Ok(Ok(Members(members))) = members else {
        return MASK.to_owned();
    };
    let shown = members.iter().map(|(name, value)| {
        let value = if SECRETS.contains(&name.as_str()) {
            MASK
        } else {
            value.get()
        };
        format!("\"{name}\": {value}")
    });
    format!("{{{}}}", shown.collect::<Vec<_>>().join(", "))
}

/// The members of an object, unsorted.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_wherever_they_travel() {
        let form = Request::post("https://iam.example.com/identity/token")
            .header("authorization", "Basic czNjcjN0")
            .body(Bytes::from_static(
                b"grant_type=password&username=who&password=s3cr3t",
            ));
        let json = Request::post("https://identity.example.com/identity/token/issue").body(
            Bytes::from_static(br#"{"domain_id":"d","credentials":{"password":"s3cr3t"}}"#),
        );
        for request in [form, json] {
            let text = describe(&request.unwrap()).join("\n");
            assert!(
                !text.contains("s3cr3t") && !text.contains("czNjcjN0"),
                "{text}"
            );
            assert!(text.contains(MASK), "{text}");
        }
    }
}
