//! Every error class that the servers of both versions know, and what it becomes.
//!
//! The code decides where it says more than the status: much of what a caller did wrong comes with status 500.

use ErrorKind::{Conflict, Denied, Interaction, Invalid, NotFound, Refused, Unavailable};
use spaceone_identity::ErrorKind;

use crate::reasons::{v1_error, v2_error};
use crate::support::{Identity, structured};

/// The status, what it becomes, and the codes that come with it, without their common beginning.
type Classes = &'static [(u16, ErrorKind, &'static str)];

const V2: Classes = &[
    (400, Conflict, "EXIST_RESOURCE"),
    (
        400,
        Interaction,
        "UPDATE_PASSWORD_REQUIRED INVALID_VERIFY_CODE",
    ),
    (
        400,
        Invalid,
        "INVALID_ARGUMENT REQUIRED_X_DOMAIN_ID REQUIRED_PARAMETER INVALID_PARAMETER_TYPE INVALID_PARAMETER \
             OPERATOR_VALUE_TYPE OPERATOR_LIST_VALUE_TYPE OPERATOR_DICT_VALUE_TYPE OPERATOR_BOOLEAN_TYPE INVALID_FORMAT \
             JSON_FORMAT NOT_ALLOWED_TO_DELETE_ROLE_BINDING ROLE_IN_USED_AT_ROLE_BINDING WORKSPACE_EXIST_IN_WORKSPACE_GROUP \
             USER_EXIST_IN_WORKSPACE_GROUP SERVICE_ACCOUNT_MANAGER_REGISTERED USER_EMAIL_NOT_VERIFIED APP_EXPIRED_LIMIT \
             INVALID_GRANT_TYPE REQUIRED_FIELDS NOT_SUPPORTED_MFA_TYPE RELATED_SERVICE_ACCOUNT_EXIST \
             NOT_ALLOWED_ADD_USER_TO_PUBLIC_PROJECT RELATED_PROJECT_EXIST RELATED_PROJECT_GROUP_EXIST \
             NOT_ALLOWED_TO_CHANGE_PARENT_GROUP_TO_SUB_PROJECT_GROUP ROLE_IN_USED NOT_ALLOWED_ROLE_TYPE \
             NOT_ALLOWED_USER_STATE DUPLICATED_ROLE_BINDING DUPLICATED_WORKSPACE_ROLE_BINDING \
             NOT_ALLOWED_TO_UPDATE_OR_DELETE_ROLE_BY_SELF LAST_WORKSPACE_OWNER_CANNOT_DELETE \
             LAST_DOMAIN_ADMIN_CANNOT_DELETE NOT_ALLOWED_TO_UPDATE_ROLE_ASSIGNED_BY_WORKSPACE_GROUP SCHEMA_IS_NOT_DEFINED \
             SCHEMA_ID_IS_NOT_DEFINED SYSTEM_ALREADY_INITIALIZED INVALID_AUTHENTICATION_TYPE INCORRECT_PASSWORD_FORMAT \
             INCORRECT_USER_ID_FORMAT INCORRECT_EMAIL_FORMAT NOT_ALLOWED_ACTIONS VERIFICATION_UNAVAILABLE \
             UNABLE_TO_RESET_PASSWORD PASSWORD_NOT_CHANGED PASSWORD_NOT_MATCHED UNABLE_TO_RESET_PASSWORD_IN_EXTERNAL_AUTH \
             UNABLE_TO_RESET_PASSWORD_WITHOUT_EMAIL LAST_ADMIN_CANNOT_DISABLED_DELETED USERS_NOT_FOUND WORKSPACE_STATE \
             DEFAULT_PACKAGE_NOT_ALLOWED USER_NOT_EXIST_IN_WORKSPACE UNSUPPORTED_SERVICE UNSUPPORTED_RESOURCE",
    ),
    (
        400,
        Refused,
        "DOMAIN_STATE USER_STATE_DISABLED APP_STATE_DISABLED",
    ),
    (
        401,
        Refused,
        "AUTHENTICATE_FAILURE AUTHENTICATION_FAILURE NOT_AUTHENTICATED INVALID_CREDENTIALS LOGIN_BLOCKED",
    ),
    (403, Denied, "PERMISSION_DENIED USER_NOT_IN_PROJECT_GROUP"),
    (404, NotFound, "NOT_FOUND ROLE_DOES_NOT_EXIST_OF_USER"),
    (409, Conflict, "NOT_UNIQUE SAVE_UNIQUE_VALUES"),
    (
        500,
        Conflict,
        "SERVICE_ACCOUNT_CANNOT_BE_DELETED_WITH_EXISTING_APP MANAGED_RESOURCE_CAN_NOT_BE_MODIFIED DUPLICATE_JOB \
             MFA_ALREADY_ENABLED MFA_ALREADY_DISABLED MFA_NOT_ENABLED CANNOT_DISABLE_ENFORCED_MFA",
    ),
    (500, Interaction, "MFA_REQUIRED MFA_NOT_ACTIVATED"),
    (
        500,
        Invalid,
        "UNKNOWN UNSUPPORTED_API DB_QUERY MESSAGE_FORMAT PARSE_GRPC_METHOD",
    ),
    (500, NotFound, "WORKSPACES_DO_NOT_EXIST"),
    (
        500,
        Unavailable,
        "BASE TRANSACTION_STATUS CONFIGURATION DB_ENGINE_UNDEFINE CACHE_CONFIGURATION CACHE_ENGINE_UNDEFINE \
             CONNECTOR_CONFIGURATION GRPC_CONFIGURATION HANDLER_CONFIGURATION LOG_CONFIG WRONG_CONFIGURATION CACHE_OPTION \
             CACHE_TIMEOUT CACHE_ENCODE CACHE_DECODE CACHEABLE_VALUE_TYPE INTERNAL_API HANDLER CONNECTOR CONNECTOR_LOAD \
             LOCATOR TASK_LOCATOR TASK_METHOD CACHE_KEY_FORMAT GENERATE_KEY_FAILURE AUTHENTICATION_FAILURE_PLUGIN \
             DOMAIN_ADMIN_ROLE_IS_NOT_DEFINED SMTP_CONNECTION_FAILED",
    ),
    (501, Invalid, "NOT_IMPLEMENTED"),
    (
        503,
        Unavailable,
        "UNAVAILAVBLE QUEUE_PUT QUEUE_GET GRPC_CONNECTION GRPC_TIMEOUT GRPC_TLS_HANDSHAKE SERVICE_NOT_FOUND",
    ),
    (504, Unavailable, "REQUEST_TIMEOUT"),
];

