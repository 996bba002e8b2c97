//! A request taken apart, be it one that arrived or one that is expected.

use http::{HeaderMap, header};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use super::description::{Body, Place};
use crate::runtime::Call;

/// The pairs of a query or a form.
pub(super) type Pairs = Vec<(String, String)>;

/// The parts of a request.
#[derive(Clone, Default)]
pub(super) struct Parts {
    /// Decoded.
    pub(super) parameters: Vec<String>,
    pub(super) query: Pairs,
    pub(super) headers: HeaderMap,
    pub(super) body: Content,
}

/// The body of a request.
#[derive(Clone, Default)]
pub(super) enum Content {
    #[default]
    None,
    Form(Pairs),
    Object(Map<String, Value>),
    /// Parts in their order, each with its name. One that is JSON is that value, and one without a type a string.
    Parts(Vec<(String, Value)>),
    Whole(Value),
    /// Neither a form nor JSON.
    Bytes(Vec<u8>),
}

impl Content {
    /// Reads a body of this kind.
    pub(super) fn read(kind: &Body, body: &[u8]) -> Self {
        if body.is_empty() {
            return Self::None;
        }
        if let Body::Form(_) = kind {
            return Self::Form(pairs(body));
        }
        if let Body::Parts(_) = kind
            && let Some(parts) = multipart(body)
        {
            return Self::Parts(parts);
        }
        match (kind, serde_json::from_slice(body)) {
            (Body::Object(_), Ok(Value::Object(members))) => Self::Object(members),
            (_, Ok(value)) => Self::Whole(value),
            (_, Err(_)) => Self::Bytes(body.to_vec()),
        }
    }
}

impl Parts {
    /// The parts of a call that is not sent.
    pub(super) fn of(call: &Call, kind: &Body) -> Self {
        let decoded = call.parameters.iter().map(|parameter| decode(parameter));
        Self {
            parameters: decoded.collect(),
            query: pairs(call.query.as_bytes()),
            headers: call.headers.clone(),
            body: Content::read(kind, &call.body),
        }
    }

    /// What stands under a name at a place: nothing, a value, or one for each time that the name is there. Without JSON, values are strings.
    pub(super) fn get(&self, place: Place, name: &str) -> Vec<Value> {
        match (place, &self.body) {
            (Place::Path(index), _) => {
                let parameter = self.parameters.get(index);
                parameter.into_iter().cloned().map(Value::String).collect()
            }
            (Place::Query | Place::Header | Place::Cookie, _)
            | (Place::Member, Content::Form(_)) => {
                let texts = self.texts(place, name).into_iter();
                texts.map(Value::String).collect()
            }
            (Place::Member, Content::Object(members)) => {
                members.get(name).cloned().into_iter().collect()
            }
            (Place::Member, Content::Parts(parts)) => {
                let found = parts.iter().filter(|(key, _)| key == name);
                found.map(|(_, value)| value.clone()).collect()
            }
            (Place::Body, Content::Whole(value)) => vec![value.clone()],
            (Place::Body, Content::Bytes(bytes)) => vec![Value::from(bytes.as_slice())],
            (Place::Body, Content::Object(members)) => vec![Value::Object(members.clone())],
            _ => Vec::new(),
        }
    }

