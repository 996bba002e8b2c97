//! `cargo xtask codegen --spec`: a crate of any document.

use std::path::PathBuf;

use ::codegen::{CrateOptions, CrateReport, Runtime, generate_crate};

use crate::Failure;
use crate::codegen::{count, root, style, tell};
use crate::rustfmt::Rustfmt;
use crate::timing::Stopwatch;

/// What was asked for on the command line.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Package {
    pub(crate) spec: Option<PathBuf>,
    pub(crate) out: Option<PathBuf>,
    pub(crate) name: Option<String>,
    pub(crate) runtime: Option<PathBuf>,
    pub(crate) omit_unsupported: bool,
}

impl Package {
    pub(crate) fn run(self, check: bool) -> Result<(), Failure> {
        let missing = |option| Failure::Usage(format!("`{option}` is missing"));
        let options = CrateOptions {
            spec: self.spec.ok_or_else(|| missing("--spec FILE"))?,
            out: self.out.ok_or_else(|| missing("--out DIR"))?,
            name: self.name,
            runtime: self.runtime.map_or(Runtime::Registry, Runtime::Folder),
            omit_unsupported: self.omit_unsupported,
            check,
        };
        let stopwatch = Stopwatch::start();
        let rustfmt = Rustfmt::find(root()).map_err(|reason| {
            eprintln!("error: {reason}");
            Failure::Found
        })?;
        let report = generate_crate(&options, &rustfmt).map_err(|failure| tell(&failure))?;
        eprint!("{}", report.render_remarks(style()));
        if check {
            print!("{}", report.diff);
        }
        print!("{}", summary(&report, check, stopwatch.seconds()));
        let fresh = report.written.is_empty() && report.removed.is_empty();
        if check && !fresh {
            eprintln!("error: the crate is not what its document says");
            return Err(Failure::Found);
        }
        Ok(())
    }
}

/// What was made, or would be, and what was not.
fn summary(report: &CrateReport, check: bool, seconds: f32) -> String {
    let mut lines = vec![format!(
        "{}: {} of OpenAPI {}, {} of {} operations, {} in {seconds:.2} s\n",
        report.name,
        report.title,
        report.openapi,
        report.generated,
        report.operations,
        count(report.files, "file"),
    )];
    let touched = |verb: &str, paths: &[String]| -> Vec<String> {
        paths
            .iter()
            .map(|path| format!("  {verb} {path}\n"))
            .collect()
    };
    let (wrote, removed) = if check {
        ("would write", "would remove")
    } else {
        ("wrote", "removed")
    };
    lines.extend(touched(wrote, &report.written));
    lines.extend(touched(removed, &report.removed));
    lines.extend(touched("kept as it is:", &report.kept));
    let gone = &report.left_out;
    lines.extend(
        gone.iter()
            .map(|gone| format!("  left out {}: {}\n", gone.operation, gone.reason)),
    );
    let gone = &report.components_left_out;
    lines.extend(
        gone.iter()
            .map(|gone| format!("  left out {}: {}\n", gone.component, gone.reason)),
    );
    if report.unnamed > 0 {
        let operations = count(report.unnamed, "operation");
        lines.push(format!(
            "  {operations} named by method and path, for want of an `operationId`\n"
        ));
    }
    if report.remarks > 0 {
        lines.push(format!("  {} above\n", count(report.remarks, "remark")));
    }
    lines.concat()
}

#[cfg(test)]
mod tests {
    use codegen::Prettyplease;

    use super::*;

    #[test]
    fn a_check_says_what_would_be_written() {
        let options = CrateOptions {
            spec: root().join("codegen/goldens/specs/goldens/security.yaml"),
            out: root().join("target/never-written"),
            name: None,
            runtime: Runtime::Registry,
            omit_unsupported: false,
            check: true,
        };
        let report = generate_crate(&options, &Prettyplease).expect("a sound document");
        assert!(!options.out.exists());
        let told = |check| summary(&report, check, 0.0);
        assert!(told(true).contains("  would write "), "{}", told(true));
        assert!(!told(true).contains("  wrote "), "{}", told(true));
        assert!(told(false).contains("  wrote "), "{}", told(false));
    }
}
