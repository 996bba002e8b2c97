//! The guarantees of the cache, each under its number.

mod g02_single_flight;
