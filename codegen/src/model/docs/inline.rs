//! The text of a paragraph, a heading or a cell: code spans, links, words.

use super::Identifiers;
use super::marks::Marks;

/// So many links inside each other are read; in Markdown there is none inside another.
const LINKS: usize = 4;

/// Nobody writes a name of so many bytes, nor longer ones, as a word among others.
const LONG: usize = 200;

/// `text` so that it reads the same and `rustdoc` takes no part of it for a tag, a link or a bare address. What looks like code is set as
/// code.
pub(super) fn clean(text: &str, identifiers: &Identifiers) -> String {
    cleaned(text, identifiers, 0)
}

fn cleaned(text: &str, identifiers: &Identifiers, depth: usize) -> String {
    let mut cleaner = Cleaner {
        rest: text,
        out: String::with_capacity(text.len() + 16),
        identifiers,
        marks: Marks::of(text),
        depth,
    };
    while let Some(sign) = cleaner.rest.chars().next() {
        match sign {
            '\\' => cleaner.escape(),
            '`' => cleaner.code_span(),
            '<' => cleaner.angle(),
            '[' => cleaner.bracket(),
            ']' => cleaner.replace(1, "\\]"),
            '&' => cleaner.copy(entity(cleaner.rest).unwrap_or(1)),
            sign if sign.is_alphanumeric() || matches!(sign, '_' | '$') => cleaner.word(),
            sign => cleaner.copy(sign.len_utf8()),
        }
    }
    cleaner.out
}

struct Cleaner<'a> {
    rest: &'a str,
    out: String,
    identifiers: &'a Identifiers,
    marks: Marks<'a>,
    /// In how many links the text stands.
    depth: usize,
}

impl Cleaner<'_> {
    fn copy(&mut self, bytes: usize) {
        let (taken, rest) = self.rest.split_at(bytes);
        self.out.push_str(taken);
        self.rest = rest;
    }

    fn replace(&mut self, bytes: usize, with: &str) {
        self.out.push_str(with);
        self.rest = &self.rest[bytes..];
    }

    /// A backslash keeps what is behind it as it is, where that is a sign; elsewhere it is a backslash.
    fn escape(&mut self) {
        match self.rest[1..].chars().next() {
            Some(next) if next.is_ascii_punctuation() => self.copy(2),
            _ => self.replace(1, "\\\\"),
        }
    }

    fn code_span(&mut self) {
        let run = self.rest.len() - self.rest.trim_start_matches('`').len();
        match self.marks.closing_run(&self.rest[run..], run) {
            Some(end) => self.copy(run + end + run),
            None => self.replace(run, &"\\`".repeat(run)),
        }
    }

    /// `<https://…>` is a link; any other `<` is a sign.
    fn angle(&mut self) {
        let inside = &self.rest[1..];
        match inside.find(['>', '<', ' ', '\n']) {
            Some(end)
                if inside[end..].starts_with('>')
                    && ["https://", "http://", "mailto:"]
                        .iter()
                        .any(|scheme| inside.starts_with(scheme)) =>
            {
                self.copy(end + 2);
            }
            _ => self.replace(1, "\\<"),
        }
    }

    /// `[text](https://…)` is a link; a link to elsewhere becomes its text, any other bracket a sign.
    fn bracket(&mut self) {
        let link = (self.depth < LINKS).then(|| self.marks.link(self.rest));
        let Some((label, target, length)) = link.flatten() else {
            self.replace(1, "\\[");
            return;
        };
        let label = cleaned(label, self.identifiers, self.depth + 1);
        if ["https://", "http://", "mailto:"]
            .iter()
            .any(|scheme| target.starts_with(scheme))
        {
            // A link inside the text of a link is none.
            let label = label.replace(['<', '>'], "");
            // Quotes inside the brackets look like backticks that were meant.
            let quote = ["'", "\""].into_iter().find(|it| {
                let inner = label
                    .strip_prefix(it)
                    .and_then(|rest| rest.strip_suffix(it));
                inner.is_some_and(|inner| !inner.is_empty())
            });
            let quote = quote.unwrap_or_default();
            let label = &label[quote.len()..label.len() - quote.len()];
            self.replace(length, &format!("{quote}[{label}]({target}){quote}"));
        } else {
            self.replace(length, &label);
        }
    }

    fn word(&mut self) {
        let ends = |(at, sign): (usize, char)| {
            let apart = sign.is_whitespace()
                || matches!(
                    sign,
                    '`' | '<' | '>' | '[' | ']' | '"' | '\\' | '*' | '|' | '(' | ')'
                );
            (apart || (sign == '&' && entity(&self.rest[at..]).is_some())).then_some(at)
        };
        let end = self.rest.char_indices().find_map(ends);
        let end = end.unwrap_or(self.rest.len());
        let mut word = self.rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'']);
        if word.is_empty() {
            word = &self.rest[..end];
        }
        if word.starts_with("https://") || word.starts_with("http://") {
            self.replace(word.len(), &format!("<{word}>"));
            return;
        }
        if word.len() > LONG {
            self.copy(word.len());
            return;
        }
        if is_address(word) {
            self.set_as_code(word, word);
            return;
        }
        // An apostrophe ends a word, as clippy reads it.
        if let Some((owner, _)) = word.split_once('\'')
            && !owner.is_empty()
        {
            word = owner;
        }
        let bare = word.trim_end_matches(|sign: char| !sign.is_alphanumeric() && sign != '_');
        if !bare.is_empty() {
            word = bare;
        }
        let call = self.rest[word.len()..].starts_with("()");
        let name = word.trim_matches('_');
        let emphasis = name.len() < word.len() && word.starts_with('_') == word.ends_with('_');
        if self.identifiers.contains(name) && !name.is_empty() {
            self.set_as_code(word, name);
        } else if call {
            self.replace(word.len() + 2, &format!("`{word}()`"));
        } else if looks_like_code(if emphasis { name } else { word }) {
            self.set_as_code(word, if emphasis { name } else { word });
        } else {
            self.copy(word.len());
        }
    }

    fn set_as_code(&mut self, word: &str, name: &str) {
        let set = word.replacen(name, &format!("`{name}`"), 1);
        self.replace(word.len(), &set);
    }
}

