//! Drives the committed outputs against a server: what is sent, what is read, what is hidden.

#[cfg(test)]
mod answers;
#[cfg(test)]
mod bodies;
#[cfg(test)]
mod copies;
#[cfg(test)]
mod doubles;
#[cfg(test)]
mod doubles_answers;
#[cfg(test)]
mod doubles_functions;
#[cfg(test)]
mod doubles_nulls;
#[cfg(test)]
mod errors;
#[cfg(test)]
mod errors_as_text;
#[cfg(test)]
mod forms;
#[cfg(all(test, feature = "owners"))]
mod gated;
#[cfg(all(test, feature = "mock"))]
#[path = "../generated/mod.rs"]
mod generated;
#[cfg(test)]
mod grants;
#[cfg(test)]
mod headers;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod media;
#[cfg(test)]
mod names;
#[cfg(test)]
mod nulls;
#[cfg(test)]
mod parameters;
#[cfg(test)]
mod round_trips;
#[cfg(test)]
mod schemas;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod security;
#[cfg(test)]
mod server;
#[cfg(test)]
mod servers;
#[cfg(test)]
mod styles;
#[cfg(test)]
mod tables;
#[cfg(test)]
mod tags;
#[cfg(test)]
mod words;
