//! The table.

use std::collections::BTreeMap;
use std::sync::LazyLock;

pub(crate) static TABLE: LazyLock<Table> = LazyLock::new(Table::read);

#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) methods: Vec<Method>,
    pub(crate) messages: BTreeMap<&'static str, Message>,
    pub(crate) enums: BTreeMap<&'static str, Vec<&'static str>>,
}

#[derive(Debug)]
pub(crate) struct Method {
    pub(crate) service: &'static str,
    pub(crate) name: &'static str,
    /// None where it is out of reach over HTTP.
    pub(crate) http: Option<Http>,
    pub(crate) request: &'static str,
    pub(crate) answer: Answer,
}

#[derive(Debug)]
pub(crate) struct Http {
    pub(crate) documented: &'static str,
    pub(crate) deployed: &'static str,
    /// Whether an access token has to be sent.
    pub(crate) bearer: bool,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Answer {
    Nothing,
    Object,
    Message(&'static str),
}

#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) members: Vec<Member>,
    /// Whether it has one of its members, and one alone.
    pub(crate) choice: bool,
}

#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) name: &'static str,
    /// Whether it is in every answer.
    pub(crate) always: bool,
    pub(crate) type_: Type,
    pub(crate) list: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Type {
    String,
    Bool,
    Int32,
    Uint32,
    Float,
    Object,
    Any,
    Enum(&'static str),
    Message(&'static str),
}

impl Table {
    fn read() -> Self {
        let enums = rows(include_str!("tables/enums.tsv"))
            .map(|row| (row[0], row[2].split(' ').collect()))
            .collect();
        let methods = rows(include_str!("tables/methods.tsv"))
            .map(|row| Method {
                service: row[0],
                name: row[1],
                http: (row[2] != "-").then(|| Http {
                    documented: row[2],
                    deployed: row[3],
                    bearer: row[4] == "bearer",
                }),
                request: row[5],
                answer: match row[6] {
                    "-" => Answer::Nothing,
                    "object" => Answer::Object,
                    message => Answer::Message(message),
                },
            })
            .collect();
        let messages = rows(include_str!("tables/messages.tsv"))
            .map(|row| (row[0], message(row[1], &enums)))
            .collect();
        Self {
            methods,
            messages,
            enums,
        }
    }

    /// The methods that can be called over HTTP.
    pub(crate) fn served(&self) -> impl Iterator<Item = (&Method, &Http)> {
        self.methods
            .iter()
            .filter_map(|method| Some((method, method.http.as_ref()?)))
    }

    pub(crate) fn message(&self, name: &str) -> &Message {
        self.messages
            .get(name)
            .unwrap_or_else(|| panic!("the table has no message {name}"))
    }
}

impl Method {
    /// The document of its service, without folder and ending: `workspace_group`.
    pub(crate) fn document(&self) -> String {
        let mut name = String::new();
        for letter in self.service.chars() {
            if letter.is_uppercase() && !name.is_empty() {
                name.push('_');
            }
            name.push(letter.to_ascii_lowercase());
        }
        name
    }
}

/// The rows of a file, cut at the tabs. A line with `#` is a comment.
fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split('\t').collect())
}

fn message(members: &'static str, enums: &BTreeMap<&'static str, Vec<&'static str>>) -> Message {
    let choice = members.contains(" | ");
    let members = members
        .split([' ', '|'])
        .filter(|member| !member.is_empty())
        .map(|member| {
            let (name, type_) = member.split_once(':').expect("a name and a type");
            let (type_, list) = match type_.strip_suffix("[]") {
                Some(items) => (items, true),
                None => (type_, false),
            };
            Member {
                name: name.trim_end_matches('!'),
                always: name.ends_with('!'),
                type_: match type_ {
                    "string" => Type::String,
                    "bool" => Type::Bool,
                    "int32" => Type::Int32,
                    "uint32" => Type::Uint32,
                    "float" => Type::Float,
                    "object" => Type::Object,
                    "any" => Type::Any,
                    name if enums.contains_key(name) => Type::Enum(name),
                    name => Type::Message(name),
                },
                list,
            }
        })
        .collect();
    Message { members, choice }
}
