//! How credentials get into a call.

use auth_core::Error;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::{HeaderName, HeaderValue, header};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::{BasicEncoding, Call, ESCAPED, not_a_header, secret_value};
use crate::ClientCredentials;
use crate::text::{check_credential, check_no_control};
use crate::wiped::WipedBuffer;

/// What cannot stand in the value of a cookie, and the percent sign.
const IN_COOKIE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'%')
    .add(b',')
    .add(b';')
    .add(b'\\');

/// The same in the name of a cookie, which ends with the first sign of equality.
const IN_COOKIE_NAME: &AsciiSet = &IN_COOKIE.add(b'=');

impl Call {
    /// Sets a header. `argument` is what the application knows the credential by.
    pub(crate) fn set_secret_header(
        &mut self,
        argument: &str,
        name: &str,
        value: &SecretString,
    ) -> Result<(), Error> {
        check_credential(argument, value)?;
        let header = secret_value(argument, &[value.expose_secret()])?;
        self.mask.add(value.clone());
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
            Error::configuration(argument, "belongs to a header whose name is none")
        })?;
        self.headers.insert(name, header);
        Ok(())
    }

    /// Adds a query parameter that is left out of whatever is shown.
    pub(crate) fn set_secret_query(
        &mut self,
        argument: &str,
        name: &str,
        value: &SecretString,
    ) -> Result<(), Error> {
        check_credential(argument, value)?;
        self.mask.add(value.clone());
        self.push_query(name, value.expose_secret());
        Ok(())
    }

    /// Adds a cookie that holds a credential.
    pub(crate) fn set_secret_cookie(
        &mut self,
        argument: &str,
        name: &str,
        value: &SecretString,
    ) -> Result<(), Error> {
        check_credential(argument, value)?;
        self.mask.add(value.clone());
        self.push_cookie(argument, name, &[value.expose_secret()], true)
    }

    /// Adds a cookie to those that are there (RFC 6265 section 4.2.1): the pieces of its value, with commas between them. What a cookie cannot hold, and a
    /// comma in a piece, is escaped by percent signs.
    pub(super) fn push_cookie(
        &mut self,
        argument: &str,
        name: &str,
        value: &[impl AsRef<str>],
        secret: bool,
    ) -> Result<(), Error> {
        let before = self.headers.get(header::COOKIE);
        let secret = secret || before.is_some_and(HeaderValue::is_sensitive);
        let mut text = WipedBuffer::new();
        if let Some(before) = before {
            text.push(before.as_bytes());
            text.push(b"; ");
        }
        for escaped in utf8_percent_encode(name, IN_COOKIE_NAME) {
            text.push(escaped.as_bytes());
        }
        text.push(b"=");
        for (index, piece) in value.iter().enumerate() {
            if index > 0 {
                text.push(b",");
            }
            for escaped in utf8_percent_encode(piece.as_ref(), IN_COOKIE) {
                text.push(escaped.as_bytes());
            }
        }
        let mut cookie = HeaderValue::from_maybe_shared(text.into_bytes())
            .map_err(|_| not_a_header(argument))?;
        cookie.set_sensitive(secret);
        self.headers.insert(header::COOKIE, cookie);
        Ok(())
    }

    /// Sets the `Authorization` header to id and secret.
    pub(crate) fn set_basic(
        &mut self,
        argument: &str,
        client: &ClientCredentials,
        encoding: BasicEncoding,
    ) -> Result<(), Error> {
        let (id, secret) = (client.id(), client.secret().expose_secret());
        check_no_control(argument, id)?;
        check_no_control(argument, secret)?;
        if encoding == BasicEncoding::Raw && id.contains(':') {
            return Err(Error::configuration(
                argument,
                "has an id with a colon, which this provider's Basic scheme cannot carry",
            ));
        }
        let mut pair = WipedBuffer::with_capacity((id.len() + secret.len()) * 3 + 1);
        write_basic(&mut pair, id, encoding);
        pair.push(b":");
        write_basic(&mut pair, secret, encoding);
        let mut encoded = Zeroizing::new(vec![0; pair.len().div_ceil(3) * 4]);
        let length = BASE64_STANDARD
            .encode_slice(pair.as_slice(), &mut encoded)
            .map_err(|_| Error::configuration(argument, "is too long"))?;
        let encoded = std::str::from_utf8(&encoded[..length]).unwrap_or_default();
        self.mask.add(client.secret().clone());
        self.mask.add(encoded.into());
        let header = secret_value(argument, &["Basic ", encoded])?;
        self.headers.insert(header::AUTHORIZATION, header);
        Ok(())
    }
}

fn write_basic(pair: &mut WipedBuffer, part: &str, encoding: BasicEncoding) {
    match encoding {
        BasicEncoding::Raw => pair.push(part.as_bytes()),
        BasicEncoding::Form => {
            for piece in utf8_percent_encode(part, ESCAPED) {
                pair.push(piece.as_bytes());
            }
        }
    }
}
