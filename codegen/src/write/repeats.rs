//! Members of `impl` blocks that differ in names alone, such as the setters of a parameter that many operations have. A layout hangs on how long the words are
//! and not on what they say: one of these members is laid out, and the others are that one with their own words.

use std::borrow::Cow;
use std::collections::HashMap;

use super::words::{Lexed, lexed, with_words};
use crate::stack;

/// Stands on a line of its own before each member and before the end of a block.
const SEAM: &str = "//-";

/// How far members stand from the margin.
const INDENT: &str = "    ";

/// The parts of files, with the members that stand for others.
pub(super) struct Repeats<'p> {
    files: Vec<Vec<Part<'p>>>,
}

enum Part<'p> {
    /// An `impl` block.
    Block {
        /// Up to its opening brace.
        head: &'p str,
        members: Vec<Member<'p>>,
    },
    Other(&'p str),
}

struct Member<'p> {
    /// Lines of documentation above the code, which no formatter touches.
    docs: &'p str,
    code: &'p str,
    /// Of the code; `None` where it has something that is better not compared.
    lexed: Option<Lexed<'p>>,
    /// The file, part and member that is laid out instead.
    like: Option<[usize; 3]>,
}

impl<'p> Repeats<'p> {
    pub(super) fn of(files: &[Vec<&'p str>]) -> Self {
        let all = files.concat();
        let read = stack::each(&all, |part| Part::block(part));
        let read = all.iter().zip(read);
        let mut read = read.map(|(part, block)| block.flatten().unwrap_or(Part::Other(part)));
        let parts = |parts: &Vec<&str>| read.by_ref().take(parts.len()).collect();
        let mut files: Vec<Vec<Part<'p>>> = files.iter().map(parts).collect();
        let mut first = HashMap::new();
        for (file, parts) in files.iter_mut().enumerate() {
            for (part, it) in parts.iter_mut().enumerate() {
                for (index, member) in it.members_mut().iter_mut().enumerate() {
                    let Some(lexed) = &mut member.lexed else {
                        continue;
                    };
                    let own = [file, part, index];
                    // The shape is of no use but here.
                    let like = *first.entry(std::mem::take(&mut lexed.shape)).or_insert(own);
                    member.like = (like != own).then_some(like);
                }
            }
        }
        Self { files }
    }

    /// What is to be laid out of each file.
    pub(super) fn drafts(&self) -> Vec<Vec<Cow<'p, str>>> {
        let file = |parts: &Vec<Part<'p>>| parts.iter().map(Part::draft).collect();
        self.files.iter().map(file).collect()
    }

    /// The files whole, from what a formatter made of the [drafts](Self::drafts); `None` where that has other words or members.
    pub(super) fn whole(&self, laid_out: &[Vec<String>]) -> Option<Vec<Vec<String>>> {
        let pairs = self.files.iter().zip(laid_out);
        let pieces = pairs.map(|(parts, done)| {
            let pairs = parts.iter().zip(done);
            pairs.map(|(part, done)| part.pieces(done)).collect()
        });
        let pieces: Vec<Vec<Vec<&str>>> = pieces.collect::<Option<_>>()?;
        let parts = self.files.iter().flatten();
        let parts: Vec<_> = parts.zip(pieces.iter().flatten()).collect();
        let parts = stack::each(&parts, |(part, own)| self.part(part, own, &pieces));
        let mut parts = parts.into_iter().map(Option::flatten);
        let file = |own: &Vec<_>| parts.by_ref().take(own.len()).collect();
        pieces.iter().map(file).collect()
    }

    fn part(&self, part: &Part<'p>, own: &[&str], all: &[Vec<Vec<&str>>]) -> Option<String> {
        let Part::Block { members, .. } = part else {
            return own.first().map(|whole| (*whole).to_owned());
        };
        let (head, mut own) = own.split_first()?;
        let mut text = format!("{head}\n");
        for (index, member) in members.iter().enumerate() {
            if index > 0 {
                text.push('\n');
            }
            for line in member.docs.lines() {
                text.extend([INDENT, line, "\n"]);
            }
            if let Some(like) = member.like {
                text.push_str(&self.like(member, like, all)?);
            } else {
                let (laid_out, rest) = own.split_first()?;
                text.push_str(laid_out);
                own = rest;
            }
            text.push('\n');
        }
        text.push_str("}\n");
        own.is_empty().then_some(text)
    }

    /// The layout of a member, from that of another.
    fn like(
        &self,
        member: &Member<'p>,
        [file, part, index]: [usize; 3],
        all: &[Vec<Vec<&str>>],
    ) -> Option<String> {
        let members = self.files.get(file)?.get(part)?.members();
        // Behind the head stand those that were laid out.
        let before = members.get(..index)?.iter();
        let before = before.filter(|member| member.like.is_none()).count();
        let laid_out = all.get(file)?.get(part)?.get(before + 1)?;
        let from = &members.get(index)?.lexed.as_ref()?.words;
        with_words(laid_out, from, &member.lexed.as_ref()?.words)
    }
}

impl<'p> Part<'p> {
    /// What is an `impl` block with members. A draft has blank lines between them, and nowhere else in it.
    fn block(text: &'p str) -> Option<Self> {
        let mut lines = text.lines();
        let first = lines.find(|line| !line.starts_with("//") && !line.starts_with("# ["))?;
        if !first.starts_with("impl ") {
            return None;
        }
        let (head, _) = text.split_once("{\n")?;
        let body = &text[head.len() + 2..];
        let body = body.trim_end().strip_suffix("\n}")?;
        let members = body.split("\n\n").map(Member::of).collect();
        let head = &text[..=head.len()];
        Some(Self::Block { head, members })
    }

