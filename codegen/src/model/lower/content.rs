//! What schemas say, so that two that say the same can be known: everything in them but examples and the places where it is written.

use std::collections::{BTreeSet, HashMap};
use std::fmt::{Debug, Write as _};

use super::registry::{Key, key};
use crate::diagnostic::{Place, Spanned};
use crate::load::openapi::{
    AdditionalProperties, Annotations, Constraints, Discriminator, Entry, ExternalDocs, Schema,
    SchemaId, SchemaObject, SchemaReference, Value,
};

/// What a schema says. Two schemas have the same content exactly where they are equal word for word, but for their examples.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Content {
    number: usize,
    /// Whether something in it is there in one direction only: `readOnly` or `writeOnly`.
    pub(super) one_sided: bool,
}

/// The contents of all schemas that have been asked for.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// Each content, in which those of the schemas inside stand by their numbers.
    numbers: HashMap<String, usize>,
    /// By the address of a schema, each of which lives as long as the documents.
    known: HashMap<usize, Content>,
}

/// What the content of a schema depends on besides the schema.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around<'a, 'd> {
    pub(super) components: &'a HashMap<SchemaId, &'d Schema>,
    /// Members that hold seconds, by where they are.
    pub(super) seconds: &'a BTreeSet<Key>,
}

impl Around<'_, '_> {
    fn is_seconds(self, place: &Place) -> bool {
        !self.seconds.is_empty() && self.seconds.contains(&key(place))
    }
}

impl Contents {
    /// What an object says that is written in place.
    pub(super) fn of<'d>(&mut self, object: &'d SchemaObject, around: Around<'_, 'd>) -> Content {
        let address = std::ptr::from_ref(object).addr();
        if let Some(known) = self.known.get(&address) {
            return *known;
        }
        let mut words = Words::default();
        let one_sided = self.object(object, &mut words, around);
        let content = self.number(words, one_sided);
        self.known.insert(address, content);
        content
    }

    fn schema<'d>(&mut self, schema: &'d Schema, around: Around<'_, 'd>) -> Content {
        match schema {
            Schema::Inline(object) => self.of(object, around),
            Schema::Ref(reference) => {
                let SchemaReference {
                    place,
                    target,
                    annotations,
                } = &**reference;
                let mut words = Words::default();
                words.word(target);
                words.word(around.is_seconds(place));
                words.annotations(annotations);
                let one_sided = is_one_sided(annotations) || targets_are(target, around);
                self.number(words, one_sided)
            }
        }
    }

    fn number(&mut self, words: Words, one_sided: bool) -> Content {
        let next = self.numbers.len();
        Content {
            number: *self.numbers.entry(words.0).or_insert(next),
            one_sided,
        }
    }

    /// Writes an object down, and tells whether something in it is one-sided.
    fn object<'d>(
        &mut self,
        object: &'d SchemaObject,
        words: &mut Words,
        around: Around<'_, 'd>,
    ) -> bool {
        // Every member is named, so that none is forgotten when one is added.
        let SchemaObject {
            place,
            annotations,
            never,
            types,
            nullable,
            format,
            allowed,
            allowed_names,
            allowed_docs,
            constant,
            properties,
            required,
            additional_properties,
            pattern_properties,
            items,
            prefix_items,
            all_of,
            one_of,
            any_of,
            discriminator,
            constraints,
            content_encoding,
            content_media_type,
        } = object;
        words.word(around.is_seconds(place));
        words.annotations(annotations);
        words.word((never, nullable));
        words.all(types);
        words.all(format);
        words.values(allowed);
        words.all(allowed_names);
        words.all(allowed_docs);
        words.values(constant);
        words.all(required);
        words.constraints(constraints);
        words.all(content_encoding);
        words.all(content_media_type);
        words.discriminator(discriminator.as_ref());
        let mut inside = Inside {
            contents: self,
            words,
            around,
            one_sided: is_one_sided(annotations),
        };
        inside.members(properties);
        inside.members(pattern_properties);
        inside.schemas(items);
        inside.schemas(prefix_items);
        inside.schemas(all_of);
        inside.schemas(one_of);
        inside.schemas(any_of);
        inside.additional(additional_properties);
        inside.one_sided
    }
}

/// The schemas inside another, while it is written down.
struct Inside<'c, 'a, 'd> {
    contents: &'c mut Contents,
    words: &'c mut Words,
    around: Around<'a, 'd>,
    one_sided: bool,
}

