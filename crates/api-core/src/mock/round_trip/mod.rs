//! Round trips: every operation of a document, called with all that it takes, and answered with all that it gives.
//!
//! For generated tests, which have a [`Case`] for each operation: what the document says of its requests and answers, and a function that fills the client's
//! request and the double from a sample. [`all`] makes samples, in as many rounds as it takes to show every value of every enum and every kind of every union,
//! and one round with what is required alone. In each it looks whether the request arrived as the document says, whether the double found its arguments and
//! could read them back, whether the answer was read whole, and whether nothing that is shown holds a secret.

mod arrival;
mod sample;
mod shape;

use std::fmt::Debug;
use std::future::{Future, IntoFuture};
use std::pin::Pin;

use auth_core::Error;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use self::sample::{MARK, Made, Sampler};
pub use self::shape::{Branch, Member, Shape, Spread};
use super::description::{Constant, Place};
use super::doubled::Doubled;
use super::received::Received;
use super::server::Server;
use super::times::times;
use crate::Presence;
use crate::runtime::{BasicEncoding, Json};

/// An operation, as the document has it.
#[derive(Debug)]
pub struct Case<C: 'static> {
    /// What the document calls it.
    pub operation: &'static str,
    /// Its method.
    pub method: &'static str,
    /// Its path in each path style; `{0}` stands for the first path parameter.
    pub paths: &'static [&'static str],
    /// The arguments.
    pub parameters: &'static [Parameter],
    /// What is sent by itself.
    pub constants: &'static [Constant],
    /// The credentials of the client that it is called with.
    pub credentials: &'static [Credential],
    /// What its body is written in.
    pub body: Body,
    /// What it answers: one of these.
    pub answers: &'static [&'static Shape],
    /// Mounts a double and makes the request for it, both filled from a sample.
    pub send: fn(&C, &Trip<'_>) -> Departure,
}

/// An argument of an operation.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    place: Place,
    member: Member,
    spread: Spread,
}

impl Parameter {
    /// An argument with its place.
    #[must_use]
    pub const fn new(place: Place, member: Member, spread: Spread) -> Self {
        Self {
            place,
            member,
            spread,
        }
    }
}

