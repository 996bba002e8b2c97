//! Running cargo: the tour, the tests, and all checks in their order.

use std::io;
use std::path::Path;
use std::process::{Command, ExitStatus};

use crate::watched;

/// One step of a command: what it is called, and the cargo call that does it.
struct Step {
    name: &'static str,
    arguments: &'static [&'static str],
    environment: &'static [(&'static str, &'static str)],
}

const fn step(name: &'static str, arguments: &'static [&'static str]) -> Step {
    Step {
        name,
        arguments,
        environment: &[],
    }
}

/// The tests that look at every state of a model. A step of their own, so that what they say of their extent is seen.
const MODEL: &str = "flight::tests::model::";

/// What every test needs is in the tests themselves: servers on loopback, clocks moved by hand.
const TESTS: [Step; 3] = [
    step(
        "unit, integration and golden tests",
        &[
            "test",
            "--workspace",
            "--all-targets",
            "--all-features",
            "--quiet",
            "--",
            "--show-output",
            "--skip",
            MODEL,
        ],
    ),
    step(
        "model check of the token cache's flights",
        &[
            "test",
            "--package",
            "auth-core",
            "--lib",
            "--quiet",
            MODEL,
            "--",
            "--show-output",
        ],
    ),
    step(
        "examples in the documentation",
        &["test", "--workspace", "--all-features", "--doc", "--quiet"],
    ),
];

const LINTS: [Step; 6] = [
    step("formatting", &["fmt", "--all", "--check"]),
    // Workspaces of their own, whose peers are too large to build here.
    step(
        "formatting of the bench",
        &[
            "fmt",
            "--manifest-path",
            "crates/bench/Cargo.toml",
            "--check",
        ],
    ),
    step(
        "formatting of the maker of peers",
        &[
            "fmt",
            "--manifest-path",
            "xtask/compile-cost/Cargo.toml",
            "--check",
        ],
    ),
    step(
        "clippy, all features",
        &[
            "clippy",
            "--workspace",
            "--all-targets",
            "--all-features",
            "--quiet",
            "--",
            "-D",
            "warnings",
        ],
    ),
    step(
        "clippy, default features",
        &[
            "clippy",
            "--workspace",
            "--all-targets",
            "--quiet",
            "--",
            "-D",
            "warnings",
        ],
    ),
    // A workspace of its own as well. The fuzzer itself is C++, and only linked.
    Step {
        name: "fuzz targets",
        arguments: &[
            "check",
            "--quiet",
            "--locked",
            "--manifest-path",
            "codegen/fuzz/Cargo.toml",
            "--target-dir",
            "target/fuzz",
        ],
        environment: &[("CUSTOM_LIBFUZZER_PATH", "target/fuzz/libfuzzer.a")],
    },
];

const DOCUMENTATION: [Step; 2] = [
    Step {
        name: "rustdoc, all features",
        arguments: &[
            "doc",
            "--workspace",
            "--no-deps",
            "--all-features",
            "--quiet",
        ],
        environment: &[("RUSTDOCFLAGS", "-D warnings")],
    },
    Step {
        name: "rustdoc, default features",
        arguments: &["doc", "--workspace", "--no-deps", "--quiet"],
        environment: &[("RUSTDOCFLAGS", "-D warnings")],
    },
];

/// The identity client with one of its features alone.
macro_rules! identity {
    ($feature:literal) => {
        step(
            concat!("identity with ", $feature, " alone"),
            &[
                "check",
                "--quiet",
                "--package",
                "spaceone-identity",
                "--no-default-features",
                "--features",
                $feature,
            ],
        )
    };
}

/// Each choice of TLS by itself, none among them, and each group of services.
const FEATURES: [Step; 14] = [
    step(
        "without a transport",
        &[
            "check",
            "--quiet",
            "--package",
            "api-core",
            "--no-default-features",
        ],
    ),
    step(
        "waiting without a transport",
        &[
            "check",
            "--quiet",
            "--package",
            "api-core",
            "--no-default-features",
            "--features",
            "blocking",
        ],
    ),
    step(
        "clients without a transport",
        &[
            "check",
            "--quiet",
            "--package",
            "ibm-iam-token",
            "--package",
            "spaceone-identity",
            "--package",
            "tenant-token",
            "--no-default-features",
        ],
    ),
    identity!("v1"),
    identity!("v2"),
    identity!("administration"),
    identity!("apps"),
    identity!("projects"),
    identity!("roles"),
    identity!("service-accounts"),
    identity!("users"),
    identity!("workspaces"),
    step(
        "transport without TLS",
        &[
            "check",
            "--quiet",
            "--package",
            "api-core",
            "--no-default-features",
            "--features",
            "reqwest",
        ],
    ),
    step(
        "the platform's TLS",
        &[
            "check",
            "--quiet",
            "--package",
            "api-core",
            "--no-default-features",
            "--features",
            "native-tls",
        ],
    ),
];

/// The main job, on embedded provider doubles.
pub(crate) fn demo(root: &Path) -> Result<(), String> {
    let tour = step("the tour", &["run", "--quiet", "--package", "tour"]);
    outcome(&tour, command(root, &tour).status())
}

/// All tests. What they print is read as it passes by: no secret that they use may be in it.
pub(crate) fn test(root: &Path) -> Result<(), String> {
    TESTS
        .iter()
        .try_for_each(|step| outcome(step, watched::run(command(root, step))))
}

/// Formatting, clippy, and the choices of features one by one.
pub(crate) fn lint(root: &Path) -> Result<(), String> {
    all(root, &LINTS)?;
    all(root, &FEATURES)
}

/// The documentation, as docs.rs and as a user builds it.
pub(crate) fn document(root: &Path) -> Result<(), String> {
    all(root, &DOCUMENTATION)
}

fn all(root: &Path, steps: &[Step]) -> Result<(), String> {
    steps
        .iter()
        .try_for_each(|step| outcome(step, command(root, step).status()))
}

fn command(root: &Path, step: &Step) -> Command {
    println!("==> {}: cargo {}", step.name, step.arguments.join(" "));
    // The cargo that built us, so that both are of one toolchain.
    let mut command = Command::new(option_env!("CARGO").unwrap_or("cargo"));
    command
        .args(step.arguments)
        .envs(step.environment.iter().copied())
        .current_dir(root);
    command
}

fn outcome(step: &Step, status: io::Result<ExitStatus>) -> Result<(), String> {
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{} failed ({status})", step.name)),
        Err(error) => Err(format!("{} failed: {error}", step.name)),
    }
}
