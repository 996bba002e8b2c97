//! The layout of generated code: that of `cargo fmt`.

mod kept;

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::thread;

use ::codegen::Formatter;

use kept::Kept;

/// The formatter that `cargo fmt` uses, so that its `--check` passes over generated code too.
#[derive(Debug)]
pub(crate) struct Rustfmt {
    program: OsString,
    /// The folder with the workspace's `rustfmt.toml`.
    config: PathBuf,
    /// Asked for its version, which is not waited for until it is needed.
    version: Mutex<Option<Child>>,
    kept: OnceLock<Kept>,
}

impl Rustfmt {
    /// That of the variable `RUSTFMT`, as with `cargo fmt`, else the one beside the running cargo, else the one on the path.
    pub(crate) fn find(config: &Path) -> Result<Self, String> {
        let program = program();
        let version = command(&program, config)
            .arg("--version")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn();
        let version = version.map_err(|error| {
            let name = program.display();
            format!("cannot run `{name}`: {error}\nhelp: run `rustup component add rustfmt`, or set RUSTFMT to its path")
        })?;
        Ok(Self {
            version: Mutex::new(Some(version)),
            kept: OnceLock::new(),
            program,
            config: config.to_owned(),
        })
    }

    fn command(&self) -> Command {
        command(&self.program, &self.config)
    }

    /// What was laid out before by this version, on these rules.
    fn kept(&self) -> &Kept {
        self.kept.get_or_init(|| {
            let asked = self.version.lock().ok().and_then(|mut child| child.take());
            let version = asked.and_then(|child| child.wait_with_output().ok());
            let version = version.map_or_else(Vec::new, |output| output.stdout);
            let rules = fs::read(self.config.join("rustfmt.toml")).unwrap_or_default();
            let folder = self.config.join(FOLDER).join("kept");
            Kept::new(&folder, &[version, rules])
        })
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the tools of a build come from its environment"
)]
fn program() -> OsString {
    // What rustup puts on the path has to find the toolchain first, each time.
    let beside = || {
        let cargo = PathBuf::from(std::env::var_os("CARGO")?);
        let name = format!("rustfmt{}", std::env::consts::EXE_SUFFIX);
        let program = cargo.with_file_name(name);
        program.is_file().then(|| program.into_os_string())
    };
    std::env::var_os("RUSTFMT")
        .or_else(beside)
        .unwrap_or_else(|| "rustfmt".into())
}

/// Bytes of code that take about as long as another process does to start.
const WORTH_A_PROCESS: usize = 100_000;

/// Where the workspace keeps what belongs to this.
const FOLDER: &str = "target/rustfmt";

fn command(program: &OsStr, config: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .args(["--edition", "2024", "--config-path"])
        .arg(config);
    command
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

    fn takes_drafts(&self) -> bool {
        true
    }

    /// What was laid out before is at hand, and the rest is laid out anew.
    fn format_all(&self, codes: Vec<String>) -> Vec<Result<String, String>> {
        let kept = self.kept();
        let mut texts: Vec<_> = codes.iter().map(|code| kept.text(code).map(Ok)).collect();
        let new: Vec<usize> = (0..codes.len())
            .filter(|&index| texts[index].is_none())
            .collect();
        let anew: Vec<&str> = new.iter().map(|&index| codes[index].as_str()).collect();
        let anew = self.format_anew(&anew);
        for (index, text) in new.into_iter().zip(anew) {
            if let Ok(text) = &text {
                kept.keep(&codes[index], text);
            }
            texts[index] = Some(text);
        }
        texts.into_iter().flatten().collect()
    }
}

impl Rustfmt {
    /// One process for each processor, with a share of the files.
    fn format_anew(&self, codes: &[&str]) -> Vec<Result<String, String>> {
        if codes.len() > 1
            && let Ok(formatted) = self.format_shares(codes)
        {
            return formatted.into_iter().map(Ok).collect();
        }
        // One after the other, which tells the file that is at fault.
        let codes = codes.iter().map(|&code| code.to_owned());
        codes.map(|code| self.format(code)).collect()
    }

    fn format_shares(&self, codes: &[&str]) -> io::Result<Vec<String>> {
        let folder = Scratch::new(&self.config)?;
        let processors = thread::available_parallelism().map_or(1, usize::from);
        let length: usize = codes.iter().map(|code| code.len()).sum();
        let shares = shares(codes, processors.min(length / WORTH_A_PROCESS + 1));
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
        codes: &[&str],
        share: &[usize],
    ) -> io::Result<Vec<(usize, String)>> {
        fs::create_dir_all(folder)?;
        let mut root = String::new();
        for &index in share {
            fs::write(folder.join(format!("{index}.rs")), codes[index])?;
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

/// Indices of the codes, so dealt out that the lengths of the shares are nearly the same.
fn shares(codes: &[&str], count: usize) -> Vec<Vec<usize>> {
    let count = count.clamp(1, codes.len().max(1));
    let mut shares = vec![(0, Vec::new()); count];
    let mut order: Vec<usize> = (0..codes.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(codes[index].len()));
    for index in order {
        if let Some((length, share)) = shares.iter_mut().min_by_key(|(length, _)| *length) {
            *length += codes[index].len();
            share.push(index);
        }
    }
    shares.into_iter().map(|(_, share)| share).collect()
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
        let single: Vec<_> = codes
            .iter()
            .map(|&code| rustfmt().format(code.to_owned()))
            .collect();
        let codes_of = |codes: &[&str]| codes.iter().map(|&code| code.to_owned()).collect();
        assert_eq!(rustfmt().format_all(codes_of(&codes)), single);
        let shares = rustfmt().format_shares(&codes).expect("they are sound");
        assert_eq!(shares.into_iter().map(Ok).collect::<Vec<_>>(), single);
        let mut broken = codes;
        broken[0] = "fn {";
        let outcomes: Vec<bool> = rustfmt()
            .format_all(codes_of(&broken))
            .iter()
            .map(Result::is_ok)
            .collect();
        assert_eq!(outcomes, [false, true, true, true]);
    }

    #[test]
    fn shares_are_of_nearly_the_same_length() {
        assert_eq!(
            shares(&["a", "bbbb", "cc", "d"], 2),
            [vec![1], vec![2, 0, 3]]
        );
        assert_eq!(shares(&["a"], 8), [[0]]);
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
            version: Mutex::new(None),
            kept: OnceLock::new(),
        };
        assert!(absent.format(String::new()).is_err());
    }
}
