//! Errors, made of answers that are none of success.

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use auth_core::{Error, ErrorKind};
use bytes::Bytes;
use http::{HeaderMap, Response, StatusCode, header};
use serde_json::Value;
use url::Url;

use crate::mask::Mask;
use crate::runtime::{ErrorAnswer, ErrorMap, Operation};
use crate::text::without_bom;

/// A vendor's message is cut to so many characters.
const LONGEST_MESSAGE: usize = 512;
/// A code, a request id or the name of a content type is cut to so many characters.
pub(crate) const LONGEST_NAME: usize = 128;
/// A `Retry-After` beyond a day is read as a day: nobody means more, and a mistyped one must not stop a program for years.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

/// An answer that is none of success, read.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) error: Error,
    /// What the provider's own code means, where the description of the API lists it.
    pub(crate) coded: Option<ErrorKind>,
}

/// Reads an answer that is none of success. `unserved` says that this is how the deployment answers for paths that it does not have.
pub(crate) fn read(
    operation: &Operation,
    response: &Response<Bytes>,
    mask: &Mask,
    unserved: bool,
    now: SystemTime,
) -> Refusal {
    read_as(kind_of_status, operation, response, mask, unserved, now)
}

/// Reads an answer that refuses the token of an authorized call, under whatever status. A code that the description lists still has its say.
pub(crate) fn read_refused_token(
    operation: &Operation,
    response: &Response<Bytes>,
    mask: &Mask,
    now: SystemTime,
) -> Refusal {
    let refused = |_| ErrorKind::Refused;
    read_as(refused, operation, response, mask, false, now)
}

fn read_as(
    kind_of_status: impl FnOnce(StatusCode) -> ErrorKind,
    operation: &Operation,
    response: &Response<Bytes>,
    mask: &Mask,
    unserved: bool,
    now: SystemTime,
) -> Refusal {
    let status = response.status();
    let body = serde_json::from_slice::<Value>(without_bom(response.body())).ok();
    let map = operation.errors;
    let code = first(body.as_ref(), map.code);
    let coded = code.as_deref().and_then(|code| kind_of_code(map, code));
    let kind = coded.unwrap_or_else(|| kind_of_status(status));
    let mut error =
        Error::new(kind, message(kind, response, unserved)).with_status(status.as_u16());
    error = error.with_headers(response.headers().clone());
    if let Some(code) = code {
        error = error.with_code(mask.name(&code, LONGEST_NAME));
    }
    if let Some(words) = first(body.as_ref(), map.message) {
        error = error.with_vendor_message(mask.words(&words, LONGEST_MESSAGE));
    }
    if let Some(id) = request_id(map, response.headers(), body.as_ref()) {
        error = error.with_request_id(mask.name(&id, LONGEST_NAME));
    }
    if let Some(pause) = retry_after(response.headers(), now) {
        error = error.with_retry_after(pause);
    }
    if let Some(typed) = (operation.vendor_body)(&ErrorAnswer::new(response)) {
        error = error.with_vendor_body(typed);
    }
    if !response.body().is_empty() {
        error = error.with_raw_body(response.body().clone());
    }
    Refusal { error, coded }
}

/// The first of these places that holds a text or a number.
fn first(body: Option<&Value>, pointers: &[&str]) -> Option<String> {
    let places = pointers.iter().filter_map(|pointer| body?.pointer(pointer));
    places
        .filter_map(|value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        })
        .find(|text| !text.trim().is_empty())
}

fn request_id(map: &ErrorMap, headers: &HeaderMap, body: Option<&Value>) -> Option<String> {
    let header = map
        .request_id_header
        .and_then(|name| headers.get(name))
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    header
        .filter(|id| !id.trim().is_empty())
        .or_else(|| first(body, map.request_id))
}

fn kind_of_code(map: &ErrorMap, code: &str) -> Option<ErrorKind> {
    let listed = map.kinds.iter().find(|(listed, _)| *listed == code);
    listed.map(|(_, kind)| *kind)
}

fn kind_of_status(status: StatusCode) -> ErrorKind {
    match status.as_u16() {
        // Something else answered in the provider's place, or moved it.
        ..=399 => ErrorKind::Unreadable,
        401 => ErrorKind::Refused,
        402 | 403 | 451 => ErrorKind::Denied,
        404 | 410 => ErrorKind::NotFound,
        408 => ErrorKind::Timeout,
        409 | 412 | 423 => ErrorKind::Conflict,
        // Too early; the client of a gateway hung up, which we did not.
        425 | 499 => ErrorKind::Unavailable,
        429 => ErrorKind::Throttled,
        // Not implemented; this version of HTTP is not supported: it will not be otherwise soon.
        400..=498 | 501 | 505 => ErrorKind::Invalid,
        _ => ErrorKind::Unavailable,
    }
}

fn message(kind: ErrorKind, response: &Response<Bytes>, unserved: bool) -> Cow<'static, str> {
    if unserved {
        return "the deployment does not serve this path".into();
    }
    if response.status().is_redirection() {
        return redirect(response.headers());
    }
    match kind {
        ErrorKind::Refused => "the provider refused the credential",
        ErrorKind::Interaction => "the provider wants a person to act first",
        ErrorKind::Denied => "the provider does not allow this",
        ErrorKind::Invalid => "the provider holds the request to be wrong",
        ErrorKind::NotFound => "the provider does not find what the request names",
        ErrorKind::Conflict => "the request contradicts the present state",
        ErrorKind::Throttled => "the provider wants fewer requests",
        ErrorKind::Unavailable | ErrorKind::Timeout => "the provider cannot answer now",
        _ => "the provider answered with neither success nor an error",
    }
    .into()
}

/// Redirects are never followed. Of the place that one names only the host is shown: the rest may quote what was sent.
fn redirect(headers: &HeaderMap) -> Cow<'static, str> {
    let origin = headers
        .get(header::LOCATION)
        .and_then(|location| location.to_str().ok())
        .and_then(|location| Url::parse(location).ok())
        .map(|location| location.origin())
        .filter(url::Origin::is_tuple);
    match origin {
        Some(origin) => format!(
            "the answer is a redirect to {}, and redirects are never followed",
            origin.ascii_serialization()
        )
        .into(),
        None => "the answer is a redirect, and redirects are never followed".into(),
    }
}

/// `Retry-After` in either form (RFC 9110 section 10.2.3). A date is compared with the answer's own `Date` where it has one, so that a local clock that is
/// wrong changes nothing.
fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name| Some(headers.get(name)?.to_str().ok()?.trim());
    let wanted = text(header::RETRY_AFTER)?;
    let pause = if wanted.bytes().all(|byte| byte.is_ascii_digit()) && !wanted.is_empty() {
        // More digits than a number has are a long time, too.
        Duration::from_secs(wanted.parse().unwrap_or(u64::MAX))
    } else {
        let date = httpdate::parse_http_date(wanted).ok()?;
        let now = text(header::DATE)
            .and_then(|date| httpdate::parse_http_date(date).ok())
            .unwrap_or(now);
        date.duration_since(now).unwrap_or_default()
    };
    Some(pause.min(LONGEST_RETRY_AFTER))
}

#[cfg(test)]
mod tests;
