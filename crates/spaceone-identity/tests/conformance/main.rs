//! All of identity v2, against a table of its methods, messages and enums that was made from Cloudforet's protocol
//! definition and knows nothing of the documents and of the generated code.
//!
//! - `documents` holds the documents in `specs` against the table.
//! - `calls` drives the client: for every method a double receives the right path, credential and JSON, and what the double
//!   answers is read back whole.

#[cfg(test)]
mod calls;
#[cfg(test)]
mod client;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod table;
