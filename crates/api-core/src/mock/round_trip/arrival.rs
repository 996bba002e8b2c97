//! Whether a request arrived as the document says.

use serde_json::Value;

use super::super::description::Place;
use super::super::parts::{Content, Pairs, decode};
use super::super::received::Received;
use super::sample::value_of;
use super::shape::{Shape, Spread};
use super::{Body, Case, Credential, Members, Trip, secret};
use crate::Presence;

/// What is otherwise than the document and the sample say.
pub(super) fn differences<C>(
    case: &Case<C>,
    trip: &Trip<'_>,
    style: usize,
    request: &Received,
) -> Vec<String> {
    let mut found = Vec::new();
    if request.method.as_str() != case.method {
        found.push(format!("the method is {}", request.method));
    }
    let expected = Expected::of(case, trip);
    let path = case.paths.get(style).or(case.paths.first());
    let path = path.and_then(|path| expected.path(path));
    if path.is_some_and(|path| path != decode(&request.path)) {
        found.push(format!("the path is {}", request.path));
    }
    expected.query(request, &mut found);
    for (name, value) in &expected.headers {
        let given = request.parts.texts(Place::Header, name);
        if given != [value.as_str()] {
            found.push(format!(
                "the header `{name}` is {given:?}, expected {value:?}"
            ));
        }
    }
    for (name, values) in &expected.cookies {
        let given = request.parts.texts(Place::Cookie, name);
        if given != *values {
            found.push(format!(
                "the cookie `{name}` is {given:?}, expected {values:?}"
            ));
        }
    }
    for (id, secret, encoding) in &expected.basic {
        use secrecy::ExposeSecret;

        let given = request.basic(*encoding);
        let same = given.is_some_and(|it| it.id() == id && it.secret().expose_secret() == secret);
        if !same {
            found.push("the Basic header is another".to_owned());
        }
    }
    expected.body(case, request, &mut found);
    found
}

/// What should arrive.
#[derive(Default)]
struct Expected {
    /// By number; none where it is laid out.
    path: Vec<Option<String>>,
    query: Pairs,
    /// Whether there is more in the query.
    laid: bool,
    headers: Pairs,
    cookies: Vec<(String, Vec<String>)>,
    basic: Vec<(String, String, crate::runtime::BasicEncoding)>,
    members: Members,
    /// The members that are texts, for forms and parts.
    texts: Pairs,
    laid_members: Vec<&'static str>,
    whole: Option<Value>,
    /// Whether any argument is in the body.
    filled: bool,
}

impl Expected {
    fn of<C>(case: &Case<C>, trip: &Trip<'_>) -> Self {
        let mut expected = Self::default();
        for (parameter, argument) in case.parameters.iter().zip(&trip.arguments) {
            let (place, spread, name) = (parameter.place, parameter.spread, parameter.member.name);
            let value = match &argument.value {
                Presence::Absent => continue,
                Presence::Null => &Value::Null,
                Presence::Present(value) => value,
            };
            if let (Shape::Choice(_), Value::Object(members)) = (parameter.member.shape(), value) {
                for (name, value) in members {
                    expected.add((place, Spread::Plain), name, value);
                }
                continue;
            }
            match (place, spread) {
                (Place::Member, Spread::Laid) => {
                    expected.laid_members.push(name);
                    expected.members.insert(name.to_owned(), value.clone());
                    expected.filled = true;
                }
                (place, spread) => expected.add((place, spread), name, value),
            }
        }
        let body = matches!(
            case.body,
            Body::Json(_, true) | Body::Form(true) | Body::Parts(true)
        );
        let sent = body || expected.filled;
        for constant in case.constants {
            if constant.place != Place::Member || sent {
                let value = value_of(constant.value);
                expected.add((constant.place, Spread::Plain), constant.name, &value);
            }
        }
        for credential in case.credentials {
            expected.credential(*credential);
        }
        expected
    }

    fn add(&mut self, (place, spread): (Place, Spread), name: &str, value: &Value) {
        let joined = |texts: &[String]| texts.join(",");
        let texts = match (spread, value) {
            (Spread::Plain, Value::Array(items)) => items.iter().map(text).collect(),
            (Spread::Commas, Value::Array(items)) => {
                vec![joined(&items.iter().map(text).collect::<Vec<_>>())]
            }
            (_, value) => vec![text(value)],
        };
        let owned = |value: String| (name.to_owned(), value);
        match (place, spread) {
            (_, Spread::Basic(encoding)) => {
                let part = |index: usize| text(&value[index]);
                self.basic.push((part(0), part(1), encoding));
            }
            (_, Spread::Bearer) => {
                let header = format!("Bearer {}", text(value));
                self.headers.push(("authorization".to_owned(), header));
            }
            (Place::Path(_), Spread::Laid) => self.path.push(None),
            (Place::Path(_), _) => self.path.push(Some(joined(&texts))),
            (Place::Query, Spread::Laid) => self.laid = true,
            (Place::Query, _) => self.query.extend(texts.into_iter().map(owned)),
            (Place::Header | Place::Cookie, Spread::Laid) => {}
            (Place::Header, _) => self.headers.push(owned(joined(&texts))),
            (Place::Cookie, _) => self.cookies.push((name.to_owned(), texts)),
            (Place::Member, _) => {
                self.filled = true;
                self.members.insert(name.to_owned(), value.clone());
                self.texts.extend(texts.into_iter().map(owned));
            }
            (Place::Body, _) => self.whole = Some(value.clone()),
        }
    }

