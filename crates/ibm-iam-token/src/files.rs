//! Files, injected.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use secrecy::SecretString;
use zeroize::Zeroizing;

/// Where credentials in files come from: the file system, or in tests a list of files. A relative path is one in the working directory.
///
/// ```
/// use ibm_iam_token::Files;
///
/// let files = Files::from_iter([("ibm-credentials.env", "MY_SERVICE_APIKEY=s3cr3t")]);
/// assert_eq!(format!("{files:?}"), r#"Files(["ibm-credentials.env"])"#);
/// ```
#[derive(Clone, Default)]
pub struct Files(Source);

#[derive(Clone, Default)]
enum Source {
    #[default]
    System,
    List(BTreeMap<PathBuf, SecretString>),
}

impl Files {
    /// The file system, read anew at each question.
    #[must_use]
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// The content of a file, which must be a text.
    pub(crate) fn read(&self, path: &Path) -> io::Result<SecretString> {
        match &self.0 {
            Source::System => {
                let bytes = Zeroizing::new(std::fs::read(path)?);
                let text = std::str::from_utf8(&bytes)
                    .map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
                Ok(text.into())
            }
            Source::List(files) => files
                .get(path)
                .cloned()
                .ok_or_else(|| io::ErrorKind::NotFound.into()),
        }
    }
}

impl<P: Into<PathBuf>, C: Into<SecretString>> FromIterator<(P, C)> for Files {
    fn from_iter<I: IntoIterator<Item = (P, C)>>(files: I) -> Self {
        let files = files.into_iter();
        Self(Source::List(
            files
                .map(|(path, content)| (path.into(), content.into()))
                .collect(),
        ))
    }
}

impl fmt::Debug for Files {
    /// Paths without contents: any of them may hold a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Source::System => f.write_str("Files(system)"),
            Source::List(files) => f.debug_tuple("Files").field(&files.keys()).finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_file_system() {
        use secrecy::ExposeSecret;

        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let text = Files::system().read(&manifest).unwrap();
        assert!(text.expose_secret().contains("ibm-iam-token"));
        let missing = Files::system().read(Path::new("no/such/file")).unwrap_err();
        assert_eq!(missing.kind(), io::ErrorKind::NotFound);
    }
}
