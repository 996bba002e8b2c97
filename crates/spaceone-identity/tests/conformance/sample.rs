//! Values for the members of messages, made from the table alone.

use serde_json::{Map, Value, json};

use crate::table::{Member, TABLE, Type};

/// How many rounds it takes until every value of every enum was there.
pub(crate) fn rounds() -> usize {
    TABLE.enums.values().map(Vec::len).max().unwrap_or(1)
}

/// A message with all its members; those that are enums have another value in every round.
pub(crate) fn message(name: &str, round: usize) -> Value {
    let message = TABLE.message(name);
    assert!(!message.choice, "{name} has one member: see `choices`");
    let members = message.members.iter();
    members
        .map(|member| (member.name.to_owned(), value(member, round)))
        .collect::<Map<_, _>>()
        .into()
}

/// A message with the members that are in every answer.
pub(crate) fn least(name: &str) -> Value {
    let members = TABLE.message(name).members.iter();
    members
        .filter(|member| member.always)
        .map(|member| (member.name.to_owned(), value(member, 0)))
        .collect::<Map<_, _>>()
        .into()
}

/// A free-form object. Every number in one comes back with a fraction.
pub(crate) fn object(name: &str) -> Value {
    json!({
        name: format!("\"{name}\" ä"),
        "number": 1.0,
        "truth": false,
        "list": ["a", 2.5, {"deep": null}],
        "inner": {},
    })
}

fn value(member: &Member, round: usize) -> Value {
    if !member.list {
        return one(member, member.type_, round);
    }
    match member.type_ {
        Type::Message(name) if TABLE.message(name).choice => choices(name, round).into(),
        Type::Enum(name) => json!(TABLE.enums[name]),
        // Lists of anything in the protocol, but the lists of a role hold texts alone.
        Type::Any if ["permissions", "page_access"].contains(&member.name) => {
            json!([member.name, format!("{} {round}", member.name)])
        }
        type_ => json!([one(member, type_, round), one(member, type_, round + 1)]),
    }
}

/// One message for each member of which it can have one.
fn choices(name: &str, round: usize) -> Vec<Value> {
    let members = TABLE.message(name).members.iter();
    members
        .map(|member| json!({member.name: value(member, round)}))
        .collect()
}

fn one(member: &Member, type_: Type, round: usize) -> Value {
    let name = member.name;
    match type_ {
        Type::String => format!("{name} \"{round}\" ä").into(),
        Type::Bool => (round % 2 == 1).into(),
        Type::Int32 if round == 0 => i32::MAX.into(),
        Type::Int32 => (-i32::try_from(round).expect("small")).into(),
        Type::Uint32 if round == 0 => u32::MAX.into(),
        Type::Uint32 => round.into(),
        Type::Float => 0.25.into(),
        Type::Object => object(name),
        Type::Any => match round % 4 {
            0 => name.into(),
            1 => 1.5.into(),
            2 => json!([name, true]),
            _ => object(name),
        },
        Type::Enum(name) => {
            let values = &TABLE.enums[name];
            values[round % values.len()].into()
        }
        Type::Message(name) => message(name, round),
    }
}
