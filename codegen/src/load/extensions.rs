//! Reads the `x-` extensions of the dialect.

use super::fields::{Fields, is_null};
use super::openapi::{
    Entry, ErrorKind, Renewal, Repeat, Unserved, XError, XPathStyles, XRetry, XTokenGrant,
};
use super::reader::Reader;
use super::tree::Node;
use crate::diagnostic::{Place, Problem, Spanned};

const KINDS: &[(&str, ErrorKind)] = &[
    ("refused", ErrorKind::Refused),
    ("denied", ErrorKind::Denied),
    ("interaction", ErrorKind::Interaction),
    ("invalid", ErrorKind::Invalid),
    ("notFound", ErrorKind::NotFound),
    ("conflict", ErrorKind::Conflict),
    ("throttled", ErrorKind::Throttled),
    ("unavailable", ErrorKind::Unavailable),
];

const REPEAT: &[(&str, Repeat)] = &[("safe", Repeat::Safe), ("unsent", Repeat::Unsent)];

impl<'a> Reader<'a> {
    /// `x-token-grant`.
    pub(super) fn token_grant(&mut self, node: &'a Node) -> Option<XTokenGrant> {
        let mut fields = self.fields(node, "`x-token-grant`")?;
        let access_token = self.required_text(&mut fields, "accessToken");
        let token_type = self.text(&mut fields, "tokenType");
        let expires_in = self.text(&mut fields, "expiresIn");
        let expires_at = self.text(&mut fields, "expiresAt");
        let scope = self.text(&mut fields, "scope");
        let refresh_token = self.text(&mut fields, "refreshToken");
        let no_refresh_token = self.texts(&mut fields, "noRefreshToken");
        let extra = self.texts(&mut fields, "extra");
        let default_life = fields
            .optional("defaultLife")
            .and_then(|node| self.unsigned(node));
        let same_token_until_expiry = self.flag(&mut fields, "sameTokenUntilExpiry");
        let refusal_pause = fields
            .optional("refusalPause")
            .and_then(|node| self.unsigned(node));
        let renewal = fields
            .optional("renewal")
            .and_then(|node| self.renewal(node));
        fields.finish(self.problems);
        let stated = node.member("refreshToken");
        if stated.is_none_or(|member| is_null(&member.value)) {
            let needs = renewal.as_ref().map(|renewal| ("renewal", &renewal.place));
            let needs =
                needs.or_else(|| Some(("noRefreshToken", &no_refresh_token.first()?.place)));
            if let Some((key, place)) = needs {
                let title = format!("`{key}` needs `refreshToken`");
                let problem = Problem::new("missing-key", title)
                    .at(place, "the answer is said to hold no refresh token")
                    .help("name the member of the answer that holds it: `refreshToken: …`");
                self.problems.push(problem);
            }
        }
        Some(XTokenGrant {
            place: node.place.clone(),
            access_token: access_token?,
            token_type,
            expires_in,
            expires_at,
            scope,
            refresh_token,
            no_refresh_token,
            extra,
            default_life,
            same_token_until_expiry,
            refusal_pause,
            renewal,
        })
    }

    fn renewal(&mut self, node: &'a Node) -> Option<Renewal> {
        let mut fields = self.fields(node, "`x-token-grant.renewal`")?;
        let operation = self.required_text(&mut fields, "operation");
        let token = self.required_text(&mut fields, "token");
        let with = self.texts(&mut fields, "with");
        fields.finish(self.problems);
        Some(Renewal {
            place: node.place.clone(),
            operation: operation?,
            token: token?,
            with,
        })
    }

