//! Whole numbers that a server writes with a fraction.

use crate::wiped::WipedBuffer;

/// The JSON text with every whole number that is written with a fraction or an exponent (`1.0`, `2e3`) written plainly, so that it fits an integer.
/// `None` where there is none: the text would stay as it is.
pub(super) fn plain(json: &[u8]) -> Option<WipedBuffer> {
    let mut out = WipedBuffer::with_capacity(json.len());
    let mut changed = false;
    let mut rest = json;
    while let Some((&first, after)) = rest.split_first() {
        let length = match first {
            b'"' => string_length(rest),
            b'-' | b'0'..=b'9' => rest
                .iter()
                .take_while(|byte| byte.is_ascii_digit() || b"+-.eE".contains(byte))
                .count(),
            _ => {
                out.push(&[first]);
                rest = after;
                continue;
            }
        };
        let (token, after) = rest.split_at(length);
        match whole(token).filter(|_| first != b'"') {
            Some(number) => {
                changed = true;
                out.push(number.to_string().as_bytes());
            }
            None => out.push(token),
        }
        rest = after;
    }
    changed.then_some(out)
}

/// How long the string is that begins here, with its quotes.
fn string_length(text: &[u8]) -> usize {
    let mut escaped = false;
    for (index, byte) in text.iter().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return index + 1,
            _ => {}
        }
    }
    text.len()
}

/// A number with a fraction or an exponent that is whole and small enough to be exact.
fn whole(token: &[u8]) -> Option<i64> {
    if !token.iter().any(|byte| b".eE".contains(byte)) {
        return None;
    }
    let number: f64 = std::str::from_utf8(token).ok()?.parse().ok()?;
    let exact = number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
    exact.then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use super::plain;

    fn plainly(text: &str) -> Option<String> {
        plain(text.as_bytes()).map(|text| String::from_utf8_lossy(text.as_slice()).into_owned())
    }

    #[test]
    fn h7_whole_numbers_are_written_plainly_and_nothing_else_changes() {
        assert_eq!(
            plainly(r#"{"a":1.0,"b":[-2e3, 1.5],"c":"1.0 \" 2.0"}"#).as_deref(),
            Some(r#"{"a":1,"b":[-2000, 1.5],"c":"1.0 \" 2.0"}"#)
        );
        for text in [
            "",
            "1",
            "[1.5]",
            r#""1.0"#,
            r#"{"1.0":true}"#,
            "1e300",
            "1e",
        ] {
            assert_eq!(plainly(text), None, "{text}");
        }
    }
}
