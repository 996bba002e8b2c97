//! What was laid out before, so that a run lays out what has changed.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// More files than a few states of all crates have. The folder is emptied then.
const MOST: usize = 2_000;

/// Texts by their code and by everything else that they hang on. What cannot be read or written is laid out again.
#[derive(Debug)]
pub(super) struct Kept {
    folder: PathBuf,
    /// What the layout hangs on besides the code: the formatter's version and its rules.
    terms: Vec<Vec<u8>>,
}

impl Kept {
    /// Texts in this folder, laid out on these terms.
    pub(super) fn new(folder: &Path, terms: &[Vec<u8>]) -> Self {
        let full = fs::read_dir(folder).is_ok_and(|files| files.count() > MOST);
        if full {
            let _ = fs::remove_dir_all(folder);
        }
        Self {
            folder: folder.to_owned(),
            terms: terms.to_vec(),
        }
    }

    /// The text of this code, if it is here.
    pub(super) fn text(&self, code: &str) -> Option<String> {
        let mut file = fs::read(self.path(code)).ok()?;
        // Two codes may fall together in a name, and none in what stands before the text.
        let text = file.strip_prefix(self.before(code).as_slice())?.len();
        String::from_utf8(file.split_off(file.len() - text)).ok()
    }

    /// Keeps the text of this code.
    pub(super) fn keep(&self, code: &str, text: &str) {
        let file = [&self.before(code), text.as_bytes()].concat();
        let _ = fs::create_dir_all(&self.folder).and_then(|()| fs::write(self.path(code), file));
    }

    fn path(&self, code: &str) -> PathBuf {
        let mut hasher = DefaultHasher::new();
        (&self.terms, code).hash(&mut hasher);
        self.folder.join(format!("{:016x}", hasher.finish()))
    }

    /// What a file begins with: all that its text was made of, by lengths.
    fn before(&self, code: &str) -> Vec<u8> {
        let mut before = Vec::with_capacity(code.len());
        for part in self
            .terms
            .iter()
            .map(Vec::as_slice)
            .chain([code.as_bytes()])
        {
            before.extend(part.len().to_le_bytes());
            before.extend(part);
        }
        before
    }
}

#[cfg(test)]
mod tests {
    use super::super::Scratch;
    use super::*;

    #[test]
    fn a_text_comes_back_for_the_same_code_on_the_same_terms() {
        let scratch = Scratch::new(crate::codegen::root()).expect("`target` can be written");
        let terms = |version: &str| [version.as_bytes().to_vec(), b"rules".to_vec()];
        let kept = Kept::new(&scratch.0, &terms("1"));
        assert_eq!(kept.text("a"), None);
        kept.keep("a", "laid out\n");
        assert_eq!(kept.text("a").as_deref(), Some("laid out\n"));
        assert_eq!(kept.text("b"), None);
        assert_eq!(Kept::new(&scratch.0, &terms("2")).text("a"), None);
        // Another code under the same name, and a file that was cut short.
        fs::rename(kept.path("a"), kept.path("b")).expect("it is there");
        assert_eq!(kept.text("b"), None);
        let before = kept.before("a");
        fs::write(kept.path("a"), &before[..before.len() - 1]).expect("`target` can be written");
        assert_eq!(kept.text("a"), None);
    }
}
