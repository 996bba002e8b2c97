//! Digests as text.

use sha2::{Digest, Sha256};

/// The SHA-256 of these bytes, one piece after the other, in hexadecimal digits.
pub(crate) fn sha256<'b>(pieces: impl IntoIterator<Item = &'b [u8]>) -> String {
    let mut digest = Sha256::new();
    pieces.into_iter().for_each(|piece| digest.update(piece));
    let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or_default();
    let bytes = digest.finalize();
    let digits = bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]);
    digits.collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_digest_is_that_of_all_pieces() {
        let pieces: [&[u8]; 3] = [b"a", b"", b"bc"];
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(super::sha256(pieces), known);
    }
}
