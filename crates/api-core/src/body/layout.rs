//! How lists and objects are written where there is no JSON: the styles of OpenAPI.

use super::Json;
use super::escape::{escaped, reserved};
use super::node::Node;
use crate::mask::Mask;
use crate::text::COMMA;
use auth_core::Error;

/// A style of OpenAPI, and whether it is exploded: how a value that is no single text is written into a URL, a header, a cookie or a form.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Layout {
    /// The style.
    pub style: Style,
    /// Whether each item or member stands for itself.
    pub explode: bool,
    /// Whether characters that have a meaning in URLs go out as they are, where they are in no one's way (`allowReserved`).
    pub reserved: bool,
}

impl Layout {
    /// Of a field of a form of which nothing is said.
    pub(crate) const PLAIN: Self = Self {
        style: Style::Plain,
        explode: true,
        reserved: false,
    };
}

/// The styles of OpenAPI.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Style {
    /// `a,b`
    Simple,
    /// `.a.b`
    Label,
    /// `;name=a;name=b`
    Matrix,
    /// `name=a&name=b`
    Form,
    /// `name=a%20b`
    Space,
    /// `name=a|b`
    Pipe,
    /// `name[key]=a`, to any depth; items of lists by their number: `name[0]=a`.
    Deep,
    /// As JSON.
    Json,
    /// What OpenAPI does where it says nothing of a field of a form: texts as they are, lists item by item, objects as JSON.
    Plain,
}

/// A value that is laid out, and the secrets in it.
pub(crate) struct Laid {
    value: Node,
    layout: Layout,
    pub(crate) mask: Mask,
}

impl Laid {
    pub(crate) fn new(field: &str, layout: Layout, json: Json) -> Result<Self, Error> {
        let (text, mask) = json.finish()?;
        let value = serde_json::from_slice(text.as_slice())
            .map_err(|_| Error::configuration(field, "cannot be written as text"))?;
        Ok(Self {
            value,
            layout,
            mask,
        })
    }

    /// A part of a value, whose secrets are known already.
    pub(crate) fn part(layout: Layout, value: Node) -> Self {
        Self {
            value,
            layout,
            mask: Mask::default(),
        }
    }

    /// Names and values of a query, a form or a list of cookies, not escaped: what stands between the items of a list is part of the value.
    pub(crate) fn pairs(&self, name: &str) -> Vec<(String, String)> {
        let Layout { style, explode, .. } = self.layout;
        let mut pairs = Vec::new();
        match (&self.value, style) {
            (Node::Null, _) => {}
            (Node::Object(_), Style::Plain) => pairs.push((name.to_owned(), self.value.text())),
            (value, Style::Json) => pairs.push((name.to_owned(), value.json())),
            (value, Style::Deep) => deep(name.to_owned(), value, &mut pairs),
            (Node::List(items), _) if explode => {
                pairs.extend(items.iter().map(|item| (name.to_owned(), item.text())));
            }
            (Node::Object(members), _) if explode => {
                pairs.extend(present(members).map(|(key, value)| (key.clone(), value.text())));
            }
            (Node::List(items), _) if items.is_empty() => {}
            (value, _) => {
                let between = match style {
                    Style::Space => " ",
                    Style::Pipe => "|",
                    _ => ",",
                };
                pairs.push((name.to_owned(), flat(value).join(between)));
            }
        }
        pairs
    }

    /// Names of cookies, and the pieces of their values, between which commas stand.
    pub(crate) fn cookies(&self, name: &str) -> Vec<(String, Vec<String>)> {
        if self.is_listed() {
            let items = flat(&self.value);
            let cookie = (!items.is_empty()).then(|| (name.to_owned(), items));
            return Vec::from_iter(cookie);
        }
        let pairs = self.pairs(name).into_iter();
        pairs.map(|(name, value)| (name, vec![value])).collect()
    }

    /// Whether it is one text with commas between items, which are no part of them.
    fn is_listed(&self) -> bool {
        matches!(self.layout.style, Style::Form | Style::Simple)
            && !self.layout.explode
            && matches!(self.value, Node::List(_) | Node::Object(_))
    }

