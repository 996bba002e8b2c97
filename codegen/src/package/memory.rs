//! The generator without a disk: for tools that show code, and for tests that try many documents.

use super::look_further;
use crate::diagnostic::{Problem, Problems, Sources};
use crate::failure::Failure;
use crate::load::{Document, Foreign};
use crate::write::{self, Formatter, Sheet};
use crate::{model, render, stack};

/// Reads one document, whose references stay within it, and says what its reader finds wrong with it. `file` is its name, whose ending tells YAML from JSON.
///
/// # Errors
///
/// Everything that was found wrong.
///
/// # Examples
///
/// ```
/// let failure = codegen::check_document("a.yaml", b"swagger: '2.0'").unwrap_err();
/// assert_eq!(failure.first(), "Swagger 2 is not read [version]");
/// ```
pub fn check_document(file: &str, bytes: &[u8]) -> Result<(), Failure> {
    run(file, bytes, |_, _| Some(()), |_, _| ())
}

/// The generated modules of one document, whose references stay within it: the path of each file below `src/generated`, and its code.
///
/// # Errors
///
/// Everything that was found wrong.
///
/// # Examples
///
/// ```
/// let document = br#"{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}}"#;
/// let files = codegen::code_of("t.json", document, &codegen::Prettyplease)?;
/// assert_eq!(files[0].0, "mod.rs");
/// # Ok::<(), codegen::Failure>(())
/// ```
pub fn code_of(
    file: &str,
    bytes: &[u8],
    formatter: &dyn Formatter,
) -> Result<Vec<(String, String)>, Failure> {
    let then = |document, problems: &mut Problems| {
        let documents = [document];
        let model = model::lower(NAME, &documents, problems)?;
        let files = render::render(&model);
        let origin = |_: &Document| file.to_owned();
        let documents = &documents;
        let sheets = files.iter().map(|file| Sheet {
            file,
            documents,
            found: None,
        });
        let texts = write::texts(&sheets.collect::<Vec<_>>(), &origin, formatter);
        let mut code = Vec::new();
        for (file, text) in files.iter().zip(texts) {
            match text {
                Ok(text) => code.push((file.path.clone(), text)),
                Err(reason) => {
                    let title = format!("`{}` cannot be formatted: {reason}", file.path);
                    let note =
                        "this is a fault of the generator or the formatter, not of a document";
                    problems.push(Problem::new("format", title).note(note));
                }
            }
        }
        Some(code)
    };
    run(file, bytes, then, |foreign, problems| {
        look_further(NAME, foreign, problems);
    })
}

/// What a crate is called of which only the code is wanted.
const NAME: &str = "api";

fn run<T: Send>(
    file: &str,
    bytes: &[u8],
    then: impl FnOnce(Document, &mut Problems) -> Option<T> + Send,
    otherwise: impl FnOnce(&Foreign, &mut Problems) + Send,
) -> Result<T, Failure> {
    let work = || {
        let mut sources = Sources::default();
        let mut problems = Problems::foreign();
        let foreign = Foreign::of(file, bytes.to_vec(), &mut sources, &mut problems);
        let document = foreign.document(&mut problems);
        if !problems.is_empty() {
            otherwise(&foreign, &mut problems);
        }
        let sound = document.filter(|_| problems.is_empty());
        match sound.and_then(|document| then(document, &mut problems)) {
            Some(done) if problems.is_empty() => Ok(done),
            _ => Err(Failure::new(sources, problems)),
        }
    };
    stack::roomy(work).unwrap_or_else(|error| Err(Failure::system(&error)))
}
