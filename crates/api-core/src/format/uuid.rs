//! Universally unique identifiers.

use super::text_format;

/// A universally unique identifier, `f81d4fae-7dec-11d0-a765-00a0c91e6bf6` (RFC 9562): OpenAPI's format `uuid`.
///
/// ```
/// use api_core::Uuid;
///
/// let id = Uuid::from(0xf81d_4fae_7dec_11d0_a765_00a0_c91e_6bf6_u128);
/// assert_eq!(id.as_str(), "f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
/// assert_eq!(Uuid::from(id.as_str()).as_u128(), id.as_u128());
/// assert_eq!(Uuid::from("my-id").as_u128(), None);
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Uuid(Box<str>);

impl Uuid {
    /// The identifier as a number, where the text is one.
    #[must_use]
    pub fn as_u128(&self) -> Option<u128> {
        let groups: Vec<&str> = self.0.split('-').collect();
        let fits = groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
            && groups
                .iter()
                .all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()));
        u128::from_str_radix(&groups.concat(), 16)
            .ok()
            .filter(|_| fits)
    }
}

impl From<u128> for Uuid {
    fn from(id: u128) -> Self {
        let digits = format!("{id:032x}");
        let groups = [0..8, 8..12, 12..16, 16..20, 20..32].map(|range| &digits[range]);
        Self::from(groups.join("-"))
    }
}

text_format!(Uuid);

#[cfg(test)]
mod tests {
    use super::Uuid;

    #[test]
    fn reads_either_case_and_nothing_else() {
        let read = |text: &str| Uuid::from(text).as_u128();
        assert_eq!(read("00000000-0000-0000-0000-00000000000A"), Some(10));
        for text in [
            "",
            "0000000000000000000000000000000a",
            "{00000000-0000-0000-0000-00000000000a}",
            "+0000000-0000-0000-0000-00000000000a",
            "00000000-0000-0000-0000-00000000000g",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
