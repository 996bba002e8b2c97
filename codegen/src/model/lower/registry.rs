//! Which types are declared, under which names, and what they are used for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Lowering;
use super::shape::{Seen, Shape};
use crate::diagnostic::{Place, Problem, SourceId};
use crate::load::openapi::Schema;
use crate::model::{Declaration, Ident, Kind, Literal, Type, TypeRef, Usage, names};

/// Where a schema is written: what makes it the one that it is.
pub(super) type Key = (SourceId, Arc<str>);

/// The key of a schema.
pub(super) fn key(place: &Place) -> Key {
    (place.location.source, Arc::clone(&place.pointer))
}

/// The key of a schema as a choice between members: the same schema can be a type of its own elsewhere.
pub(super) fn choice_key(seen: &Seen<'_>) -> Key {
    let place = &seen.object.place;
    (
        place.location.source,
        format!("{}#choice", place.pointer).into(),
    )
}

/// What a type without a name of its own is called.
#[derive(Debug, Clone)]
pub(super) struct Naming {
    /// The index of the document that it belongs to.
    pub(super) document: usize,
    /// The words before its own: the type or operation that it stands in.
    pub(super) parent: String,
    /// Its own.
    pub(super) own: String,
}

impl Naming {
    pub(super) fn below(document: usize, parent: &Ident, own: impl Into<String>) -> Self {
        Self {
            document,
            parent: parent.as_str().to_owned(),
            own: own.into(),
        }
    }
}

/// A type that is declared.
#[derive(Debug)]
pub(super) struct Registered<'d> {
    pub(super) reference: TypeRef,
    pub(super) document: usize,
    pub(super) seen: Seen<'d>,
    pub(super) usage: Usage,
    pub(super) declaration: Option<Declaration>,
}

/// All types that are declared.
#[derive(Debug, Default)]
pub(super) struct Registry<'d> {
    types: BTreeMap<Key, Registered<'d>>,
    queue: BTreeSet<Key>,
}

impl<'d> Registry<'d> {
    pub(super) fn get(&self, key: &Key) -> Option<&Registered<'d>> {
        self.types.get(key)
    }

    pub(super) fn declare(&mut self, key: &Key, declaration: Option<Declaration>) {
        if let Some(registered) = self.types.get_mut(key) {
            registered.declaration = declaration;
        }
    }

    pub(super) fn next(&mut self) -> Option<Key> {
        self.queue.pop_first()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Registered<'d>> {
        self.types.values()
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Registered<'d>> {
        self.types.values_mut()
    }

    pub(super) fn find(&self, reference: &TypeRef) -> Option<&Registered<'d>> {
        self.types
            .values()
            .find(|registered| registered.reference == *reference)
    }
}

