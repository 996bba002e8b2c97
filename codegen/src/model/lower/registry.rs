//! Which types are declared, under which names, and what they are used for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Lowering;
use super::secrets::secret;
use super::shape::{Seen, Shape, is_password};
use crate::diagnostic::{Place, Problem, SourceId};
use crate::load::openapi::{Schema, SchemaId};
use crate::model::names;
use crate::model::{Declaration, Ident, Kind, Literal, Type, TypeRef, Usage};

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
    /// Whether places in other operations or components, which say the same, are of this type.
    pub(super) copied: bool,
}

/// All types that are declared.
#[derive(Debug, Default)]
pub(super) struct Registry<'d> {
    types: BTreeMap<Key, Registered<'d>>,
    keys: BTreeMap<TypeRef, Key>,
    names: BTreeSet<(Vec<Ident>, Ident)>,
    /// The last number that a name got, of a component or of another type; those below it are taken.
    numbers: BTreeMap<(Vec<Ident>, Ident, bool), usize>,
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
        self.types.get(self.keys.get(reference)?)
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
                let format = seen.object.format.as_ref();
                // What is read is read wide enough for servers that do not keep to the document.
                return Some(match format.map(|format| format.value.as_str()) {
                    Some("int32") if !usage.read => Type::I32,
                    Some("uint64") => Type::U64,
                    _ => Type::I64,
                });
            }
            Shape::Number => return Some(Type::F64),
            Shape::String | Shape::Constant(Literal::String(_)) => return Some(Type::String),
            Shape::Text(format) => return Some(Type::Text(format)),
            Shape::Secret => return Some(Type::Secret),
            Shape::SecretObject => return Some(Type::SecretObject),
            Shape::FreeObject | Shape::Nothing => return Some(Type::Object),
            Shape::Map(values) => {
                let values = self.inside(&seen, Some(values), usage, &naming.item("Value"))?;
                return Some(as_said(&seen, Type::Map(Box::new(values))));
            }
            Shape::List(items) => {
                let items = self.inside(&seen, items, usage, &naming.item("Item"))?;
                return Some(as_said(&seen, Type::List(Box::new(items))));
            }
            Shape::Enum(_) => Kind::OpenEnum,
            Shape::Struct => Kind::Struct,
            Shape::Union(_) => Kind::Union,
        };
        self.register(seen, kind, usage, naming).map(Type::Named)
    }

    /// What a list or a map holds. One that holds nothing but itself has no type: what is in it is any value.
    fn inside(
        &mut self,
        seen: &Seen<'d>,
        schema: Option<&'d Schema>,
        usage: Usage,
        naming: &Naming,
    ) -> Option<Type> {
        let key = key(&seen.object.place);
        let Some(schema) = schema.filter(|_| !self.lists.contains(&key) && self.lists.len() < 48)
        else {
            return Some(Type::Any);
        };
        self.lists.push(key);
        let item = self.item(schema, usage, naming);
        self.lists.pop();
        item
    }

    pub(super) fn item(
        &mut self,
        schema: &'d Schema,
        usage: Usage,
        naming: &Naming,
    ) -> Option<Type> {
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
        let place = if kind == Kind::Choice {
            choice_key(&seen)
        } else {
            key(&seen.object.place)
        };
        let says = self.says(&seen, kind, usage, naming.document);
        let copied = says
            .as_ref()
            .filter(|_| self.registry.get(&place).is_none());
        let copied = copied.and_then(|says| self.equal_to(says)).cloned();
        let spread = |says| self.equal.is_spread(says);
        let is_copied = copied.is_some() && says.as_ref().is_some_and(spread);
        let key = copied.unwrap_or(place);
        if let Some(registered) = self.registry.types.get_mut(&key) {
            registered.copied |= is_copied;
            let all = registered.usage.and(usage);
            if all != registered.usage {
                registered.usage = all;
                self.registry.queue.insert(key);
            }
            return Some(registered.reference.clone());
        }
        let document = seen.id.as_ref().map_or(naming.document, |id| id.document.0);
        let module = self.paths.get(document)?.clone();
        let common = says.as_ref().and_then(|says| self.common_name(says));
        let common = common.filter(|name| self.is_free(document, &module, name));
        let mut name = match common.cloned() {
            Some(name) => name,
            None => self.type_name(&seen, kind, naming)?,
        };
        if seen.object.annotations.rust_name.is_none() {
            let component = seen.id.is_some();
            name = self.free_type_name(document, &module, &name, component);
        }
        let reference = TypeRef { module, name, kind };
        self.registry
            .names
            .insert((reference.module.clone(), reference.name.clone()));
        self.registry.keys.insert(reference.clone(), key.clone());
        let registered = Registered {
            reference: reference.clone(),
            document,
            seen,
            usage,
            declaration: None,
            copied: false,
        };
        if let Some(says) = says {
            self.stands_for(says, &key);
        }
        self.registry.types.insert(key.clone(), registered);
        self.registry.queue.insert(key);
        Some(reference)
    }

    /// A name for a type that is no schema; it is taken from now on.
    pub(super) fn free_name(&mut self, document: usize, name: &Ident) -> Ident {
        let Some(module) = self.paths.get(document).cloned() else {
            return name.clone();
        };
        let name = self.free_type_name(document, &module, name, false);
        self.registry.names.insert((module, name.clone()));
        name
    }

    /// A name that no other type of the module has: the first number that makes it free. What is a `component` has its name from the start.
    fn free_type_name(
        &mut self,
        document: usize,
        module: &[Ident],
        name: &Ident,
        component: bool,
    ) -> Ident {
        let is_free = |lowering: &Self, name: &Ident| {
            if component {
                lowering.is_unused(module, name)
            } else {
                lowering.is_free(document, module, name)
            }
        };
        if is_free(self, name) {
            return name.clone();
        }
        let key = (module.to_vec(), name.clone(), component);
        let last = self.registry.numbers.get(&key).copied().unwrap_or(1);
        for number in last + 1.. {
            let numbered = Ident::new(&format!("{}{number}", name.as_str()));
            if let Some(numbered) = numbered.filter(|it| is_free(self, it)) {
                self.registry.numbers.insert(key, number);
                return numbered;
            }
        }
        name.clone()
    }

    /// Whether no other type of the module has this name, or will have it.
    fn is_free(&self, document: usize, module: &[Ident], name: &Ident) -> bool {
        let reserved = self.reserved.contains(&(document, name.clone()));
        !reserved && self.is_unused(module, name)
    }

    fn is_unused(&self, module: &[Ident], name: &Ident) -> bool {
        let names = &self.registry.names;
        !names.contains(&(module.to_vec(), name.clone()))
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
            .filter(|title| matches!(kind, Kind::Union | Kind::Choice) && title.value.len() <= 60);
        let component = seen.id.as_ref().and_then(|id| self.component_names.get(id));
        if let Some(name) = component {
            return Some(name.clone());
        }
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

    /// The component that something is written in, as a type, and the index of its document.
    pub(super) fn component_around(&self, place: &Place) -> Option<(Ident, usize)> {
        let rest = place.pointer.strip_prefix("/components/schemas/")?;
        let (name, _) = rest.split_once('/')?;
        let mut documents = self.documents.iter();
        let document = documents.find(|it| it.source == place.location.source)?.id;
        let id = SchemaId {
            document,
            name: name.replace("~1", "/").replace("~0", "~"),
        };
        let name = self.component_names.get(&id)?;
        Some((name.clone(), document.0))
    }

    /// The name that `x-rust-name` gives; where it is none, one that nothing else has, so that whatever has it is looked at all the same.
    pub(super) fn given_name(
        &mut self,
        given: &'d crate::diagnostic::Spanned<String>,
        first: fn(char) -> bool,
    ) -> Option<Ident> {
        let name = Ident::new(&given.value);
        let fits = given.value.trim_start_matches('_').starts_with(first);
        if name.is_none() || !fits {
            let (like, instead) = if first('A') {
                ("`TokenInfo`", "Misnamed")
            } else {
                ("`token_info`", "misnamed")
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
            let at = given.place.location.start;
            return Ident::new(&format!("{instead}{at}"));
        }
        name
    }
}

/// What a list or a map holds is secret where `format: password` stands on it.
fn as_said(seen: &Seen<'_>, type_: Type) -> Type {
    if is_password(seen.object) {
        secret(type_, true)
    } else {
        type_
    }
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
