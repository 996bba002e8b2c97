//! Why a TLS library does not trust a connection.

use crate::transport::TlsReason;

use super::Cause;

/// The reason that this cause names, if it is a TLS library's.
pub(super) fn reason(cause: Cause<'_>) -> Option<TlsReason> {
    by_rustls(cause).or_else(|| by_native_tls(cause))
}

#[cfg(feature = "rustls")]
fn by_rustls(cause: Cause<'_>) -> Option<TlsReason> {
    use rustls::{CertificateError, Error};

    let reason = match cause.downcast_ref::<Error>()? {
        Error::InvalidCertificate(error) => match error {
            CertificateError::UnknownIssuer => TlsReason::UnknownAuthority,
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                TlsReason::WrongHost
            }
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                TlsReason::Expired
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                TlsReason::NotYetValid
            }
            CertificateError::Revoked => TlsReason::Revoked,
            _ => TlsReason::Other,
        },
        Error::AlertReceived(alert) if is_about_certificate(*alert) => TlsReason::ClientCertificate,
        Error::InvalidMessage(_) => TlsReason::NoTls,
        _ => TlsReason::Other,
    };
    Some(reason)
}

/// An alert of the server's about a certificate is about the client's (RFC 8446 section 6.2).
#[cfg(feature = "rustls")]
const fn is_about_certificate(alert: rustls::AlertDescription) -> bool {
    use rustls::AlertDescription as Alert;

    matches!(
        alert,
        Alert::CertificateRequired
            | Alert::NoCertificate
            | Alert::BadCertificate
            | Alert::UnsupportedCertificate
            | Alert::CertificateRevoked
            | Alert::CertificateExpired
            | Alert::CertificateUnknown
            | Alert::UnknownCA
    )
}

#[cfg(not(feature = "rustls"))]
const fn by_rustls(_cause: Cause<'_>) -> Option<TlsReason> {
    None
}

/// The platforms' libraries have no types for their reasons: these are OpenSSL's words (`X509_verify_cert_error_string`, `ssl_err`). With another library
/// the reason stays `Other`, and the source has the library's own words.
#[cfg(feature = "native-tls")]
fn by_native_tls(cause: Cause<'_>) -> Option<TlsReason> {
    const WORDS: &[(&str, TlsReason)] = &[
        ("hostname mismatch", TlsReason::WrongHost),
        ("IP address mismatch", TlsReason::WrongHost),
        ("certificate has expired", TlsReason::Expired),
        ("certificate is not yet valid", TlsReason::NotYetValid),
        ("certificate revoked", TlsReason::Revoked),
        ("self-signed certificate", TlsReason::UnknownAuthority),
        ("self signed certificate", TlsReason::UnknownAuthority),
        (
            "unable to get local issuer certificate",
            TlsReason::UnknownAuthority,
        ),
        ("alert certificate required", TlsReason::ClientCertificate),
        ("alert bad certificate", TlsReason::ClientCertificate),
        (
            "alert unsupported certificate",
            TlsReason::ClientCertificate,
        ),
        ("alert certificate unknown", TlsReason::ClientCertificate),
        ("alert unknown ca", TlsReason::ClientCertificate),
        ("wrong version number", TlsReason::NoTls),
        ("packet length too long", TlsReason::NoTls),
    ];

    let text = cause.to_string();
    if !cause.is::<native_tls::Error>() && !text.contains("SSL routines:") {
        return None;
    }
    let named = WORDS.iter().find(|(words, _)| text.contains(words));
    Some(named.map_or(TlsReason::Other, |(_, reason)| *reason))
}

#[cfg(not(feature = "native-tls"))]
const fn by_native_tls(_cause: Cause<'_>) -> Option<TlsReason> {
    None
}
