//! How the names of a document become names of Rust.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

use super::Ident;

/// A name of fields, arguments, methods and modules: `ibm-cloud-tenant` becomes `ibm_cloud_tenant`.
pub(crate) fn snake(name: &str) -> Option<Ident> {
    named(&spelled_out(name).to_snake_case(), "n")
}

/// A name of modules, which are files: Rust wants their names to be ASCII. That of a crate would make the paths to that crate ambiguous wherever the module is imported, and gets an underscore.
pub(crate) fn module(name: &str) -> Option<Ident> {
    snake(&plain(name)).map(|name| {
        if CRATES.contains(&name.as_str()) || BESIDE.contains(&name.as_str()) {
            name.followed_by("_")
        } else {
            name
        }
    })
}

/// A name without the marks of its letters, and without letters that have no like in ASCII.
pub(crate) fn plain(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for sign in name.chars() {
        if sign.is_ascii() {
            out.push(sign);
            continue;
        }
        let small: String = sign.to_lowercase().collect();
        let like = LIKE.iter().find(|(_, marked)| marked.contains(&small));
        match like {
            Some((like, _)) if sign.is_uppercase() => out.push_str(&like.to_uppercase()),
            Some((like, _)) => out.push_str(like),
            // What is left of a word stays two words where a letter is gone.
            None => out.push(' '),
        }
    }
    out
}

/// Letters of ASCII, and letters of European languages that are them with a mark.
const LIKE: &[(&str, &str)] = &[
    ("a", "àáâãäåāăąǎ"),
    ("ae", "æ"),
    ("c", "çćĉċč"),
    ("d", "ďđð"),
    ("e", "èéêëēĕėęě"),
    ("g", "ĝğġģ"),
    ("h", "ĥħ"),
    ("i", "ìíîïĩīĭįı"),
    ("j", "ĵ"),
    ("k", "ķ"),
    ("l", "ĺļľŀł"),
    ("n", "ñńņňŋ"),
    ("o", "òóôõöøōŏő"),
    ("oe", "œ"),
    ("r", "ŕŗř"),
    ("s", "śŝşšș"),
    ("ss", "ß"),
    ("t", "ţťŧț"),
    ("th", "þ"),
    ("u", "ùúûüũūŭůűų"),
    ("w", "ŵ"),
    ("y", "ýÿŷ"),
    ("z", "źżž"),
];

/// The crates that generated code names by their paths.
pub(crate) const CRATES: [&str; 10] = [
    "alloc",
    "api_core",
    "async_trait",
    "auth_core",
    "core",
    "proc_macro",
    "secrecy",
    "serde",
    "serde_json",
    "std",
];

/// Those that applications name beside a client.
const BESIDE: [&str; 6] = ["bytes", "http", "reqwest", "test", "tokio", "url"];

/// A name of types and variants: `cloud_iam delegated_refresh_token` becomes `CloudIamDelegatedRefreshToken`.
pub(crate) fn pascal(name: &str) -> Option<Ident> {
    named(&spelled_out(name).to_upper_camel_case(), "N")
}

/// A name of statics.
pub(crate) fn shouty(name: &str) -> Option<Ident> {
    named(&spelled_out(name).to_shouty_snake_case(), "_")
}

