//! Round trips: every operation of a document, called with all that it takes, and answered with all that it gives.
//!
//! For generated tests, which have a [`Case`] for each operation: what the document says of its requests and answers, and a function that fills the client's
//! request and the double from a sample. [`all`] makes samples, in as many rounds as it takes to show every value of every enum and every kind of every union,
//! and one round with what is required alone. In each it looks whether the request arrived as the document says, whether the double found its arguments and
//! could read them back, whether the answer was read whole, and whether nothing that is shown holds a secret.

mod arrival;
mod case;
mod departure;
mod pair;
mod sample;
mod shape;
mod trip;

use auth_core::Error;
use serde_json::{Map, Value, json};

pub use self::case::{Body, Case, Credential, Parameter, Way};
pub use self::departure::Departure;
pub use self::pair::{Pair, Sent, Whole};
use self::sample::{MARK, Made, Sampler};
pub use self::shape::{Branch, Member, Shape, Spread};
use self::trip::Argument;
pub use self::trip::{Trip, credentials};
use super::description::Place;
use super::server::Server;
use super::times::times;
use crate::Presence;
use crate::runtime::Json;

/// The secret that a client of a round trip is given for a scheme.
#[must_use]
pub fn secret(scheme: &str) -> String {
    format!("{MARK}-{scheme}")
}

/// Which turn it is.
#[derive(Clone, Copy)]
struct Turn {
    /// The path style.
    style: usize,
    way: Way,
    round: usize,
    /// Whether what may be absent is absent.
    least: bool,
}

/// Sends all operations of a service to their doubles, in each path style.
///
/// # Panics
///
/// When anything does not arrive as it was sent, saying all that did not.
pub async fn all<C>(
    styles: &[&str],
    client: fn(&str, Option<&str>) -> Result<C, Error>,
    cases: &[&Case<C>],
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
            let rounds = case.rounds();
            for (way, round) in case
                .ways()
                .flat_map(|way| (0..=rounds).map(move |it| (way, it)))
            {
                let turn = Turn {
                    style,
                    way,
                    round,
                    least: round == rounds,
                };
                let told = trip(case, &client, &server, turn).await;
                let name = case.operation;
                let about = |it| match way {
                    Way::Plain => format!("{name} in round {round}: {it}"),
                    way => format!("{name} in round {round} by {way:?}: {it}"),
                };
                found.extend(told.into_iter().map(about));
            }
        }
    }
    // The secrets are made up; what a reader of a log sees must not look like one that is not.
    let told = found.join("\n").replace(MARK, "[secret]");
    assert!(found.is_empty(), "{told}");
}

/// What is wrong in one round.
async fn trip<C>(case: &Case<C>, client: &C, server: &Server, turn: Turn) -> Vec<String> {
    let trip = match case.sample(server, turn) {
        Ok(trip) => trip,
        Err(reason) => return vec![reason],
    };
    let mut departure = (case.send)(client, &trip);
    let mut found = Vec::new();
    if departure.shown.contains(MARK) {
        found.push("the request shows a secret".to_owned());
    }
    match departure.answer.as_mut().await {
        Err(error) => found.push(format!("{error} ({:?})", error.kind())),
        Ok((json, shown)) => {
            if shown.contains(MARK) {
                found.push("the answer shows a secret".to_owned());
            }
            if shown.contains("Unknown(") {
                found.push(format!("something of {} was not known", trip.answer));
            }
            let read = parsed(json);
            if read.as_ref() != Some(&trip.answer) {
                found.push(format!("{} was read as {read:?}", trip.answer));
            }
        }
    }
    if turn.way == Way::Headers {
        found.extend(departure.headers_are(&case.headers_to_come(&trip)));
    }
    let requests = (departure.arrived)();
    found.extend(server.forget());
    match requests.as_slice() {
        [request] => found.extend(arrival::differences(case, &trip, turn.style, request)),
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
                Some(Value::Null) if !matches!(parameter.member.shape(), Shape::Any) => {
                    Presence::Null
                }
                Some(value) => Presence::Present(value.clone()),
            },
            variant: 0,
        };
        let sampler = Sampler {
            round: 0,
            least: true,
            place: Place::Body,
            empty: true,
            nulls: true,
        };
        let answer = self.answers.first();
        let trip = Trip {
            server: None,
            arguments: self.parameters.iter().map(named).collect(),
            answer: answer
                .and_then(|shape| sampler.value(shape, "answer", 0))
                .unwrap_or_default(),
            answered: 0,
            headers: Value::Null,
            way: Way::Plain,
        };
        let (json, shown) = (self.send)(client, &trip).answer.await?;
        Ok((parsed(json).unwrap_or_default(), shown))
    }

    /// The documented header that an answer is read from, where it refers to another address: it is given with the answer.
    fn location(&self, answered: usize) -> Option<&'static str> {
        matches!(self.answers.get(answered), Some(Shape::Location)).then_some(())?;
        let mut names = self.headers.iter().map(|header| header.name);
        names.find(|name| name.eq_ignore_ascii_case("location"))
    }

    /// The documented headers as they have to be read.
    fn headers_to_come(&self, trip: &Trip<'_>) -> Value {
        let mut headers = trip.headers.clone();
        if let Some(location) = self.location(trip.answered) {
            headers[location] = trip.answer.clone();
        }
        headers
    }

    /// How many rounds show all that it takes and answers.
    fn rounds(&self) -> usize {
        let answers = || {
            [self.answers]
                .into_iter()
                .chain(self.others.iter().copied())
        };
        let shapes = self.parameters.iter().map(|it| it.member.shape());
        let all = shapes.chain(answers().flatten().copied());
        let several = answers().map(<[_]>::len).max();
        sample::rounds(all).max(several.unwrap_or_default())
    }

    fn sample<'s>(&self, server: &'s Server, turn: Turn) -> Result<Trip<'s>, String> {
        let Turn {
            way, round, least, ..
        } = turn;
        let sampler = |place, spread| Sampler {
            round,
            // Nothing is no part of a path.
            least: least && !matches!(place, Place::Path(_)),
            place,
            empty: !matches!(spread, Spread::Commas),
            nulls: match place {
                Place::Body => true,
                Place::Member => matches!(self.body, Body::Json(..)),
                _ => false,
            },
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
        let headers = sampler(Place::Header, Spread::Commas).members(self.headers, 0);
        let sampler = sampler(Place::Body, Spread::Plain);
        let answers = match way {
            Way::Other(index) => self.others.get(index).copied().unwrap_or_default(),
            Way::Plain | Way::Headers => self.answers,
        };
        let answered = sampler.variant(answers.len());
        let answer = match answers.get(answered) {
            Some(shape) => sampler.value(shape, "answer", 0),
            None => Some(Value::Null),
        };
        let mut headers = headers.ok_or("no sample can be made of headers")?;
        if let Some(location) = self.location(answered) {
            headers.remove(location);
        }
        Ok(Trip {
            server: Some(server),
            arguments,
            answer: answer.ok_or("no sample can be made of an answer")?,
            answered,
            headers: json!(headers),
            way,
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

/// JSON that was written, read.
fn parsed(json: Json) -> Option<Value> {
    let (text, _) = json.finish().ok()?;
    serde_json::from_slice(text.as_slice()).ok()
}

/// The members of an object.
type Members = Map<String, Value>;
