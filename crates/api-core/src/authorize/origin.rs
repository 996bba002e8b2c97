//! Where a token may go.

use auth_core::Error;
use http::Uri;
use url::{Host, Url};

use crate::base_url::is_direct;

/// Scheme, host and port (RFC 6454): what a token is given to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Origin {
    secure: bool,
    /// As the URL standard writes it: lower case, IPv6 in brackets.
    host: Host,
    port: u16,
}

impl Origin {
    /// The origin of an address that an application gives. Errors do not quote it: it may hold a password.
    pub(super) fn parse(field: &str, text: &str) -> Result<Self, Error> {
        let refused = || {
            Error::configuration(
                field,
                "is no address such as `https://api.example.com`, without a user name, a query or a fragment",
            )
        };
        let url = Url::parse(text).map_err(|_| refused())?;
        let bare = url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if !bare {
            return Err(refused());
        }
        Self::of_url(&url).ok_or_else(refused)
    }

    /// The origin of a URL; `None` for one that is not of HTTP.
    pub(super) fn of_url(url: &Url) -> Option<Self> {
        Some(Self {
            secure: is_secure(url.scheme())?,
            host: url.host()?.to_owned(),
            port: url.port_or_known_default()?,
        })
    }

    /// The origin of a URI; `None` for one without scheme or host, as servers get them, and for one that is not of HTTP.
    #[cfg_attr(
        not(feature = "tower"),
        allow(dead_code, reason = "only the tower layer sees such URIs")
    )]
    pub(super) fn of_uri(uri: &Uri) -> Option<Self> {
        let secure = is_secure(uri.scheme_str()?)?;
        let standard = if secure { 443 } else { 80 };
        Some(Self {
            secure,
            host: Host::parse(uri.host()?).ok()?,
            port: uri.port_u16().unwrap_or(standard),
        })
    }

    /// Whether tokens may go there without being asked for by name: over TLS, or without leaving this machine.
    pub(super) fn is_safe(&self) -> bool {
        let host = match &self.host {
            Host::Domain(name) => Host::Domain(name.as_str()),
            Host::Ipv4(address) => Host::Ipv4(*address),
            Host::Ipv6(address) => Host::Ipv6(*address),
        };
        self.secure || is_direct(&host)
    }
}

fn is_secure(scheme: &str) -> Option<bool> {
    match scheme {
        "https" => Some(true),
        "http" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h8_an_origin_is_scheme_host_and_port() {
        let origin = |text| Origin::parse("origin", text).unwrap();
        let of_uri = |text: &str| Origin::of_uri(&text.parse().unwrap());
        let example = origin("https://API.example.com/rest/");
        for same in [
            "https://api.example.com/users?q=1",
            "https://api.example.com:443/",
            "HTTPS://Api.Example.Com",
            "https://user@api.example.com",
        ] {
            assert_eq!(of_uri(same).as_ref(), Some(&example), "{same}");
        }
        for other in [
            "http://api.example.com",
            "https://api.example.com:8443",
            "https://example.com",
            "https://api.example.com.evil.test",
            "https://api.example.com@evil.test",
        ] {
            assert_ne!(of_uri(other), Some(example.clone()), "{other}");
            assert!(of_uri(other).is_some(), "{other}");
        }
        assert_eq!(of_uri("http://[0:0::1]:80/"), Some(origin("http://[::1]")));
        for none in ["/users", "api.example.com:443", "*"] {
            assert_eq!(of_uri(none), None, "{none}");
        }
    }

    #[test]
    fn h8_what_is_no_origin_is_refused_and_not_shown() {
        for text in [
            "api.example.com",
            "https://api.example.com?s3cr3t",
            "https://api.example.com#s3cr3t",
            "https://s3cr3t@api.example.com",
            "ftp://api.example.com",
            "",
        ] {
            let error = Origin::parse("only_to", text).unwrap_err();
            assert_eq!(error.kind(), auth_core::ErrorKind::Configuration);
            assert!(error.to_string().contains("`only_to`"), "{error}");
            assert!(!error.to_string().contains("s3cr3t"), "{error}");
        }
    }

    #[test]
    fn h8_tokens_go_over_tls_or_stay_on_this_machine() {
        for (text, safe) in [
            ("https://api.example.com", true),
            ("http://127.0.0.1:8080", true),
            ("http://localhost", true),
            ("http://[::1]", true),
            ("http://api.example.com", false),
            ("http://10.0.0.1", false),
            ("http://localhost.example.com", false),
        ] {
            assert_eq!(Origin::parse("x", text).unwrap().is_safe(), safe, "{text}");
        }
    }
}
