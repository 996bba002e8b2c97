//! The round trips of a crate: which modules have some, and what the shapes of its types are called.

use std::collections::{BTreeMap, BTreeSet};

use super::mock::{Mock, choice};
use super::names::{Taken, shouty};
use super::{AnswerHeaders, Crate, Declaration, Ident, Kind, Module, Operation, Type, TypeRef};

/// The round trips of a crate.
#[derive(Debug)]
pub(crate) struct Trips<'m> {
    /// The modules that have something to say, the root among them.
    pub(crate) modules: Vec<TripModule<'m>>,
    /// The static of each declared type that a request or an answer holds.
    pub(crate) shapes: BTreeMap<TypeRef, Ident>,
}

/// The round trips of a module.
#[derive(Debug)]
pub(crate) struct TripModule<'m> {
    pub(crate) module: &'m Module,
    /// The doubles of its operations, where it has any.
    pub(crate) mock: Option<Mock>,
    /// The static of each operation.
    pub(crate) cases: Vec<Ident>,
    /// The modules below it that have something to say.
    pub(crate) children: Vec<&'m Module>,
}

impl<'m> Trips<'m> {
    /// None where the crate has no operations.
    pub(crate) fn of(krate: &'m Crate) -> Option<Self> {
        let operations = krate.modules.iter().flat_map(|module| &module.operations);
        let mut reached = BTreeSet::new();
        for type_ in operations.flat_map(|operation| types(krate, operation)) {
            reach(krate, type_, &mut reached);
        }
        let shapes = shapes(krate, &reached);
        let speaks = |module: &Module| {
            !module.operations.is_empty() || reached.iter().any(|it| it.module == module.path)
        };
        let needed = |module: &&Module| {
            let below = krate
                .modules
                .iter()
                .filter(|it| it.path.starts_with(&module.path));
            below.into_iter().any(speaks)
        };
        let modules: Vec<_> = krate.modules.iter().filter(needed).collect();
        let child = |module: &Module, below: &Module| {
            below.path.len() == module.path.len() + 1 && below.path.starts_with(&module.path)
        };
        let modules = modules.iter().map(|module| TripModule {
            module,
            mock: Mock::of(krate, module),
            cases: cases(module).0,
            children: modules
                .iter()
                .filter(|it| child(module, it))
                .copied()
                .collect(),
        });
        let modules: Vec<_> = modules.collect();
        modules
            .iter()
            .any(|module| module.mock.is_some())
            .then_some(Self { modules, shapes })
    }

    /// The way to the shape of a declared type.
    pub(crate) fn shape(&self, reference: &TypeRef) -> Option<TypeRef> {
        let name = self.shapes.get(reference)?.clone();
        let module = reference.module.clone();
        let kind = reference.kind;
        Some(TypeRef { module, name, kind })
    }
}

/// The declaration of a type.
pub(crate) fn declaration<'m>(krate: &'m Crate, reference: &TypeRef) -> Option<&'m Declaration> {
    let module = krate
        .modules
        .iter()
        .find(|it| it.path == reference.module)?;
    let named = |declaration: &&Declaration| declaration.name() == &reference.name;
    module.declarations.iter().find(named)
}

/// The types of an operation's parameters and answers, and of the headers of these.
fn types<'m>(krate: &'m Crate, operation: &'m Operation) -> Vec<&'m Type> {
    let parameters = operation.parameters.iter().map(|it| &it.field.type_);
    let others = operation.other_answers.iter();
    let answers: Vec<_> = others
        .filter_map(|other| other.type_.as_ref())
        .chain(&operation.answer)
        .collect();
    let several = krate.modules.iter().flat_map(|module| &module.answers);
    let several = several
        .filter(|several| {
            let mut names = answers.iter().filter_map(|answer| answer.named());
            names.any(|it| it.name == several.name)
        })
        .flat_map(|answers| &answers.variants)
        .filter_map(|variant| variant.type_.as_ref())
        .map(|(type_, _)| type_);
    let headers = answer_headers(krate, operation);
    let headers = headers.iter().flat_map(|it| &it.headers);
    let headers = headers.map(|header| &header.type_);
    let several: Vec<_> = several.collect();
    parameters
        .chain(answers)
        .chain(several)
        .chain(headers)
        .collect()
}

/// The documented headers of an operation's answers.
pub(crate) fn answer_headers<'m>(
    krate: &'m Crate,
    operation: &Operation,
) -> Option<&'m AnswerHeaders> {
    let reference = operation.headers.as_ref()?;
    let mut modules = krate.modules.iter();
    let module = modules.find(|it| it.path == reference.module)?;
    let mut sets = module.answer_headers.iter();
    sets.find(|it| it.name == reference.name)
}

fn reach(krate: &Crate, type_: &Type, reached: &mut BTreeSet<TypeRef>) {
    let Some(reference) = type_.named() else {
        return;
    };
    let Some(declaration) = declaration(krate, reference) else {
        return;
    };
    if reached.insert(reference.clone()) {
        for inner in declaration.types() {
            reach(krate, inner, reached);
        }
    }
    // The members of a choice stand among those of the object around it.
    if let Some(choice) = choice(krate, type_) {
        let fields = choice.variants.iter().flat_map(|variant| &variant.fields);
        for field in fields {
            reach(krate, &field.type_, reached);
        }
    }
}

/// The statics of a module's operations, and what names are taken then.
fn cases(module: &Module) -> (Vec<Ident>, Taken) {
    let mut taken = Taken::with(&["CASES", "SERVICES"]);
    let case = |operation: &Operation| {
        let name = &operation.name;
        let name = shouty(name.as_str()).unwrap_or_else(|| name.clone());
        taken.take_numbered(&name)
    };
    let cases = module.operations.iter().map(case).collect();
    (cases, taken)
}

fn shapes(krate: &Crate, reached: &BTreeSet<TypeRef>) -> BTreeMap<TypeRef, Ident> {
    let mut shapes = BTreeMap::new();
    for module in &krate.modules {
        let (_, mut taken) = cases(module);
        for declaration in &module.declarations {
            let reference = TypeRef {
                module: module.path.clone(),
                name: declaration.name().clone(),
                kind: declaration.kind(),
            };
            if let Some(name) = shouty(reference.name.as_str())
                && reached.contains(&reference)
            {
                shapes.insert(reference, taken.take_numbered(&name));
            }
        }
    }
    shapes
}

impl Declaration {
    pub(crate) fn kind(&self) -> Kind {
        match self {
            Self::Struct(_) => Kind::Struct,
            Self::OpenEnum(_) => Kind::OpenEnum,
            Self::Union(_) => Kind::Union,
            Self::Choice(_) => Kind::Choice,
        }
    }
}