    fn members(&self) -> &[Member<'p>] {
        match self {
            Self::Block { members, .. } => members,
            Self::Other(_) => &[],
        }
    }

    fn members_mut(&mut self) -> &mut [Member<'p>] {
        match self {
            Self::Block { members, .. } => members,
            Self::Other(_) => &mut [],
        }
    }

    fn draft(&self) -> Cow<'p, str> {
        let (head, members) = match self {
            Self::Block { head, members } => (head, members),
            Self::Other(text) => return Cow::Borrowed(text),
        };
        let mut text = format!("{head}\n");
        for member in members.iter().filter(|member| member.like.is_none()) {
            text.extend([SEAM, "\n", member.code, "\n\n"]);
        }
        text.extend([SEAM, "\n}\n"]);
        Cow::Owned(text)
    }

    /// The head and the members of a draft that was laid out, without blank lines around them; `None` where not as many are there as were.
    fn pieces<'t>(&self, laid_out: &'t str) -> Option<Vec<&'t str>> {
        let Self::Block { members, .. } = self else {
            return Some(vec![laid_out]);
        };
        let mut pieces = Vec::new();
        let mut start = 0;
        let mut at = 0;
        for line in laid_out.split_inclusive('\n') {
            if line.trim_end().strip_prefix(INDENT) == Some(SEAM) {
                pieces.push(laid_out[start..at].trim_matches('\n'));
                start = at + line.len();
            }
            at += line.len();
        }
        let sent = members.iter().filter(|member| member.like.is_none());
        let is_whole = pieces.len() == sent.count() + 1 && laid_out[start..].trim() == "}";
        is_whole.then_some(pieces)
    }
}

impl<'p> Member<'p> {
    fn of(text: &'p str) -> Self {
        let lines = text.split_inclusive('\n');
        let docs = lines.take_while(|line| line.starts_with("///"));
        let (docs, code) = text.split_at(docs.map(str::len).sum());
        Self {
            docs,
            code,
            lexed: lexed(code),
            like: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{INDENT, Repeats};

    const ONE: &str = "/// One.\nimpl A < '_ > {\n///The name.\npub fn name (self , name : & str) -> Self {\nSelf (self . 0 . with (\"name\" , name)) }\n\n\
        pub fn more (self , more : & str) -> Self {\nSelf (self . 0 . with (\"more\" , more)) }\n}\n";
    const TWO: &str = "impl B {\n///Its code.\n///It is long.\npub fn code (self , code : & str) -> Self {\nSelf (self . 0 . with (\"code\" , code)) }\n\n\
        pub fn other (self , other : & str) -> Self {\nSelf (self . 0 . with (\"other\" , other)) }\n}\n";

    /// What a formatter would make of a draft.
    fn laid_out(draft: &str) -> String {
        let mut text = String::new();
        for line in draft.lines() {
            let outer = ["impl", "/// O"].iter().any(|it| line.starts_with(it));
            let indent = if outer || ["", "}"].contains(&line) {
                ""
            } else {
                INDENT
            };
            text.extend([indent, line, "\n"]);
        }
        text
    }

    #[test]
    fn what_differs_in_words_alone_is_laid_out_once() {
        let repeats = Repeats::of(&[vec![ONE, "fn f () {}\n"], vec![TWO]]);
        let drafts = repeats.drafts();
        assert_eq!(drafts[0][0].matches("fn ").count(), 1, "{}", drafts[0][0]);
        assert_eq!(drafts[0][1], "fn f () {}\n");
        assert_eq!(drafts[1][0].matches("fn ").count(), 1, "{}", drafts[1][0]);
        assert!(drafts[1][0].contains("fn other"));
        let done = drafts
            .iter()
            .map(|file| file.iter().map(|it| laid_out(it)).collect());
        let whole = repeats
            .whole(&done.collect::<Vec<_>>())
            .expect("all members");
        let expected = "/// One.\nimpl A < '_ > {\n    ///The name.\n    pub fn name (self , name : & str) -> Self {\n    Self (self . 0 . with (\"name\" , name)) }\n\n    \
            pub fn more (self , more : & str) -> Self {\n    Self (self . 0 . with (\"more\" , more)) }\n}\n";
        assert_eq!(whole[0][0], expected);
        let expected = "impl B {\n    ///Its code.\n    ///It is long.\n    pub fn code (self , code : & str) -> Self {\n    Self (self . 0 . with (\"code\" , code)) }\n\n    \
            pub fn other (self , other : & str) -> Self {\n    Self (self . 0 . with (\"other\" , other)) }\n}\n";
        assert_eq!(whole[1][0], expected);
    }

    #[test]
    fn a_layout_that_lost_something_is_not_taken() {
        let repeats = Repeats::of(&[vec![ONE]]);
        let [draft] = &repeats.drafts()[0][..] else {
            panic!("one part");
        };
        for (from, to) in [
            ("//-\n}", "}"),
            ("with", "without"),
            (" name :", " r :"),
            ("\n}\n", "\n"),
        ] {
            let done = laid_out(&draft.replacen(from, to, 1));
            assert_eq!(repeats.whole(&[vec![done]]), None, "{from}");
        }
        assert!(repeats.whole(&[vec![laid_out(draft)]]).is_some());
    }
}