const V1: Classes = &[
    (400, Conflict, "EXIST_RESOURCE"),
    (400, Interaction, "INVALID_VERIFY_CODE"),
    (
        400,
        Invalid,
        "INVALID_ARGUMENT REQUIRED_PARAMETER INVALID_PARAMETER_TYPE INVALID_PARAMETER OPERATOR_VALUE_TYPE \
             OPERATOR_LIST_VALUE_TYPE OPERATOR_DICT_VALUE_TYPE OPERATOR_BOOLEAN_TYPE INVALID_FORMAT JSON_FORMAT \
             EXTERNAL_USER_NOT_ALLOWED_API_USER NOT_ALLOWED_ROLE_TYPE NOT_ALLOWED_EXTERNAL_AUTHENTICATION \
             ONLY_PROJECT_ROLE_TYPE_ALLOWED REQUIRED_PROJECT_OR_PROJECT_GROUP NOT_ALLOWED_PROJECT_ID \
             NOT_ALLOWED_PROJECT_GROUP_ID DUPLICATE_ROLE_BOUND DUPLICATE_RESOURCE_IN_PROJECT \
             DUPLICATE_RESOURCE_IN_PROJECT_GROUP POLICY_IS_IN_USE TOO_MANY_USERS_IN_EXTERNAL_AUTH \
             NOT_FOUND_USER_IN_EXTERNAL_AUTH INCORRECT_PASSWORD_FORMAT INCORRECT_USER_ID_FORMAT NOT_ALLOWED_ACTIONS \
             VERIFICATION_UNAVAILABLE UNABLE_TO_RESET_PASSWORD PASSWORD_NOT_CHANGED \
             UNABLE_TO_RESET_PASSWORD_IN_EXTERNAL_AUTH UNABLE_TO_RESET_PASSWORD_WITHOUT_EMAIL",
    ),
    (401, Invalid, "MAX_REFRESH_COUNT"),
    (
        401,
        Refused,
        "AUTHENTICATE_FAILURE AUTHENTICATION_FAILURE NOT_AUTHENTICATED NOT_ALLOWED_ISSUE_TOKEN_API_USER \
             INVALID_CREDENTIALS INVALID_REFRESH_TOKEN REFRESH_COUNT NOT_FOUND_PRIVATE_KEY",
    ),
    (403, Denied, "PERMISSION_DENIED"),
    (404, NotFound, "NOT_FOUND"),
    (409, Conflict, "NOT_UNIQUE SAVE_UNIQUE_VALUES"),
    (
        500,
        Conflict,
        "EXIST_CHILD_PROJECT_GROUP ALREADY_EXIST_USER_IN_PROJECT_GROUP ALREADY_EXIST_USER_IN_PROJECT",
    ),
    (
        500,
        Invalid,
        "UNKNOWN UNSUPPORTED_API DB_QUERY MESSAGE_FORMAT PLUGIN_IS_NOT_SET",
    ),
    (
        500,
        NotFound,
        "NOT_FOUND_USER_IN_PROJECT_GROUP NOT_FOUND_USER_IN_PROJECT NOT_FOUND_TRUSTED_SERVICE_ACCOUNT_ID",
    ),
    (500, Refused, "DOMAIN_STATE"),
    (
        500,
        Unavailable,
        "BASE TRANSACTION_STATUS CONFIGURATION DB_CONFIGURATION CACHE_CONFIGURATION CONNECTOR_CONFIGURATION \
             GRPC_CONFIGURATION HANDLER_CONFIGURATION LOG_CONFIG WRONG_CONFIGURATION CACHE_OPTION CACHE_TIMEOUT \
             CACHE_ENCODE CACHE_DECODE CACHEABLE_VALUE_TYPE INTERNAL_API HANDLER CONNECTOR CONNECTOR_LOAD LOCATOR \
             TASK_LOCATOR TASK_METHOD CACHE_KEY_FORMAT GENERATE_KEY_FAILURE AUTHENTICATION_FAILURE_PLUGIN \
             DOMAIN_AUTH_PLUGIN SMTP_CONNECTION_FAILED USER_STATUS_CHECK_FAILURE",
    ),
    (501, Invalid, "NOT_IMPLEMENTED"),
    (
        503,
        Unavailable,
        "UNAVAILAVBLE QUEUE_PUT QUEUE_GET GRPC_CONNECTION GRPC_TLS_HANDSHAKE",
    ),
    (504, Unavailable, "REQUEST_TIMEOUT"),
];