    /// The texts under a name where there is no JSON.
    pub(super) fn texts(&self, place: Place, name: &str) -> Vec<String> {
        let of = |pairs: &Pairs| {
            let found = pairs.iter().filter(|(key, _)| key == name);
            found.map(|(_, value)| value.clone()).collect()
        };
        match (place, &self.body) {
            (Place::Query, _) => of(&self.query),
            (Place::Header, _) => {
                let found = self.headers.get_all(name).iter();
                found
                    .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
                    .collect()
            }
            (Place::Cookie, _) => {
                let headers = self.headers.get_all(header::COOKIE).iter();
                let texts = headers.filter_map(|value| value.to_str().ok());
                let cookies = texts.flat_map(|text| text.split(';'));
                let pairs = cookies.filter_map(|cookie| cookie.trim().split_once('='));
                let found = pairs.filter(|(key, _)| decode(key) == name);
                found.map(|(_, value)| decode(value)).collect()
            }
            (Place::Member, Content::Form(pairs)) => of(pairs),
            (Place::Member, Content::Parts(parts)) => {
                let found = parts.iter().filter(|(key, _)| key == name);
                found
                    .filter_map(|(_, value)| value.as_str().map(str::to_owned))
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    /// The names at a place. Headers have more names than an operation gives them, so they are not listed.
    pub(super) fn names(&self, place: Place) -> Vec<&str> {
        match (place, &self.body) {
            (Place::Query, _) => self.query.iter().map(|(name, _)| name.as_str()).collect(),
            (Place::Member, Content::Form(pairs)) => {
                pairs.iter().map(|(name, _)| name.as_str()).collect()
            }
            (Place::Member, Content::Object(members)) => {
                members.keys().map(String::as_str).collect()
            }
            (Place::Member, Content::Parts(parts)) => {
                parts.iter().map(|(name, _)| name.as_str()).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// The parts of a body of type `multipart/form-data` (RFC 7578), whose first line is its boundary.
fn multipart(body: &[u8]) -> Option<Vec<(String, Value)>> {
    let (boundary, mut rest) = split(body, b"\r\n")?;
    let boundary = [b"\r\n", boundary].concat();
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let (part, behind) = split(rest, &boundary)?;
        parts.push(one_part(part)?);
        rest = match behind {
            b"--\r\n" | b"--" => &[],
            behind => behind.strip_prefix(b"\r\n")?,
        };
    }
    Some(parts)
}

/// The name and the value of a part. A file is an object that says all of it.
fn one_part(part: &[u8]) -> Option<(String, Value)> {
    let (head, body) = split(part, b"\r\n\r\n")?;
    let head = std::str::from_utf8(head).ok()?;
    let header = |wanted: &str| {
        let mut found = head.lines().filter_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case(wanted).then(|| value.trim())
        });
        found.next()
    };
    let disposition = header("content-disposition")?;
    let quoted = |name: &str| {
        let (_, rest) = disposition.split_once(&format!("; {name}=\""))?;
        rest.split_once('"').map(|(text, _)| decode(text))
    };
    let (file, media_type) = (quoted("filename"), header("content-type"));
    let value = match (&file, media_type, std::str::from_utf8(body)) {
        (None, None, Ok(text)) => Value::from(text),
        (None, Some("application/json"), _) => serde_json::from_slice(body).ok()?,
        _ => json!({"file name": file, "media type": media_type, "bytes": body}),
    };
    Some((quoted("name")?, value))
}

/// What stands before and behind the first place of some bytes.
fn split<'b>(bytes: &'b [u8], at: &[u8]) -> Option<(&'b [u8], &'b [u8])> {
    let start = bytes.windows(at.len()).position(|found| found == at)?;
    Some((&bytes[..start], &bytes[start + at.len()..]))
}

/// The pairs of a query or a form.
pub(super) fn pairs(text: &[u8]) -> Pairs {
    form_urlencoded::parse(text)
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

/// A piece of a path without its escapes.
pub(super) fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FilePart;
    use crate::runtime::{Json, Multipart};

    #[test]
    fn the_parts_that_we_send_are_read() {
        let file = FilePart::new(&b"\x00\r\n--part"[..]).file_name("a \"b\".png");
        let sent = Multipart::new()
            .text("title", "Gr\u{fc}\u{df}e\r\n\r\n")
            .text("title", "")
            .file("photo", "image/png", &file)
            .json("tags", Json::value(&["a"]));
        let (body, ..) = sent.finish().unwrap();
        let content = Content::read(&Body::Parts(&[]), body.as_slice());
        let parts = Parts {
            body: content,
            ..Parts::default()
        };
        let names = ["title", "title", "photo", "tags"];
        assert_eq!(parts.names(Place::Member), names);
        let titles = ["Gr\u{fc}\u{df}e\r\n\r\n", ""];
        assert_eq!(parts.texts(Place::Member, "title"), titles);
        assert_eq!(parts.get(Place::Member, "tags"), [json!(["a"])]);
        let photo = json!({
            "file name": "a \"b\".png",
            "media type": "image/png",
            "bytes": b"\x00\r\n--part",
        });
        assert_eq!(parts.get(Place::Member, "photo"), [photo]);
    }

    #[test]
    fn what_has_no_parts_is_bytes() {
        for body in ["a", "--a\r\n", "--a\r\nb\r\n--a--\r\n", "--a\r\n\r\nb"] {
            let content = Content::read(&Body::Parts(&[]), body.as_bytes());
            assert!(
                matches!(content, Content::Bytes(_) | Content::Parts(_)),
                "{body}"
            );
            let parts = Parts {
                body: content,
                ..Parts::default()
            };
            assert!(parts.names(Place::Member).is_empty(), "{body}");
        }
    }
}
