//! Code on lines that a formatter goes on from: documentation as comments, and blank lines between items. All else of the layout is the formatter's
//! matter, and the code is not parsed for it.

use std::borrow::Cow;

use super::spacing::{begins_function, is_module};

/// A part as `render` wrote it, tokens on one line, on lines.
pub(super) fn draft(part: &str) -> String {
    let mut draft = Draft {
        rest: part,
        out: String::with_capacity(part.len() + part.len() / 8),
        open: Vec::new(),
        item: Item::default(),
    };
    while draft.step() {}
    draft.out
}

struct Draft<'a> {
    rest: &'a str,
    out: String,
    /// The brackets that are open, each with whether items stand right within.
    open: Vec<Bracket>,
    /// What has been seen of the item at hand, where items stand.
    item: Item,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bracket {
    /// The braces of an `impl` or a `trait`.
    Members,
    /// Those of a module.
    Module,
    Other,
}

#[derive(Debug, Clone, Copy, Default)]
struct Item {
    kind: Kind,
    /// Whether it has braces with something between them.
    full: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Unknown,
    Members,
    Module,
    Other,
}

impl Draft<'_> {
    /// Goes on by one token; false at the end.
    fn step(&mut self) -> bool {
        let trimmed = self.rest.trim_start();
        let closes = trimmed.starts_with([';', ',']);
        if trimmed.len() < self.rest.len() && !closes && !self.at_line_start() {
            self.out.push(' ');
        }
        self.rest = trimmed;
        let Some(first) = trimmed.chars().next() else {
            return false;
        };
        match first {
            '#' if self.documentation() || self.derive() => {}
            '"' => self.take(text_len(trimmed)),
            '\'' => self.take(quote_len(trimmed)),
            '(' | '[' => self.bracket(Bracket::Other),
            ')' | ']' => {
                self.open.pop();
                self.take(1);
                // Behind an attribute of an item.
                if first == ']' && self.among_items() {
                    self.line();
                }
            }
            '{' => self.brace(),
            '}' => self.close(),
            ';' => {
                self.take(1);
                if self.among_items() {
                    self.end_item();
                } else {
                    self.line();
                }
            }
            ',' => {
                self.take(1);
                self.line();
            }
            _ if first == '_' || first.is_alphanumeric() => self.word(),
            _ => self.take(first.len_utf8()),
        }
        true
    }

    fn take(&mut self, len: usize) {
        let (token, rest) = self.rest.split_at(len.min(self.rest.len()));
        self.out.push_str(token);
        self.rest = rest;
    }

    fn at_line_start(&self) -> bool {
        self.out.is_empty() || self.out.ends_with('\n')
    }

    fn line(&mut self) {
        if !self.at_line_start() {
            self.out.push('\n');
        }
    }

    fn among_items(&self) -> bool {
        self.open.last() != Some(&Bracket::Other)
    }

    fn bracket(&mut self, bracket: Bracket) {
        self.open.push(bracket);
        self.take(1);
    }

    fn brace(&mut self) {
        let outermost = self.among_items();
        let within = match self.item.kind {
            Kind::Members if outermost => Bracket::Members,
            Kind::Module if outermost => Bracket::Module,
            _ => Bracket::Other,
        };
        self.bracket(within);
        let full = !self.rest.trim_start().starts_with('}');
        if within != Bracket::Other {
            self.item = Item::default();
        } else if outermost {
            self.item.full = full;
        }
        if full {
            self.line();
        }
    }

    fn close(&mut self) {
        self.open.pop();
        self.take(1);
        if self.among_items() && !self.rest.trim_start().starts_with([';', '.', ',', '?']) {
            self.end_item();
        }
    }

    /// A name, a keyword or a number; also what stands before the quotes of a raw text.
    fn word(&mut self) {
        let len = self
            .rest
            .find(|it: char| it != '_' && !it.is_alphanumeric())
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(len);
        let raw = matches!(word, "r" | "br" | "cr") && rest.starts_with(['"', '#']);
        if raw && let Some(len) = raw_text_len(self.rest, len) {
            return self.take(len);
        }
        if self.among_items() && self.item.kind == Kind::Unknown {
            self.item.kind = match word {
                "impl" | "trait" => Kind::Members,
                "mod" => Kind::Module,
                "struct" | "enum" | "fn" | "static" | "const" | "type" | "use" => Kind::Other,
                _ => Kind::Unknown,
            };
        }
        self.take(len);
    }

    /// An item has ended: the next one begins on a line of its own.
    fn end_item(&mut self) {
        let Item { kind, full } = std::mem::take(&mut self.item);
        self.line();
        let next = self.rest.trim_start();
        let apart = match self.open.last() {
            _ if next.is_empty() || next.starts_with('}') => false,
            Some(Bracket::Members) => (full || self.out.ends_with(";\n")) && begins_function(next),
            _ => !(kind == Kind::Module && self.out.ends_with(";\n") && is_module(next)),
        };
        if apart {
            self.out.push('\n');
        }
    }

    /// A line of documentation, as a comment.
    fn documentation(&mut self) -> bool {
        let rest = self.rest;
        let (inner, after) = match rest.strip_prefix("# ! [") {
            Some(after) => (true, after),
            None => match rest.strip_prefix("# [") {
                Some(after) => (false, after),
                None => return false,
            },
        };
        let Some((line, after)) = after.strip_prefix("doc = ").and_then(line) else {
            return false;
        };
        self.line();
        self.out.push_str(if inner { "//!" } else { "///" });
        self.out.push_str(line.trim_end());
        self.out.push('\n');
        self.rest = after;
        if inner && !after.trim_start().starts_with("# !") {
            self.out.push('\n');
        }
        true
    }

    /// A list of traits: formatters leave its paths as they are.
    fn derive(&mut self) -> bool {
        const START: &str = "# [derive (";
        let list = self.rest.strip_prefix(START);
        let Some((list, rest)) = list.and_then(|it| it.split_once(")]")) else {
            return false;
        };
        let paths = list.split(',').map(|path| path.replace(' ', ""));
        let paths: Vec<String> = paths.collect();
        for text in [START, &paths.join(", "), ")]\n"] {
            self.out.push_str(text);
        }
        self.rest = rest;
        true
    }
}

