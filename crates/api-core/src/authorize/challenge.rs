//! The challenges of a `WWW-Authenticate` header (RFC 9110 section 11.6.1).
//!
//! The reading is lenient: what one challenge has wrong must not hide the next, so there is no error. `token68`, as `Negotiate` and `NTLM` send it, is
//! passed over, and so are commas that are missing or too many.

use std::borrow::Cow;

use http::{HeaderMap, header};

/// One challenge: a scheme and its parameters.
#[derive(Debug, Default, Eq, PartialEq)]
pub(super) struct Challenge<'a> {
    scheme: Cow<'a, str>,
    parameters: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl Challenge<'_> {
    /// Whether it is of this scheme, in any case.
    pub(super) fn is(&self, scheme: &str) -> bool {
        self.scheme.eq_ignore_ascii_case(scheme)
    }

    /// The first value of this parameter, whose name may have any case.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let mut parameters = self.parameters.iter();
        let found = parameters.find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_ref())
    }
}

/// All challenges of an answer. There may be several headers, and several challenges in each.
pub(super) fn challenges(headers: &HeaderMap) -> impl Iterator<Item = Challenge<'_>> {
    let values = headers.get_all(header::WWW_AUTHENTICATE).into_iter();
    values.flat_map(|value| parse(value.as_bytes()))
}

fn parse(text: &[u8]) -> Vec<Challenge<'_>> {
    let mut reader = Reader { rest: text };
    let mut challenges: Vec<Challenge<'_>> = Vec::new();
    loop {
        reader.skip(|byte| is_blank(byte) || byte == b',');
        if reader.rest.is_empty() {
            return challenges;
        }
        let word = reader.take(is_token);
        if word.is_empty() {
            // Nothing that a challenge begins with: go on behind it.
            reader.rest = &reader.rest[1..];
            continue;
        }
        reader.skip(is_blank);
        if reader.rest.first() == Some(&b'=') {
            reader.rest = &reader.rest[1..];
            reader.skip(is_blank);
            let value = reader.value();
            if let Some(challenge) = challenges.last_mut() {
                let name = String::from_utf8_lossy(word);
                challenge.parameters.push((name, value));
            }
        } else {
            challenges.push(Challenge {
                scheme: String::from_utf8_lossy(word),
                parameters: Vec::new(),
            });
            reader.skip_token68();
        }
    }
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn skip(&mut self, is_skipped: impl Fn(u8) -> bool) {
        self.take(is_skipped);
    }

    fn take(&mut self, is_taken: impl Fn(u8) -> bool) -> &'a [u8] {
        let end = self.rest.iter().position(|&byte| !is_taken(byte));
        let (taken, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        taken
    }

    /// The value of a parameter: quoted, or whatever there is up to a blank or a comma.
    fn value(&mut self) -> Cow<'a, str> {
        let Some(quoted) = self.rest.strip_prefix(b"\"") else {
            let word = self.take(|byte| !is_blank(byte) && byte != b',');
            return String::from_utf8_lossy(word);
        };
        let mut value = Vec::new();
        let mut bytes = quoted.iter();
        while let Some(&byte) = bytes.next() {
            match byte {
                b'"' => break,
                b'\\' => value.extend(bytes.next()),
                _ => value.push(byte),
            }
        }
        self.rest = bytes.as_slice();
        Cow::Owned(String::from_utf8_lossy(&value).into_owned())
    }

    /// Passes over a `token68`, which stands in place of parameters and ends where a challenge ends.
    fn skip_token68(&mut self) {
        let mut ahead = Reader { rest: self.rest };
        ahead.skip(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte));
        ahead.skip(|byte| byte == b'=');
        ahead.skip(is_blank);
        if matches!(ahead.rest.first(), None | Some(b',')) {
            self.rest = ahead.rest;
        }
    }
}

