//! A buffer that leaves nothing behind.

use std::io;

use bytes::Bytes;
use zeroize::Zeroizing;

/// Bytes that are wiped when they are dropped. It grows by hand: a `Vec` that grows by itself leaves an unwiped copy behind.
#[derive(Clone, Default)]
pub(crate) struct WipedBuffer(Zeroizing<Vec<u8>>);

impl WipedBuffer {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self(Zeroizing::new(Vec::with_capacity(capacity)))
    }

    /// A buffer of these pieces.
    pub(crate) fn of<'a>(pieces: impl IntoIterator<Item = &'a str>) -> Self {
        let mut buffer = Self::new();
        for piece in pieces {
            buffer.push(piece.as_bytes());
        }
        buffer
    }

    pub(crate) fn push(&mut self, bytes: &[u8]) {
        let free = self.0.capacity() - self.0.len();
        if free < bytes.len() {
            let capacity = (self.0.len() + bytes.len()).max(64) * 2;
            let mut larger = Zeroizing::new(Vec::with_capacity(capacity));
            larger.extend_from_slice(&self.0);
            self.0 = larger;
        }
        self.0.extend_from_slice(bytes);
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn as_slice(&self) -> &[u8] {
        &self.0
    }

    /// The same bytes as a text, which is wiped too. `None` where they are none.
    pub(crate) fn into_text(mut self) -> Option<Zeroizing<String>> {
        let bytes = std::mem::take(&mut *self.0);
        match String::from_utf8(bytes) {
            Ok(text) => Some(Zeroizing::new(text)),
            Err(error) => {
                drop(Zeroizing::new(error.into_bytes()));
                None
            }
        }
    }

    /// The same bytes to be shared. The last owner wipes them.
    pub(crate) fn into_bytes(self) -> Bytes {
        Bytes::from_owner(self.0)
    }
}

impl io::Write for WipedBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.push(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g14_keeps_its_bytes_in_order_while_it_grows() {
        let mut buffer = WipedBuffer::with_capacity(3);
        let mut expected = Vec::new();
        for n in 0..=255_u8 {
            buffer.push(&[n; 7]);
            expected.extend_from_slice(&[n; 7]);
        }
        assert_eq!(buffer.len(), expected.len());
        assert_eq!(buffer.into_bytes(), expected);
    }
}