/// What a body is written in.
#[derive(Clone, Copy, Debug)]
pub enum Body {
    /// There is none.
    None,
    /// A JSON object, or one JSON value, of this media type. Whether it is sent without any member.
    Json(&'static str, bool),
    /// A form, and whether it is sent without any member.
    Form(bool),
    /// Parts, and whether they are sent without any member.
    Parts(bool),
    /// A form that is one value, which is not looked into here.
    Laid,
    /// Something of this media type, as it is.
    Raw(&'static str),
}

/// A credential of the client, by the name that its scheme has, and how it is carried.
#[derive(Clone, Copy, Debug)]
pub enum Credential {
    /// As a bearer token.
    Bearer(&'static str),
    /// As a Basic header.
    Basic(&'static str, BasicEncoding),
    /// In a header of this name.
    Header(&'static str, &'static str),
    /// In a query parameter of this name.
    Query(&'static str, &'static str),
    /// In a cookie of this name.
    Cookie(&'static str, &'static str),
}

/// The secret that a client of a round trip is given for a scheme.
#[must_use]
pub fn secret(scheme: &str) -> String {
    format!("{MARK}-{scheme}")
}

/// One round: a sample of a request and its answer.
#[derive(Debug)]
pub struct Trip<'s> {
    /// None where the request goes elsewhere.
    server: Option<&'s Server>,
    arguments: Vec<Argument>,
    answer: Value,
    answered: usize,
}

/// What an argument is in a round.
#[derive(Debug)]
struct Argument {
    value: Presence<Value>,
    /// Which variant of a choice it is.
    variant: usize,
}

impl Trip<'_> {
    /// An argument that is always there, by its number.
    ///
    /// # Panics
    ///
    /// When it cannot be read as this type.
    #[must_use]
    #[track_caller]
    pub fn given<T: DeserializeOwned>(&self, index: usize) -> T {
        match self.state(index) {
            Presence::Present(value) => value,
            _ => panic!("argument {index} is not there"),
        }
    }

    /// An argument that may be absent or null.
    ///
    /// # Panics
    ///
    /// When it cannot be read as this type.
    #[must_use]
    #[track_caller]
    pub fn state<T: DeserializeOwned>(&self, index: usize) -> Presence<T> {
        match self.arguments.get(index).map(|it| &it.value) {
            None | Some(Presence::Absent) => Presence::Absent,
            Some(Presence::Null) => Presence::Null,
            Some(Presence::Present(value)) => Presence::Present(read(value)),
        }
    }

    /// Which variant an argument that is a choice is, where it is there.
    #[must_use]
    pub fn variant(&self, index: usize) -> Option<usize> {
        let argument = self.arguments.get(index)?;
        argument.value.value().map(|_| argument.variant)
    }

    /// A member of an argument that is a choice.
    ///
    /// # Panics
    ///
    /// When it cannot be read as this type.
    #[must_use]
    #[track_caller]
    pub fn member<T: DeserializeOwned>(&self, index: usize, name: &str) -> Presence<T> {
        let argument = self.arguments.get(index).map(|it| &it.value);
        match argument
            .and_then(Presence::value)
            .and_then(|it| it.get(name))
        {
            None => Presence::Absent,
            Some(Value::Null) => Presence::Null,
            Some(value) => Presence::Present(read(value)),
        }
    }

    /// A member of an argument that is a choice, which is always there.
    ///
    /// # Panics
    ///
    /// When it is not, or cannot be read as this type.
    #[must_use]
    #[track_caller]
    pub fn member_given<T: DeserializeOwned>(&self, index: usize, name: &str) -> T {
        match self.member(index, name) {
            Presence::Present(value) => value,
            _ => panic!("`{name}` is not there"),
        }
    }

    /// The answer.
    ///
    /// # Panics
    ///
    /// When it cannot be read as this type.
    #[must_use]
    #[track_caller]
    pub fn answer<T: DeserializeOwned>(&self) -> T {
        read(&self.answer)
    }

    /// Which of the answers of the operation it is the turn of.
    #[must_use]
    pub const fn answered(&self) -> usize {
        self.answered
    }

    /// Mounts the double and makes the request ready. `json` writes what is read.
    ///
    /// # Panics
    ///
    /// When the double has no answer.
    pub fn depart<D, T, R>(&self, double: D, request: R, json: fn(&T) -> Json) -> Departure
    where
        D: Doubled + 'static,
        T: Debug + 'static,
        R: Debug + IntoFuture<Output = Result<T, Error>>,
        R::IntoFuture: Send + 'static,
    {
        let mounted = self.server.map(|server| server.mount(double));
        let shown = format!("{request:?}");
        let sending = request.into_future();
        Departure {
            shown,
            answer: Box::pin(async move { sending.await.map(|it| (json(&it), format!("{it:?}"))) }),
            arrived: Box::new(move || {
                let Some(mounted) = &mounted else {
                    return Vec::new();
                };
                // Reading them back panics where that cannot be done.
                drop(mounted.received());
                mounted.requests()
            }),
        }
    }
}

/// What was read, as JSON and as `Debug` shows it.
type Answered = (Json, String);

/// A request that is ready to be sent to a double that waits for it.
pub struct Departure {
    shown: String,
    answer: Pin<Box<dyn Future<Output = Result<Answered, Error>> + Send>>,
    arrived: Box<dyn Fn() -> Vec<Received>>,
}

impl Debug for Departure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Departure")
    }
}

/// Sends all operations of a service to their doubles, in each path style.
///
/// # Panics
///
/// When anything does not arrive as it was sent, saying all that did not.
pub async fn all<C>(
    styles: &[&str],
    client: fn(&str, Option<&str>) -> Result<C, Error>,
    cases: &[Case<C>],
) {
    let mut found = Vec::new();
    for style in 0..styles.len().max(1) {
        let name = styles.get(style).copied();
        let server = Server::start().await;
        let server = match name {
            Some(name) => server.path_style(name),
            None => server,
        };
        let client = match client(&server.uri(), name) {
            Ok(client) => client,
            Err(error) => panic!("the client cannot be made: {error}"),
        };
        for case in cases {
            let shapes = case.parameters.iter().map(|it| it.member.shape());
            let rounds =
                sample::rounds(shapes.chain(case.answers.iter().copied())).max(case.answers.len());
            for round in 0..=rounds {
                let told = trip(case, &client, &server, (style, round, round == rounds)).await;
                let about = |it| format!("{} in round {round}: {it}", case.operation);
                found.extend(told.into_iter().map(about));
            }
        }
    }
    // The secrets are made up; what a reader of a log sees must not look like one that is not.
    let told = found.join("\n").replace(MARK, "[secret]");
    assert!(found.is_empty(), "{told}");
}

