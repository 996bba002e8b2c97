//! What clients and middlewares take.

use std::fmt::{self, Debug};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use crate::{AccessToken, CredentialId, Error, ErrorKind};

/// Gives a usable access token at any time. Clients and middlewares take it as `Arc<dyn TokenProvider>`.
///
/// A [`TokenCache`](crate::TokenCache) is one, and so is an [`AccessToken`] by itself.
///
/// ```
/// use std::sync::Arc;
/// use auth_core::{AccessToken, Error, TokenProvider};
///
/// #[derive(Debug)]
/// struct Client {
///     tokens: Arc<dyn TokenProvider>,
/// }
///
/// impl Client {
///     async fn call(&self) -> Result<(), Error> {
///         let token = self.tokens.token().await?;
///         let header = token.authorization();
///         // Send the request with this header. When the service refuses the token:
///         self.tokens.reject(&token);
///         Ok(())
///     }
/// }
///
/// let client = Client { tokens: Arc::new(AccessToken::fixed("from-elsewhere")?) };
/// # Ok::<(), Error>(())
/// ```
pub trait TokenProvider: Debug + Send + Sync + 'static {
    /// A token that is usable now: at once when one is at hand, else as soon as the provider gave one.
    fn token(&self) -> TokenFuture<'_>;

    /// Says that a service refused this token. It is not handed out again, unless the provider, asked anew, insists on it; a newer one
    /// stays.
    fn reject(&self, token: &AccessToken);

    /// Names the whole chain of credentials behind this provider, where it has one name.
    fn identity(&self) -> Option<CredentialId> {
        None
    }
}

impl<P: TokenProvider + ?Sized> TokenProvider for Arc<P> {
    fn token(&self) -> TokenFuture<'_> {
        (**self).token()
    }

    fn reject(&self, token: &AccessToken) {
        (**self).reject(token);
    }

    fn identity(&self) -> Option<CredentialId> {
        (**self).identity()
    }
}

/// A token by itself is a provider of that token, until it ends. Rejecting it has no effect: there is no other.
impl TokenProvider for AccessToken {
    fn token(&self) -> TokenFuture<'_> {
        let token = if self.is_over() {
            Err(Error::new(
                ErrorKind::Refused,
                "the fixed token has expired, and nothing renews it",
            ))
        } else {
            Ok(self.clone())
        };
        TokenFuture::ready(token)
    }

    fn reject(&self, _token: &AccessToken) {}
}

/// A token to come. One that is at hand already costs no allocation.
///
/// ```
/// use auth_core::{AccessToken, TokenFuture, TokenProvider};
///
/// /// Prefers one provider, and falls back on another.
/// #[derive(Debug)]
/// struct Either<A, B>(A, B);
///
/// impl<A: TokenProvider, B: TokenProvider> TokenProvider for Either<A, B> {
///     fn token(&self) -> TokenFuture<'_> {
///         TokenFuture::boxed(async {
///             match self.0.token().await {
///                 Ok(token) => Ok(token),
///                 Err(_) => self.1.token().await,
///             }
///         })
///     }
///
///     fn reject(&self, token: &AccessToken) {
///         self.0.reject(token);
///         self.1.reject(token);
///     }
/// }
/// ```
#[must_use = "a future does nothing until it is awaited"]
// None when it has given its result: then nothing is left to be dropped, which its caller sees without a call.
pub struct TokenFuture<'a>(Option<State<'a>>);

/// What it holds is one pointer whatever it is: it then travels in two registers, and a token at hand is not waited for on its way
/// through memory.
enum State<'a> {
    Token(AccessToken),
    Failed(Error),
    Boxed(Box<Pending<'a>>),
}

type Pending<'a> = Pin<Box<dyn Future<Output = Result<AccessToken, Error>> + Send + 'a>>;

impl<'a> TokenFuture<'a> {
    /// A result that is at hand.
    #[inline]
    pub fn ready(result: Result<AccessToken, Error>) -> Self {
        Self(Some(match result {
            Ok(token) => State::Token(token),
            Err(error) => State::Failed(error),
        }))
    }

    /// A result that must be waited for.
    pub fn boxed(future: impl Future<Output = Result<AccessToken, Error>> + Send + 'a) -> Self {
        Self(Some(State::Boxed(Box::new(Box::pin(future)))))
    }
}

impl Future for TokenFuture<'_> {
    type Output = Result<AccessToken, Error>;

    /// # Panics
    ///
    /// When polled again after it was ready, as futures may.
    #[inline]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if let Some(State::Boxed(future)) = &mut self.0 {
            return Pin::new(future).poll(context);
        }
        match self.0.take() {
            Some(State::Token(token)) => Poll::Ready(Ok(token)),
            Some(State::Failed(error)) => Poll::Ready(Err(error)),
            Some(State::Boxed(_)) | None => polled_again(),
        }
    }
}

#[cold]
#[expect(
    clippy::panic,
    reason = "the contract of Future forbids polling after Ready"
)]
fn polled_again() -> ! {
    panic!("a TokenFuture was polled after it was ready")
}

impl Debug for TokenFuture<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.0 {
            Some(State::Token(_) | State::Failed(_)) | None => "ready",
            Some(State::Boxed(_)) => "pending",
        };
        f.debug_tuple("TokenFuture").field(&state).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::TokenFuture;

    #[test]
    fn a_future_travels_in_two_registers() {
        assert_eq!(size_of::<TokenFuture<'_>>(), 2 * size_of::<usize>());
    }
}
