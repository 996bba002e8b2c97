//! Blank lines between items, as a person sets them: prettyplease sets none, and rustfmt adds none.

use syn::{File, Item};

/// The text of a file, its items apart from one another.
pub(super) fn unparse(mut part: File) -> String {
    let items = std::mem::take(&mut part.items);
    let mut text = prettyplease::unparse(&part);
    let mut listed = None;
    for item in items {
        let list = list_of(&item);
        if !text.is_empty() && (list.is_none() || list != listed) {
            text.push('\n');
        }
        listed = list;
        let has_members = matches!(item, Item::Impl(_) | Item::Trait(_));
        part.attrs.clear();
        part.items = vec![item];
        let item_text = prettyplease::unparse(&part);
        text.push_str(&if has_members {
            members_apart(&item_text)
        } else {
            item_text
        });
    }
    text
}

#[derive(Clone, Copy, PartialEq)]
enum List {
    Modules,
    Imports,
}

/// The list that an item is a line of, if it is one: declarations of modules, or imports.
fn list_of(item: &Item) -> Option<List> {
    match item {
        Item::Mod(module) if module.content.is_none() && module.attrs.is_empty() => {
            Some(List::Modules)
        }
        Item::Use(import) if import.attrs.is_empty() => Some(List::Imports),
        _ => None,
    }
}

/// A blank line before each member of a block that follows another. Members, and nothing else, begin at the first indentation.
fn members_apart(text: &str) -> String {
    const INDENT: &str = "    ";
    const OPENINGS: [&str; 7] = ["///", "#[", "pub ", "fn ", "async ", "const ", "unsafe "];
    let mut apart = String::with_capacity(text.len() + 64);
    let mut ended = false;
    for line in text.lines() {
        let member = line
            .strip_prefix(INDENT)
            .filter(|rest| !rest.starts_with(' '));
        if ended && member.is_some_and(|rest| OPENINGS.iter().any(|it| rest.starts_with(it))) {
            apart.push('\n');
        }
        ended = member.is_some_and(|rest| rest.ends_with(['}', ';']) && !rest.starts_with("///"));
        apart.push_str(line);
        apart.push('\n');
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_and_members_stand_apart_and_lists_together() {
        let code = "//! Doc.\npub mod a; pub mod b; struct S; \
                    impl S { type T = u8; type U = u8; /// It ends with };\n fn f() { let x = 1; } fn g() {} }";
        let file = syn::parse_file(code).unwrap();
        let expected = "//! Doc.\n\npub mod a;\npub mod b;\n\nstruct S;\n\nimpl S {\n    type T = u8;\n    type U = u8;\n\n    \
                        /// It ends with };\n    fn f() {\n        let x = 1;\n    }\n\n    fn g() {}\n}\n";
        assert_eq!(unparse(file), expected);
    }

    #[test]
    fn nothing_else_changes() {
        let code =
            "fn f() { if a { b(); } c(); } enum E { A { x: u8 }, B } trait T { fn f(); fn g(); }";
        let file = syn::parse_file(code).unwrap();
        let squeeze = |text: &str| {
            text.lines()
                .filter(|line| !line.is_empty())
                .collect::<Vec<_>>()
                .join("\n")
        };
        let plain = prettyplease::unparse(&file);
        assert_eq!(squeeze(&unparse(file)), squeeze(&plain));
    }
}
