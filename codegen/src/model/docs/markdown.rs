//! The blocks of a description: paragraphs, lists, code, tables.

use super::{Identifiers, inline, printable, wrap};

/// The lines of a description, wrapped, with nothing in them that `rustdoc` would compile, link or warn about.
pub(super) fn clean(text: &str, identifiers: &Identifiers) -> Vec<String> {
    let mut blocks = Blocks {
        lines: Vec::new(),
        paragraph: String::new(),
        items: Vec::new(),
        identifiers,
    };
    let text = printable(text);
    let mut lines = text
        .lines()
        .map(|line| line.trim_end().replace('\t', "    "))
        .peekable();
    while let Some(line) = lines.next() {
        let indent = line.len() - line.trim_start().len();
        let content = line.trim_start();
        // After a blank line, what is indented less than an item's text is no part of it.
        if !content.is_empty() && blocks.paragraph.is_empty() && blocks.after_gap() {
            blocks.leave(indent);
        }
        if content.is_empty() {
            blocks.end_paragraph();
            blocks.gap();
        } else if let Some(fence) = fence(content) {
            blocks.end_paragraph();
            let mut code = Vec::new();
            for line in lines.by_ref() {
                if line.trim_start().starts_with(fence) {
                    break;
                }
                code.push(dedent(&line, indent));
            }
            blocks.code(content.trim_start_matches(['`', '~']), &code);
        } else if indent >= 4 && blocks.items.is_empty() && blocks.paragraph.is_empty() {
            let mut code = vec![dedent(&line, 4)];
            while let Some(line) = lines.next_if(|line| line.is_empty() || line.starts_with("    "))
            {
                code.push(dedent(&line, 4));
            }
            while code.last().is_some_and(String::is_empty) {
                code.pop();
            }
            blocks.code("", &code);
            blocks.gap();
        } else if let Some((marker, content)) = item(content) {
            blocks.end_paragraph();
            blocks.begin_item(indent, marker);
            content.clone_into(&mut blocks.paragraph);
        } else if stands_alone(content) {
            blocks.end_paragraph();
            blocks.leave(indent);
            blocks.alone(content);
        } else if blocks.in_quotation() {
            // A quotation goes on too: Markdown asks for no sign before its other lines, and clippy does.
            blocks.alone(&format!("> {content}"));
        } else {
            blocks.go_on(content);
        }
    }
    blocks.end_paragraph();
    while blocks.lines.last().is_some_and(String::is_empty) {
        blocks.lines.pop();
    }
    blocks.lines
}

/// Whether a line goes on with the paragraph of the line before it.
pub(super) fn continues(line: &str) -> bool {
    !line.is_empty()
        && !line.starts_with(' ')
        && fence(line).is_none()
        && item(line).is_none()
        && !stands_alone(line)
}

struct Blocks<'a> {
    lines: Vec<String>,
    paragraph: String,
    /// The items that the line is inside of, the innermost last.
    items: Vec<Item>,
    identifiers: &'a Identifiers,
}

struct Item {
    /// How far it is indented in the description.
    indent: usize,
    /// What the first line of the item begins with, until that line is written.
    start: Option<String>,
    /// What its other lines begin with.
    hang: String,
}

impl Blocks<'_> {
    fn end_paragraph(&mut self) {
        let text = std::mem::take(&mut self.paragraph);
        if text.is_empty() {
            return;
        }
        let clean = inline::clean(&text, self.identifiers);
        match self.items.last_mut() {
            Some(item) => {
                let start = item.start.take().unwrap_or_else(|| item.hang.clone());
                wrap::words(&clean, &start, &item.hang, &mut self.lines);
            }
            None => wrap::words(&clean, "", "", &mut self.lines),
        }
    }

    fn begin_item(&mut self, indent: usize, marker: &str) {
        // A list that follows a paragraph directly is set off, as rustdoc and clippy read it.
        if self.items.is_empty() {
            self.gap();
        }
        self.leave(indent);
        let start = format!("{}{marker} ", " ".repeat(self.hang()));
        let hang = " ".repeat(start.len());
        self.items.push(Item {
            indent,
            start: Some(start),
            hang,
        });
    }

    /// Ends the items that something with this indentation is no part of: those that begin not clearly before it.
    fn leave(&mut self, indent: usize) {
        while self.items.pop_if(|item| indent < item.indent + 2).is_some() {}
    }

    fn hang(&self) -> usize {
        self.items.last().map_or(0, |item| item.hang.len())
    }

    fn go_on(&mut self, content: &str) {
        if !self.paragraph.is_empty() {
            self.paragraph.push(' ');
        }
        self.paragraph.push_str(content);
    }

    fn gap(&mut self) {
        if !self.lines.is_empty() && !self.after_gap() {
            self.lines.push(String::new());
        }
    }

    /// Whether the line before this one is one of a quotation.
    fn in_quotation(&self) -> bool {
        let before = self.lines.last();
        self.paragraph.is_empty() && before.is_some_and(|line| line.trim_start().starts_with('>'))
    }

    fn after_gap(&self) -> bool {
        self.lines.last().is_some_and(String::is_empty)
    }

    /// A heading, a row of a table, a quotation, a rule: one line for itself.
    fn alone(&mut self, content: &str) {
        let hang = " ".repeat(self.hang());
        let clean = if let Some(quoted) = content.strip_prefix('>') {
            format!(">{}", inline::clean(quoted, self.identifiers))
        } else {
            inline::clean(content, self.identifiers)
        };
        self.lines.push(format!("{hang}{clean}"));
    }

    /// Code that `rustdoc` shows and does not compile.
    fn code(&mut self, language: &str, code: &[String]) {
        let language = language.trim();
        let known = !language.is_empty()
            && !language.starts_with("rust")
            && language
                .chars()
                .all(|sign| sign.is_ascii_alphanumeric() || sign == '-');
        let language = if known { language } else { "text" };
        let hang = " ".repeat(self.hang());
        self.lines.push(format!("{hang}```{language}"));
        for line in code {
            // Inside the block nothing may end it.
            let line = line.replace("```", "'''");
            self.lines
                .push(format!("{hang}{line}").trim_end().to_owned());
        }
        self.lines.push(format!("{hang}```"));
    }
}

