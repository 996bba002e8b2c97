//! Enums of strings: what their values are called, and what is said of each.

use super::Lowering;
use super::docs::code;
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
        for (index, value) in values.into_iter().enumerate() {
            let said = self.said_of(seen, value);
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

    /// What is said of a value where the enum is written: in lists beside it, or in the branch that it has.
    fn said_of(&mut self, seen: &Seen<'d>, value: &str) -> Said<'d> {
        let own = said_beside(seen.object, value);
        let branches = seen.object.one_of.iter();
        branches.fold(own, |said, branch| {
            let Some(branch) = self.see(branch) else {
                return said;
            };
            let constant = branch.object.constant.as_ref();
            let only = match branch.object.allowed.as_slice() {
                [only] => Some(only),
                _ => None,
            };
            let inner = if constant.or(only).is_some_and(|it| is(it, value)) {
                let title = || branch.said(|it| it.title.as_ref());
                let title = || title().map(|title| title.value.as_str());
                let description = Some(branch.description()).filter(|it| !it.is_empty());
                Said {
                    name: None,
                    docs: description.or_else(title),
                }
            } else {
                said_beside(branch.object, value)
            };
            Said {
                name: said.name.or(inner.name),
                docs: said.docs.or(inner.docs),
            }
        })
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

/// What the lists beside an `enum` say of one of its values.
fn said_beside<'d>(object: &'d SchemaObject, value: &str) -> Said<'d> {
    let Some(index) = object.allowed.iter().position(|it| is(it, value)) else {
        return Said::default();
    };
    // A list of another length is not in the order of the values.
    let at = |list: &'d [Spanned<String>]| {
        let text = list
            .get(index)
            .filter(|_| list.len() == object.allowed.len());
        text.map(|text| text.value.as_str())
            .filter(|it| !it.trim().is_empty())
    };
    Said {
        name: at(&object.allowed_names),
        docs: at(&object.allowed_docs),
    }
}

fn is(literal: &Spanned<Value>, value: &str) -> bool {
    matches!(&literal.value, Value::String(text) if text == value)
}

/// `RoleTypeUser` in an enum `RoleType` is `User`.
fn without_prefix(variant: &Ident, name: &Ident) -> Option<Ident> {
    let rest = variant.as_str().strip_prefix(name.as_str())?;
    rest.starts_with(char::is_uppercase)
        .then(|| Ident::new(rest))?
}
