//! Schemas: named by reference, or written in place.

use super::{DocumentId, Entry, Value};
use crate::diagnostic::{Place, Spanned};

/// Names a schema of `components.schemas` in one of a crate's documents.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SchemaId {
    pub(crate) document: DocumentId,
    pub(crate) name: String,
}

/// A schema where one is used.
#[derive(Debug, Clone)]
pub(crate) enum Schema {
    /// `$ref` to a schema that has a name. A reference to any other place of a document arrives as [`Schema::Inline`].
    Ref(Box<SchemaReference>),
    /// Written in place.
    Inline(Box<SchemaObject>),
}

impl Schema {
    /// Any value.
    pub(crate) fn any(place: &Place) -> Self {
        Self::Inline(Box::new(SchemaObject::blank(place)))
    }

    /// A text.
    pub(crate) fn text(place: &Place) -> Self {
        let mut object = SchemaObject::blank(place);
        object.types.push(Spanned::new(Type::String, place.clone()));
        Self::Inline(Box::new(object))
    }

    /// Whether its values are surely single texts, numbers or truth values.
    pub(crate) fn is_scalar(&self) -> bool {
        let single = |type_: &Spanned<Type>| !matches!(type_.value, Type::Array | Type::Object);
        let Self::Inline(object) = self else {
            return false;
        };
        !object.types.is_empty() && object.types.iter().all(single)
    }

    /// Whether both admit the same values, as far as types go. Words for readers do not count, nor do limits.
    pub(crate) fn says_what(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Ref(one), Self::Ref(other)) => one.target == other.target,
            (Self::Inline(one), Self::Inline(other)) => one.says_what(other),
            _ => false,
        }
    }

    /// Where it is written.
    pub(crate) fn place(&self) -> &Place {
        match self {
            Self::Ref(reference) => &reference.place,
            Self::Inline(object) => &object.place,
        }
    }

    /// What it says to readers. Those of a reference add to those of its target, and go before them.
    pub(crate) fn annotations(&self) -> &Annotations {
        match self {
            Self::Ref(reference) => &reference.annotations,
            Self::Inline(object) => &object.annotations,
        }
    }
}

/// `$ref`, and what may stand beside it.
#[derive(Debug, Clone)]
pub(crate) struct SchemaReference {
    pub(crate) place: Place,
    /// Exists; it may be a reference itself. References never go round in a circle without an object, list or choice between.
    pub(crate) target: SchemaId,
    pub(crate) annotations: Annotations,
}

/// What a schema says without changing which values it admits.
#[derive(Debug, Clone, Default)]
pub(crate) struct Annotations {
    pub(crate) title: Option<Spanned<String>>,
    pub(crate) summary: Option<Spanned<String>>,
    pub(crate) description: Option<Spanned<String>>,
    pub(crate) default: Option<Spanned<Value>>,
    /// `example`, else the first of `examples`.
    pub(crate) example: Option<Spanned<Value>>,
    pub(crate) read_only: bool,
    pub(crate) write_only: bool,
    pub(crate) deprecated: bool,
    pub(crate) external_docs: Option<super::ExternalDocs>,
    /// `x-rust-name`.
    pub(crate) rust_name: Option<Spanned<String>>,
}

impl Annotations {
    /// Whether nothing is said.
    pub(crate) fn is_blank(&self) -> bool {
        let texts = [
            &self.title,
            &self.summary,
            &self.description,
            &self.rust_name,
        ];
        texts.into_iter().all(Option::is_none)
            && self.default.is_none()
            && self.example.is_none()
            && self.external_docs.is_none()
            && !(self.read_only || self.write_only || self.deprecated)
    }
}

/// The JSON types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Type {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

/// A schema that is written in place. One that says nothing (`{}`, or `true` in 3.1) admits any value.
#[derive(Debug, Clone)]
pub(crate) struct SchemaObject {
    pub(crate) place: Place,
    pub(crate) annotations: Annotations,
    /// Whether it is `false`: no value fulfils it.
    pub(crate) never: bool,
    /// The types other than null, as they are listed; empty where nothing is said. [`Type::Null`] is here only where it stands alone.
    pub(crate) types: Vec<Spanned<Type>>,
    /// Whether null is admitted beside `types`: `nullable: true` of 3.0, `type: [string, "null"]` of 3.1.
    /// `oneOf: [{…}, {type: "null"}]` is left as it is.
    pub(crate) nullable: bool,
    pub(crate) format: Option<Spanned<String>>,
    /// `enum`; empty where nothing is said.
    pub(crate) allowed: Vec<Spanned<Value>>,
    /// `x-enum-varnames`: what the values of `enum` are called, in their order.
    pub(crate) allowed_names: Vec<Spanned<String>>,
    /// `x-enum-descriptions`: what the values of `enum` mean, in their order.
    pub(crate) allowed_docs: Vec<Spanned<String>>,
    /// `const`.
    pub(crate) constant: Option<Spanned<Value>>,
    /// In the order of the document.
    pub(crate) properties: Vec<Entry<Schema>>,
    /// May name members that only an `allOf` part declares.
    pub(crate) required: Vec<Spanned<String>>,
    pub(crate) additional_properties: AdditionalProperties,
    /// `patternProperties`: the pattern of the names, and what their values are.
    pub(crate) pattern_properties: Vec<Entry<Schema>>,
    pub(crate) items: Option<Schema>,
    /// `prefixItems`: what the first items are, one by one.
    pub(crate) prefix_items: Vec<Schema>,
    pub(crate) all_of: Vec<Schema>,
    pub(crate) one_of: Vec<Schema>,
    pub(crate) any_of: Vec<Schema>,
    pub(crate) discriminator: Option<Discriminator>,
    pub(crate) constraints: Constraints,
    /// `contentEncoding` of 3.1: `base64`.
    pub(crate) content_encoding: Option<Spanned<String>>,
    /// `contentMediaType` of 3.1.
    pub(crate) content_media_type: Option<Spanned<String>>,
}

