//! A crate whose compilation is measured.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::cpu;

/// All crates have the same TLS.
const TLS: &str = "rustls";

/// The same for all: no cache of an earlier run, and the debug information of our own profile.
const ENVIRONMENT: [(&str, &str); 2] = [
    ("CARGO_INCREMENTAL", "0"),
    ("CARGO_PROFILE_DEV_DEBUG", "line-tables-only"),
];

/// A crate whose compilation is measured, with a choice of its features.
#[derive(Debug)]
pub(super) struct Contestant {
    /// For people.
    pub(super) name: String,
    /// Whether it has all operations, so that it compares with the others that have.
    pub(super) compared: bool,
    /// Whether another generator made it.
    pub(super) peer: bool,
    /// What it is built into, and nothing else.
    pub(super) target: PathBuf,
    manifest: PathBuf,
    package: String,
    features: Vec<String>,
}

/// The identity client with its choices of features.
pub(super) fn ours(root: &Path, folder: &Path) -> Vec<Contestant> {
    let of = |name: &str, features: &[&str], compared| Contestant {
        name: format!("spaceone-identity, {name}"),
        compared,
        peer: false,
        target: folder
            .join("target")
            .join(name.replace(['`', ' ', ','], "")),
        manifest: root.join("crates/spaceone-identity/Cargo.toml"),
        package: "spaceone-identity".to_owned(),
        features: features
            .iter()
            .map(|feature| (*feature).to_owned())
            .collect(),
    };
    vec![
        of("default features", &["default"], false),
        of("`projects`", &["projects", TLS], false),
        of("`v2-all`", &["v2-all", TLS], true),
        of("`full`", &["full", TLS], false),
    ]
}

impl Contestant {
    /// What another generator made, in a folder of its own.
    pub(super) fn peer(name: &str, package: &str, folder: &Path) -> Self {
        Self {
            name: name.to_owned(),
            compared: true,
            peer: true,
            target: folder.join("target").join(package),
            manifest: folder.join(package).join("Cargo.toml"),
            package: package.to_owned(),
            features: vec![TLS.to_owned()],
        }
    }

    /// Downloads what it depends on, which is not measured.
    pub(super) fn fetch(&self) -> Result<(), String> {
        self.done(self.cargo("fetch"))
    }

    /// Compiles what is not compiled yet, and gives the CPU seconds that it took.
    pub(super) fn check(&self) -> Result<f64, String> {
        let before = cpu::spent()?;
        let mut check = self.cargo("check");
        check
            .args(["--package", &self.package, "--target-dir"])
            .arg(&self.target)
            .args(["--no-default-features", "--features"])
            .arg(self.features.join(","));
        self.done(check)?;
        Ok(cpu::spent()? - before)
    }

    /// Makes the crate, and nothing that it depends on, be compiled anew.
    pub(super) fn forget(&self) -> Result<(), String> {
        let mut clean = self.cargo("clean");
        clean
            .args(["--package", &self.package, "--target-dir"])
            .arg(&self.target);
        self.done(clean)
    }

    fn cargo(&self, command: &str) -> Command {
        let mut cargo = Command::new(option_env!("CARGO").unwrap_or("cargo"));
        cargo
            .args([command, "--quiet", "--manifest-path"])
            .arg(&self.manifest)
            .envs(ENVIRONMENT)
            .env_remove("RUSTFLAGS")
            .stdin(Stdio::null());
        cargo
    }

    fn done(&self, mut command: Command) -> Result<(), String> {
        match command.status() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("{}: cargo failed ({status})", self.name)),
            Err(error) => Err(format!("{}: cargo failed: {error}", self.name)),
        }
    }
}
