//! What the crate promises to applications, shown on doubles of the identity service on loopback.

#[cfg(test)]
mod credentials;
#[cfg(test)]
mod environment;
#[cfg(test)]
mod environment_kinds;
#[cfg(test)]
mod error_classes;
#[cfg(test)]
mod errors;
#[cfg(test)]
mod held;
#[cfg(test)]
mod idle;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod lockout;
#[cfg(test)]
mod logins;
#[cfg(test)]
mod mfa;
#[cfg(test)]
mod names;
#[cfg(test)]
mod odd_answers;
#[cfg(test)]
mod operations;
#[cfg(test)]
mod paths;
#[cfg(test)]
mod queries;
#[cfg(test)]
mod reasons;
#[cfg(test)]
mod recorded;
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
#[cfg(test)]
mod v1_sessions;