fn dedent(line: &str, indent: usize) -> String {
    let blanks = line.len() - line.trim_start_matches(' ').len();
    line[blanks.min(indent)..].to_owned()
}

fn fence(content: &str) -> Option<&'static str> {
    ["```", "~~~"]
        .into_iter()
        .find(|fence| content.starts_with(fence))
}

/// Marker and text of an item of a list.
fn item(content: &str) -> Option<(&str, &str)> {
    let marker = if content.starts_with(['-', '*', '+']) {
        1
    } else {
        let digits = content.len()
            - content
                .trim_start_matches(|sign: char| sign.is_ascii_digit())
                .len();
        if digits == 0 || digits > 9 || !content[digits..].starts_with(['.', ')']) {
            return None;
        }
        digits + 1
    };
    let text = content[marker..].strip_prefix(' ')?.trim_start();
    (!text.is_empty()).then(|| (&content[..marker], text))
}

fn stands_alone(content: &str) -> bool {
    let ruled = content.len() >= 3
        && ['-', '=', '*', '_']
            .into_iter()
            .any(|sign| content.chars().all(|other| other == sign));
    let heading = content.starts_with('#')
        && content.trim_start_matches('#').starts_with(' ')
        && content.len() - content.trim_start_matches('#').len() <= 6;
    heading || ruled || content.starts_with('>') || content.starts_with('|')
}

#[cfg(test)]
mod tests {
    use super::{Identifiers, clean};

    fn cleaned(text: &str) -> Vec<String> {
        clean(text, &Identifiers::default())
    }

    #[test]
    fn paragraphs_and_lists_are_wrapped_and_hang() {
        let text = format!(
            "First\nline.\n\n- an item\n  that goes on\n- {}\n\nLast.",
            "word ".repeat(25)
        );
        assert_eq!(
            cleaned(&text),
            [
                "First line.",
                "",
                "- an item that goes on",
                "- word word word word word word word word word word word word word word word word word word word",
                "  word word word word word word",
                "",
                "Last.",
            ]
        );
    }

    #[test]
    fn a_list_behind_a_paragraph_is_set_off_and_may_nest() {
        assert_eq!(
            cleaned("Either:\n- one\n  - inner\n- two"),
            ["Either:", "", "- one", "  - inner", "- two"]
        );
        assert_eq!(cleaned("1. one\n2. two"), ["1. one", "2. two"]);
        assert_eq!(
            cleaned(
                "1. one\n\t  1. inner\n\t  2. next\n\t\t  \n\t\t  more\n\t  3. last\n2. two\n\n # Head"
            ),
            [
                "1. one",
                "   1. inner",
                "   2. next",
                "",
                "      more",
                "   3. last",
                "2. two",
                "",
                "# Head",
            ]
        );
    }

    #[test]
    fn code_is_never_compiled() {
        assert_eq!(
            cleaned("```\nlet x = 1;\n```"),
            ["```text", "let x = 1;", "```"]
        );
        assert_eq!(
            cleaned("~~~json\n{\"a\": 1}\n~~~"),
            ["```json", "{\"a\": 1}", "```"]
        );
        assert_eq!(
            cleaned("So:\n\n    let x = 1;\n\nDone."),
            ["So:", "", "```text", "let x = 1;", "```", "", "Done."]
        );
        // Blanks of another kind are longer than one byte.
        assert_eq!(
            cleaned("So:\n\n\u{3000}\u{3000}x"),
            ["So:", "", "```text", "\u{3000}\u{3000}x", "```"]
        );
        assert_eq!(
            cleaned("```rust\nnever closed"),
            ["```text", "never closed", "```"]
        );
    }

    #[test]
    fn tables_headings_and_quotations_keep_their_lines() {
        assert_eq!(
            cleaned("# Head\ntext\n\n| a_b | c |\n|---|---|\n| [x] | <y> |\n> said"),
            [
                "# Head",
                "text",
                "",
                "| `a_b` | c |",
                "|---|---|",
                "| \\[x\\] | \\<y> |",
                "> said",
            ]
        );
        assert_eq!(
            cleaned("> said\nand on\n\nnot said"),
            ["> said", "> and on", "", "not said"]
        );
    }
}