/// Whether some of a draft was left as it was: a formatter gives up where a line would be too long. A text that looks like it costs another try.
pub(super) fn is_rough(code: &str) -> bool {
    let is_code = |line: &&str| !line.trim_start().starts_with("//");
    let mut lines = code.lines().filter(is_code);
    let rough = [" :: ", " . ", " : ", "! (", "# ["];
    lines.any(|line| rough.iter().any(|it| line.contains(it)))
}

/// The length of a text in quotes.
fn text_len(code: &str) -> usize {
    let mut bytes = code.bytes().enumerate().skip(1);
    while let Some((index, byte)) = bytes.next() {
        match byte {
            b'\\' => {
                bytes.next();
            }
            b'"' => return index + 1,
            _ => {}
        }
    }
    code.len()
}

/// The length of a character in quotes, or of the quote alone where it begins a lifetime.
fn quote_len(code: &str) -> usize {
    let mut chars = code.char_indices().skip(1);
    match chars.next() {
        Some((_, '\\')) => code
            .get(3..)
            .and_then(|rest| rest.find('\''))
            .map_or(1, |end| end + 4),
        Some(_) => match chars.next() {
            Some((index, '\'')) => index + 1,
            _ => 1,
        },
        None => 1,
    }
}

/// The length of a raw text whose hashes or quote begin at `from`.
fn raw_text_len(code: &str, from: usize) -> Option<usize> {
    let hashes = code[from..].bytes().take_while(|it| *it == b'#').count();
    let text = code[from + hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let start = code.len() - text.len();
    Some(start + text.find(&end)? + end.len())
}

/// What a text in quotes says that ends an attribute, where it is one line of a comment; and what comes behind the attribute.
fn line(code: &str) -> Option<(Cow<'_, str>, &str)> {
    let (text, after) = if code.starts_with('r') {
        let (literal, after) = code.split_at(raw_text_len(code, 1)?);
        let (_, text) = literal.split_once('"')?;
        let (text, _) = text.rsplit_once('"')?;
        (Cow::Borrowed(text), after)
    } else {
        let inner = code.strip_prefix('"')?;
        let (literal, after) = inner.split_at(text_len(code).checked_sub(1)?);
        (unescaped(literal.strip_suffix('"')?)?, after)
    };
    let fits = !text.starts_with('/') && !text.contains(['\n', '\r']);
    Some((text, after.strip_prefix(']')?)).filter(|_| fits)
}

/// A text without its escapes, if they are those that lines have.
fn unescaped(literal: &str) -> Option<Cow<'_, str>> {
    if !literal.contains('\\') {
        return Some(Cow::Borrowed(literal));
    }
    let mut text = String::with_capacity(literal.len());
    let mut chars = literal.chars();
    while let Some(next) = chars.next() {
        text.push(match next {
            '\\' => match chars.next()? {
                found @ ('"' | '\\' | '\'') => found,
                't' => '\t',
                _ => return None,
            },
            other => other,
        });
    }
    Some(Cow::Owned(text))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use proc_macro2::TokenStream;
    use quote::quote;

    use super::{draft, is_rough};

    #[test]
    fn a_draft_has_the_tokens_of_its_part() {
        let goldens = Path::new(env!("CARGO_MANIFEST_DIR")).join("goldens/src/generated");
        let mut seen = 0;
        for file in fs::read_dir(goldens).expect("the goldens").flatten() {
            let Ok(code) = fs::read_to_string(file.path()) else {
                continue;
            };
            let part = tokens(&code);
            assert_eq!(tokens(&draft(&part)), part, "{}", file.path().display());
            seen += 1;
        }
        assert!(seen > 10, "{seen} files");
    }

    fn tokens(code: &str) -> String {
        let tokens: TokenStream = code.parse().expect("tokens");
        tokens.to_string()
    }

    #[test]
    fn items_and_members_are_set_apart() {
        let code = quote! {
            //! About.
            //! More.
            pub mod a;
            pub mod b;
            #[cfg(test)]
            mod c;
            /// One "word" in `C:\x`.
            #[derive(Clone, ::serde::Serialize)]
            pub struct A<'a> {
                /// A field.
                x: &'a u8,
            }
            impl A<'_> {
                const X: u8 = 1;
                type Y = u8;
                fn one() { if true { } }
                fn two() { }
                #[must_use]
                fn three(x: char) -> bool { x == '\'' || x == '}' }
            }
            static S: T = T { x: ";}{" };
            fn f() { }
        };
        let expected = r#"//! About.
