//! Writing into the project's documents.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// What stands between these lines of a document is written here.
const BEGIN: &str = "<!-- cargo xtask bench --write -->\n";
const END: &str = "<!-- end of what it writes -->\n";

/// Writes a document that is written here as a whole.
pub(crate) fn file(path: &str, text: &str) -> io::Result<()> {
    let path = in_project(path);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}

/// Writes the marked section of a document.
pub(crate) fn section(path: &str, text: &str) -> io::Result<()> {
    let document = fs::read_to_string(in_project(path))?;
    let written = filled(&document, text).ok_or_else(|| {
        io::Error::other(format!("{path} has no section between {BEGIN} and {END}"))
    })?;
    file(path, &written)
}

fn filled(document: &str, text: &str) -> Option<String> {
    let (before, rest) = document.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!(
        "{before}{BEGIN}\n{}\n\n{END}{after}",
        text.trim_end()
    ))
}

fn in_project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_filled_and_filled_again() {
        let empty = format!("before\n{BEGIN}{END}after\n");
        let first = filled(&empty, "one\n").unwrap();
        assert_eq!(first, format!("before\n{BEGIN}\none\n\n{END}after\n"));
        let second = filled(&first, "two").unwrap();
        assert_eq!(second, first.replace("one", "two"));
        assert_eq!(filled("nothing marked", "one"), None);
    }

    #[test]
    fn both_readmes_have_a_section() {
        for path in ["README.md", "crates/auth-core/README.md"] {
            let document = fs::read_to_string(in_project(path)).unwrap();
            assert!(filled(&document, "").is_some(), "{path}");
        }
    }
}