/// The length of a sign that is written by its name, such as `&lt;`, where `text` begins with one.
fn entity(text: &str) -> Option<usize> {
    let name = text.strip_prefix('&')?;
    let end = name.bytes().take(33).position(|sign| sign == b';')?;
    let end = Some(end).filter(|end| *end >= 2)?;
    let plain = |sign: char| sign.is_ascii_alphanumeric();
    let name = &name[..end];
    name.strip_prefix('#')
        .unwrap_or(name)
        .chars()
        .all(plain)
        .then_some(end + 2)
}

/// Addresses that no browser opens, such as `rtmp://a.b/c`.
fn is_address(word: &str) -> bool {
    word.split_once(":/").is_some_and(|(scheme, _)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '+' | '-' | '.'))
    })
}

/// Names with an underscore or a double colon inside.
fn looks_like_code(word: &str) -> bool {
    let inside = word.trim_matches(|sign: char| !sign.is_alphanumeric());
    word.contains("::")
        || inside.contains('_')
        || (word.contains('_') && word.trim_matches('_').len() < word.len())
}

#[cfg(test)]
mod tests {
    use super::{Identifiers, clean};

    fn cleaned(text: &str) -> String {
        let mut identifiers = Identifiers::default();
        for name in ["TraceErrorResponse", "getToken", "Scope"] {
            identifiers.add(name);
        }
        clean(text, &identifiers)
    }

    #[test]
    fn what_reads_the_same_is_left_alone() {
        for text in [
            "Plain words, a `code_span`, ``another ` one`` and **bold** or *so* text.",
            "See <https://example.com/a_b> or [the page](https://example.com/a_b).",
            "Numbers 3.5, 1-2; times 10:30, brand names: OneAccess, OAuth 2.0.",
            "An escaped \\_underscore\\_ and \\[bracket\\].",
        ] {
            assert_eq!(cleaned(text), text);
        }
    }

