//! The tokens of one authorized call.

use auth_core::{AccessToken, Error};
use bytes::Bytes;
use http::Response;

use crate::{RefusalRules, TokenAuth};

/// The token that a call uses, and whether it has had another already.
pub(crate) struct Access<'a> {
    auth: &'a TokenAuth,
    rules: RefusalRules,
    token: Option<AccessToken>,
    /// Came in place of a refused one, and was not used yet.
    is_fresh: bool,
    is_replaced: bool,
}

impl<'a> Access<'a> {
    pub(crate) const fn new(auth: &'a TokenAuth, rules: RefusalRules) -> Self {
        Self {
            auth,
            rules,
            token: None,
            is_fresh: false,
            is_replaced: false,
        }
    }

    /// The token for the next attempt: the provider's, asked each time, because a token may end between two attempts.
    pub(crate) async fn token(&mut self) -> Result<&AccessToken, Error> {
        let token = match self.token.take() {
            Some(token) if self.is_fresh => token,
            _ => self.auth.token().await?,
        };
        self.is_fresh = false;
        Ok(self.token.insert(token))
    }

    /// Whether this answer refuses the token, and did not do so before.
    pub(crate) fn is_refused(&self, response: &Response<Bytes>) -> bool {
        let (status, headers) = (response.status(), response.headers());
        !self.is_replaced && self.rules.is_refusal(status, headers, response.body())
    }

    /// Gives the token back and asks for another. Whether there is one.
    pub(crate) async fn renew(&mut self) -> Result<bool, Error> {
        self.is_replaced = true;
        let Some(refused) = &self.token else {
            return Ok(false);
        };
        if let Some(token) = self.auth.replace(refused).await? {
            self.token = Some(token);
            self.is_fresh = true;
        }
        Ok(self.is_fresh)
    }
}
