//! Values of which a document says "one of these".

mod guard;
mod members;
mod text;
mod write;

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeOwned, Error};
use serde_ignored::Path;

pub use self::guard::{Constant, Guard};
use self::text::Text;
use super::measure;
use crate::UnknownJson;

/// A JSON value that is looked at before it is read: how a generated enum finds out which of its variants a value is.
///
/// Of JSON text that is in memory (`serde_json::from_slice`, `serde_json::from_str`), the value stays where it is, in the buffer that is being read: nothing
/// of it is copied, since it may hold secrets, and numbers are as exact as they are written. Of any other deserializer that tells what it reads, such as a
/// [`serde_json::Value`] or what serde has buffered for `#[serde(flatten)]` and `#[serde(untagged)]`, the value is written as JSON first, into memory that is
/// wiped; it is as exact as the deserializer has it.
///
/// ```
/// use api_core::UnknownJson;
/// use api_core::runtime::{Branch, Guard, OneOf};
/// use serde::{Deserialize, Deserializer};
///
/// #[derive(Debug, Deserialize, PartialEq)]
/// struct Circle {
///     radius: u16,
/// }
///
/// #[derive(Debug, Deserialize, PartialEq)]
/// struct Ring {
///     radius: u16,
///     width: Option<u16>,
/// }
///
/// #[derive(Debug, PartialEq)]
/// enum Shape {
///     Name(String),
///     Circle(Circle),
///     Ring(Ring),
///     Unknown(UnknownJson),
/// }
///
/// impl<'de> Deserialize<'de> for Shape {
///     fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
///         let value = OneOf::read(deserializer)?;
///         let found = value.choose(&[
///             Branch::new(Guard::String, |value| value.decode(&[]).map(Self::Name)),
///             Branch::new(Guard::Object, |value| value.decode(&[]).map(Self::Circle)),
///             Branch::new(Guard::Object, |value| value.decode(&[]).map(Self::Ring)),
///         ]);
///         Ok(found.unwrap_or_else(|| Self::Unknown(value.keep())))
///     }
/// }
///
/// let read = serde_json::from_str::<Shape>;
/// assert_eq!(read(r#""dot""#)?, Shape::Name("dot".to_owned()));
/// assert_eq!(read(r#"{"radius": 7}"#)?, Shape::Circle(Circle { radius: 7 }));
/// // A circle would lose the width.
/// assert_eq!(read(r#"{"radius": 7, "width": 1}"#)?, Shape::Ring(Ring { radius: 7, width: Some(1) }));
/// assert!(matches!(read(r#"{"sides": 3}"#)?, Shape::Unknown(_)));
/// # Ok::<(), serde_json::Error>(())
/// ```
pub struct OneOf<'de>(Text<'de>);

/// One of the variants that a value may be.
pub struct Branch<T> {
    guard: Guard,
    read: fn(&OneOf<'_>) -> Option<T>,
}

impl<T> Branch<T> {
    /// A variant with what must hold before it is tried, and how it is read.
    pub const fn new(guard: Guard, read: fn(&OneOf<'_>) -> Option<T>) -> Self {
        Self { guard, read }
    }
}

impl<T> fmt::Debug for Branch<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Branch")
            .field("guard", &self.guard)
            .finish_non_exhaustive()
    }
}

impl<'de> OneOf<'de> {
    /// The value that is next.
    ///
    /// # Errors
    ///
    /// Those of the deserializer; and when the value is none that JSON could hold.
    pub fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Text::read(deserializer).map(Self)
    }

    fn text(&self) -> &str {
        self.0.as_str()
    }

    /// The variant that loses nothing of the value, else the one that loses the least; of equals the first. `None`: it is none of them, or choices are nested
    /// so deeply that looking further would cost too much.
    #[must_use]
    pub fn choose<T>(&self, branches: &[Branch<T>]) -> Option<T> {
        let _level = measure::Level::enter(self.text().len())?;
        let mut best: Option<(usize, T)> = None;
        for branch in branches.iter().filter(|branch| branch.guard.admits(self)) {
            let (read, lost) = measure::lost_in(|| (branch.read)(self));
            if let Some(value) = read.filter(|_| !measure::was_kept(self.text()))
                && best.as_ref().is_none_or(|(least, _)| lost < *least)
            {
                best = Some((lost, value));
                if lost == 0 {
                    break;
                }
            }
        }
        let (lost, value) = best?;
        measure::lose(lost);
        Some(value)
    }

    /// Reads it as a type. `constants` are members that the type has no place for, because they are always the same.
    #[must_use]
    pub fn decode<T: DeserializeOwned>(&self, constants: &[&str]) -> Option<T> {
        if !measure::afford(self.text().len()) {
            return None;
        }
        self.counting(|path| !is_member(path, constants)).ok()
    }

    /// Keeps the value as it is, where it is none of the variants.
    #[must_use]
    pub fn keep(&self) -> UnknownJson {
        measure::keep(self.text());
        UnknownJson::new(self.text())
    }

    /// The error for a value that is none of the variants, where there is no place to keep it; it does not quote it.
    #[must_use]
    pub fn unknown<E: Error>(&self, union: &'static str) -> E {
        let kind = match self.text().as_bytes().first() {
            Some(b'{') => "an object",
            Some(b'[') => "a list",
            Some(b'"') => "a string",
            Some(b't' | b'f') => "a boolean",
            Some(b'n') => "null",
            _ => "a number",
        };
        E::custom(format_args!("{kind} that is no `{union}`"))
    }

    /// Reads it, and takes note of what the type has no place for.
    fn counting<T: DeserializeOwned>(
        &self,
        counts: impl Fn(&Path<'_>) -> bool,
    ) -> Result<T, serde_json::Error> {
        let mut lost = 0;
        let mut deserializer = serde_json::Deserializer::from_str(self.text());
        let value = serde_ignored::deserialize(&mut deserializer, |path| {
            lost += usize::from(counts(&path));
        })?;
        measure::lose(lost);
        Ok(value)
    }
}

impl fmt::Debug for OneOf<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OneOf({} bytes)", self.text().len())
    }
}

/// Whether a path is one of these members of the outermost object.
fn is_member(path: &Path<'_>, members: &[&str]) -> bool {
    matches!(path, Path::Map { parent: Path::Root, key } if members.contains(&key.as_str()))
}

#[cfg(test)]
mod tests;
