//! The members of a mapping.

use std::collections::HashMap;
use std::ops::{Deref, DerefMut};

use super::Node;
use crate::diagnostic::Spanned;

/// From so many members on they are found by an index.
const MANY: usize = 16;

/// A key and its value.
#[derive(Debug, Clone)]
pub(in crate::load) struct Member {
    /// Its place points at the key, its pointer at the value.
    pub(in crate::load) key: Spanned<String>,
    pub(in crate::load) value: Node,
}

/// Members in the order of the document, each key once. References of a document look for their targets here, so that this must not take a time that grows
/// with the number of members.
#[derive(Debug, Clone, Default)]
pub(in crate::load) struct Members {
    list: Vec<Member>,
    /// Where the member of a key stands; empty while there are few.
    index: HashMap<String, usize>,
}

impl Members {
    pub(in crate::load) fn get(&self, key: &str) -> Option<&Member> {
        self.position(key).map(|at| &self.list[at])
    }

    /// Which of the members has this key.
    pub(in crate::load) fn position(&self, key: &str) -> Option<usize> {
        if self.index.is_empty() {
            return self.list.iter().position(|member| member.key.value == key);
        }
        self.index.get(key).copied()
    }

    pub(in crate::load) fn push(&mut self, member: Member) {
        let at = self.list.len();
        if !self.index.is_empty() {
            self.index.insert(member.key.value.clone(), at);
        }
        self.list.push(member);
        if self.list.len() == MANY {
            self.number();
        }
    }

    /// Takes one out.
    pub(in crate::load) fn remove(&mut self, at: usize) -> Member {
        let member = self.list.remove(at);
        self.index.remove(&member.key.value);
        for later in self.index.values_mut().filter(|it| **it > at) {
            *later -= 1;
        }
        member
    }

    fn number(&mut self) {
        let keys = self.list.iter().enumerate();
        self.index = keys
            .map(|(at, member)| (member.key.value.clone(), at))
            .collect();
    }
}

impl Deref for Members {
    type Target = [Member];

    fn deref(&self) -> &[Member] {
        &self.list
    }
}

/// For the values: keys stay as they are.
impl DerefMut for Members {
    fn deref_mut(&mut self) -> &mut [Member] {
        &mut self.list
    }
}

impl IntoIterator for Members {
    type Item = Member;
    type IntoIter = std::vec::IntoIter<Member>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl<'m> IntoIterator for &'m Members {
    type Item = &'m Member;
    type IntoIter = std::slice::Iter<'m, Member>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

impl FromIterator<Member> for Members {
    fn from_iter<I: IntoIterator<Item = Member>>(members: I) -> Self {
        let mut all = Self::default();
        members.into_iter().for_each(|member| all.push(member));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::{MANY, Member, Members};
    use crate::diagnostic::{Location, Place, Sources, Spanned};
    use crate::load::tree::{Content, Node, Scalar};

    fn member(number: usize) -> Member {
        let location = Location {
            source: Sources::default().add("a", ""),
            start: number,
            end: number,
        };
        let place = Place {
            location,
            pointer: "".into(),
        };
        let scalar = Scalar {
            text: number.to_string(),
            plain: true,
        };
        Member {
            key: Spanned::new(format!("k{number}"), place.clone()),
            value: Node {
                place,
                content: Content::Scalar(scalar),
            },
        }
    }

    #[test]
    fn each_member_is_found_be_there_few_or_many() {
        for count in [0, 1, MANY - 1, MANY, MANY + 1, 3 * MANY] {
            let mut members: Members = (0..count).map(member).collect();
            for number in 0..count {
                let found = members
                    .get(&format!("k{number}"))
                    .map(|it| it.value.place.location.start);
                assert_eq!(found, Some(number));
            }
            assert!(members.get("k").is_none());
            if count > 1 {
                assert_eq!(members.remove(0).key.value, "k0");
                assert!(members.get("k0").is_none());
                let last = format!("k{}", count - 1);
                assert_eq!(members.position(&last), Some(count - 2));
            }
        }
    }
}
