//! The layout of generated code: that of `cargo fmt`.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use ::codegen::Formatter;

/// The formatter that `cargo fmt` uses, so that its `--check` passes over generated code too.
#[derive(Debug)]
pub(crate) struct Rustfmt {
    program: OsString,
    /// The folder with the workspace's `rustfmt.toml`.
    config: PathBuf,
}

impl Rustfmt {
    /// That of the variable `RUSTFMT`, as with `cargo fmt`, else the one on the path.
    pub(crate) fn find(config: &Path) -> Result<Self, String> {
        #[expect(
            clippy::disallowed_methods,
            reason = "the tools of a build come from its environment"
        )]
        let program = std::env::var_os("RUSTFMT").unwrap_or_else(|| "rustfmt".into());
        let found = Self {
            program,
            config: config.to_owned(),
        };
        found.command().arg("--version").output().map_err(|error| {
            let name = found.program.display();
            format!("cannot run `{name}`: {error}\nhelp: run `rustup component add rustfmt`, or set RUSTFMT to its path")
        })?;
        Ok(found)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(["--edition", "2024", "--config-path"])
            .arg(&self.config);
        command
    }
}

impl Formatter for Rustfmt {
    fn format(&self, code: String) -> Result<String, String> {
        let pipes = |command: &mut Command| {
            command
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
        };
        let run = || -> io::Result<_> {
            let mut child = pipes(&mut self.command())?;
            // rustfmt reads everything before it writes anything. Where it stops earlier, its exit status says so.
            let sent = child
                .stdin
                .take()
                .map_or(Ok(()), |mut pipe| pipe.write_all(code.as_bytes()));
            let output = child.wait_with_output()?;
            if output.status.success() {
                sent.map(|()| output)
            } else {
                Ok(output)
            }
        };
        let output = run().map_err(|error| format!("rustfmt: {error}"))?;
        if !output.status.success() {
            return Err(format!(
                "rustfmt: {}",
                String::from_utf8_lossy(&output.stderr).trim()
            ));
        }
        String::from_utf8(output.stdout).map_err(|error| format!("rustfmt: {error}"))
    }

    /// One process for the whole folder: starting it takes longer than most files. It finds them by the modules that `mod.rs` declares.
    fn format_folder(&self, files: Vec<(String, String)>) -> Vec<Result<String, String>> {
        let whole = files.len() > 1 && files.iter().any(|(path, _)| path == "mod.rs");
        if let Some(formatted) = whole.then(|| self.format_tree(&files)).and_then(Result::ok) {
            return formatted.into_iter().map(Ok).collect();
        }
        // One after the other, which tells the file that is at fault.
        files
            .into_iter()
            .map(|(_, code)| self.format(code))
            .collect()
    }
}

impl Rustfmt {
    fn format_tree(&self, files: &[(String, String)]) -> io::Result<Vec<String>> {
        let folder = Scratch::new(&self.config)?;
        for (path, code) in files {
            let path = folder.0.join(path);
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::write(path, code)?;
        }
        let output = self.command().arg(folder.0.join("mod.rs")).output()?;
        if !output.status.success() {
            return Err(io::Error::other("rustfmt stopped"));
        }
        let texts = files
            .iter()
            .map(|(path, _)| fs::read_to_string(folder.0.join(path)));
        texts.collect()
    }
}

/// A folder for the time of a run.
struct Scratch(PathBuf);

impl Scratch {
    fn new(root: &Path) -> io::Result<Self> {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}-{number}", std::process::id());
        let folder = root.join("target").join("rustfmt").join(name);
        fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What could not be removed lies in `target`, where it harms nobody.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rustfmt() -> Rustfmt {
        Rustfmt::find(crate::codegen::root()).expect("rustfmt belongs to the toolchain")
    }

    #[test]
    fn code_is_laid_out_as_by_cargo_fmt() {
        let code = "use std::{io,fmt};pub fn f(a:u8)->u8{a}".to_owned();
        let expected = "use std::{fmt, io};\npub fn f(a: u8) -> u8 {\n    a\n}\n";
        assert_eq!(rustfmt().format(code).as_deref(), Ok(expected));
    }

    #[test]
    fn a_folder_is_laid_out_like_its_files_one_by_one() {
        let files = [
            ("v1/token.rs", "pub fn f(a:u8)->u8{a}"),
            ("mod.rs", "pub mod v1;"),
            ("v1/mod.rs", "pub   mod token;"),
        ];
        let files = files.map(|(path, code)| (path.to_owned(), code.to_owned()));
        let single: Vec<_> = files
            .iter()
            .map(|(_, code)| rustfmt().format(code.clone()))
            .collect();
        assert_eq!(rustfmt().format_folder(files.to_vec()), single);
        let mut broken = files.to_vec();
        broken[0].1 = "fn {".to_owned();
        let outcomes: Vec<bool> = rustfmt()
            .format_folder(broken)
            .iter()
            .map(Result::is_ok)
            .collect();
        assert_eq!(outcomes, [false, true, true]);
    }

    #[test]
    fn what_cannot_be_laid_out_is_an_error() {
        let reason = rustfmt()
            .format("fn {".to_owned())
            .expect_err("this is no Rust");
        assert!(reason.starts_with("rustfmt: error"), "{reason}");
        let absent = Rustfmt {
            program: "no-such-program".into(),
            config: PathBuf::new(),
        };
        assert!(absent.format(String::new()).is_err());
    }
}
