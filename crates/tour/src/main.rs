//! A guided run through the clients.

fn main() {}
