//! `oneOf` and `anyOf` as a type: which branch a value is.
//!
//! A value is what its discriminator says, or a member that has another constant in each branch. Otherwise it is the branch of its JSON type that loses
//! nothing of it. What no branch fits is kept as it is.

use std::collections::HashMap;

use super::Lowering;
use super::branch_names::Siblings;
use super::registry::Naming;
use super::shape::{Seen, Shape};
use super::telling::{Words, branch_id, tests};
use crate::load::openapi::Schema;
use crate::model::names::Taken;
use crate::model::{
    Declaration, Docs, Ident, Kind, Literal, Test, Type, Union, UnionVariant, Usage,
};

/// A branch, and what is known about it.
pub(super) struct Branch<'d> {
    pub(super) schema: &'d Schema,
    pub(super) seen: Seen<'d>,
    pub(super) name: Ident,
    pub(super) type_: Type,
    pub(super) test: Test,
    /// Members with a value out of a list of strings, which may be a list of one.
    pub(super) words: Vec<(&'d str, Words<'d>)>,
    /// Members that are always the same.
    pub(super) constants: Vec<(String, Literal)>,
    /// Its only value, which the type does not tell.
    pub(super) value: Option<Literal>,
}

impl<'d> Lowering<'d, '_> {
    pub(super) fn declare_union(
        &mut self,
        name: &Ident,
        document: usize,
        seen: &Seen<'d>,
        usage: Usage,
    ) -> Declaration {
        let mut taken = Taken::with(&["Unknown"]);
        let schemas = self.flat_branches(seen);
        let mut siblings = Siblings::of(&schemas);
        let branches: Vec<_> = schemas
            .iter()
            .copied()
            .filter_map(|schema| {
                self.branch(schema, &mut siblings, (name, document), usage, &mut taken)
            })
            .collect();
        let discriminator = seen.object.discriminator.as_ref();
        let tests = tests(&branches, discriminator);
        let open = usage.read && !branches.iter().any(|branch| branch.type_ == Type::Any);
        let mut docs = self.type_docs(seen, name);
        if let Some(discriminator) = discriminator {
            docs.paragraph(&format!(
                "Told apart by the member {}.",
                super::docs::code(&discriminator.property.value)
            ));
        }
        let from = from_types(&branches);
        let variants = branches
            .into_iter()
            .zip(from)
            .map(|(branch, from)| UnionVariant {
                from,
                docs: self.variant_docs(&branch),
                name: branch.name,
                type_: branch.type_,
                value: branch.value,
                constants: branch.constants.into_iter().map(|(name, _)| name).collect(),
            })
            .collect();
        Declaration::Union(Union {
            name: name.clone(),
            docs,
            variants,
            tests,
            open,
            usage,
            comparable: true,
        })
    }

    fn branch(
        &mut self,
        schema: &'d Schema,
        siblings: &mut Siblings<'_, 'd>,
        (union, document): (&Ident, usize),
        usage: Usage,
        taken: &mut Taken,
    ) -> Option<Branch<'d>> {
        let seen = self.see(schema)?;
        let shape = self.shape(&seen)?;
        let derived = self.branch_name(schema, siblings, &seen, &shape)?;
        let name = taken.take_numbered(&derived);
        let mut words = Vec::new();
        let mut constants = Vec::new();
        let test = match &shape {
            Shape::Constant(literal) => Test::Value(literal.clone()),
            Shape::Bool => Test::Bool,
            Shape::Integer => Test::Integer,
            Shape::Number => Test::Number,
            Shape::String | Shape::Text(_) | Shape::Secret => Test::String,
            Shape::Enum(texts) => {
                Test::Strings(texts.iter().map(|text| (*text).to_owned()).collect())
            }
            Shape::List(_) => Test::List,
            Shape::Map(_) | Shape::FreeObject | Shape::SecretObject | Shape::Nothing => {
                Test::Object
            }
            Shape::Struct => {
                for member in self.members(&seen) {
                    match self.member_shape(member.schema) {
                        Some(Shape::Constant(literal)) => {
                            if let Literal::String(text) = &literal {
                                words.push((member.name, Words::One(text.clone())));
                            }
                            constants.push((member.name.to_owned(), literal));
                        }
                        Some(Shape::Enum(texts)) => {
                            words.push((member.name, Words::Listed(texts)));
                        }
                        _ => {}
                    }
                }
                Test::Object
            }
            Shape::Any | Shape::Null | Shape::Union(_) => Test::Any,
        };
        let naming = Naming::below(document, union, name.as_str());
        let mut type_ = self.type_of_seen(seen.clone(), usage, &naming)?;
        if type_.named().is_some_and(|it| it.kind == Kind::Struct)
            && matches!(type_, Type::Named(_))
        {
            // The enum stays small, whatever the branches grow to.
            type_ = Type::Boxed(Box::new(type_));
        }
        if let Some(id) = branch_id(schema, &seen)
            && let Some((tag, value)) = self.tags.get(&id)
            && !constants.iter().any(|(name, _)| name == tag)
        {
            constants.push((tag.clone(), Literal::String(value.clone())));
        }
        Some(Branch {
            schema,
            seen,
            name,
            type_,
            test,
            words,
            constants,
            value: match shape {
                Shape::Constant(literal) => Some(literal),
                _ => None,
            },
        })
    }

    pub(super) fn member_shape(&mut self, schema: &'d Schema) -> Option<Shape<'d>> {
        let seen = self.see(schema)?;
        self.shape(&seen)
    }

    fn variant_docs(&self, branch: &Branch<'d>) -> Docs {
        let mut docs = self.branch_docs(&branch.seen, branch.name.as_str());
        if let Some(value) = &branch.value {
            let value = super::docs::code(&value.json().to_string());
            docs.paragraph(&format!("On the wire: {value}."));
        }
        docs
    }

    pub(super) fn branch_docs(&self, seen: &Seen<'d>, name: &str) -> Docs {
        let mut docs = Docs::default();
        docs.description(seen.description(), &self.identifiers);
        if docs.is_empty() {
            docs.paragraph(&format!("The form `{name}`."));
        }
        docs
    }
}

/// Which branches a value of their type alone decides for: no other branch has the type.
fn from_types(branches: &[Branch<'_>]) -> Vec<bool> {
    let holds = |branch: &&Branch<'_>| branch.value.is_none();
    let mut holders: HashMap<&Type, usize> = HashMap::new();
    for branch in branches.iter().filter(holds) {
        *holders.entry(unboxed(&branch.type_)).or_default() += 1;
    }
    let alone = |branch: &Branch<'_>| holders.get(unboxed(&branch.type_)) == Some(&1);
    let each = branches.iter();
    each.map(|branch| holds(&branch) && alone(branch)).collect()
}

fn unboxed(type_: &Type) -> &Type {
    match type_ {
        Type::Boxed(inner) => inner,
        type_ => type_,
    }
}