/// How many classes a table holds.
fn count(classes: Classes) -> usize {
    classes
        .iter()
        .flat_map(|(_, _, codes)| codes.split(' '))
        .count()
}

fn answers(classes: Classes) -> impl Iterator<Item = (u16, ErrorKind, String)> {
    classes.iter().flat_map(|(status, kind, codes)| {
        codes
            .split(' ')
            .map(|code| (*status, *kind, format!("ERROR_{code}")))
    })
}

#[tokio::test]
async fn v2_every_error_class_becomes_the_kind_that_its_code_means() {
    assert_eq!(count(V2), 125);
    let scripted = answers(V2).map(|(status, _, code)| structured(status, &code));
    let identity = Identity::answering(scripted).await;
    for (status, kind, code) in answers(V2) {
        let error = v2_error(&identity).await;
        assert_eq!(error.kind(), kind, "{code}");
        assert_eq!(
            (error.status(), error.code()),
            (Some(status), Some(code.as_str()))
        );
    }
    // Nothing was sent twice.
    assert_eq!(identity.sent().await.len(), 125);
}

#[tokio::test]
async fn v1_every_error_class_becomes_the_kind_that_its_code_means() {
    assert_eq!(count(V1), 93);
    let scripted = answers(V1).map(|(status, _, code)| structured(status, &code));
    let identity = Identity::answering(scripted).await;
    for (status, kind, code) in answers(V1) {
        let error = v1_error(&identity).await;
        assert_eq!(error.kind(), kind, "{code}");
        assert_eq!(
            (error.status(), error.code()),
            (Some(status), Some(code.as_str()))
        );
    }
}
