//! What the crate promises to applications, shown on doubles of the identity service on loopback.

#[cfg(test)]
mod credentials;
#[cfg(test)]
mod environment;
#[cfg(test)]
mod errors;
#[cfg(test)]
mod operations;
#[cfg(test)]
mod paths;
#[cfg(test)]
mod renewals;
#[cfg(test)]
mod retries;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod session_ends;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod support;
