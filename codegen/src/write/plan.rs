//! What has to change on the disk, and changing it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use similar::TextDiff;

use super::GeneratedFile;
use super::format::{Formatter, MARK, Sheet, texts};
use crate::diagnostic::{Problem, Problems};
use crate::load::Document;

/// A folder that belongs to the generator.
#[derive(Debug)]
pub(crate) struct Folder {
    /// Where it is: `…/crates/ibm-iam-token/src/generated`.
    pub(crate) path: PathBuf,
    /// The path that messages show: `crates/ibm-iam-token/src/generated`.
    pub(crate) shown: String,
}

/// One file that is not as it should be.
#[derive(Debug)]
pub(crate) struct Change {
    /// The generator's folder that it is in.
    root: PathBuf,
    path: PathBuf,
    /// The path that messages show.
    pub(crate) shown: String,
    /// What is there now; none where there is nothing.
    old: Option<String>,
    /// What should be there; none where nothing should.
    new: Option<String>,
}

impl Change {
    /// Whether the file should not be there any more.
    pub(crate) fn removes(&self) -> bool {
        self.new.is_none()
    }

    /// The change as a unified diff, with the paths that git would write.
    pub(crate) fn diff(&self) -> String {
        let side = |text: &Option<String>, prefix| match text {
            Some(_) => format!("{prefix}/{}", self.shown),
            None => "/dev/null".to_owned(),
        };
        let (old, new) = (
            self.old.as_deref().unwrap_or(""),
            self.new.as_deref().unwrap_or(""),
        );
        let diff = TextDiff::from_lines(old, new);
        diff.unified_diff()
            .header(&side(&self.old, "a"), &side(&self.new, "b"))
            .to_string()
    }
}

/// What should be in a folder.
#[derive(Debug)]
pub(crate) struct Wanted<'a> {
    pub(crate) folder: &'a Folder,
    pub(crate) files: &'a [GeneratedFile],
    /// Those of the crate.
    pub(crate) documents: &'a [Document],
}

/// Compares what should be in folders with what is there; the changes come by folder. Every file is formatted before anything is decided; none where that, or
/// looking, fails.
pub(crate) fn plan(
    folders: &[Wanted<'_>],
    origin: &dyn Fn(&Document) -> String,
    formatter: &dyn Formatter,
    problems: &mut Problems,
) -> Option<Vec<Vec<Change>>> {
    let before = problems.len();
    let plain: Vec<Vec<&GeneratedFile>> = folders
        .iter()
        .map(|wanted| plain_files(wanted, problems))
        .collect();
    let found = folders.iter().map(|wanted| found(wanted.folder, problems));
    let found: Vec<_> = found.collect();
    let each = folders.iter().zip(&plain).zip(&found);
    let sheets = each.flat_map(|((wanted, plain), found)| {
        let documents = wanted.documents;
        plain.iter().map(move |file| Sheet {
            file,
            documents,
            found: found.get(&file.path).map(String::as_str),
        })
    });
    let sheets: Vec<_> = sheets.collect();
    let mut texts = texts(&sheets, origin, formatter).into_iter();
    let mut changes = Vec::new();
    for ((wanted, plain), found) in folders.iter().zip(&plain).zip(&found) {
        let mut done = BTreeMap::new();
        for (file, text) in plain.iter().zip(texts.by_ref()) {
            let text = text.map_err(|reason| {
                let shown = format!("{}/{}", wanted.folder.shown, file.path);
                let title = format!("`{shown}` cannot be formatted: {reason}");
                let problem = Problem::new("format", title)
                    .note("this is a fault of the generator or the formatter, not of a document");
                problems.push(problem);
            });
            done.insert(file.path.as_str(), text.ok());
        }
        changes.push(compare(wanted.folder, done, found));
    }
    (problems.len() == before).then_some(changes)
}

/// The files of a folder whose paths are in order.
fn plain_files<'a>(wanted: &Wanted<'a>, problems: &mut Problems) -> Vec<&'a GeneratedFile> {
    let mut paths = BTreeSet::new();
    let mut plain = Vec::new();
    for file in wanted.files {
        if is_plain(&file.path) && paths.insert(file.path.as_str()) {
            plain.push(file);
            continue;
        }
        let shown = format!("{}/{}", wanted.folder.shown, file.path);
        let problem = Problem::new(
            "generated-path",
            format!("`{shown}` cannot be generated, or not twice"),
        )
        .note("this is a fault of the generator, not of a document");
        problems.push(problem);
    }
    plain
}

/// Tells what stands in the way in a folder for which nothing could be made.
pub(crate) fn look(folder: &Folder, problems: &mut Problems) {
    found(folder, problems);
}

/// The generated files that are in a folder. What else is there is a problem.
fn found(folder: &Folder, problems: &mut Problems) -> BTreeMap<String, String> {
    let files = existing(&folder.path).unwrap_or_else(|error| {
        let title = format!("cannot read `{}`: {error}", folder.shown);
        problems.push(Problem::new("io", title));
        BTreeMap::new()
    });
    let mut found = BTreeMap::new();
    for (path, bytes) in files {
        let text = String::from_utf8(bytes);
        if let Some(text) = text.ok().filter(|text| is_generated(text)) {
            found.insert(path, text);
            continue;
        }
        let title = format!("`{}/{path}` was not generated", folder.shown);
        let problem = Problem::new("not-generated", title)
            .note("this folder belongs to the generator, which removes and overwrites its own files alone")
            .help("move the file to a folder beside it");
        problems.push(problem);
    }
    found
}

