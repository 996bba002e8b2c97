//! The doubles of a module's operations: how they are called, and what an argument is to them.

use super::names::{Taken, snake};
use super::{
    AnswerHeaders, Body, BodyKind, Choice, Crate, Declaration, Entry, ErrorBody, Field, Ident,
    Kind, ListStyle, Location, Module, Operation, Presence, Statuses, Type, TypeRef,
};

/// The doubles of a module.
#[derive(Debug)]
pub(crate) struct Mock {
    /// From `generated` down: below the module that it belongs to.
    pub(crate) path: Vec<Ident>,
    /// The file below `generated/`.
    pub(crate) file: String,
    /// How many modules up the client is that the operations are reached by.
    pub(crate) client_above: usize,
    /// In the order of the operations.
    pub(crate) doubles: Vec<Double>,
    /// The functions that set the documented headers of answers: a list for each type of them that the module declares.
    pub(crate) headers: Vec<Vec<Ident>>,
}

/// The double of an operation.
#[derive(Debug)]
pub(crate) struct Double {
    /// The type of the double.
    pub(crate) name: Ident,
    /// The type of the requests that it received.
    pub(crate) received: Ident,
    /// The functions that answer in another media type: one for each of the operation's other answers.
    pub(crate) others: Vec<Ident>,
    /// One for each parameter of the operation.
    pub(crate) arguments: Vec<Argument>,
    pub(crate) errors: Vec<ErrorAnswer>,
}

/// What a double knows of a parameter.
#[derive(Debug)]
pub(crate) struct Argument {
    /// The function that wants a value.
    pub(crate) setter: Ident,
    /// The function that wants nothing, for what may be missing.
    pub(crate) without: Option<Ident>,
    /// The function that wants null, for what may be null.
    pub(crate) null: Option<Ident>,
    pub(crate) place: Place,
    /// The names that it has there.
    pub(crate) names: Vec<String>,
    pub(crate) secret: bool,
    /// Whether a double can read it back; not where it is a file, or laid out in one of the rarer styles.
    pub(crate) read: bool,
}

/// A place in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Path(usize),
    Query,
    Header,
    Cookie,
    Member,
    Body,
}

/// An error with a body.
#[derive(Debug)]
pub(crate) struct ErrorAnswer {
    pub(crate) name: Ident,
    /// None where the test says which.
    pub(crate) status: Option<u16>,
    pub(crate) body: ErrorBody,
}

/// What every double has, whatever its operation.
const COMMON: [&str; 9] = [
    "answer",
    "delayed",
    "expect",
    "fault",
    "header",
    "matching",
    "respond_with",
    "with_header",
    "with_headers",
];

/// What every type of documented headers has.
const OF_HEADERS: [&str; 2] = ["new", "of"];

impl Mock {
    /// The doubles of a module; none where it has no operations.
    pub(crate) fn of(krate: &Crate, module: &Module) -> Option<Self> {
        let name = Ident::new("mock")?;
        let client_above = (0..=module.path.len()).find(|up| {
            let above = &module.path[..module.path.len() - up];
            let found = krate.modules.iter().find(|module| module.path == above);
            found.is_some_and(|module| module.client.is_some())
        })?;
        let doubles: Vec<_> = module
            .operations
            .iter()
            .filter_map(|operation| Double::of(krate, operation))
            .collect();
        let mut path = module.path.clone();
        path.push(name);
        let stem: Vec<_> = path.iter().map(Ident::as_str).collect();
        let file = format!("{}.rs", stem.join("/"));
        let setters = |set: &AnswerHeaders| {
            let mut taken = Taken::with(&OF_HEADERS);
            let names = set.headers.iter().map(|it| taken.take_numbered(&it.name));
            names.collect()
        };
        (!doubles.is_empty()).then_some(Self {
            path,
            file,
            client_above,
            doubles,
            headers: module.answer_headers.iter().map(setters).collect(),
        })
    }
}

