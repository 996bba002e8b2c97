//! What generated code is made of: descriptions of services and operations, and the calls that fill them.
//!
//! Applications do not need this module. It is public because generated clients live in other crates, and it is as stable as they are: crates of one version
//! belong together.

mod answer;
mod call;
mod decode;
mod error_answer;
mod exposed;
mod header;
mod measure;
mod numbers;
mod one_of;
mod server_url;
mod word;

pub use http::{HeaderMap, Method};
pub use serde_with::ser::SerializeAsWrap;
pub use serde_with::{As, Same};

pub use self::answer::Answer;
pub use self::call::{BasicEncoding, Call};
pub use self::decode::json_text;
pub use self::error_answer::{ErrorAnswer, ReadVendorBody, VendorBody};
pub use self::exposed::Exposed;
pub use self::header::{HeaderLayout, header};
pub use self::one_of::{Branch, Constant, Guard, OneOf};
pub use self::server_url::{ServerUrl, not_listed};
pub use self::word::word;
use crate::UnknownValue;
pub use crate::body::{Form, Json, Layout, Multipart, Style};
pub use crate::paging::{Follow, PageSize, Paging, Place, Way};
pub use crate::presence::present;
pub use crate::security::{Carrier, Credential, Scheme, Security};
pub use crate::text::check_part_of_credential;
use auth_core::{Error, ErrorKind};

/// What all operations of a client share.
#[derive(Debug)]
pub struct Service {
    /// `crate/version` of the client, for the `User-Agent` header.
    pub product: &'static str,
    /// The address that is used unless the application gives one.
    pub base_url: Option<&'static str>,
    /// Names of the ways in which deployments lay out their paths; the first is the documented one. Empty where there is only one.
    pub path_styles: &'static [&'static str],
    /// The answer that means: not under this path.
    pub unserved: Option<Unserved>,
}

/// The answer by which a deployment says that it does not serve a path, as opposed to "there is no such object".
#[derive(Debug)]
pub struct Unserved {
    /// Its status.
    pub status: u16,
    /// A JSON pointer into its body: the value there is a string.
    pub string_at: &'static str,
}

/// One operation of a service.
#[derive(Debug)]
pub struct Operation {
    /// The operation's id in the provider's API description, for errors and events.
    pub id: &'static str,
    /// Its method.
    pub method: Method,
    /// Its path in each of [`Service::path_styles`], or one path where there are none.
    pub paths: &'static [&'static [Segment]],
    /// Whether it may be sent again while the fate of the first request is unknown.
    pub repeat: Repeat,
    /// Statuses that are not worth another attempt here, though usually they are.
    pub never_retry: &'static [u16],
    /// Statuses that are worth another attempt here, though usually they are not.
    pub also_retry: &'static [u16],
    /// How its errors are read.
    pub errors: &'static ErrorMap,
    /// Reads the typed body of an error answer, by its status; [`no_vendor_body`] where the document has none.
    pub vendor_body: ReadVendorBody,
}

/// A piece of a path.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Segment {
    /// Text that goes out as it is; the first begins with a slash.
    Text(&'static str),
    /// The parameter of this number, in the order in which [`Call::path`] is called.
    Parameter(usize),
}

/// Whether a request may be sent again while the fate of the first is unknown.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Repeat {
    /// It may: twice has the effect of once.
    Safe,
    /// Only when the first surely was not sent.
    Unsent,
}

/// Where a provider writes what about an error.
#[derive(Debug)]
pub struct ErrorMap {
    /// JSON pointers to the provider's code; the first that is there counts.
    pub code: &'static [&'static str],
    /// JSON pointers to the provider's words.
    pub message: &'static [&'static str],
    /// JSON pointers to the request id.
    pub request_id: &'static [&'static str],
    /// The header with the request id.
    pub request_id_header: Option<&'static str>,
    /// What a code means, whatever the status.
    pub kinds: &'static [(&'static str, ErrorKind)],
}

impl ErrorMap {
    /// Nothing is known but the status.
    pub const NONE: Self = Self {
        code: &[],
        message: &[],
        request_id: &[],
        request_id_header: None,
        kinds: &[],
    };
}

/// For an operation whose document types no error body.
#[must_use]
pub fn no_vendor_body(_answer: &ErrorAnswer) -> VendorBody {
    None
}

/// The status by which the enum of documented errors finds its variant: that of an answer to one of these operations. None for the errors of other
/// operations, such as the one that gives the token, and for an answer of success that could not be read.
///
/// ```
/// use api_core::runtime::documented_status;
/// use api_core::{Error, ErrorKind};
///
/// let error = Error::new(ErrorKind::NotFound, "no such part").with_status(404);
/// let error = error.with_operation("getPart");
/// assert_eq!(documented_status(&error, &["getPart", "putPart"]), Some(404));
/// assert_eq!(documented_status(&error, &["issueToken"]), None);
/// ```
#[must_use]
pub fn documented_status(error: &Error, operations: &[&str]) -> Option<u16> {
    let operation = error.operation()?;
    let unread = |status| error.kind() == ErrorKind::Unreadable && (200..300).contains(&status);
    error
        .status()
        .filter(|status| operations.contains(&operation) && !unread(*status))
}

/// Makes the value of an open enum's variant `Unknown`.
#[must_use]
pub fn unknown_value(value: impl Into<String>) -> UnknownValue {
    UnknownValue::new(value)
}
