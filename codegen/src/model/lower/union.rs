//! `oneOf` as a type: which branch a value is.

use std::collections::BTreeSet;

use super::Lowering;
use super::registry::Naming;
use super::shape::{Seen, Shape, is_null};
use crate::diagnostic::Problem;
use crate::load::openapi::{Discriminator, Schema, SchemaId};
use crate::model::names::{self, Taken};
use crate::model::{
    Declaration, Docs, Ident, Kind, Literal, Test, Type, Union, UnionVariant, Usage,
};

/// A branch, and what is known about it.
struct Branch<'d> {
    schema: &'d Schema,
    seen: Seen<'d>,
    name: Ident,
    type_: Type,
    test: Test,
    /// String constants among its required members.
    constants: Vec<(&'d str, String)>,
}

impl<'d> Lowering<'d, '_> {
    pub(super) fn declare_union(
        &mut self,
        name: &Ident,
        document: usize,
        seen: &Seen<'d>,
        usage: Usage,
    ) -> Option<Declaration> {
        let mut taken = Taken::default();
        let schemas: Vec<_> = seen
            .object
            .one_of
            .iter()
            .filter(|it| !is_null(it))
            .collect();
        let all = schemas.len();
        let branches: Vec<_> = schemas
            .into_iter()
            .filter_map(|schema| self.branch(schema, name, document, usage, &mut taken))
            .collect();
        if branches.len() < all {
            return None;
        }
        let tag = match &seen.object.discriminator {
            Some(discriminator) => Some(discriminator.property.value.clone()),
            None => constant_tag(&branches).map(str::to_owned),
        };
        let tests = self.tests(
            &branches,
            tag.as_deref(),
            seen.object.discriminator.as_ref(),
        )?;
        let variants = branches
            .into_iter()
            .map(|branch| UnionVariant {
                docs: self.branch_docs(&branch.seen, branch.name.as_str()),
                name: branch.name,
                type_: branch.type_,
            })
            .collect();
        Some(Declaration::Union(Union {
            name: name.clone(),
            docs: self.type_docs(seen, name),
            variants,
            tests,
            tag,
            usage,
            comparable: true,
        }))
    }

    fn branch(
        &mut self,
        schema: &'d Schema,
        union: &Ident,
        document: usize,
        usage: Usage,
        taken: &mut Taken,
    ) -> Option<Branch<'d>> {
        let seen = self.see(schema)?;
        let shape = self.shape(&seen)?;
        let derived = self.branch_name(schema, &seen, &shape)?;
        let name = taken.take_numbered(&derived);
        let mut constants = Vec::new();
        let test = match &shape {
            Shape::Bool | Shape::Constant(Literal::Bool(_)) => Test::Bool,
            Shape::Integer | Shape::Constant(Literal::Integer(_)) => Test::Integer,
            Shape::Number => Test::Number,
            Shape::String
            | Shape::Secret
            | Shape::Enum(_)
            | Shape::Constant(Literal::String(_)) => Test::String,
            Shape::List(_) => Test::List,
            Shape::Map(_) | Shape::FreeObject | Shape::SecretObject | Shape::Nothing => {
                Test::Members(Vec::new())
            }
            Shape::Struct => {
                let mut required = Vec::new();
                for member in self.members(&seen).into_iter().filter(|it| it.required) {
                    required.push(member.name.to_owned());
                    if let Some(text) = self.string_constant(member.schema) {
                        constants.push((member.name, text));
                    }
                }
                Test::Members(required)
            }
            Shape::Any | Shape::Null | Shape::Union(_) => {
                self.problem(
                    Problem::new(
                        "union-branch",
                        "a branch that cannot be told from the others",
                    )
                    .at(schema.place(), "any value, null, or another `oneOf`")
                    .help("write its type; put the branches of an inner `oneOf` here"),
                );
                return None;
            }
        };
        let naming = Naming::below(document, union, name.as_str());
        let mut type_ = self.type_of_seen(seen.clone(), usage, &naming)?;
        if type_.named().is_some_and(|it| it.kind == Kind::Struct)
            && matches!(type_, Type::Named(_))
        {
            // The enum stays small, whatever the branches grow to.
            type_ = Type::Boxed(Box::new(type_));
        }
        Some(Branch {
            schema,
            seen,
            name,
            type_,
            test,
            constants,
        })
    }

    /// The name of a branch: its title, or the name of its component.
    pub(super) fn branch_name(
        &mut self,
        schema: &'d Schema,
        seen: &Seen<'d>,
        shape: &Shape<'d>,
    ) -> Option<Ident> {
        let given = schema.annotations().rust_name.as_ref();
        if let Some(given) = given {
            return self.given_name(given, char::is_uppercase);
        }
        let title = seen.said(|it| it.title.as_ref());
        let words: String = match (title, &seen.id, shape) {
            (Some(title), _, _) => title.value.clone(),
            (None, Some(id), _) => id.name.clone(),
            (None, None, Shape::Bool) => "Boolean".to_owned(),
            (None, None, Shape::Integer) => "Integer".to_owned(),
            (None, None, Shape::Number) => "Number".to_owned(),
            (None, None, Shape::String | Shape::Secret | Shape::Enum(_)) => "String".to_owned(),
            (None, None, Shape::List(_)) => "List".to_owned(),
            (None, None, Shape::Map(_) | Shape::FreeObject | Shape::SecretObject) => {
                "Object".to_owned()
            }
            (None, None, Shape::Struct) => self.telling_member(schema, seen)?,
            _ => return self.untitled(schema),
        };
        let name = names::pascal(&words);
        if name.is_none() {
            self.nameless(&words, schema.place());
        }
        name
    }

    /// What a branch without a title is called after: the constant that tells it, or its only required member.
    fn telling_member(&mut self, schema: &'d Schema, seen: &Seen<'d>) -> Option<String> {
        let members = self.members(seen);
        let required: Vec<_> = members.into_iter().filter(|it| it.required).collect();
        let constant = required
            .iter()
            .find_map(|member| self.string_constant(member.schema));
        match (constant, required.as_slice()) {
            (Some(constant), _) => Some(constant),
            (None, [only]) => Some(only.name.to_owned()),
            (None, _) => self.untitled(schema),
        }
    }

    fn untitled<T>(&mut self, schema: &'d Schema) -> Option<T> {
        self.problem(
            Problem::new("branch-title", "a branch of `oneOf` without a title")
                .at(schema.place(), "the title becomes the name of the variant")
                .help("add `title`"),
        );
        None
    }

    pub(super) fn branch_docs(&self, seen: &Seen<'d>, name: &str) -> Docs {
        let mut docs = Docs::default();
        docs.description(seen.description(), &self.identifiers);
        if docs.is_empty() {
            docs.paragraph(&format!("The form `{name}`."));
        }
        docs
    }

    fn string_constant(&mut self, schema: &'d Schema) -> Option<String> {
        let seen = self.see(schema)?;
        match self.shape(&seen)? {
            Shape::Constant(Literal::String(text)) => Some(text),
            _ => None,
        }
    }

    /// What tells the branches apart, in the order in which it is asked.
    fn tests(
        &mut self,
        branches: &[Branch<'d>],
        tag: Option<&str>,
        discriminator: Option<&'d Discriminator>,
    ) -> Option<Vec<(usize, Test)>> {
        let mut tests = Vec::new();
        for (index, branch) in branches.iter().enumerate() {
            let test = match (&branch.test, tag) {
                (Test::Members(_), Some(tag)) => {
                    Test::Tag(self.tag_values(branch, tag, discriminator)?)
                }
                (test, _) => test.clone(),
            };
            tests.push((index, test));
        }
        for (later, (_, test)) in tests.iter().enumerate() {
            let same = tests[..later]
                .iter()
                .position(|(_, other)| same(other, test));
            if let Some(earlier) = same {
                self.problem(
                    Problem::new("union-ambiguous", "two branches of `oneOf` that no answer tells apart")
                        .at(branches[later].schema.place(), "the same JSON type, and the same required members")
                        .also(branches[earlier].schema.place(), "as here")
                        .help("name in `required` what only one of them has, or give both a member with a `const` of its own"),
                );
                return None;
            }
        }
        // The more a branch demands, the sooner it is asked; a whole number is a number too.
        tests.sort_by_key(|(_, test)| match test {
            Test::Integer => (0, 0),
            Test::Members(names) => (1, usize::MAX - names.len()),
            _ => (1, 0),
        });
        Some(tests)
    }

    fn tag_values(
        &mut self,
        branch: &Branch<'d>,
        tag: &str,
        discriminator: Option<&'d Discriminator>,
    ) -> Option<Vec<String>> {
        if let Some((_, text)) = branch.constants.iter().find(|(name, _)| *name == tag) {
            return Some(vec![text.clone()]);
        }
        let id = branch_id(branch);
        let mapped: Vec<_> = discriminator
            .into_iter()
            .flat_map(|it| &it.mapping)
            .filter(|entry| Some(&entry.value) == id)
            .map(|entry| entry.key.value.clone())
            .collect();
        if !mapped.is_empty() {
            return Some(mapped);
        }
        if let Some(id) = id {
            // Without a mapping, the name of the component is the value.
            return Some(vec![id.name.clone()]);
        }
        self.problem(
            Problem::new(
                "discriminator",
                format!("no value of `{tag}` means this branch"),
            )
            .at(
                branch.schema.place(),
                "neither named by the discriminator nor a component",
            )
            .help(format!("give it a required member `{tag}` with a `const`")),
        );
        None
    }
}

fn branch_id<'b>(branch: &'b Branch<'_>) -> Option<&'b SchemaId> {
    branch.seen.id.as_ref()
}

/// A required member that is a constant in every branch that is an object, and another one in each.
fn constant_tag<'d>(branches: &[Branch<'d>]) -> Option<&'d str> {
    let objects: Vec<_> = branches
        .iter()
        .filter(|branch| matches!(branch.test, Test::Members(_)))
        .collect();
    let (first, others) = objects.split_first()?;
    if others.is_empty() {
        return None;
    }
    first.constants.iter().map(|(name, _)| *name).find(|tag| {
        let values: BTreeSet<_> = objects
            .iter()
            .filter_map(|branch| branch.constants.iter().find(|(name, _)| name == tag))
            .map(|(_, value)| value)
            .collect();
        values.len() == objects.len()
    })
}

fn same(one: &Test, other: &Test) -> bool {
    match (one, other) {
        (Test::Members(one), Test::Members(other)) => {
            one.iter().collect::<BTreeSet<_>>() == other.iter().collect::<BTreeSet<_>>()
        }
        (Test::Tag(one), Test::Tag(other)) => one.iter().any(|value| other.contains(value)),
        (one, other) => one == other,
    }
}
