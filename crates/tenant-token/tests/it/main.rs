//! What the crate promises to applications, shown on a double of OneAccess on loopback.

#[cfg(test)]
mod environment;
#[cfg(test)]
mod errors;
#[cfg(all(test, feature = "mock"))]
#[path = "../generated/mod.rs"]
mod generated;
#[cfg(test)]
mod oauth;
#[cfg(test)]
mod operations;
#[cfg(test)]
mod retries;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tokens;
#[cfg(test)]
#[expect(
    clippy::unchecked_time_subtraction,
    reason = "a test that subtracts wrongly fails"
)]
mod week;
