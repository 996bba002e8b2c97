//! Using a token for one call.

use crate::{AccessToken, Error, ErrorKind, TokenProvider};

/// Uses a token of `provider` for one call, and once more with a fresh token if the call says that the first was refused.
///
/// This is how a grant that shows another identity's token is built: a trusted profile over a user, a scope over a session. The
/// refused token is [rejected](TokenProvider::reject), so that all others who hold the provider get a fresh one too.
///
/// # Errors
///
/// The error of the provider or of the call. A refusal is final when the provider has no other token to give.
///
/// # Examples
///
/// ```
/// use auth_core::{AccessToken, Error, ErrorKind, with_token};
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let provider = AccessToken::fixed("stale")?;
/// let answer: Result<(), Error> = with_token(&provider, async |token: AccessToken| {
///     assert_eq!(token.expose(), "stale");
///     Err(Error::new(ErrorKind::Refused, "no longer valid"))
/// })
/// .await;
/// assert_eq!(answer.unwrap_err().kind(), ErrorKind::Refused);
/// # Ok::<(), Error>(())
/// # }).unwrap();
/// ```
pub async fn with_token<T, F, C>(provider: &dyn TokenProvider, call: C) -> Result<T, Error>
where
    C: Fn(AccessToken) -> F,
    F: Future<Output = Result<T, Error>>,
{
    let token = provider.token().await?;
    let refusal = match call(token.clone()).await {
        Err(error) if error.kind() == ErrorKind::Refused => error,
        answer => return answer,
    };
    provider.reject(&token);
    let fresh = provider.token().await?;
    if fresh.expose() == token.expose() {
        Err(refusal)
    } else {
        call(fresh).await
    }
}
