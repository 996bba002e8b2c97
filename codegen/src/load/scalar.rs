//! What a scalar means: text where it was quoted, else what the core schema of YAML 1.2 says (section 10.3.2).

use serde_json::Number;

use super::tree::Scalar;

/// The meaning of a scalar.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Meaning {
    Null,
    Bool(bool),
    Number(Number),
    /// `.inf`, `.nan` or beyond the range of a double: JSON has no such number.
    NoNumber,
    Text,
}

/// Reads a scalar by the core schema.
pub(super) fn meaning(scalar: &Scalar) -> Meaning {
    if !scalar.plain {
        return Meaning::Text;
    }
    match scalar.text.as_str() {
        "" | "~" | "null" | "Null" | "NULL" => Meaning::Null,
        "true" | "True" | "TRUE" => Meaning::Bool(true),
        "false" | "False" | "FALSE" => Meaning::Bool(false),
        text => number(text),
    }
}

fn number(text: &str) -> Meaning {
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        if let Some(digits) = text.strip_prefix(prefix)
            && !digits.is_empty()
            && digits.chars().all(|digit| digit.is_digit(radix))
        {
            return u64::from_str_radix(digits, radix)
                .map_or(Meaning::NoNumber, |value| Meaning::Number(value.into()));
        }
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Meaning::NoNumber;
    }
    if !unsigned.is_empty() && unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        let integer = text.parse::<i64>().map(Number::from);
        if let Ok(value) = integer.or_else(|_| text.parse::<u64>().map(Number::from)) {
            return Meaning::Number(value);
        }
    }
    if !is_float(unsigned) {
        return Meaning::Text;
    }
    let value = text.parse::<f64>().ok().and_then(Number::from_f64);
    value.map_or(Meaning::NoNumber, Meaning::Number)
}

/// `( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
fn is_float(unsigned: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent = exponent.map(|text| text.strip_prefix(['-', '+']).unwrap_or(text));
    digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent.is_none_or(|text| !text.is_empty() && digits(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Meaning {
        meaning(&Scalar {
            text: text.to_owned(),
            plain: true,
        })
    }

    #[test]
    fn plain_scalars_follow_the_core_schema() {
        for text in ["", "~", "null", "NULL"] {
            assert_eq!(plain(text), Meaning::Null, "{text}");
        }
        for text in [
            "yes",
            "no",
            "on",
            "nULL",
            "2024-01-01",
            "1_000",
            "0x",
            "0o8",
            ".",
            "e5",
            "1e",
            "-",
            "+-1",
            "1.2.3",
        ] {
            assert_eq!(plain(text), Meaning::Text, "{text}");
        }
        for (text, value) in [
            ("0", "0"),
            ("012", "12"),
            ("+5", "5"),
            ("-7", "-7"),
            ("0x1F", "31"),
            ("0o17", "15"),
            ("18446744073709551615", "18446744073709551615"),
            ("18446744073709551616", "1.8446744073709552e+19"),
            ("3.0", "3.0"),
            (".5", "0.5"),
            ("5.", "5.0"),
            ("-1.5E-3", "-0.0015"),
        ] {
            assert!(
                matches!(plain(text), Meaning::Number(number) if number.to_string() == value),
                "{text}: {:?}",
                plain(text)
            );
        }
        for text in [".inf", "-.INF", ".NaN", "1e400", "0xFFFFFFFFFFFFFFFFF"] {
            assert_eq!(plain(text), Meaning::NoNumber, "{text}");
        }
        assert_eq!(plain("True"), Meaning::Bool(true));
        assert_eq!(plain("FALSE"), Meaning::Bool(false));
    }

    #[test]
    fn quoted_scalars_are_text() {
        for text in ["", "null", "true", "3.0", "12"] {
            assert_eq!(
                meaning(&Scalar {
                    text: text.to_owned(),
                    plain: false
                }),
                Meaning::Text
            );
        }
    }
}
