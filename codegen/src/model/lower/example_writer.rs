//! Rust that makes the values of examples.

use serde_json::Value;

use super::registry::Registry;
use crate::model::{
    ChoiceVariant, Declaration, Field, Kind, OpenEnum, Presence, Struct, Type, TypeRef, Union,
};

/// Writes values as Rust, in the words of an application.
#[derive(Debug)]
pub(super) struct Writer<'r, 'd> {
    pub(super) registry: &'r Registry<'d>,
    /// The path of `generated` as applications name it: `ibm_iam_token`.
    pub(super) krate: &'r str,
    /// What has to be imported.
    pub(super) imports: std::collections::BTreeSet<String>,
    /// How many values may still be tried. Unions inside unions try each of their variants more than once, twice as often at each level.
    pub(super) left: usize,
}

/// So many values are tried for an example at most.
pub(super) const MOST_TRIED: usize = 20_000;

impl Writer<'_, '_> {
    /// The path of a declared type.
    pub(super) fn path(&self, reference: &TypeRef) -> String {
        let mut path = vec![self.krate.to_owned()];
        path.extend(reference.module.iter().map(ToString::to_string));
        path.push(reference.name.to_string());
        path.join("::")
    }

    /// The argument that a value becomes. `Err`: the value is not of this type.
    pub(super) fn argument(&mut self, type_: &Type, value: &Value) -> Result<String, ()> {
        Ok(match (type_, value) {
            (Type::String | Type::Secret | Type::Text(_) | Type::Bytes, value) => {
                literal(&text(value)?)
            }
            (Type::List(items), Value::Array(values)) => {
                // The items of a list are not converted into a choice.
                let union = matches!(&**items, Type::Named(it) if it.kind == Kind::Union);
                let list: Result<Vec<_>, ()> = values
                    .iter()
                    .map(|value| {
                        if union {
                            self.value(items, value)
                        } else {
                            self.argument(items, value)
                        }
                    })
                    .collect();
                match (list?, &**items) {
                    (list, _) if !list.is_empty() => format!("[{}]", list.join(", ")),
                    // Whatever is converted is converted from texts too.
                    (_, Type::String | Type::Secret | Type::Text(_) | Type::Named(_)) => {
                        "Vec::<String>::new()".to_owned()
                    }
                    _ => "Vec::new()".to_owned(),
                }
            }
            (Type::File(_), _) => {
                self.imports.insert("api_core::FilePart".to_owned());
                "FilePart::new(\"my-bytes\").file_name(\"my-file\")".to_owned()
            }
            (Type::ClientCredentials, value) => {
                self.imports
                    .insert("api_core::ClientCredentials".to_owned());
                let part = |index| literal(value[index].as_str().unwrap_or("my-client"));
                format!("ClientCredentials::new({}, {})", part(0), part(1))
            }
            (Type::Named(reference), value) if reference.kind == Kind::Union => {
                match self.convertible(reference, value) {
                    Some(inner) => inner,
                    None => self.value(type_, value)?,
                }
            }
            (type_, value) => self.value(type_, value)?,
        })
    }

    /// A value of a union as that of the variant that it can only be meant as.
    fn convertible(&mut self, reference: &TypeRef, value: &Value) -> Option<String> {
        let declaration = self.registry.find(reference)?.declaration.as_ref()?;
        let Declaration::Union(it) = declaration else {
            return None;
        };
        if it.variants.iter().any(|variant| variant.is_only(value)) {
            return None;
        }
        let known = self.imports.clone();
        let first = it.variants.iter().find(|variant| {
            let fits = variant.value.is_none() && self.value(&variant.type_, value).is_ok();
            self.imports.clone_from(&known);
            fits
        })?;
        let type_ = match &first.type_ {
            Type::Boxed(inner) => inner,
            type_ => type_,
        };
        match type_ {
            Type::String => text(value)
                .ok()
                .map(|it| literal(&it))
                .filter(|_| first.from),
            Type::Named(_) if first.from => self.value(type_, value).ok(),
            _ => None,
        }
    }

