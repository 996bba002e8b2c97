//! One run of the generator, over all crates.

use std::fs;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Problem, Problems, Sources};
use crate::failure::Failure;
use crate::load::{self, Document, Loaded};
use crate::write::{self, Change, Folder, Formatter, GeneratedFile, Wanted};
use crate::{manifest, model, render, stack};

/// What to generate, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The folder with a folder of documents for each crate.
    pub specs: PathBuf,
    /// The folder of the crates; generated files go to `<crate>/src/generated`, and to `<crate>/tests/generated` where the crate has the feature `mock`.
    pub crates: PathBuf,
    /// Only look whether the files on the disk are those that would be generated, and write nothing.
    pub check: bool,
    /// This crate alone, instead of all.
    pub only: Option<String>,
}

/// What a run has done, or with [`check`](Options::check) would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// By crate, in the order of their names.
    pub crates: Vec<CrateOutcome>,
}

impl Outcome {
    /// Whether every file already was as it should be.
    #[must_use]
    pub fn is_fresh(&self) -> bool {
        self.crates
            .iter()
            .all(|outcome| outcome.written.is_empty() && outcome.removed.is_empty())
    }
}

/// What a run has done in one crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrateOutcome {
    /// The name of its folder.
    pub name: String,
    /// How many documents it is generated from.
    pub documents: usize,
    /// How many files are generated.
    pub files: usize,
    /// Those of them that were missing or different, as paths such as `crates/x/src/generated/mod.rs`.
    pub written: Vec<String>,
    /// Files of earlier runs that are not generated any more.
    pub removed: Vec<String>,
    /// After a [check](Options::check), all changes as a unified diff.
    pub diff: String,
}

/// Generates all crates, or [one](Options::only) of them. Files are written only when every crate could be generated and formatted.
///
/// # Errors
///
/// Everything that was found wrong with documents, files and folders.
///
/// # Examples
///
/// ```no_run
/// let options = codegen::Options {
///     specs: "specs".into(),
///     crates: "crates".into(),
///     check: true,
///     only: None,
/// };
/// match codegen::generate(&options, &codegen::Prettyplease) {
///     Ok(outcome) if outcome.is_fresh() => println!("nothing to do"),
///     Ok(outcome) => outcome.crates.iter().for_each(|changed| print!("{}", changed.diff)),
///     Err(failure) => eprint!("{}", failure.render(codegen::Style::Styled)),
/// }
/// ```
pub fn generate(options: &Options, formatter: &dyn Formatter) -> Result<Outcome, Failure> {
    stack::roomy(|| all(options, formatter)).unwrap_or_else(|error| Err(Failure::system(&error)))
}

fn all(options: &Options, formatter: &dyn Formatter) -> Result<Outcome, Failure> {
    let mut run = Run {
        options,
        sources: Sources::default(),
        problems: Problems::default(),
    };
    let plans = run.plans(formatter);
    if run.problems.is_empty() && !options.check {
        let changes: Vec<&Change> = plans.iter().flat_map(|plan| &plan.changes).collect();
        write::apply(&changes, &mut run.problems);
    }
    if run.problems.is_empty() {
        Ok(Outcome {
            crates: plans.into_iter().map(|it| it.outcome(options)).collect(),
        })
    } else {
        Err(Failure::new(run.sources, run.problems))
    }
}

/// What has to happen in one crate.
#[derive(Debug)]
struct Plan {
    name: String,
    documents: usize,
    files: usize,
    changes: Vec<Change>,
}

impl Plan {
    fn outcome(self, options: &Options) -> CrateOutcome {
        let paths = |removes| {
            let changes = self
                .changes
                .iter()
                .filter(move |change| change.removes() == removes);
            changes.map(|change| change.shown.clone()).collect()
        };
        let shown = self.changes.iter().filter(|_| options.check);
        CrateOutcome {
            written: paths(false),
            removed: paths(true),
            diff: shown.map(Change::diff).collect(),
            name: self.name,
            documents: self.documents,
            files: self.files,
        }
    }
}

/// What is generated for a crate.
#[derive(Debug, Default)]
struct Files {
    code: Vec<GeneratedFile>,
    tests: Vec<GeneratedFile>,
}

/// A crate, and what is generated for it.
#[derive(Debug)]
struct One {
    name: String,
    documents: Vec<Document>,
    files: Files,
    /// Those of the code and of the tests.
    folders: [Folder; 2],
}

struct Run<'o> {
    options: &'o Options,
    sources: Sources,
    problems: Problems,
}

