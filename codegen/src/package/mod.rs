//! A whole crate from one document.

mod front;
mod manifest;
mod memory;

pub use self::memory::{check_document, code_of};

use std::path::{Path, PathBuf};

use crate::count;
use crate::diagnostic::{Place, Problem, Problems, Sources, Style};
use crate::failure::Failure;
use crate::load::leave_out::Gone;
use crate::load::openapi::Operation;
use crate::load::{Document, Foreign};
use crate::model::{self, Crate};
use crate::render;
use crate::stack;
use crate::write::{self, Change, Folder, Formatter, GeneratedFile, Wanted};

/// Where a generated crate finds `api-core` and `auth-core`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Runtime {
    /// By version, in the registry.
    Registry,
    /// In this folder, which holds a folder of each.
    Folder(PathBuf),
}

/// Which crate to make, of what, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrateOptions {
    /// The document. Files that its references name are read too.
    pub spec: PathBuf,
    /// The folder of the crate: one that is not there, an empty one, or one that was made by this function.
    pub out: PathBuf,
    /// The name of the crate; without one it is called after the title of the document.
    pub name: Option<String>,
    /// Where the crate finds its runtime.
    pub runtime: Runtime,
    /// Leave out operations and components that cannot be generated, and tell them in the report, instead of failing.
    pub omit_unsupported: bool,
    /// Only look whether the crate is what would be generated, and write nothing.
    pub check: bool,
}

/// What was made, and what is to be known about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrateReport {
    /// The name of the crate.
    pub name: String,
    /// The title of the document.
    pub title: String,
    /// Its OpenAPI version: `3.0` or `3.1`.
    pub openapi: &'static str,
    /// How many operations the document has.
    pub operations: usize,
    /// How many of them are in the crate.
    pub generated: usize,
    /// How many of these have no `operationId` and are named by their method and path, which their documentation shows.
    pub unnamed: usize,
    /// How many methods send them: one for each representation that a body may be sent in.
    pub methods: usize,
    /// The others.
    pub left_out: Vec<LeftOut>,
    /// The components that are left out as well, because something in them, or in what they refer to, cannot be generated.
    pub components_left_out: Vec<LeftOutComponent>,
    /// How many files are generated.
    pub files: usize,
    /// Those of them that were missing or different.
    pub written: Vec<String>,
    /// Files of earlier runs that are not generated any more.
    pub removed: Vec<String>,
    /// Files that stay as they are, because they do not say that they were generated.
    pub kept: Vec<String>,
    /// After a [check](CrateOptions::check), all changes as a unified diff.
    pub diff: String,
    /// How many remarks there are on the document.
    pub remarks: usize,
    remarks_plain: String,
    remarks_styled: String,
}

impl CrateReport {
    /// What is odd about the document and has no effect on the crate, compiler style.
    #[must_use]
    pub fn render_remarks(&self, style: Style) -> &str {
        match style {
            Style::Plain => &self.remarks_plain,
            Style::Styled => &self.remarks_styled,
        }
    }
}

/// An operation that is not in the crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Its method and path, as in `POST /token`.
    pub operation: String,
    /// What could not be generated, in one line.
    pub reason: String,
}

/// A component that is not in the crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOutComponent {
    /// Where it stands in `components`, as in `schemas/Token`.
    pub component: String,
    /// What could not be generated, in one line.
    pub reason: String,
}

/// Makes a crate of any document: manifest, readme, front door, generated modules, and a round trip of each operation for its tests.
///
/// # Errors
///
/// Everything that was found wrong with the document and the folder. Nothing is written then.
///
/// # Examples
///
/// ```no_run
/// let options = codegen::CrateOptions {
///     spec: "petstore.yaml".into(),
///     out: "petstore".into(),
///     name: None,
///     runtime: codegen::Runtime::Registry,
///     omit_unsupported: false,
///     check: false,
/// };
/// match codegen::generate_crate(&options, &codegen::Prettyplease) {
///     Ok(report) => println!("{} operations", report.generated),
///     Err(failure) => eprint!("{}", failure.render(codegen::Style::Styled)),
/// }
/// ```
pub fn generate_crate(
    options: &CrateOptions,
    formatter: &dyn Formatter,
) -> Result<CrateReport, Failure> {
    let work = || {
        let mut sources = Sources::default();
        let mut problems = Problems::foreign();
        match run(options, formatter, &mut sources, &mut problems) {
            Some(report) if problems.is_empty() => Ok(report),
            _ => Err(Failure::new(sources, problems)),
        }
    };
    stack::roomy(work).unwrap_or_else(|error| Err(Failure::system(&error)))
}

