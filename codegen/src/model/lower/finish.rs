//! What can be said of types only when all of them are known.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::Lowering;
use crate::diagnostic::{Place, Problem};
use crate::model::{Declaration, Ident, Type, TypeRef};

impl Lowering<'_, '_> {
    /// Puts members of recursive structs on the heap.
    pub(super) fn box_recursion(&mut self) {
        let mut edges: BTreeMap<TypeRef, BTreeSet<TypeRef>> = BTreeMap::new();
        for registered in self.registry.iter() {
            let targets = registered
                .declaration
                .iter()
                .flat_map(Declaration::types)
                .filter_map(direct)
                .cloned()
                .collect();
            edges.insert(registered.reference.clone(), targets);
        }
        let circles = circles(&edges);
        for registered in self.registry.iter_mut() {
            let Some(own) = circles.get(&registered.reference) else {
                continue;
            };
            let in_circle = |target: &TypeRef| circles.get(target) == Some(own);
            match &mut registered.declaration {
                Some(Declaration::Struct(it)) => {
                    for field in &mut it.fields {
                        enclose(&mut field.type_, &in_circle);
                    }
                }
                Some(Declaration::Union(it)) => {
                    for variant in &mut it.variants {
                        enclose(&mut variant.type_, &in_circle);
                    }
                }
                Some(Declaration::Choice(it)) => {
                    for variant in &mut it.variants {
                        for field in &mut variant.fields {
                            enclose(&mut field.type_, &in_circle);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// Values with a secret anywhere inside are not compared.
    pub(super) fn settle_comparisons(&mut self) {
        let mut secret: BTreeSet<TypeRef> = BTreeSet::new();
        let mut found: Vec<TypeRef> = Vec::new();
        let mut holders: BTreeMap<TypeRef, Vec<TypeRef>> = BTreeMap::new();
        for registered in self.registry.iter() {
            for type_ in registered.declaration.iter().flat_map(Declaration::types) {
                if type_.is_secret() {
                    found.push(registered.reference.clone());
                }
                if let Some(held) = type_.named() {
                    let holders = holders.entry(held.clone()).or_default();
                    holders.push(registered.reference.clone());
                }
            }
        }
        while let Some(next) = found.pop() {
            let holders = holders.get(&next).into_iter().flatten();
            if secret.insert(next.clone()) {
                found.extend(holders.cloned());
            }
        }
        for registered in self.registry.iter_mut() {
            let comparable = !secret.contains(&registered.reference);
            match &mut registered.declaration {
                Some(Declaration::Struct(it)) => it.comparable = comparable,
                Some(Declaration::Union(it)) => it.comparable = comparable,
                Some(Declaration::Choice(it)) => it.comparable = comparable,
                Some(Declaration::OpenEnum(_)) | None => {}
            }
        }
    }
}

/// Two things with one name in one module.
pub(super) fn names_twice(names: &[Named<'_>]) -> Vec<Problem> {
    let mut problems = Vec::new();
    // The method of an operation and the types that are called after it clash together, which is told once.
    let mut told = HashSet::new();
    let mut seen: BTreeMap<(&[Ident], Space, &str), &Named<'_>> = BTreeMap::new();
    for named in names {
        let key = (named.module.as_slice(), named.space, named.name.as_str());
        let Some(first) = seen.get(&key) else {
            seen.insert(key, named);
            continue;
        };
        if named.place.is_some()
            && first.place.is_some()
            && !told.insert((first.place, named.place))
        {
            continue;
        }
        let mut problem = Problem::new(
            "name-twice",
            format!("two things would be called `{}` in Rust", named.name),
        );
        if let Some(place) = named.place {
            problem = problem.at(place, named.what);
        }
        problem = match first.place {
            Some(place) => problem.also(place, first.what),
            None => problem.note(format!("the name belongs to {}", first.what)),
        };
        problems.push(problem.help("give one of them another name by `x-rust-name`"));
    }
    problems
}

/// Something with a name in a module.
#[derive(Debug)]
pub(super) struct Named<'d> {
    pub(super) module: Vec<Ident>,
    pub(super) space: Space,
    pub(super) name: Ident,
    pub(super) what: &'static str,
    /// None for what is not written in a document.
    pub(super) place: Option<&'d Place>,
}

/// Names that cannot clash with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Space {
    Type,
    Method,
}

/// The type that a value of this type holds without a heap between.
fn direct(type_: &Type) -> Option<&TypeRef> {
    match type_ {
        Type::Named(reference) => Some(reference),
        Type::Nullable(inner) => direct(inner),
        _ => None,
    }
}

/// For each that leads to itself, as a type does that holds itself, the number of the circle that it is in: two of one circle lead to each other.
pub(super) fn circles<T: Clone + Ord>(edges: &BTreeMap<T, BTreeSet<T>>) -> BTreeMap<T, usize> {
    let mut backward: BTreeMap<&T, Vec<&T>> = BTreeMap::new();
    for (from, targets) in edges {
        for target in targets {
            backward.entry(target).or_default().push(from);
        }
    }
    // Kosaraju: the order in which a search in depth leaves them, then searches against the edges from the last.
    let mut left: Vec<&T> = Vec::new();
    let mut seen: BTreeSet<&T> = BTreeSet::new();
    for start in edges.keys() {
        let mut stack = vec![(start, false)];
        while let Some((next, leaving)) = stack.pop() {
            if leaving {
                left.push(next);
            } else if seen.insert(next) {
                stack.push((next, true));
                stack.extend(edges.get(next).into_iter().flatten().map(|it| (it, false)));
            }
        }
    }
    let mut circles = BTreeMap::new();
    let mut done: BTreeSet<&T> = BTreeSet::new();
    for (number, start) in left.into_iter().rev().enumerate() {
        let mut members = Vec::new();
        let mut stack = vec![start];
        while let Some(next) = stack.pop() {
            if done.insert(next) {
                members.push(next);
                stack.extend(backward.get(next).into_iter().flatten());
            }
        }
        let itself = |it: &T| edges.get(it).is_some_and(|targets| targets.contains(it));
        if members.len() > 1 || members.first().is_some_and(|it| itself(it)) {
            circles.extend(members.into_iter().map(|it| (it.clone(), number)));
        }
    }
    circles
}

fn enclose(type_: &mut Type, in_circle: &impl Fn(&TypeRef) -> bool) {
    match type_ {
        Type::Named(reference) if in_circle(reference) => {
            *type_ = Type::Boxed(Box::new(type_.clone()));
        }
        Type::Nullable(inner) => enclose(inner, in_circle),
        _ => {}
    }
}
