//! Media types, and which of several a request or an answer has.

use crate::load::is_header_value;
use crate::load::openapi::{Entry, MediaType};

/// How a body is made or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Media {
    // In the order of preference.
    Json,
    Form,
    Multipart,
    Text,
    Bytes,
}

impl Media {
    /// What a media type stands for. One that is not known is bytes.
    pub(super) fn of(media_type: &str) -> Self {
        let essence = essence(media_type);
        match essence.as_str() {
            "application/json" | "text/json" => Self::Json,
            "application/x-www-form-urlencoded" => Self::Form,
            "multipart/form-data" => Self::Multipart,
            "application/xml"
            | "application/yaml"
            | "application/x-yaml"
            | "application/graphql"
            | "application/javascript"
            | "application/x-ndjson"
            | "application/jsonl"
            | "application/ndjson"
            | "application/jwt"
            | "application/sql"
            | "application/toml" => Self::Text,
            "text/event-stream" => Self::Bytes,
            other if other.ends_with("+json") => Self::Json,
            other
                if other.starts_with("text/")
                    || other.ends_with("+xml")
                    || other.ends_with("+yaml") =>
            {
                Self::Text
            }
            _ => Self::Bytes,
        }
    }

    /// The word for it in the name of a method.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Form => "form",
            Self::Multipart => "multipart",
            Self::Text => "text",
            Self::Bytes => "bytes",
        }
    }
}

/// One way to send or read what is described.
#[derive(Debug, Clone, Copy)]
pub(super) struct Representation<'d> {
    pub(super) media: Media,
    pub(super) entry: &'d Entry<MediaType>,
}

impl Representation<'_> {
    /// The media type as it is sent; one with a wildcard is not sent as such.
    pub(super) fn media_type(&self) -> String {
        let stated = self.entry.key.value.trim();
        let sendable = stated.contains('/') && !stated.contains('*') && is_header_value(stated);
        match (sendable, self.media) {
            (true, _) => stated.to_owned(),
            (false, Media::Text) => "text/plain; charset=utf-8".to_owned(),
            (false, _) => "application/octet-stream".to_owned(),
        }
    }
}

/// The ways that a list of media types offers, the preferred first: JSON, a form, parts, text, bytes. Of several that are made alike the first counts: names of JSON
/// with one schema, unless they say what is to be done with it, as those of patches do. Texts and bytes differ by what they hold.
pub(super) fn representations(content: &[Entry<MediaType>]) -> Vec<Representation<'_>> {
    let mut found: Vec<Representation<'_>> = Vec::new();
    for entry in content {
        let media = media_of(entry);
        let name = essence(&entry.key.value);
        let alike = |one: &Representation<'_>| {
            let other = essence(&one.entry.key.value);
            one.media == media
                && match media {
                    Media::Form | Media::Multipart => true,
                    Media::Text | Media::Bytes => other == name,
                    Media::Json => {
                        let patch = name.contains("patch") || other.contains("patch");
                        (other == name || !patch) && same(&one.entry.value, &entry.value)
                    }
                }
        };
        if !found.iter().any(alike) {
            found.push(Representation { media, entry });
        }
    }
    // A type of its own name goes before a wildcard, whatever their order.
    found.sort_by_key(|it| (it.media, it.entry.key.value.contains('*')));
    found
}

/// Whether two bodies are of one schema.
fn same(one: &MediaType, other: &MediaType) -> bool {
    match (&one.schema, &other.schema) {
        (Some(one), Some(other)) => one.says_what(other),
        (one, other) => one.is_none() && other.is_none(),
    }
}

/// What the media type of a body stands for. Anything is JSON, unless all that is said is that it is bytes.
pub(super) fn media_of(entry: &Entry<MediaType>) -> Media {
    match essence(&entry.key.value).as_str() {
        "*/*" if !is_binary(&entry.value) => Media::Json,
        media_type => Media::of(media_type),
    }
}

/// Whether nothing is said of the body but that it is bytes.
fn is_binary(media_type: &MediaType) -> bool {
    match &media_type.schema {
        None => true,
        Some(crate::load::openapi::Schema::Ref(_)) => false,
        Some(crate::load::openapi::Schema::Inline(object)) => object
            .format
            .as_ref()
            .is_some_and(|format| format.value == "binary"),
    }
}

/// A media type without its parameters, in lower case.
pub(super) fn essence(media_type: &str) -> String {
    media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

/// The media types to ask for; none where that is JSON alone. Errors are JSON more often than not.
pub(super) fn accepted(mut types: Vec<String>) -> Option<String> {
    types.retain(|it| it.contains('/') && it.bytes().all(|byte| matches!(byte, b'!'..=b'~')));
    let mut seen = Vec::new();
    for type_ in types {
        if !seen.contains(&type_) {
            seen.push(type_);
        }
    }
    if seen
        .iter()
        .all(|it| it == "application/json" || it == "*/*")
    {
        return None;
    }
    if !seen.iter().any(|it| it == "application/json") {
        seen.push("application/json;q=0.5".to_owned());
    }
    Some(seen.join(", "))
}

/// A media type that an answer can have, where it is another than `application/json`.
pub(super) fn stated(media_type: &str) -> Option<String> {
    let whole = media_type.contains('/')
        && media_type
            .bytes()
            .all(|byte| matches!(byte, b'!'..=b'~') && byte != b'*');
    (whole && media_type != "application/json").then(|| media_type.to_owned())
}

#[cfg(test)]
mod tests {
    use super::Media;

    #[test]
    fn a_media_type_that_is_not_known_is_bytes() {
        for (media_type, media) in [
            ("application/json; charset=utf-8", Media::Json),
            ("application/merge-patch+JSON", Media::Json),
            ("multipart/form-data", Media::Multipart),
            ("multipart/mixed", Media::Bytes),
            ("application/soap+xml", Media::Text),
            ("text/csv", Media::Text),
            ("text/event-stream", Media::Bytes),
            ("image/*", Media::Bytes),
            ("x", Media::Bytes),
        ] {
            assert_eq!(Media::of(media_type), media, "{media_type}");
        }
    }
}
