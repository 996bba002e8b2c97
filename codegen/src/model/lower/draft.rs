//! An operation while it is being lowered.

use super::Lowering;
use super::docs::code;
use super::media::Representation;
use super::shape::Seen;
use crate::diagnostic::{Place, Problem};
use crate::load::openapi;
use crate::model::names::Taken;
use crate::model::{Field, Ident, Location, Parameter, Presence, names};

/// Names of a request builder that no parameter can have.
const RESERVED: &[&str] = &[
    "core",
    "call",
    "send",
    "send_with_headers",
    "clone",
    "into_future",
    "request",
    "traits",
    "identity",
];

/// What is known of an operation so far.
#[derive(Debug)]
pub(super) struct Draft<'d> {
    /// The index of its document.
    pub(super) document: usize,
    /// Its module.
    pub(super) module: Vec<Ident>,
    pub(super) operation: &'d openapi::Operation,
    pub(super) path: &'d openapi::PathItem,
    /// The `operationId`, or what stands for it.
    pub(super) id: String,
    /// The method.
    pub(super) name: Ident,
    /// The words that the types of the operation begin with.
    pub(super) subject: Ident,
    /// The request builder.
    pub(super) request: Ident,
    /// The representation that the body is sent in.
    pub(super) representation: Option<Representation<'d>>,
    pub(super) parameters: Vec<Parameter>,
    /// For each parameter, a value for the example, and where the document has it.
    pub(super) examples: Vec<(serde_json::Value, Option<&'d Place>)>,
    taken: Taken,
}

impl<'d> Draft<'d> {
    pub(super) fn new(
        (document, module): (usize, Vec<Ident>),
        operation: &'d openapi::Operation,
        path: &'d openapi::PathItem,
        id: String,
        name: Ident,
        (subject, request): (Ident, Ident),
        representation: Option<Representation<'d>>,
    ) -> Self {
        Self {
            document,
            module,
            operation,
            path,
            id,
            name,
            subject,
            request,
            representation,
            parameters: Vec::new(),
            examples: Vec::new(),
            taken: Taken::with(RESERVED),
        }
        .with_own_names()
    }

    /// The functions of a list take names, too, and so does that of a server.
    fn with_own_names(mut self) -> Self {
        if self.operation.pagination.is_some() {
            for name in ["items", "pages"].into_iter().filter_map(Ident::new) {
                self.taken.take(&name);
            }
        }
        if !self.operation.servers.is_empty()
            && let Some(name) = Ident::new("server")
        {
            self.taken.take(&name);
        }
        self
    }

    /// A name that nothing else of the request builder has.
    pub(super) fn take(&mut self, name: &Ident) -> Ident {
        self.taken.take_numbered(name)
    }

    /// Where the operation has its name.
    pub(super) fn place(&self) -> &'d Place {
        self.operation
            .id
            .as_ref()
            .map_or(&self.operation.method.place, |id| &id.place)
    }

    /// Adds a parameter and gives its index. A name that is taken gets the place of the parameter before it: `query_id`.
    pub(super) fn add(
        &mut self,
        mut field: Field,
        location: Location,
        example: (serde_json::Value, Option<&'d Place>),
    ) -> usize {
        let name = self.free_name(&field.name, &location);
        if name != field.name {
            field
                .docs
                .paragraph(&format!("On the wire: {}.", code(&field.wire)));
            field.name = name;
        }
        field.null_setter = null_setter(&field.name, field.presence, &mut self.taken);
        self.parameters.push(Parameter {
            field,
            location,
            tracing: false,
        });
        self.examples.push(example);
        self.parameters.len() - 1
    }

    fn free_name(&mut self, name: &Ident, location: &Location) -> Ident {
        if self.taken.take(name) {
            return name.clone();
        }
        let place = match location {
            Location::Path => "path",
            Location::Query(_) => "query",
            Location::Header => "header",
            Location::Cookie => "cookie",
            Location::Basic(_) | Location::Bearer => "credential",
            Location::Member | Location::Body => "body",
        };
        let longer = Ident::new(&format!("{place}_{}", name.as_str()));
        self.taken.take_numbered(longer.as_ref().unwrap_or(name))
    }

    /// Puts what is required first and gives, for each old index, the new one.
    pub(super) fn sort_required_first(&mut self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.parameters.len()).collect();
        order.sort_by_key(|&index| self.parameters[index].field.presence != Presence::Required);
        self.parameters = order
            .iter()
            .map(|&index| self.parameters[index].clone())
            .collect();
        self.examples = order
            .iter()
            .map(|&index| self.examples[index].clone())
            .collect();
        let mut new = vec![0; order.len()];
        for (at, old) in order.into_iter().enumerate() {
            new[old] = at;
        }
        new
    }
}

