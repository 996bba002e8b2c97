//! What an open enum keeps of a value that it does not know.

use std::fmt;

/// A value that the provider sent and that this version of the crate has no name for.
///
/// Generated enums are open: a value that a provider adds later arrives as their variant `Unknown` and never fails an answer. The value is opaque, so
/// that a later version can give it a name without breaking programs: make enum values from strings through the enum's own `From<&str>`.
///
/// ```
/// use api_core::UnknownValue;
///
/// fn describe(value: &UnknownValue) -> String {
///     format!("a kind of role that this program does not know: {value}")
/// }
/// # let _ = describe;
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    pub(crate) fn new(value: impl Into<String>) -> Self {
        Self(value.into().into_boxed_str())
    }

    /// The value as the provider spells it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
