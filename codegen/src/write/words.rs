//! The words of code: names, numbers and strings, apart from the signs between them.

use std::mem;

/// Code as its words and its shape.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Lexed<'t> {
    pub(super) words: Vec<&'t str>,
    /// The code with other words of the same length and kind. What is laid out in a way of its own, such as a keyword, stands as it is.
    pub(super) shape: String,
}

/// Code that is better not read by words alone.
#[derive(Debug, PartialEq, Eq)]
struct Unclear;

/// The signs before a word, the word, and what is behind it.
type Next<'t> = (&'t str, &'t str, &'t str);

/// `None` where there is a comment, a character, a raw string or anything beyond ASCII.
pub(super) fn lexed(code: &str) -> Option<Lexed<'_>> {
    let mut words = Vec::new();
    let mut shape = String::with_capacity(code.len());
    let mut rest = code;
    while let Some((signs, word, behind)) = next(rest).ok()? {
        shape.push_str(signs);
        // An attribute, which drafts have on a line of its own, and the name of a macro.
        let line = code[..code.len() - behind.len()].rsplit('\n').next();
        let stands = line.is_some_and(|line| line.starts_with('#'))
            || behind.trim_start().starts_with('!')
            || is_keyword(word);
        match word.strip_prefix('"') {
            _ if stands => shape.push_str(word),
            Some(_) => shape.extend(word.chars().map(|_| '"')),
            None => shape.extend(word.chars().map(stand_in)),
        }
        words.push(word);
        rest = behind;
    }
    shape.push_str(rest);
    Some(Lexed { words, shape })
}

/// Code with other words, one for each that it has; `None` where it has not these.
pub(super) fn with_words(code: &str, from: &[&str], to: &[&str]) -> Option<String> {
    let mut out = String::with_capacity(code.len());
    let mut pairs = from.iter().zip(to);
    let mut rest = code;
    while let Some((signs, word, behind)) = next(rest).ok()? {
        let (from, to) = pairs.next()?;
        if word != *from {
            return None;
        }
        out.extend([signs, to]);
        rest = behind;
    }
    out.push_str(rest);
    (pairs.next().is_none() && from.len() == to.len()).then_some(out)
}

fn next(code: &str) -> Result<Option<Next<'_>>, Unclear> {
    let bytes = code.as_bytes();
    let at = |index: usize| bytes.get(index).copied();
    let mut start = 0;
    loop {
        let Some(byte) = at(start) else {
            return Ok(None);
        };
        match byte {
            b'"' => break,
            _ if is_part(byte) => break,
            b'/' if at(start + 1) == Some(b'/') => return Err(Unclear),
            // A lifetime is no matter.
            b'\'' if at(start + 2) == Some(b'\'') || at(start + 1) == Some(b'\\') => {
                return Err(Unclear);
            }
            _ if !byte.is_ascii() => return Err(Unclear),
            _ => start += 1,
        }
    }
    let (signs, found) = code.split_at(start);
    let length = match at(start) {
        Some(b'"') => string(found)?,
        _ => name(found)?,
    };
    let (word, behind) = found.split_at(length);
    Ok(Some((signs, word, behind)))
}

fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The length of the name or number that code begins with.
fn name(code: &str) -> Result<usize, Unclear> {
    let length = |code: &str| code.bytes().take_while(|it| is_part(*it)).count();
    let (name, behind) = code.split_at(length(code));
    if name == "r" && behind.starts_with('#') {
        let raw = length(&behind[1..]);
        return if raw > 0 { Ok(2 + raw) } else { Err(Unclear) };
    }
    let prefixes = ["b", "br", "c", "cr", "r"];
    if prefixes.contains(&name) && behind.starts_with(['"', '#', '\'']) {
        return Err(Unclear);
    }
    Ok(name.len())
}

/// The length of the string literal that code begins with.
fn string(code: &str) -> Result<usize, Unclear> {
    let mut escaped = false;
    for (index, byte) in code.bytes().enumerate().skip(1) {
        let was = mem::take(&mut escaped);
        match byte {
            b'"' if !was => return Ok(index + 1),
            b'\\' if !was => escaped = true,
            _ if !byte.is_ascii() => return Err(Unclear),
            _ => {}
        }
    }
    Err(Unclear)
}

fn stand_in(letter: char) -> char {
    match letter {
        'A'..='Z' => 'A',
        '0'..='9' => '0',
        _ => 'a',
    }
}

fn is_keyword(word: &str) -> bool {
    KEYWORDS.binary_search(&word).is_ok()
}

/// In the order of their bytes.
const KEYWORDS: &[&str] = &[
    "Self", "_", "as", "async", "await", "box", "break", "const", "continue", "crate", "default",
    "dyn", "else", "enum", "extern", "false", "fn", "for", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "pub", "ref", "return", "self", "static", "struct",
    "super", "trait", "true", "try", "type", "union", "unsafe", "use", "where", "while", "yield",
];

#[cfg(test)]
mod tests {
    use super::{KEYWORDS, lexed, with_words};

    #[test]
    fn words_of_one_length_are_alike() {
        let shape = |code: &str| lexed(code).map(|it| it.shape);
        let one = "pub fn name (self , name : & 'a str) -> Self {\nSelf (self . 0 . with (\"na\\\"me\" , 20u8)) }";
        let two = "pub fn code (self , code : & 'b str) -> Self {\nSelf (self . 0 . have (\"co-ede\" , 31i8)) }";
        assert_eq!(shape(one), shape(two));
        assert!(shape(one).is_some());
        for other in [
            one.replace("name (", "names ("),
            one.replace("name (", "Name ("),
            one.replace("20u8", "true"),
            one.replace("with (", "with ! ("),
            one.replace("pub fn", "# [must_use]\npub fn"),
            one.replace(" , 20", " 20"),
        ] {
            assert_ne!(shape(&other), shape(one), "{other}");
        }
        assert_ne!(shape("# [inline]\nfn f ()"), shape("# [forbid]\nfn f ()"));
        assert_ne!(shape("f ! (a)"), shape("g ! (a)"));
        assert_eq!(shape("r#type . a"), shape("r#else . b"));
        assert_eq!(
            lexed("r#type (r#in)").map(|it| it.words),
            Some(vec!["r#type", "r#in"])
        );
    }

    #[test]
    fn what_has_no_plain_words_is_left() {
        let unclear = [
            "f () // a",
            "'x'",
            "'\\n'",
            "r\"a\"",
            "r#\"a\"#",
            "b\"a\"",
            "b'a'",
            "\"\u{e4}\"",
            "\u{e4}",
            "\"a",
        ];
        for code in unclear {
            assert_eq!(lexed(code), None, "{code}");
        }
    }

    #[test]
    fn words_are_put_in_the_places_of_others() {
        let (from, to) = (["f", "\"a\"", "x"], ["g", "\"b\"", "y"]);
        assert_eq!(
            with_words("f(\n \"a\", &x,\n)", &from, &to).as_deref(),
            Some("g(\n \"b\", &y,\n)")
        );
        for code in ["f(\"a\")", "f(\"a\", z)", "f(\"a\", x, x)", "f(\"a\", 'x')"] {
            assert_eq!(with_words(code, &from, &to), None, "{code}");
        }
        assert_eq!(with_words("f(\"a\", x)", &from, &to[..2]), None);
    }

    #[test]
    fn keywords_can_be_searched() {
        assert!(KEYWORDS.is_sorted());
    }
}
