//! A provider of tokens that remembers which ones were given back.

use std::fmt;
use std::sync::{Arc, Mutex};

use api_core::{AccessToken, Error, ErrorKind, TokenProvider};
use auth_core::TokenFuture;
use test_support::MARK;

/// Gives `s3cr3t-token-1` until that is rejected, then `s3cr3t-token-2`, and so on to the last, which it keeps.
#[derive(Clone)]
pub(crate) struct Tokens(Arc<Mutex<State>>);

struct State {
    current: usize,
    last: usize,
    asked: usize,
    rejected: Vec<String>,
    broken: bool,
}

pub(crate) fn token(number: usize) -> String {
    format!("{MARK}-token-{number}")
}

impl Tokens {
    pub(crate) fn up_to(last: usize) -> Self {
        Self(Arc::new(Mutex::new(State {
            current: 1,
            last,
            asked: 0,
            rejected: Vec::new(),
            broken: false,
        })))
    }

    /// Gives no more tokens after the first was rejected.
    pub(crate) fn breaking() -> Self {
        let tokens = Self::up_to(2);
        tokens.0.lock().unwrap().broken = true;
        tokens
    }

    pub(crate) fn rejected(&self) -> Vec<String> {
        self.0.lock().unwrap().rejected.clone()
    }

    pub(crate) fn asked(&self) -> usize {
        self.0.lock().unwrap().asked
    }
}

impl fmt::Debug for Tokens {
    /// Without tokens, as providers have it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").finish_non_exhaustive()
    }
}

impl TokenProvider for Tokens {
    fn token(&self) -> TokenFuture<'_> {
        let mut state = self.0.lock().unwrap();
        state.asked += 1;
        if state.broken && state.current > 1 {
            let error = Error::new(ErrorKind::Unavailable, "the provider cannot answer now");
            return TokenFuture::ready(Err(error.with_operation("issue_token")));
        }
        TokenFuture::ready(AccessToken::fixed(token(state.current)))
    }

    fn reject(&self, token: &AccessToken) {
        let mut state = self.0.lock().unwrap();
        state.rejected.push(token.expose().to_owned());
        state.current = (state.current + 1).min(state.last);
    }
}
