//! What looks like a credential.

use std::ops::Range;

use super::HIDDEN;

/// Words in a name that make what follows `=` or `:` a credential.
const SENSITIVE: &[&str] = &[
    "token",
    "secret",
    "password",
    "passwd",
    "pwd",
    "passcode",
    "passphrase",
    "apikey",
    "api_key",
    "api-key",
    "credential",
    "authorization",
    "cookie",
    "assertion",
    "private_key",
    "privatekey",
    "verify_code",
    "security_code",
];

/// Endings of names that hold such a word and yet are no credential.
const HARMLESS: &[&str] = &[
    "type", "endpoint", "url", "uri", "expiry", "timeout", "method", "format", "id",
];

/// Hides JWTs, long words that look random, values after a name such as `access_token =`, and what follows an authentication scheme.
pub(super) fn hide(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut position = 0;
    let mut before = Before::Nothing;
    while let Some(c) = text[position..].chars().next() {
        if before.awaits_value() && !is_separator(c) {
            let value = value_at(text, position);
            let words = &text[value.clone()];
            if is_scheme(words) {
                shown.push_str(words);
                position = value.end;
                before = Before::Name;
                continue;
            }
            if !words.is_empty() && (before == Before::Name || looks_secret(words)) {
                shown.push_str(HIDDEN);
                position = value.end;
                before = Before::Nothing;
                continue;
            }
            before = Before::Nothing;
        }
        if !is_word(c) {
            shown.push(c);
            position += c.len_utf8();
            continue;
        }
        let word = word_at(text, position);
        let value = &text[word.clone()];
        position = word.end;
        if is_jwt(value) || is_random(value) || (before == Before::Scheme && looks_secret(value)) {
            shown.push_str(HIDDEN);
            before = Before::Nothing;
        } else {
            shown.push_str(value);
            before = if is_scheme(value) {
                Before::Scheme
            } else {
                after_name(value, &text[position..])
            };
        }
    }
    shown
}

/// Hides JWTs alone.
pub(super) fn hide_jwts(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut position = 0;
    while let Some(c) = text[position..].chars().next() {
        if is_word(c) {
            let word = word_at(text, position);
            let value = &text[word.clone()];
            shown.push_str(if is_jwt(value) { HIDDEN } else { value });
            position = word.end;
        } else {
            shown.push(c);
            position += c.len_utf8();
        }
    }
    shown
}

/// What stood before a word.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Before {
    Nothing,
    /// `password=` or `"password": "`: a value follows, whatever it looks like.
    Name,
    /// `password:`, which may also begin a sentence.
    NameAndColon,
    /// `Bearer` or `Basic`.
    Scheme,
}

impl Before {
    const fn awaits_value(self) -> bool {
        matches!(self, Self::Name | Self::NameAndColon)
    }
}

/// What a word and the text behind it say about the next word.
fn after_name(word: &str, rest: &str) -> Before {
    if !is_sensitive(word) {
        return Before::Nothing;
    }
    let rest = rest.trim_start_matches(is_quote_or_blank);
    if rest.starts_with('=') {
        return Before::Name;
    }
    let Some(rest) = rest.strip_prefix(':') else {
        return Before::Nothing;
    };
    match rest.trim_start().chars().next() {
        Some('"' | '\'' | '\\') => Before::Name,
        _ => Before::NameAndColon,
    }
}

fn is_sensitive(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    let named = SENSITIVE.iter().any(|sensitive| word.contains(sensitive));
    let harmless = HARMLESS.iter().any(|harmless| word.ends_with(harmless));
    named && !harmless
}

fn is_quote_or_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '\\')
}

/// What stands between a name and its value.
fn is_separator(c: char) -> bool {
    is_quote_or_blank(c) || matches!(c, '=' | ':')
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || "._~+/%-".contains(c)
}

/// The word that begins here, with a base64's padding where it stands at an end.
fn word_at(text: &str, start: usize) -> Range<usize> {
    let rest = &text[start..];
    let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
    let padding = rest[length..]
        .bytes()
        .take_while(|&byte| byte == b'=')
        .count();
    let after = rest[length + padding..].chars().next();
    let padded = padding > 0
        && padding <= 2
        && length > 8
        && !after.is_some_and(char::is_alphanumeric)
        && !is_sensitive(&rest[..length]);
    start..start + length + if padded { padding } else { 0 }
}

/// The value that begins here: up to the quote that ends it, or to a blank or a mark that ends a value in a list.
fn value_at(text: &str, start: usize) -> Range<usize> {
    let rest = &text[start..];
    let quote = text[..start]
        .chars()
        .next_back()
        .filter(|c| matches!(c, '"' | '\''));
    let length = match quote {
        Some(quote) => rest.find(quote),
        None => rest.find(|c: char| c.is_whitespace() || ",;&)]}>\"'".contains(c)),
    };
    start..start + length.unwrap_or(rest.len())
}