impl<'d> Inside<'_, '_, 'd> {
    fn schema(&mut self, schema: &'d Schema) {
        let content = self.contents.schema(schema, self.around);
        self.one_sided |= content.one_sided;
        self.words.word(content.number);
    }

    fn schemas(&mut self, schemas: impl IntoIterator<Item = &'d Schema>) {
        for schema in schemas {
            self.schema(schema);
        }
        self.words.end();
    }

    fn members(&mut self, members: &'d [Entry<Schema>]) {
        for Entry { key, value } in members {
            self.words.word(&key.value);
            self.schema(value);
        }
        self.words.end();
    }

    fn additional(&mut self, additional: &'d AdditionalProperties) {
        match additional {
            AdditionalProperties::Unstated => self.words.word("unstated"),
            AdditionalProperties::Any(_) => self.words.word("any"),
            AdditionalProperties::None(_) => self.words.word("none"),
            AdditionalProperties::Schema(schema) => self.schema(schema),
        }
    }
}

/// Whether what is said makes a member one of one direction.
fn is_one_sided(annotations: &Annotations) -> bool {
    annotations.read_only || annotations.write_only
}

/// Whether a component, or one that it refers to, is one-sided as a whole.
fn targets_are(target: &SchemaId, around: Around<'_, '_>) -> bool {
    let mut target = target;
    // `load` refuses circles of references.
    loop {
        match around.components.get(target) {
            Some(schema) if is_one_sided(schema.annotations()) => return true,
            Some(Schema::Ref(reference)) => target = &reference.target,
            Some(Schema::Inline(_)) | None => return false,
        }
    }
}

/// A content as text. Whatever is written is quoted or of one word, and every list ends, so that two contents never look alike.
#[derive(Debug, Default)]
struct Words(String);

impl Words {
    fn word(&mut self, word: impl Debug) {
        // Writing to a string does not fail.
        let _ = write!(self.0, "{word:?},");
    }

    fn end(&mut self) {
        self.0.push(';');
    }

    fn all<'w, T: Debug + 'w>(&mut self, words: impl IntoIterator<Item = &'w Spanned<T>>) {
        for word in words {
            self.word(&word.value);
        }
        self.end();
    }

    fn values<'w>(&mut self, values: impl IntoIterator<Item = &'w Spanned<Value>>) {
        for value in values {
            self.value(&value.value);
        }
        self.end();
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.word("null"),
            Value::Bool(value) => self.word(value),
            Value::Number(value) => self.word(value),
            Value::String(value) => self.word(("text", value)),
            Value::Array(items) => {
                self.word("array");
                self.values(items);
            }
            Value::Object(members) => {
                self.word("object");
                for member in members {
                    self.word(&member.key.value);
                    self.value(&member.value.value);
                }
                self.end();
            }
        }
    }

    fn annotations(&mut self, annotations: &Annotations) {
        let Annotations {
            title,
            summary,
            description,
            default,
            // One of the values that are admitted: whatever it is, the others are the same.
            example: _,
            read_only,
            write_only,
            deprecated,
            external_docs,
            rust_name,
        } = annotations;
        self.all(title);
        self.all(summary);
        self.all(description);
        self.values(default);
        self.word((read_only, write_only, deprecated));
        if let Some(ExternalDocs { url, description }) = external_docs {
            self.word(&url.value);
            self.all(description);
        }
        self.end();
        self.all(rust_name);
    }

    fn discriminator(&mut self, discriminator: Option<&Discriminator>) {
        if let Some(Discriminator {
            place: _,
            property,
            mapping,
        }) = discriminator
        {
            self.word(&property.value);
            for Entry { key, value } in mapping {
                self.word((&key.value, value));
            }
        }
        self.end();
    }

    fn constraints(&mut self, constraints: &Constraints) {
        let Constraints {
            minimum,
            maximum,
            multiple_of,
            min_length,
            max_length,
            pattern,
            min_items,
            max_items,
            unique_items,
            min_properties,
            max_properties,
        } = constraints;
        self.all(minimum);
        self.all(maximum);
        self.all(multiple_of);
        self.all(pattern);
        for limit in [
            min_length,
            max_length,
            min_items,
            max_items,
            min_properties,
            max_properties,
        ] {
            self.all(limit);
        }
        self.word(unique_items);
    }
}