impl<'d> Lowering<'d, '_> {
    /// The draft of an operation: its names.
    pub(super) fn draft(
        &mut self,
        (document, module): (usize, &[Ident]),
        path: &'d openapi::PathItem,
        operation: &'d openapi::Operation,
        representation: Option<Representation<'d>>,
        suffix: &str,
    ) -> Option<Draft<'d>> {
        let (id, place) = match &operation.id {
            Some(id) => (id.value.clone(), &id.place),
            None => (
                unnamed(operation.method.value, &path.path.value),
                &path.path.place,
            ),
        };
        let name = self.value_name(operation.rust_name.as_ref(), &id, place)?;
        let name = if suffix.is_empty() {
            name
        } else {
            self.value_name(None, &format!("{} as {suffix}", name.as_str()), place)?
        };
        let name = self.free_method_name(module, name, place);
        let subject = names::pascal(name.as_str());
        let request = self.request_name(document, &name);
        let (Some(subject), Some(request)) = (subject, request) else {
            self.nameless(name.as_str(), place);
            return None;
        };
        let types = (subject, request);
        Some(Draft::new(
            (document, module.to_vec()),
            operation,
            path,
            id,
            name,
            types,
            representation,
        ))
    }

    /// In a document of the house, a name that is taken is a problem, which is reported at the end. In any other, the later one gets a number.
    fn free_method_name(&mut self, module: &[Ident], name: Ident, place: &'d Place) -> Ident {
        let taken = self.methods.entry(module.to_vec()).or_default();
        let mut free = taken.names.take_numbered(&name);
        // `x1` and `x_1` are two methods, and their types would be one.
        while self.problems.is_foreign()
            && names::pascal(free.as_str()).is_some_and(|subject| !taken.subjects.take(&subject))
        {
            free = taken.names.take_numbered(&name);
        }
        if free == name || !self.problems.is_foreign() {
            return name;
        }
        self.problems.remark(
            Problem::new(
                "name-twice",
                format!("the name `{}` is taken already", name.as_str()),
            )
            .at(
                place,
                format!("this operation is called `{}`", free.as_str()),
            )
            .help("give it another name by `operationId` or `x-rust-name`"),
        );
        free
    }

    /// The name of a request builder; a component that has it already keeps it.
    fn request_name(&self, document: usize, name: &Ident) -> Option<Ident> {
        let components: Vec<_> = self
            .component_names
            .iter()
            .filter(|(id, _)| id.document.0 == document)
            .map(|(_, name)| name)
            .collect();
        ["request", "call", "request builder"]
            .into_iter()
            .filter_map(|word| names::pascal(&format!("{} {word}", name.as_str())))
            .find(|name| !components.contains(&name))
    }

    /// The name of a method or parameter: what `x-rust-name` says, else its own.
    pub(super) fn value_name(
        &mut self,
        given: Option<&'d crate::diagnostic::Spanned<String>>,
        wire: &str,
        place: &'d Place,
    ) -> Option<Ident> {
        if let Some(given) = given {
            return self.given_name(given, |first| !first.is_uppercase());
        }
        let unnamed = self.problems.is_foreign().then_some("unnamed");
        let name = names::snake(wire).or_else(|| names::snake(unnamed?));
        if name.is_none() {
            self.nameless(wire, place);
        }
        name
    }

    /// A value for the example of a parameter: the one that is written for it, else one for its schema.
    pub(super) fn example_for(
        &mut self,
        written: Option<&'d crate::diagnostic::Spanned<openapi::Value>>,
        seen: &Seen<'d>,
        name: &str,
    ) -> (serde_json::Value, Option<&'d Place>) {
        match written.or_else(|| seen.example()) {
            Some(example) => (super::docs::to_json(&example.value), Some(&example.place)),
            None => (self.example_value(seen, name), None),
        }
    }
}

/// What the methods of a module are called.
#[derive(Debug, Default)]
pub(super) struct Methods {
    pub(super) names: Taken,
    /// What the types of each are called after.
    subjects: Taken,
}

/// The name of the function that sets a field to null, for a field that has such a state of its own.
pub(super) fn null_setter(name: &Ident, presence: Presence, taken: &mut Taken) -> Option<Ident> {
    (presence == Presence::OptionalNullable)
        .then(|| Ident::new(&format!("null_{}", name.as_str())))
        .flatten()
        .map(|name| taken.take_numbered(&name))
}

/// What an operation without an id is called.
pub(super) fn unnamed(method: openapi::Method, path: &str) -> String {
    format!("{} {path}", method.spelled())
}
