//! The layout of generated code: that of `cargo fmt`.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, thread};

use ::codegen::Formatter;

/// The formatter that `cargo fmt` uses, so that its `--check` passes over generated code too.
#[derive(Debug)]
pub(crate) struct Rustfmt {
    program: OsString,
    /// The folder with the workspace's `rustfmt.toml`.
    config: PathBuf,
}

impl Rustfmt {
    /// That of the variable `RUSTFMT`, as with `cargo fmt`, else the one beside the running cargo, else the one on the path.
    pub(crate) fn find(config: &Path) -> Result<Self, String> {
        let program = program();
        if !is_there(&program) {
            let name = program.display();
            return Err(format!(
                "there is no `{name}`\nhelp: run `rustup component add rustfmt`, or set RUSTFMT to its path"
            ));
        }
        let config = config.to_owned();
        Ok(Self { program, config })
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(["--edition", EDITION, "--config-path"])
            .arg(&self.config);
        command
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the tools of a build come from its environment"
)]
fn program() -> OsString {
    // What rustup puts on the path has to find the toolchain first, each time.
    let beside = || {
        let cargo = PathBuf::from(env::var_os("CARGO")?);
        let program = cargo.with_file_name(executable("rustfmt".as_ref()));
        program.is_file().then(|| program.into_os_string())
    };
    env::var_os("RUSTFMT")
        .or_else(beside)
        .unwrap_or_else(|| "rustfmt".into())
}

/// Whether this program can be found, as a file or on the path.
#[expect(
    clippy::disallowed_methods,
    reason = "programs are looked for as the system does"
)]
fn is_there(program: &OsStr) -> bool {
    let program = Path::new(program);
    if program.components().count() > 1 {
        return program.is_file();
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let name = executable(program.as_os_str());
    env::split_paths(&path)
        .any(|folder| folder.join(program).is_file() || folder.join(&name).is_file())
}

/// The file name of a program.
fn executable(program: &OsStr) -> OsString {
    let mut name = program.to_owned();
    name.push(env::consts::EXE_SUFFIX);
    name
}

/// That of the generated code.
const EDITION: &str = "2024";

/// Bytes of code that take about as long as another process does to start.
const WORTH_A_PROCESS: usize = 100_000;

/// Where the workspace keeps what belongs to this.
const FOLDER: &str = "target/rustfmt";

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

    fn takes_drafts(&self) -> bool {
        true
    }

    /// Its version is no term: other versions differ in few places, which `cargo fmt --check` finds, and not in all files.
    fn terms(&self) -> Option<String> {
        let rules = fs::read_to_string(self.config.join("rustfmt.toml")).unwrap_or_default();
        let rules = rules.replace("\r\n", "\n");
        Some(format!("rustfmt, edition {EDITION}\n{rules}"))
    }

    /// One process for each processor, with a share of the files.
    fn format_all(&self, codes: Vec<String>) -> Vec<Result<String, String>> {
        if codes.len() > 1
            && let Ok(formatted) = self.format_shares(&codes)
        {
            return formatted.into_iter().map(Ok).collect();
        }
        // One after the other, which tells the file that is at fault.
        codes.into_iter().map(|code| self.format(code)).collect()
    }
}

impl Rustfmt {
    fn format_shares(&self, codes: &[String]) -> io::Result<Vec<String>> {
        let folder = Scratch::new(&self.config)?;
        let processors = thread::available_parallelism().map_or(1, usize::from);
        let work: usize = codes.iter().map(|it| work(it)).sum();
        let shares = shares(codes, processors.min(work / WORTH_A_PROCESS + 1));
        let mut done: Vec<(usize, String)> = Vec::new();
        thread::scope(|scope| {
            let started: Vec<_> = shares
                .iter()
                .enumerate()
                .map(|(number, share)| {
                    let folder = folder.0.join(number.to_string());
                    scope.spawn(move || self.format_share(&folder, codes, share))
                })
                .collect();
            for share in started {
                let panicked = |_| io::Error::other("a thread panicked");
                done.extend(share.join().map_err(panicked)??);
            }
            Ok::<(), io::Error>(())
        })?;
        done.sort_by_key(|(index, _)| *index);
        Ok(done.into_iter().map(|(_, code)| code).collect())
    }

