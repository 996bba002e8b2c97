//! The address of a service.

use std::net::{IpAddr, Ipv4Addr};

use auth_core::Error;
use url::{Host, Url};

/// Where virtual machines of most clouds find their metadata service. It speaks plain http on a link that ends at the host.
const METADATA: IpAddr = IpAddr::V4(Ipv4Addr::new(169, 254, 169, 254));

const FIELD: &str = "base_url";

/// An address that the rules allow, without a slash at its end.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct BaseUrl {
    text: String,
    plain: bool,
    direct: bool,
}

impl BaseUrl {
    /// Checks an address. Errors do not quote it: it may hold a password.
    pub(crate) fn parse(text: &str, allow_plain_http: bool) -> Result<Self, Error> {
        let refused = |reason: &str| Err(Error::configuration(FIELD, reason));
        if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return refused("holds a blank or a control character");
        }
        let Ok(url) = Url::parse(text) else {
            return refused("is no absolute URL, such as `https://example.com`");
        };
        let plain = match url.scheme() {
            "https" => false,
            "http" => true,
            _ => return refused("is neither https nor http"),
        };
        let Some(host) = url.host() else {
            return refused("has no host");
        };
        if !url.username().is_empty() || url.password().is_some() {
            return refused("holds a user name or a password; credentials never stand in a URL");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return refused("holds a query or a fragment, which have no place before a path");
        }
        let direct = is_direct(&host);
        if plain && !direct && !allow_plain_http {
            return refused(
                "is plain http to another machine; use https, or allow it by `allow_plain_http`",
            );
        }
        let text = url.as_str().trim_end_matches('/').to_owned();
        Ok(Self {
            text,
            plain,
            direct,
        })
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }
}

#[cfg_attr(
    not(feature = "reqwest"),
    allow(dead_code, reason = "only the transport over reqwest has to know")
)]
impl BaseUrl {
    /// Whether it is plain http.
    pub(crate) const fn is_plain(&self) -> bool {
        self.plain
    }

    /// Whether it is this machine or its metadata service, which no proxy stands before.
    pub(crate) const fn is_direct(&self) -> bool {
        self.direct
    }
}

pub(crate) fn is_direct(host: &Host<&str>) -> bool {
    let address = match host {
        Host::Domain(name) => return *name == "localhost",
        Host::Ipv4(address) => IpAddr::V4(*address),
        Host::Ipv6(address) => address.to_canonical(),
    };
    address.is_loopback() || address == METADATA
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<BaseUrl, Error> {
        BaseUrl::parse(text, false)
    }

    #[test]
    fn h4_reads_an_address_alike_with_and_without_a_slash_at_its_end() {
        for (given, kept) in [
            ("https://iam.cloud.ibm.com", "https://iam.cloud.ibm.com"),
            ("https://iam.cloud.ibm.com/", "https://iam.cloud.ibm.com"),
            ("HTTPS://IAM.cloud.ibm.com:443", "https://iam.cloud.ibm.com"),
            (
                "https://example.com/rest/api",
                "https://example.com/rest/api",
            ),
            (
                "https://example.com/rest/api//",
                "https://example.com/rest/api",
            ),
            ("https://example.com/a/../b/", "https://example.com/b"),
            ("https://[2001:db8::1]:8443/", "https://[2001:db8::1]:8443"),
        ] {
            assert_eq!(parse(given).unwrap().as_str(), kept, "{given}");
        }
    }

    #[test]
    fn h1_takes_plain_http_to_this_machine_and_its_metadata_service_alone() {
        for allowed in [
            "http://localhost:8080",
            "http://127.0.0.1",
            "http://127.8.9.1:1",
            "http://[::1]:80",
            "http://[::ffff:127.0.0.1]",
            "http://169.254.169.254/instance_identity",
        ] {
            let url = parse(allowed).unwrap();
            assert!(url.is_plain() && url.is_direct(), "{allowed}");
        }
        for refused in [
            "http://example.com",
            "http://10.0.0.1",
            "http://169.254.169.253",
            "http://0.0.0.0",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "http://[2001:db8::1]",
        ] {
            let error = parse(refused).unwrap_err();
            assert!(error.to_string().contains("allow_plain_http"), "{error}");
            assert!(BaseUrl::parse(refused, true).unwrap().is_plain());
        }
        assert!(!parse("https://example.com").unwrap().is_plain());
        assert!(parse("https://localhost").unwrap().is_direct());
        assert!(!parse("https://example.com").unwrap().is_direct());
    }

    #[test]
    fn h1_refuses_credentials_and_what_has_no_place_in_an_address() {
        for refused in [
            "https://user:s3cret@example.com",
            "https://s3cret@example.com",
            "https://example.com?key=s3cret",
            "https://example.com?",
            "https://example.com#s3cret",
            "ftp://s3cret.example.com",
            "s3cret",
            "",
            "/s3cret",
            "https://",
            "https://s3cret.example.com/\n",
            " https://s3cret.example.com",
            "data:s3cret",
        ] {
            let error = parse(refused).unwrap_err();
            assert_eq!(error.kind(), auth_core::ErrorKind::Configuration);
            let shown = format!("{error} {error:?}");
            assert!(
                shown.contains("`base_url`") && !shown.contains("s3cret"),
                "{shown}"
            );
        }
    }
}
