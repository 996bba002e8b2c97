//! All problems of a run, without repetition.

use std::collections::HashSet;

use annotate_snippets::Level;

use super::render;
use super::{Problem, Sources, Style};

/// How many problems of a run are kept; more are only counted.
const KEPT: usize = 10_000;

/// How many problems are shown as text.
const SHOWN: usize = 100;

/// How many remarks are shown as text.
const REMARKS_SHOWN: usize = 20;

/// All that was found in a run. A problem that is reached on two ways (through two references) counts once.
///
/// A document of somebody else may have what one of the house must not have, such as an extension of another tool: that is a
/// [remark](Problems::remark), which fails a run over our own documents and is only reported for a foreign one.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    found: Kept,
    remarks: Kept,
    foreign: bool,
    /// How many things that the code does not depend on are being read, one inside another.
    incidental: usize,
    /// How many names [were compared](Problems::similar) with those that are not there.
    pub(super) compared: usize,
}

impl Problems {
    /// For documents that the house has not written.
    pub(crate) fn foreign() -> Self {
        Self {
            foreign: true,
            ..Self::default()
        }
    }

    /// No problems yet, of documents of the same origin.
    pub(crate) fn alike(&self) -> Self {
        Self {
            foreign: self.foreign,
            ..Self::default()
        }
    }

    /// Takes over those of others that `which` admits, and their remarks.
    pub(crate) fn take_over(&mut self, others: Self, which: impl Fn(&Problem) -> bool) {
        self.found.take_over(others.found, &which);
        self.remarks.take_over(others.remarks, &which);
    }

    /// Whether the documents are somebody else's.
    pub(crate) fn is_foreign(&self) -> bool {
        self.foreign
    }

    /// What is pushed until [`end_incidental`](Self::end_incidental) is about something that no code depends on, such as an example or
    /// the address of a licence: a foreign document is not refused for its sake.
    pub(crate) fn begin_incidental(&mut self) {
        self.incidental += 1;
    }

    /// The end of what [`begin_incidental`](Self::begin_incidental) began.
    pub(crate) fn end_incidental(&mut self) {
        self.incidental -= 1;
    }

    /// Takes note of a problem.
    pub(crate) fn push(&mut self, problem: Problem) {
        if self.incidental > 0 {
            self.remark(problem);
        } else {
            self.found.push(problem);
        }
    }

    /// Takes note of what a document of the house must not have and a foreign one may.
    pub(crate) fn remark(&mut self, problem: Problem) {
        if self.foreign {
            self.remarks.push(problem);
        } else {
            self.found.push(problem);
        }
    }

    /// Whether no problem was found.
    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The problems, in the order in which they were found.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.found.list.iter()
    }

    /// How many remarks were made.
    pub(crate) fn remarks(&self) -> usize {
        self.remarks.count()
    }

    /// How many problems were found.
    pub(crate) fn len(&self) -> usize {
        self.found.count()
    }

    /// The problems as text, in the order of the sources, compiler style. Of very many, the first are shown and the others counted.
    pub(crate) fn render(&self, sources: &Sources, style: Style) -> String {
        self.found.render(&Level::ERROR, SHOWN, sources, style)
    }

    /// The remarks as text, like the problems.
    pub(crate) fn render_remarks(&self, sources: &Sources, style: Style) -> String {
        self.remarks
            .render(&Level::WARNING, REMARKS_SHOWN, sources, style)
    }
}

/// Problems without repetition, so many that they can be kept.
#[derive(Debug, Default)]
struct Kept {
    list: Vec<Problem>,
    seen: HashSet<Problem>,
    /// How many came after there was no more room.
    more: usize,
}

impl Kept {
    fn push(&mut self, problem: Problem) {
        if self.list.len() >= KEPT {
            self.more += usize::from(!self.seen.contains(&problem));
        } else if self.seen.insert(problem.clone()) {
            self.list.push(problem);
        }
    }

    /// Of those that were not kept nothing is known, and they are counted only where the others are taken over.
    fn take_over(&mut self, others: Self, which: &impl Fn(&Problem) -> bool) {
        let all = others.list.len();
        let taken: Vec<Problem> = others.list.into_iter().filter(which).collect();
        if taken.len() == all {
            self.more += others.more;
        }
        for problem in taken {
            self.push(problem);
        }
    }

    fn count(&self) -> usize {
        self.list.len() + self.more
    }

    fn render(&self, level: &Level<'_>, shown: usize, sources: &Sources, style: Style) -> String {
        let mut ordered: Vec<&Problem> = self.list.iter().collect();
        ordered.sort_by_key(|problem| problem.primary.as_ref().map(|label| label.location));
        let mut out = String::new();
        for problem in ordered.iter().take(shown) {
            out.push_str(&render::problem(problem, level, sources, style));
            out.push_str("\n\n");
        }
        if let Some(hidden) = ordered.get(shown..).filter(|hidden| !hidden.is_empty()) {
            out.push_str(&render::rest(hidden, self.more, level, style));
            out.push_str("\n\n");
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::{Problem, Problems};
    use crate::diagnostic::{Sources, Style};

    #[test]
    fn a_remark_fails_a_document_of_the_house_and_no_foreign_one() {
        let sources = Sources::default();
        let remark = || Problem::new("unknown-key", "`colour` is not a member of a schema");
        let mut own = Problems::default();
        own.remark(remark());
        assert_eq!(own.len(), 1);
        let mut foreign = Problems::foreign();
        foreign.remark(remark());
        foreign.remark(remark());
        assert!(foreign.is_empty());
        let text = foreign.render_remarks(&sources, Style::Plain);
        assert_eq!(text.matches("warning[unknown-key]").count(), 1, "{text}");
    }

    #[test]
    fn of_very_many_problems_the_first_are_shown_and_all_are_counted() {
        let sources = Sources::default();
        let mut problems = Problems::default();
        for number in 0..20_000 {
            problems.push(Problem::new("value", format!("the value {number}")));
        }
        problems.push(Problem::new("type", "another one"));
        assert_eq!(problems.len(), 20_001);
        let text = problems.render(&sources, Style::Plain);
        assert_eq!(text.matches("error[value]: the value").count(), 100);
        assert!(text.contains("error: and 19901 more"), "{text}");
        assert!(text.contains("9900 of `value`"), "{text}");
    }
}
