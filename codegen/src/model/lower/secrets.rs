//! Members that are secrets by their names.

use heck::ToSnakeCase;

/// Names of members whose strings are credentials wherever they stand, in the words of OAuth 2.0 and of the vendors of clouds.
const SECRETS: &[&str] = &[
    "access_key_secret",
    "access_token",
    "api_key",
    "api_secret",
    "api_token",
    "apikey",
    "auth_token",
    "authorization",
    "bearer_token",
    "client_assertion",
    "client_secret",
    "code_verifier",
    "consumer_secret",
    "current_password",
    "id_token",
    "new_password",
    "old_password",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "private_key",
    "refresh_token",
    "secret",
    "secret_access_key",
    "secret_key",
    "session_token",
    "shared_secret",
    "signing_key",
    "signing_secret",
    "subject_token",
    "actor_token",
    "webhook_secret",
];

/// Whether a string of this name is never to be shown.
pub(super) fn is_secret_name(name: &str) -> bool {
    SECRETS.contains(&name.to_snake_case().as_str())
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
        ] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in [
            "token",
            "next_page_token",
            "secret_id",
            "password_expires",
            "key",
        ] {
            assert!(!is_secret_name(name), "{name}");
        }
    }
}