    /// The files become modules of a crate that is made for the purpose. Those that they declare themselves are in other shares, and empty here.
    fn format_share(
        &self,
        folder: &Path,
        codes: &[String],
        share: &[usize],
    ) -> io::Result<Vec<(usize, String)>> {
        fs::create_dir_all(folder)?;
        let mut root = String::new();
        for &index in share {
            fs::write(folder.join(format!("{index}.rs")), &codes[index])?;
            root.extend([format!("#[path = \"{index}.rs\"]\nmod f{index};\n")]);
            for name in codes[index].lines().filter_map(declared) {
                fs::write(folder.join(format!("{name}.rs")), "")?;
            }
        }
        let main = folder.join("0-root.rs");
        fs::write(&main, root)?;
        let output = self.command().arg(main).output()?;
        if !output.status.success() {
            return Err(io::Error::other("rustfmt stopped"));
        }
        let text = |&index: &usize| {
            let text = fs::read_to_string(folder.join(format!("{index}.rs")))?;
            Ok((index, text))
        };
        share.iter().map(text).collect()
    }
}

/// The name of the module that a line declares to be in another file.
fn declared(line: &str) -> Option<&str> {
    let (visibility, name) = line.strip_suffix(';')?.rsplit_once("mod ")?;
    let declares = visibility.is_empty() || visibility.starts_with("pub");
    declares.then_some(name.strip_prefix("r#").unwrap_or(name))
}

/// Indices of the codes, so dealt out that the shares take nearly the same time.
fn shares(codes: &[String], count: usize) -> Vec<Vec<usize>> {
    let count = count.clamp(1, codes.len().max(1));
    let mut shares = vec![(0, Vec::new()); count];
    let mut order: Vec<(usize, usize)> = codes.iter().map(|it| work(it)).zip(0..).collect();
    order.sort_by_key(|&(work, _)| std::cmp::Reverse(work));
    for (work, index) in order {
        if let Some((sum, share)) = shares.iter_mut().min_by_key(|(sum, _)| *sum) {
            *sum += work;
            share.push(index);
        }
    }
    shares.into_iter().map(|(_, share)| share).collect()
}

/// What makes work of a draft: its bytes without comments, which are left as they are.
fn work(code: &str) -> usize {
    let lines = code.lines().filter(|line| !line.starts_with("//"));
    lines.map(str::len).sum()
}

/// A folder for the time of a run.
struct Scratch(PathBuf);

impl Scratch {
    fn new(root: &Path) -> io::Result<Self> {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}-{number}", std::process::id());
        let folder = root.join(FOLDER).join(name);
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
    fn files_are_laid_out_together_like_one_by_one() {
        let codes = [
            "pub fn f(a:u8)->u8{a}",
            "pub mod v1;\npub mod r#type;",
            "pub(crate) mod given;\nfn  g(){}",
            "#[cfg(test)]\nmod token;",
        ];
        let codes = codes.map(str::to_owned);
        let single: Vec<_> = codes
            .iter()
            .map(|code| rustfmt().format(code.clone()))
            .collect();
        assert_eq!(rustfmt().format_all(codes.to_vec()), single);
        let shares = rustfmt().format_shares(&codes).expect("they are sound");
        assert_eq!(shares.into_iter().map(Ok).collect::<Vec<_>>(), single);
        let mut broken = codes.to_vec();
        "fn {".clone_into(&mut broken[0]);
        let outcomes = rustfmt().format_all(broken);
        let outcomes: Vec<bool> = outcomes.iter().map(Result::is_ok).collect();
        assert_eq!(outcomes, [false, true, true, true]);
    }

    #[test]
    fn shares_are_of_nearly_the_same_work() {
        let codes = ["a", "bbbb", "/// Comments.\ncc", "d"].map(str::to_owned);
        assert_eq!(shares(&codes, 2), [vec![1], vec![2, 0, 3]]);
        assert_eq!(shares(&codes[..1], 8), [[0]]);
    }

    #[test]
    fn a_formatter_that_is_not_there_is_missed_at_once() {
        assert!(is_there("cargo".as_ref()));
        assert!(!is_there("no-such-program".as_ref()));
        assert!(!is_there("no/such/program".as_ref()));
    }

    #[test]
    fn settings_are_terms() {
        let scratch = Scratch::new(crate::codegen::root()).expect("`target` can be written");
        let rustfmt = |settings: &str| {
            fs::write(scratch.0.join("rustfmt.toml"), settings).expect("`target` can be written");
            let found = Rustfmt::find(&scratch.0).expect("rustfmt belongs to the toolchain");
            found.terms().expect("it has terms")
        };
        let (one, other) = (rustfmt("max_width = 100\n"), rustfmt("max_width = 80\n"));
        assert_ne!(one, other);
        assert_eq!(rustfmt("max_width = 100\r\n"), one);
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
