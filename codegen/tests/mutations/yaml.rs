//! YAML as a JSON value, for documents that are sound.

use granit_parser::{Event, Parser, ScalarStyle};
use serde_json::{Map, Value};

/// A collection that is not complete, and the key that waits for its value.
struct Open {
    value: Value,
    key: Option<String>,
}

/// The value of a text.
pub(crate) fn value(text: &str) -> Value {
    let mut open: Vec<Open> = Vec::new();
    let mut root = Value::Null;
    for event in Parser::new_from_str(text) {
        let (event, _) = event.expect("the document is YAML");
        let done = match event {
            Event::MappingStart(..) => {
                open.push(Open {
                    value: Value::Object(Map::new()),
                    key: None,
                });
                continue;
            }
            Event::SequenceStart(..) => {
                open.push(Open {
                    value: Value::Array(Vec::new()),
                    key: None,
                });
                continue;
            }
            Event::MappingEnd | Event::SequenceEnd => open.pop().expect("it was opened").value,
            Event::Scalar(text, style, ..) => match open.last_mut() {
                Some(Open {
                    value: Value::Object(_),
                    key: key @ None,
                }) => {
                    *key = Some(text.into_owned());
                    continue;
                }
                _ => scalar(&text, style == ScalarStyle::Plain),
            },
            _ => continue,
        };
        match open.last_mut() {
            None => root = done,
            Some(Open {
                value: Value::Array(items),
                ..
            }) => items.push(done),
            Some(Open {
                value: Value::Object(members),
                key,
            }) => {
                members.insert(key.take().expect("a key comes first"), done);
            }
            Some(_) => {}
        }
    }
    root
}

fn scalar(text: &str, plain: bool) -> Value {
    match text {
        "null" | "~" | "" if plain => Value::Null,
        text if plain => serde_json::from_str(text)
            .ok()
            .filter(|value: &Value| !value.is_string())
            .unwrap_or_else(|| text.into()),
        text => text.into(),
    }
}
