//! The second factor of a login: what is asked, and who answers.

use std::fmt::{self, Debug};
use std::future::Future;

use async_trait::async_trait;
use auth_core::Error;
use secrecy::SecretString;

use crate::reason::words;

/// Who is asked for the code of a second factor: a terminal, a dialog, a generator of one-time passwords.
///
/// A closure becomes one by [`second_factor_fn`].
#[async_trait]
pub trait SecondFactor: Debug + Send + Sync + 'static {
    /// Gives the code, or asks for another to be sent.
    ///
    /// It is asked again after a wrong code, up to three codes in a login, and after [`MfaAnswer::Resend`], up to three times.
    ///
    /// # Errors
    ///
    /// Whatever kept the code from coming: it ends the login, and is given to those who wait for it.
    async fn answer(&self, challenge: &MfaChallenge) -> Result<MfaAnswer, Error>;
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct MfaChallenge {
    kind: MfaKind,
    hint: Option<String>,
    occasion: MfaOccasion,
}

/// What kind of code is asked for.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum MfaKind {
    /// A code that the server has sent by mail.
    Email,
    /// The one-time password that an authenticator shows.
    Otp,
    /// The server did not say, or said something else. Older servers, which know mail alone, do not say.
    Unknown,
}

/// Why the code is asked for.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum MfaOccasion {
    /// The login asks for it.
    First,
    /// The code before was wrong.
    WrongCode,
    /// Another code was sent.
    Resent,
}

/// What a [`SecondFactor`] answers.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum MfaAnswer {
    /// The code.
    Code(SecretString),
    /// Send another code, and ask again.
    Resend,
}

impl MfaAnswer {
    /// The code, six digits. Blanks around it, such as the line feed of a terminal, are left out.
    pub fn code(code: impl AsRef<str>) -> Self {
        Self::Code(trimmed(code.as_ref()))
    }
}

/// A code without the blanks around it.
pub(super) fn trimmed(code: &str) -> SecretString {
    SecretString::from(code.trim())
}

impl MfaChallenge {
    /// Reads what the server said when it asked for a second factor. The kind stands in its message, and nowhere else.
    pub(super) fn of(error: &Error) -> Self {
        let words = words(error).unwrap_or_default();
        let kind = match field(&words, "mfa_type") {
            Some("EMAIL") => MfaKind::Email,
            Some("OTP") => MfaKind::Otp,
            _ => MfaKind::Unknown,
        };
        let hint = field(&words, "user_id").filter(|hint| !hint.is_empty());
        Self {
            kind,
            hint: hint.map(str::to_owned),
            occasion: MfaOccasion::First,
        }
    }

    pub(super) fn again(&self, occasion: MfaOccasion) -> Self {
        Self {
            occasion,
            ..self.clone()
        }
    }

    /// What kind of code is asked for.
    #[must_use]
    pub const fn kind(&self) -> MfaKind {
        self.kind
    }

    /// To whom the code was sent, or whose it is: a mail address or a user, in the server's words.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// Why the code is asked for.
    #[must_use]
    pub const fn occasion(&self) -> MfaOccasion {
        self.occasion
    }
}

/// The value in `(name = value)`.
fn field<'a>(words: &'a str, name: &str) -> Option<&'a str> {
    words.split('(').skip(1).find_map(|part| {
        let (found, rest) = part.split_once('=')?;
        let (value, _) = rest.split_once(')')?;
        (found.trim() == name).then(|| value.trim())
    })
}

/// Makes a [`SecondFactor`] of a closure.
///
/// ```
/// use spaceone_identity::{MfaAnswer, second_factor_fn};
///
/// # fn from_the_user() -> String { String::new() }
/// let second_factor = second_factor_fn(|challenge| async move {
///     println!("the code for {:?}:", challenge.hint());
///     Ok(MfaAnswer::code(from_the_user()))
/// });
/// # let _ = second_factor;
/// ```
pub const fn second_factor_fn<F, A>(ask: F) -> SecondFactorFn<F>
where
    F: Fn(MfaChallenge) -> A + Send + Sync + 'static,
    A: Future<Output = Result<MfaAnswer, Error>> + Send,
{
    SecondFactorFn(ask)
}

/// A closure that is asked for codes: made by [`second_factor_fn`].
#[derive(Clone)]
pub struct SecondFactorFn<F>(F);

impl<F> Debug for SecondFactorFn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecondFactorFn")
    }
}

#[async_trait]
impl<F, A> SecondFactor for SecondFactorFn<F>
where
    F: Fn(MfaChallenge) -> A + Send + Sync + 'static,
    A: Future<Output = Result<MfaAnswer, Error>> + Send,
{
    async fn answer(&self, challenge: &MfaChallenge) -> Result<MfaAnswer, Error> {
        (self.0)(challenge.clone()).await
    }
}

#[cfg(test)]
mod tests {
    use auth_core::ErrorKind;

    use super::*;

    fn challenge(words: &str) -> (MfaKind, Option<String>) {
        let error = Error::new(ErrorKind::Interaction, "no").with_vendor_message(words);
        let challenge = MfaChallenge::of(&error);
        (challenge.kind(), challenge.hint().map(str::to_owned))
    }

    #[test]
    fn the_kind_and_the_hint_stand_in_the_message() {
        let of = |hint: &str| Some(hint.to_owned());
        let told = [
            (
                "needed. (user_id = a@b.example), (mfa_type = EMAIL)",
                MfaKind::Email,
                of("a@b.example"),
            ),
            (
                "needed.(mfa_type=OTP),(user_id=robot)",
                MfaKind::Otp,
                of("robot"),
            ),
            (
                "needed. (user_id = a@b.example)",
                MfaKind::Unknown,
                of("a@b.example"),
            ),
            (
                "needed. (mfa_type = PIGEON), (user_id = )",
                MfaKind::Unknown,
                None,
            ),
            ("needed. (mfa_type = EMAIL", MfaKind::Unknown, None),
            ("", MfaKind::Unknown, None),
        ];
        for (words, kind, hint) in told {
            assert_eq!(challenge(words), (kind, hint), "{words}");
        }
    }
}
