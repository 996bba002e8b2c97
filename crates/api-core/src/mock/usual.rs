//! The usual ways to write an argument and to answer, each in one call of generated code.

#![expect(
    clippy::needless_pass_by_value,
    reason = "generated functions hand on what they are given"
)]

use secrecy::SecretString;
use serde::Serialize;

use super::description::Place;
use super::double::Double;
use super::expectation::Argument;
use super::reply::Reply;
use crate::runtime::{BasicEncoding, Call, Form, Json};
use crate::{ClientCredentials, SecretObject};

/// Arguments. What cannot be written panics, as in [`argument`](Double::argument).
impl Double {
    /// Wants a member of a JSON object to be this.
    #[track_caller]
    pub fn member<T: Serialize>(self, argument: impl Into<Argument>, value: T) -> Self {
        let argument = argument.into();
        let json = Json::object().member(argument.wire, &value);
        self.in_json(argument, json)
    }

    /// Wants a member of a JSON object to be null.
    #[track_caller]
    pub fn null(self, argument: impl Into<Argument>) -> Self {
        self.member(argument, ())
    }

    /// Wants a member of a JSON object to be this, and never shows it.
    #[track_caller]
    pub fn secret_member(self, argument: impl Into<Argument>, value: SecretString) -> Self {
        let argument = argument.into();
        let json = Json::object().secret(argument.wire, &value);
        self.in_json(argument.secret(), json)
    }

    /// Wants a member of a JSON object to be this object, and never shows it.
    #[track_caller]
    pub fn object_member(self, argument: impl Into<Argument>, value: SecretObject) -> Self {
        let argument = argument.into();
        let json = Json::object().object_member(argument.wire, &value);
        self.in_json(argument.secret(), json)
    }

    /// Wants a field of a form to be this.
    #[track_caller]
    pub fn field(self, argument: impl Into<Argument>, text: &str) -> Self {
        let argument = argument.into();
        let form = Form::new().text(argument.wire, text);
        let call = self.call().form(form);
        self.wants(Place::Member, argument, Ok(call))
    }

    /// Wants a field of a form to be this, and never shows it.
    #[track_caller]
    pub fn secret_field(self, argument: impl Into<Argument>, value: SecretString) -> Self {
        let argument = argument.into();
        let form = Form::new().secret(argument.wire, &value);
        let call = form.map(|form| self.call().form(form));
        self.wants(Place::Member, argument.secret(), call)
    }

    /// Wants the path parameter of this number to be this.
    #[track_caller]
    pub fn path(self, index: usize, argument: impl Into<Argument>, text: &str) -> Self {
        let argument = argument.into();
        let call = self.call().path(argument.wire, text);
        self.wants(Place::Path(index), argument, call)
    }

    /// Wants a parameter of the query to be this.
    #[track_caller]
    pub fn query(self, argument: impl Into<Argument>, text: &str) -> Self {
        let argument = argument.into();
        let call = self.call().query(argument.wire, text);
        self.wants(Place::Query, argument, Ok(call))
    }

    /// Wants a header that the document has to be this.
    #[track_caller]
    pub fn header(self, argument: impl Into<Argument>, text: &str) -> Self {
        let argument = argument.into();
        let call = self.call().header(argument.wire, text);
        self.wants(Place::Header, argument, call)
    }

    /// Wants a Basic header with these, and never shows them.
    #[track_caller]
    pub fn basic(
        self,
        argument: &'static str,
        client: ClientCredentials,
        encoding: BasicEncoding,
    ) -> Self {
        let call = self.call().basic(argument, &client, encoding);
        self.wants(Place::Header, authorization(argument), call)
    }

    /// Wants a bearer header with this token, and never shows it.
    #[track_caller]
    pub fn bearer(self, argument: &'static str, token: SecretString) -> Self {
        let call = self.call().bearer(argument, &token);
        self.wants(Place::Header, authorization(argument), call)
    }

    #[track_caller]
    fn in_json(self, argument: Argument, json: Json) -> Self {
        let call = self.call().json(json);
        self.wants(Place::Member, argument, call)
    }

    fn call(&self) -> Call {
        Call::new(self.description.operation)
    }
}

/// Answers.
impl Double {
    /// Answers with this as JSON.
    ///
    /// # Panics
    ///
    /// When it cannot be written as JSON.
    #[track_caller]
    pub fn json<T: Serialize + ?Sized>(self, status: u16, body: &T) -> Self {
        self.reply(Reply::json(status, Json::value(body)))
    }

    /// Answers without a body.
    pub fn empty(self, status: u16) -> Self {
        self.reply(Reply::empty(status))
    }
}

const fn authorization(argument: &'static str) -> Argument {
    Argument::hidden(argument).called("authorization")
}
