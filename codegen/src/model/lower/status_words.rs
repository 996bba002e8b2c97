//! What the statuses of answers are called.

use crate::load::openapi::Status;

/// The first of some statuses.
pub(super) fn first_of(status: Status) -> u16 {
    match status {
        Status::Code(code) => code,
        Status::Range(hundred) => u16::from(hundred) * 100,
        Status::Default => 200,
    }
}

/// The name of the variant for a status.
pub(super) fn variant_word(status: Status) -> String {
    let word = match status {
        Status::Code(200) => "Ok",
        Status::Code(201) => "Created",
        Status::Code(202) => "Accepted",
        Status::Code(203) => "NonAuthoritative",
        Status::Code(204) => "NoContent",
        Status::Code(205) => "ResetContent",
        Status::Code(206) => "PartialContent",
        Status::Code(207) => "MultiStatus",
        Status::Code(301) => "MovedPermanently",
        Status::Code(302) => "Found",
        Status::Code(303) => "SeeOther",
        Status::Code(307) => "TemporaryRedirect",
        Status::Code(308) => "PermanentRedirect",
        Status::Code(code) => return format!("Status{code}"),
        Status::Range(_) | Status::Default => "Other",
    };
    word.to_owned()
}

pub(super) fn status_words(status: Status) -> String {
    match status {
        Status::Code(code) => format!("Status {code}"),
        Status::Range(hundred) => format!("Any other status from {hundred}00 to {hundred}99"),
        Status::Default => "Any other status of success".to_owned(),
    }
}
