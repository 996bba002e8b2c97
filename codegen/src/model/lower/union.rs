//! `oneOf` and `anyOf` as a type: which branch a value is.
//!
//! A value is what its discriminator says, or a member that has another constant in each branch. Otherwise it is the branch of its JSON type that loses
//! nothing of it. What no branch fits is kept as it is.

use std::collections::BTreeSet;

use super::Lowering;
use super::object::Member;
use super::registry::Naming;
use super::shape::{Seen, Shape};
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
    /// Members with a value out of a list of strings, which may be a list of one.
    words: Vec<(&'d str, Vec<String>)>,
    /// Members that are always the same.
    constants: Vec<(String, Literal)>,
    /// Its only value, which the type does not tell.
    value: Option<Literal>,
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
        let branches: Vec<_> = schemas
            .iter()
            .copied()
            .filter_map(|schema| {
                let siblings: Vec<_> = others(&schemas, schema).collect();
                self.branch(schema, &siblings, (name, document), usage, &mut taken)
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
        siblings: &[&'d Schema],
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
                                words.push((member.name, vec![text.clone()]));
                            }
                            constants.push((member.name.to_owned(), literal));
                        }
                        Some(Shape::Enum(texts)) => {
                            let texts = texts.iter().map(|text| (*text).to_owned()).collect();
                            words.push((member.name, texts));
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

    fn member_shape(&mut self, schema: &'d Schema) -> Option<Shape<'d>> {
        let seen = self.see(schema)?;
        self.shape(&seen)
    }

    /// The name of a branch: its title, or the name of its component, or what is in it that is not in its siblings.
    pub(super) fn branch_name(
        &mut self,
        schema: &'d Schema,
        siblings: &[&'d Schema],
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
    fn telling_member(&mut self, seen: &Seen<'d>, siblings: &[&'d Schema]) -> Option<String> {
        let members = self.members(seen);
        let required: Vec<_> = members.iter().filter(|it| it.required).collect();
        let Some(constant) = self.constant_word(&members) else {
            let first = required.first().copied().or(members.first());
            return first.map(|member| member.name.to_owned());
        };
        let mut elsewhere = BTreeSet::new();
        let mut alike = false;
        for sibling in siblings {
            let Some(sibling) = self.see(sibling) else {
                continue;
            };
            let theirs = self.members(&sibling);
            if sibling.id.is_none() && self.constant_word(&theirs).as_ref() == Some(&constant) {
                alike = true;
                elsewhere.extend(theirs.iter().map(|member| member.name));
            }
        }
        let own = required
            .into_iter()
            .chain(&members)
            .find(|member| alike && !elsewhere.contains(member.name));
        Some(match own {
            Some(own) => format!("{constant} {}", own.name),
            None => constant,
        })
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

/// The branches beside this one.
pub(super) fn others<'s, 'd>(
    all: &'s [&'d Schema],
    one: &'d Schema,
) -> impl Iterator<Item = &'d Schema> + use<'s, 'd> {
    let branches = all.iter().copied();
    branches.filter(move |other| !std::ptr::eq(*other, one))
}

/// Which branches a value of their type alone decides for: no other branch has the type.
fn from_types(branches: &[Branch<'_>]) -> Vec<bool> {
    let holds = |branch: &&Branch<'_>| branch.value.is_none();
    let of_type = |type_: &Type| {
        let holders = branches.iter().filter(holds);
        holders.filter(|it| unboxed(&it.type_) == type_).count()
    };
    let each = branches.iter();
    each.map(|branch| holds(&branch) && of_type(unboxed(&branch.type_)) == 1)
        .collect()
}

fn unboxed(type_: &Type) -> &Type {
    match type_ {
        Type::Boxed(inner) => inner,
        type_ => type_,
    }
}

/// What has to hold before a branch is tried, in the order in which branches are tried.
fn tests(branches: &[Branch<'_>], discriminator: Option<&Discriminator>) -> Vec<(usize, Test)> {
    let tag = discriminator
        .and_then(|it| Some((it.property.value.clone(), mapped(branches, it)?)))
        .or_else(|| telling_words(branches));
    let mut tests: Vec<_> = branches
        .iter()
        .enumerate()
        .map(|(index, branch)| {
            let test = match (&branch.test, &tag) {
                (Test::Any, Some((tag, values))) if !values[index].is_empty() => {
                    Test::Members(vec![(tag.clone(), values[index].clone())])
                }
                (Test::Object, tag) => {
                    let told = tag.iter().map(|(tag, values)| (tag, &values[index]));
                    let mut members: Vec<_> = told
                        .filter(|(_, values)| !values.is_empty())
                        .map(|(tag, values)| (tag.clone(), values.clone()))
                        .collect();
                    for (name, literal) in &branch.constants {
                        if !members.iter().any(|(before, _)| before == name) {
                            members.push((name.clone(), vec![literal.clone()]));
                        }
                    }
                    if members.is_empty() {
                        Test::Object
                    } else {
                        Test::Members(members)
                    }
                }
                (test, _) => test.clone(),
            };
            (index, test)
        })
        .collect();
    // A value is one of its type, a whole number is a number too, a word of a list is a string, and what admits anything comes last.
    tests.sort_by_key(|(index, test)| match (test, &branches[*index].type_) {
        (Test::Value(_), _) => 0,
        (Test::Integer | Test::Strings(_) | Test::Members(_), _) => 1,
        (Test::Object, Type::Map(_)) | (Test::Any, Type::Named(_) | Type::Boxed(_)) => 3,
        (Test::Object, Type::Object) => 4,
        (Test::Any, _) => 5,
        _ => 2,
    });
    // An enum is open: what is in none of the lists is for the first of them, where there is no other string.
    if !tests.iter().any(|(_, test)| *test == Test::String)
        && let Some((index, _)) = tests
            .iter()
            .find(|(_, test)| matches!(test, Test::Strings(_)))
    {
        tests.push((*index, Test::String));
    }
    tests
}

/// By branch, the values of the discriminator that mean it. `None` where two branches have one in common: it decides nothing.
fn mapped(branches: &[Branch<'_>], discriminator: &Discriminator) -> Option<Vec<Vec<Literal>>> {
    let tag = discriminator.property.value.as_str();
    let values: Vec<Vec<Literal>> = branches
        .iter()
        .map(|branch| {
            let id = branch_id(branch.schema, &branch.seen);
            let explicit: Vec<_> = discriminator
                .mapping
                .iter()
                .filter(|entry| Some(&entry.value) == id.as_ref())
                .map(|entry| entry.key.value.clone())
                .collect();
            let listed = branch.words.iter().find(|(name, _)| *name == tag);
            let words = match (explicit.is_empty(), listed, id) {
                (false, _, _) => explicit,
                (true, Some((_, words)), _) => words.clone(),
                // Without a mapping, the name of the component is the value.
                (true, None, Some(id)) => vec![id.name],
                (true, None, None) => Vec::new(),
            };
            words.into_iter().map(Literal::String).collect()
        })
        .collect();
    distinct(&values).then_some(values)
}

/// A member whose value in every branch that is an object is out of a list, and out of another in each; and the lists.
fn telling_words(branches: &[Branch<'_>]) -> Option<(String, Vec<Vec<Literal>>)> {
    let objects: Vec<_> = branches
        .iter()
        .filter(|branch| branch.test == Test::Object)
        .collect();
    if objects.len() < 2 {
        return None;
    }
    objects.first()?.words.iter().find_map(|(tag, _)| {
        let words = |branch: &Branch<'_>| -> Vec<Literal> {
            let found = branch.words.iter().find(|(name, _)| name == tag);
            let words = found.map(|(_, words)| words.clone());
            let words = words.filter(|_| branch.test == Test::Object);
            words.into_iter().flatten().map(Literal::String).collect()
        };
        let all = objects.iter().all(|branch| !words(branch).is_empty());
        let values: Vec<_> = branches.iter().map(words).collect();
        (all && distinct(&values)).then(|| ((*tag).to_owned(), values))
    })
}

fn distinct(values: &[Vec<Literal>]) -> bool {
    let mut all = BTreeSet::new();
    values.iter().flatten().all(|literal| match literal {
        Literal::String(text) => all.insert(text),
        Literal::Bool(_) | Literal::Integer(_) => true,
    })
}

/// The component that a branch is, also where it was put together with what stands beside the choice.
fn branch_id(schema: &Schema, seen: &Seen<'_>) -> Option<SchemaId> {
    seen.id.clone().or_else(|| match schema {
        Schema::Inline(object) => match object.all_of.last() {
            Some(Schema::Ref(reference)) => Some(reference.target.clone()),
            _ => None,
        },
        Schema::Ref(_) => None,
    })
}
