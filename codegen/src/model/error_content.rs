//! What the answer of an error may hold.

use super::operation::{Reading, Statuses};
use super::types::Type;

/// Which statuses have which bodies. The first that fits counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ErrorBodies(pub(crate) Vec<(Statuses, ErrorContent)>);

/// The bodies of an error, one for each of its media types; none where it has no body.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ErrorContent(pub(crate) Vec<ErrorBody>);

/// The body of an error in one of its media types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ErrorBody {
    pub(crate) type_: Type,
    /// As JSON, text or bytes.
    pub(crate) reading: Reading,
    /// Without parameters.
    pub(crate) media_type: String,
    /// What an answer says of itself, where that is another than what is usual for its kind: a range is none.
    pub(crate) stated: Option<String>,
    /// What tells it from the first body in names: `text`. Bodies that are read alike have the same.
    pub(crate) word: Option<String>,
}

impl ErrorBody {
    /// Whether both are the same in Rust.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        self.type_ == other.type_ && self.reading == other.reading
    }
}

impl ErrorContent {
    /// The bodies that differ in Rust: of those that do not, the first.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = &ErrorBody> {
        let is_new =
            |index: usize, body: &ErrorBody| !self.0[..index].iter().any(|it| it.is_like(body));
        let bodies = self.0.iter().enumerate();
        bodies.filter_map(move |(index, body)| is_new(index, body).then_some(body))
    }

    /// The body, where all media types have the same.
    pub(crate) fn single(&self) -> Option<&ErrorBody> {
        let mut kinds = self.kinds();
        kinds.next().filter(|_| kinds.next().is_none())
    }

    /// Whether both are read by the same code, which asks for the media type only where that decides.
    pub(crate) fn is_read_like(&self, other: &Self) -> bool {
        match (self.single(), other.single()) {
            (Some(one), Some(other)) => one.is_like(other),
            _ => self == other,
        }
    }
}

impl ErrorBodies {
    /// The index of the table that reads these, among those of a module; one that is new goes behind the others. There is none where nothing has a body.
    pub(crate) fn note(&self, tables: &mut Vec<Self>) -> Option<usize> {
        if self.0.is_empty() {
            return None;
        }
        let known = tables.iter().position(|table| table.is_read_like(self));
        Some(known.unwrap_or_else(|| {
            tables.push(self.clone());
            tables.len() - 1
        }))
    }

    fn is_read_like(&self, other: &Self) -> bool {
        let mut pairs = self.0.iter().zip(&other.0);
        let alike =
            pairs.all(|((one, content), (other, next))| one == other && content.is_read_like(next));
        alike && self.0.len() == other.0.len()
    }
}
