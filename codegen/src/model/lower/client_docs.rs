//! What documents say about themselves.

use super::Lowering;
use super::docs::{code, link};
use super::groups;
use crate::load::openapi::{Document, Entry, ServerVariable};
use crate::model::{Docs, Ident};

impl Lowering<'_, '_> {
    pub(super) fn module_docs(&self, document: &Document, path: &[Ident]) -> Docs {
        let mut docs = Docs::default();
        docs.description(&sentence(&document.info.title.value), &self.identifiers);
        docs.paragraph(&format!(
            "Generated from version {} of its description.",
            code(&document.info.version.value)
        ));
        if let (Some(module), Some(name)) = (path.last(), document.module.rsplit('/').next()) {
            groups::renamed(name, module, &mut docs);
        }
        docs
    }

    /// What a document says about itself.
    pub(super) fn about(&self, document: &Document) -> Docs {
        let info = &document.info;
        let mut docs = Docs::default();
        docs.description(&first_words(document), &self.identifiers);
        if let Some(description) = &info.description {
            docs.description(&description.value, &self.identifiers);
        }
        if let Some(external) = &document.external_docs {
            docs.paragraph(&format!(
                "{}.",
                link(external, &self.identifiers).trim_end_matches('.')
            ));
        }
        if let Some(terms) = &info.terms_of_service {
            docs.paragraph(&format!("Terms of service: <{}>.", terms.value));
        }
        if let Some(contact) = &info.contact {
            let parts: Vec<_> = [
                contact.name.as_ref().map(|name| name.value.clone()),
                contact.url.as_ref().map(|url| format!("<{}>", url.value)),
                contact
                    .email
                    .as_ref()
                    .map(|mail| format!("<mailto:{}>", mail.value)),
            ]
            .into_iter()
            .flatten()
            .collect();
            docs.description(
                &format!("Contact: {}.", parts.join(", ")),
                &self.identifiers,
            );
        }
        if let Some(license) = &info.license {
            let mut words = vec![format!("Licence: {}", license.name.value)];
            words.extend(license.identifier.as_ref().map(|it| code(&it.value)));
            words.extend(license.url.as_ref().map(|url| format!("<{}>", url.value)));
            docs.description(&format!("{}.", words.join(", ")), &self.identifiers);
        }
        if !document.tags.is_empty() {
            docs.paragraph("Tags of operations:");
        }
        for tag in &document.tags {
            let text = tag.description.as_ref().map_or("", |text| &text.value);
            let page = tag.external_docs.as_ref();
            let page = page.map_or_else(String::new, |it| link(it, &self.identifiers));
            docs.item(
                &format!("{}:", code(&tag.name.value)),
                text,
                &page,
                &self.identifiers,
            );
        }
        docs
    }

    pub(super) fn servers_docs(&self, document: &Document, docs: &mut Docs) {
        if let Some(styles) = &document.path_styles {
            docs.paragraph(
                "Servers lay out their paths in one of these styles. The client finds out which, or is told \
                 by [`path_style`](::api_core::ClientBuilder::path_style):",
            );
            for style in &styles.styles {
                docs.item(
                    &format!("{}:", code(&style.key.value)),
                    &style.value.value,
                    "",
                    &self.identifiers,
                );
            }
        }
        let plain = matches!(document.servers.as_slice(), [only] if only.variables.is_empty() && only.description.is_none());
        if document.servers.is_empty() || plain {
            return;
        }
        docs.paragraph("Servers:");
        for server in &document.servers {
            let about = server.description.as_ref();
            let mut text = vec![about.map_or("", |text| text.value.trim()).to_owned()];
            text.extend(server.variables.iter().map(variable));
            let text = text.join("\n");
            docs.item(
                &format!("{}:", code(&server.url.value)),
                &text,
                "",
                &self.identifiers,
            );
        }
    }
}

/// A variable of a server's address, as an item of a list.
fn variable(variable: &Entry<ServerVariable>) -> String {
    let (name, variable) = (code(&variable.key.value), &variable.value);
    let about = variable.description.as_ref();
    let about = about.map_or("", |text| text.value.trim());
    let default = code(&variable.default.value);
    let allowed: Vec<_> = variable
        .allowed
        .iter()
        .map(|value| code(&value.value))
        .collect();
    if allowed.is_empty() {
        format!("- {name}: {about} Default: {default}.")
    } else {
        let allowed = allowed.join(", ");
        format!("- {name}: {about} Default: {default}. One of {allowed}.")
    }
}

/// The summary, else the title.
pub(super) fn first_words(document: &Document) -> String {
    let info = &document.info;
    sentence(
        info.summary
            .as_ref()
            .map_or(&info.title.value, |text| &text.value),
    )
}

/// With a full stop.
fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}
