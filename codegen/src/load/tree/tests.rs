use super::*;
use crate::diagnostic::{Sources, Style};

fn read(text: &str, format: Format) -> (Option<Node>, String) {
    let mut sources = Sources::default();
    let source = sources.add("a.yaml", text);
    let mut problems = Problems::default();
    let node = parse(source, text, format, &mut problems);
    (node, problems.render(&sources, Style::Plain))
}

fn yaml(text: &str) -> Node {
    let (node, problems) = read(text, Format::Yaml);
    assert_eq!(problems, "");
    node.expect("a tree")
}

/// Every key and scalar as `pointer=the bytes at its place`.
fn listing(node: &Node, text: &str, out: &mut Vec<String>) {
    let bytes = |place: &Place| text[place.location.start..place.location.end].to_owned();
    match &node.content {
        Content::Scalar(_) => out.push(format!("{}={}", node.place.pointer, bytes(&node.place))),
        Content::Seq(items) => items.iter().for_each(|item| listing(item, text, out)),
        Content::Map(members) => {
            for member in members {
                out.push(format!(
                    "{}: {}",
                    member.value.place.pointer,
                    bytes(&member.key.place)
                ));
                assert_eq!(member.key.place.pointer, member.value.place.pointer);
                listing(&member.value, text, out);
            }
        }
    }
}

fn positions(text: &str, format: Format) -> Vec<String> {
    let (node, problems) = read(text, format);
    assert_eq!(problems, "");
    let mut out = Vec::new();
    listing(&node.expect("a tree"), text, &mut out);
    out
}

#[test]
fn every_key_and_value_of_yaml_has_its_bytes_and_pointer() {
    let text = "\u{feff}ä: é\r\n\"a/b~\": ['x', {200: 3.0}]\r\nlong: |\r\n  first\r\n  second\r\nnone:\r\n";
    let expected = [
        "/ä: ä",
        "/ä=é",
        "/a~1b~0: \"a/b~\"",
        "/a~1b~0/0='x'",
        "/a~1b~0/1/200: 200",
        "/a~1b~0/1/200=3.0",
        "/long: long",
        "/long=first",
        "/none: none",
        "/none=",
    ];
    assert_eq!(positions(text, Format::Yaml), expected);
}

#[test]
fn every_key_and_value_of_json_has_its_bytes_and_pointer() {
    let text = "{\n\t\"a\" : {\"b\":[1,\n\"\\ud83d\\ude00\"]},\"c\":null}";
    let expected = [
        "/a: \"a\"",
        "/a/b: \"b\"",
        "/a/b/0=1",
        "/a/b/1=\"\\ud83d\\ude00\"",
        "/c: \"c\"",
        "/c=null",
    ];
    assert_eq!(positions(text, Format::Json), expected);
    let long = format!("{{\"{}\": 1}}", "k".repeat(5000));
    assert_eq!(
        positions(&long, Format::Json).len(),
        2,
        "a key may be longer than YAML's 1024 characters"
    );
}

#[test]
fn scalars_keep_their_spelling_and_whether_they_were_quoted() {
    let node = yaml("a: 3.0\nb: '3.0'\nc: \"\\u00e9\"\n");
    let scalar = |key: &str| match &node.member(key).expect("a member").value.content {
        Content::Scalar(scalar) => (scalar.text.clone(), scalar.plain),
        _ => panic!("not a scalar"),
    };
    assert_eq!(scalar("a"), ("3.0".to_owned(), true));
    assert_eq!(scalar("b"), ("3.0".to_owned(), false));
    assert_eq!(scalar("c"), ("é".to_owned(), false));
}

#[test]
fn a_mapping_stands_at_its_first_key() {
    let text = "a:\n  bc: 1\n  d: 2\n";
    let node = yaml(text);
    let place = &node.member("a").expect("a member").value.place;
    assert_eq!(&text[place.location.start..place.location.end], "bc");
}

#[test]
fn a_duplicate_key_is_refused_with_both_places() {
    let (_, problems) = read("a:\n  b: 1\n  c: 2\n  b: 3\n", Format::Yaml);
    let expected = "\
error[duplicate-key]: `b` stands here twice
 --> a.yaml:4:3
  |
2 |   b: 1
  |   - the first one
3 |   c: 2
4 |   b: 3
  |   ^ the second one
  |
  = note: at #/a/b
  = help: remove one of the two, or rename it
";
    assert_eq!(problems.trim_end(), expected.trim_end());
    let (_, problems) = read("{\"a\": 1, \"a\": 2}", Format::Json);
    assert!(problems.starts_with("error[duplicate-key]"), "{problems}");
}

#[test]
fn what_could_be_read_in_two_ways_is_refused() {
    let cases = [
        ("a: &x 1\nb: *x\n", "error[yaml-anchor]", "a.yaml:1:"),
        ("a: &x 1\nb: *x\n", "error[yaml-alias]", "a.yaml:2:4"),
        ("a: !!str 1\n", "error[yaml-tag]", "a.yaml:1:"),
        ("a: {b: 1}\nc:\n  <<: 1\n", "error[merge-key]", "a.yaml:3:3"),
        (
            "a: 1\n---\nb: 2\n",
            "error[several-documents]",
            "a.yaml:2:1",
        ),
        ("? [a]\n: 1\n", "error[key]", "a.yaml:1:3"),
        ("%YAML 1.1\n---\na: 1\n", "error[syntax]", "a.yaml:1:1"),
        ("a: [1\n", "error[syntax]", "a.yaml:1:4"),
        ("", "error[empty]", "a.yaml:1:1"),
        ("# nothing\n", "error[empty]", "a.yaml:1:1"),
    ];
    for (text, code, place) in cases {
        let (_, problems) = read(text, Format::Yaml);
        assert!(
            problems.contains(code) && problems.contains(place),
            "{text}: {problems}"
        );
    }
}

#[test]
fn json_is_read_strictly() {
    for (text, place) in [
        ("{'a': 1}", "a.yaml:1:2"),
        ("{\"a\": 1} // x", "a.yaml:1:10"),
        ("{\n\"a\": 01}", "a.yaml:2:7"),
        ("\u{feff}{\"a\": tru}", "a.yaml:1:"),
        ("a: 1", "a.yaml:1:1"),
        ("", "a.yaml:1:1"),
    ] {
        let (node, problems) = read(text, Format::Json);
        assert!(node.is_none(), "{text}");
        assert!(
            problems.contains("error[syntax]: the text is no JSON") && problems.contains(place),
            "{problems}"
        );
    }
    assert!(read("\u{feff}{\"a\": 1}", Format::Json).0.is_some());
}

#[test]
fn depth_is_limited_and_never_overflows() {
    for text in [
        "[".repeat(100_000),
        "{a: ".repeat(100_000),
        "- ".repeat(100_000),
    ] {
        let (node, problems) = read(&text, Format::Yaml);
        assert!(node.is_none());
        assert!(
            problems.contains("error[depth]") || problems.contains("error[syntax]"),
            "{problems}"
        );
    }
    let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert!(read(&deep(DEPTH), Format::Yaml).0.is_some());
    // The parser has a limit of its own.
    for text in [deep(DEPTH + 1), deep(50_000), "[".repeat(50_000)] {
        let (_, problems) = read(&text, Format::Yaml);
        assert!(problems.contains("error[depth]"), "{problems}");
    }
}
