//! Bodies of several parts (RFC 7578).

use std::fmt;

use auth_core::Error;
use bytes::Bytes;
use secrecy::{ExposeSecret, SecretString};

use super::Json;
use crate::mask::Mask;
use crate::text::{check_credential, is_header_text};
use crate::wiped::WipedBuffer;

/// A file to send: its bytes, and what a service may want to know of them.
///
/// ```
/// use api_core::FilePart;
///
/// let photo = FilePart::new(vec![0x89, b'P', b'N', b'G']).file_name("cat.png").content_type("image/png");
/// assert_eq!(format!("{photo:?}"), r#"FilePart { bytes: 4, file_name: Some("cat.png"), content_type: Some("image/png") }"#);
/// ```
#[derive(Clone, Default, Eq, PartialEq)]
#[must_use]
pub struct FilePart {
    bytes: Bytes,
    file_name: Option<String>,
    content_type: Option<String>,
}

impl FilePart {
    /// These bytes, with no name.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        Self {
            bytes: bytes.into(),
            file_name: None,
            content_type: None,
        }
    }

    /// The name that the service is told. Many services take a part for a file only if it has one.
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// The media type. By default the one that the API documents, else `application/octet-stream`.
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }
}

impl<T: Into<Bytes>> From<T> for FilePart {
    fn from(bytes: T) -> Self {
        Self::new(bytes)
    }
}

impl fmt::Debug for FilePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilePart")
            .field("bytes", &self.bytes.len())
            .field("file_name", &self.file_name)
            .field("content_type", &self.content_type)
            .finish()
    }
}

/// A body of type `multipart/form-data`: parts in the order in which they are added.
///
/// ```
/// use api_core::runtime::Multipart;
///
/// let body = Multipart::new().text("title", "Cats").file("photo", "image/png", &vec![1, 2].into());
/// assert!(!format!("{body:?}").contains("Cats"));
/// ```
#[derive(Default)]
#[must_use]
pub struct Multipart {
    parts: Vec<Part>,
    mask: Mask,
    error: Option<Error>,
}

struct Part {
    name: &'static str,
    file_name: Option<String>,
    content_type: Option<String>,
    body: WipedBuffer,
}

impl Multipart {
    /// A body without parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a part that is a text.
    pub fn text(self, name: &'static str, value: &str) -> Self {
        self.part(name, None, None, WipedBuffer::of([value]))
    }

    /// Adds a part that holds a credential.
    pub fn secret(mut self, name: &'static str, value: &SecretString) -> Self {
        if let Err(error) = check_credential(name, value) {
            self.error.get_or_insert(error);
        }
        self.mask.add(value.clone());
        self.text(name, value.expose_secret())
    }

    /// Adds a part that is a file. `content_type` counts where the file has none of its own.
    pub fn file(self, name: &'static str, content_type: &str, file: &FilePart) -> Self {
        let mut body = WipedBuffer::with_capacity(file.bytes.len());
        body.push(&file.bytes);
        let content_type = file.content_type.as_deref().unwrap_or(content_type);
        self.part(
            name,
            file.file_name.clone(),
            Some(content_type.to_owned()),
            body,
        )
    }

    /// Adds a part that is JSON.
    pub fn json(mut self, name: &'static str, json: Json) -> Self {
        match json.finish() {
            Ok((text, mask)) => {
                self.mask.extend(mask);
                self.part(name, None, Some("application/json".to_owned()), text)
            }
            Err(error) => {
                self.error.get_or_insert(error);
                self
            }
        }
    }

    fn part(
        mut self,
        name: &'static str,
        file_name: Option<String>,
        content_type: Option<String>,
        body: WipedBuffer,
    ) -> Self {
        if content_type
            .as_deref()
            .is_some_and(|media_type| !is_header_text(media_type))
        {
            let error =
                Error::configuration(name, "has a media type that cannot stand in a header");
            self.error.get_or_insert(error);
        }
        self.parts.push(Part {
            name,
            file_name,
            content_type,
            body,
        });
        self
    }

