//! `cargo xtask corpus`: a crate of every document in a folder, and what the compiler says of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ::codegen::{CrateOptions, CrateReport, Runtime, Style, generate_crate};

use crate::Failure;
use crate::codegen::{count, root};
use crate::rustfmt::Rustfmt;
use crate::timing::Stopwatch;

/// What was asked for on the command line.
#[derive(Debug)]
struct Options {
    folder: PathBuf,
    check: bool,
    strict: bool,
    omit_unsupported: bool,
}

/// The command, with its options.
pub(crate) fn run(arguments: lexopt::Parser) -> Result<(), Failure> {
    let options = options(arguments)?;
    let told = |reason: String| {
        eprintln!("error: {reason}");
        Failure::Found
    };
    let fallen = Corpus::new(options)
        .and_then(|corpus| corpus.run())
        .map_err(told)?;
    if fallen == 0 {
        return Ok(());
    }
    Err(told(format!("{} fell out", count(fallen, "document"))))
}

fn options(mut arguments: lexopt::Parser) -> Result<Options, Failure> {
    use lexopt::prelude::*;

    let mut folder = None;
    let (mut check, mut strict, mut omit_unsupported) = (true, false, false);
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("no-check") => check = false,
            Long("strict") => strict = true,
            Long("omit-unsupported") => omit_unsupported = true,
            Value(value) if folder.is_none() => folder = Some(PathBuf::from(value)),
            argument => return Err(argument.unexpected().into()),
        }
    }
    Ok(Options {
        folder: folder.ok_or_else(|| Failure::Usage("which folder?".to_owned()))?,
        check,
        strict,
        omit_unsupported,
    })
}

/// A run over a folder. Its crates are one workspace, so that what they depend on is built once.
struct Corpus {
    options: Options,
    rustfmt: Rustfmt,
    /// Where the crates go.
    out: PathBuf,
}

/// A row of the table.
struct Row {
    name: String,
    version: String,
    operations: String,
    generated: String,
    methods: String,
    outcome: Result<String, String>,
    seconds: f32,
}

impl Corpus {
    fn new(options: Options) -> Result<Self, String> {
        let rustfmt = Rustfmt::find(root())?;
        let out = root().join("target").join("corpus");
        Ok(Self {
            options,
            rustfmt,
            out,
        })
    }

    /// Prints the table and gives the number of documents that fell out.
    fn run(&self) -> Result<usize, String> {
        let documents = self.documents()?;
        if self.out.exists() {
            fs::remove_dir_all(&self.out)
                .map_err(|error| format!("{}: {error}", self.out.display()))?;
        }
        fs::create_dir_all(&self.out)
            .map_err(|error| format!("{}: {error}", self.out.display()))?;
        println!(
            "{:<34} {:<7} {:>10} {:>9} {:>7}  {:<40} {:>7}",
            "document", "version", "operations", "generated", "methods", "checked", "seconds"
        );
        let (mut fallen, mut refused) = (0, 0);
        for document in &documents {
            let row = self.document(document)?;
            let outcome = match &row.outcome {
                Ok(checked) => {
                    refused += usize::from(checked.starts_with("refused"));
                    checked.clone()
                }
                Err(reason) => {
                    fallen += 1;
                    format!("FELL OUT: {reason}")
                }
            };
            println!(
                "{:<34} {:<7} {:>10} {:>9} {:>7}  {:<40} {:>7.1}",
                row.name,
                row.version,
                row.operations,
                row.generated,
                row.methods,
                outcome,
                row.seconds
            );
        }
        println!(
            "{}: {} sound, {refused} refused, {fallen} fell out; crates and logs are in {}",
            count(documents.len(), "document"),
            documents.len() - refused - fallen,
            self.out.display()
        );
        Ok(fallen)
    }

    /// The files of the folder that may be documents.
    fn documents(&self) -> Result<Vec<PathBuf>, String> {
        let folder = &self.options.folder;
        let unreadable = |error| format!("cannot read `{}`: {error}", folder.display());
        let mut documents = Vec::new();
        for entry in fs::read_dir(folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            let ending = path.extension().and_then(|ending| ending.to_str());
            if path.is_file() && matches!(ending, Some("json" | "yaml" | "yml")) {
                documents.push(path);
            }
        }
        documents.sort();
        Ok(documents)
    }

    /// How the crate of a document is made.
    fn crate_of(&self, document: &Path) -> CrateOptions {
        let stem = document.file_stem().unwrap_or_default().to_string_lossy();
        let krate = crate_name(&stem);
        CrateOptions {
            spec: document.to_owned(),
            out: self.out.join(&krate),
            name: Some(krate),
            runtime: Runtime::Folder(root().join("crates")),
            omit_unsupported: self.options.omit_unsupported,
            check: false,
        }
    }

