//! Requests as they arrive.

use wiremock::Request;

/// What HTTP itself adds to a request.
const HTTP_ITSELF: [&str; 3] = ["accept-encoding", "content-length", "host"];

/// A request as it arrived, all of it but what HTTP itself adds. Two that are equal were the same on the wire.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sent {
    line: String,
    headers: Vec<(String, String)>,
    body: String,
}

impl Sent {
    /// A form, with no header but those that every request has. `product` is the user agent, such as `my-crate/1.2.3`.
    #[must_use]
    pub fn form(product: &str, path: &str, body: &str) -> Self {
        Self::post(product, path, "application/x-www-form-urlencoded", body)
    }

    /// A JSON body, with no header but those that every request has.
    #[must_use]
    pub fn json(product: &str, path: &str, body: &str) -> Self {
        Self::post(product, path, "application/json", body)
    }

    fn post(product: &str, path: &str, content_type: &str, body: &str) -> Self {
        let headers = [
            ("accept", "application/json"),
            ("content-type", content_type),
            ("user-agent", product),
        ];
        Self {
            line: format!("POST {path}"),
            headers: headers
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
            body: body.to_owned(),
        }
    }

    /// The same with a header more.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self.headers.sort();
        self
    }

    /// The same under another path.
    #[must_use]
    pub fn at(mut self, path: &str) -> Self {
        self.line = format!("POST {path}");
        self
    }

    /// The method, a blank and the path.
    #[must_use]
    pub fn line(&self) -> &str {
        &self.line
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }
}

/// The user agent of the crate whose tests these are.
#[macro_export]
macro_rules! product {
    () => {
        ::core::concat!(
            ::core::env!("CARGO_PKG_NAME"),
            "/",
            ::core::env!("CARGO_PKG_VERSION")
        )
    };
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
