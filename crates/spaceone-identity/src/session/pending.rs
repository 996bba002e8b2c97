//! A login in two steps.

use std::sync::atomic::{AtomicU32, Ordering};

use auth_core::{Clock, Error};
use secrecy::ExposeSecret;

use super::basis::Basis;
use super::credentials::LoginWith;
use super::login::{MOST_CODES, resend, too_many_codes, verify};
use super::mfa::{MfaChallenge, trimmed};
use super::{Session, builder};
use crate::claims::Claims;
use crate::reason::Reason;
use crate::v2::Client;
use crate::v2::token::IssueRequest;

/// What a login has come to: see [`Session::open`].
#[derive(Debug)]
pub enum Opened {
    /// The session is open.
    Session(Session),
    /// A code of a second factor is needed.
    SecondFactor(PendingLogin),
}

/// A login that waits for the code of a second factor.
///
/// Codes that are sent by mail are good for five minutes.
#[derive(Debug)]
pub struct PendingLogin {
    client: Client,
    clock: Clock,
    step: IssueRequest,
    challenge: MfaChallenge,
    wrong: AtomicU32,
    resent: AtomicU32,
}

impl PendingLogin {
    /// After the server asked for a second factor, with this error.
    pub(super) async fn begun(
        client: Client,
        clock: Clock,
        login: &LoginWith,
        asked: &Error,
    ) -> Result<Self, Error> {
        let step = login.second_step(&client).await?;
        let step = step.ok_or_else(|| asked.clone())?;
        Ok(Self {
            client,
            clock,
            step,
            challenge: MfaChallenge::of(asked),
            wrong: AtomicU32::new(0),
            resent: AtomicU32::new(0),
        })
    }

    /// What is asked for.
    #[must_use]
    pub const fn challenge(&self) -> &MfaChallenge {
        &self.challenge
    }

    /// Sends the code, six digits, and opens the session. Blanks around it are left out.
    ///
    /// The session lasts as long as its refresh token: another login would need another code.
    ///
    /// # Errors
    ///
    /// [`Reason::WrongCode`] when the code is wrong: another may be sent, up to three in all. [`Reason::CodeEnded`] when it was used before or has ended:
    /// [`resend`](Self::resend) gets another. Else whatever kept the login from succeeding.
    pub async fn verify(&self, code: impl AsRef<str>) -> Result<Session, Error> {
        if self.wrong.load(Ordering::Relaxed) >= MOST_CODES {
            return Err(too_many_codes());
        }
        // A token's life counts from before it was asked for.
        let asked = self.clock.now();
        match verify(&self.step, trimmed(code.as_ref())).await {
            Ok(tokens) => {
                let life = Claims::of(tokens.refresh_token.expose_secret()).life();
                let ends_at = life.map(|life| asked.after(life).system_time());
                let basis = Basis::refresh_token(tokens.refresh_token, ends_at);
                Ok(builder::opened(
                    self.client.clone(),
                    basis,
                    self.clock.clone(),
                ))
            }
            Err(error) => {
                if matches!(
                    Reason::of(&error),
                    Some(Reason::WrongCode | Reason::CodeEnded)
                ) {
                    self.wrong.fetch_add(1, Ordering::Relaxed);
                }
                Err(error)
            }
        }
    }

    /// Has another code sent, up to three times.
    ///
    /// # Errors
    ///
    /// Whatever kept the server from sending it.
    pub async fn resend(&self) -> Result<(), Error> {
        if self.resent.fetch_add(1, Ordering::Relaxed) >= MOST_CODES {
            return Err(too_many_codes());
        }
        resend(&self.step, |_| ()).await
    }
}
