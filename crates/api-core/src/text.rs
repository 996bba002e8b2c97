//! Text on its way into or out of the wire: what may stand in it.

use auth_core::Error;
use secrecy::{ExposeSecret, SecretString};

/// Refuses a credential that cannot be meant: an empty one, or one with a control character, such as the line feed at the end of a file that it was
/// read from. The error names the field and never the value.
pub(crate) fn check_credential(field: &str, secret: &SecretString) -> Result<(), Error> {
    check_part_of_credential(field, secret.expose_secret())
}

/// Refuses what cannot be meant as a part of a credential, such as a user id or a password: nothing at all, or a control character, such as the line feed
/// at the end of a file that it was read from.
///
/// # Errors
///
/// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming the field and never the value.
///
/// # Examples
///
/// ```
/// use api_core::runtime::check_part_of_credential;
///
/// assert!(check_part_of_credential("password", "my-password").is_ok());
/// let error = check_part_of_credential("password", "my-password\n").unwrap_err();
/// assert!(error.to_string().starts_with("`password` holds a control character"));
/// ```
pub fn check_part_of_credential(field: &str, value: &str) -> Result<(), Error> {
    if value.is_empty() {
        return Err(Error::configuration(field, "is empty"));
    }
    check_no_control(field, value)
}

/// Refuses control characters, of ASCII and of Unicode. The error names the field and never the value.
pub(crate) fn check_no_control(field: &str, value: &str) -> Result<(), Error> {
    if value.chars().any(char::is_control) {
        return Err(Error::configuration(
            field,
            "holds a control character, such as a line feed at its end",
        ));
    }
    Ok(())
}

/// Whether this can stand in a header and be read alike by everyone: visible ASCII characters and blanks (RFC 9110 section 5.5).
pub(crate) fn is_header_text(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// What is wrong with a comma where nothing is escaped.
pub(crate) const COMMA: &str = "holds an item with a comma, which would read as two items";

/// The comma list that OpenAPI's `style: simple` and `style: form` without `explode` mean.
pub(crate) fn comma_list(field: &str, items: &[String]) -> Result<String, Error> {
    for item in items {
        if item.is_empty() {
            return Err(Error::configuration(field, "holds an empty item"));
        }
        if item.contains(',') {
            return Err(Error::configuration(field, COMMA));
        }
    }
    Ok(items.join(","))
}

/// A body without the byte order mark that some gateways put before JSON and that no JSON reader takes.
pub(crate) fn without_bom(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}
