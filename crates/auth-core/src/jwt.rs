//! What a JSON Web Token (RFC 7519) says of its own life.
//!
//! The signature is not checked: the claims are the provider's own words about a token that it has just handed out, and decide
//! nothing but when to ask again.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

/// No provider's payload comes near; what is longer is not read.
const LONGEST_PAYLOAD: usize = 32 * 1024;

/// `exp` and `iat`, in whole seconds since 1970, rounded towards a shorter life.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Claims {
    pub(crate) expires: i64,
    pub(crate) issued: Option<i64>,
}

/// The claims of a token; `None` for one that is no JWT, or has no readable `exp`.
pub(crate) fn claims(token: &str) -> Option<Claims> {
    let mut parts = token.split('.');
    let (_header, payload, _signature) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || payload.len() > LONGEST_PAYLOAD {
        return None;
    }
    let payload = URL_SAFE_NO_PAD.decode(payload).ok()?;
    let payload: Value = serde_json::from_slice(&payload).ok()?;
    Some(Claims {
        expires: seconds(payload.get("exp")?, f64::floor)?,
        issued: payload
            .get("iat")
            .and_then(|claim| seconds(claim, f64::ceil)),
    })
}

/// A `NumericDate` (RFC 7519 section 2), which may have a fraction.
fn seconds(claim: &Value, round: fn(f64) -> f64) -> Option<i64> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the cast saturates, and the number is rounded"
    )]
    claim
        .as_i64()
        .or_else(|| claim.as_f64().map(|seconds| round(seconds) as i64))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn jwt(payload: &str) -> String {
        format!("e30.{}.sig", URL_SAFE_NO_PAD.encode(payload))
    }

    #[test]
    fn g09_the_claims_of_a_jwt_are_read() {
        let read = |payload: &str| claims(&jwt(payload)).map(|it| (it.expires, it.issued));
        assert_eq!(read(r#"{"exp":2000,"iat":200}"#), Some((2000, Some(200))));
        assert_eq!(read(r#"{"exp":2000}"#), Some((2000, None)));
        assert_eq!(
            read(r#"{"exp":2000.9,"iat":200.1}"#),
            Some((2000, Some(201)))
        );
        assert_eq!(
            read(r#"{"exp":1e300,"iat":-1e300}"#),
            Some((i64::MAX, Some(i64::MIN)))
        );
        assert_eq!(read(r#"{"exp":-5,"iat":"soon"}"#), Some((-5, None)));
    }

    #[test]
    fn g09_what_is_no_jwt_is_ignored() {
        let deep = jwt(&format!("{}1{}", "[".repeat(500), "]".repeat(500)));
        let long = jwt(&format!(
            r#"{{"exp":1,"x":"{}"}}"#,
            "x".repeat(LONGEST_PAYLOAD)
        ));
        for token in [
            "",
            "opaque",
            "a.b",
            "a.b.c",
            "..",
            "e30.e30.sig.more",
            "e30.====.sig",
            &jwt("[]"),
            &jwt(r#"{"exp":"2000"}"#),
            &jwt(r#"{"exp":null,"iat":1}"#),
            &jwt(r#"{"iat":1}"#),
            &jwt("{"),
            &deep,
            &long,
        ] {
            assert_eq!(claims(token), None, "{token}");
        }
    }

    proptest! {
        #[test]
        fn g09_no_token_is_too_odd_to_be_read(
            token in ".{0,40}",
            header in "[A-Za-z0-9_-]{0,8}",
            payload in proptest::collection::vec(any::<u8>(), 0..40),
            expires: f64,
            issued: i64,
        ) {
            claims(&token);
            claims(&format!("{header}.{}.", URL_SAFE_NO_PAD.encode(payload)));
            claims(&jwt(&format!(r#"{{"exp":{expires:e},"iat":{issued}}}"#)));
            let read = claims(&jwt(&format!(r#"{{"exp":{issued}}}"#)));
            prop_assert_eq!(read, Some(Claims { expires: issued, issued: None }));
        }
    }
}
