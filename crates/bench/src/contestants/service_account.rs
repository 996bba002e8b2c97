//! A service account of Google's kind, with a key that is made for this run.

use std::sync::LazyLock;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::contestant::{BoxError, Setting};

static KEY: LazyLock<Result<String, &'static str>> =
    LazyLock::new(|| pem().map_err(|_| "no RSA key could be made"));

/// The file of a service account whose token endpoint is the upstream.
pub(super) fn file(setting: &Setting) -> Result<String, BoxError> {
    let url = format!("{}/token", setting.upstream.url);
    let file = serde_json::json!({
        "type": "service_account",
        "project_id": "bench",
        "private_key_id": "bench",
        "private_key": KEY.as_deref().map_err(|error| *error)?,
        "client_email": "bench@bench.iam.example.com",
        "client_id": "1",
        "auth_uri": url,
        "token_uri": url,
        "auth_provider_x509_cert_url": url,
        "client_x509_cert_url": url,
    });
    Ok(file.to_string())
}

fn pem() -> Result<String, aws_lc_rs::error::Unspecified> {
    let pair = KeyPair::generate(KeySize::Rsa2048)?;
    let der: Pkcs8V1Der<'_> = pair.as_der()?;
    let text = BASE64_STANDARD.encode(der.as_ref());
    let lines: Vec<_> = text
        .as_bytes()
        .chunks(64)
        .map(String::from_utf8_lossy)
        .collect();
    let body = lines.join("\n");
    Ok(format!(
        "-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n"
    ))
}
