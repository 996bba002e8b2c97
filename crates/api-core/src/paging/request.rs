//! The page that a request asks for: reading it from a call, and writing another into it.

use std::borrow::Cow;

use auth_core::Error;
use form_urlencoded::parse;

use super::json;
use super::rules::Place;
use crate::runtime::Call;
use crate::wiped::WipedBuffer;

/// What is written into a request.
#[derive(Clone, Copy, Debug)]
pub(super) enum Value<'v> {
    Number(u64),
    Text(&'v str),
}

/// The number that a call has at a place.
pub(super) fn number(call: &Call, place: Place) -> Option<u64> {
    read(call, place)?.parse().ok()
}

/// Whether a call has `true` at a place.
pub(super) fn flag(call: &Call, place: Place) -> bool {
    read(call, place).is_some_and(|value| value == "true")
}

/// The text that a call has at a place, where it is not empty.
pub(super) fn text(call: &Call, place: Place) -> Option<String> {
    let value = read(call, place)?;
    let text = match place {
        Place::Query(_) => value.into_owned(),
        Place::Body(_) => serde_json::from_str(&value).ok()?,
    };
    (!text.is_empty()).then_some(text)
}

fn read(call: &Call, place: Place) -> Option<Cow<'_, str>> {
    match place {
        Place::Query(name) => parse(call.query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value),
        Place::Body(way) => {
            let body = std::str::from_utf8(&call.body).ok()?;
            json::value_at(body, way).map(Cow::Borrowed)
        }
    }
}

/// The same call with another value at a place.
pub(super) fn write(mut call: Call, place: Place, value: Value<'_>) -> Result<Call, Error> {
    match place {
        Place::Query(name) => {
            let query = std::mem::take(&mut call.query);
            for (key, old) in parse(query.as_bytes()).filter(|(key, _)| key != name) {
                call.push_query(&key, &old);
            }
            match value {
                Value::Number(number) => call.push_query(name, &number.to_string()),
                Value::Text(text) => call.push_query(name, text),
            }
            Ok(call)
        }
        Place::Body(way) => {
            let value = match value {
                Value::Number(number) => number.to_string(),
                Value::Text(text) => serde_json::Value::from(text).to_string(),
            };
            let mut body = WipedBuffer::with_capacity(call.body.len() + 64);
            std::str::from_utf8(&call.body)
                .ok()
                .and_then(|old| json::set(old, way, &value, &mut body))
                .ok_or_else(|| {
                    Error::configuration(place.name(), "cannot be set: the body is no object there")
                })?;
            Ok(call.body(body, "application/json"))
        }
    }
}
