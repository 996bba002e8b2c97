//! Where the signs of a text stand that belong together: backticks and brackets. They are found once, so that a text full of those that nothing closes is
//! read in one pass.

use std::collections::HashMap;

/// The signs of one text. Questions are about its ends: what is left of it.
#[derive(Debug)]
pub(super) struct Marks<'t> {
    text: &'t str,
    /// The bracket that closes each one.
    closed: HashMap<usize, usize>,
    /// Where runs of backticks begin, by their length.
    runs: HashMap<usize, Vec<usize>>,
    /// Where the targets of links may end: each closing parenthesis and each line.
    ends: Vec<usize>,
}

impl<'t> Marks<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let mut marks = Self {
            text,
            closed: HashMap::new(),
            runs: HashMap::new(),
            ends: Vec::new(),
        };
        let mut open = Vec::new();
        let mut ticks = 0;
        for (at, sign) in text.bytes().enumerate() {
            if sign == b'`' {
                ticks += 1;
                continue;
            }
            marks.run(at, &mut ticks);
            match sign {
                b'[' => open.push(at),
                b']' => marks.closed.extend(open.pop().map(|start| (start, at))),
                b')' | b'\n' => marks.ends.push(at),
                _ => {}
            }
        }
        marks.run(text.len(), &mut ticks);
        marks
    }

    /// Notes a run that ends here.
    fn run(&mut self, end: usize, ticks: &mut usize) {
        if *ticks > 0 {
            self.runs.entry(*ticks).or_default().push(end - *ticks);
            *ticks = 0;
        }
    }

    /// Where in the rest of the text the next run of exactly `run` backticks begins.
    pub(super) fn closing_run(&self, rest: &str, run: usize) -> Option<usize> {
        let from = self.text.len() - rest.len();
        next(self.runs.get(&run)?, from)
    }

    /// Text, target and whole length of a link that the rest of the text begins with.
    pub(super) fn link(&self, rest: &'t str) -> Option<(&'t str, &'t str, usize)> {
        let from = self.text.len() - rest.len();
        let close = self.closed.get(&from)? - from;
        let behind = rest[close + 1..].strip_prefix('(')?;
        let end = next(&self.ends, self.text.len() - behind.len())?;
        if !behind[end..].starts_with(')') {
            return None;
        }
        let target = behind[..end].split_whitespace().next().unwrap_or_default();
        let target = target.trim_start_matches('<').trim_end_matches('>');
        Some((&rest[1..close], target, close + 1 + 1 + end + 1))
    }
}

/// How far behind `from` the next of these places is.
fn next(places: &[usize], from: usize) -> Option<usize> {
    let index = places.partition_point(|place| *place < from);
    places.get(index).map(|place| place - from)
}

#[cfg(test)]
mod tests {
    use super::Marks;

    #[test]
    fn what_belongs_together_is_found_from_every_place() {
        let text = "[[a](b) `` ` `c` ``";
        let marks = Marks::of(text);
        assert_eq!(marks.link(text), None);
        assert_eq!(marks.link(&text[1..]), Some(("a", "b", 6)));
        assert_eq!(marks.closing_run(&text[10..], 2), Some(7));
        assert_eq!(marks.closing_run(&text[12..], 1), Some(1));
        assert_eq!(marks.closing_run(&text[18..], 2), None);
    }
}
