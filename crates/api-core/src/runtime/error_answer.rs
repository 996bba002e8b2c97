//! How the typed body of an error is read.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use serde::de::DeserializeOwned;

use super::decode::from_json;
use crate::text::without_bom;
use crate::{ErrorBytes, ErrorText};

/// The typed body of an error answer, whatever its type, where there is one.
pub type VendorBody = Option<Arc<dyn Any + Send + Sync>>;

/// What reads the typed body of an error answer.
pub type ReadVendorBody = fn(&ErrorAnswer) -> VendorBody;

/// An answer with the status of an error, for [`Operation::vendor_body`](super::Operation::vendor_body) to read its body. A body that has another form
/// than is asked for gives `None`: the error is had without it, and keeps it raw.
#[derive(Clone)]
pub struct ErrorAnswer {
    status: StatusCode,
    content_type: Option<HeaderValue>,
    body: Bytes,
}

impl ErrorAnswer {
    pub(crate) fn new(response: &Response<Bytes>) -> Self {
        Self {
            status: response.status(),
            content_type: response.headers().get(header::CONTENT_TYPE).cloned(),
            body: response.body().clone(),
        }
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// The body as JSON of this type.
    #[must_use]
    pub fn json<T: DeserializeOwned + Send + Sync + 'static>(&self) -> VendorBody {
        let body = from_json::<T>(without_bom(&self.body)).ok()?;
        Some(Arc::new(body))
    }

    /// The body as an [`ErrorText`], if it is UTF-8. One that is empty is an empty text.
    #[must_use]
    pub fn text(&self) -> VendorBody {
        let text = std::str::from_utf8(without_bom(&self.body)).ok()?;
        Some(Arc::new(ErrorText::from(text)))
    }

    /// The body as [`ErrorBytes`].
    #[must_use]
    pub fn bytes(&self) -> VendorBody {
        Some(Arc::new(ErrorBytes::from(self.body.clone())))
    }

    /// The body by its content type, of which the document has several. What the answer says that it is decides alone: the very name, else a range that has
    /// it, else the same kind under another name. Where it says nothing, or what is not documented, it is the first that can be read.
    #[must_use]
    pub fn by_media_type(&self, ways: &[(&str, ReadVendorBody)]) -> VendorBody {
        let stated = self.media_type().unwrap_or_default();
        let fitting = ways.iter().filter_map(|(documented, read)| {
            let distance = distance(documented, &stated)?;
            Some((distance, read))
        });
        match fitting.min_by_key(|(distance, _)| *distance) {
            Some((_, read)) => read(self),
            None => ways.iter().find_map(|(_, read)| read(self)),
        }
    }

    /// What the answer says that its body is, without parameters and in lower case.
    fn media_type(&self) -> Option<String> {
        let stated = self.content_type.as_ref()?.to_str().ok()?;
        let essence = stated.split(';').next()?.trim();
        Some(essence.to_ascii_lowercase())
    }
}

/// How far the media type of an answer is from one that is documented; none where they have nothing in common.
fn distance(documented: &str, stated: &str) -> Option<u8> {
    let is_range = |range: &str| {
        let within = range.strip_suffix('*');
        within.is_some_and(|within| stated.starts_with(within))
    };
    if documented == stated {
        Some(0)
    } else if stated.is_empty() {
        None
    } else if documented == "*/*" {
        Some(3)
    } else if is_range(documented) {
        Some(1)
    } else {
        (kind(documented).is_some() && kind(documented) == kind(stated)).then_some(2)
    }
}

/// Media types that are read alike.
#[derive(PartialEq, Eq)]
enum Kind {
    Json,
    Text,
}

fn kind(media_type: &str) -> Option<Kind> {
    let ends = |ends: &[&str]| ends.iter().any(|it| media_type.ends_with(it));
    if ends(&["/json", "+json"]) {
        Some(Kind::Json)
    } else if media_type.starts_with("text/") || ends(&["/xml", "+xml", "/yaml", "+yaml"]) {
        Some(Kind::Text)
    } else {
        None
    }
}