fn run(
    options: &CrateOptions,
    formatter: &dyn Formatter,
    sources: &mut Sources,
    problems: &mut Problems,
) -> Option<CrateReport> {
    let [folder, inner, tests] = folders(&options.out);
    // What was asked for may be wrong, and the document too.
    let mut asked = problems.alike();
    check_folder(&folder, &mut asked);
    let ours = asked.is_empty();
    if let Some(name) = &options.name {
        manifest::check_name(name, &mut asked);
    }
    let foreign = Foreign::open(&options.spec, sources, problems);
    let read = foreign.and_then(|mut foreign| read(options, &mut foreign, problems));
    let sound = asked.is_empty();
    if ours && (read.is_none() || !sound) {
        write::look(&inner, problems);
        write::look(&tests, problems);
    }
    problems.take_over(asked, |_| true);
    let (read, missing) = read.filter(|_| sound)?;
    let Read {
        document,
        name,
        model,
    } = read;
    let files = render::render(&model);
    let documents = [document];
    let [document] = &documents;
    let origin = |_: &Document| file_name(&options.spec);
    let trips = render::round_trips(&model);
    let wanted = [(&inner, &files), (&tests, &trips)].map(|(folder, files)| Wanted {
        folder,
        files,
        documents: &documents,
    });
    let generated = count::operations_of(&model);
    let around = || {
        [
            (
                "Cargo.toml",
                manifest::manifest(&name, document, &files, &options.runtime, &options.out),
            ),
            (
                "README.md",
                front::readme(&name, document, &model, generated),
            ),
            ("src/lib.rs", front::door()),
            ("tests/round_trips.rs", front::trips(!trips.is_empty())),
        ]
    };
    let (changes, (miscounted, around)) = stack::both(
        || write::plan(&wanted, &origin, formatter, problems),
        || (count::check(&model, &documents, &files), around()),
    );
    for problem in miscounted {
        problems.push(problem);
    }
    let methods = model
        .modules
        .iter()
        .map(|module| module.operations.len())
        .sum();
    let (more, kept) = write::loose(&folder, &around, problems);
    let mut changes: Vec<_> = changes?.into_iter().flatten().collect();
    changes.extend(more);
    if problems.is_empty() && !options.check {
        let changes: Vec<&Change> = changes.iter().collect();
        write::apply(&changes, problems);
    }
    let paths = |removes| {
        let changes = changes
            .iter()
            .filter(move |change| change.removes() == removes);
        changes.map(|change| change.shown.clone()).collect()
    };
    let shown = changes.iter().filter(|_| options.check);
    let diff = shown.map(Change::diff);
    Some(CrateReport {
        title: document.info.title.value.clone(),
        openapi: document.version.spelled(),
        operations: document.listed.len() + missing.operations.len(),
        generated,
        unnamed: unnamed(document),
        methods,
        left_out: missing.operations,
        components_left_out: missing.components,
        files: files.len() + trips.len() + around.len(),
        written: paths(false),
        removed: paths(true),
        kept,
        diff: diff.collect(),
        remarks: problems.remarks(),
        remarks_plain: problems.render_remarks(sources, Style::Plain),
        remarks_styled: problems.render_remarks(sources, Style::Styled),
        name,
    })
}

/// The folder of a crate, and those in it that are the generator's alone.
fn folders(out: &Path) -> [Folder; 3] {
    let shown = out.display();
    let below = |first: &str| Folder {
        path: out.join(first).join("generated"),
        shown: format!("{shown}/{first}/generated"),
    };
    let whole = Folder {
        path: out.to_owned(),
        shown: shown.to_string(),
    };
    [whole, below("src"), below("tests")]
}

