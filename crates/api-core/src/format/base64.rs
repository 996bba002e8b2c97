//! Bytes as text.

use base64::Engine;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};

use super::text_format;

/// Bytes in base64 (RFC 4648): OpenAPI's format `byte`, and `contentEncoding: base64`.
///
/// ```
/// use api_core::Base64;
///
/// let bytes = Base64::from(&[0xfb_u8, 0xff][..]);
/// assert_eq!(bytes.as_str(), "+/8=");
/// assert_eq!(bytes.decode(), Some(vec![0xfb, 0xff]));
/// assert_eq!(Base64::from("not base64!").decode(), None);
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Base64(Box<str>);

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);

impl Base64 {
    /// The bytes, where the text is base64: with or without padding, in the alphabet of RFC 4648 section 4 or the one for URLs of section 5.
    #[must_use]
    pub fn decode(&self) -> Option<Vec<u8>> {
        let text: String = self.0.split_ascii_whitespace().collect();
        let alphabet = if text.contains(['-', '_']) {
            &alphabet::URL_SAFE
        } else {
            &alphabet::STANDARD
        };
        GeneralPurpose::new(alphabet, LENIENT).decode(text).ok()
    }
}

/// In the standard alphabet, with padding.
impl From<&[u8]> for Base64 {
    fn from(bytes: &[u8]) -> Self {
        Self::from(STANDARD.encode(bytes))
    }
}

/// In the standard alphabet, with padding.
impl From<Vec<u8>> for Base64 {
    fn from(bytes: Vec<u8>) -> Self {
        Self::from(bytes.as_slice())
    }
}

text_format!(Base64);

#[cfg(test)]
mod tests {
    use super::Base64;

    #[test]
    fn reads_both_alphabets_with_and_without_padding() {
        for text in ["+/8=", "-_8=", "+/8", "-_8", "+/\n8="] {
            assert_eq!(
                Base64::from(text).decode(),
                Some(vec![0xfb, 0xff]),
                "{text:?}"
            );
        }
        assert_eq!(Base64::from("").decode(), Some(Vec::new()));
        assert_eq!(Base64::from("a").decode(), None);
    }
}
