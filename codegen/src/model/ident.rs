//! Names of Rust.

use std::fmt;

/// A name that Rust accepts as it is spelled here, be it by `r#` before a keyword.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Ident(String);

impl Ident {
    /// `name`, if it is an identifier, after what edition 2024 asks for where it is a keyword.
    pub(crate) fn new(name: &str) -> Option<Self> {
        let name = if matches!(name, "self" | "Self" | "super" | "crate") {
            format!("{name}_")
        } else {
            name.to_owned()
        };
        let bare = Self(name);
        (bare.0 != "_"
            && !bare.0.contains('#')
            && syn::parse_str::<syn::Ident>(&bare.to_string()).is_ok())
        .then_some(bare)
    }

    /// The name without `r#`.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The name with this before it: `without_` before `r#type` is `without_type`.
    pub(crate) fn after(&self, before: &str) -> Self {
        Self(format!("{before}{}", self.0))
    }

    /// The name with this behind it.
    pub(crate) fn followed_by(&self, behind: &str) -> Self {
        Self(format!("{}{behind}", self.0))
    }

    /// Whether Rust needs `r#` before it.
    pub(crate) fn is_keyword(&self) -> bool {
        KEYWORDS.contains(&self.0.as_str())
    }
}

/// As it stands in Rust.
impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_keyword() {
            f.write_str("r#")?;
        }
        f.write_str(&self.0)
    }
}

/// The keywords of edition 2024, strict and reserved, that `r#` makes into names. `syn` reads some of them (`gen`) as names.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

#[cfg(test)]
mod tests {
    use super::Ident;

    fn spelled(name: &str) -> Option<String> {
        Ident::new(name).map(|ident| ident.to_string())
    }

    #[test]
    fn keywords_become_raw_and_the_ones_that_cannot_get_an_underscore() {
        assert_eq!(spelled("type").as_deref(), Some("r#type"));
        assert_eq!(spelled("gen").as_deref(), Some("r#gen"));
        assert_eq!(spelled("self").as_deref(), Some("self_"));
        assert_eq!(spelled("union").as_deref(), Some("union"));
    }

    #[test]
    fn what_is_no_name_is_none() {
        for name in ["", "_", "2fa", "a-b", "a b", "r#type", "x;y"] {
            assert_eq!(spelled(name), None, "{name}");
        }
    }
}
