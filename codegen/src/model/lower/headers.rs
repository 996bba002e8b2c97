//! The headers that answers are documented to have.

use super::Lowering;
use super::answer::good;
use super::docs::code;
use super::draft::Draft;
use super::operation::Lowered;
use super::registry::Naming;
use super::shape::Shape;
use crate::load::openapi::{Entry, Header, HeaderForm};
use crate::model::names::{self, Taken};
use crate::model::{
    AnswerHeader, AnswerHeaders, Docs, HeaderLayout, Ident, Kind, Module, Type, TypeRef, Usage,
};

/// The same headers, whichever operations document them.
#[derive(Debug)]
pub(super) struct HeaderSet {
    /// The index of the document. What is in one document needs the same features.
    document: usize,
    headers: Vec<AnswerHeader>,
    reference: TypeRef,
    /// The method of the operation that it is declared with.
    first: Ident,
    shared: bool,
}

impl<'d> Lowering<'d, '_> {
    /// The set of an operation's headers: those of good answers first, then those of errors. Of two with one name the first counts.
    pub(super) fn note_headers(&mut self, draft: &Draft<'d>) -> Option<usize> {
        let responses = &draft.operation.responses;
        let good = good(responses);
        let others = responses
            .iter()
            .filter(|it| !good.iter().any(|good| std::ptr::eq(*good, *it)));
        let mut documented: Vec<&'d Entry<Header>> = Vec::new();
        for header in good
            .iter()
            .copied()
            .chain(others)
            .flat_map(|it| &it.headers)
        {
            let name = &header.key.value;
            let known = |other: &&Entry<Header>| other.key.value.eq_ignore_ascii_case(name);
            // OpenAPI describes it by `content` alone.
            if !name.eq_ignore_ascii_case("content-type") && !documented.iter().any(known) {
                documented.push(header);
            }
        }
        if documented.is_empty() {
            return None;
        }
        let mut taken = Taken::default();
        let mut headers = Vec::new();
        for header in documented {
            headers.push(self.answer_header(draft, header, &mut taken)?);
        }
        let alike = |(one, other): (&AnswerHeader, &AnswerHeader)| {
            let AnswerHeader {
                wire,
                type_,
                layout,
                ..
            } = one;
            *wire == other.wire && *type_ == other.type_ && *layout == other.layout
        };
        let same = self.header_sets.iter().position(|set| {
            set.document == draft.document
                && set.headers.len() == headers.len()
                && set.headers.iter().zip(&headers).all(alike)
        });
        if let Some(index) = same {
            self.header_sets[index].shared = true;
            return Some(index);
        }
        let name = names::pascal(&format!("{} headers", draft.subject))?;
        let name = self.free_name(draft.document, &name);
        self.header_sets.push(HeaderSet {
            document: draft.document,
            headers,
            reference: TypeRef {
                module: draft.module.clone(),
                name,
                kind: Kind::Struct,
            },
            first: draft.name.clone(),
            shared: false,
        });
        Some(self.header_sets.len() - 1)
    }

    fn answer_header(
        &mut self,
        draft: &Draft<'d>,
        Entry { key, value: header }: &'d Entry<Header>,
        taken: &mut Taken,
    ) -> Option<AnswerHeader> {
        let wire = &key.value;
        let owner = match &header.component {
            Some(component) => names::pascal(component)?,
            None => draft.subject.clone(),
        };
        let naming = Naming::below(draft.document, &owner, format!("{wire} header"));
        let mut layout = HeaderLayout::Text;
        let mut type_ = Type::String;
        let what = format!("The header {}.", code(wire));
        let mut docs = Docs::of(&what);
        if let Some(schema) = &header.schema {
            let seen = self.see(schema)?;
            let object = |shape: &Shape<'_>| {
                matches!(shape, Shape::Struct | Shape::Map(_) | Shape::FreeObject)
            };
            layout = match (header.form, &self.shape(&seen)?) {
                (HeaderForm::Json, _) => HeaderLayout::Json,
                (_, Shape::List(_)) => HeaderLayout::List,
                (HeaderForm::Exploded, shape) if object(shape) => HeaderLayout::Exploded,
                (HeaderForm::Simple, shape) if object(shape) => HeaderLayout::Object,
                _ => HeaderLayout::Text,
            };
            docs = self.value_docs(&seen, &what);
            type_ = match self.type_of_seen(seen, Usage::READ, &naming)? {
                // There is nothing that it could be but a text.
                Type::Any if layout == HeaderLayout::Text => Type::String,
                type_ => type_,
            };
        }
        if let Some(description) = &header.description {
            let mut described = Docs::default();
            described.description(&description.value, &self.identifiers);
            if !described.is_empty() {
                docs = described;
            }
        }
        let name = if wire.eq_ignore_ascii_case("etag") {
            Ident::new("etag")
        } else {
            names::snake(wire)
        };
        let Some(name) = name else {
            self.nameless(wire, &key.place);
            return None;
        };
        let named = docs.lines().first().is_some_and(|line| *line == what);
        if !named && names::is_renamed(&name, wire) {
            docs.paragraph(&format!("On the wire: {}.", code(wire)));
        }
        Some(AnswerHeader {
            name: taken.take_numbered(&name),
            docs,
            wire: wire.clone(),
            type_: hidden(type_, wire),
            layout,
            deprecated: header.deprecated,
        })
    }

    /// The type of a set.
    pub(super) fn headers_of(&self, set: usize) -> Option<TypeRef> {
        Some(self.header_sets.get(set)?.reference.clone())
    }

    /// Puts the headers of an operation into its module, unless they are declared with another one.
    pub(super) fn declare_headers(&mut self, lowered: &Lowered<'d>, module: &mut Module) {
        let set = lowered.headers.and_then(|it| self.header_sets.get(it));
        let own = |set: &&HeaderSet| {
            set.reference.module == module.path && set.first == lowered.model.name
        };
        let Some(set) = set.filter(own) else {
            return;
        };
        let (name, headers) = (set.reference.name.clone(), set.headers.clone());
        let handle = module.handle().map_or("Client", Ident::as_str);
        let others = if set.shared {
            ", and of other operations"
        } else {
            ""
        };
        let mut docs = Docs::of(&format!(
            "The documented headers of the answers of [`{handle}::{}`]{others}.",
            set.first.as_str()
        ));
        if let Some(header) = headers.iter().find(|it| !it.deprecated) {
            docs.heading("Examples");
            docs.rust(&self.header_example(lowered, module, &header.name));
        }
        module.answer_headers.push(AnswerHeaders {
            name,
            docs,
            headers,
        });
    }
}

/// Texts that are secrets: by their names, and cookies, which are credentials more often than not.
fn hidden(type_: Type, name: &str) -> Type {
    let lower = name.to_ascii_lowercase();
    let bare = lower.strip_prefix("x-").unwrap_or(&lower);
    let secret = super::secrets::is_secret_name(bare) || bare == "set-cookie";
    match type_ {
        Type::String | Type::Text(_) if secret => Type::Secret,
        Type::List(items) => Type::List(Box::new(hidden(*items, name))),
        type_ => type_,
    }
}