const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// RFC 9110 section 5.6.2.
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    type Read = Vec<(String, Vec<(String, String)>)>;

    fn read(lines: &[&[u8]]) -> Read {
        let mut headers = HeaderMap::new();
        for line in lines {
            let value = HeaderValue::from_bytes(line).unwrap();
            headers.append(header::WWW_AUTHENTICATE, value);
        }
        let owned = |challenge: Challenge<'_>| {
            let parameters = challenge.parameters.into_iter();
            (
                challenge.scheme.into_owned(),
                parameters
                    .map(|(name, value)| (name.into_owned(), value.into_owned()))
                    .collect(),
            )
        };
        challenges(&headers).map(owned).collect()
    }

    fn expected(challenges: &[(&str, &[(&str, &str)])]) -> Read {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let challenge = |(scheme, parameters): &(&str, &[(&str, &str)])| {
            ((*scheme).to_owned(), parameters.iter().map(owned).collect())
        };
        challenges.iter().map(challenge).collect()
    }

    #[test]
    fn h8_reads_challenges_as_servers_write_them() {
        for (line, challenges) in [
            ("Bearer", &[("Bearer", &[] as &[_])] as &[(&str, &[_])]),
            (
                r#"Bearer realm="example", error="invalid_token", error_description="The token expired""#,
                &[(
                    "Bearer",
                    &[
                        ("realm", "example"),
                        ("error", "invalid_token"),
                        ("error_description", "The token expired"),
                    ],
                )],
            ),
            (
                "bearer ERROR=invalid_token",
                &[("bearer", &[("ERROR", "invalid_token")])],
            ),
            // Several in a line: a comma separates challenges and parameters alike.
            (
                r#"Newauth realm="apps", type=1, title="Login, \"apps\"", Basic realm="simple""#,
                &[
                    (
                        "Newauth",
                        &[
                            ("realm", "apps"),
                            ("type", "1"),
                            ("title", r#"Login, "apps""#),
                        ],
                    ),
                    ("Basic", &[("realm", "simple")]),
                ],
            ),
            (
                r#"Negotiate YIIB+/w==, NTLM, Bearer error="invalid_token""#,
                &[
                    ("Negotiate", &[]),
                    ("NTLM", &[]),
                    ("Bearer", &[("error", "invalid_token")]),
                ],
            ),
            // Blanks around `=`, empty items, no comma, no end of a quotation.
            (
                r#" , Bearer realm = "a" ,, error = invalid_token"#,
                &[("Bearer", &[("realm", "a"), ("error", "invalid_token")])],
            ),
            (
                r#"Bearer realm="a" error="invalid_token" Basic"#,
                &[
                    ("Bearer", &[("realm", "a"), ("error", "invalid_token")]),
                    ("Basic", &[]),
                ],
            ),
            (
                r#"Bearer error="invalid_token"#,
                &[("Bearer", &[("error", "invalid_token")])],
            ),
            // A parameter without a scheme belongs to nothing.
            (r#"error="invalid_token""#, &[]),
            ("", &[]),
        ] {
            assert_eq!(read(&[line.as_bytes()]), expected(challenges), "{line}");
        }
        assert_eq!(
            read(&[b"Basic realm=a", b"Bearer error=x"]),
            expected(&[("Basic", &[("realm", "a")]), ("Bearer", &[("error", "x")])])
        );
    }

    #[test]
    fn h8_a_quotation_that_names_a_challenge_is_none() {
        let line = r#"Basic realm="x, Bearer error=\"invalid_token\"""#;
        let read = read(&[line.as_bytes()]);
        assert_eq!(read.len(), 1);
        assert_eq!(read[0].0, "Basic");
    }

    fn token() -> impl Strategy<Value = String> {
        "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,8}"
    }

    fn one_challenge() -> impl Strategy<Value = (String, Vec<(String, String)>)> {
        (
            token(),
            proptest::collection::vec((token(), "[ -~äé]{0,12}"), 0..4),
        )
    }

    proptest! {
        /// What is written by the grammar is read as it was meant.
        #[test]
        fn h8_reads_back_what_the_grammar_writes(list in proptest::collection::vec(one_challenge(), 0..4)) {
            let mut line = String::new();
            for (scheme, parameters) in &list {
                line += if line.is_empty() { "" } else { ", " };
                line += scheme;
                for (number, (name, value)) in parameters.iter().enumerate() {
                    line += if number == 0 { " " } else { ", " };
                    let quoted = value.replace('\\', r"\\").replace('"', "\\\"");
                    line.extend([name, "=\"", &quoted, "\""]);
                }
            }
            prop_assert_eq!(read(&[line.as_bytes()]), list);
        }

        /// Whatever a server sends, reading it ends and breaks nothing.
        #[test]
        fn h8_reads_anything(bytes in proptest::collection::vec(prop_oneof![Just(b'"'), Just(b','), Just(b'='), Just(b' '), Just(b'\\'), any::<u8>()], 0..60)) {
            prop_assume!(HeaderValue::from_bytes(&bytes).is_ok());
            for (scheme, _) in read(&[&bytes]) {
                prop_assert!(!scheme.is_empty());
            }
        }
    }
}
