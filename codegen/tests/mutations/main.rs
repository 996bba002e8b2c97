//! Sound documents with parts removed, doubled, exchanged and replaced: none of them may make the generator panic, hang, or write what is no Rust.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod yaml;

use std::fs;
use std::path::{Path, PathBuf};

use codegen::{Prettyplease, Style, check_document, code_of};
use serde_json::{Value, json};

/// How many mutants are made of each document.
const MUTANTS: usize = 4;

/// Numbers without a pattern, the same in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        // The generator of Knuth's MMIX; its upper bits are the better ones.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let end = u64::try_from(end.max(1)).expect("a length fits");
        usize::try_from((self.0 >> 33) % end).expect("an index fits")
    }
}

fn documents() -> Vec<PathBuf> {
    let codegen = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut open = vec![
        codegen.join("goldens").join("specs"),
        codegen.join("../specs"),
    ];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "yaml") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The pointers of all values below a value, its own first.
fn pointers(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), value)];
    while let Some((pointer, value)) = open.pop() {
        match value {
            Value::Object(members) => {
                for (key, value) in members {
                    let key = key.replace('~', "~0").replace('/', "~1");
                    open.push((format!("{pointer}/{key}"), value));
                }
            }
            Value::Array(items) => {
                let items = items.iter().enumerate();
                open.extend(items.map(|(index, item)| (format!("{pointer}/{index}"), item)));
            }
            _ => {}
        }
        found.push(pointer);
    }
    found
}

/// Values that stand where something else is expected.
fn odd(random: &mut Random) -> Value {
    let odd = [
        Value::Null,
        json!(true),
        json!(-1),
        json!(1e300),
        json!(""),
        json!("a\u{0}\u{202e}\" */ `x` #[y] {z} \\"),
        json!("string"),
        json!({}),
        json!([]),
        json!([null]),
        json!({"$ref": "#"}),
        json!({"$ref": "#/components/schemas/Nowhere"}),
        json!({"type": "object", "properties": {"self": {"type": "string"}, "Self": {}, "": {}}}),
        json!({"oneOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]}),
        json!({"allOf": [{"type": "object"}, {"type": "string"}]}),
        json!({"type": ["string", "integer", "null"], "enum": ["a", 1, null]}),
    ];
    odd[random.below(odd.len())].clone()
}

fn mutate(document: &mut Value, random: &mut Random) {
    let all = pointers(document);
    let pointer = all[random.below(all.len())].clone();
    let other = document
        .pointer(&all[random.below(all.len())])
        .cloned()
        .unwrap_or_default();
    match random.below(5) {
        0 => {
            let Some((parent, key)) = pointer.rsplit_once('/') else {
                return;
            };
            match document.pointer_mut(parent) {
                Some(Value::Object(members)) => {
                    members.remove(&key.replace("~1", "/").replace("~0", "~"));
                }
                Some(Value::Array(items)) => {
                    let index: usize = key.parse().expect("the index of an item");
                    items.remove(index);
                }
                _ => {}
            }
        }
        1 => {
            let value = odd(random);
            if let Some(place) = document.pointer_mut(&pointer) {
                *place = value;
            }
        }
        2 => {
            if let Some(place) = document.pointer_mut(&pointer) {
                *place = other;
            }
        }
        3 => match document.pointer_mut(&pointer) {
            Some(Value::Object(members)) => {
                let keys: Vec<String> = members.keys().cloned().collect();
                if let Some(key) = keys.get(random.below(keys.len())) {
                    let value = members.get(key).cloned().unwrap_or_default();
                    let case = if random.below(2) == 0 {
                        key.to_uppercase()
                    } else {
                        format!("{key}_")
                    };
                    members.insert(case, value);
                }
            }
            Some(Value::Array(items)) => items.extend(items.clone()),
            _ => {}
        },
        _ => {
            let reference = json!({"$ref": format!("#{pointer}")});
            let place = &all[random.below(all.len())];
            if let Some(place) = document.pointer_mut(place) {
                *place = reference;
            }
        }
    }
}

#[test]
fn mutants_of_sound_documents_are_read_or_refused() {
    let (mut sound, mut refused) = (0, 0);
    for (number, path) in documents().iter().enumerate() {
        let text = fs::read_to_string(path).expect("a text");
        let original = yaml::value(&text);
        let mut random = Random(u64::try_from(number).expect("small"));
        for _ in 0..MUTANTS {
            let mut mutant = original.clone();
            for _ in 0..=random.below(3) {
                mutate(&mut mutant, &mut random);
            }
            let bytes = serde_json::to_vec(&mutant).expect("it is JSON");
            let loaded = check_document("mutant.json", &bytes).is_ok();
            match code_of("mutant.json", &bytes, &Prettyplease) {
                Ok(_) => {
                    sound += 1;
                    assert!(loaded);
                }
                Err(failure) => {
                    refused += 1;
                    let said = failure.render(Style::Styled);
                    let mutant = String::from_utf8_lossy(&bytes);
                    assert!(!failure.blames_generator(), "{said}\n{mutant}");
                    assert!(!said.is_empty());
                }
            }
        }
    }
    assert!(
        sound > 20 && refused > 20,
        "{sound} sound, {refused} refused: the mutants are too tame or too wild"
    );
}

#[test]
fn deep_documents_are_read_or_refused() {
    let nested = |depth: usize, open: &str, close: &str| {
        let schema = format!(
            "{}{{\"type\":\"string\"}}{}",
            open.repeat(depth),
            close.repeat(depth)
        );
        format!(
            r#"{{"openapi":"3.1.0","info":{{"title":"T","version":"1"}},"paths":{{"/a":{{"post":{{"requestBody":{{"content":{{"application/json":{{"schema":{schema}}}}}}},"responses":{{"200":{{"description":"d","content":{{"application/json":{{"schema":{schema}}}}}}}}}}}}}}}}}"#
        )
    };
    let ways = [
        (r#"{"type":"array","items":"#, "}"),
        (r#"{"type":"object","additionalProperties":"#, "}"),
        (
            r#"{"type":"object","required":["a"],"properties":{"a":"#,
            "}}",
        ),
        (r#"{"allOf":["#, "]}"),
        (r#"{"oneOf":[{"type":"integer"},"#, "]}"),
        (r#"{"anyOf":[{"type":"null"},"#, "]}"),
        (
            r#"{"allOf":[{"type":"object","properties":{"x":{"type":"string"}}},"#,
            "]}",
        ),
    ];
    for (open, close) in ways {
        for depth in [10, 30, 50, 100, 127, 1000] {
            let document = nested(depth, open, close);
            if let Err(failure) = code_of("deep.json", document.as_bytes(), &Prettyplease) {
                assert!(!failure.blames_generator(), "{depth} of {open}: {failure}");
            }
        }
    }
}