    /// The value of an extension that documents share: it stands here, or where a `$ref` leads.
    fn shared(&mut self, mut node: &'a Node) -> Option<&'a Node> {
        let mut passed: Vec<&'a Place> = Vec::new();
        while let Some(reference) = node.member("$ref") {
            let mut fields = self.fields(node, "a reference")?;
            let target = self.text(&mut fields, "$ref");
            fields.finish(self.problems);
            let place = &reference.value.place;
            if passed.contains(&place) {
                let problem = Problem::new("reference-cycle", "the reference leads back to itself")
                    .at(place, "it starts here")
                    .help("write the value instead of one of the references");
                self.problems.push(problem);
                return None;
            }
            passed.push(place);
            node = self.target(&target?)?.node;
        }
        Some(node)
    }

    /// `x-error`.
    pub(super) fn error(&mut self, node: &'a Node) -> Option<XError> {
        let node = self.shared(node)?;
        let mut fields = self.fields(node, "`x-error`")?;
        let error = XError {
            place: node.place.clone(),
            code: self.pointers(&mut fields, "code"),
            message: self.pointers(&mut fields, "message"),
            request_id: self.pointers(&mut fields, "requestId"),
            request_id_header: self.text(&mut fields, "requestIdHeader"),
            kinds: fields
                .optional("kinds")
                .map_or_else(Vec::new, |node| self.kinds(node)),
        };
        fields.finish(self.problems);
        Some(error)
    }

    fn kinds(&mut self, node: &'a Node) -> Vec<(Spanned<ErrorKind>, Vec<Spanned<String>>)> {
        let Some(mut fields) = self.fields(node, "`x-error.kinds`") else {
            return Vec::new();
        };
        let mut kinds = Vec::new();
        for (key, kind) in KINDS {
            let Some(member) = fields.member(key) else {
                continue;
            };
            // A code may be a number: it is compared as the text that it is spelled with.
            let codes = self
                .list(&member.value)
                .iter()
                .filter_map(|item| self.spelling(item))
                .collect();
            kinds.push((Spanned::new(*kind, member.key.place.clone()), codes));
        }
        fields.finish(self.problems);
        let mut seen: Vec<&Spanned<String>> = Vec::new();
        for code in kinds
            .iter()
            .flat_map(|(_, codes): &(_, Vec<Spanned<String>>)| codes)
        {
            if let Some(first) = seen.iter().find(|first| first.value == code.value) {
                let problem = Problem::new(
                    "code-twice",
                    format!("the code `{}` has two meanings", code.value),
                )
                .at(&code.place, "the second one")
                .also(&first.place, "the first one");
                self.problems.push(problem);
            }
            seen.push(code);
        }
        kinds
    }

    /// `x-retry`.
    pub(super) fn retry(&mut self, node: &'a Node) -> Option<XRetry> {
        let node = self.shared(node)?;
        let mut fields = self.fields(node, "`x-retry`")?;
        let retry = XRetry {
            place: node.place.clone(),
            never: self.statuses(&mut fields, "never"),
            also: self.statuses(&mut fields, "also"),
            repeat: fields
                .optional("repeat")
                .and_then(|node| self.word(node, "a kind of repetition", REPEAT)),
        };
        fields.finish(self.problems);
        for status in &retry.also {
            if let Some(never) = retry.never.iter().find(|never| never.value == status.value) {
                let title = format!(
                    "the status {} is both in `also` and in `never`",
                    status.value
                );
                let problem = Problem::new("value", title)
                    .at(&status.place, "")
                    .also(&never.place, "");
                self.problems.push(problem);
            }
        }
        Some(retry)
    }

    /// `x-path-styles`.
    pub(super) fn path_styles(&mut self, node: &'a Node) -> Option<XPathStyles> {
        let node = self.shared(node)?;
        let mut fields = self.fields(node, "`x-path-styles`")?;
        let unserved = fields
            .required("x-unserved", self.problems)
            .and_then(|node| self.unserved(node));
        let mut styles = Vec::new();
        let members = fields.matching(|key| !key.starts_with("x-"));
        for member in &members {
            if let Some(description) = self.string(&member.value) {
                styles.push(Entry {
                    key: member.key.clone(),
                    value: description,
                });
            }
        }
        fields.finish(self.problems);
        if members.len() < 2 {
            let problem = Problem::new("value", "`x-path-styles` names fewer than two styles")
                .at(&node.place, "with one style there is nothing to choose")
                .help("name that of `paths` first, then the others");
            self.problems.push(problem);
        }
        // Without one of them, the paths of that style would seem to have none.
        (styles.len() == members.len()).then_some(())?;
        Some(XPathStyles {
            place: node.place.clone(),
            styles,
            unserved: unserved?,
        })
    }

    fn unserved(&mut self, node: &'a Node) -> Option<Unserved> {
        let mut fields = self.fields(node, "`x-unserved`")?;
        let status = fields
            .required("status", self.problems)
            .and_then(|node| self.status(node));
        let string = fields
            .required("string", self.problems)
            .and_then(|node| self.pointer(node));
        fields.finish(self.problems);
        Some(Unserved {
            place: node.place.clone(),
            status: status?,
            string: string?,
        })
    }

    fn statuses(&mut self, fields: &mut Fields<'a>, key: &'static str) -> Vec<Spanned<u16>> {
        let Some(node) = fields.optional(key) else {
            return Vec::new();
        };
        self.list(node)
            .iter()
            .filter_map(|item| self.status(item))
            .collect()
    }

    fn pointers(&mut self, fields: &mut Fields<'a>, key: &'static str) -> Vec<Spanned<String>> {
        let Some(node) = fields.optional(key) else {
            return Vec::new();
        };
        self.list(node)
            .iter()
            .filter_map(|item| self.pointer(item))
            .collect()
    }

    /// A JSON pointer into a body.
    pub(super) fn pointer(&mut self, node: &'a Node) -> Option<Spanned<String>> {
        let pointer = self.string(node)?;
        if pointer.starts_with('/') {
            return Some(pointer);
        }
        if pointer.is_empty() {
            let problem = Problem::new("value", "a pointer to the whole body is not supported here")
                .at(&pointer.place, "the empty pointer is the body itself, and a member of it is looked for")
                .help("point to a member; where there is none, as in an answer that is an array itself, leave this to the application");
            self.problems.push(problem);
            return None;
        }
        let problem = Problem::new("value", format!("`{}` is no JSON pointer", pointer.value))
            .at(&pointer.place, "a JSON pointer begins with `/`")
            .replace(
                pointer.place.location,
                format!("/{}", pointer.value),
                "write the path from the body's root",
            );
        self.problems.push(problem);
        None
    }
}
