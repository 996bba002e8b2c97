//! Code on lines that a formatter goes on from: documentation as comments, and blank lines between items. All else of the layout is the formatter's
//! matter, and the code is not parsed for it.

use std::fmt::{self, Write as _};

use proc_macro2::{Delimiter, Group, Ident, Spacing, TokenStream, TokenTree};

/// The items of a file, or of a piece of one, that stand apart from each other; documentation of the file with the first of them.
pub(crate) fn draft(tokens: TokenStream) -> Vec<String> {
    let mut draft = Draft::default();
    draft.items(tokens, Place::Module);
    draft.end_part();
    draft.parts
}

#[derive(Default)]
struct Draft {
    /// Those that are done.
    parts: Vec<String>,
    out: String,
    /// How many braces with items the next one stands in.
    depth: usize,
}

/// Where items stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Module,
    /// In an `impl` or a `trait`.
    Members,
}

/// What an item turns out to be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Module,
    /// Its braces hold members.
    Holder,
    Other,
}

impl Kind {
    /// By a word of the item, if that tells.
    fn of(word: &Ident) -> Option<Self> {
        let is_any = |words: &[&str]| words.iter().any(|it| word == it);
        if word == "mod" {
            Some(Self::Module)
        } else if is_any(&["impl", "trait"]) {
            Some(Self::Holder)
        } else {
            let others = ["struct", "enum", "fn", "static", "const", "type", "use"];
            is_any(&others).then_some(Self::Other)
        }
    }
}

impl Draft {
    fn items(&mut self, tokens: TokenStream, place: Place) {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        let mut rest = trees.as_slice();
        let mut kind = None;
        while let Some((tree, after)) = rest.split_first() {
            if let Some(after) = self.attribute(rest) {
                rest = after;
                continue;
            }
            rest = after;
            let ends = match tree {
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    self.braces(group, kind);
                    let goes_on = |sign| begins_with(rest, sign);
                    (![';', ',', '.', '?'].into_iter().any(goes_on))
                        .then(|| !group.stream().is_empty())
                }
                TokenTree::Punct(sign) if sign.as_char() == ';' => {
                    self.tree(tree);
                    // A list in a `use` or a value does not count.
                    Some(true)
                }
                _ => {
                    if let TokenTree::Ident(word) = tree {
                        kind = kind.or_else(|| Kind::of(word));
                    }
                    self.tree(tree);
                    None
                }
            };
            let Some(full) = ends else { continue };
            self.line();
            let apart = match place {
                Place::Members => full && begins_function(rest),
                Place::Module => kind != Some(Kind::Module) || !begins_module(rest),
            };
            if apart && !rest.is_empty() {
                match self.depth {
                    0 => self.end_part(),
                    _ => self.out.push('\n'),
                }
            }
            kind = None;
        }
    }

    /// Braces where items stand.
    fn braces(&mut self, group: &Group, kind: Option<Kind>) {
        let place = match kind {
            Some(Kind::Module) => Place::Module,
            Some(Kind::Holder) => Place::Members,
            _ => return self.group(group),
        };
        self.out.push('{');
        self.line();
        self.depth += 1;
        self.items(group.stream(), place);
        self.depth -= 1;
        self.out.push_str("} ");
    }

    /// What is no item.
    fn others(&mut self, tokens: TokenStream) {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        let mut rest = trees.as_slice();
        while let Some((tree, after)) = rest.split_first() {
            rest = self.attribute(rest).unwrap_or_else(|| {
                self.tree(tree);
                after
            });
        }
    }

    fn tree(&mut self, tree: &TokenTree) {
        match tree {
            TokenTree::Group(group) => self.group(group),
            TokenTree::Punct(sign) => {
                if matches!(sign.as_char(), ',' | ';') {
                    self.trim();
                }
                self.out.push(sign.as_char());
                match (sign.as_char(), sign.spacing()) {
                    (',' | ';', _) => self.line(),
                    (_, Spacing::Alone) => self.out.push(' '),
                    (_, Spacing::Joint) => {}
                }
            }
            TokenTree::Ident(word) => self.word(word),
            TokenTree::Literal(literal) => self.word(literal),
        }
    }

    fn word(&mut self, word: &dyn fmt::Display) {
        // A string takes whatever is written to it.
        let _ = write!(self.out, "{word} ");
    }

    fn group(&mut self, group: &Group) {
        let (open, close) = match group.delimiter() {
            Delimiter::Parenthesis => ("(", ") "),
            Delimiter::Brace => ("{", "} "),
            Delimiter::Bracket => ("[", "] "),
            Delimiter::None => ("", ""),
        };
        self.out.push_str(open);
        if open == "{" && !group.stream().is_empty() {
            self.line();
        }
        self.others(group.stream());
        if open != "{" {
            self.trim();
        }
        self.out.push_str(close);
    }

    /// An attribute, on a line of its own; what comes behind it.
    fn attribute<'t>(&mut self, trees: &'t [TokenTree]) -> Option<&'t [TokenTree]> {
        let behind = behind_sign(trees, '#')?;
        let inner = behind_sign(behind, '!');
        let (group, rest) = inner.unwrap_or(behind).split_first()?;
        let TokenTree::Group(group) = group else {
            return None;
        };
        self.line();
        if let Some(line) = documentation(group) {
            self.out
                .push_str(if inner.is_some() { "//!" } else { "///" });
            self.out.push_str(line.trim_end());
        } else {
            self.out
                .push_str(if inner.is_some() { "#! " } else { "# " });
            if is_derive(group) {
                self.derive(group);
            } else {
                self.group(group);
            }
        }
        self.line();
        let goes_on = behind_sign(rest, '#').is_some_and(|rest| begins_with(rest, '!'));
        if inner.is_some() && !goes_on && !rest.is_empty() {
            self.out.push('\n');
        }
        Some(rest)
    }

    /// A list of traits: formatters leave its paths as they are.
    fn derive(&mut self, group: &Group) {
        let text = group.stream().to_string();
        let text = text.replace(' ', "").replace(',', ", ");
        self.out.extend(["[", &text, "]"]);
    }

    fn trim(&mut self) {
        self.out.truncate(self.out.trim_end_matches(' ').len());
    }

    fn end_part(&mut self) {
        self.line();
        if !self.out.is_empty() {
            self.parts.push(std::mem::take(&mut self.out));
        }
    }

    /// Ends the line, if there is something on it.
    fn line(&mut self) {
        self.trim();
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }
}

