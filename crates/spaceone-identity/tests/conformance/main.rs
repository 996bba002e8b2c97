//! All of identity v2, against a table of its methods, messages and enums that was made from Cloudforet's protocol
//! definition and knows nothing of the documents and of the generated code.
//!
//! - `documents` holds the documents in `specs` against the table.
//! - `calls` drives the client: for every method a server receives the right path, credential and JSON, and what the server
//!   answers is read back whole. How a method is called with all that it takes is generated.
//! - `generated` are the round trips that every generated client has: the doubles against the client.

#[cfg(test)]
mod calls;
#[cfg(test)]
mod documents;
#[cfg(test)]
#[path = "../generated/mod.rs"]
mod generated;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod table;
