//! What no request can hold: names of parameters and of media types that HTTP has no place for.

use super::openapi::{Parameter, ParameterIn};
use super::reader::Reader;
use crate::diagnostic::{Problem, Spanned};

impl Reader<'_> {
    /// Whether a request can hold the parameter. A required one that none can hold is a problem of its operation; another one is left out.
    pub(super) fn is_sendable(&mut self, parameter: &Parameter) -> bool {
        let (what, sendable) = match parameter.location.value {
            ParameterIn::Header => ("a header", is_token(&parameter.name)),
            ParameterIn::Cookie => ("a cookie", is_cookie(&parameter.name)),
            ParameterIn::Path | ParameterIn::Query => return true,
        };
        if sendable {
            return true;
        }
        let title = format!("`{}` is no name of {what}", parameter.name.value);
        let problem = Problem::new("parameter-name", title);
        if parameter.required {
            let problem = problem
                .at(&parameter.name.place, "it cannot be sent, and has to be")
                .help("write the name as the provider knows it, of letters, digits and `-`");
            self.problems.push(problem);
        } else {
            let problem = problem
                .at(&parameter.name.place, "it cannot be sent, and is left out")
                .help("write the name as the provider knows it, of letters, digits and `-`");
            self.problems.remark(problem);
        }
        false
    }

    /// Whether this is a media type at all; one without a name is left out.
    pub(super) fn is_media_type(&mut self, name: &Spanned<String>) -> bool {
        if !name.trim().is_empty() {
            return true;
        }
        let problem = Problem::new("media-type", "a media type without a name")
            .at(&name.place, "what is written in it? It is left out")
            .help("write one such as `application/json`");
        self.problems.remark(problem);
        false
    }
}

/// A token of RFC 9110 section 5.6.2, which names of headers are.
fn is_token(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(allowed)
}

/// A name that stands in the header `Cookie` as one. Servers take more of them than RFC 6265 has.
fn is_cookie(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_graphic() && !b";,=\"".contains(&byte);
    !name.is_empty() && name.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::{is_cookie, is_token};

    #[test]
    fn names_are_those_that_http_has() {
        for name in ["X-Request-ID", "x_y.z", "1"] {
            assert!(is_token(name) && is_cookie(name), "{name}");
        }
        for name in ["", "X Bad Header", "a;b", "a=b", "größe", "a\n"] {
            assert!(!is_token(name) && !is_cookie(name), "{name}");
        }
        assert!(is_cookie("a[b]") && !is_token("a[b]"));
    }
}
