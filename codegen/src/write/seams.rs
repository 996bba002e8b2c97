//! Parts of a file that a formatter lays out as one file, and that can be told apart afterwards.

/// Stands on a line of its own between two parts. Formatters leave comments between items where they are.
const SEAM: &str = "//~";

/// One text of parts that are whole items.
pub(super) fn sew(parts: &[impl AsRef<str>]) -> String {
    let parts: Vec<&str> = parts.iter().map(|part| part.as_ref().trim_end()).collect();
    let mut text = parts.join(&format!("\n\n{SEAM}\n"));
    text.push('\n');
    text
}

/// The parts of a text again, each with the end of its last line; `None` where there are not as many as there were.
pub(super) fn unpick(text: &str, count: usize) -> Option<Vec<String>> {
    if count == 0 {
        return text.trim().is_empty().then(Vec::new);
    }
    let mut parts = vec![String::new()];
    for line in text.lines() {
        if line == SEAM {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push_str(line);
            part.push('\n');
        }
    }
    for part in &mut parts {
        let end = part.trim_end().len();
        part.truncate(end);
        let start = part.len() - part.trim_start_matches('\n').len();
        part.drain(..start);
        if !part.is_empty() {
            part.push('\n');
        }
    }
    (parts.len() == count).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sewn_can_be_unpicked() {
        let parts = ["//! A.\n\nuse a;\n", "fn b() {\n    //~ c\n}\n", "mod d;\n"];
        let text = sew(&parts);
        assert_eq!(
            text,
            "//! A.\n\nuse a;\n\n//~\nfn b() {\n    //~ c\n}\n\n//~\nmod d;\n"
        );
        assert_eq!(
            unpick(&text, 3).as_deref(),
            Some(&parts.map(str::to_owned)[..])
        );
        assert_eq!(unpick(&text, 2), None);
        assert_eq!(unpick(&text.replace("//~\n", ""), 3), None);
        assert_eq!(unpick(&sew(&[""; 0]), 0), Some(Vec::new()));
        assert_eq!(unpick("fn a() {}\n", 0), None);
    }
}
