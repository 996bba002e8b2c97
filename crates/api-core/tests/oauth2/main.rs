//! What a careful OAuth 2.0 client of the client credentials grant honours, line by line. Lines 26 to 30, on the use of a token, stand with the calls that use it.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail their tests")]

mod answers;
mod errors;
mod requests;
#[cfg(feature = "reqwest")]
mod sockets;
mod support;
