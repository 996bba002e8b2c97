//! How the values of a union are told apart: what has to hold before a branch is tried.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::shape::Seen;
use super::union::Branch;
use crate::load::openapi::{Discriminator, Schema, SchemaId};
use crate::model::{Literal, Test, Type};

/// The strings that a member of a branch may be.
#[derive(Debug, Clone)]
pub(super) enum Words<'d> {
    One(String),
    Listed(Rc<[&'d str]>),
}

impl Words<'_> {
    fn iter(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        match self {
            Self::One(word) => Box::new(std::iter::once(word.as_str())),
            Self::Listed(words) => Box::new(words.iter().copied()),
        }
    }
}

/// What has to hold before a branch is tried, in the order in which branches are tried.
pub(super) fn tests(
    branches: &[Branch<'_>],
    discriminator: Option<&Discriminator>,
) -> Vec<(usize, Test)> {
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
    let mut explicit: HashMap<&SchemaId, Vec<&str>> = HashMap::new();
    for entry in &discriminator.mapping {
        let values = explicit.entry(&entry.value).or_default();
        values.push(&entry.key.value);
    }
    let mut distinct = Distinct::default();
    let values = branches.iter().map(|branch| {
        let id = branch_id(branch.schema, &branch.seen);
        let explicit = id.as_ref().and_then(|id| explicit.get(id));
        let listed = branch.words.iter().find(|(name, _)| *name == tag);
        match (explicit, listed, id) {
            (Some(values), _, _) => distinct.literals(values.iter().copied()),
            (None, Some((_, words)), _) => distinct.literals(words.iter()),
            // Without a mapping, the name of the component is the value.
            (None, None, Some(id)) => distinct.literals(std::iter::once(id.name.as_str())),
            (None, None, None) => Some(Vec::new()),
        }
    });
    values.collect()
}

/// A member whose value in every branch that is an object is out of a list, and out of another in each; and the lists.
fn telling_words(branches: &[Branch<'_>]) -> Option<(String, Vec<Vec<Literal>>)> {
    let is_object = |branch: &&Branch<'_>| branch.test == Test::Object;
    let objects: Vec<_> = branches.iter().filter(is_object).collect();
    if objects.len() < 2 {
        return None;
    }
    objects.first()?.words.iter().find_map(|(tag, _)| {
        let mut distinct = Distinct::default();
        let values = branches.iter().map(|branch| {
            if !is_object(&branch) {
                return Some(Vec::new());
            }
            let (_, words) = branch.words.iter().find(|(name, _)| name == tag)?;
            let values = distinct.literals(words.iter())?;
            (!values.is_empty()).then_some(values)
        });
        let values: Option<Vec<_>> = values.collect();
        values.map(|values| ((*tag).to_owned(), values))
    })
}

/// Texts that came up to now.
#[derive(Default)]
struct Distinct(HashSet<String>);

impl Distinct {
    /// These texts; none where one of them came before.
    fn literals<'t>(&mut self, texts: impl Iterator<Item = &'t str>) -> Option<Vec<Literal>> {
        let new = texts.map(|text| self.0.insert(text.to_owned()).then(|| text.to_owned()));
        new.map(|text| text.map(Literal::String)).collect()
    }
}

/// The component that a branch is, also where it was put together with what stands beside the choice.
pub(super) fn branch_id(schema: &Schema, seen: &Seen<'_>) -> Option<SchemaId> {
    seen.id.clone().or_else(|| match schema {
        Schema::Inline(object) => match object.all_of.last() {
            Some(Schema::Ref(reference)) => Some(reference.target.clone()),
            _ => None,
        },
        Schema::Ref(_) => None,
    })
}