/// What has to change in a folder for these texts to be in it. A text that is missing has been reported.
fn compare(
    folder: &Folder,
    mut wanted: BTreeMap<&str, Option<String>>,
    found: &BTreeMap<String, String>,
) -> Vec<Change> {
    let mut changes = Vec::new();
    for (path, old) in found {
        let new = match wanted.remove(path.as_str()) {
            Some(Some(new)) if new == old.replace("\r\n", "\n") => continue,
            // Not formatted, which has been reported.
            Some(None) => continue,
            Some(new) => new,
            None => None,
        };
        changes.push(Change {
            root: folder.path.clone(),
            path: folder.path.join(path),
            shown: format!("{}/{path}", folder.shown),
            old: Some(old.clone()),
            new,
        });
    }
    for (path, new) in wanted {
        let shown = format!("{}/{path}", folder.shown);
        changes.push(Change {
            root: folder.path.clone(),
            path: folder.path.join(path),
            shown,
            old: None,
            new,
        });
    }
    changes.sort_by(|one, other| one.shown.cmp(&other.shown));
    changes
}

/// Compares single files of a folder that is not the generator's alone. One that does not say that it was generated stays as it is:
/// the second list names those.
pub(crate) fn loose(
    folder: &Folder,
    files: &[(&str, String)],
    problems: &mut Problems,
) -> (Vec<Change>, Vec<String>) {
    let (mut changes, mut kept) = (Vec::new(), Vec::new());
    for (name, new) in files {
        let path = folder.path.join(name);
        let shown = format!("{}/{name}", folder.shown);
        let old = match fs::read(&path) {
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) if is_generated(&text) => Some(text),
                _ => {
                    kept.push(shown);
                    continue;
                }
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => {
                problems.push(Problem::new(
                    "io",
                    format!("cannot read `{shown}`: {error}"),
                ));
                continue;
            }
        };
        if old
            .as_ref()
            .is_none_or(|old| old.replace("\r\n", "\n") != *new)
        {
            changes.push(Change {
                root: folder.path.clone(),
                path,
                shown,
                old,
                new: Some(new.clone()),
            });
        }
    }
    (changes, kept)
}

/// Makes the changes. New texts are written beside their places first, so that a full disk leaves everything as it was.
pub(crate) fn apply(changes: &[&Change], problems: &mut Problems) {
    if let Err((change, error)) = write_beside(changes) {
        for change in changes.iter().filter(|change| !change.removes()) {
            // What could not be removed is stale in the next run, and removed then.
            let _ = fs::remove_file(beside(&change.path));
        }
        problems.push(failed(change, &error));
        return;
    }
    for change in changes {
        let result = match change.new {
            Some(_) => fs::rename(beside(&change.path), &change.path),
            None => fs::remove_file(&change.path),
        };
        if let Err(error) = result {
            problems.push(failed(change, &error));
        }
    }
    for change in changes.iter().filter(|change| change.removes()) {
        let mut folder = change.path.parent();
        // A folder that still holds something is not removed.
        while let Some(empty) = folder
            .filter(|folder| folder.starts_with(&change.root) && fs::remove_dir(folder).is_ok())
        {
            folder = empty.parent();
        }
    }
}

fn write_beside<'c>(changes: &[&'c Change]) -> Result<(), (&'c Change, io::Error)> {
    for change in changes {
        let Some(text) = &change.new else { continue };
        let folder = change.path.parent().map_or(Ok(()), fs::create_dir_all);
        folder
            .and_then(|()| fs::write(beside(&change.path), text))
            .map_err(|error| (*change, error))?;
    }
    Ok(())
}

fn failed(change: &Change, error: &io::Error) -> Problem {
    Problem::new("io", format!("cannot write `{}`: {error}", change.shown))
}

fn beside(path: &Path) -> PathBuf {
    path.with_extension("rs.new")
}

/// Whether a file says in its first line that it was generated.
pub(crate) fn is_generated(text: &str) -> bool {
    text.lines().next().is_some_and(|line| line.contains(MARK))
}

/// Whether a path stays in its folder and names a Rust file.
fn is_plain(path: &str) -> bool {
    let part =
        |part: &str| !part.is_empty() && part != "." && part != ".." && !part.contains(['\\', ':']);
    path.strip_suffix(".rs")
        .is_some_and(|stem| stem.split('/').all(part))
}

/// The files below a folder, by their paths with `/`; nothing where there is no folder.
fn existing(folder: &Path) -> io::Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut open = vec![String::new()];
    while let Some(below) = open.pop() {
        let entries = match fs::read_dir(folder.join(&below)) {
            Err(error) if below.is_empty() && error.kind() == io::ErrorKind::NotFound => break,
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name().into_string();
            let name =
                name.map_err(|name| io::Error::other(format!("{} is not UTF-8", name.display())))?;
            let path = if below.is_empty() {
                name
            } else {
                format!("{below}/{name}")
            };
            if entry.file_type()?.is_dir() {
                open.push(path);
            } else {
                found.insert(path, fs::read(entry.path())?);
            }
        }
    }
    Ok(found)
}
