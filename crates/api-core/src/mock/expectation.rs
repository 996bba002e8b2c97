//! What a double wants of an argument.

use std::collections::BTreeSet;

use serde_json::Value;

use super::description::{Description, Place};
use super::parts::Parts;

/// An argument of an operation. Where its values may be shown, its name alone is one, and so is a pair of its name and the one that it has in requests.
#[derive(Clone, Copy, Debug)]
pub struct Argument {
    /// What the client's function calls it.
    pub(super) name: &'static str,
    /// Its name in requests, where it has one alone.
    pub(super) wire: &'static str,
    /// All its names in requests, as far as the document lists them, where it has several or none.
    several: Option<&'static [&'static str]>,
    /// Whether it is a list with commas between its items, where there is no JSON.
    pub(super) commas: bool,
    secret: bool,
}

impl Argument {
    /// An argument whose values may be shown, by what the client's function calls it.
    #[must_use]
    pub const fn shown(name: &'static str) -> Self {
        Self {
            name,
            wire: name,
            several: None,
            commas: false,
            secret: false,
        }
    }

    /// An argument that is a secret or holds one.
    #[must_use]
    pub const fn hidden(name: &'static str) -> Self {
        Self::shown(name).secret()
    }

    /// The same, with another name in requests.
    #[must_use]
    pub const fn called(mut self, wire: &'static str) -> Self {
        self.wire = wire;
        self
    }

    /// The same, with these names in requests.
    #[must_use]
    pub const fn named(mut self, names: &'static [&'static str]) -> Self {
        self.several = Some(names);
        self
    }

    /// The same: a list that is read with commas between its items, where there is no JSON.
    #[must_use]
    pub const fn commas(mut self) -> Self {
        self.commas = true;
        self
    }

    /// The same, but no value of it is ever shown.
    pub(super) const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }
}

/// By its name, and the one that it has in requests.
impl From<(&'static str, &'static str)> for Argument {
    fn from((name, wire): (&'static str, &'static str)) -> Self {
        Self::shown(name).called(wire)
    }
}

/// By its name, which it has in requests, too.
impl From<&'static str> for Argument {
    fn from(name: &'static str) -> Self {
        Self::shown(name)
    }
}

/// What an argument is to be.
#[derive(Clone)]
pub(super) struct Expectation {
    pub(super) argument: Argument,
    pub(super) place: Place,
    /// A request with this argument and no other; none where the argument is to be absent.
    pub(super) wanted: Option<Parts>,
}

impl Expectation {
    /// What is different in a request, in words without secrets; nothing where it is as expected.
    pub(super) fn difference(&self, received: &Parts) -> Option<String> {
        let Self {
            argument, place, ..
        } = self;
        let (place, name, secret) = (*place, argument.name, argument.secret);
        let nothing = Parts::default();
        let wanted = self.wanted.as_ref().unwrap_or(&nothing);
        let names = argument
            .several
            .unwrap_or(std::slice::from_ref(&argument.wire));
        let all: BTreeSet<&str> = names.iter().copied().chain(wanted.names(place)).collect();
        let get = |parts: &Parts, at: &str| match place {
            // A part of a call has one path parameter, whatever its number.
            Place::Path(_) if self.wanted.is_some() && std::ptr::eq(parts, wanted) => {
                parts.get(Place::Path(0), at)
            }
            place => parts.get(place, at),
        };
        let different = all
            .into_iter()
            .find(|at| get(wanted, at) != get(received, at))?;
        let (wanted, received) = (get(wanted, different), get(received, different));
        Some(if secret {
            match (wanted.is_empty(), received.is_empty()) {
                (true, _) => format!("`{name}` is there and should not be"),
                (_, true) => format!("`{name}` is missing"),
                _ => format!("`{name}` has another value than expected, which is not shown"),
            }
        } else {
            format!(
                "`{name}` is {}, expected {}",
                shown(&received),
                shown(&wanted)
            )
        })
    }
}

/// What is wrong with a request of an operation, whatever the arguments are.
pub(super) fn undeclared(description: &Description, received: &Parts) -> Vec<String> {
    use super::description::Body;

    let mut found = Vec::new();
    if description.open {
        return found;
    }
    let known = |names: &[&str], name: &str| {
        let bare = name.split('[').next().unwrap_or(name);
        names.contains(&name) || names.contains(&bare)
    };
    for name in received.names(Place::Query) {
        if !known(description.query, name) {
            found.push(format!(
                "the query parameter `{name}` is not in the document"
            ));
        }
    }
    if let Body::Form(names) | Body::Object(names) | Body::Parts(names) = description.body {
        for name in received.names(Place::Member) {
            if !known(names, name) {
                found.push(format!("the member `{name}` is not in the document"));
            }
        }
    }
    found
}

/// The constants that a request lacks.
pub(super) fn lacking(description: &Description, received: &Parts) -> Vec<String> {
    let lacks = description.constants.iter().filter(|constant| {
        let values = received.get(constant.place, constant.name);
        !values.iter().any(|value| constant.value.is(value))
    });
    lacks
        .map(|constant| {
            let wanted = constant.value;
            format!("`{}` is not {}", constant.name, wanted.shown())
        })
        .collect()
}

fn shown(values: &[Value]) -> String {
    let text = match values {
        [] => return "absent".to_owned(),
        [value] => value.to_string(),
        values => Value::Array(values.to_vec()).to_string(),
    };
    let short: String = text.chars().take(200).collect();
    if short.len() < text.len() {
        format!("{short}…")
    } else {
        short
    }
}