/// Whether a reader of the Rust name would not guess the name that is sent: more has changed than case and separators.
pub(crate) fn is_renamed(name: &Ident, wire: &str) -> bool {
    let bare = |text: &str| -> String {
        let letters = text.chars().filter(|sign| sign.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    bare(name.as_str()) != bare(wire)
        || name.as_str().trim_matches('_') != name.as_str() && !wire.contains('_')
}

/// Names are taken once: one that is taken already gets the lowest number, from 2, that makes it free.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    names: BTreeSet<String>,
    /// The last number that a name got; those below it are taken.
    numbers: BTreeMap<String, usize>,
}

impl Taken {
    /// With these names taken from the start.
    pub(crate) fn with(names: &[&str]) -> Self {
        Self {
            names: names.iter().map(|&name| name.to_owned()).collect(),
            numbers: BTreeMap::new(),
        }
    }

    /// Takes a name, if it is free.
    pub(crate) fn take(&mut self, name: &Ident) -> bool {
        self.names.insert(name.as_str().to_owned())
    }

    /// Takes a name, or the first one with a number behind it that is free.
    pub(crate) fn take_numbered(&mut self, name: &Ident) -> Ident {
        if self.take(name) {
            return name.clone();
        }
        let stem = name.as_str().trim_end_matches('_');
        let last = self.numbers.get(stem).copied().unwrap_or(1);
        for number in last + 1.. {
            let numbered = Ident::new(&format!("{stem}{number}"));
            if let Some(numbered) = numbered.filter(|it| self.take(it)) {
                self.numbers.insert(stem.to_owned(), number);
                return numbered;
            }
        }
        name.clone()
    }
}

/// Signs that carry the meaning of a value become words, so that `>` and `>=` do not become the same nothing.
fn spelled_out(name: &str) -> String {
    let bytes = name.as_bytes();
    let mut out = String::with_capacity(name.len());
    let letters = name.chars().any(char::is_alphanumeric);
    for (index, sign) in name.char_indices() {
        let number_follows = bytes.get(index + 1).is_some_and(u8::is_ascii_digit);
        let word = match sign {
            '+' if !letters || index == 0 => "plus",
            '-' if !letters || (index == 0 && number_follows) => "minus",
            '*' if !letters => "star",
            '=' if !letters => "equal",
            '<' if !letters => "less",
            '>' if !letters => "greater",
            '!' if !letters => "not",
            '~' if !letters => "tilde",
            '/' if !letters => "slash",
            '$' if !letters => "dollar",
            '#' if !letters => "hash",
            '@' if !letters => "at",
            '%' if !letters => "percent",
            '&' if !letters => "and",
            '|' if !letters => "or",
            '.' if !letters => "dot",
            _ => {
                // An apostrophe holds a word together.
                if sign != '\'' {
                    out.push(sign);
                }
                continue;
            }
        };
        out.push(' ');
        out.push_str(word);
        out.push(' ');
    }
    out
}

/// A name may not begin with a digit; nor, for fields and what is made of them, with an underscore, which says that nobody uses it.
fn named(name: &str, before_digit: &str) -> Option<Ident> {
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        Ident::new(&format!("{before_digit}{name}"))
    } else {
        Ident::new(name)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Taken, module, pascal, shouty, snake};

    proptest! {
        /// A name that is made is one that Rust reads.
        #[test]
        fn any_text_gives_a_name_or_none(text in "\\PC{0,12}") {
            let names = [snake(&text), pascal(&text), shouty(&text), module(&text)];
            for name in names.into_iter().flatten() {
                prop_assert!(syn::parse_str::<syn::Ident>(&name.to_string()).is_ok(), "{name}");
            }
        }
    }

    fn snakes(name: &str) -> String {
        snake(name).map_or_else(|| "-".to_owned(), |name| name.to_string())
    }

    fn pascals(name: &str) -> String {
        pascal(name).map_or_else(|| "-".to_owned(), |name| name.to_string())
    }

    #[test]
    fn fields_are_snake_case() {
        for (wire, rust) in [
            ("apikey", "apikey"),
            ("ibm-cloud-tenant", "ibm_cloud_tenant"),
            ("Transaction-Id", "transaction_id"),
            ("errorCode", "error_code"),
            ("date.year", "date_year"),
            ("type", "r#type"),
            ("self", "self_"),
            ("2fa", "n2fa"),
            ("1080p", "n1080p"),
            ("1", "n1"),
            ("+1", "plus_1"),
            ("-1", "minus_1"),
            ("user's", "users"),
            ("", "-"),
            ("€", "-"),
        ] {
            assert_eq!(snakes(wire), rust, "{wire}");
        }
    }

    #[test]
    fn variants_are_upper_camel_case() {
        for (wire, rust) in [
            ("LOCAL", "Local"),
            ("DOMAIN_OWNER", "DomainOwner"),
            (
                "cloud_iam delegated_refresh_token",
                "CloudIamDelegatedRefreshToken",
            ),
            (">", "Greater"),
            (">=", "GreaterEqual"),
            ("!=", "NotEqual"),
            ("*", "Star"),
            ("3des", "N3des"),
            ("self", "Self_"),
        ] {
            assert_eq!(pascals(wire), rust, "{wire}");
        }
    }

    #[test]
    fn modules_are_not_called_like_crates() {
        for (wire, rust) in [
            ("pets", "pets"),
            ("Core", "core_"),
            ("api-core", "api_core_"),
            ("URL", "url_"),
            ("type", "r#type"),
            ("core types", "core_types"),
            ("Grünstrom-Index", "grunstrom_index"),
            ("ÉLÈVES", "eleves"),
            ("pet 宠物", "pet"),
        ] {
            let name = module(wire).map(|name| name.to_string());
            assert_eq!(name.as_deref(), Some(rust), "{wire}");
        }
    }

    #[test]
    fn statics_are_shouted() {
        assert_eq!(
            shouty("getTokenApiKey").map(|name| name.to_string()),
            Some("GET_TOKEN_API_KEY".to_owned())
        );
    }

    #[test]
    fn a_taken_name_gets_the_lowest_free_number() {
        let mut taken = Taken::with(&["Unknown"]);
        let names: Vec<_> = ["Id", "Id", "Id", "Unknown"]
            .into_iter()
            .filter_map(pascal)
            .map(|name| taken.take_numbered(&name).to_string())
            .collect();
        assert_eq!(names, ["Id", "Id2", "Id3", "Unknown2"]);
    }
}
