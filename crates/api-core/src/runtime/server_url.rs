//! Addresses out of a template: `servers` with `variables`.

use auth_core::Error;

/// The address of a documented server in the making, piece by piece.
///
/// ```
/// use api_core::runtime::ServerUrl;
///
/// let url = ServerUrl::default().text("https://").variable("region", "eu")?.text(".example.com/v1");
/// assert_eq!(url.finish(), "https://eu.example.com/v1");
/// let error = ServerUrl::default().text("https://").variable("region", "eu/../us").unwrap_err();
/// assert!(error.to_string().starts_with("`region` holds a character"));
/// # Ok::<(), api_core::Error>(())
/// ```
#[derive(Debug, Default)]
#[must_use]
pub struct ServerUrl(String);

impl ServerUrl {
    /// Adds what is the same in all addresses of the server.
    pub fn text(mut self, text: &str) -> Self {
        self.0.push_str(text);
        self
    }

    /// Adds the value of a variable.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming the variable: before the path, when the value is empty or holds anything but
    /// letters, digits and `-._:[]`, for it would end the name of the host; in the path, when it would begin a query or a fragment or lead to another path.
    pub fn variable(mut self, name: &str, value: &str) -> Result<Self, Error> {
        let refused = |reason| Err(Error::configuration(name, reason));
        let in_path = self
            .0
            .split_once("://")
            .is_some_and(|(_, rest)| rest.contains('/'));
        if in_path {
            let parts = |c: char| c.is_whitespace() || c.is_control() || "?#\\".contains(c);
            if value.contains(parts) {
                return refused("holds a character that has no place in a path");
            }
            if value.split('/').any(|piece| piece == "." || piece == "..") {
                return refused("holds `.` or `..`, which would name another path");
            }
        } else {
            if value.is_empty() {
                return refused("is empty");
            }
            if !value
                .chars()
                .all(|c| c.is_alphanumeric() || "-._:[]".contains(c))
            {
                return refused("holds a character that has no place in the name of a host");
            }
        }
        self.0.push_str(value);
        Ok(self)
    }

    /// The address.
    #[must_use]
    pub fn finish(self) -> String {
        self.0
    }
}

/// The error of a value that is none of those that a variable of a server's address may have.
///
/// ```
/// let error = api_core::runtime::not_listed("region", &["eu", "us"]);
/// assert_eq!(error.to_string(), "`region` is none of `eu`, `us`");
/// ```
#[must_use]
pub fn not_listed(name: &str, values: &[&str]) -> Error {
    Error::configuration(name, format_args!("is none of `{}`", values.join("`, `")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(before: &str, value: &str) -> Result<String, String> {
        let url = ServerUrl::default().text(before).variable("v", value);
        url.map(ServerUrl::finish)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn h1_a_value_cannot_lead_to_another_host_or_path() {
        for value in ["", "a/b", "a?b", "a#b", "u@h", "a\\b", "a b", "a\nb", "%2F"] {
            assert!(with("https://", value).is_err(), "{value:?}");
            assert!(with("", value).is_err(), "{value:?}");
        }
        for value in ["eu", "a.b-c", "localhost:8080", "[::1]:80", "ü"] {
            let url = format!("https://{value}");
            assert_eq!(with("https://", value), Ok(url));
        }
        for value in ["a?b", "a#b", "a\\b", "a b", "..", "a/../b", "."] {
            assert!(with("https://h/", value).is_err(), "{value:?}");
        }
        for value in ["", "v1", "a/b", "a@b"] {
            let url = format!("https://h/{value}");
            assert_eq!(with("https://h/", value), Ok(url));
        }
    }
}