impl SchemaObject {
    fn says_what(&self, other: &Self) -> bool {
        fn each<T>(one: &[T], other: &[T], same: impl Fn(&T, &T) -> bool) -> bool {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        fn spanned<T: PartialEq>(one: &Spanned<T>, other: &Spanned<T>) -> bool {
            one.value == other.value
        }
        let member = |one: &Entry<Schema>, other: &Entry<Schema>| {
            one.key.value == other.key.value && one.value.says_what(&other.value)
        };
        let further = match (&self.additional_properties, &other.additional_properties) {
            (AdditionalProperties::Schema(one), AdditionalProperties::Schema(other)) => {
                one.says_what(other)
            }
            (one, other) => std::mem::discriminant(one) == std::mem::discriminant(other),
        };
        let items = match (&self.items, &other.items) {
            (Some(one), Some(other)) => one.says_what(other),
            (one, other) => one.is_none() && other.is_none(),
        };
        let text = |text: &Option<Spanned<String>>| text.as_ref().map(|it| it.value.clone());
        further
            && items
            && (self.never, self.nullable) == (other.never, other.nullable)
            && text(&self.format) == text(&other.format)
            && each(&self.types, &other.types, spanned)
            && each(&self.required, &other.required, spanned)
            && each(&self.allowed, &other.allowed, spanned)
            && each(self.constant.as_slice(), other.constant.as_slice(), spanned)
            && each(&self.properties, &other.properties, member)
            && each(&self.pattern_properties, &other.pattern_properties, member)
            && each(&self.prefix_items, &other.prefix_items, Schema::says_what)
            && each(&self.all_of, &other.all_of, Schema::says_what)
            && each(&self.one_of, &other.one_of, Schema::says_what)
            && each(&self.any_of, &other.any_of, Schema::says_what)
    }

    /// A schema that says nothing.
    pub(crate) fn blank(place: &Place) -> Self {
        Self {
            place: place.clone(),
            annotations: Annotations::default(),
            never: false,
            types: Vec::new(),
            nullable: false,
            format: None,
            allowed: Vec::new(),
            allowed_names: Vec::new(),
            allowed_docs: Vec::new(),
            constant: None,
            properties: Vec::new(),
            required: Vec::new(),
            additional_properties: AdditionalProperties::Unstated,
            pattern_properties: Vec::new(),
            items: None,
            prefix_items: Vec::new(),
            all_of: Vec::new(),
            one_of: Vec::new(),
            any_of: Vec::new(),
            discriminator: None,
            constraints: Constraints::default(),
            content_encoding: None,
            content_media_type: None,
        }
    }
}

/// `additionalProperties`.
#[derive(Debug, Clone, Default)]
pub(crate) enum AdditionalProperties {
    /// Nothing is said.
    #[default]
    Unstated,
    /// `true`, or an empty schema.
    Any(Place),
    /// `false`.
    None(Place),
    /// Every further member is like this.
    Schema(Schema),
}

/// `discriminator`.
#[derive(Debug, Clone)]
pub(crate) struct Discriminator {
    pub(crate) place: Place,
    pub(crate) property: Spanned<String>,
    /// The value of the member, and the schema that it means; each exists.
    pub(crate) mapping: Vec<Entry<SchemaId>>,
}

/// A limit of a number.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bound {
    pub(crate) value: serde_json::Number,
    /// Whether the limit itself is excluded.
    pub(crate) exclusive: bool,
}

/// What else a value has to fulfil. A client documents it; the service checks it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Constraints {
    pub(crate) minimum: Option<Spanned<Bound>>,
    pub(crate) maximum: Option<Spanned<Bound>>,
    pub(crate) multiple_of: Option<Spanned<serde_json::Number>>,
    /// In characters.
    pub(crate) min_length: Option<Spanned<u64>>,
    /// In characters.
    pub(crate) max_length: Option<Spanned<u64>>,
    pub(crate) pattern: Option<Spanned<String>>,
    pub(crate) min_items: Option<Spanned<u64>>,
    pub(crate) max_items: Option<Spanned<u64>>,
    pub(crate) unique_items: bool,
    pub(crate) min_properties: Option<Spanned<u64>>,
    pub(crate) max_properties: Option<Spanned<u64>>,
}
