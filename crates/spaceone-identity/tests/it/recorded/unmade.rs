//! What was observed of requests that this client does not make, and why it does not. What such a server would answer is still an error of the right kind.

use serde_json::json;
use spaceone_identity::ErrorKind;
use spaceone_identity::v2::token::{AuthType, ErrorBody, ErrorDetail};
use wiremock::ResponseTemplate;

use crate::support::{Identity, credentials};

/// Why a recorded request is not made.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Because {
    /// Another spelling of a request that is made: aliases, numbers for names, nulls for what is absent, another case of `Bearer`, a header that counts for
    /// nothing.
    Spelling,
    /// The types do not let it: a member is missing, of another type, unknown, or out of range.
    Types,
    /// A secret that is empty is refused before anything is sent.
    Empty,
    /// Bodies are JSON objects, always.
    Body,
    /// Operations are sent by POST under their own path.
    Line,
    /// No operation of this API: health, reflection, and what a browser asks.
    Elsewhere,
    /// The call has a token, or it is not sent.
    Token,
}

const UNMADE: &[(Because, &str)] = &[
    (
        Because::Spelling,
        "issue_camel_case_keys issue_auth_type_int issue_timeout_string issue_null_optionals issue_no_content_type issue_form_content_type",
    ),
    (
        Because::Spelling,
        "grant_null_optionals issue_with_garbage_bearer call_userprofile_lowercase_bearer",
    ),
    (
        Because::Types,
        "issue_missing_auth_type issue_missing_credentials issue_missing_domain_id issue_domain_id_null issue_domain_id_number issue_credentials_string",
    ),
    (
        Because::Types,
        "issue_timeout_float issue_timeout_i64 issue_unknown_field grant_missing_grant_type grant_missing_scope grant_missing_token v1_issue_missing_domain",
    ),
    (Because::Empty, "issue_empty_string_verify_code"),
    (
        Because::Body,
        "issue_empty_body issue_json_array_body issue_json_null_body issue_malformed_json grant_malformed_json",
    ),
    (
        Because::Line,
        "issue_get_method issue_trailing_slash path_underscore_verb path_unknown_service path_unknown_verb domain_get_public_key_noauth",
    ),
    (Because::Elsewhere, "health_check reflection cors_preflight"),
    (
        Because::Token,
        "call_userprofile_basic_auth call_userprofile_no_token call_userprofile_token_header_only v1_refresh_no_token",
    ),
];

#[test]
fn each_request_that_is_not_made_has_one_reason() {
    let mut names: Vec<_> = UNMADE
        .iter()
        .flat_map(|(_, names)| names.split(' '))
        .collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!((names.len(), count), (41, 41));
}

#[tokio::test]
async fn what_the_web_server_itself_answers_is_read_all_the_same() {
    let answers = [
        (
            405,
            json!({"detail": "Method Not Allowed"}),
            ErrorKind::Invalid,
        ),
        (
            500,
            json!({"detail": {"code": "ERROR_UNSUPPORTED_API", "message": "None."}}),
            ErrorKind::Invalid,
        ),
        (
            500,
            json!({"detail": {"code": "ERROR_UNKNOWN", "message": "No JSON."}}),
            ErrorKind::Invalid,
        ),
        (307, json!(""), ErrorKind::Unreadable),
    ];
    for (status, body, kind) in answers {
        let answer = ResponseTemplate::new(status).set_body_json(&body);
        let identity = Identity::answering([answer]).await;
        let token = identity.v2().token();
        let login = token.issue(credentials(), "domain-123", AuthType::Local);
        let error = login.await.unwrap_err();
        assert_eq!(error.kind(), kind, "{status}");
        let typed = error.vendor_body::<ErrorBody>().map(|body| &body.detail);
        assert_eq!(
            matches!(typed, Some(ErrorDetail::Text(_))),
            body["detail"].is_string()
        );
    }
}
