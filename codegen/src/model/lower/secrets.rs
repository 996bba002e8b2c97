//! What is secret by its name, and texts that are secret as a whole.

use heck::ToSnakeCase;

use super::Lowering;
use super::answer::Content;
use super::shape::Shape;
use crate::load::openapi::{Entry, MediaType};
use crate::model::{Reading, Type};

/// Names that are credentials, in the words of OAuth 2.0, but mean something else behind other words.
const ALONE: &[&str] = &["assertion", "authorization"];

/// Names that are credentials alone and behind other words, in the words of OAuth 2.0 and of the vendors of clouds: `password`, `databasePassword`.
const LAST: &[&str] = &[
    "access_token",
    "actor_token",
    "api_key",
    "api_token",
    "apikey",
    "auth_token",
    "bearer_token",
    "bot_token",
    "client_assertion",
    "code_verifier",
    "device_code",
    "id_token",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "private_key",
    "refresh_token",
    "secret",
    "secret_access_key",
    "secret_key",
    "secret_token",
    "security_token",
    "session_token",
    "signing_key",
    "subject_token",
];

/// Whether a string of this name is never to be shown.
pub(super) fn is_secret_name(name: &str) -> bool {
    let name = name.to_snake_case();
    let last = |secret: &&str| {
        let before = name.strip_suffix(*secret);
        before.is_some_and(|before| before.is_empty() || before.ends_with('_'))
    };
    ALONE.contains(&name.as_str()) || LAST.iter().any(last)
}

impl<'d> Lowering<'d, '_> {
    /// A good answer that is a text, as a secret where it is one. The text of an error is hidden whatever it is.
    pub(super) fn hidden_text(&mut self, content: Content, entry: &'d Entry<MediaType>) -> Content {
        let Content::Read(Type::String, Reading::Text) = content else {
            return content;
        };
        Content::Read(self.text_type(&entry.value), Reading::Text)
    }

    /// The type of a body or an answer that is a text.
    pub(super) fn text_type(&mut self, media: &'d MediaType) -> Type {
        let schema = media.schema.as_ref();
        let seen = schema.and_then(|schema| self.see(schema));
        match seen.and_then(|seen| self.shape(&seen)) {
            Some(Shape::Secret) => Type::Secret,
            _ => Type::String,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_secret_name;

    #[test]
    fn every_spelling_of_a_credential_is_known() {
        for name in [
            "client_secret",
            "clientSecret",
            "Client-Secret",
            "APIKey",
            "apikey",
            "Password",
            "newPassword",
            "database_password",
            "webhookSigningSecret",
            "secret_token",
            "X-GitLab-Access-Token",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in [
            "token",
            "next_page_token",
            "secret_id",
            "password_expires",
            "nosecret",
            "payment_authorization",
            "key",
        ] {
            assert!(!is_secret_name(name), "{name}");
        }
    }
}