    /// What a value becomes as an argument, or as the member of a struct of arguments.
    pub(super) fn given(
        &mut self,
        type_: &Type,
        value: &Value,
        member: bool,
    ) -> Result<String, ()> {
        match type_ {
            Type::Boxed(inner) if member => self.given(inner, value, member),
            Type::ClientCredentials => self.argument(type_, value),
            _ if member => self.value(type_, value),
            _ => self.argument(type_, value),
        }
    }

    /// An expression of exactly this type.
    fn value(&mut self, type_: &Type, value: &Value) -> Result<String, ()> {
        self.left = self.left.checked_sub(1).ok_or(())?;
        Ok(match type_ {
            Type::Bool => value.as_bool().ok_or(())?.to_string(),
            Type::I32 => i32::try_from(value.as_i64().ok_or(())?)
                .map_err(|_| ())?
                .to_string(),
            Type::I64 => value.as_i64().ok_or(())?.to_string(),
            Type::U64 => value.as_u64().ok_or(())?.to_string(),
            Type::F64 => format!("{:?}", value.as_f64().ok_or(())?),
            Type::String | Type::Secret | Type::Text(_) => {
                format!("{}.into()", literal(&text(value)?))
            }
            Type::SecretObject => {
                self.imports.insert("api_core::SecretObject".to_owned());
                format!("SecretObject::from_iter({})", pairs(value)?)
            }
            Type::Seconds => format!("{}.into()", value.as_i64().ok_or(())?),
            Type::ClientCredentials => return Err(()),
            Type::Bytes => format!("{}.into()", literal(&text(value)?)),
            Type::File(_) => return Ok("\"my-bytes\".into()".to_owned()),
            Type::Any => any(value),
            Type::Object => {
                if value.as_object().ok_or(())?.is_empty() {
                    "serde_json::Map::new()".to_owned()
                } else {
                    format!("serde_json::Map::from_iter({})", owned_pairs(value)?)
                }
            }
            Type::List(items) => {
                let values = value.as_array().ok_or(())?;
                let values: Result<Vec<_>, ()> = values
                    .iter()
                    .map(|value| self.value(items, value))
                    .collect();
                format!("vec![{}]", values?.join(", "))
            }
            Type::Map(values) => {
                let members = value.as_object().ok_or(())?;
                let members: Result<Vec<_>, ()> = members
                    .iter()
                    .map(|(name, value)| {
                        Ok(format!(
                            "({}.into(), {})",
                            literal(name),
                            self.value(values, value)?
                        ))
                    })
                    .collect();
                format!(
                    "std::collections::BTreeMap::from([{}])",
                    members?.join(", ")
                )
            }
            Type::Nullable(inner) => {
                if value.is_null() {
                    "None".to_owned()
                } else {
                    format!("Some({})", self.value(inner, value)?)
                }
            }
            Type::Boxed(inner) => format!("Box::new({})", self.value(inner, value)?),
            Type::Named(reference) => self.named(reference, value)?,
        })
    }

    fn named(&mut self, reference: &TypeRef, value: &Value) -> Result<String, ()> {
        let registered = self.registry.find(reference).ok_or(())?;
        self.imports.insert(self.path(reference));
        match registered.declaration.as_ref().ok_or(())? {
            Declaration::OpenEnum(it) => open_enum(it, value),
            Declaration::Struct(it) => self.structure(it, value),
            Declaration::Union(it) => self.union(it, value),
            Declaration::Choice(it) => {
                let variant = it.variants.first().ok_or(())?;
                self.choice(it.name.as_str(), variant, value)
            }
        }
    }

    fn structure(&mut self, it: &Struct, value: &Value) -> Result<String, ()> {
        // A type that needs itself would have no end without this.
        let value = value.as_object().ok_or(())?;
        let mut arguments = Vec::new();
        let mut setters = String::new();
        for field in &it.fields {
            match (field.presence, value.get(&field.wire)) {
                (Presence::Required, given) => {
                    arguments.push(self.argument(&field.type_, given.unwrap_or(&Value::Null))?);
                }
                (_, None | Some(Value::Null)) => {}
                (_, Some(given)) => {
                    let argument = self.argument(&field.type_, given)?;
                    setters.extend([".", &field.name.to_string(), "(", &argument, ")"]);
                }
            }
        }
        Ok(format!(
            "{}::new({}){setters}",
            it.name,
            arguments.join(", ")
        ))
    }

