//! The headers of a double's answer.

use std::fmt;

use http::{HeaderName, HeaderValue};

use crate::body::Laid;
use crate::runtime::{HeaderLayout, Json, Layout, Style};

/// Headers of an answer: those that a document describes, as generated code writes them, and any others.
#[derive(Clone, Default)]
#[must_use]
pub struct Headers(Vec<(HeaderName, HeaderValue)>);

impl Headers {
    /// None yet.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// And this one. One that is there already stands beside it, as cookies do.
    ///
    /// # Panics
    ///
    /// When HTTP has no such header.
    #[track_caller]
    pub fn add(mut self, name: &str, value: impl Into<String>) -> Self {
        match (
            HeaderName::try_from(name),
            HeaderValue::try_from(value.into()),
        ) {
            (Ok(name), Ok(value)) => self.0.push((name, value)),
            (Err(_), _) => panic!("no header can be called `{name}`"),
            // It may be a secret.
            (_, Err(_)) => panic!("the value of the header `{name}` cannot stand in one"),
        }
        self
    }

    /// And one that a document describes, laid out as it has it, where there is a value. For generated code.
    ///
    /// # Panics
    ///
    /// When the value cannot be written.
    #[track_caller]
    pub fn documented(self, name: &'static str, layout: HeaderLayout, value: Option<Json>) -> Self {
        let Some(value) = value else {
            return self;
        };
        let layout = Layout {
            style: if layout == HeaderLayout::Json {
                Style::Json
            } else {
                Style::Simple
            },
            explode: layout == HeaderLayout::Exploded,
            reserved: false,
        };
        match Laid::new(name, layout, value).and_then(|laid| laid.header(name)) {
            Ok(text) => self.add(name, text),
            Err(error) => panic!("the header `{name}` cannot be written: {error}"),
        }
    }

    pub(super) fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    pub(super) fn has(&self, name: &HeaderName) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (HeaderName, HeaderValue)> + '_ {
        self.0.iter().cloned()
    }
}

/// Their names alone: values may be secrets.
impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.0.iter().map(|(name, _)| name))
            .finish()
    }
}
