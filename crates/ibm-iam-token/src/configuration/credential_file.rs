//! Credential files: lines of `NAME=value`.

/// The lines that set something, as IBM's Go core reads them: blanks around a line and around its value do not count, `#` begins a comment
/// at the beginning of a line alone, a value goes on to the end of its line and may hold further signs of equality, and quotation marks
/// belong to it.
pub(super) fn entries(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.trim_start_matches('\u{feff}')
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (name.trim_end(), value.trim()))
}

#[cfg(test)]
mod tests {
    use super::entries;

    #[test]
    fn a_line_sets_a_name_to_what_stands_behind_the_first_sign_of_equality() {
        let text = "\u{feff}# comment=1\n\n  A=1  \r\nB = 2 \nC==my=api=key=\nno sign\nD=\nE=x # no comment\n";
        let entries: Vec<_> = entries(text).collect();
        assert_eq!(
            entries,
            [
                ("A", "1"),
                ("B", "2"),
                ("C", "=my=api=key="),
                ("D", ""),
                ("E", "x # no comment")
            ]
        );
    }
}
