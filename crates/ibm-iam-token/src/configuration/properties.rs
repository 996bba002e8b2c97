//! The properties of a service, and the place that they come from.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use api_core::Environment;
use auth_core::Error;
use secrecy::{ExposeSecret, SecretString};

use super::{credential_file, vcap};
use crate::Files;

pub(super) const APIKEY: &str = "APIKEY";
pub(super) const AUTH_DISABLE_SSL: &str = "AUTH_DISABLE_SSL";
pub(super) const AUTH_TYPE: &str = "AUTH_TYPE";
pub(super) const AUTH_URL: &str = "AUTH_URL";
pub(super) const BEARER_TOKEN: &str = "BEARER_TOKEN";
pub(super) const CLIENT_ID: &str = "CLIENT_ID";
pub(super) const CLIENT_SECRET: &str = "CLIENT_SECRET";
pub(super) const CR_TOKEN_FILENAME: &str = "CR_TOKEN_FILENAME";
pub(super) const IAM_ACCOUNT_ID: &str = "IAM_ACCOUNT_ID";
pub(super) const IAM_PROFILE_CRN: &str = "IAM_PROFILE_CRN";
pub(super) const IAM_PROFILE_ID: &str = "IAM_PROFILE_ID";
pub(super) const IAM_PROFILE_NAME: &str = "IAM_PROFILE_NAME";
pub(super) const PASSWORD: &str = "PASSWORD";
pub(super) const REFRESH_TOKEN: &str = "REFRESH_TOKEN";
pub(super) const SCOPE: &str = "SCOPE";
pub(super) const URL: &str = "URL";
pub(super) const USERNAME: &str = "USERNAME";
pub(super) const VPC_IMS_VERSION: &str = "VPC_IMS_VERSION";

/// Every property that IBM's cores know, each with the other name that it has in some of them. A place with any of these says something
/// about the service.
const KNOWN: &[(&str, Option<&str>)] = &[
    (APIKEY, Some("IAM_APIKEY")),
    (AUTH_DISABLE_SSL, None),
    (AUTH_TYPE, Some("AUTHTYPE")),
    (AUTH_URL, None),
    (BEARER_TOKEN, None),
    (CLIENT_ID, None),
    (CLIENT_SECRET, None),
    (CR_TOKEN_FILENAME, None),
    ("DISABLE_SSL", None),
    ("ENABLE_GZIP", None),
    ("ENABLE_RETRIES", None),
    (IAM_ACCOUNT_ID, None),
    (IAM_PROFILE_CRN, None),
    (IAM_PROFILE_ID, None),
    (IAM_PROFILE_NAME, None),
    ("MAX_RETRIES", None),
    (PASSWORD, None),
    (REFRESH_TOKEN, None),
    ("RETRY_INTERVAL", None),
    (SCOPE, None),
    (URL, None),
    (USERNAME, None),
    (VPC_IMS_VERSION, None),
];

const CREDENTIALS_FILE: &str = "IBM_CREDENTIALS_FILE";
const DEFAULT_FILE: &str = "ibm-credentials.env";

/// The properties of one service, all from one place. None is empty.
#[derive(Clone)]
pub(super) struct Properties {
    prefix: String,
    place: Place,
    values: BTreeMap<&'static str, SecretString>,
}

#[derive(Clone, Debug)]
enum Place {
    File(PathBuf),
    Environment,
    Vcap,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Environment => f.write_str("the environment"),
            Self::Vcap => f.write_str(vcap::VARIABLE),
        }
    }
}

impl Properties {
    pub(super) fn get(&self, name: &'static str) -> Option<&str> {
        self.values.get(name).map(ExposeSecret::expose_secret)
    }

    pub(super) fn secret(&self, name: &'static str) -> Option<SecretString> {
        self.values.get(name).cloned()
    }

    pub(super) fn has(&self, name: &'static str) -> bool {
        self.values.contains_key(name)
    }

    /// The name of a property as it is written where it comes from.
    pub(super) fn full_name(&self, name: &str) -> String {
        format!("{}_{name}", self.prefix)
    }