    fn document(&self, document: &Path) -> Result<Row, String> {
        let stopwatch = Stopwatch::start();
        let options = self.crate_of(document);
        let krate = options.name.clone().unwrap_or_default();
        let mut row = Row {
            name: document
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            version: "-".to_owned(),
            operations: "-".to_owned(),
            generated: "-".to_owned(),
            methods: "-".to_owned(),
            outcome: Ok("not checked".to_owned()),
            seconds: 0.0,
        };
        match generate_crate(&options, &self.rustfmt) {
            Err(failure) => {
                let told = failure.render(Style::Plain) + &failure.render_remarks(Style::Plain);
                self.log(&krate, &told)?;
                let first = format!(
                    "{} ({})",
                    failure.first(),
                    count(failure.count(), "problem")
                );
                row.outcome = if failure.blames_document() {
                    Ok(format!("refused: {first}"))
                } else {
                    Err(first)
                };
            }
            Ok(report) => {
                row.version = report.openapi.into();
                row.operations = report.operations.to_string();
                row.generated = report.generated.to_string();
                row.methods = report.methods.to_string();
                row.outcome = self.judge(&krate, &report)?;
            }
        }
        row.seconds = stopwatch.seconds();
        Ok(row)
    }

    /// What the tools say of a crate. The inner error says why it falls out.
    fn judge(&self, krate: &str, report: &CrateReport) -> Result<Result<String, String>, String> {
        if let Some(gone) = report.left_out.first() {
            let lines: Vec<String> = report
                .left_out
                .iter()
                .map(|gone| format!("left out {}: {}\n", gone.operation, gone.reason))
                .collect();
            self.log(krate, &lines.concat())?;
            return Ok(Err(format!(
                "{} left out, as {}",
                report.left_out.len(),
                gone.reason
            )));
        }
        if let Some(gone) = report.components_left_out.first() {
            let reason = &gone.reason;
            return Ok(Err(format!("{} left out, as {reason}", gone.component)));
        }
        if !self.options.check {
            return Ok(Ok("not checked".to_owned()));
        }
        self.workspace(krate)?;
        let mut passed = Vec::new();
        for tool in TOOLS
            .iter()
            .filter(|tool| self.options.strict || tool.always)
        {
            let output = self.cargo(krate, tool)?;
            let text = String::from_utf8_lossy(&output.stderr).into_owned()
                + &String::from_utf8_lossy(&output.stdout);
            let findings = findings(&text);
            if !output.status.success() || findings > 0 {
                self.log(krate, &text)?;
                let findings = count(findings, "finding");
                return Ok(Err(format!("{}: {findings}", tool.name)));
            }
            passed.push(match examples(&text) {
                Some(examples) if tool.name == "examples" => count(examples, "example"),
                _ => tool.name.to_owned(),
            });
        }
        Ok(Ok(passed.join(", ")))
    }

    /// The workspace around the crate that is looked at; others may be broken.
    fn workspace(&self, krate: &str) -> Result<(), String> {
        let manifest = format!(
            "[workspace]\nresolver = \"3\"\nmembers = [\"{krate}\"]\n\n[profile.dev]\ndebug = \"line-tables-only\"\n"
        );
        let write = |path: &str, text: &[u8]| {
            let path = self.out.join(path);
            fs::write(&path, text)
                .map_err(|error| format!("cannot write `{}`: {error}", path.display()))
        };
        write("Cargo.toml", manifest.as_bytes())?;
        // Else clippy would take that of the house, whose words are not everybody's.
        write("clippy.toml", b"")?;
        let lock = root().join("Cargo.lock");
        let lock = fs::read(&lock)
            .map_err(|error| format!("cannot read `{}`: {error}", lock.display()))?;
        write("Cargo.lock", &lock)
    }

    fn cargo(&self, krate: &str, tool: &Tool) -> Result<std::process::Output, String> {
        let mut command = Command::new(option_env!("CARGO").unwrap_or("cargo"));
        command
            .args(tool.arguments)
            .args(["--package", krate])
            .envs(tool.environment.iter().copied())
            .env("CARGO_TARGET_DIR", root().join("target"))
            .current_dir(&self.out);
        command
            .output()
            .map_err(|error| format!("cannot run cargo: {error}"))
    }

    fn log(&self, krate: &str, text: &str) -> Result<(), String> {
        let path = self.out.join(format!("{krate}.log"));
        fs::write(&path, text)
            .map_err(|error| format!("cannot write `{}`: {error}", path.display()))
    }
}

/// Something that looks at a crate.
struct Tool {
    name: &'static str,
    arguments: &'static [&'static str],
    environment: &'static [(&'static str, &'static str)],
    always: bool,
}

