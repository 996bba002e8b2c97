use super::*;
use crate::diagnostic::{Place, Problems};

fn place(sources: &Sources, source: SourceId, word: &str, pointer: &str) -> Place {
    let start = sources
        .text(source)
        .find(word)
        .expect("the word is in the text");
    Place {
        location: Location {
            source,
            start,
            end: start + word.len(),
        },
        pointer: pointer.into(),
    }
}

#[test]
fn a_problem_shows_place_pointer_reason_and_change() {
    let mut sources = Sources::default();
    let text =
        "openapi: 3.1.0\nx-token-grant:\n  expiresIn: expires_inn\nmembers:\n  expires_in: 1\n";
    let source = sources.add("specs/a/a.yaml", text);
    let other = sources.add("specs/a/b.yaml", "title: b\n");
    let at = place(&sources, source, "expires_inn", "/x-token-grant/expiresIn");
    let similar = place(&sources, source, "expires_in:", "/members/expires_in");
    let elsewhere = place(&sources, other, "b", "/title");
    let mut problems = Problems::default();
    let problem = Problem::new(
        "grant-member",
        "`expires_inn` names no member of the answer",
    )
    .at(&at, "not a member of `Token`")
    .also(&similar, "a similar member stands here")
    .also(&elsewhere, "")
    .help("members are written as in the schema")
    .replace(at.location, "expires_in", "write the member's name");
    problems.push(problem.clone());
    problems.push(problem);
    assert_eq!(problems.len(), 1, "the same problem counts once");
    let expected = "\
error[grant-member]: `expires_inn` names no member of the answer
 --> specs/a/a.yaml:3:14
  |
3 |   expiresIn: expires_inn
  |              ^^^^^^^^^^^ not a member of `Token`
4 | members:
5 |   expires_in: 1
  |   ----------- a similar member stands here
  |
 ::: specs/a/b.yaml:1:8
  |
1 | title: b
  |        -
  |
  = note: at #/x-token-grant/expiresIn
  = help: members are written as in the schema
help: write the member's name
  |
3 -   expiresIn: expires_inn
3 +   expiresIn: expires_in
  |
";
    assert_eq!(
        problems.render(&sources, Style::Plain).trim_end(),
        expected.trim_end()
    );
    assert!(problems.render(&sources, Style::Styled).contains("\u{1b}["));
}

#[test]
fn any_location_can_be_drawn() {
    let mut sources = Sources::default();
    for text in ["", "é", "a\r\né\n", "\u{feff}x: \t y", "\n\n"] {
        let source = sources.add("x", text);
        for start in 0..8 {
            for end in 0..8 {
                let location = Location { source, start, end };
                let found = Problem::new("x", "x\u{1b}[31m")
                    .at_location(location, "here")
                    .replace(location, "", "remove it");
                let text = problem(&found, &Level::ERROR, &sources, Style::Plain);
                assert!(text.starts_with("error[x]: x"), "{text}");
                assert!(!text.contains('\u{1b}'), "{text:?}");
            }
        }
    }
}

#[test]
fn of_a_long_line_a_piece_is_shown() {
    let mut sources = Sources::default();
    let filler = "é".repeat(4000);
    let text = format!("{{\n\"{filler}\": 1, \"colour\": 2, \"{filler}\": 3}}");
    let source = sources.add("a.json", text);
    let at = place(&sources, source, "\"colour\"", "/colour");
    let found = Problem::new("unknown-key", "`colour` is not known")
        .at(&at, "not understood")
        .replace(at.location, "color", "did you mean `color`?");
    let text = problem(&found, &Level::ERROR, &sources, Style::Plain);
    assert!(text.len() < 1000, "{text}");
    for part in [
        "--> a.json:2:4008\n",
        "\"colour\": 2",
        "^^^^^^^^ not understood",
        "help: did you mean `color`?",
    ] {
        assert!(text.contains(part), "no {part} in\n{text}");
    }
    let styled = problem(&found, &Level::ERROR, &sources, Style::Styled);
    assert!(styled.contains("a.json:2:4008"), "{styled}");
}

#[test]
fn of_a_very_long_line_the_columns_are_those_of_the_line() {
    let mut sources = Sources::default();
    let filler = "é".repeat(400_000);
    let text = format!("{{\"{filler}\": 1, \"size\": 3, \"colour\": 2, \"{filler}\": 3}}");
    let source = sources.add("a.json", text);
    let at = place(&sources, source, "\"colour\"", "/colour");
    let also = place(&sources, source, "\"size\"", "/size");
    let found = Problem::new("unknown-key", "`colour` is not known")
        .at(&at, "not understood")
        .also(&also, "as this is");
    let text = problem(&found, &Level::ERROR, &sources, Style::Plain);
    for part in ["--> a.json:1:400020\n", "^^^^^^^^ not understood", "------"] {
        assert!(text.contains(part), "no {part} in\n{text}");
    }
}

#[test]
fn problems_stand_in_the_order_of_the_text() {
    let mut sources = Sources::default();
    let source = sources.add("x", "a b c");
    let mut problems = Problems::default();
    for word in ["c", "a", "b"] {
        problems.push(Problem::new("x", word).at(&place(&sources, source, word, ""), ""));
    }
    problems.push(Problem::new("x", "nowhere"));
    let text = problems.render(&sources, Style::Plain);
    let titles: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("error[x]: "))
        .collect();
    assert_eq!(titles, ["nowhere", "a", "b", "c"]);
}