/// Without the body, which may hold secrets.
impl fmt::Debug for ErrorAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ErrorAnswer")
            .field("status", &self.status())
            .field("length", &self.body.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// What it is read as, and its text.
    fn read(content_type: Option<&str>, body: &[u8], ways: &[&'static str]) -> String {
        let mut response = Response::builder().status(404);
        if let Some(content_type) = content_type {
            response = response.header(header::CONTENT_TYPE, content_type);
        }
        let response = response.body(Bytes::copy_from_slice(body)).unwrap();
        let way = |media_type: &&'static str| -> (&str, ReadVendorBody) {
            match *media_type {
                "application/json" => ("application/json", ErrorAnswer::json::<Vec<u8>>),
                "application/problem+json" | "*/*" => (*media_type, ErrorAnswer::json::<Value>),
                "application/zip" => ("application/zip", ErrorAnswer::bytes),
                other => (other, ErrorAnswer::text),
            }
        };
        let ways: Vec<_> = ways.iter().map(way).collect();
        let Some(read) = ErrorAnswer::new(&response).by_media_type(&ways) else {
            return "nothing".to_owned();
        };
        if let Some(text) = read.downcast_ref::<ErrorText>() {
            return format!("text {}", text.expose());
        }
        if let Some(value) = read.downcast_ref::<Value>() {
            return format!("value {value}");
        }
        if let Some(list) = read.downcast_ref::<Vec<u8>>() {
            return format!("list {list:?}");
        }
        let bytes = read.downcast_ref::<ErrorBytes>().unwrap();
        format!("bytes {:?}", bytes.expose())
    }

    #[test]
    fn h6_the_content_type_of_an_error_decides_what_it_is_read_as() {
        let all = [
            "application/json",
            "application/problem+json",
            "text/plain",
            "text/html",
            "application/zip",
        ];
        for (content_type, body, expected) in [
            ("application/json", "[1]", "list [1]"),
            ("Application/JSON; charset=utf-8", "\u{feff}[1]", "list [1]"),
            ("application/problem+json", "[1]", "value [1]"),
            // Of the same kind, under a name that is not documented.
            ("application/vnd.x+json", "[1]", "list [1]"),
            ("text/csv", "[1]", "text [1]"),
            ("text/plain;charset=utf-8", "\u{feff}[1]", "text [1]"),
            ("text/plain", "", "text "),
            ("application/zip", "[1]", "bytes b\"[1]\""),
            // What it says that it is, it is, or nothing.
            ("application/json", "Oh", "nothing"),
            ("application/json", "", "nothing"),
            // Nothing that is documented.
            ("image/png", "[1]", "list [1]"),
            ("", "\"x\"", "value \"x\""),
            ("", "Oh", "text Oh"),
        ] {
            let stated = Some(content_type).filter(|it| !it.is_empty());
            let read = read(stated, body.as_bytes(), &all);
            assert_eq!(read, expected, "{content_type} {body}");
        }
        assert_eq!(read(None, b"\xff", &all), "bytes b\"\\xff\"");
        assert_eq!(read(Some("text/html"), b"\xff", &all), "nothing");
    }

    #[test]
    fn h6_a_range_has_what_no_other_media_type_names() {
        let ways = ["*/*", "text/*", "text/html"];
        let read = |content_type| read(Some(content_type), b"1", &ways);
        assert_eq!(read("text/html"), "text 1");
        assert_eq!(read("text/csv"), "text 1");
        assert_eq!(read("application/x"), "value 1");
        assert_eq!(read("texts/x"), "value 1");
    }

    #[test]
    fn g14_shows_no_body() {
        let response = Response::new(Bytes::from_static(b"s3cret"));
        let answer = ErrorAnswer::new(&response);
        let (text, bytes) = (answer.text().unwrap(), answer.bytes().unwrap());
        let text: &ErrorText = text.downcast_ref().unwrap();
        let bytes: &ErrorBytes = bytes.downcast_ref().unwrap();
        assert_eq!(
            format!("{answer:?} {text:?} {bytes:?}"),
            "ErrorAnswer { status: 200, length: 6, .. } ErrorText(6 bytes) ErrorBytes(6 bytes)"
        );
    }
}