    fn credential(&mut self, credential: Credential) {
        match credential {
            Credential::Bearer(scheme) => {
                let header = format!("Bearer {}", secret(scheme));
                self.headers.push(("authorization".to_owned(), header));
            }
            Credential::Basic(scheme, encoding) => {
                self.basic
                    .push((scheme.to_owned(), secret(scheme), encoding));
            }
            Credential::Header(scheme, name) => {
                self.headers.push((name.to_owned(), secret(scheme)));
            }
            Credential::Query(scheme, name) => self.query.push((name.to_owned(), secret(scheme))),
            Credential::Cookie(scheme, name) => {
                self.cookies.push((name.to_owned(), vec![secret(scheme)]));
            }
        }
    }

    /// The path without escapes; none where a parameter is laid out in it.
    fn path(&self, template: &str) -> Option<String> {
        let mut path = template.to_owned();
        for (index, value) in self.path.iter().enumerate() {
            path = path.replace(&format!("{{{index}}}"), value.as_ref()?);
        }
        Some(path)
    }

    fn query(&self, request: &Received, found: &mut Vec<String>) {
        let mut given = request.parts.query.clone();
        let mut expected = self.query.clone();
        if self.laid {
            let names: Vec<_> = expected.iter().map(|(name, _)| name.clone()).collect();
            given.retain(|(name, _)| names.contains(name));
        }
        given.sort();
        expected.sort();
        if given != expected {
            found.push(format!("the query is {given:?}, expected {expected:?}"));
        }
    }

    fn body<C>(&self, case: &Case<C>, request: &Received, found: &mut Vec<String>) {
        let media_type = request.parts.texts(Place::Header, "content-type");
        let media_type = media_type.first().map_or("", String::as_str);
        // An argument may say which it is.
        let stated = self
            .headers
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let empty = request.bytes.is_empty();
        let wrong = match case.body {
            Body::None => !empty,
            Body::Json(..) | Body::Form(_) | Body::Parts(_) if !self.is_sent(case.body) => !empty,
            Body::Json(wanted, _) => {
                let whole = self.whole.clone();
                let whole = whole.unwrap_or_else(|| Value::Object(self.members.clone()));
                let given = serde_json::from_slice::<Value>(&request.bytes).ok();
                media_type != wanted || given != Some(whole)
            }
            // A form without fields is no bytes.
            Body::Form(_) if empty => {
                media_type != "application/x-www-form-urlencoded" || !self.texts.is_empty()
            }
            Body::Form(_) => {
                let Content::Form(pairs) = &request.parts.body else {
                    found.push("the body is no form".to_owned());
                    return;
                };
                media_type != "application/x-www-form-urlencoded" || !self.texts_are(pairs)
            }
            Body::Parts(_) => {
                let Content::Parts(parts) = &request.parts.body else {
                    found.push("the body has no parts".to_owned());
                    return;
                };
                let texts = parts
                    .iter()
                    .map(|(name, value)| (name.clone(), content(value)));
                !media_type.starts_with("multipart/form-data; boundary=")
                    || !self.texts_are(&texts.collect())
            }
            Body::Laid => false,
            Body::Raw(wanted) => {
                let whole = self.whole.as_ref().map(text).unwrap_or_default();
                request.bytes != whole.as_bytes()
                    || (!empty && media_type != stated.map_or(wanted, |(_, value)| value))
            }
        };
        if wrong {
            let body = String::from_utf8_lossy(&request.bytes);
            found.push(format!("the body is {body:?} of type {media_type:?}"));
        }
    }

    fn is_sent(&self, body: Body) -> bool {
        self.filled
            || self.whole.is_some()
            || matches!(
                body,
                Body::Json(_, true) | Body::Form(true) | Body::Parts(true)
            )
    }

    /// Whether these are the texts, in whatever order, but for those that are laid out.
    fn texts_are(&self, given: &Pairs) -> bool {
        // A name may have brackets of its own.
        let laid = |name: &str| {
            let start = name.split('[').next().unwrap_or(name);
            self.laid_members.contains(&name) || self.laid_members.contains(&start)
        };
        let mut given: Vec<_> = given.iter().filter(|(name, _)| !laid(name)).collect();
        let mut expected: Vec<_> = self.texts.iter().collect();
        given.sort();
        expected.sort();
        given == expected
    }
}

/// A value where there is no JSON.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

/// The content of a part: that of a file is its bytes.
fn content(part: &Value) -> String {
    match part.get("bytes").and_then(Value::as_array) {
        Some(bytes) => {
            let bytes = bytes.iter().filter_map(Value::as_u64);
            let bytes: Vec<u8> = bytes.filter_map(|byte| u8::try_from(byte).ok()).collect();
            String::from_utf8_lossy(&bytes).into_owned()
        }
        None => text(part),
    }
}