    #[test]
    fn quotes_stand_around_a_link() {
        for (text, set) in [
            (
                "see ['The page'](https://a.b).",
                "see '[The page](https://a.b)'.",
            ),
            ("[\"The page\"](https://a.b)", "\"[The page](https://a.b)\""),
            ("[the 'page'](https://a.b)", "[the 'page'](https://a.b)"),
            ("['](https://a.b)", "['](https://a.b)"),
        ] {
            assert_eq!(cleaned(text), set);
        }
    }

    #[test]
    fn names_become_code() {
        assert_eq!(cleaned("Set user_id, then go."), "Set `user_id`, then go.");
        assert_eq!(cleaned("the std::fmt crate"), "the `std::fmt` crate");
        assert_eq!(cleaned("Call getToken first"), "Call `getToken` first");
        assert_eq!(cleaned("a TraceErrorResponse."), "a `TraceErrorResponse`.");
        assert_eq!(cleaned("The Scope of it"), "The Scope of it");
        assert_eq!(cleaned("Use issue() here"), "Use `issue()` here");
        assert_eq!(cleaned("(see a_b)"), "(see `a_b`)");
    }

    #[test]
    fn in_foreign_documents_words_with_capitals_inside_are_code() {
        let foreign = |text| clean(text, &Identifiers::foreign());
        assert_eq!(
            foreign("PagerDuty's SubjectID."),
            "`PagerDuty`'s `SubjectID`."
        );
        assert_eq!(
            foreign("GitHub, IDs, JSON, OAuth and OpenAPI"),
            "GitHub, IDs, JSON, OAuth and `OpenAPI`"
        );
        assert_eq!(foreign("the PagerDuty-"), "the `PagerDuty`-");
        assert_eq!(foreign("an IPv4, two IPv4s"), "an IPv4, two `IPv4s`");
        assert_eq!(
            foreign("&lt;li&gt;ReadBasic&lt;/li&gt;ReadAll, AT&T; &#39;OneTwo&#39;"),
            "&lt;li&gt;`ReadBasic`&lt;/li&gt;`ReadAll`, AT&T; &#39;`OneTwo`&#39;"
        );
        assert_eq!(cleaned("the PagerDuty"), "the PagerDuty");
    }

    #[test]
    fn signs_that_rustdoc_would_read_are_escaped() {
        assert_eq!(cleaned("a <b>tag</b>"), "a \\<b>tag\\</b>");
        assert_eq!(cleaned("Vec<String>"), "Vec\\<String>");
        assert_eq!(cleaned("[optional] list[0]"), "\\[optional\\] list\\[0\\]");
        assert_eq!(cleaned("a lone ` backtick"), "a lone \\` backtick");
        assert_eq!(cleaned("C:\\dir"), "C:\\\\dir");
    }

    #[test]
    fn addresses_become_links_and_other_links_their_text() {
        assert_eq!(
            cleaned("See https://example.com/a_b?c=d."),
            "See <https://example.com/a_b?c=d>."
        );
        assert_eq!(
            cleaned("to rtmp://a.b/s/{key}, redis+tls://c or (C:/d)."),
            "to `rtmp://a.b/s/{key}`, `redis+tls://c` or (`C:/d`)."
        );
        assert_eq!(
            cleaned("the [list](#list) of [all](/all)"),
            "the list of all"
        );
        assert_eq!(
            cleaned("[https://a.example](https://a.example)"),
            "[https://a.example](https://a.example)"
        );
    }

    #[test]
    fn signs_that_nothing_closes_are_looked_at_once() {
        for sign in ["[", "[a](", "&", "<", "a'", "[a ", "``` `` "] {
            let text = sign.repeat(100_000);
            assert!(cleaned(&text).len() >= text.len(), "{sign}");
        }
        let text: Vec<_> = (1..1500).map(|run| "`".repeat(run)).collect();
        assert!(cleaned(&text.join(" ")).contains("\\`"));
    }
}
