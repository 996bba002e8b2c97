//! Values out of a sample, and back.

use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use spaceone_identity::SecretObject;

pub(super) fn get<T: DeserializeOwned>(body: &Value, name: &str) -> T {
    serde_json::from_value(body[name].clone()).unwrap()
}

pub(super) fn text(body: &Value, name: &str) -> String {
    get(body, name)
}

pub(super) fn texts(body: &Value, name: &str) -> Vec<String> {
    get(body, name)
}

pub(super) fn object(body: &Value, name: &str) -> Map<String, Value> {
    get(body, name)
}

pub(super) fn each<T>(body: &Value, name: &str, build: fn(&Value) -> T) -> Vec<T> {
    body[name].as_array().unwrap().iter().map(build).collect()
}

/// The JSON that a typed answer stands for; null for nothing.
pub(super) fn read(answer: &impl Read) -> Value {
    answer.value().unwrap_or_default()
}

pub(super) trait Read {
    /// None where it is absent.
    fn value(&self) -> Option<Value>;
}

macro_rules! plain {
    ($($type:ty),*) => {
        $(impl Read for $type {
            fn value(&self) -> Option<Value> {
                Some(self.clone().into())
            }
        })*
    };
}

plain!(String, bool, i32, i64, f64, Map<String, Value>);

impl Read for () {
    fn value(&self) -> Option<Value> {
        None
    }
}

impl Read for SecretString {
    fn value(&self) -> Option<Value> {
        Some(self.expose_secret().into())
    }
}

impl Read for SecretObject {
    fn value(&self) -> Option<Value> {
        Some(self.expose().clone().into())
    }
}

impl<T: Read> Read for Option<T> {
    fn value(&self) -> Option<Value> {
        self.as_ref()?.value()
    }
}

impl<T: Read> Read for Vec<T> {
    fn value(&self) -> Option<Value> {
        self.iter().map(Read::value).collect()
    }
}