    /// The same as the text of a query, escaped.
    pub(crate) fn query(&self, name: &str) -> String {
        let written = if self.layout.reserved {
            reserved
        } else {
            escaped
        };
        if self.is_listed() {
            let items: Vec<_> = flat(&self.value).iter().map(|item| written(item)).collect();
            if items.is_empty() {
                return String::new();
            }
            return format!("{}={}", escaped(name), items.join(","));
        }
        let pairs = self.pairs(name).into_iter();
        let pairs: Vec<_> = pairs
            .map(|(name, value)| format!("{}={}", escaped(&name), written(&value)))
            .collect();
        pairs.join("&")
    }

    /// The text of a path parameter, escaped.
    pub(crate) fn path(&self, name: &str) -> String {
        self.joined(&escaped(name), &escaped)
    }

    /// The text of a header, as it is. Nothing is escaped there, so that a comma in a text would begin another item.
    pub(crate) fn header(&self, field: &str) -> Result<String, Error> {
        let comma = |text: &Node| matches!(text, Node::Text(text) if text.contains(','));
        let parted = match &self.value {
            _ if self.layout.style == Style::Json => false,
            Node::List(items) => items.iter().any(comma),
            Node::Object(members) => {
                present(members).any(|(key, value)| key.contains(',') || comma(value))
            }
            _ => false,
        };
        if parted {
            return Err(Error::configuration(field, COMMA));
        }
        Ok(self.joined("", &str::to_owned))
    }

    fn joined(&self, name: &str, escaped: &dyn Fn(&str) -> String) -> String {
        let Layout { style, explode, .. } = self.layout;
        if style == Style::Json {
            return escaped(&self.value.json());
        }
        let named = style == Style::Matrix;
        let (start, between) = match style {
            Style::Label => (".", if explode { "." } else { "," }),
            Style::Matrix => (";", if explode { ";" } else { "," }),
            _ => ("", ","),
        };
        let pieces: Vec<String> = match &self.value {
            Node::Object(members) if explode => present(members)
                .map(|(key, value)| {
                    let (key, value) = (escaped(key), escaped(&value.text()));
                    if named {
                        equal(&key, &value)
                    } else {
                        format!("{key}={value}")
                    }
                })
                .collect(),
            Node::List(items) if explode && named => items
                .iter()
                .map(|item| equal(name, &escaped(&item.text())))
                .collect(),
            value => flat(value).iter().map(|item| escaped(item)).collect(),
        };
        let named_once =
            named && !(explode && (matches!(self.value, Node::List(_) | Node::Object(_))));
        if pieces.is_empty() {
            return String::new();
        }
        let text = pieces.join(between);
        let text = if named_once { equal(name, &text) } else { text };
        format!("{start}{text}")
    }
}

/// A pair of the style `matrix`: without a value it has no sign of equality (RFC 6570 section 3.2.7).
fn equal(name: &str, value: &str) -> String {
    if value.is_empty() {
        name.to_owned()
    } else {
        format!("{name}={value}")
    }
}

/// Items, or keys and values in turn.
fn flat(value: &Node) -> Vec<String> {
    match value {
        Node::Null => Vec::new(),
        Node::List(items) => items.iter().map(Node::text).collect(),
        Node::Object(members) => present(members)
            .flat_map(|(key, value)| [key.clone(), value.text()])
            .collect(),
        value => vec![value.text()],
    }
}

fn deep(name: String, value: &Node, pairs: &mut Vec<(String, String)>) {
    match value {
        Node::Null => {}
        Node::List(items) => {
            for (number, item) in items.iter().enumerate() {
                deep(format!("{name}[{number}]"), item, pairs);
            }
        }
        Node::Object(members) => {
            for (key, value) in members {
                deep(format!("{name}[{key}]"), value, pairs);
            }
        }
        value => pairs.push((name, value.text())),
    }
}

