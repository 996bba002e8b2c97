//! One type for schemas that are written in several places in the same words.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Lowering;
use super::answer::Content as Answered;
use super::content::{Around, Content, Contents};
use super::media::Media;
use super::registry::{Key, Naming};
use super::shape::Seen;
use crate::load::openapi::{Entry, MediaType, Schema, SchemaObject};
use crate::model::{Declaration, Ident, Kind, Reading, Usage};

/// How many members an object has to have: the type of a smaller one tells more by its own place than it would save.
const ENOUGH: usize = 3;

/// The schemas that say the same.
#[derive(Debug, Default)]
pub(super) struct Equal {
    pub(super) contents: Contents,
    /// What each content is called in a document, by the index of that.
    names: BTreeMap<(usize, Content), Ident>,
    /// What stands in one operation or component alone: nobody is told that others are of its type.
    alone: BTreeSet<(usize, Content)>,
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

    /// Notes that a content stands in one operation or component alone.
    pub(super) fn leave(&mut self, document: usize, content: Content) {
        self.alone.insert((document, content));
    }

    /// Whether this may stand in several operations or components.
    pub(super) fn is_spread(&self, says: &Says) -> bool {
        !self.alone.contains(&(says.document, says.content))
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
        let content = self.content_of(seen.written);
        Some(Says {
            document,
            kind,
            content,
            description: seen.description().to_owned(),
            deprecated: seen.deprecated(),
            usage: content.one_sided.then_some(usage),
        })
    }

    /// What a body holds beside the first of the same answer: JSON that is written in the same words, be it small, is the same type.
    pub(super) fn content_beside(
        &mut self,
        (first, content): (&'d Entry<MediaType>, &Answered),
        entry: &'d Entry<MediaType>,
        media: Media,
        naming: &Naming,
    ) -> Option<Answered> {
        if media == Media::Json
            && let Answered::Read(_, Reading::Json) = content
            && let (Some(Schema::Inline(one)), Some(Schema::Inline(other))) =
                (&first.value.schema, &entry.value.schema)
            && self.content_of(one) == self.content_of(other)
        {
            return Some(content.clone());
        }
        self.content(entry, media, naming)
    }

    fn content_of(&mut self, object: &'d SchemaObject) -> Content {
        let around = Around {
            components: &self.components,
            seconds: &self.seconds,
        };
        self.equal.contents.of(object, around)
    }

    /// Where an equal schema stands that has a type.
    pub(super) fn equal_to(&self, says: &Says) -> Option<&Key> {
        self.equal.types.get(says)
    }

    /// From now on, schemas that say this are of the type of this one.
    pub(super) fn stands_for(&mut self, says: Says, key: &Key) {
        self.equal.types.insert(says, key.clone());
    }

    /// What a type is called that is written in several places, where it is not called after one of them.
    pub(super) fn common_name(&self, says: &Says) -> Option<&Ident> {
        self.equal.names.get(&(says.document, says.content))
    }

    /// Says of types that they stand for several places.
    pub(super) fn document_equal_schemas(&mut self) {
        let names = self.equal.names.iter();
        let names: BTreeSet<_> = names.map(|((at, _), name)| (*at, name)).collect();
        for registered in self.registry.iter_mut().filter(|it| it.copied) {
            let docs = match &mut registered.declaration {
                Some(Declaration::Struct(it)) => &mut it.docs,
                Some(Declaration::Union(it)) => &mut it.docs,
                _ => continue,
            };
            docs.paragraph(if names.contains(&(registered.document, &registered.reference.name)) {
                "Several places of the document describe the same; all of them are of this type."
            } else {
                "Several places of the document describe the same; all of them are of this type, which is called after one of them."
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
