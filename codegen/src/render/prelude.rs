//! Names of the standard library in files that declare nothing that could hide them.
//!
//! Generated code names everything from the root of its crate, for a document may have a type `Option` or `String`. Files of doubles and of round trips
//! declare no such names and import none: there those of the prelude mean what they always mean, and are enough.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};

/// What the prelude has and generated code uses, by its module.
const NAMES: [(&str, &str); 13] = [
    ("boxed", "Box"),
    ("convert", "AsRef"),
    ("convert", "From"),
    ("convert", "Into"),
    ("convert", "TryFrom"),
    ("default", "Default"),
    ("iter", "IntoIterator"),
    ("option", "Option"),
    ("result", "Result"),
    ("string", "String"),
    ("string", "ToString"),
    ("vec", "Vec"),
    // Imported by the files that use it.
    ("borrow", "Borrow"),
];

/// The tokens of such a file, without the ways to what the prelude has.
pub(super) fn short(tokens: TokenStream) -> TokenStream {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let mut short = Vec::with_capacity(trees.len());
    let mut rest = trees.as_slice();
    while let Some((first, behind)) = rest.split_first() {
        if let Some(name) = without_way(rest)
            && !is_way(short.last())
        {
            rest = name;
            continue;
        }
        short.push(match first {
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), self::short(group.stream()));
                inner.set_span(group.span());
                TokenTree::Group(inner)
            }
            tree => tree.clone(),
        });
        rest = behind;
    }
    short.into_iter().collect()
}

/// What begins with the name that these tokens are the way to: `Option …` of `::core::option::Option …`.
fn without_way(tokens: &[TokenTree]) -> Option<&[TokenTree]> {
    let (root, _, behind) = step(tokens)?;
    let (module, _, behind) = step(behind)?;
    let (name, from_name, _) = step(behind)?;
    let known = |(of, it): &(&str, &str)| *module == of && *name == it;
    ((*root == "core" || *root == "std") && NAMES.iter().any(known)).then_some(from_name)
}

/// The name behind `::`, what begins with it, and what comes behind it.
fn step(tokens: &[TokenTree]) -> Option<(&Ident, &[TokenTree], &[TokenTree])> {
    match tokens {
        [TokenTree::Punct(one), TokenTree::Punct(two), from_name @ ..]
            if one.as_char() == ':' && two.as_char() == ':' =>
        {
            let (first, behind) = from_name.split_first()?;
            let TokenTree::Ident(name) = first else {
                return None;
            };
            Some((name, from_name, behind))
        }
        _ => None,
    }
}

/// Whether what comes behind this goes on from it: `core::option::Option` in a module of the crate's own.
fn is_way(before: Option<&TokenTree>) -> bool {
    match before {
        Some(TokenTree::Ident(name)) => {
            let words = ["as", "dyn", "for", "impl", "in", "mut", "return"];
            !words.iter().any(|word| name == word)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Spaces between signs are the formatter's affair.
    fn same(code: &str, expected: &str) {
        let plain = |text: &str| text.replace(' ', "");
        let tokens: TokenStream = code.parse().unwrap();
        assert_eq!(plain(&short(tokens).to_string()), plain(expected));
    }

    #[test]
    fn the_prelude_needs_no_way() {
        same(
            "fn a(self, a: impl ::core::convert::Into<::std::string::String>) -> ::core::option::Option<::std::vec::Vec<u8>> { ::core::convert::Into::into(a) }",
            "fn a(self, a: impl Into<String>) -> Option<Vec<u8>> { Into::into(a) }",
        );
        same(
            "<Self as ::core::default::Default>::default()",
            "<Self as Default>::default()",
        );
    }

    #[test]
    fn what_is_not_in_the_prelude_keeps_its_way() {
        for code in [
            "::std::collections::BTreeMap<u8, u8>",
            "::core::time::Duration",
            "::api_core::option::Option",
            "super::core::option::Option",
            "super::r#core::string::String::new()",
            "std::option::Option",
        ] {
            same(code, code);
        }
    }
}
