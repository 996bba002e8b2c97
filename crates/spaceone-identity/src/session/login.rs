//! The login of a session.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use auth_core::{Attempt, Clock, CredentialId, Error, Issued, SourceTraits, TokenSource};
use secrecy::SecretString;

use super::credentials::LoginWith;
use super::failures::Failures;
use super::mfa::{MfaAnswer, MfaChallenge, MfaOccasion, SecondFactor};
use crate::reason::{Reason, because};
use crate::v2::Client;
use crate::v2::token::{IssueRequest, TokenInfo};

/// How long a refresh token lives whose end cannot be read: three hours, as with all servers but for administrators who have more.
const SESSION_LIFE: Duration = Duration::from_secs(3 * 60 * 60);
/// The longest pause after refusals: servers block a login after some.
const REFUSAL_PAUSE: Duration = Duration::from_secs(15 * 60);
/// How many codes may be wrong in one login, and how many may be sent anew.
pub(super) const MOST_CODES: u32 = 3;

/// A login whose token is its refresh token.
#[derive(Debug)]
pub(super) struct Login {
    client: Client,
    with: LoginWith,
    second_factor: Option<Arc<dyn SecondFactor>>,
    failures: Failures,
}

impl Login {
    pub(super) fn new(
        client: Client,
        with: LoginWith,
        second_factor: Option<Arc<dyn SecondFactor>>,
        clock: Clock,
    ) -> Self {
        Self {
            client,
            with,
            second_factor,
            failures: Failures::new(clock),
        }
    }

    /// Whether a person may be asked.
    pub(super) fn asks(&self) -> bool {
        self.second_factor.is_some()
    }

    async fn log_in(&self) -> Result<TokenInfo, Error> {
        let error = match self.with.request(&self.client).await?.send().await {
            Ok(tokens) => return Ok(tokens),
            Err(error) => error,
        };
        let needs_code = Reason::of(&error) == Some(Reason::MfaRequired);
        let Some(second_factor) = self.second_factor.as_deref().filter(|_| needs_code) else {
            return self.failed(error);
        };
        let Some(step) = self.with.second_step(&self.client).await? else {
            return self.failed(error);
        };
        self.second_step(second_factor, &step, MfaChallenge::of(&error))
            .await
    }

    async fn second_step(
        &self,
        second_factor: &dyn SecondFactor,
        step: &IssueRequest,
        mut challenge: MfaChallenge,
    ) -> Result<TokenInfo, Error> {
        let (mut wrong, mut resent) = (0, 0);
        loop {
            let error = match second_factor.answer(&challenge).await? {
                MfaAnswer::Code(code) => match verify(step, code).await {
                    Ok(tokens) => return Ok(tokens),
                    Err(error) => error,
                },
                MfaAnswer::Resend => {
                    resent += 1;
                    resend(step, |error| self.failures.note(error)).await?;
                    if resent > MOST_CODES {
                        return Err(too_many_codes());
                    }
                    challenge = challenge.again(MfaOccasion::Resent);
                    continue;
                }
            };
            self.failures.note(&error);
            wrong += 1;
            let again = Reason::of(&error) == Some(Reason::WrongCode) && wrong < MOST_CODES;
            if !again || self.failures.too_many().is_some() {
                return Err(error);
            }
            challenge = challenge.again(MfaOccasion::WrongCode);
        }
    }

    fn failed<T>(&self, error: Error) -> Result<T, Error> {
        self.failures.note(&error);
        Err(error)
    }
}

/// Sends the code.
pub(super) async fn verify(step: &IssueRequest, code: SecretString) -> Result<TokenInfo, Error> {
    let answer = step.clone().verify_code(code).send().await;
    answer.map_err(|error| match Reason::of(&error) {
        Some(Reason::InvalidCredentials | Reason::NotAuthenticated) => because(
            Reason::CodeEnded,
            error.kind(),
            "the code was used before, has ended, or was never asked for",
            Some(error),
        ),
        _ => error,
    })
}

/// Asks for another code. Servers answer that with a refusal, and send it all the same.
pub(super) async fn resend(step: &IssueRequest, note: impl Fn(&Error)) -> Result<(), Error> {
    match step.send().await {
        Ok(_) => Ok(()),
        Err(error) => {
            note(&error);
            match Reason::of(&error) {
                Some(Reason::NotAuthenticated | Reason::MfaRequired) => Ok(()),
                _ => Err(error),
            }
        }
    }
}

pub(super) fn too_many_codes() -> Error {
    because(
        Reason::WrongCode,
        auth_core::ErrorKind::Interaction,
        "too many codes were asked for or wrong in this login: begin another",
        None,
    )
}

#[async_trait]
impl TokenSource for Login {
    async fn request(&self, _attempt: Attempt<'_>) -> Result<Issued, Error> {
        if let Some(error) = self.failures.too_many() {
            return Err(error);
        }
        Ok(Issued::new(self.log_in().await?.refresh_token))
    }

    fn traits(&self) -> SourceTraits {
        SourceTraits::default()
            .with_default_life(SESSION_LIFE)
            .with_refusal_pause(REFUSAL_PAUSE)
            // A person is not asked in the background, but at the very end, by who needs the token.
            .with_same_token_until_expiry(self.asks())
    }

    fn identity(&self) -> Option<CredentialId> {
        self.with.identity(&self.client)
    }
}
