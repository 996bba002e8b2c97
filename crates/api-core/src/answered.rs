//! An answer with what stands around its body.

use std::fmt;

use http::HeaderMap;

/// A good answer whole: its status and its headers beside what the operation brings. Operations whose document describes headers give it by
/// `send_with_headers()`.
///
/// ```
/// use api_core::Answered;
///
/// /// The headers that a document describes; generated code has a type for each operation.
/// #[derive(Debug)]
/// struct ListPartsHeaders {
///     remaining: Option<i64>,
/// }
///
/// fn pause_before_the_next(answer: &Answered<Vec<String>, ListPartsHeaders>) -> bool {
///     answer.headers.remaining == Some(0) || answer.raw_headers.contains_key("x-slow-down")
/// }
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Answered<T, H> {
    /// What the operation brings, as `send()` gives it.
    pub body: T,
    /// The headers that the document describes, in their types. One that is missing, or that is not what the document says, is `None`.
    pub headers: H,
    /// All headers as they came. They may hold secrets, such as cookies, and are not shown by `Debug`.
    pub raw_headers: HeaderMap,
    /// The status.
    pub status: u16,
}

impl<T, H> Answered<T, H> {
    pub(crate) const fn new(body: T, headers: H, raw_headers: HeaderMap, status: u16) -> Self {
        Self {
            body,
            headers,
            raw_headers,
            status,
        }
    }
}

impl<T: fmt::Debug, H: fmt::Debug> fmt::Debug for Answered<T, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answered")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}
