//! Requests as they arrive.

use wiremock::Request;

/// What HTTP itself adds to a request.
const HTTP_ITSELF: [&str; 3] = ["accept-encoding", "content-length", "host"];

/// A request as it arrived, all of it but what HTTP itself adds. Two that are equal were the same on the wire.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Sent {
    line: String,
    headers: Vec<(String, String)>,
    body: String,
}

impl Sent {
    /// The form that the operation sends: no header but those that every request has.
    pub(crate) fn form(body: &str) -> Self {
        let headers = [
            ("accept", "application/json"),
            ("content-type", "application/x-www-form-urlencoded"),
            (
                "user-agent",
                concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")),
            ),
        ];
        Self {
            line: "POST /api/v2/tenant/token".to_owned(),
            headers: headers
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
            body: body.to_owned(),
        }
    }
}

impl From<&Request> for Sent {
    fn from(request: &Request) -> Self {
        let target = request
            .url
            .as_str()
            .strip_prefix("http://localhost")
            .unwrap_or(request.url.as_str());
        let headers = request
            .headers
            .iter()
            .filter(|(name, _)| !HTTP_ITSELF.contains(&name.as_str()));
        let mut headers: Vec<_> = headers
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        headers.sort();
        Self {
            line: format!("{} {target}", request.method),
            headers,
            body: String::from_utf8(request.body.clone()).unwrap(),
        }
    }
}
