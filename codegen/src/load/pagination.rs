//! Reads `x-pagination` and `x-feature`.

use super::fields::Fields;
use super::openapi::{XFollow, XPageSize, XPagination};
use super::reader::Reader;
use super::tree::{Content, Member, Node};
use crate::diagnostic::{Problem, Spanned};

impl<'a> Reader<'a> {
    /// `x-pagination`.
    pub(super) fn pagination(&mut self, node: &'a Node) -> Option<XPagination> {
        let mut fields = self.fields(node, "`x-pagination`")?;
        let follow = self.follow(node, &mut fields);
        let size = self.page_size(&mut fields);
        let count_only = fields.optional("countOnly").and_then(|node| self.way(node));
        let total = fields.optional("total").and_then(|node| self.way(node));
        let items = fields
            .required("items", self.problems)
            .and_then(|node| self.way(node));
        fields.finish(self.problems);
        Some(XPagination {
            place: node.place.clone(),
            follow: follow?,
            size,
            count_only,
            items: items?,
            total,
        })
    }

    fn follow(&mut self, node: &'a Node, fields: &mut Fields<'a>) -> Option<XFollow> {
        let found: Vec<(&str, &Member)> = ["offset", "page", "cursor"]
            .into_iter()
            .filter_map(|key| Some((key, fields.member(key)?)))
            .collect();
        let (first, next) = (fields.member("first"), fields.member("next"));
        let (kind, member) = match found.as_slice() {
            [one] => *one,
            [] => {
                let problem =
                    Problem::new("pagination", "how the pages follow each other is not said")
                        .at(&node.place, "has none of `offset`, `page` and `cursor`")
                        .help("name the member of the request that tells one page from another");
                self.problems.push(problem);
                return None;
            }
            [(_, one), (_, other), ..] => {
                let problem = Problem::new("pagination", "the pages follow each other in two ways")
                    .at(&other.key.place, "the second one")
                    .also(&one.key.place, "the first one")
                    .help("keep one of `offset`, `page` and `cursor`");
                self.problems.push(problem);
                return None;
            }
        };
        let at = self.way(&member.value);
        if kind == "cursor" {
            self.refuse_beside(first, "first", "a token has no number");
            let Some(next) = next else {
                self.lacks(
                    member,
                    "cursor",
                    "next",
                    "where the answer has the token of the next page",
                );
                return None;
            };
            let next = self.way(&next.value);
            return Some(XFollow::Cursor(at?, next?));
        }
        self.refuse_beside(next, "next", "the next number is counted");
        let Some(first) = first else {
            self.lacks(
                member,
                kind,
                "first",
                "the number of the first one, which is 0 or 1 as a rule",
            );
            return None;
        };
        let first = self.unsigned(&first.value);
        let (at, first) = (at?, first?.value);
        Some(if kind == "offset" {
            XFollow::Offset(at, first)
        } else {
            XFollow::Page(at, first)
        })
    }

    fn lacks(&mut self, member: &'a Member, kind: &str, key: &str, what: &str) {
        let problem = Problem::new("missing-key", format!("`{kind}` needs `{key}`"))
            .at(&member.key.place, "")
            .help(format!("add `{key}: …`, {what}"));
        self.problems.push(problem);
    }

    fn refuse_beside(&mut self, member: Option<&'a Member>, key: &str, why: &str) {
        if let Some(member) = member {
            let problem = Problem::new("pagination", format!("`{key}` has no meaning here"))
                .at(&member.key.place, why)
                .help("remove it");
            self.problems.push(problem);
        }
    }

    fn page_size(&mut self, fields: &mut Fields<'a>) -> Option<XPageSize> {
        let (at, default, max) = (
            fields.optional("size"),
            fields.optional("defaultSize"),
            fields.optional("maxSize"),
        );
        let default = default.and_then(|node| self.positive(node));
        let max = max.and_then(|node| self.positive(node));
        let Some(at) = at else {
            for (number, key) in [(&default, "defaultSize"), (&max, "maxSize")] {
                if let Some(number) = number {
                    let problem = Problem::new("missing-key", format!("`{key}` needs `size`"))
                        .at(&number.place, "a size that nothing sends")
                        .help("name the member of the request that takes the size: `size: /…`");
                    self.problems.push(problem);
                }
            }
            return None;
        };
        if let (Some(default), Some(max)) = (&default, &max)
            && default.value > max.value
        {
            let problem = Problem::new("pagination", "`defaultSize` is larger than `maxSize`")
                .at(&default.place, "")
                .also(&max.place, "")
                .help("make it smaller");
            self.problems.push(problem);
        }
        let at = self.way(at)?;
        Some(XPageSize { at, default, max })
    }

    fn positive(&mut self, node: &'a Node) -> Option<Spanned<u64>> {
        let number = self.unsigned(node)?;
        if number.value > 0 {
            return Some(number);
        }
        let problem = Problem::new("pagination", "a page of 0 items")
            .at(&number.place, "holds nothing")
            .help("write a larger number");
        self.problems.push(problem);
        None
    }

    /// A JSON pointer, as the names in it.
    fn way(&mut self, node: &'a Node) -> Option<Spanned<Vec<String>>> {
        let pointer = self.pointer(node)?;
        let names = pointer.value.split('/').skip(1);
        let names = names.map(|name| name.replace("~1", "/").replace("~0", "~"));
        Some(Spanned::new(names.collect(), pointer.place))
    }

    /// `x-feature`: a name, or a list of some.
    pub(super) fn features(&mut self, node: &'a Node) -> Vec<Spanned<String>> {
        let names = match &node.content {
            Content::Seq(_) => self.strings(node),
            _ => self.string(node).into_iter().collect(),
        };
        let is_name = |name: &str| {
            let mut characters = name.chars();
            characters
                .next()
                .is_some_and(|c| c.is_ascii_alphanumeric() || c == '_')
                && characters.all(|c| c.is_ascii_alphanumeric() || "_-+.".contains(c))
        };
        let mut features: Vec<Spanned<String>> = Vec::new();
        for name in names {
            let what = if !is_name(&name) {
                "is no name of a feature"
            } else if features.iter().any(|other| other.value == name.value) {
                "is named twice"
            } else {
                features.push(name);
                continue;
            };
            let problem = Problem::new("feature", format!("`{}` {what}", name.value))
                .at(&name.place, "")
                .help("write names as Cargo has them: letters, digits, `-` and `_`, each once");
            self.problems.push(problem);
        }
        features
    }
}