const TOOLS: [Tool; 6] = [
    Tool {
        name: "check",
        arguments: &["check", "--quiet"],
        environment: &[],
        always: true,
    },
    // The manifest of a generated crate asks for `pedantic` and `missing_docs`.
    Tool {
        name: "clippy",
        arguments: &["clippy", "--quiet", "--all-features", "--all-targets"],
        environment: &[],
        always: false,
    },
    Tool {
        name: "fmt",
        arguments: &["fmt", "--check"],
        environment: &[],
        always: false,
    },
    Tool {
        name: "rustdoc",
        arguments: &["doc", "--quiet", "--no-deps"],
        environment: &[],
        always: false,
    },
    Tool {
        name: "examples",
        arguments: &["test", "--doc"],
        environment: &[],
        always: false,
    },
    Tool {
        name: "round trips",
        arguments: &["test", "--quiet", "--all-features", "--test", "round_trips"],
        environment: &[],
        always: false,
    },
];

/// How many warnings and errors a tool has printed.
fn findings(text: &str) -> usize {
    text.lines()
        .filter(|line| line.starts_with("warning") || line.starts_with("error"))
        // Sums of what was said before.
        .filter(|line| !line.contains(" generated ") && !line.starts_with("error: could not "))
        .count()
}

/// How many examples have passed.
fn examples(text: &str) -> Option<usize> {
    let results = text
        .lines()
        .filter_map(|line| line.strip_prefix("test result: ok. "));
    let passed = results.filter_map(|line| line.split(' ').next()?.parse::<usize>().ok());
    let passed: Vec<usize> = passed.collect();
    (!passed.is_empty()).then(|| passed.iter().sum())
}

/// A name for the crate of a document's file that is none of another crate.
fn crate_name(stem: &str) -> String {
    let sign = |sign: char| {
        if sign.is_ascii_alphanumeric() {
            sign.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    let signs: String = stem.chars().map(sign).collect();
    let words: Vec<&str> = signs.split('-').filter(|word| !word.is_empty()).collect();
    format!("corpus-{}", words.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUND: &str = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\nservers: [{url: 'https://a.example'}]\npaths:\n  /a/{id}:\n    \
        get:\n      parameters: [{name: id, in: path, required: true, schema: {type: string}}]\n      responses:\n        '200':\n          \
        description: Done.\n          content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}\n";

    #[test]
    fn a_crate_compiles_or_its_document_falls_out() {
        let place = tempfile::tempdir().expect("a folder");
        let document = |name: &str, text: &str| {
            let path = place.path().join(name);
            fs::write(&path, text).expect("a file");
            path
        };
        let sound = document("sound.yaml", SOUND);
        let refused = document("refused.yaml", "swagger: '2.0'\n");
        let corpus = Corpus {
            options: Options {
                folder: place.path().to_owned(),
                check: true,
                strict: false,
                omit_unsupported: false,
            },
            rustfmt: Rustfmt::find(root()).expect("rustfmt belongs to the toolchain"),
            out: place.path().join("out"),
        };
        fs::create_dir(&corpus.out).expect("a folder");
        let row = corpus.document(&sound).expect("tools that run");
        assert_eq!(row.outcome.as_deref(), Ok("check"));
        assert_eq!(
            (row.operations.as_str(), row.generated.as_str()),
            ("1", "1")
        );
        let row = corpus.document(&refused).expect("tools that run");
        let outcome = row.outcome.expect("it does not fall out");
        assert!(outcome.starts_with("refused: Swagger 2"), "{outcome}");
        // The same crate, with something in it that does not compile.
        let report = generate_crate(&corpus.crate_of(&sound), &corpus.rustfmt);
        let report = report.unwrap_or_else(|failure| panic!("{failure}"));
        let door = corpus.out.join("corpus-sound/src/lib.rs");
        let text = fs::read_to_string(&door).expect("a text");
        fs::write(&door, text + "fn broken() -> u8 {}\n").expect("a file");
        let outcome = corpus
            .judge("corpus-sound", &report)
            .expect("tools that run");
        assert_eq!(outcome, Err("check: 1 finding".to_owned()));
        assert!(corpus.out.join("corpus-sound.log").is_file());
    }

    #[test]
    fn findings_are_counted_without_their_sums() {
        let text = "warning: unused\n  --> a.rs\nwarning: `a` (lib) generated 1 warning\nerror[E0425]: no\nerror: could not compile `a`\n";
        assert_eq!(findings(text), 2);
        assert_eq!(findings(""), 0);
    }

    #[test]
    fn passed_examples_are_counted() {
        let text = "test result: ok. 3 passed; 0 failed; 0 ignored\n\ntest result: ok. 1 passed; 0 failed\n";
        assert_eq!(examples(text), Some(4));
        assert_eq!(examples("nothing"), None);
    }

    #[test]
    fn a_crate_is_named_after_its_file() {
        assert_eq!(crate_name("oai__Petstore 3.1"), "corpus-oai-petstore-3-1");
    }
}
