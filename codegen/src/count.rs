//! Whether nothing was lost on the way: the operations of the documents against those of the model, and operations and members of the model against those of
//! the code, which is read back for that.

use std::collections::{BTreeMap, BTreeSet};
use std::iter;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use crate::diagnostic::Problem;
use crate::load::Document;
use crate::model::mock::Mock;
use crate::model::{
    Crate, Declaration, ErrorVariant, Ident, Module, Operation, OwnServer, Statuses,
};
use crate::stack;
use crate::write::GeneratedFile;

/// What is in one place and not in the other.
pub(crate) fn check(
    model: &Crate,
    documents: &[Document],
    files: &[GeneratedFile],
) -> Vec<Problem> {
    let mut found = Vec::new();
    for document in documents {
        operations(model, document, &mut found);
    }
    let handles = model.modules.iter().filter_map(Module::handle);
    let codes = codes(files, &handles.map(Ident::as_str).collect());
    for module in &model.modules {
        module_of(model, module, &codes, &mut found);
    }
    let problem = |title| {
        let note = "this is a fault of the generator, not of a document";
        Problem::new("count", title).note(note)
    };
    found.into_iter().map(problem).collect()
}

/// What is in a module of the model and not in its code, or the other way round.
fn module_of(model: &Crate, module: &Module, codes: &Codes<'_>, found: &mut Vec<String>) {
    let shelves = module.shelves.iter().map(|shelf| &shelf.file);
    match together(codes, iter::once(&module.file).chain(shelves)) {
        Ok(code) => members(module, &code, found),
        Err(reason) => found.push(reason),
    }
    let Some(doubles) = Mock::of(model, module) else {
        return;
    };
    match together(codes, [&doubles.file]) {
        Ok(code) => {
            let path = &module.file;
            let expected = module.operations.len();
            compare(path, "doubles", expected, code.functions.len(), found);
        }
        Err(reason) => found.push(reason),
    }
}

/// How many operations of the documents the model has.
pub(crate) fn operations_of(model: &Crate) -> usize {
    let operations = model.modules.iter().flat_map(|module| &module.operations);
    let origins: BTreeSet<_> = operations.map(|operation| &operation.origin).collect();
    origins.len()
}

/// Holds the operations of the model against those that stand in the document.
fn operations(model: &Crate, document: &Document, found: &mut Vec<String>) {
    let all = model.modules.iter().flat_map(|module| &module.operations);
    let own = all.filter(|operation| operation.origin.document == document.id);
    let made: BTreeSet<&str> = own
        .map(|operation| operation.origin.listed.as_str())
        .collect();
    let listed: BTreeSet<&str> = document.listed.iter().map(String::as_str).collect();
    let path = &document.path;
    for gone in listed.difference(&made) {
        found.push(format!("`{path}` has `{gone}`, which was lost"));
    }
    for new in made.difference(&listed) {
        found.push(format!(
            "`{new}` was made of `{path}`, which does not have it"
        ));
    }
}