impl<'d> Lowering<'d, '_> {
    /// The type of a schema's values, and whether they can be null.
    pub(super) fn type_of(
        &mut self,
        schema: &'d Schema,
        usage: Usage,
        naming: &Naming,
    ) -> Option<(Type, bool)> {
        let seen = self.see(schema)?;
        let nullable = seen.nullable;
        self.type_of_seen(seen, usage, naming)
            .map(|type_| (type_, nullable))
    }

    pub(super) fn type_of_seen(
        &mut self,
        seen: Seen<'d>,
        usage: Usage,
        naming: &Naming,
    ) -> Option<Type> {
        let kind = match self.shape(&seen)? {
            Shape::Any | Shape::Null => return Some(Type::Any),
            Shape::Bool | Shape::Constant(Literal::Bool(_)) => return Some(Type::Bool),
            Shape::Integer | Shape::Constant(Literal::Integer(_)) => {
                let small = seen
                    .object
                    .format
                    .as_ref()
                    .is_some_and(|format| format.value == "int32");
                // What is read is read wide enough for servers that do not keep to the document.
                return Some(if small && !usage.read {
                    Type::I32
                } else {
                    Type::I64
                });
            }
            Shape::Number => return Some(Type::F64),
            Shape::String | Shape::Constant(Literal::String(_)) => return Some(Type::String),
            Shape::Secret => return Some(Type::Secret),
            Shape::SecretObject => return Some(Type::SecretObject),
            Shape::FreeObject | Shape::Nothing => return Some(Type::Object),
            Shape::Map(values) => {
                let values = self.item(values, usage, &naming.item("Value"))?;
                return Some(Type::Map(Box::new(values)));
            }
            Shape::List(items) => {
                let items = self.item(items, usage, &naming.item("Item"))?;
                return Some(Type::List(Box::new(items)));
            }
            Shape::Enum(_) => Kind::OpenEnum,
            Shape::Struct => Kind::Struct,
            Shape::Union(_) => Kind::Union,
        };
        self.register(seen, kind, usage, naming).map(Type::Named)
    }

    fn item(&mut self, schema: &'d Schema, usage: Usage, naming: &Naming) -> Option<Type> {
        let (type_, nullable) = self.type_of(schema, usage, naming)?;
        Some(if nullable {
            Type::Nullable(Box::new(type_))
        } else {
            type_
        })
    }

    /// Makes sure that the type is declared, fit for this usage.
    pub(super) fn register(
        &mut self,
        seen: Seen<'d>,
        kind: Kind,
        usage: Usage,
        naming: &Naming,
    ) -> Option<TypeRef> {
        let key = if kind == Kind::Choice {
            choice_key(&seen)
        } else {
            key(&seen.object.place)
        };
        if let Some(registered) = self.registry.types.get_mut(&key) {
            let all = registered.usage.and(usage);
            if all != registered.usage {
                registered.usage = all;
                self.registry.queue.insert(key);
            }
            return Some(registered.reference.clone());
        }
        let document = seen.id.as_ref().map_or(naming.document, |id| id.document.0);
        let mut name = self.type_name(&seen, kind, naming)?;
        if has_no_name(&seen, kind) {
            name = self.free_type_name(document, &name);
        }
        let reference = TypeRef {
            module: self.paths.get(document)?.clone(),
            name,
            kind,
        };
        let registered = Registered {
            reference: reference.clone(),
            document,
            seen,
            usage,
            declaration: None,
        };
        self.registry.types.insert(key.clone(), registered);
        self.registry.queue.insert(key);
        Some(reference)
    }

    /// A name that no other type of the module has, for a type whose name is put together: the first number that makes it free.
    fn free_type_name(&self, document: usize, name: &Ident) -> Ident {
        let Some(module) = self.paths.get(document) else {
            return name.clone();
        };
        let taken =
            |name: &Ident| {
                self.reserved.contains(&(document, name.clone()))
                    || self.registry.types.values().any(|other| {
                        other.reference.module == *module && other.reference.name == *name
                    })
            };
        (1..usize::MAX)
            .filter_map(|number| match number {
                1 => Some(name.clone()),
                number => Ident::new(&format!("{}{number}", name.as_str())),
            })
            .find(|candidate| !taken(candidate))
            .unwrap_or_else(|| name.clone())
    }

    /// `x-rust-name`, else the name of the component, else the title of a `oneOf`, else where it stands.
    fn type_name(&mut self, seen: &Seen<'d>, kind: Kind, naming: &Naming) -> Option<Ident> {
        let own = &seen.object.annotations;
        if let Some(given) = &own.rust_name {
            return self.given_name(given, char::is_uppercase);
        }
        let title = own
            .title
            .as_ref()
            .filter(|_| matches!(kind, Kind::Union | Kind::Choice));
        let (words, place) = match (&seen.id, title) {
            (Some(id), _) => (id.name.clone(), &seen.object.place),
            (None, Some(title)) => (title.value.clone(), &title.place),
            (None, None) => (
                format!("{} {}", naming.parent, naming.own),
                &seen.object.place,
            ),
        };
        let name = names::pascal(&words);
        if name.is_none() {
            self.nameless(&words, place);
        }
        name
    }

    /// The name that `x-rust-name` gives.
    pub(super) fn given_name(
        &mut self,
        given: &'d crate::diagnostic::Spanned<String>,
        first: fn(char) -> bool,
    ) -> Option<Ident> {
        let name = Ident::new(&given.value);
        let fits = given.value.trim_start_matches('_').starts_with(first);
        if name.is_none() || !fits {
            let like = if first('A') {
                "`TokenInfo`"
            } else {
                "`token_info`"
            };
            self.problem(
                Problem::new(
                    "rust-name",
                    format!("`{}` is no name for this", given.value),
                )
                .at(
                    &given.place,
                    "is no identifier, or begins in the wrong case",
                )
                .help(format!("write a name such as {like}")),
            );
            return None;
        }
        name
    }
}

/// Whether the name of a type is put together of where it stands.
fn has_no_name(seen: &Seen<'_>, kind: Kind) -> bool {
    let own = &seen.object.annotations;
    let titled = own.title.is_some() && matches!(kind, Kind::Union | Kind::Choice);
    own.rust_name.is_none() && seen.id.is_none() && !titled
}

impl Naming {
    /// The naming of what a list or a map holds.
    fn item(&self, what: &str) -> Self {
        Self {
            document: self.document,
            parent: format!("{} {}", self.parent, self.own),
            own: what.to_owned(),
        }
    }
}
