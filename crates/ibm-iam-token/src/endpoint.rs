//! Where IAM is reached.

use std::fmt;

/// The path of the token operations, which people paste together with the address.
const TOKEN_PATH: &str = "/identity/token";

/// An address of IAM by its name, for `Client::builder().base_url(…)`.
///
/// IAM is global: the public address serves all regions. The others are for networks that do not reach it.
///
/// # Examples
///
/// ```
/// use ibm_iam_token::{Client, Endpoint, Region};
///
/// let client = Client::builder().base_url(Endpoint::PrivateIn(Region::EuDe)).build()?;
/// assert_eq!(Endpoint::Private.to_string(), "https://private.iam.cloud.ibm.com");
/// // An address may be given as IBM's SDKs take it, with the path of the operation at its end.
/// let proxy = Endpoint::from("https://proxy.example.com/iam/identity/token");
/// assert_eq!(proxy.to_string(), "https://proxy.example.com/iam");
/// # Ok::<(), ibm_iam_token::Error>(())
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Endpoint {
    /// The public endpoint, the same for all regions.
    #[default]
    Public,
    /// The private endpoint, by way of a virtual private endpoint gateway.
    Private,
    /// The private endpoint of classic infrastructure in a region.
    PrivateIn(Region),
    /// IBM's public staging environment.
    Staging,
    /// IBM's private staging environment.
    PrivateStaging,
    /// Another address.
    Other(String),
}

impl From<&str> for Endpoint {
    fn from(url: &str) -> Self {
        let url = url.trim_end_matches('/');
        Self::Other(url.strip_suffix(TOKEN_PATH).unwrap_or(url).to_owned())
    }
}

impl From<String> for Endpoint {
    fn from(url: String) -> Self {
        url.as_str().into()
    }
}

impl From<Endpoint> for String {
    fn from(endpoint: Endpoint) -> Self {
        endpoint.to_string()
    }
}

impl fmt::Display for Endpoint {
    /// The address.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Public => f.write_str("https://iam.cloud.ibm.com"),
            Self::Private => f.write_str("https://private.iam.cloud.ibm.com"),
            Self::PrivateIn(region) => write!(f, "https://private.{region}.iam.cloud.ibm.com"),
            Self::Staging => f.write_str("https://iam.test.cloud.ibm.com"),
            Self::PrivateStaging => f.write_str("https://private.iam.test.cloud.ibm.com"),
            Self::Other(url) => f.write_str(url),
        }
    }
}

/// A region of IBM Cloud with a private endpoint of IAM for classic infrastructure.
///
/// ```
/// use ibm_iam_token::Region;
///
/// assert_eq!(Region::UsSouth.as_str(), "us-south");
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Region {
    /// Sydney.
    AuSyd,
    /// São Paulo.
    BrSao,
    /// Montreal.
    CaMon,
    /// Toronto.
    CaTor,
    /// Frankfurt.
    EuDe,
    /// Madrid.
    EuEs,
    /// London.
    EuGb,
    /// Osaka.
    JpOsa,
    /// Tokyo.
    JpTok,
    /// Washington DC.
    UsEast,
    /// Dallas.
    UsSouth,
}

impl Region {
    /// The name of the region, as addresses spell it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AuSyd => "au-syd",
            Self::BrSao => "br-sao",
            Self::CaMon => "ca-mon",
            Self::CaTor => "ca-tor",
            Self::EuDe => "eu-de",
            Self::EuEs => "eu-es",
            Self::EuGb => "eu-gb",
            Self::JpOsa => "jp-osa",
            Self::JpTok => "jp-tok",
            Self::UsEast => "us-east",
            Self::UsSouth => "us-south",
        }
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
