//! Doubles of services, for tests of code that uses a generated client.
//!
//! A generated crate with its feature `mock` has a module `mock` beside its operations, with a double for each of them: it knows the operation's method,
//! paths, parameters and constants, matches on the same arguments that the client takes, and answers with the same types that the client gives. This module
//! is what these doubles are made of, and the [`Server`] that they are mounted on.
//!
//! ```
//! # async fn example() {
//! use std::time::Duration;
//!
//! use api_core::mock::{Fault, Server};
//!
//! let server = Server::start().await;
//! // `server.mount(…)` takes the doubles of a generated crate:
//! //     token::mock::issue().domain_id("domain-1").fault(Fault::status(503)).answer(TokenInfo::new("a", "r")).expect(2)
//! // and the client under test is sent to the server:
//! //     Client::builder().base_url(server.uri()).build()
//! let fault = Fault::status(429).header("retry-after", "1").after(Duration::from_millis(20));
//! server.verify().unwrap();
//! # }
//! # tokio::runtime::Runtime::new().unwrap().block_on(example());
//! ```
//!
//! - **What is matched**: the operation's method and path and what it sends by itself always, and that no argument is missing that it needs; the value of an
//!   argument only where the double is told it, by the function that has the argument's name. `without_…` wants an argument to be absent, `null_…` to be null,
//!   `matching` asks a function of yours about the whole request.
//! - **What is answered**: `answer` and the `error` functions take the typed bodies of the document, `answer_as_…` those of its other media types, and `fault`
//!   takes a [`Fault`]: a status, a delay, a connection that ends, garbage. Called one after the other they are given one after the other, and the last for ever.
//! - **What goes with it**: `with_headers` takes the documented headers in their types, `with_header` any other; they and `delayed` change the answer before them.
//! - **What depends on the request**: `respond_with` takes a function that is given each request as [`Arrived`], its typed arguments, and gives a double of the
//!   same operation that has the one answer. The function may keep count, and share what it knows with those of other doubles: for a refresh token that is good
//!   once, say. `arrived.request()` has the headers, such as the credential of the client.
//! - **What must happen**: `expect` says how many requests a double must answer. The server looks at the end of the test whether that is so, and whether
//!   every request found its double: when it is dropped, by a panic that says what came and what was missing, or earlier, by [`Server::verify`].
//! - **What is told**: no secret. Arguments that are or hold one are named, and their values are not shown.
//!
//! In a test's manifest: `my-client = { version = "…", features = ["mock"] }` under `[dev-dependencies]`. The feature adds a server to the dependencies, and
//! `Serialize` (secrets in clear) to the types of answers, so it is not for other builds.

#![expect(
    clippy::panic,
    reason = "a double that cannot do what it is told fails the test that told it"
)]

mod description;
mod double;
mod doubled;
mod expectation;
mod fault;
mod headers;
mod http;
mod parts;
mod read;
mod received;
mod reply;
mod report;
pub mod round_trip;
mod router;
mod server;
mod texts;
mod times;
mod turn;
mod usual;

pub use self::description::{Body, Constant, Description, Literal, Place};
pub use self::double::Double;
pub use self::doubled::Doubled;
pub use self::expectation::Argument;
pub use self::fault::Fault;
pub use self::headers::Headers;
pub use self::received::{Arrived, Received, Unreadable};
pub use self::reply::Reply;
pub use self::report::Mismatches;
pub use self::server::{Mounted, Server};
pub use self::times::Times;
