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
mod reader;
mod reference;
mod scalar;
mod schema;
mod security;
mod sendable;
mod style;
mod template;
mod tree;
mod version;

pub(crate) use body::is_header_value;
pub(crate) use files::{SpecFile, crate_names, spec_files};
pub(crate) use foreign::Foreign;
pub(crate) use listed::listed;
pub(crate) use openapi::Document;
pub(crate) use schema::overlay;
pub(crate) use tree::DEPTH;

use openapi::{DocumentId, Version};
use reader::{Parsed, Reader};

use crate::diagnostic::{Problem, Problems, Sources};
use crate::digest::sha256;

/// Reads all documents of one crate, in the order of `files`. None where anything is wrong, which `problems` then says.
pub(crate) fn documents(
    files: Vec<SpecFile>,
    sources: &mut Sources,
    problems: &mut Problems,
) -> Option<Vec<Document>> {
    let before = problems.len();
    let mut parsed = Vec::new();
    for (index, file) in files.into_iter().enumerate() {
        parsed.extend(parse(DocumentId(index), file, None, sources, problems));
    }
    check_modules(&parsed, problems);
    let mut reader = Reader::new(&parsed, problems);
    let documents: Vec<Document> = parsed
        .iter()
        .filter_map(|parsed| reader.read(parsed))
        .collect();
    cycle::check(&documents, problems);
    (problems.len() == before).then_some(documents)
}

/// Reads a file as a tree. `version`: it is a part of a document of that version, and says its own only if it is a whole document too.
fn parse(
    id: DocumentId,
    file: SpecFile,
    version: Option<Version>,
    sources: &mut Sources,
    problems: &mut Problems,
) -> Option<Parsed> {
    let digest = sha256([file.bytes.as_slice()]);
    let text = match String::from_utf8(file.bytes) {
        Ok(text) => text,
        Err(error) => {
            problems.push(encoding::not_utf8(file.shown, &error, sources));
            return None;
        }
    };
    if encoding::is_utf16(text.as_bytes()) {
        problems.push(encoding::utf16(&file.shown));
        return None;
    }
    if let Some(other) = version::other_format(&text) {
        let title = format!("`{}` is no OpenAPI document: {other}", file.shown);
        let problem = Problem::new("not-openapi", title);
        problems
            .push(problem.help("give an OpenAPI document of version 3.0 or 3.1, in YAML or JSON"));
        return None;
    }
    let source = sources.add(file.shown, text);
    let root = tree::parse(source, sources.text(source), file.format, problems).and_then(|root| {
        let part = version.filter(|_| root.member("openapi").is_none());
        let version = part.or_else(|| version::version(&root, problems))?;
        Some((version, root))
    });
    let module = file
        .path
        .rsplit_once('.')
        .map_or(file.path.as_str(), |(stem, _)| stem)
        .to_owned();
    Some(Parsed {
        id,
        source,
        module,
        path: file.path,
        digest,
        root,
    })
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