    /// The bytes, the media type with its boundary, and the secrets.
    pub(crate) fn finish(self) -> Result<(WipedBuffer, String, Mask), Error> {
        if let Some(error) = self.error {
            return Err(error);
        }
        let boundary = self.boundary();
        let mut body = WipedBuffer::new();
        for part in &self.parts {
            body.push(format!("--{boundary}\r\n").as_bytes());
            let name = quoted(part.name);
            body.push(format!("Content-Disposition: form-data; name=\"{name}\"").as_bytes());
            if let Some(file) = &part.file_name {
                body.push(format!("; filename=\"{}\"", quoted(file)).as_bytes());
            }
            if let Some(media_type) = &part.content_type {
                body.push(format!("\r\nContent-Type: {media_type}").as_bytes());
            }
            body.push(b"\r\n\r\n");
            body.push(part.body.as_slice());
            body.push(b"\r\n");
        }
        body.push(format!("--{boundary}--\r\n").as_bytes());
        let media_type = format!("multipart/form-data; boundary={boundary}");
        Ok((body, media_type, self.mask))
    }

    /// A line that stands in no part. The same body has the same one each time.
    fn boundary(&self) -> String {
        let stands = |boundary: &str| {
            self.parts.iter().any(|part| {
                part.body
                    .as_slice()
                    .windows(boundary.len())
                    .any(|window| window == boundary.as_bytes())
            })
        };
        (0..u64::MAX)
            .map(|number| format!("part-of-form-data-{number}"))
            .find(|boundary| !stands(boundary))
            .unwrap_or_default()
    }
}

/// A name in a header of a part: quotes and line ends are escaped as browsers do it.
fn quoted(name: &str) -> String {
    let mut quoted = String::with_capacity(name.len());
    for character in name.chars() {
        match character {
            '"' => quoted.push_str("%22"),
            '\r' => quoted.push_str("%0D"),
            '\n' => quoted.push_str("%0A"),
            character => quoted.push(character),
        }
    }
    quoted
}

impl fmt::Debug for Multipart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Multipart({} parts)", self.parts.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h7_writes_parts_in_the_order_in_which_they_are_added() {
        let photo = FilePart::new(&b"\x00\xff"[..]).file_name("c\"at\r\n.png");
        let (body, media_type, mask) = Multipart::new()
            .text("title", "Gr\u{fc}ße")
            .file("photo", "image/png", &photo)
            .json("tags", Json::value(&["a"]))
            .secret("pin", &"s3cret".into())
            .finish()
            .unwrap();
        assert_eq!(
            media_type,
            "multipart/form-data; boundary=part-of-form-data-0"
        );
        assert!(mask.finds_in("s3cret"));
        let expected = [
            "--part-of-form-data-0\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nGr\u{fc}ße\r\n".as_bytes(),
            b"--part-of-form-data-0\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"c%22at%0D%0A.png\"\r\n",
            b"Content-Type: image/png\r\n\r\n\x00\xff\r\n",
            b"--part-of-form-data-0\r\nContent-Disposition: form-data; name=\"tags\"\r\nContent-Type: application/json\r\n\r\n[\"a\"]\r\n",
            b"--part-of-form-data-0\r\nContent-Disposition: form-data; name=\"pin\"\r\n\r\ns3cret\r\n",
            b"--part-of-form-data-0--\r\n",
        ]
        .concat();
        assert_eq!(
            String::from_utf8_lossy(body.as_slice()),
            String::from_utf8_lossy(&expected)
        );
    }

    #[test]
    fn the_boundary_stands_in_no_part() {
        let (_, media_type, _) = Multipart::new()
            .text("a", "part-of-form-data-0")
            .text("b", "part-of-form-data-1")
            .finish()
            .unwrap();
        assert!(media_type.ends_with("part-of-form-data-2"));
    }

    #[test]
    fn a_media_type_cannot_break_out_of_its_header() {
        let file = FilePart::new(vec![1]).content_type("a/b\r\nx: y");
        let error = Multipart::new()
            .file("f", "a/b", &file)
            .finish()
            .map(|_| ())
            .unwrap_err();
        assert!(
            error.to_string().contains("`f` has a media type"),
            "{error}"
        );
    }
}