/// Holds what a module declares against its code.
fn members(module: &Module, code: &Code, found: &mut Vec<String>) {
    let path = &module.file;
    for operation in &module.operations {
        let request = operation.request.as_str();
        // Beside the parameters, the way to the server, and a server of its own where that varies.
        let varies = matches!(operation.server, Some(OwnServer::Template(_)));
        let expected = operation.parameters.len() + 1 + usize::from(varies);
        fields(path, request, expected, code.structs.get(request), found);
    }
    let requests: BTreeSet<&str> = module.operations.iter().map(request).collect();
    compare(path, "requests", requests.len(), code.requests.len(), found);
    if let Some(handle) = module.handle() {
        let methods = code.methods.get(handle.as_str());
        let given = methods.into_iter().flatten();
        let given = given.filter(|request| requests.contains(request.as_str()));
        let (expected, given) = (module.operations.len(), given.count());
        let what = format!("operations as methods of `{handle}`");
        compare(path, &what, expected, given, found);
    }
    for declaration in &module.declarations {
        match declaration {
            Declaration::Struct(it) => {
                let expected = it.fields.len() + usize::from(it.additional.is_some());
                let name = it.name.as_str();
                fields(path, name, expected, code.structs.get(name), found);
            }
            Declaration::OpenEnum(it) => {
                let given = code.enums.get(it.name.as_str());
                let expected = vec![0; it.variants.len()];
                // `Unknown` is behind them.
                variants(
                    path,
                    it.name.as_str(),
                    &[expected, vec![1]].concat(),
                    given,
                    found,
                );
            }
            Declaration::Union(it) => {
                let given = code.enums.get(it.name.as_str());
                let held = it.variants.iter().map(|it| usize::from(it.value.is_none()));
                let expected: Vec<_> = held.chain(it.open.then_some(1)).collect();
                variants(path, it.name.as_str(), &expected, given, found);
            }
            Declaration::Choice(it) => {
                let given = code.enums.get(it.name.as_str());
                let expected: Vec<_> = it.variants.iter().map(|it| it.fields.len()).collect();
                variants(path, it.name.as_str(), &expected, given, found);
            }
        }
    }
    for errors in &module.error_enums {
        let name = errors.name.as_str();
        let members = |it: &ErrorVariant| {
            let status = !matches!(it.statuses, Statuses::Codes(_));
            usize::from(status) + usize::from(it.body.is_some())
        };
        // `Untyped` is behind them.
        let expected: Vec<_> = errors.variants.iter().map(members).chain([1]).collect();
        variants(path, name, &expected, code.enums.get(name), found);
    }
    for headers in &module.answer_headers {
        let name = headers.name.as_str();
        let expected = headers.headers.len();
        fields(path, name, expected, code.structs.get(name), found);
    }
    for answers in &module.answers {
        let name = answers.name.as_str();
        let expected = answers.variants.iter();
        let expected: Vec<_> = expected.map(|it| usize::from(it.type_.is_some())).collect();
        variants(path, name, &expected, code.enums.get(name), found);
    }
}

fn request(operation: &Operation) -> &str {
    operation.request.as_str()
}

fn fields(path: &str, name: &str, expected: usize, given: Option<&usize>, found: &mut Vec<String>) {
    match given {
        Some(given) => compare(
            path,
            &format!("members of `{name}`"),
            expected,
            *given,
            found,
        ),
        None => found.push(format!("`{path}` has no `{name}`")),
    }
}

fn variants(
    path: &str,
    name: &str,
    expected: &[usize],
    given: Option<&Vec<usize>>,
    found: &mut Vec<String>,
) {
    match given {
        Some(given) if given == expected => {}
        Some(given) => found.push(format!(
            "`{path}` has variants of `{name}` with {given:?} members, and should have {expected:?}"
        )),
        None => found.push(format!("`{path}` has no `{name}`")),
    }
}

fn compare(path: &str, what: &str, expected: usize, given: usize, found: &mut Vec<String>) {
    if expected != given {
        found.push(format!(
            "`{path}` has {given} {what}, and should have {expected}"
        ));
    }
}

/// What counts in a file.
#[derive(Clone, Default)]
struct Code {
    /// The number of members.
    structs: BTreeMap<String, usize>,
    /// The number of members of each variant.
    enums: BTreeMap<String, Vec<usize>>,
    /// By type, what its public methods give.
    methods: BTreeMap<String, Vec<String>>,
    /// The types that can be awaited.
    requests: BTreeSet<String>,
    /// The public functions that belong to no type.
    functions: BTreeSet<String>,
}

/// What counts in each file, or why it could not be read back.
type Codes<'f> = BTreeMap<&'f str, Result<Code, String>>;

/// Reads all files back, by all processors.
fn codes<'f>(files: &'f [GeneratedFile], handles: &BTreeSet<&str>) -> Codes<'f> {
    let parts = files.iter().flat_map(|file| {
        let path = file.path.as_str();
        let parts = file.parts.iter().filter(|part| counts(part, handles));
        parts.map(move |part| (path, part))
    });
    let parts: Vec<(&str, &String)> = parts.collect();
    let read = stack::each(&parts, |(path, part)| {
        let lines = part.lines().filter(|line| !line.starts_with("//"));
        let code = lines.collect::<Vec<_>>().join("\n");
        let signatures = code.parse().map(without_bodies);
        let parsed = signatures.map_err(syn::Error::from);
        let parsed: Result<syn::File, _> = parsed.and_then(syn::parse2);
        let parsed = parsed.map_err(|error| format!("`{path}` is no Rust: {error}"))?;
        let mut code = Code::default();
        parsed.items.iter().for_each(|item| code.add(item));
        Ok(code)
    });
    let empty = files
        .iter()
        .map(|file| (file.path.as_str(), Ok(Code::default())));
    let mut codes: Codes<'_> = empty.collect();
    for ((path, _), read) in parts.into_iter().zip(read) {
        let undone = || Err(format!("`{path}` could not be read back"));
        let of_file = codes.entry(path).or_insert_with(|| Ok(Code::default()));
        match (of_file, read.unwrap_or_else(undone)) {
            (Ok(whole), Ok(more)) => whole.extend(&more),
            (of_file @ Ok(_), Err(reason)) => *of_file = Err(reason),
            (Err(_), _) => {}
        }
    }
    codes
}