fn present(members: &[(String, Node)]) -> impl Iterator<Item = (&String, &Node)> {
    members
        .iter()
        .filter(|(_, value)| *value != Node::Null)
        .map(|(key, value)| (key, value))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn laid(style: Style, explode: bool, value: &Value) -> Laid {
        let layout = Layout {
            style,
            explode,
            reserved: false,
        };
        Laid::new("x", layout, Json::value(value)).unwrap()
    }

    #[test]
    fn paths_are_written_as_the_table_of_openapi_has_them() {
        let list = json!(["blue", "black", "brown"]);
        let object = json!({"R": 100, "G": 200, "B": 150});
        for (style, explode, value, expected) in [
            (Style::Simple, false, json!("blue"), "blue"),
            (Style::Simple, false, list.clone(), "blue,black,brown"),
            (Style::Simple, true, list.clone(), "blue,black,brown"),
            (Style::Simple, false, object.clone(), "B,150,G,200,R,100"),
            (Style::Simple, true, object.clone(), "B=150,G=200,R=100"),
            (Style::Label, false, json!("blue"), ".blue"),
            (Style::Label, false, list.clone(), ".blue,black,brown"),
            (Style::Label, true, list.clone(), ".blue.black.brown"),
            (Style::Label, false, object.clone(), ".B,150,G,200,R,100"),
            (Style::Label, true, object.clone(), ".B=150.G=200.R=100"),
            (Style::Matrix, false, json!("blue"), ";color=blue"),
            (
                Style::Matrix,
                false,
                list.clone(),
                ";color=blue,black,brown",
            ),
            (
                Style::Matrix,
                true,
                list,
                ";color=blue;color=black;color=brown",
            ),
            (
                Style::Matrix,
                false,
                object.clone(),
                ";color=B,150,G,200,R,100",
            ),
            (Style::Matrix, true, object, ";B=150;G=200;R=100"),
            (Style::Simple, false, json!("a/b,c"), "a%2Fb%2Cc"),
        ] {
            assert_eq!(laid(style, explode, &value).path("color"), expected);
        }
    }

    #[test]
    fn queries_are_written_as_the_table_of_openapi_has_them() {
        let list = json!(["blue", "black", "brown"]);
        let object = json!({"R": 100, "G": 200, "none": null});
        for (style, explode, value, expected) in [
            (Style::Form, true, json!("a b"), "color=a%20b"),
            (
                Style::Form,
                true,
                list.clone(),
                "color=blue&color=black&color=brown",
            ),
            (Style::Form, false, list.clone(), "color=blue,black,brown"),
            (
                Style::Form,
                false,
                json!(["a,b", "c&d"]),
                "color=a%2Cb,c%26d",
            ),
            (Style::Form, false, json!([]), ""),
            (Style::Form, true, object.clone(), "G=200&R=100"),
            (Style::Form, false, object.clone(), "color=G,200,R,100"),
            (
                Style::Space,
                false,
                list.clone(),
                "color=blue%20black%20brown",
            ),
            (Style::Pipe, false, list, "color=blue%7Cblack%7Cbrown"),
            (
                Style::Deep,
                true,
                object,
                "color%5BG%5D=200&color%5BR%5D=100",
            ),
            (
                Style::Deep,
                true,
                json!({"a": {"b": ["c", {"d": true}]}}),
                "color%5Ba%5D%5Bb%5D%5B0%5D=c&color%5Ba%5D%5Bb%5D%5B1%5D%5Bd%5D=true",
            ),
            (
                Style::Json,
                false,
                json!({"a": [1]}),
                "color=%7B%22a%22%3A%5B1%5D%7D",
            ),
            (Style::Form, true, Value::Null, ""),
        ] {
            assert_eq!(laid(style, explode, &value).query("color"), expected);
        }
    }

    #[test]
    fn reserved_characters_go_out_only_where_they_part_nothing() {
        let layout = Layout {
            style: Style::Form,
            explode: true,
            reserved: true,
        };
        let value = Json::value("https://a.example/b?c=d&e#f+g%2Fh%i");
        let laid = Laid::new("x", layout, value).unwrap();
        assert_eq!(
            laid.query("to"),
            "to=https://a.example/b?c=d%26e%23f%2Bg%2Fh%25i"
        );
    }

    #[test]
    fn a_comma_in_a_header_begins_no_other_member() {
        for (explode, value, expected) in [
            (false, json!({"a": 1.0, "b": "c=d"}), Some("a,1,b,c=d")),
            (true, json!({"a": 2.5, "b": [1, 2]}), Some("a=2.5,b=[1,2]")),
            (true, json!({"a": "b,admin=true"}), None),
            (true, json!({"a,b": 1}), None),
            (false, json!(["a,b", null]), None),
        ] {
            let text = laid(Style::Simple, explode, &value).header("X-A").ok();
            assert_eq!(text.as_deref(), expected);
        }
        let json = laid(Style::Json, false, &json!({"a": "b,c"}));
        assert_eq!(json.header("X-A").unwrap(), r#"{"a":"b,c"}"#);
    }
}
