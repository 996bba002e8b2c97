//! Finds the documents of the crates: `specs/<crate>/**/*.{yaml,yml,json}`. Other files are for readers.

use std::fs;
use std::io;
use std::path::Path;

use super::tree::Format;
use crate::diagnostic::{Problem, Problems};

/// A document's file, as it lies on the disk.
#[derive(Debug)]
pub(crate) struct SpecFile {
    /// Path below the crate's folder, with `/`: `v2/token.yaml`.
    pub(crate) path: String,
    /// The path that messages show.
    pub(crate) shown: String,
    pub(super) format: Format,
    pub(crate) bytes: Vec<u8>,
}

impl SpecFile {
    /// A file with that content; none where the ending is not that of a document.
    pub(crate) fn new(path: String, shown: String, bytes: Vec<u8>) -> Option<Self> {
        let format = match path.rsplit_once('.')?.1 {
            "yaml" | "yml" => Format::Yaml,
            "json" => Format::Json,
            _ => return None,
        };
        Some(Self {
            path,
            shown,
            format,
            bytes,
        })
    }
}

/// The names of the folders in `specs`, sorted.
pub(crate) fn crate_names(specs: &Path, problems: &mut Problems) -> Vec<String> {
    let mut names = Vec::new();
    for entry in entries(specs, problems) {
        if entry.directory {
            names.push(entry.name);
        }
    }
    names
}

/// The documents in a crate's folder, sorted by path. `shown` is the path of that folder in messages.
pub(crate) fn spec_files(folder: &Path, shown: &str, problems: &mut Problems) -> Vec<SpecFile> {
    let mut found = Vec::new();
    let mut open = vec![String::new()];
    while let Some(below) = open.pop() {
        for entry in entries(&folder.join(&below), problems) {
            let path = if below.is_empty() {
                entry.name
            } else {
                format!("{below}/{}", entry.name)
            };
            if entry.directory {
                open.push(path);
                continue;
            }
            let Some(mut file) = SpecFile::new(path.clone(), format!("{shown}/{path}"), Vec::new())
            else {
                continue;
            };
            match fs::read(folder.join(&path)) {
                Ok(bytes) => {
                    file.bytes = bytes;
                    found.push(file);
                }
                Err(error) => problems.push(unreadable(&folder.join(&path), &error)),
            }
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

struct FolderEntry {
    name: String,
    directory: bool,
}

/// What lies in a folder, sorted, without hidden files.
fn entries(folder: &Path, problems: &mut Problems) -> Vec<FolderEntry> {
    let read = || -> io::Result<Vec<FolderEntry>> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().into_string();
            let name = name.map_err(|_| io::Error::other("a file's name is not UTF-8"))?;
            if !name.starts_with('.') {
                // Links to folders are not followed: they could lead round in a circle.
                let directory = entry.file_type()?.is_dir();
                entries.push(FolderEntry { name, directory });
            }
        }
        entries.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(entries)
    };
    read().unwrap_or_else(|error| {
        problems.push(unreadable(folder, &error));
        Vec::new()
    })
}

fn unreadable(path: &Path, error: &io::Error) -> Problem {
    Problem::new("io", format!("cannot read `{}`: {error}", path.display()))
}