/// Whether something of a part may count. Most blocks of members have nothing: those of requests and of handles do.
fn counts(part: &str, handles: &BTreeSet<&str>) -> bool {
    let code = part.lines().find(|line| !line.starts_with("//"));
    let Some(head) = code.and_then(|code| code.strip_prefix("impl ")) else {
        return true;
    };
    let mut words = head.split(|sign: char| !sign.is_alphanumeric() && sign != '_');
    words.any(|word| word == "IntoFuture" || handles.contains(word))
}

/// The code without what functions do, which counts nothing and is most of it.
fn without_bodies(code: TokenStream) -> TokenStream {
    let mut function = false;
    let trees = code.into_iter().map(|tree| match tree {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
            let inner = if std::mem::take(&mut function) {
                TokenStream::new()
            } else {
                without_bodies(group.stream())
            };
            Group::new(Delimiter::Brace, inner).into()
        }
        tree => {
            function |= matches!(&tree, TokenTree::Ident(word) if word == "fn");
            function &= !matches!(&tree, TokenTree::Punct(sign) if sign.as_char() == ';');
            tree
        }
    });
    trees.collect()
}

/// What counts in these files together.
fn together<'p>(
    codes: &Codes<'_>,
    paths: impl IntoIterator<Item = &'p String>,
) -> Result<Code, String> {
    let mut whole = Code::default();
    for path in paths {
        match codes.get(path.as_str()) {
            Some(Ok(code)) => whole.extend(code),
            Some(Err(reason)) => return Err(reason.clone()),
            None => return Err(format!("there is no `{path}`")),
        }
    }
    Ok(whole)
}

impl Code {
    fn extend(&mut self, other: &Self) {
        let Self {
            structs,
            enums,
            methods,
            requests,
            functions,
        } = other.clone();
        self.structs.extend(structs);
        self.enums.extend(enums);
        for (type_, given) in methods {
            self.methods.entry(type_).or_default().extend(given);
        }
        self.requests.extend(requests);
        self.functions.extend(functions);
    }

    fn add(&mut self, item: &syn::Item) {
        match item {
            syn::Item::Struct(it) => {
                self.structs.insert(bare(&it.ident), it.fields.len());
            }
            syn::Item::Enum(it) => {
                let members = it.variants.iter().map(|variant| variant.fields.len());
                self.enums.insert(bare(&it.ident), members.collect());
            }
            syn::Item::Fn(it) if is_public(&it.vis) => {
                self.functions.insert(bare(&it.sig.ident));
            }
            syn::Item::Impl(it) => self.add_impl(it),
            _ => {}
        }
    }

    fn add_impl(&mut self, it: &syn::ItemImpl) {
        let Some(own) = last(&it.self_ty) else {
            return;
        };
        if let Some((of, _)) = &it.trait_ {
            let name = of.segments.last().map(|segment| bare(&segment.ident));
            if name.as_deref() == Some("IntoFuture") {
                self.requests.insert(own);
            }
            return;
        }
        let methods = self.methods.entry(own).or_default();
        for item in &it.items {
            if let syn::ImplItem::Fn(method) = item
                && is_public(&method.vis)
                && let syn::ReturnType::Type(_, type_) = &method.sig.output
            {
                methods.extend(last(type_));
            }
        }
    }
}

fn is_public(visibility: &syn::Visibility) -> bool {
    matches!(visibility, syn::Visibility::Public(_))
}

/// The last name of a type's path.
fn last(type_: &syn::Type) -> Option<String> {
    match type_ {
        syn::Type::Path(it) => it.path.segments.last().map(|segment| bare(&segment.ident)),
        _ => None,
    }
}

/// A name without `r#`.
fn bare(ident: &syn::Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map(str::to_owned).unwrap_or(text)
}

#[cfg(test)]
mod tests;
