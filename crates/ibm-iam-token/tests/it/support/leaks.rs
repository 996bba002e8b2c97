//! The search for secrets in what programs print.

use std::error::Error as StdError;
use std::fmt::Debug;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// Part of every secret in these tests. Letters and digits alone, so that URL and JSON encoding leave it as it is.
pub(crate) const MARK: &str = "Xq7Marked9Zk";

/// Asserts that the marked secret is not in a text: neither as it is nor in another case, in base64 at whatever position, in hex, or as a list of bytes.
#[track_caller]
pub(crate) fn assert_hidden(text: &str) {
    if let Some(form) = forms()
        .into_iter()
        .find(|form| text.to_lowercase().contains(&form.to_lowercase()))
    {
        panic!("shows a secret, as `{form}`: {text}");
    }
}

fn forms() -> Vec<String> {
    let bytes = MARK.as_bytes();
    let mut forms = vec![MARK.to_owned()];
    // In base64 a text looks different at each of three offsets.
    for skip in 0..3 {
        let aligned = &bytes[skip..];
        let whole_groups = &aligned[..aligned.len() / 3 * 3];
        forms.push(STANDARD_NO_PAD.encode(whole_groups));
        forms.push(URL_SAFE_NO_PAD.encode(whole_groups));
    }
    forms.push(bytes.iter().map(|byte| format!("{byte:02x}")).collect());
    let listed: Vec<_> = bytes.iter().map(u8::to_string).collect();
    forms.push(listed.join(", "));
    forms.push(listed.join(",\n    "));
    forms
}

/// All that `Debug` shows of a value.
pub(crate) fn shown(value: &impl Debug) -> String {
    format!("{value:?}\n{value:#?}")
}

/// All that an error shows, and its causes.
pub(crate) fn shown_error(error: &(impl StdError + 'static)) -> String {
    let mut text = String::new();
    let mut next: Option<&dyn StdError> = Some(error);
    while let Some(error) = next {
        text.push_str(&format!("{error}\n{error:#}\n{error:?}\n{error:#?}\n"));
        next = error.source();
    }
    text
}

#[test]
fn the_search_finds_a_secret_in_every_encoding() {
    for offset in 0..3 {
        let text = format!("{}{MARK}+/ü", &"user:"[..offset]);
        let encodings = [
            text.clone(),
            text.to_uppercase(),
            format!("{text:?}"),
            format!("{:?}", text.as_bytes()),
            STANDARD_NO_PAD.encode(&text),
            URL_SAFE_NO_PAD.encode(&text),
            text.bytes().map(|byte| format!("{byte:02X}")).collect(),
        ];
        for encoding in encodings {
            assert!(
                std::panic::catch_unwind(|| assert_hidden(&encoding)).is_err(),
                "{encoding}"
            );
        }
    }
    assert_hidden("nothing of it");
}
