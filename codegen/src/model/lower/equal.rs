//! One type for schemas that are written in several places in the same words.

use std::collections::{BTreeMap, HashMap};

use super::Lowering;
use super::content::{Around, Content, Contents};
use super::registry::Key;
use super::shape::Seen;
use crate::load::openapi::{Schema, SchemaObject};
use crate::model::{Declaration, Ident, Kind, Usage};

/// How many members an object has to have: the type of a smaller one tells more by its own place than it would save.
const ENOUGH: usize = 3;

/// The schemas that say the same.
#[derive(Debug, Default)]
pub(super) struct Equal {
    pub(super) contents: Contents,
    /// What each content is called in a document, by the index of that.
    names: BTreeMap<(usize, Content), Ident>,
    /// Where the type stands that is declared for all of them.
    types: HashMap<Says, Key>,
}

/// All that a type depends on which is written in place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Says {
    document: usize,
    kind: Kind,
    content: Content,
    /// What is said on the way to it, where it does not say that itself.
    description: String,
    deprecated: bool,
    /// What it is used for, where not every use has every member.
    usage: Option<Usage>,
}

impl Equal {
    /// What a content is called in a document.
    pub(super) fn name(&mut self, document: usize, content: Content, name: Ident) {
        self.names.insert((document, content), name);
    }
}

impl<'d> Lowering<'d, '_> {
    /// What a type would say; none where it stays one of its own.
    pub(super) fn says(
        &mut self,
        seen: &Seen<'d>,
        kind: Kind,
        usage: Usage,
        document: usize,
    ) -> Option<Says> {
        let own = &seen.object.annotations;
        let named = seen.id.is_some() || own.rust_name.is_some();
        if named || !matches!(kind, Kind::Struct | Kind::Union) || !is_worth_sharing(seen.written) {
            return None;
        }
        let around = Around {
            components: &self.components,
            seconds: &self.seconds,
        };
        let content = self.equal.contents.of(seen.written, around);
        Some(Says {
            document,
            kind,
            content,
            description: seen.description().to_owned(),
            deprecated: seen.deprecated(),
            usage: content.one_sided.then_some(usage),
        })
    }

    /// Where an equal schema stands that has a type.
    pub(super) fn equal_to(&self, says: &Says) -> Option<&Key> {
        self.equal.types.get(says)
    }

    /// From now on, schemas that say this are of the type of this one.
    pub(super) fn stands_for(&mut self, says: Says, key: &Key) {
        self.equal.types.insert(says, key.clone());
    }

    /// What a type is called that is written in several places, where it is not called after the first of them.
    pub(super) fn common_name(&self, says: &Says) -> Option<&Ident> {
        self.equal.names.get(&(says.document, says.content))
    }

    /// Says of types that they stand for several places.
    pub(super) fn document_equal_schemas(&mut self) {
        let names: std::collections::BTreeSet<_> = self.equal.names.values().collect();
        for registered in self.registry.iter_mut().filter(|it| it.copied) {
            let docs = match &mut registered.declaration {
                Some(Declaration::Struct(it)) => &mut it.docs,
                Some(Declaration::Union(it)) => &mut it.docs,
                _ => continue,
            };
            docs.paragraph(if names.contains(&registered.reference.name) {
                "Several places of the document describe the same; all of them are of this type."
            } else {
                "Several places of the document describe the same; all of them are of this type, which is called after the first."
            });
        }
    }
}

/// Whether a schema is large enough: an object by its members, a list of forms by those of all forms together. What has a name is large enough as a form.
pub(super) fn is_worth_sharing(object: &SchemaObject) -> bool {
    fn size(object: &SchemaObject) -> usize {
        let parts = [&object.all_of, &object.one_of, &object.any_of];
        let parts = parts.into_iter().flatten().map(|part| match part {
            Schema::Inline(object) => size(object),
            Schema::Ref(_) => ENOUGH,
        });
        object.properties.len() + parts.sum::<usize>()
    }
    size(object) >= ENOUGH
}
