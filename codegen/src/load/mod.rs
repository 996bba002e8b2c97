//! Reads a crate's documents: text to tree with positions, tree to typed OpenAPI, references resolved.
//! Knows nothing of Rust code.

mod anchors;
mod body;
mod constraints;
mod cycle;
mod document;
mod encoding;
mod extensions;
mod fields;
mod files;
mod foreign;
mod fragments;
pub(crate) mod leave_out;
mod listed;
mod naming;
pub(crate) mod openapi;
mod operation;
mod pagination;
mod parameters;
mod reader;
mod reference;
mod rest;
mod scalar;
mod schema;
mod security;
mod sendable;
mod style;
mod template;
mod tree;
mod units;
mod version;

pub(crate) use body::is_header_value;
pub(crate) use files::{SpecFile, crate_names, spec_files};
pub(crate) use foreign::Foreign;
pub(crate) use listed::listed;
pub(crate) use openapi::Document;
pub(crate) use rest::Rest;
pub(crate) use schema::overlay;
pub(crate) use tree::DEPTH;

use openapi::{DocumentId, Version};
use reader::{Parsed, Reader};

use crate::diagnostic::{Problem, Problems, Sources};
use crate::digest::sha256;

/// What came of the documents of a crate.
#[derive(Debug)]
pub(crate) enum Loaded {
    /// Nothing is wrong with them.
    Whole(Vec<Document>),
    /// Something is, which was told; this is the rest, if there is any.
    Faulty(Option<Rest>),
}

impl Loaded {
    /// The documents, where nothing is wrong with them.
    #[cfg(test)]
    pub(crate) fn whole(self) -> Option<Vec<Document>> {
        match self {
            Self::Whole(documents) => Some(documents),
            Self::Faulty(_) => None,
        }
    }
}

/// Reads all documents of one crate, in the order of `files`.
pub(crate) fn documents(
    files: Vec<SpecFile>,
    sources: &mut Sources,
    problems: &mut Problems,
) -> Loaded {
    let mut own = problems.alike();
    let mut parsed = Vec::new();
    for (index, file) in files.into_iter().enumerate() {
        parsed.push(parse(DocumentId(index), file, None, sources, &mut own));
    }
    check_modules(&parsed, &mut own);
    let documents = read(&parsed, &mut own);
    let loaded = if own.is_empty() {
        Loaded::Whole(documents)
    } else {
        Loaded::Faulty(Rest::of(&parsed, &own, read))
    };
    problems.take_over(own, |_| true);
    loaded
}

/// The documents as they are typed.
fn read(parsed: &[Parsed], problems: &mut Problems) -> Vec<Document> {
    let mut reader = Reader::new(parsed, problems);
    let documents: Vec<Document> = parsed.iter().map(|parsed| reader.read(parsed)).collect();
    cycle::check(&documents, problems);
    documents
}

/// Reads a file as a tree. `version`: it is a part of a document of that version, and says its own only if it is a whole document too.
fn parse(
    id: DocumentId,
    file: SpecFile,
    version: Option<Version>,
    sources: &mut Sources,
    problems: &mut Problems,
) -> Parsed {
    let digest = sha256([file.bytes.as_slice()]);
    let (source, root) = match text(&file.shown, file.bytes, sources) {
        Err(problem) => {
            problems.push(*problem);
            (sources.add(file.shown, ""), None)
        }
        Ok(text) => {
            let source = sources.add(file.shown, text);
            let root = tree::parse(source, sources.text(source), file.format, problems);
            let root = root.and_then(|root| {
                let part = version.filter(|_| root.member("openapi").is_none());
                let version = part.or_else(|| version::version(&root, problems))?;
                Some((version, root))
            });
            (source, root)
        }
    };
    let module = file
        .path
        .rsplit_once('.')
        .map_or(file.path.as_str(), |(stem, _)| stem)
        .to_owned();
    Parsed {
        id,
        source,
        module,
        path: file.path,
        digest,
        root,
    }
}

/// A text that may be a document.
fn text(shown: &str, bytes: Vec<u8>, sources: &mut Sources) -> Result<String, Box<Problem>> {
    let text = String::from_utf8(bytes)
        .map_err(|error| Box::new(encoding::not_utf8(shown.to_owned(), &error, sources)))?;
    if encoding::is_utf16(text.as_bytes()) {
        return Err(Box::new(encoding::utf16(shown)));
    }
    if let Some(other) = version::other_format(&text) {
        let title = format!("`{shown}` is no OpenAPI document: {other}");
        let problem = Problem::new("not-openapi", title)
            .help("give an OpenAPI document of version 3.0 or 3.1, in YAML or JSON");
        return Err(Box::new(problem));
    }
    Ok(text)
}

/// The path of a document is the path of its module: two documents cannot differ in their endings alone.
fn check_modules(parsed: &[Parsed], problems: &mut Problems) {
    for (index, document) in parsed.iter().enumerate() {
        if let Some(first) = parsed[..index]
            .iter()
            .find(|first| first.module == document.module)
        {
            let title = format!(
                "`{}` and `{}` become the same module",
                first.path, document.path
            );
            problems.push(Problem::new("module-twice", title).help("rename or remove one of them"));
        }
    }
}

#[cfg(test)]
mod tests;
