//! Enums of strings: what their values are called, and what is said of each.

use std::collections::{HashMap, HashSet};

use super::Lowering;
use super::docs::code;
use super::listed::only_value;
use super::shape::{Seen, Shape};
use crate::diagnostic::Spanned;
use crate::load::openapi::{SchemaObject, Value};
use crate::model::names::{self, Taken};
use crate::model::{Declaration, Docs, EnumVariant, Ident, OpenEnum};

/// What a document says of one value of an enum.
#[derive(Debug, Default)]
struct Said<'d> {
    /// `x-enum-varnames`.
    name: Option<&'d str>,
    /// `x-enum-descriptions`, or the description or the title of the branch of a `oneOf` that is this value.
    docs: Option<&'d str>,
}

impl<'d> Lowering<'d, '_> {
    pub(super) fn declare_enum(&mut self, name: &Ident, seen: &Seen<'d>) -> Option<Declaration> {
        let Some(Shape::Enum(values)) = self.shape(seen) else {
            return None;
        };
        let mut taken = Taken::with(&["Unknown"]);
        let mut variants = Vec::new();
        let all = self.said_of_values(seen);
        let unsaid = Said::default();
        for (index, &value) in values.iter().enumerate() {
            let said = all.get(value).unwrap_or(&unsaid);
            let derived = || match value {
                "" => names::pascal("empty"),
                value => names::pascal(value)
                    .map(|variant| without_prefix(&variant, name).unwrap_or(variant))
                    .or_else(|| names::pascal(&format!("value {}", index + 1))),
            };
            let Some(variant) = said.name.and_then(names::pascal).or_else(derived) else {
                continue;
            };
            variants.push(EnumVariant {
                name: taken.take_numbered(&variant),
                docs: self.word_docs(value, said.docs),
                literal: value.to_owned(),
            });
        }
        Some(Declaration::OpenEnum(OpenEnum {
            name: name.clone(),
            docs: self.type_docs(seen, name),
            variants,
        }))
    }

    /// What is said of each value where the enum is written: in lists beside it, or in the branch that it has.
    fn said_of_values(&mut self, seen: &Seen<'d>) -> HashMap<&'d str, Said<'d>> {
        let mut all = HashMap::new();
        note_beside(seen.object, None, &mut all);
        for branch in &seen.object.one_of {
            let Some(branch) = self.see(branch) else {
                continue;
            };
            let object = branch.object;
            let only = only_value(object).and_then(text);
            if let Some(value) = only {
                let title = || branch.said(|it| it.title.as_ref());
                let title = || title().map(|title| title.value.as_str());
                let description = Some(branch.description()).filter(|it| !it.is_empty());
                let said = Said {
                    name: None,
                    docs: description.or_else(title),
                };
                all.entry(value).or_default().complete(&said);
            }
            note_beside(object, only, &mut all);
        }
        all
    }

    fn word_docs(&self, value: &str, said: Option<&str>) -> Docs {
        let wire = match value {
            "" => "The empty string.".to_owned(),
            value => code(value),
        };
        let mut docs = Docs::default();
        docs.description(said.unwrap_or_default(), &self.identifiers);
        if docs.is_empty() {
            docs.paragraph(&wire);
        } else {
            docs.paragraph(&format!("On the wire: {}.", wire.trim_end_matches('.')));
        }
        docs
    }
}

impl Said<'_> {
    fn complete(&mut self, other: &Self) {
        self.name = self.name.or(other.name);
        self.docs = self.docs.or(other.docs);
    }
}

/// Notes what the lists beside an `enum` say of its values, but for one of them.
fn note_beside<'d>(
    object: &'d SchemaObject,
    but: Option<&str>,
    all: &mut HashMap<&'d str, Said<'d>>,
) {
    // A list of another length is not in the order of the values.
    let at = |list: &'d [Spanned<String>], index: usize| {
        let text = list
            .get(index)
            .filter(|_| list.len() == object.allowed.len());
        text.map(|text| text.value.as_str())
            .filter(|it| !it.trim().is_empty())
    };
    let mut passed = HashSet::new();
    for (index, value) in object.allowed.iter().enumerate() {
        let value = text(value).filter(|value| but != Some(value) && passed.insert(*value));
        if let Some(value) = value {
            all.entry(value).or_default().complete(&Said {
                name: at(&object.allowed_names, index),
                docs: at(&object.allowed_docs, index),
            });
        }
    }
}

fn text(literal: &Spanned<Value>) -> Option<&str> {
    match &literal.value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// `RoleTypeUser` in an enum `RoleType` is `User`.
fn without_prefix(variant: &Ident, name: &Ident) -> Option<Ident> {
    let rest = variant.as_str().strip_prefix(name.as_str())?;
    rest.starts_with(char::is_uppercase)
        .then(|| Ident::new(rest))?
}
