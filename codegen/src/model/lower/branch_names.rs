//! What the branches of a choice are called.

use std::collections::HashMap;

use super::Lowering;
use super::object::Member;
use super::shape::{Seen, Shape};
use crate::load::openapi::Schema;
use crate::model::names;
use crate::model::{Ident, Literal};

/// The branches of a choice, as their names need them.
pub(super) struct Siblings<'s, 'd> {
    all: &'s [&'d Schema],
    alike: Option<HashMap<String, Alike<'d>>>,
}

/// Branches that have the same constant.
#[derive(Default)]
struct Alike<'d> {
    count: usize,
    /// How many of them have a member.
    members: HashMap<&'d str, usize>,
}

impl<'s, 'd> Siblings<'s, 'd> {
    pub(super) fn of(all: &'s [&'d Schema]) -> Self {
        Self { all, alike: None }
    }
}

impl<'d> Lowering<'d, '_> {
    /// The name of a branch: its title, or the name of its component, or what is in it that is not in its siblings.
    pub(super) fn branch_name(
        &mut self,
        schema: &'d Schema,
        siblings: &mut Siblings<'_, 'd>,
        seen: &Seen<'d>,
        shape: &Shape<'d>,
    ) -> Option<Ident> {
        let given = schema.annotations().rust_name.as_ref();
        if let Some(given) = given {
            return self.given_name(given, char::is_uppercase);
        }
        let title = seen.said(|it| it.title.as_ref());
        let words: String = match (title, &seen.id, shape) {
            (Some(title), _, _) if title.value.len() <= 60 => title.value.clone(),
            (_, Some(id), _) => id.name.clone(),
            (_, None, Shape::Bool) => "Boolean".to_owned(),
            (_, None, Shape::Integer) => "Integer".to_owned(),
            (_, None, Shape::Number) => "Number".to_owned(),
            (_, None, Shape::Constant(Literal::Bool(value))) => value.to_string(),
            (_, None, Shape::Constant(Literal::Integer(value))) => value.to_string(),
            (_, None, Shape::Constant(Literal::String(text))) => text.clone(),
            (_, None, Shape::Text(_)) => seen
                .object
                .format
                .as_ref()
                .map_or_else(|| "String".to_owned(), |format| format.value.clone()),
            (_, None, Shape::String | Shape::Secret | Shape::Enum(_)) => "String".to_owned(),
            (_, None, Shape::List(_)) => "List".to_owned(),
            (_, None, Shape::Map(_) | Shape::FreeObject | Shape::SecretObject | Shape::Nothing) => {
                "Object".to_owned()
            }
            (_, None, Shape::Struct) => self
                .telling_member(seen, siblings)
                .unwrap_or_else(|| "Object".to_owned()),
            (_, None, Shape::Any | Shape::Null | Shape::Union(_)) => "Other".to_owned(),
        };
        names::pascal(&words).or_else(|| names::pascal("Variant"))
    }

    /// What a branch without a title is called after: the constant that tells it, or its only required member, or its first. Where siblings have the same
    /// constant, a member that none of them has is said as well.
    fn telling_member(
        &mut self,
        seen: &Seen<'d>,
        siblings: &mut Siblings<'_, 'd>,
    ) -> Option<String> {
        let members = self.members(seen);
        let required: Vec<_> = members.iter().filter(|it| it.required).collect();
        let Some(constant) = self.constant_word(&members) else {
            let first = required.first().copied().or(members.first());
            return first.map(|member| member.name.to_owned());
        };
        // It is one of them itself, unless it has a name.
        let itself = usize::from(seen.id.is_none());
        let alike = self.alike(siblings).get(&constant);
        let alike = alike.filter(|alike| alike.count > itself);
        let own = alike.and_then(|alike| {
            let elsewhere = |name| alike.members.get(name).is_some_and(|count| *count > itself);
            let mut all = required.into_iter().chain(&members);
            all.find(|member| !elsewhere(member.name))
        });
        Some(match own {
            Some(own) => format!("{constant} {}", own.name),
            None => constant,
        })
    }

    /// The branches without a name, by the constant that they have.
    fn alike<'s>(&mut self, siblings: &'s mut Siblings<'_, 'd>) -> &'s HashMap<String, Alike<'d>> {
        if siblings.alike.is_none() {
            let mut all: HashMap<String, Alike<'d>> = HashMap::new();
            for sibling in siblings.all {
                let Some(sibling) = self.see(sibling).filter(|it| it.id.is_none()) else {
                    continue;
                };
                let members = self.members(&sibling);
                if let Some(constant) = self.constant_word(&members) {
                    let alike = all.entry(constant).or_default();
                    alike.count += 1;
                    for member in members {
                        *alike.members.entry(member.name).or_default() += 1;
                    }
                }
            }
            siblings.alike = Some(all);
        }
        siblings.alike.get_or_insert_default()
    }

    /// The text of the first member that is always the same text.
    fn constant_word(&mut self, members: &[Member<'d>]) -> Option<String> {
        members
            .iter()
            .find_map(|member| match self.member_shape(member.schema) {
                Some(Shape::Constant(Literal::String(text))) => Some(text),
                _ => None,
            })
    }
}
