//! A good answer.

use std::fmt;

use auth_core::{Clock, Error, ErrorKind};
use bytes::Bytes;
use http::{HeaderMap, Response, header};
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::Answered;
use crate::answer_error::{self, LONGEST_NAME};
use crate::mask::Mask;
use crate::runtime::Operation;
use crate::runtime::decode::from_json;
use crate::text::without_bom;

/// A place in a body is cut to so many characters.
const LONGEST_PLACE: usize = 200;

/// An answer with a status of success. Any other is an [`Error`].
pub struct Answer {
    operation: &'static Operation,
    response: Response<Bytes>,
    mask: Mask,
}

impl Answer {
    pub(crate) const fn new(
        operation: &'static Operation,
        response: Response<Bytes>,
        mask: Mask,
    ) -> Self {
        Self {
            operation,
            response,
            mask,
        }
    }

    /// The status: from 200 to 299, or one of redirection where the operation documents that.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.response.status().as_u16()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// The id of the operation.
    pub(crate) fn operation_id(&self) -> &'static str {
        self.operation.id
    }

    /// The body as it came.
    pub(crate) fn body(&self) -> &[u8] {
        self.response.body()
    }

    /// The answer whole: the body, and the headers that the document describes.
    ///
    /// # Errors
    ///
    /// Those of reading the body.
    pub fn whole<T, H>(
        self,
        headers: impl FnOnce(&HeaderMap) -> H,
        body: impl FnOnce(Self) -> Result<T, Error>,
    ) -> Result<Answered<T, H>, Error> {
        let (status, raw) = (self.status(), self.headers().clone());
        let headers = headers(&raw);
        body(self).map(|body| Answered::new(body, headers, raw, status))
    }

    /// Reads the body.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unreadable`] when the body is not the JSON that the document promises. The error tells status, content type, length and place, and
    /// quotes nothing; [`Error::raw_body`] gives the body. Where it is the provider's error instead, with a code where its errors have one, it is
    /// that error, in spite of the status.
    pub fn json<T: DeserializeOwned>(self) -> Result<T, Error> {
        from_json(without_bom(self.response.body())).map_err(|fault| {
            let refusal = self.refusal();
            refusal.unwrap_or_else(|| self.unreadable(&fault.place, &fault.cause))
        })
    }

    /// The body as it is.
    #[must_use]
    pub fn bytes(self) -> Bytes {
        self.response.into_body()
    }

    /// The body as text: a `String`, or a secret one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unreadable`] when it is not UTF-8.
    pub fn text<T: for<'a> From<&'a str>>(self) -> Result<T, Error> {
        let body = without_bom(self.response.body());
        match std::str::from_utf8(body) {
            Ok(text) => Ok(text.into()),
            Err(_) => Err(self.unread("it is not UTF-8")),
        }
    }

    /// Where the answer says that what was asked for is: the header `Location`.
    #[must_use]
    pub fn location(&self) -> Option<String> {
        let location = self.headers().get(header::LOCATION)?;
        Some(String::from_utf8_lossy(location.as_bytes()).into_owned())
    }

    /// The error that this status is none of those that the operation documents.
    #[must_use]
    pub fn undocumented(&self) -> Error {
        self.unread("this status of success is not documented")
    }

    /// The provider's error that came with a status of success.
    fn refusal(&self) -> Option<Error> {
        let now = Clock::system().now().system_time();
        let read = answer_error::read(self.operation, &self.response, &self.mask, false, now);
        let error = read.error.with_operation(self.operation.id);
        Some(error).filter(|error| error.code().is_some())
    }

    /// Ignores the body, for an operation whose answer has none.
    pub fn empty(self) {}

    /// serde's own words are not shown: they quote the value that did not fit.
    fn unreadable(&self, place: &str, cause: &serde_json::Error) -> Error {
        let body = self.response.body();
        let reason = if body.is_empty() {
            "it has no body".to_owned()
        } else {
            let reason = match (cause.classify(), missing_member(cause)) {
                (Category::Data, Some(member)) => format!("the member `{member}` is missing"),
                (Category::Data, None) => "a value is of another type".to_owned(),
                (Category::Eof, _) => "the JSON ends too soon".to_owned(),
                (Category::Syntax | Category::Io, _) => "it is no JSON".to_owned(),
            };
            format!("{reason} at {}", self.place(place, cause))
        };
        self.unread(&reason)
    }

    fn unread(&self, reason: &str) -> Error {
        let body = self.response.body();
        let message = format!(
            "the answer cannot be read: {reason}; {} bytes of {}",
            body.len(),
            self.content_type()
        );
        let error = Error::new(ErrorKind::Unreadable, message)
            .with_operation(self.operation.id)
            .with_status(self.status())
            .with_headers(self.headers().clone());
        if body.is_empty() {
            error
        } else {
            error.with_raw_body(body.clone())
        }
    }

    /// The path of members and, because a path ends where a type begins, line and column.
    fn place(&self, path: &str, cause: &serde_json::Error) -> String {
        let position = format!("line {} column {}", cause.line(), cause.column());
        if path == "." {
            return position;
        }
        format!("`{}`, {position}", self.mask.words(path, LONGEST_PLACE))
    }

    fn content_type(&self) -> String {
        match self.headers().get(header::CONTENT_TYPE) {
            Some(stated) => {
                let stated = String::from_utf8_lossy(stated.as_bytes());
                format!("content type `{}`", self.mask.name(&stated, LONGEST_NAME))
            }
            None => "no stated content type".to_owned(),
        }
    }
}