    fn union(&mut self, it: &Union, value: &Value) -> Result<String, ()> {
        if let Some(variant) = it.variants.iter().find(|it| it.is_only(value)) {
            return Ok(format!("{}::{}", it.name, variant.name));
        }
        it.variants
            .iter()
            .filter(|variant| variant.value.is_none())
            .find_map(|variant| {
                let inner = self.value(&variant.type_, value).ok()?;
                Some(format!("{}::{}({inner})", it.name, variant.name))
            })
            .ok_or(())
    }

    fn choice(&mut self, name: &str, it: &ChoiceVariant, value: &Value) -> Result<String, ()> {
        if let Some(field) = it.single() {
            let inner = self.value(&field.type_, &value[&field.wire])?;
            return Ok(format!("{name}::{}({inner})", it.name));
        }
        let members: Result<Vec<_>, ()> = it
            .fields
            .iter()
            .map(|field| Ok(format!("{}: {}", field.name, self.member(field, value)?)))
            .collect();
        Ok(format!("{name}::{} {{ {} }}", it.name, members?.join(", ")))
    }

    fn member(&mut self, field: &Field, object: &Value) -> Result<String, ()> {
        let value = &object[&field.wire];
        match field.presence {
            Presence::Required => self.value(&field.type_, value),
            Presence::Optional if value.is_null() => Ok("None".to_owned()),
            Presence::Optional => Ok(format!("Some({})", self.value(&field.type_, value)?)),
            Presence::OptionalNullable => Ok("Default::default()".to_owned()),
        }
    }
}

fn open_enum(it: &OpenEnum, value: &Value) -> Result<String, ()> {
    let text = text(value)?;
    let variant = it
        .variants
        .iter()
        .find(|variant| variant.literal == text)
        .ok_or(())?;
    Ok(format!("{}::{}", it.name, variant.name))
}

/// The text of a scalar: documents often give a number as the example of a string.
fn text(value: &Value) -> Result<String, ()> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(bool) => Ok(bool.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => Err(()),
    }
}

/// A string as Rust spells it.
fn literal(text: &str) -> String {
    format!("{text:?}")
}

fn any(value: &Value) -> String {
    match value {
        Value::Null => "serde_json::Value::Null".to_owned(),
        value => format!("serde_json::json!({})", json_text(value)),
    }
}

/// JSON on one line, with blanks.
fn json_text(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(json_text).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) => {
            let members: Vec<_> = members
                .iter()
                .map(|(name, value)| format!("{}: {}", literal(name), json_text(value)))
                .collect();
            format!("{{{}}}", members.join(", "))
        }
        Value::String(text) => literal(text),
        value => value.to_string(),
    }
}

/// The members of an object as an array of pairs.
fn pairs(value: &Value) -> Result<String, ()> {
    let members = value.as_object().ok_or(())?;
    if members.is_empty() {
        return Ok("[(\"name\", \"value\")]".to_owned());
    }
    let strings = members.values().all(Value::is_string);
    let pairs: Vec<_> = members
        .iter()
        .map(|(name, value)| {
            let value = if strings {
                json_text(value)
            } else {
                any(value)
            };
            format!("({}, {value})", literal(name))
        })
        .collect();
    Ok(format!("[{}]", pairs.join(", ")))
}

fn owned_pairs(value: &Value) -> Result<String, ()> {
    let members = value.as_object().ok_or(())?;
    let pairs: Vec<_> = members
        .iter()
        .map(|(name, value)| format!("({}.to_owned(), {})", literal(name), any(value)))
        .collect();
    Ok(format!("[{}]", pairs.join(", ")))
}
