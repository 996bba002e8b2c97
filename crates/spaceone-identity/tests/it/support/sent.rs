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
    /// A JSON body: no header but those that every request has.
    pub(crate) fn json(path: &str, body: &str) -> Self {
        let headers = [
            ("accept", "application/json"),
            ("content-type", "application/json"),
            (
                "user-agent",
                concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")),
            ),
        ];
        Self {
            line: format!("POST {path}"),
            headers: headers
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
            body: body.to_owned(),
        }
    }

    /// The same under another path.
    pub(crate) fn at(mut self, path: &str) -> Self {
        self.line = format!("POST {path}");
        self
    }

    pub(crate) fn body(&self) -> &str {
        &self.body
    }

    /// The method and the path.
    pub(crate) fn line(&self) -> &str {
        &self.line
    }

    /// The same with a header more.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self.headers.sort();
        self
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
