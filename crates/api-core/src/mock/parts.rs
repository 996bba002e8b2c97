//! A request taken apart, be it one that arrived or one that is expected.

use http::{HeaderMap, header};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

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
                let found = pairs.filter(|(key, _)| *key == name);
                found.map(|(_, value)| decode(value)).collect()
            }
            (Place::Member, Content::Form(pairs)) => of(pairs),
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
            _ => Vec::new(),
        }
    }
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
