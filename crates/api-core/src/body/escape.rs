//! What is escaped in a URL.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stays as it is in a path or query: RFC 3986's unreserved characters.
pub(crate) const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The same with those reserved characters that do not end or part what stands in a query.
const RESERVED: &AsciiSet = &ESCAPED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// RFC 6570's reserved expansion (section 3.2.3), with what parts a query escaped: escapes that are there already stay as they are.
pub(super) fn reserved(text: &str) -> String {
    let mut escaped = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('%') {
        escaped.extend(utf8_percent_encode(before, RESERVED));
        let is_escape = matches!(behind.as_bytes(), [a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit());
        escaped.push_str(if is_escape { "%" } else { "%25" });
        rest = behind;
    }
    escaped.extend(utf8_percent_encode(rest, RESERVED));
    escaped
}

/// A text of which only unreserved characters go out as they are.
pub(super) fn escaped(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}
