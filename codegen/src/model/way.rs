//! The way from one module to another.

use super::Ident;

/// How a module is reached from another: so many modules up, and then down by these names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Way<'m> {
    pub(crate) up: usize,
    pub(crate) down: &'m [Ident],
}

impl<'m> Way<'m> {
    /// The shortest way, by the module that both are in. Both are named from the same root down.
    pub(crate) fn between(from: &[Ident], to: &'m [Ident]) -> Self {
        let pairs = from.iter().zip(to);
        let common = pairs.take_while(|(one, other)| one == other).count();
        Self {
            up: from.len() - common,
            down: &to[common..],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(from: &str, to: &str) -> String {
        let path = |text: &str| {
            let names = text.split_whitespace().map(Ident::new);
            names.collect::<Option<Vec<Ident>>>().unwrap()
        };
        let to = path(to);
        let Way { up, down } = Way::between(&path(from), &to);
        let down = down.iter().map(|name| format!("{name}::"));
        format!("{}{}", "super::".repeat(up), down.collect::<String>())
    }

    #[test]
    fn what_both_have_in_common_is_not_left() {
        assert_eq!(way("v2 role mock", "v2 role"), "super::");
        assert_eq!(way("v2 role mock", "v2 user"), "super::super::user::");
        assert_eq!(
            way("v2 role mock", "common rest"),
            "super::super::super::common::rest::"
        );
        assert_eq!(way("v2", "v2 role"), "role::");
        assert_eq!(way("v2 role", "v2"), "super::");
        assert_eq!(way("", "v2"), "v2::");
        assert_eq!(way("v2", ""), "super::");
        assert_eq!(way("v2", "v2"), "");
    }

    /// A module may have the name of one above it, or of one beside that.
    #[test]
    fn names_count_by_their_place() {
        assert_eq!(way("a b a", "b a"), "super::super::super::b::a::");
        assert_eq!(way("a a", "a b a"), "super::b::a::");
        assert_eq!(way("a", "a a"), "a::");
    }
}
