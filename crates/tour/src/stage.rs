//! What the audience sees: headings, what was sent, figures, and verdicts that add up to the exit code.

use std::fmt::Display;
use std::io::{IsTerminal, Write, stdout};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// The narrator. It keeps count of what did not hold.
#[derive(Debug)]
pub(crate) struct Stage {
    colour: bool,
    held: u32,
    failed: Vec<String>,
}

impl Stage {
    pub(crate) fn open() -> Self {
        let stage = Self {
            colour: stdout().is_terminal(),
            held: 0,
            failed: Vec::new(),
        };
        line_out(&stage.paint(
            BOLD,
            "From credentials to cached tokens, with the clients of this workspace",
        ));
        if cfg!(debug_assertions) {
            line_out(&stage.paint(
                DIM,
                "An unoptimized build: the times show proportions, not what the crates can do.",
            ));
        }
        stage
    }

    /// A provider begins.
    pub(crate) fn chapter(&self, title: &str, place: &str) {
        line_out("");
        line_out(&format!(
            "{}  {}",
            self.paint(BOLD, title),
            self.paint(DIM, place)
        ));
    }

    /// A grant begins.
    pub(crate) fn scene(&self, title: &str) {
        line_out("");
        line_out(&format!("  {}", self.paint(CYAN, title)));
    }

    /// Requests, as they were sent, each in lines of text.
    pub(crate) fn sent_all(&self, requests: &[Vec<String>]) {
        for request in requests {
            for (index, line) in request.iter().enumerate() {
                let mark = if index == 0 { "→ " } else { "  " };
                line_out(&format!(
                    "    {}",
                    self.paint(DIM, &format!("{mark}{line}"))
                ));
            }
        }
    }

    /// A promise, and whether it held.
    pub(crate) fn verdict(&mut self, held: bool, promise: impl Display) {
        let mark = if held {
            self.paint(GREEN, "✓")
        } else {
            self.paint(RED, "✗")
        };
        line_out(&format!("    {mark} {promise}"));
        if held {
            self.held += 1;
        } else {
            self.failed.push(promise.to_string());
        }
    }

    /// A sign of life while something takes its time. Only on a terminal.
    pub(crate) fn waiting(&self, what: &str) -> Waiting {
        if !self.colour {
            return Waiting(None);
        }
        let bar = ProgressBar::new_spinner().with_message(what.to_owned());
        if let Ok(style) = ProgressStyle::with_template("    {spinner} {msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(80));
        Waiting(Some(bar))
    }

    /// The end: whether all held.
    pub(crate) fn close(self) -> bool {
        line_out("");
        if self.failed.is_empty() {
            line_out(&self.paint(GREEN, &format!("All {} promises held.", self.held)));
            return true;
        }
        line_out(&self.paint(
            RED,
            &format!("{} held, {} did not:", self.held, self.failed.len()),
        ));
        for promise in &self.failed {
            line_out(&format!("  ✗ {promise}"));
        }
        false
    }

    fn paint(&self, colour: &str, text: &str) -> String {
        if self.colour {
            format!("\u{1b}[{colour}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}

/// Stops when it is dropped.
#[derive(Debug)]
pub(crate) struct Waiting(Option<ProgressBar>);

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

/// Says something worth knowing.
pub(crate) fn tell(text: impl Display) {
    line_out(&format!("    {text}"));
}

/// A reader that closed the pipe is not our failure.
fn line_out(text: &str) {
    let _closed = writeln!(stdout(), "{text}");
}

const BOLD: &str = "1";
const DIM: &str = "2";
const RED: &str = "31";
const GREEN: &str = "32";
const CYAN: &str = "36";

/// A span in the unit that suits it.
pub(crate) fn span(span: Duration) -> String {
    let nanos = span.as_nanos();
    match nanos {
        0..1_000 => format!("{nanos} ns"),
        1_000..1_000_000 => format!("{:.1} µs", span.as_secs_f64() * 1e6),
        1_000_000..1_000_000_000 => format!("{:.1} ms", span.as_secs_f64() * 1e3),
        _ if span.as_secs() < 120 => format!("{:.1} s", span.as_secs_f64()),
        _ => format!("{:.0} min", span.as_secs_f64() / 60.0),
    }
}