impl Double {
    fn of(krate: &Crate, operation: &Operation) -> Option<Self> {
        let request = operation.request.as_str();
        let stem = request.strip_suffix("Request").unwrap_or(request);
        let mut taken = Taken::with(&COMMON);
        let errors = errors(operation, &mut taken);
        let others = operation.other_answers.iter().filter_map(|other| {
            let way = other.name.as_str().strip_prefix("send")?;
            Some(name(&mut taken, &Ident::new(&format!("answer{way}"))?))
        });
        let others = others.collect();
        let mut paths = 0;
        let arguments = operation
            .parameters
            .iter()
            .map(|parameter| {
                let field = &parameter.field;
                let place = match parameter.location {
                    Location::Path => {
                        paths += 1;
                        Place::Path(paths - 1)
                    }
                    Location::Query(_) => Place::Query,
                    Location::Header | Location::Basic(_) | Location::Bearer => Place::Header,
                    Location::Cookie => Place::Cookie,
                    Location::Member => Place::Member,
                    Location::Body if matches!(operation.body, Body::Form(..)) => Place::Member,
                    Location::Body => Place::Body,
                };
                let credential =
                    matches!(parameter.location, Location::Basic(_) | Location::Bearer);
                let laid = place != Place::Body
                    && !(place == Place::Member && is_json(operation))
                    && matches!(field.list_style, ListStyle::Laid(_));
                let form = matches!(operation.body, Body::Form(..)) && place == Place::Member;
                let names = if credential {
                    vec!["authorization".to_owned()]
                } else if form {
                    Vec::new()
                } else {
                    names(krate, field)
                };
                let setter = name(&mut taken, &field.name);
                // A request with a body says what that is, be it asked to or not.
                let always =
                    place == Place::Header && field.wire.eq_ignore_ascii_case("content-type");
                let optional = field.presence != Presence::Required && !always;
                let without = optional.then(|| name(&mut taken, &field.name.after("without_")));
                let null = field
                    .null_setter
                    .as_ref()
                    .map(|null| name(&mut taken, null));
                Argument {
                    setter,
                    without,
                    null,
                    place,
                    names,
                    secret: credential || field.hidden || is_secret(krate, &field.type_),
                    read: !laid && !form && !is_file(&field.type_),
                }
            })
            .collect();
        Some(Self {
            name: Ident::new(&format!("{stem}Double"))?,
            received: Ident::new(&format!("{stem}Received"))?,
            others,
            arguments,
            errors,
        })
    }
}

/// Whether the body is a JSON object, in which no value is laid out in any other way.
fn is_json(operation: &Operation) -> bool {
    matches!(
        operation.body,
        Body::Object {
            kind: BodyKind::Json,
            ..
        }
    )
}

/// Whether a value is a file, or several.
fn is_file(type_: &Type) -> bool {
    match type_ {
        Type::File(_) | Type::Bytes => true,
        Type::List(inner) | Type::Nullable(inner) => is_file(inner),
        _ => false,
    }
}

fn errors(operation: &Operation, taken: &mut Taken) -> Vec<ErrorAnswer> {
    let rows = operation.error_bodies.0.iter();
    let bodies = rows.flat_map(|(statuses, content)| content.kinds().map(move |it| (statuses, it)));
    let answers = bodies.flat_map(|(statuses, body)| {
        let answer = |name: &str, status| {
            let name = match &body.word {
                None => Ident::new(name),
                Some(word) => snake(&format!("{name} as {word}")),
            };
            Some((name?, status, body.clone()))
        };
        let answers = match statuses {
            Statuses::Codes(codes) => codes
                .iter()
                .map(|code| answer(&format!("error_{code}"), Some(*code)))
                .collect(),
            Statuses::Range(hundred) => vec![answer(&format!("error_{hundred}xx"), None)],
            Statuses::All => vec![answer("error", None)],
        };
        answers.into_iter().flatten()
    });
    answers
        .map(|(text, status, body)| ErrorAnswer {
            name: name(taken, &text),
            status,
            body,
        })
        .collect()
}

/// A free name: this one, or one that says that it is an argument.
fn name(taken: &mut Taken, name: &Ident) -> Ident {
    if taken.take(name) {
        return name.clone();
    }
    taken.take_numbered(&name.followed_by("_argument"))
}

/// The names that a parameter has on the wire.
fn names(krate: &Crate, field: &Field) -> Vec<String> {
    match choice(krate, &field.type_) {
        Some(choice) => choice.names(),
        None => vec![field.wire.clone()],
    }
}

/// The choice that a type is.
pub(crate) fn choice<'m>(krate: &'m Crate, type_: &Type) -> Option<&'m Choice> {
    match type_ {
        Type::Named(reference) if reference.kind == Kind::Choice => krate.choice(reference),
        _ => None,
    }
}

impl Choice {
    /// The names of all members that a variant may have, each once.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        for variant in &self.variants {
            for entry in &variant.entries {
                let wire = match entry {
                    Entry::Constant(constant) => &constant.wire,
                    Entry::Field(index) => &variant.fields[*index].wire,
                };
                if !names.contains(wire) {
                    names.push(wire.clone());
                }
            }
        }
        names
    }
}

/// Whether a value is a secret or holds one, at any depth.
fn is_secret(krate: &Crate, type_: &Type) -> bool {
    type_.is_secret()
        || type_
            .named()
            .is_some_and(|reference| !is_comparable(krate, reference))
}

/// Values without secrets are those that can be compared.
fn is_comparable(krate: &Crate, reference: &TypeRef) -> bool {
    let module = krate
        .modules
        .iter()
        .find(|module| module.path == reference.module);
    let declarations = module.iter().flat_map(|module| &module.declarations);
    let mut comparable = declarations.filter_map(|declaration| match declaration {
        Declaration::Struct(it) => (it.name == reference.name).then_some(it.comparable),
        Declaration::Union(it) => (it.name == reference.name).then_some(it.comparable),
        Declaration::Choice(it) => (it.name == reference.name).then_some(it.comparable),
        Declaration::OpenEnum(it) => (it.name == reference.name).then_some(true),
    });
    comparable.next().unwrap_or(false)
}
