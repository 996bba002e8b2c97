//! The names that paths in code begin with: what has to be imported for it.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};

/// The first name of each path, alone and with the next one: `Place` and `Place::Query`.
pub(super) fn heads(tokens: &TokenStream) -> BTreeSet<String> {
    let mut heads = BTreeSet::new();
    collect(tokens, &mut heads);
    heads
}

fn collect(tokens: &TokenStream, heads: &mut BTreeSet<String>) {
    // How many colons stand before the next token, and the head that they follow.
    let (mut colons, mut head) = (0, None);
    for tree in tokens.clone() {
        match &tree {
            TokenTree::Punct(sign) if sign.as_char() == ':' => {
                colons += 1;
                continue;
            }
            TokenTree::Ident(name) => {
                let before: Option<String> = head.take();
                let name = name.to_string();
                if colons < 2 {
                    add(&name, heads);
                    head = Some(name);
                } else if let Some(before) = before {
                    add(&(before + "::" + &name), heads);
                }
            }
            TokenTree::Group(group) => {
                collect(&group.stream(), heads);
                head = None;
            }
            _ => head = None,
        }
        colons = 0;
    }
}

fn add(head: &str, heads: &mut BTreeSet<String>) {
    if !heads.contains(head) {
        heads.insert(head.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_begins_a_path_has_to_be_imported() {
        let code =
            "fn a(b: &::api::Shape, c: Option<Way>) -> d::Case { e(Place::Query, \"Trip\") }";
        let heads = heads(&code.parse().unwrap());
        for there in ["Way", "d", "d::Case", "Place", "Place::Query"] {
            assert!(heads.contains(there), "{there}");
        }
        for absent in ["Shape", "Case", "Query", "Trip", "api", "api::Shape"] {
            assert!(!heads.contains(absent), "{absent}");
        }
    }
}
