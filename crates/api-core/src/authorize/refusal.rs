//! Which answers say that the token is refused.

use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use super::challenge::challenges;
use crate::text::without_bom;

/// The error code of a token that is expired, revoked or otherwise not accepted (RFC 6750 section 3.1).
const INVALID_TOKEN: &str = "invalid_token";

/// gRPC's status `UNAUTHENTICATED`.
const UNAUTHENTICATED: &[u8] = b"16";

/// Which answers say that the token is refused, so that another is worth a try. It is data: write down what the API documents.
///
/// | answer | refused |
/// |---|---|
/// | 401, whether or not a `WWW-Authenticate: Bearer` says `error="invalid_token"` | yes; see [`RefusalRules::challenged_only`] |
/// | 401 whose `Bearer` challenge has `error="insufficient_scope"` or `error="invalid_request"` | no: a new token would be as good |
/// | 403, `insufficient_scope` or any other | no |
/// | a status named by [`RefusalRules::with_error_body`], with the JSON body `{"error": "invalid_token"}` | yes |
/// | a gRPC answer with `grpc-status: 16` in its headers | by [`RefusalRules::with_grpc_status`] |
/// | any other | no |
///
/// ```
/// use api_core::RefusalRules;
/// use api_core::http::{HeaderMap, StatusCode};
///
/// /// Huawei OneAccess reports an expired token with status 400.
/// static ONE_ACCESS: RefusalRules = RefusalRules::RFC_6750.with_error_body(&[400]);
///
/// let none = HeaderMap::new();
/// let body = br#"{"error": "invalid_token", "error_description": "Invalid access token."}"#;
/// assert!(ONE_ACCESS.is_refusal(StatusCode::BAD_REQUEST, &none, body));
/// assert!(ONE_ACCESS.is_refusal(StatusCode::UNAUTHORIZED, &none, b""));
/// assert!(!ONE_ACCESS.is_refusal(StatusCode::BAD_REQUEST, &none, br#"{"error_code": "USER.0001"}"#));
/// assert!(!ONE_ACCESS.is_refusal(StatusCode::FORBIDDEN, &none, body));
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[must_use]
pub struct RefusalRules {
    bare_401: bool,
    error_bodies: &'static [u16],
    grpc_status: bool,
}

impl RefusalRules {
    /// Every 401 but one that says that the fault is not the token's (RFC 6750 section 3.1). This is the default.
    pub const RFC_6750: Self = Self {
        bare_401: true,
        error_bodies: &[],
        grpc_status: false,
    };

    /// The same rules, with a 401 only where its `Bearer` challenge says `invalid_token`: for an API that answers 401 for other reasons, too.
    pub const fn challenged_only(mut self) -> Self {
        self.bare_401 = false;
        self
    }

    /// The same rules, with the JSON body `{"error": "invalid_token"}` under any of these statuses.
    pub const fn with_error_body(mut self, statuses: &'static [u16]) -> Self {
        self.error_bodies = statuses;
        self
    }

    /// The same rules, with the gRPC status 16 (`UNAUTHENTICATED`) where it stands in the headers, as it does in an answer that has nothing but a status.
    pub const fn with_grpc_status(mut self) -> Self {
        self.grpc_status = true;
        self
    }

    /// Whether this answer says that the token is refused. The body counts only under the statuses given to [`RefusalRules::with_error_body`].
    #[must_use]
    pub fn is_refusal(&self, status: StatusCode, headers: &HeaderMap, body: &[u8]) -> bool {
        let by_challenge = status == StatusCode::UNAUTHORIZED && self.is_refused_by_401(headers);
        let by_grpc = self.grpc_status
            && headers
                .get("grpc-status")
                .is_some_and(|status| status.as_bytes() == UNAUTHENTICATED);
        by_challenge || by_grpc || (self.reads_body(status) && says_invalid_token(body))
    }

    /// Whether the body of an answer with this status matters.
    #[must_use]
    pub fn reads_body(&self, status: StatusCode) -> bool {
        self.error_bodies.contains(&status.as_u16())
    }

    /// A server may challenge several times over. If one challenge blames the token, another is worth a try, whatever the rest says.
    fn is_refused_by_401(self, headers: &HeaderMap) -> bool {
        let mut blames_other = false;
        for challenge in challenges(headers).filter(|challenge| challenge.is("Bearer")) {
            match challenge.parameter("error") {
                Some(INVALID_TOKEN) => return true,
                Some("insufficient_scope" | "invalid_request") => blames_other = true,
                _ => {}
            }
        }
        self.bare_401 && !blames_other
    }
}

