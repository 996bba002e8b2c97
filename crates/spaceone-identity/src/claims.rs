//! What a token of the identity service says of itself.
//!
//! No signature is checked: these are words about a token that the application holds anyway, and decide nothing but what it is told about it.

use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

/// No token of this service comes near: what is longer is not decoded.
const LONGEST_PAYLOAD: usize = 32 * 1024;

#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Claims {
    /// `typ` of version 2, `cat` of version 1: `ACCESS_TOKEN`, `REFRESH_TOKEN`, `CLIENT_SECRET`, `SYSTEM_TOKEN`.
    pub(crate) kind: Option<String>,
    /// `exp`, since the epoch. A system token has none.
    pub(crate) expires: Option<Duration>,
    /// `iat`, since the epoch.
    pub(crate) issued: Option<Duration>,
    /// `ttl` of a refresh token of version 1: how many refreshes are left.
    pub(crate) refreshes_left: Option<u64>,
}

impl Claims {
    /// What the token says; nothing where it cannot be read.
    pub(crate) fn of(token: &str) -> Self {
        payload(token).map_or_else(Self::default, |payload| {
            let text = |name| payload.get(name).and_then(Value::as_str);
            let seconds = |name| payload.get(name).and_then(Value::as_u64);
            Self {
                kind: text("typ").or_else(|| text("cat")).map(str::to_owned),
                expires: seconds("exp").map(Duration::from_secs),
                issued: seconds("iat").map(Duration::from_secs),
                refreshes_left: seconds("ttl"),
            }
        })
    }

    pub(crate) fn is(&self, kind: &str) -> bool {
        self.kind.as_deref() == Some(kind)
    }

    /// How long the token lives from its issue to its end.
    #[cfg(feature = "v2")]
    pub(crate) fn life(&self) -> Option<Duration> {
        Some(self.expires?.saturating_sub(self.issued?))
    }

    /// When it ends, by its own words.
    pub(crate) fn ends_at(&self) -> Option<SystemTime> {
        SystemTime::UNIX_EPOCH.checked_add(self.expires?)
    }
}

fn payload(token: &str) -> Option<Value> {
    let mut parts = token.split('.');
    let (_header, payload, _signature) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || payload.len() > LONGEST_PAYLOAD {
        return None;
    }
    let payload = URL_SAFE_NO_PAD.decode(payload).ok()?;
    serde_json::from_slice(&payload).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(payload: &str) -> String {
        format!("e30.{}.sig", URL_SAFE_NO_PAD.encode(payload))
    }

    #[test]
    fn the_claims_of_both_versions_are_read() {
        let second = Claims::of(&token(r#"{"typ":"REFRESH_TOKEN","iat":1000,"exp":11800}"#));
        assert!(second.is("REFRESH_TOKEN"));
        assert_eq!(second.life(), Some(Duration::from_secs(10_800)));
        assert_eq!(second.refreshes_left, None);

        let first = Claims::of(&token(
            r#"{"cat":"REFRESH_TOKEN","ttl":18,"iat":1,"exp":2}"#,
        ));
        assert!(first.is("REFRESH_TOKEN"));
        assert_eq!(first.refreshes_left, Some(18));

        let endless = Claims::of(&token(r#"{"typ":"SYSTEM_TOKEN","iat":1}"#));
        assert_eq!((endless.life(), endless.ends_at()), (None, None));
    }

    #[test]
    fn what_cannot_be_read_says_nothing() {
        let long = token(&format!(r#"{{"typ":"{}"}}"#, "x".repeat(LONGEST_PAYLOAD)));
        for unreadable in [
            "",
            "opaque",
            "a.b.c",
            "a.b.c.d",
            &token("[]"),
            &token("{"),
            &token(r#"{"typ":1,"exp":-1,"iat":"x","ttl":null}"#),
            &long,
        ] {
            assert_eq!(Claims::of(unreadable), Claims::default(), "{unreadable}");
        }
    }
}
