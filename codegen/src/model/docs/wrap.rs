//! Lines of bounded width.

use super::{WIDTH, printable};

/// Wraps `text` at its blanks into lines that begin with `first` and `next`. A code span or a link is never parted at a place where that
/// would change what it says, and no line begins with what would begin another block.
pub(super) fn words(text: &str, first: &str, next: &str, lines: &mut Vec<String>) {
    let mut line = first.to_owned();
    let mut empty = true;
    for word in unbreakable(&printable(text)) {
        if !empty && width(&line) + 1 + width(&word) > WIDTH && !begins_block(&word) {
            lines.push(std::mem::replace(&mut line, next.to_owned()));
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(&word);
        empty = false;
    }
    if !empty {
        lines.push(line);
    }
}

fn width(text: &str) -> usize {
    text.chars().count()
}

/// The words, those inside one code span or one link text taken together.
fn unbreakable(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut open = false;
    for word in text.split_whitespace() {
        if open && let Some(last) = words.last_mut() {
            last.push(' ');
            last.push_str(word);
        } else {
            words.push(word.to_owned());
        }
        open = words.last().is_some_and(|word| has_open_span(word));
    }
    words
}

/// Whether a code span or a bracket is opened and not closed.
fn has_open_span(text: &str) -> bool {
    let mut in_code = false;
    let mut brackets = 0_usize;
    let mut escaped = false;
    for sign in text.chars() {
        match sign {
            _ if escaped => escaped = false,
            '\\' if !in_code => escaped = true,
            '`' => in_code = !in_code,
            '[' if !in_code => brackets += 1,
            ']' if !in_code => brackets = brackets.saturating_sub(1),
            _ => {}
        }
    }
    in_code || brackets > 0
}

/// Whether a line that begins with this word is read as something else than text.
fn begins_block(word: &str) -> bool {
    let digits = word.trim_start_matches(|sign: char| sign.is_ascii_digit());
    let numbered = digits.len() < word.len() && matches!(digits, "." | ")");
    let ruled = word
        .chars()
        .all(|sign| matches!(sign, '-' | '=' | '*' | '_' | '+'));
    numbered
        || ruled
        || word.starts_with(['#', '>', '|'])
        || word.starts_with("```")
        || word.starts_with("~~~")
}

#[cfg(test)]
mod tests {
    use super::words;

    fn wrapped(text: &str) -> Vec<String> {
        let mut lines = Vec::new();
        words(text, "", "", &mut lines);
        lines
    }

    #[test]
    fn long_text_is_wrapped_and_nothing_is_lost() {
        let text = "some words of different lengths ".repeat(20);
        let lines = wrapped(&text);
        assert!(lines.len() > 5);
        assert!(lines.iter().all(|line| line.len() <= 100));
        assert_eq!(lines.join(" "), text.trim_end());
    }

    #[test]
    fn spans_and_link_texts_stay_whole() {
        let filler = "x".repeat(95);
        assert_eq!(
            wrapped(&format!("{filler} `a code span` end")),
            [filler.as_str(), "`a code span` end"]
        );
        assert_eq!(
            wrapped(&format!("{filler} [a link](https://example.com) end")),
            [filler.as_str(), "[a link](https://example.com) end"]
        );
    }

    #[test]
    fn no_line_begins_a_block_by_accident() {
        for word in ["-", "1.", "#", ">", "===", "+"] {
            let text = format!("{} {word} end", "x".repeat(99));
            assert!(
                !wrapped(&text).iter().any(|line| line.starts_with(word)),
                "{word}"
            );
        }
    }
}
