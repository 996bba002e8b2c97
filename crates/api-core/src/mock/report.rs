//! What went otherwise than the doubles of a server wanted.

use std::fmt;

/// What went otherwise than the doubles of a server wanted, in words that hold no secret.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Mismatches(pub(super) Vec<String>);

impl fmt::Display for Mismatches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the requests were not those that the doubles expected")?;
        for mismatch in &self.0 {
            write!(f, "\n- {mismatch}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Mismatches {}