/// What is wrong in one round.
async fn trip<C>(
    case: &Case<C>,
    client: &C,
    server: &Server,
    (style, round, least): (usize, usize, bool),
) -> Vec<String> {
    let trip = match case.sample(server, round, least) {
        Ok(trip) => trip,
        Err(reason) => return vec![reason],
    };
    let departure = (case.send)(client, &trip);
    let mut found = Vec::new();
    if departure.shown.contains(MARK) {
        found.push("the request shows a secret".to_owned());
    }
    match departure.answer.await {
        Err(error) => found.push(format!("{error} ({:?})", error.kind())),
        Ok((json, shown)) => {
            if shown.contains(MARK) {
                found.push("the answer shows a secret".to_owned());
            }
            if shown.contains("Unknown(") {
                found.push(format!("something of {} was not known", trip.answer));
            }
            let read = json.finish().ok();
            let read =
                read.and_then(|(text, _)| serde_json::from_slice::<Value>(text.as_slice()).ok());
            if read.as_ref() != Some(&trip.answer) {
                found.push(format!("{} was read as {read:?}", trip.answer));
            }
        }
    }
    let requests = (departure.arrived)();
    found.extend(server.forget());
    match requests.as_slice() {
        [request] => found.extend(arrival::differences(case, &trip, style, request)),
        requests => found.push(format!("it came {}", times(requests.len()))),
    }
    found
}

impl<C> Case<C> {
    /// Calls the operation with arguments from elsewhere, by their names: for tests that have a server and a truth of their own. Gives what is read
    /// as JSON, and as `Debug` shows it.
    ///
    /// # Errors
    ///
    /// Those of the operation.
    ///
    /// # Panics
    ///
    /// When an argument is none of its type.
    pub async fn call(&self, client: &C, arguments: &Value) -> Result<(Value, String), Error> {
        let named = |parameter: &Parameter| Argument {
            value: match arguments.get(parameter.member.name) {
                None => Presence::Absent,
                Some(Value::Null) => Presence::Null,
                Some(value) => Presence::Present(value.clone()),
            },
            variant: 0,
        };
        let sampler = Sampler {
            round: 0,
            least: true,
            place: Place::Body,
            empty: true,
        };
        let answer = self.answers.first();
        let trip = Trip {
            server: None,
            arguments: self.parameters.iter().map(named).collect(),
            answer: answer
                .and_then(|shape| sampler.value(shape, "answer", 0))
                .unwrap_or_default(),
            answered: 0,
        };
        let (json, shown) = (self.send)(client, &trip).answer.await?;
        let (text, _) = json.finish()?;
        let read = serde_json::from_slice(text.as_slice()).unwrap_or_default();
        Ok((read, shown))
    }

    fn sample<'s>(
        &self,
        server: &'s Server,
        round: usize,
        least: bool,
    ) -> Result<Trip<'s>, String> {
        let sampler = |place, spread| Sampler {
            round,
            least,
            place,
            empty: !matches!(spread, Spread::Commas),
        };
        let mut arguments = Vec::new();
        for (index, parameter) in self.parameters.iter().enumerate() {
            let (sampler, member) = (
                sampler(parameter.place, parameter.spread),
                &parameter.member,
            );
            let made = sampler.member(member, index, 0);
            let variant = match member.shape() {
                Shape::Choice(variants) => sampler.variant(variants.len()),
                _ => 0,
            };
            let value = match made.ok_or("no sample can be made of a request")? {
                Made::Absent => Presence::Absent,
                Made::Null => Presence::Null,
                Made::Value(value) => Presence::Present(value),
            };
            arguments.push(Argument { value, variant });
        }
        let sampler = sampler(Place::Body, Spread::Plain);
        let answered = sampler.variant(self.answers.len());
        let answer = match self.answers.get(answered) {
            Some(shape) => sampler.value(shape, "answer", 0),
            None => Some(Value::Null),
        };
        Ok(Trip {
            server: Some(server),
            arguments,
            answer: answer.ok_or("no sample can be made of an answer")?,
            answered,
        })
    }
}

impl Member {
    fn shape(&self) -> &'static Shape {
        match self.what {
            shape::What::Value(shape) | shape::What::Others(shape) => shape,
            shape::What::Constant(_) => &Shape::Nothing,
        }
    }
}

#[track_caller]
fn read<T: DeserializeOwned>(value: &Value) -> T {
    // Unions keep the text that they are read from.
    match serde_json::from_str(&value.to_string()) {
        Ok(value) => value,
        Err(error) => panic!("{value} is none of its type: {error}"),
    }
}

/// The members of an object.
type Members = Map<String, Value>;