fn is_scheme(word: &str) -> bool {
    word.eq_ignore_ascii_case("bearer") || word.eq_ignore_ascii_case("basic")
}

/// Whether a word after a scheme or a colon is a credential rather than the next word of a sentence.
fn looks_secret(word: &str) -> bool {
    word.len() >= 16 || word.bytes().any(|byte| byte.is_ascii_digit())
}

/// The header of every JWT begins so: it is the base64 of `{"`.
fn is_jwt(word: &str) -> bool {
    word.find("eyJ")
        .is_some_and(|start| word.len() - start >= 16)
}

/// Whether a word is long and mixed as only random ones are. UUIDs are not counted: they name things.
fn is_random(word: &str) -> bool {
    let word = without_uuids(word);
    let has = |kind: fn(&u8) -> bool| word.bytes().any(|byte| kind(&byte));
    let mixed =
        has(u8::is_ascii_digit) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase);
    (word.len() >= 32 && mixed)
        || word
            .split(|c: char| !c.is_ascii_alphanumeric())
            .any(is_random_run)
}

fn is_random_run(run: &str) -> bool {
    run.len() >= 24
        && run.bytes().any(|byte| byte.is_ascii_digit())
        && run.bytes().any(|byte| byte.is_ascii_alphabetic())
}

fn without_uuids(word: &str) -> String {
    let mut kept = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(c) = rest.chars().next() {
        let length = if is_uuid_start(rest) {
            36
        } else {
            c.len_utf8()
        };
        if length == 36 {
            kept.push('.');
        } else {
            kept.push(c);
        }
        rest = &rest[length..];
    }
    kept
}

fn is_uuid_start(text: &str) -> bool {
    text.as_bytes().first_chunk::<36>().is_some_and(|bytes| {
        bytes
            .iter()
            .enumerate()
            .all(|(position, byte)| match position {
                8 | 13 | 18 | 23 => *byte == b'-',
                _ => byte.is_ascii_hexdigit(),
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h6_hides_what_looks_like_a_credential() {
        for (text, shown) in [
            // SpaceONE writes the access token into a message.
            (
                "MFA is not activated. (access_token = eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJ4In0.c2ln)",
                "MFA is not activated. (access_token = ***)",
            ),
            ("(access_token = abc)", "(access_token = ***)"),
            // Spring's words; its tokens are UUIDs.
            (
                "Invalid access token: 3f2504e0-4f89-11d3-9a0c-0305e82c3301",
                "Invalid access token: ***",
            ),
            ("bad token eyJhbGciOiJSUzI1NiJ9.e30.c2ln!", "bad token ***!"),
            (
                "key xJ3_hQ7pLm-2nB8vC4kZ1sD6fG9tR5yWwE0uIoPaAb was revoked",
                "key *** was revoked",
            ),
            ("got 0123456789abcdef0123456789abcdef", "got ***"),
            ("dGhpcyBpcyBhIHNlY3JldCBvZiBtYW55IGJ5dGVz0A==.", "***."),
            ("apikey=hunter2&account=1", "apikey=***&account=1"),
            (
                r#"{"password":"p@ss word","x":1}"#,
                r#"{"password":"***","x":1}"#,
            ),
            (r#"{\"password\":\"hunter\"}"#, r#"{\"password\":\"***"}"#),
            ("password: hunter2", "password: ***"),
            ("password=*/§ä and more", "password=*** and more"),
            (
                "apikey=***, (access_token = x)",
                "apikey=***, (access_token = ***)",
            ),
            ("secret=, token=x", "secret=, token=***"),
            ("Authorization: Bearer abc", "Authorization: Bearer ***"),
            ("sent Bearer abc123", "sent Bearer ***"),
            ("authorization=Basic YWI6Y2Q=", "authorization=Basic ***"),
            ("Cookie = a;b", "Cookie = ***;b"),
        ] {
            assert_eq!(hide(text), shown);
        }
    }

    #[test]
    fn h6_leaves_sentences_and_names_as_they_are() {
        for text in [
            "Authenticate failure. (message =  Authenticate failure. (message = Token validation failed.))",
            " Required parameter. (key = access_token)",
            "MFA is required. (user_id = robot@example.com), (mfa_type = EMAIL)",
            "Bearer token is missing",
            "password: must have 8 characters",
            "the token: expired",
            "Provided API key could not be found.",
            "token_type=bearer",
            "profile iam-Profile-94497d0d-2ac3-41bf-a993-a49d1b14627c is not linked",
            "com.ibm.identity.exception.InvalidCredentialsException: see https://cloud.ibm.com/docs/account",
            "größer als 大",
        ] {
            assert_eq!(hide(text), text);
        }
    }
}
