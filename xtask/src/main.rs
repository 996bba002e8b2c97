//! The project's own commands; `cargo xtask help` lists them.

mod bench;
mod codegen;
mod commands;
mod compile_cost;
mod corpus;
mod fuzz;
mod package;
mod rustfmt;
mod timing;
mod watched;

use std::process::ExitCode;

/// What `cargo xtask help` prints.
const USAGE: &str = "\
cargo xtask <command>

codegen [--check] [--only CRATE]   write crates/*/{src,tests}/generated from specs/
    --check        write nothing; print what would change and fail if anything would
    --only CRATE   one crate instead of all
codegen --spec FILE --out DIR      write a crate of any OpenAPI document
    --name NAME          of the crate; else it is called after the document's title
    --runtime DIR        take api-core and auth-core from their folders in DIR, not from the registry
    --omit-unsupported   leave out operations that cannot be generated, and tell which
    --check              write nothing; fail if anything would change
corpus DIR                         make a crate of every document in DIR, check it, and print a table
    --no-check     generate only
    --strict       also clippy with `pedantic`, rustfmt, rustdoc, every example, and every round trip
    --omit-unsupported   as above; a document of which something is left out falls out all the same
fuzz [--seconds N] [--only NAME]   give arbitrary documents to the generator, 60 s for each of `load` and `pipeline`
demo                               walk the main road, on provider doubles or, with credentials in the environment, for real
bench [--quick | --write] [--only NAME,...]  measure the token cache beside its peers; results go to target/bench
    --quick        a few minutes for a look, instead of twenty for figures to quote
    --write        of a full run: puts its results into the READMEs and crates/auth-core/docs as well
    --runs N       how often each scenario is played
    --only         contestants whose names have one of these parts
    --scenario     scenarios whose names begin with one of these: a to g, or g-outage
compile-cost                       what the identity client costs to compile, beside other generators' clients
    --alone        the crates only, not what they depend on: 5 minutes instead of 30
    --runs N       how often each is compiled; else 3 times
    --write        put the results into the README of spaceone-identity
    --openapi-generator PROGRAM   where `openapi-generator-cli` is, if not on PATH
test                               run every test, and search what they print for secrets
ci                                 formatting, clippy, freshness of generated code, features, rustdoc, demo, tests
help                               print this
";

/// Why a command ended without success.
#[derive(Debug)]
enum Failure {
    /// It was not called as it should be; the exit code is 2.
    Usage(String),
    /// It has found something, and said so; the exit code is 1.
    Found,
}

impl From<lexopt::Error> for Failure {
    fn from(error: lexopt::Error) -> Self {
        Self::Usage(error.to_string())
    }
}

fn main() -> ExitCode {
    match run(lexopt::Parser::from_env()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Found) => ExitCode::FAILURE,
        Err(Failure::Usage(reason)) => {
            eprint!("error: {reason}\n\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn run(mut arguments: lexopt::Parser) -> Result<(), Failure> {
    use lexopt::prelude::*;

    // Behind a command as well, whatever else stands there.
    let asked = arguments
        .clone()
        .raw_args()
        .is_ok_and(|mut all| all.any(|argument| argument == "--help" || argument == "-h"));
    if asked {
        return help();
    }
    match arguments.next()? {
        Some(Value(command)) => match command.string()?.as_str() {
            "bench" => bench::run(arguments),
            "codegen" => codegen::run(arguments),
            "compile-cost" => compile_cost::run(arguments),
            "corpus" => corpus::run(arguments),
            "fuzz" => fuzz::run(arguments),
            "demo" => alone(arguments, demo),
            "test" => alone(arguments, || told(commands::test(codegen::root()))),
            "ci" => alone(arguments, ci),
            "help" => help(),
            command => Err(Failure::Usage(format!("there is no command `{command}`"))),
        },
        Some(argument) => Err(argument.unexpected().into()),
        None => Err(Failure::Usage("which command?".to_owned())),
    }
}

/// A command without options.
fn alone(
    mut arguments: lexopt::Parser,
    command: impl FnOnce() -> Result<(), Failure>,
) -> Result<(), Failure> {
    match arguments.next()? {
        Some(argument) => Err(argument.unexpected().into()),
        None => command(),
    }
}

/// The demo shows what the specs say: generated code that is stale would show something else.
fn demo() -> Result<(), Failure> {
    codegen::check()?;
    told(commands::demo(codegen::root()))
}

fn ci() -> Result<(), Failure> {
    told(commands::lint(codegen::root()))?;
    codegen::check()?;
    told(commands::document(codegen::root()))?;
    told(commands::demo(codegen::root()))?;
    told(commands::test(codegen::root()))
}

fn told(outcome: Result<(), String>) -> Result<(), Failure> {
    outcome.map_err(|reason| {
        eprintln!("error: {reason}");
        Failure::Found
    })
}

#[expect(clippy::unnecessary_wraps, reason = "every command returns this")]
fn help() -> Result<(), Failure> {
    print!("{USAGE}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(arguments: &[&str]) -> Result<(), Failure> {
        run(lexopt::Parser::from_args(arguments))
    }

    #[test]
    fn wrong_calls_are_told_apart_from_findings() {
        for arguments in [
            &[][..],
            &["codgen"],
            &["--check"],
            &["codegen", "--chek"],
            &["codegen", "x"],
            &["codegen", "--spec", "a.yaml"],
            &["codegen", "--out", "a"],
            &["codegen", "--spec", "a.yaml", "--out", "a", "--only", "b"],
            &["corpus"],
            &["bench", "--quik"],
            &["bench", "--runs"],
            &["compile-cost", "--runs", "0"],
        ] {
            assert!(
                matches!(call(arguments), Err(Failure::Usage(_))),
                "{arguments:?}"
            );
        }
        assert!(call(&["help"]).is_ok());
        assert!(call(&["--help"]).is_ok());
        assert!(call(&["codegen", "--help"]).is_ok());
        assert!(call(&["corpus", "-h"]).is_ok());
    }
}