impl Run<'_> {
    /// All that is generated is laid out at once.
    fn plans(&mut self, formatter: &dyn Formatter) -> Vec<Plan> {
        let mut names = load::crate_names(&self.options.specs, &mut self.problems);
        if let Some(only) = &self.options.only {
            if !names.contains(only) {
                let title = format!("there are no documents of a crate `{only}`");
                let known = format!("there are some of: {}", names.join(", "));
                self.problems.push(Problem::new("crate", title).note(known));
            }
            names.retain(|name| name == only);
        } else {
            names.extend(self.orphans(&names));
        }
        names.sort();
        let crates = names.into_iter().filter_map(|name| self.one(name));
        let crates: Vec<_> = crates.collect();
        let folders = crates.iter().flat_map(|it| {
            let files = [&it.files.code, &it.files.tests];
            let both = it.folders.iter().zip(files);
            both.map(|(folder, files)| Wanted {
                folder,
                files,
                documents: &it.documents,
            })
        });
        let folders: Vec<_> = folders.collect();
        let Self {
            sources, problems, ..
        } = self;
        let origin = |document: &Document| sources.path(document.source).to_owned();
        let changes = write::plan(&folders, &origin, formatter, problems);
        let mut changes = changes.unwrap_or_default().into_iter();
        let plan = |it: One| Plan {
            changes: changes.by_ref().take(it.folders.len()).flatten().collect(),
            name: it.name,
            documents: it.documents.len(),
            files: it.files.code.len() + it.files.tests.len(),
        };
        crates.into_iter().map(plan).collect()
    }

    /// Crates with generated files whose documents are gone.
    fn orphans(&self, names: &[String]) -> Vec<String> {
        let Ok(entries) = fs::read_dir(&self.options.crates) else {
            return Vec::new();
        };
        entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| !names.contains(name) && self.generated(name).path.is_dir())
            .collect()
    }

    /// A crate and its files; of one that something is wrong with, all that is.
    fn one(&mut self, name: String) -> Option<One> {
        let folders = [self.generated(&name), self.tests(&name)];
        let made = self.made(name);
        if made.is_none() {
            for folder in &folders {
                write::look(folder, &mut self.problems);
            }
        }
        let (name, documents, files) = made?;
        Some(One {
            name,
            documents,
            files,
            folders,
        })
    }

    fn made(&mut self, name: String) -> Option<(String, Vec<Document>, Files)> {
        let loaded = self.documents(&name);
        let there = self.is_there(&name, &loaded);
        let documents = match loaded {
            Loaded::Whole(documents) => documents,
            Loaded::Faulty(rest) => {
                // For what else is wrong alone: nothing is generated.
                let rest = rest?;
                let mut found = self.problems.alike();
                self.model(&name, &rest.documents, &mut found);
                rest.judge(found, &mut self.problems);
                return None;
            }
        };
        let files = self.files(&name, &documents)?;
        there.then_some((name, documents, files))
    }

    fn documents(&mut self, name: &str) -> Loaded {
        let folder = self.options.specs.join(name);
        if !folder.is_dir() {
            return Loaded::Whole(Vec::new());
        }
        let shown = format!("{}/{name}", last(&self.options.specs));
        let files = load::spec_files(&folder, &shown, &mut self.problems);
        load::documents(files, &mut self.sources, &mut self.problems)
    }

    /// Whether there is a crate for the documents, if there are any.
    fn is_there(&mut self, name: &str, loaded: &Loaded) -> bool {
        let none = matches!(loaded, Loaded::Whole(documents) if documents.is_empty());
        let there = none || self.options.crates.join(name).is_dir();
        if !there {
            let title = format!("there is no crate `{}/{name}`", last(&self.options.crates));
            let problem = Problem::new("crate", title).help("make it first, beside its neighbours");
            self.problems.push(problem);
        }
        there
    }

    /// The model of a crate, and whether its manifest has the feature of doubles.
    fn model(
        &self,
        name: &str,
        documents: &[Document],
        problems: &mut Problems,
    ) -> (model::Crate, bool) {
        let model = model::survey(name, documents, problems);
        let folder = self.options.crates.join(name);
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).ok();
        let shown = format!("{}/{name}/Cargo.toml", last(&self.options.crates));
        // Of a crate that is not there, that has been told.
        if folder.is_dir() {
            for problem in manifest::check(&model, manifest.as_deref(), &shown) {
                problems.push(problem);
            }
        }
        let doubles = manifest.is_some_and(|text| manifest::has_feature(&text, "mock"));
        (model, doubles)
    }

    fn files(&mut self, name: &str, documents: &[Document]) -> Option<Files> {
        if documents.is_empty() {
            return Some(Files::default());
        }
        let mut found = self.problems.alike();
        let (model, doubles) = self.model(name, documents, &mut found);
        let sound = found.is_empty();
        self.problems.take_over(found, |_| true);
        sound.then(|| Files {
            code: render::render(&model),
            // Round trips need the doubles, which stand behind a feature.
            tests: if doubles {
                render::round_trips(&model)
            } else {
                Vec::new()
            },
        })
    }

    /// The folder of a crate's generated tests.
    fn tests(&self, name: &str) -> Folder {
        Folder {
            path: self
                .options
                .crates
                .join(name)
                .join("tests")
                .join("generated"),
            shown: format!("{}/{name}/tests/generated", last(&self.options.crates)),
        }
    }

    /// The folder of a crate's generated files.
    fn generated(&self, name: &str) -> Folder {
        Folder {
            path: self.options.crates.join(name).join("src").join("generated"),
            shown: format!("{}/{name}/src/generated", last(&self.options.crates)),
        }
    }
}

/// The last part of a path, for messages.
fn last(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.display().to_string(),
    )
}