/// What documentation says, where it is one line of a comment.
fn documentation(attribute: &Group) -> Option<String> {
    let mut trees = attribute.stream().into_iter();
    let (name, _equals, value) = (trees.next()?, trees.next()?, trees.next()?);
    let TokenTree::Literal(value) = value else {
        return None;
    };
    let syn::Lit::Str(text) = syn::Lit::new(value) else {
        return None;
    };
    let text = text.value();
    let fits = !text.starts_with('/') && !text.contains(['\n', '\r']);
    (is_word(&name, "doc") && fits).then_some(text)
}

fn is_derive(attribute: &Group) -> bool {
    let first = attribute.stream().into_iter().next();
    first.is_some_and(|it| is_word(&it, "derive"))
}

fn is_word(tree: &TokenTree, word: &str) -> bool {
    matches!(tree, TokenTree::Ident(it) if it == word)
}

/// What comes behind this sign, if it is the first.
fn behind_sign(trees: &[TokenTree], sign: char) -> Option<&[TokenTree]> {
    let (first, rest) = trees.split_first()?;
    matches!(first, TokenTree::Punct(it) if it.as_char() == sign).then_some(rest)
}

fn begins_with(trees: &[TokenTree], sign: char) -> bool {
    behind_sign(trees, sign).is_some()
}

/// Whether what stands in an `impl` begins a function, its documentation or its attributes.
fn begins_function(trees: &[TokenTree]) -> bool {
    let word = |index: usize, word| trees.get(index).is_some_and(|it| is_word(it, word));
    begins_with(trees, '#')
        || word(0, "pub")
        || word(0, "fn")
        || (word(1, "fn") && (word(0, "async") || word(0, "const")))
}

fn begins_module(trees: &[TokenTree]) -> bool {
    let word = |index: usize| trees.get(index).is_some_and(|it| is_word(it, "mod"));
    word(0) || (word(1) && is_word(&trees[0], "pub"))
}

/// Whether some of a draft was left as it was: a formatter gives up where a line would be too long. A text that looks like it costs another try.
pub(super) fn is_rough(code: &str) -> bool {
    let is_code = |line: &&str| !line.trim_start().starts_with("//");
    let mut lines = code.lines().filter(is_code);
    let rough = [" :: ", " . ", " : ", "! (", "# ["];
    lines.any(|line| rough.iter().any(|it| line.contains(it)))
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
            let part: TokenStream = code.parse().expect("tokens");
            let drafted: TokenStream = draft(part.clone()).concat().parse().expect("tokens");
            let (part, drafted) = (part.to_string(), drafted.to_string());
            assert_eq!(drafted, part, "{}", file.path().display());
            seen += 1;
        }
        assert!(seen > 10, "{seen} files");
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
# [derive(Clone, ::serde::Serialize)]
pub struct A < 'a > {
/// A field.
x : & 'a u8,
}

impl A < '_ > {
const X : u8 = 1;
type Y = u8;

fn one () {
if true {} }

fn two () {}
# [must_use]
fn three (x : char) -> bool {
x == '\'' || x == '}' }
}

static S : T = T {
x : ";}{" };

fn f () {}
"#;
        assert_eq!(draft(code).join("\n"), expected);
    }

    #[test]
    fn documentation_that_is_no_line_stays_an_attribute() {
        let code = quote! {
            #[doc = "/ a"]
            #[doc = r#"a "b""#]
            #[doc = "one\ntwo"]
            #[doc(hidden)]
            fn f() { g(r##"{;"# "##, b"\"}", '\u{7d}', 'x') }
        };
        let expected = r###"# [doc = "/ a"]
///a "b"
# [doc = "one\ntwo"]
# [doc (hidden)]
fn f () {
g (r##"{;"# "##,
b"\"}",
'\u{7d}',
'x') }
"###;
        assert_eq!(draft(code).join("\n"), expected);
    }

    #[test]
    fn what_a_formatter_leaves_is_seen() {
        assert!(is_rough("    a . b ()\n"));
        assert!(is_rough("let x : u8 = 1;\n"));
        assert!(!is_rough("/// a :: b\nlet x: u8 = a::b(|it| it.c());\n"));
    }
}