    /// Says of a property what is wrong with it, and where it stands or is missed.
    pub(super) fn error(&self, name: &str, reason: impl fmt::Display) -> Error {
        Error::configuration(
            &self.full_name(name),
            format!("{reason} (in {})", self.place),
        )
    }
}

impl fmt::Debug for Properties {
    /// Names without values: most of them are secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Properties")
            .field("prefix", &self.prefix)
            .field("place", &self.place)
            .field("names", &self.values.keys())
            .finish_non_exhaustive()
    }
}

/// The properties from the first place that has any.
pub(super) fn find(
    service: &str,
    environment: &Environment,
    files: &Files,
) -> Result<Properties, Error> {
    if service.is_empty() {
        return Err(Error::configuration("service", "is empty"));
    }
    let prefix = prefix(service);
    let from = |place, values: BTreeMap<_, _>| {
        let prefix = prefix.clone();
        (!values.is_empty()).then_some(Properties {
            prefix,
            place,
            values,
        })
    };
    let file = credential_file(environment, files)?;
    let mut looked_in = Vec::new();
    if let Some((path, text)) = file {
        let entries = credential_file::entries(text.expose_secret());
        let entries: BTreeMap<_, _> = entries.collect();
        let values = known(&prefix, |name| {
            Ok(entries
                .get(name)
                .copied()
                .filter(|value| !value.is_empty())
                .map(SecretString::from))
        })?;
        looked_in.push(path.display().to_string());
        if let Some(found) = from(Place::File(path), values) {
            return Ok(found);
        }
    }
    let values = known(&prefix, |name| environment.secret(name))?;
    if let Some(found) = from(Place::Environment, values) {
        return Ok(found);
    }
    looked_in.push(Place::Environment.to_string());
    if let Some(text) = environment.secret(vcap::VARIABLE)? {
        let values = vcap::credentials(service, text.expose_secret())?;
        if let Some(found) = from(Place::Vcap, values) {
            return Ok(found);
        }
        looked_in.push(Place::Vcap.to_string());
    }
    Err(Error::configuration(
        &format!("{prefix}_{APIKEY}"),
        format!(
            "is not set, nor another property of this service; looked in {}",
            looked_in.join(", ")
        ),
    ))
}

/// `my-service` as `MY_SERVICE`.
fn prefix(service: &str) -> String {
    service.to_uppercase().replace(['-', ' '], "_")
}

fn known(
    prefix: &str,
    read: impl Fn(&str) -> Result<Option<SecretString>, Error>,
) -> Result<BTreeMap<&'static str, SecretString>, Error> {
    let mut values = BTreeMap::new();
    for (name, other_name) in KNOWN {
        for spelled in [Some(*name), *other_name].into_iter().flatten() {
            if let Some(value) = read(&format!("{prefix}_{spelled}"))? {
                values.entry(*name).or_insert(value);
            }
        }
    }
    Ok(values)
}

/// The credential file, where there is one. One that is named must be there; the others may be missing, but not unreadable.
fn credential_file(
    environment: &Environment,
    files: &Files,
) -> Result<Option<(PathBuf, SecretString)>, Error> {
    if let Some(path) = environment.var(CREDENTIALS_FILE)? {
        let path = PathBuf::from(path);
        return match files.read(&path) {
            Ok(text) => Ok(Some((path, text))),
            Err(error) => Err(unreadable(CREDENTIALS_FILE, &path, error)),
        };
    }
    let home = match environment.var("HOME")? {
        Some(home) => Some(home),
        None => environment.var("USERPROFILE")?,
    };
    let home = home.map(|home| Path::new(&home).join(DEFAULT_FILE));
    for path in [Some(PathBuf::from(DEFAULT_FILE)), home]
        .into_iter()
        .flatten()
    {
        match files.read(&path) {
            Ok(text) => return Ok(Some((path, text))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(unreadable(DEFAULT_FILE, &path, error)),
        }
    }
    Ok(None)
}

fn unreadable(field: &str, path: &Path, error: std::io::Error) -> Error {
    let reason = format!("cannot be read: {}: {}", path.display(), error.kind());
    Error::configuration(field, reason).with_source(error)
}
