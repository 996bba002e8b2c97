//! Hides secrets in words that others wrote.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

/// The secrets that a call sends, so that they can be found in what comes back.
#[derive(Clone, Default)]
pub(crate) struct Mask(Vec<SecretString>);

impl Mask {
    pub(crate) fn add(&mut self, secret: SecretString) {
        if !secret.expose_secret().is_empty() {
            self.0.push(secret);
        }
    }

    pub(crate) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }
}

impl fmt::Debug for Mask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mask({} secrets)", self.0.len())
    }
}
