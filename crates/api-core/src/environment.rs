//! Environment variables, injected.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;

use auth_core::Error;
use secrecy::SecretString;
use zeroize::Zeroizing;

/// Where configuration comes from: the process's environment, or in tests a list of variables.
///
/// An empty variable counts as one that is not set. Errors name the variable and never its value.
///
/// ```
/// use api_core::{Environment, ExposeSecret};
///
/// let environment = Environment::from_iter([("REGION", "eu-de"), ("API_KEY", "s3cr3t")]);
/// assert_eq!(environment.var("REGION")?.as_deref(), Some("eu-de"));
/// assert_eq!(environment.required_secret("API_KEY")?.expose_secret(), "s3cr3t");
/// assert_eq!(environment.required("ACCOUNT").unwrap_err().to_string(), "`ACCOUNT` is not set in the environment");
/// # Ok::<(), api_core::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct Environment(Source);

#[derive(Clone, Default)]
enum Source {
    #[default]
    Process,
    List(BTreeMap<String, OsString>),
}

impl Environment {
    /// The environment of this process, read anew at each question.
    #[must_use]
    pub const fn process() -> Self {
        Self(Source::Process)
    }

    /// The variable's value; `None` where it is not set or is empty.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when the value is not Unicode.
    pub fn var(&self, name: &str) -> Result<Option<String>, Error> {
        let Some(value) = self.raw(name) else {
            return Ok(None);
        };
        let value = value
            .into_string()
            .map_err(|_| Error::configuration(name, "is not valid Unicode in the environment"))?;
        Ok(Some(value).filter(|value| !value.is_empty()))
    }

    /// The value of a variable that must be set.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when it is not set, is empty, or is not Unicode.
    pub fn required(&self, name: &str) -> Result<String, Error> {
        self.var(name)?.ok_or_else(|| not_set(name))
    }

    /// The value of a variable that holds a secret; `None` where it is not set or is empty.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when the value is not Unicode.
    pub fn secret(&self, name: &str) -> Result<Option<SecretString>, Error> {
        let value = self.var(name)?.map(Zeroizing::new);
        Ok(value.map(|value| SecretString::from(value.as_str())))
    }

    /// The value of a variable that holds a secret and must be set.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when it is not set, is empty, or is not Unicode.
    pub fn required_secret(&self, name: &str) -> Result<SecretString, Error> {
        self.secret(name)?.ok_or_else(|| not_set(name))
    }

    fn raw(&self, name: &str) -> Option<OsString> {
        match &self.0 {
            #[expect(
                clippy::disallowed_methods,
                reason = "this is the environment that all others ask"
            )]
            Source::Process => std::env::var_os(name),
            Source::List(variables) => variables.get(name).cloned(),
        }
    }
}

fn not_set(name: &str) -> Error {
    Error::configuration(name, "is not set in the environment")
}

impl<K: Into<String>, V: Into<OsString>> FromIterator<(K, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(variables: I) -> Self {
        let variables = variables.into_iter();
        Self(Source::List(
            variables
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        ))
    }
}

impl fmt::Debug for Environment {
    /// Names without values: any of them may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Source::Process => f.write_str("Environment(process)"),
            Source::List(variables) => f
                .debug_tuple("Environment")
                .field(&variables.keys())
                .finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use auth_core::ErrorKind;
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn an_empty_variable_is_one_that_is_not_set() {
        let environment = Environment::from_iter([("EMPTY", "")]);
        assert_eq!(environment.var("EMPTY").unwrap(), None);
        assert!(environment.secret("EMPTY").unwrap().is_none());
        let error = environment.required_secret("EMPTY").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert_eq!(error.to_string(), "`EMPTY` is not set in the environment");
    }

    #[test]
    fn gives_what_the_list_holds() {
        let environment = Environment::from_iter([("KEY", "value")]);
        assert_eq!(environment.required("KEY").unwrap(), "value");
        assert_eq!(
            environment.required_secret("KEY").unwrap().expose_secret(),
            "value"
        );
        assert_eq!(environment.var("OTHER").unwrap(), None);
    }

    #[test]
    fn reads_the_process() {
        // Cargo sets this for every test that it runs.
        let name = Environment::process().required("CARGO_PKG_NAME").unwrap();
        assert_eq!(name, "api-core");
    }

    #[cfg(unix)]
    #[test]
    fn names_a_variable_that_is_no_unicode_and_not_its_value() {
        use std::os::unix::ffi::OsStringExt;

        let environment =
            Environment::from_iter([("KEY", OsString::from_vec(b"s3cret\xff".to_vec()))]);
        let error = environment.secret("KEY").unwrap_err();
        assert_eq!(
            error.to_string(),
            "`KEY` is not valid Unicode in the environment"
        );
        assert!(!format!("{error:?}").contains("s3cret"));
    }

    #[test]
    fn g14_shows_names_only() {
        let environment = Environment::from_iter([("KEY", "s3cret")]);
        assert_eq!(format!("{environment:?}"), r#"Environment(["KEY"])"#);
    }
}
