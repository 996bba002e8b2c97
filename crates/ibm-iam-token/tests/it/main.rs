//! What the crate promises to applications, shown on a double of IAM on loopback.

#[cfg(test)]
mod compute_resources;
#[cfg(test)]
mod configuration;
#[cfg(test)]
mod credentials;
#[cfg(test)]
mod environment;
#[cfg(test)]
mod errors;
#[cfg(test)]
mod examples;
#[cfg(test)]
mod exchanges;
#[cfg(all(test, feature = "mock"))]
#[path = "../generated/mod.rs"]
mod generated;
#[cfg(test)]
mod go_core;
#[cfg(test)]
mod guide;
#[cfg(test)]
mod operations;
#[cfg(test)]
mod renewals;
#[cfg(test)]
mod retries;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod support;
#[cfg(test)]
mod vpc_instances;
