//! What is secret by its name, and texts that are secret as a whole.

use heck::ToSnakeCase;

use super::Lowering;
use super::answer::Content;
use super::shape::Shape;
use crate::load::openapi::{Entry, MediaType};
use crate::model::{Kind, Reading, TextFormat, Type};

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

/// The type of a member, with the secrets in it hidden, and whether it shows some all the same. `said`: the document says that it is one.
pub(super) fn member(type_: Type, name: &str, said: bool) -> (Type, bool) {
    if !said && !is_secret_name_of(&type_, name) {
        return (type_, false);
    }
    let type_ = secret(type_, said);
    let shown = is_shown(&type_, said);
    (type_, shown)
}

/// The same for a parameter, whose members stand by themselves in a URL or a header.
pub(super) fn parameter(type_: Type, name: &str, said: bool) -> (Type, bool) {
    match type_ {
        Type::Object => {
            let hidden = is_secret_name(name);
            (type_, hidden)
        }
        _ => member(type_, name, said),
    }
}

/// Whether a name says that a value is secret; a list or a map may have the name of several.
fn is_secret_name_of(type_: &Type, name: &str) -> bool {
    let one = match type_ {
        Type::List(_) | Type::Map(_) => name.strip_suffix(['s', 'S']),
        _ => None,
    };
    is_secret_name(name) || one.is_some_and(is_secret_name)
}

/// Whether `Debug` would show a secret of this type. An object with members is one only where the document says so.
fn is_shown(type_: &Type, said: bool) -> bool {
    match type_ {
        Type::Any | Type::I32 | Type::I64 | Type::U64 | Type::F64 => true,
        Type::Named(reference) => match reference.kind {
            Kind::Union => true,
            Kind::Struct | Kind::Choice => said,
            Kind::OpenEnum => false,
        },
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) => {
            is_shown(inner, said)
        }
        _ => false,
    }
}

/// The type with its texts and free-form objects hidden. A date is a secret only where the document says so: a name may end in a word that it is about.
pub(super) fn secret(type_: Type, dates: bool) -> Type {
    match type_ {
        Type::String | Type::Text(TextFormat::Base64 | TextFormat::Uuid) => Type::Secret,
        Type::Text(_) if dates => Type::Secret,
        Type::Object => Type::SecretObject,
        Type::List(inner) => Type::List(Box::new(secret(*inner, dates))),
        Type::Map(inner) => Type::Map(Box::new(secret(*inner, dates))),
        Type::Nullable(inner) => Type::Nullable(Box::new(secret(*inner, dates))),
        type_ => type_,
    }
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
