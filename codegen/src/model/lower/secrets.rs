//! Members that are secrets by their names.

use heck::ToSnakeCase;

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
