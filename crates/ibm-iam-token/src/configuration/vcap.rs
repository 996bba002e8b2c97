//! `VCAP_SERVICES`: what Cloud Foundry tells a program about the services that are bound to it.

use std::collections::BTreeMap;

use auth_core::Error;
use secrecy::SecretString;
use serde_json::Value;

use super::properties::{APIKEY, AUTH_TYPE, PASSWORD, URL, USERNAME};

pub(super) const VARIABLE: &str = "VCAP_SERVICES";

/// The credentials of a service, as properties.
///
/// # Errors
///
/// When the text is not what Cloud Foundry writes. The error quotes nothing of it.
pub(super) fn credentials(
    service: &str,
    text: &str,
) -> Result<BTreeMap<&'static str, SecretString>, Error> {
    // What serde says of a fault quotes the text, so it is not kept.
    let services: BTreeMap<String, Vec<Value>> = serde_json::from_str(text)
        .map_err(|_| Error::configuration(VARIABLE, "is no JSON object of lists of services"))?;
    let named = services
        .values()
        .flatten()
        .find(|entry| entry["name"].as_str() == Some(service));
    let entry = named.or_else(|| services.get(service)?.first());
    let member = |names: &[&str]| {
        let credentials = &entry?["credentials"];
        let value = names.iter().find_map(|name| credentials[name].as_str())?;
        Some(value)
            .filter(|value| !value.is_empty())
            .map(SecretString::from)
    };
    let found = [
        (URL, member(&["url"])),
        (USERNAME, member(&["username"])),
        (PASSWORD, member(&["password"])),
        (APIKEY, member(&["apikey", "iam_apikey"])),
    ];
    let mut values: BTreeMap<_, _> = found
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect();
    if !values.contains_key(APIKEY)
        && (values.contains_key(USERNAME) || values.contains_key(PASSWORD))
    {
        values.insert(AUTH_TYPE, "basic".into());
    }
    Ok(values)
}