/// The member that a type wants and the body does not have: its name comes from the type, not from the body.
fn missing_member(error: &serde_json::Error) -> Option<String> {
    let text = error.to_string();
    let (name, _) = text.strip_prefix("missing field `")?.split_once('`')?;
    let is_name = name.len() <= 64
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_-.$".contains(c));
    is_name.then(|| name.to_owned())
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("operation", &self.operation.id)
            .field("status", &self.status())
            .field("length", &self.response.body().len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use http::Method;
    use serde::Deserialize;

    use super::*;
    use crate::runtime::{ErrorMap, Repeat, no_vendor_body};

    static ISSUE: Operation = Operation {
        id: "issue",
        method: Method::POST,
        paths: &[],
        repeat: Repeat::Safe,
        never_retry: &[],
        also_retry: &[],
        errors: &ErrorMap {
            code: &["/error"],
            message: &["/words"],
            kinds: &[("invalid_client", ErrorKind::Refused)],
            ..ErrorMap::NONE
        },
        vendor_body: no_vendor_body,
    };

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only whether it can be read matters")]
    struct Grant {
        access_token: String,
        life: Option<Life>,
        labels: Option<BTreeMap<String, u8>>,
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only whether it can be read matters")]
    struct Life {
        seconds: Vec<i64>,
    }

    fn answer(content_type: &str, body: &str) -> Answer {
        let response = Response::builder()
            .status(200)
            .header("content-type", content_type);
        let mut mask = Mask::default();
        mask.add("sent-s3cret".into());
        Answer::new(
            &ISSUE,
            response
                .body(Bytes::copy_from_slice(body.as_bytes()))
                .unwrap(),
            mask,
        )
    }

    fn shown(body: &str) -> String {
        answer("application/json", body)
            .json::<Grant>()
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn h6_reports_an_unreadable_body_by_status_type_length_and_place() {
        assert_eq!(
            shown(r#"{"access_token":"t","life":{"seconds":[1,"s3cret"]}}"#),
            "issue: the answer cannot be read: a value is of another type at `life.seconds[1]`, line 1 column 49; \
             52 bytes of content type `application/json` (status 200)"
        );
        assert_eq!(
            shown(r#"{"token":"s3cret"}"#),
            "issue: the answer cannot be read: the member `access_token` is missing at line 1 column 18; \
             18 bytes of content type `application/json` (status 200)"
        );
        let html = answer("text/html", "<html>s3cret")
            .json::<Grant>()
            .unwrap_err();
        assert_eq!(
            html.to_string(),
            "issue: the answer cannot be read: it is no JSON at line 1 column 1; 12 bytes of content type `text/html` (status 200)"
        );
        assert_eq!(html.kind(), ErrorKind::Unreadable);
        assert_eq!(html.raw_body(), Some(&b"<html>s3cret"[..]));
        assert!(shown(r#"{"access_token":"s3cret"#).contains("the JSON ends too soon"));
        assert!(
            shown(r#"{"access_token":"t"} s3cret"#).contains("it is no JSON at line 1 column 22")
        );
        assert!(shown("").contains("it has no body; 0 bytes"));
        assert!(shown("[]").contains("a value is of another type at line 1"));
    }

    #[test]
    fn h6_reads_an_error_that_comes_with_a_good_status() {
        let read = |body| {
            answer("application/json", body)
                .json::<Grant>()
                .unwrap_err()
        };
        let error = read(r#"{"error":"invalid_client","words":"no such client"}"#);
        assert_eq!(
            error.to_string(),
            "issue: the provider refused the credential: no such client (status 200, code invalid_client)"
        );
        assert_eq!(error.kind(), ErrorKind::Refused);
        let unknown = read(r#"{"error":"odd"}"#);
        assert_eq!(
            (unknown.kind(), unknown.code()),
            (ErrorKind::Unreadable, Some("odd"))
        );
        let good = answer("application/json", r#"{"error":"","access_token":"t"}"#);
        assert_eq!(good.json::<Grant>().unwrap().access_token, "t");
    }

    #[test]
    fn h6_quotes_nothing_of_a_body_that_cannot_be_read() {
        for body in [
            r#"{"access_token":5,"id":"s3cret"}"#,
            r#"{"access_token":"t","labels":{"sent-s3cret":"s3cret"}}"#,
            r#"{"access_token":"t","labels":{"eyJhbGciOiJIUzI1NiJ9.s3cret":true}}"#,
            r#""s3cret""#,
            "s3cret",
        ] {
            let error = answer("x/sent-s3cret", body).json::<Grant>().unwrap_err();
            assert!(!format!("{error} {error:?}").contains("s3cret"), "{error}");
        }
    }

    #[test]
    fn h7_ignores_unknown_members_and_a_byte_order_mark() {
        let read = answer(
            "application/json",
            "\u{feff}{\"new\":[{}],\"access_token\":\"t\"}\n",
        );
        assert_eq!(read.json::<Grant>().unwrap().access_token, "t");
    }

    #[test]
    fn g14_shows_no_body() {
        let debug = format!(
            "{:?}",
            answer("application/json", r#"{"access_token":"s3cret"}"#)
        );
        assert!(!debug.contains("s3cret"), "{debug}");
    }
}