/// How many operations of a document have no name of their own.
fn unnamed(document: &Document) -> usize {
    let operations = document.paths.iter().flat_map(|path| &path.operations);
    let named = |it: &&Operation| it.id.is_some() || it.rust_name.is_some();
    operations.filter(|it| !named(it)).count()
}

/// A document that was read and lowered.
struct Read {
    document: Document,
    name: String,
    model: Crate,
}

/// What was left out of it before.
#[derive(Default)]
struct Missing {
    operations: Vec<LeftOut>,
    components: Vec<LeftOutComponent>,
}

/// Reads the document; as long as something in it cannot be generated and may be left out, once more without that.
fn read(
    options: &CrateOptions,
    foreign: &mut Foreign,
    problems: &mut Problems,
) -> Option<(Read, Missing)> {
    let mut missing = Missing::default();
    // There may be some of other files.
    let may_omit = options.omit_unsupported && problems.is_empty();
    loop {
        let document = foreign.document(problems);
        let loaded = problems.is_empty();
        let document = document.filter(|_| loaded);
        if let Some(read) = document.and_then(|document| lower(options, document, problems)) {
            return Some((read, missing));
        }
        let found: Vec<&Problem> = problems.iter().collect();
        let places: Vec<Option<&Place>> = found.iter().map(|problem| problem.place()).collect();
        let gone = may_omit.then(|| foreign.leave_out(&places)).flatten();
        let Some(gone) = gone.filter(|gone| !gone.is_empty()) else {
            if !loaded {
                look_further("api", foreign, problems);
            }
            return None;
        };
        for (gone, index) in gone {
            let found = found.get(index);
            let reason = found.map_or_else(String::new, |problem| problem.summary());
            match gone {
                Gone::Operation { method, path } => missing.operations.push(LeftOut {
                    operation: format!("{} {path}", method.to_uppercase()),
                    reason,
                }),
                Gone::Component { section, name } => missing.components.push(LeftOutComponent {
                    component: format!("{section}/{name}"),
                    reason,
                }),
            }
        }
        *problems = Problems::foreign();
    }
}

fn lower(options: &CrateOptions, document: Document, problems: &mut Problems) -> Option<Read> {
    let given = options.name.clone();
    let name =
        given.unwrap_or_else(|| manifest::name_of(&document.info.title.value, &options.spec));
    let model = model::lower(&name, std::slice::from_ref(&document), problems)?;
    Some(Read {
        document,
        name,
        model,
    })
}

/// Lowers what is left of a document that has these problems, for what else is wrong with it alone.
fn look_further(name: &str, foreign: &Foreign, problems: &mut Problems) {
    if let Some(rest) = foreign.rest(problems) {
        let mut found = problems.alike();
        model::survey(name, &rest.documents, &mut found);
        rest.judge(found, problems);
    }
}

/// Refuses a folder with something in it that was not generated.
fn check_folder(folder: &Folder, problems: &mut Problems) {
    let entries = match std::fs::read_dir(&folder.path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return,
        Err(error) => {
            let title = format!("cannot read `{}`: {error}", folder.shown);
            problems.push(Problem::new("io", title));
            return;
        }
    };
    let made = |path: &str| {
        let text = std::fs::read_to_string(folder.path.join(path));
        text.is_ok_and(|text| write::is_generated(&text))
    };
    if entries.count() == 0 || made("Cargo.toml") || made("src/generated/mod.rs") {
        return;
    }
    let title = format!("`{}` holds something that was not generated", folder.shown);
    let problem = Problem::new("foreign-folder", title)
        .note("a crate is written to a folder that is new, empty, or written by an earlier run")
        .help("choose another folder for `--out`");
    problems.push(problem);
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}

/// Whether generated code uses this crate.
fn uses(files: &[GeneratedFile], krate: &str) -> bool {
    // As tokens stand in drafts, and as they stand in lists of traits there.
    let (path, derived) = (format!(":: {krate} ::"), format!("::{krate}::"));
    let parts = files.iter().flat_map(|file| &file.parts);
    let mut lines = parts.flat_map(|part| part.lines());
    lines.any(|line| {
        line.contains(&path) || (line.starts_with("# [derive(") && line.contains(&derived))
    })
}