//! More.

pub mod a;
pub mod b;

# [cfg (test)]
mod c;

/// One "word" in `C:\x`.
# [derive (Clone, ::serde::Serialize)]
pub struct A < 'a > {
/// A field.
x : & 'a u8,
}

impl A < '_ > {
const X : u8 = 1;
type Y = u8;

fn one () {
if true { } }

fn two () { }
# [must_use]
fn three (x : char) -> bool {
x == '\'' || x == '}' }
}

static S : T = T {
x : ";}{" };

fn f () { }
"#;
        assert_eq!(draft(&code.to_string()), expected);
    }

    #[test]
    fn texts_are_taken_whole() {
        let code = r###"# [doc = "/ a"] # [doc = r#"a "b""#] fn f () { g (r##"{;"# "##, b"\"}", '\u{7d}', 'x') }"###;
        let expected = r###"# [doc = "/ a"]
///a "b"
fn f () {
g (r##"{;"# "##,
b"\"}",
'\u{7d}',
'x') }
"###;
        assert_eq!(draft(code), expected);
        // What ends too early ends.
        for code in [
            "\"",
            "'",
            "'\\",
            "r#\"",
            "# [doc = \"",
            "# [derive (",
            "}",
            ")",
        ] {
            draft(code);
        }
    }

    #[test]
    fn what_a_formatter_leaves_is_seen() {
        assert!(is_rough("    a . b ()\n"));
        assert!(is_rough("let x : u8 = 1;\n"));
        assert!(!is_rough("/// a :: b\nlet x: u8 = a::b(|it| it.c());\n"));
    }
}