impl Default for RefusalRules {
    fn default() -> Self {
        Self::RFC_6750
    }
}

fn says_invalid_token(body: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Body<'a> {
        #[serde(borrow)]
        error: std::borrow::Cow<'a, str>,
    }
    serde_json::from_slice::<Body<'_>>(without_bom(body))
        .is_ok_and(|body| body.error == INVALID_TOKEN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(rules: RefusalRules, status: u16, challenge: &str, body: &str) -> bool {
        let mut headers = HeaderMap::new();
        if !challenge.is_empty() {
            headers.insert("www-authenticate", challenge.parse().unwrap());
        }
        rules.is_refusal(
            StatusCode::from_u16(status).unwrap(),
            &headers,
            body.as_bytes(),
        )
    }

    #[test]
    fn oauth_27_a_401_refuses_the_token_in_every_spelling_of_the_challenge() {
        let rules = RefusalRules::RFC_6750;
        for challenge in [
            "",
            "Bearer",
            r#"Bearer realm="api""#,
            r#"Bearer realm="api", error="invalid_token", error_description="expired""#,
            "bearer ERROR=invalid_token",
            r#"BEARER Error = "invalid_token""#,
            r#"Basic realm="api", Bearer error="invalid_token""#,
            r#"Bearer error="insufficient_scope", Bearer error="invalid_token""#,
            r#"Negotiate YII==, Bearer error="invalid_token", DPoP algs="ES256""#,
            r#"Bearer error="expired_token""#,
            r#"Basic realm="Bearer error=insufficient_scope""#,
            "Basic error=insufficient_scope",
        ] {
            assert!(refused(rules, 401, challenge, ""), "{challenge}");
        }
    }

    #[test]
    fn oauth_27_a_challenge_alone_counts_where_the_api_says_so() {
        let rules = RefusalRules::RFC_6750.challenged_only();
        assert!(refused(rules, 401, "bearer error=invalid_token", ""));
        for challenge in ["", "Bearer", "Basic realm=a", "Bearer error=expired_token"] {
            assert!(!refused(rules, 401, challenge, ""), "{challenge}");
        }
    }

    #[test]
    fn oauth_29_nothing_but_a_refused_token_is_one() {
        let body = r#"{"error":"invalid_token"}"#;
        let rules = RefusalRules::RFC_6750.with_error_body(&[400]);
        let invalid = r#"Bearer error="invalid_token""#;
        for status in [200, 302, 400, 402, 403, 404, 407, 429, 500, 503] {
            assert!(!refused(rules, status, invalid, ""), "{status}");
        }
        for status in [200, 403, 404, 409, 500] {
            assert!(!refused(rules, status, "", body), "{status}");
        }
        for error in ["insufficient_scope", "invalid_request"] {
            let challenge = format!(r#"Negotiate YII==, Bearer realm="a", error="{error}""#);
            assert!(!refused(rules, 401, &challenge, ""), "{error}");
            assert!(!refused(rules, 403, &challenge, ""), "{error}");
        }
    }

    #[test]
    fn oauth_28_an_error_body_counts_under_the_statuses_that_the_api_documents() {
        let rules = RefusalRules::RFC_6750.with_error_body(&[400]);
        for body in [
            r#"{"error":"invalid_token","error_description":"Invalid access token."}"#,
            "\u{feff} {\"more\":[1],\"error\":\"invalid\\u005ftoken\"}\n",
        ] {
            assert!(refused(rules, 400, "", body), "{body}");
            assert!(!refused(RefusalRules::RFC_6750, 400, "", body));
        }
        for body in [
            "",
            "invalid_token",
            r#"{"error":"invalid_request"}"#,
            r#"{"error":"INVALID_TOKEN"}"#,
            r#"{"error":{"error":"invalid_token"}}"#,
            r#"{"error_code":"invalid_token"}"#,
            r#"[{"error":"invalid_token"}]"#,
            r#"{"error":"invalid_token""#,
        ] {
            assert!(!refused(rules, 400, "", body), "{body}");
        }
    }

    #[test]
    fn h8_a_grpc_status_counts_where_it_is_asked_for() {
        let mut headers = HeaderMap::new();
        headers.insert("grpc-status", "16".parse().unwrap());
        let rules = RefusalRules::RFC_6750;
        assert!(!rules.is_refusal(StatusCode::OK, &headers, b""));
        let rules = rules.with_grpc_status();
        assert!(rules.is_refusal(StatusCode::OK, &headers, b""));
        headers.insert("grpc-status", "7".parse().unwrap());
        assert!(!rules.is_refusal(StatusCode::OK, &headers, b""));
    }
}
