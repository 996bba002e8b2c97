//! One document from anywhere, with the files that its references lead to.

use std::fs;
use std::path::{Path, PathBuf};

use super::openapi::DocumentId;
use super::reader::{Parsed, Reader};
use super::reference::join;
use super::rest::Rest;
use super::tree::{Content, Format, Node};
use super::{Document, SpecFile, cycle, leave_out, parse};
use crate::diagnostic::{Place, Problem, Problems, Sources};

/// How many files the references of a document may lead to.
const FILES: usize = 10_000;
/// How large a file may be, in bytes.
const SIZE: u64 = 64 << 20;

/// A document and its files, read as trees.
#[derive(Debug)]
pub(crate) struct Foreign {
    /// The document itself is the first.
    parsed: Vec<Parsed>,
}

impl Foreign {
    /// Reads the file, and every file that references lead to from there. Nothing is fetched from a network.
    pub(crate) fn open(
        path: &Path,
        sources: &mut Sources,
        problems: &mut Problems,
    ) -> Option<Self> {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())?;
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        let bytes = match read(path) {
            Ok(bytes) => bytes,
            Err(reason) => {
                let title = format!("cannot read `{}`: {reason}", path.display());
                problems.push(Problem::new("io", title));
                return None;
            }
        };
        let main = file(name, path.display().to_string(), bytes);
        let mut parsed = vec![parse(DocumentId(0), main, None, sources, problems)];
        parsed[0].module.clear();
        let version = parsed[0].root.as_ref().map(|(version, _)| *version)?;
        let mut next = 0;
        while let Some(document) = parsed.get(next) {
            next += 1;
            let mut wanted = Vec::new();
            if let Some((_, root)) = &document.root {
                references(root, &mut |reference| {
                    let file = reference.split('#').next().unwrap_or_default();
                    if !file.is_empty() && !file.contains("://") {
                        wanted.extend(join(&document.path, &decoded(file)));
                    }
                });
            }
            for path in wanted {
                let known = parsed.iter().any(|document| document.path == path);
                if known || parsed.len() >= FILES {
                    continue;
                }
                let place: PathBuf = folder.join(&path);
                // What is not there is reported where the reference stands.
                if let Ok(bytes) = read(&place) {
                    let file = file(path, place.display().to_string(), bytes);
                    let id = DocumentId(parsed.len());
                    parsed.push(parse(id, file, Some(version), sources, problems));
                }
            }
        }
        Some(Self { parsed })
    }

    /// A document that is all in one text, and has this name.
    pub(crate) fn of(
        name: &str,
        bytes: Vec<u8>,
        sources: &mut Sources,
        problems: &mut Problems,
    ) -> Self {
        let main = file(name.to_owned(), name.to_owned(), bytes);
        let mut parsed = parse(DocumentId(0), main, None, sources, problems);
        parsed.module.clear();
        let parsed = vec![parsed];
        Self { parsed }
    }

    /// The document, typed. None where anything is wrong, which `problems` then says.
    pub(crate) fn document(&self, problems: &mut Problems) -> Option<Document> {
        let before = problems.len();
        let document = typed(&self.parsed, problems).pop();
        document.filter(|_| problems.len() == before)
    }

    /// What is left of the document, in which these problems were found.
    pub(crate) fn rest(&self, problems: &Problems) -> Option<Rest> {
        Rest::of(&self.parsed, problems, typed)
    }

    /// Takes the operations and components out that these places are in, and everything that refers to them. Gives those that
    /// are gone, each with the index of the place that it had to go for. None where a place is in no operation and no component.
    pub(crate) fn leave_out(
        &mut self,
        places: &[Option<&Place>],
    ) -> Option<Vec<(leave_out::Gone, usize)>> {
        leave_out::leave_out(&mut self.parsed, places)
    }
}

/// The document and what others hold of it, in a list of one.
fn typed(parsed: &[Parsed], problems: &mut Problems) -> Vec<Document> {
    let mut reader = Reader::naming(parsed, problems);
    let main = parsed.first().filter(|main| main.root.is_some());
    let documents: Vec<_> = main.map(|main| reader.read(main)).into_iter().collect();
    cycle::check(&documents, problems);
    documents
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let text = |error: std::io::Error| error.to_string();
    let size = fs::metadata(path).map_err(text)?.len();
    if size > SIZE {
        return Err(format!("it has {size} bytes, and {SIZE} are the limit"));
    }
    fs::read(path).map_err(text)
}

/// The format is that of the ending, else that of the first sign.
fn file(path: String, shown: String, bytes: Vec<u8>) -> SpecFile {
    let ending = path.rsplit_once('.').map(|(_, ending)| ending);
    let format = match ending {
        Some("json") => Format::Json,
        Some("yaml" | "yml") => Format::Yaml,
        _ => {
            let mark = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
            match mark.iter().find(|byte| !byte.is_ascii_whitespace()) {
                Some(b'{') => Format::Json,
                _ => Format::Yaml,
            }
        }
    };
    SpecFile {
        path,
        shown,
        format,
        bytes,
    }
}

/// Calls `found` for each `$ref` in a tree, and for the values of discriminators that may be references too.
fn references<'n>(node: &'n Node, found: &mut dyn FnMut(&'n str)) {
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        match &node.content {
            Content::Map(members) => {
                for member in members {
                    match &member.value.content {
                        Content::Scalar(scalar) if member.key.value == "$ref" => {
                            found(&scalar.text);
                        }
                        Content::Map(values) if member.key.value == "mapping" => {
                            for value in values {
                                match &value.value.content {
                                    // A name alone is that of a component.
                                    Content::Scalar(scalar)
                                        if scalar.text.contains(['#', '/', '.']) =>
                                    {
                                        found(&scalar.text);
                                    }
                                    _ => open.push(&value.value),
                                }
                            }
                        }
                        _ => open.push(&member.value),
                    }
                }
            }
            Content::Seq(items) => open.extend(items),
            Content::Scalar(_) => {}
        }
    }
}

/// The path that the file part of a reference means: `%20` is a blank.
pub(super) fn decoded(file: &str) -> String {
    percent_encoding::percent_decode_str(file)
        .decode_utf8_lossy()
        .into_owned()
}
