//! The addresses of servers: fixed ones, and those with variables, which are types.

use super::Lowering;
use super::docs::code;
use crate::diagnostic::{Place, Problem};
use crate::load::openapi::{Document, Entry, Operation, Server, ServerVariable};
use crate::model::names::{self, Taken};
use crate::model::{
    Docs, Ident, OwnServer, ServerPiece, ServerTemplate, ServerValue, ServerValues,
    TemplateVariable,
};

impl<'d> Lowering<'d, '_> {
    /// The types of the servers that a client may talk to: those of whole addresses with variables.
    pub(super) fn server_templates(
        &mut self,
        document: &'d Document,
        module: &[Ident],
    ) -> Vec<ServerTemplate> {
        let templates = document.servers.iter().filter(|it| is_template(it));
        let templates: Vec<_> = templates.collect();
        let several = templates.len() > 1;
        let made = templates.into_iter().filter_map(|server| {
            let word = server
                .description
                .as_ref()
                .map(|text| text.value.trim().trim_end_matches('.'))
                .filter(|text| several && text.split_whitespace().count() <= 3)
                .and_then(names::pascal)
                .map_or_else(String::new, |name| name.to_string());
            let word = word.trim_end_matches("Server");
            let name = format!("{word} server");
            let mut template = self.server_template(document, server, &name)?;
            self.server_example(&mut template, module);
            Some(template)
        });
        made.collect()
    }

    /// An example in which the client is made for the server.
    fn server_example(&self, template: &mut ServerTemplate, module: &[Ident]) {
        let mut path = vec![self.krate.clone()];
        path.extend(module.iter().map(ToString::to_string));
        let path = path.join("::");
        let name = template.name.to_string();
        let mut imports = vec!["Client".to_owned(), name.clone()];
        let setters = template.variables.iter().take(2).map(|variable| {
            let value = match &variable.values {
                Some(values) => {
                    imports.push(values.name.to_string());
                    let last = values.values.last();
                    let last = last.map_or_else(String::new, |it| it.name.to_string());
                    format!("{}::{last}", values.name)
                }
                None => format!("{:?}", variable.default),
            };
            format!(".{}({value})", variable.name)
        });
        let setters: String = setters.collect();
        imports.sort();
        template.docs.heading("Examples");
        template.docs.rust(&[
            "# fn example() -> Result<(), api_core::Error> {".to_owned(),
            format!("use {path}::{{{}}};", imports.join(", ")),
            String::new(),
            format!("let server = {name}::new(){setters};"),
            "let client = Client::builder().server(server.url()?).build()?;".to_owned(),
            "# Ok(())".to_owned(),
            "# }".to_owned(),
        ]);
    }

    /// The type of a server with variables.
    fn server_template(
        &mut self,
        document: &'d Document,
        server: &'d Server,
        name: &str,
    ) -> Option<ServerTemplate> {
        let index = document.id.0;
        let name = self.free_server_name(index, name, &server.place)?;
        let mut docs = Docs::default();
        if let Some(text) = &server.description {
            docs.description(&text.value, &self.identifiers);
        }
        docs.paragraph(&format!(
            "The server {}. A variable that is not set has the default of the document.",
            code(&server.url.value)
        ));
        let mut taken = Taken::with(&["new", "url"]);
        let mut variables = Vec::new();
        for variable in &server.variables {
            variables.push(self.template_variable(index, &name, variable, &mut taken)?);
        }
        let mut pieces = Vec::new();
        let mut rest = server.url.value.as_str();
        while let Some((text, behind)) = rest.split_once('{') {
            let (wanted, after) = behind.split_once('}')?;
            let variable = variables.iter().position(|it| it.wire == wanted)?;
            pieces.extend((!text.is_empty()).then(|| ServerPiece::Text(text.to_owned())));
            pieces.push(ServerPiece::Variable(variable));
            rest = after;
        }
        let rest = rest.trim_end_matches('/');
        pieces.extend((!rest.is_empty()).then(|| ServerPiece::Text(rest.to_owned())));
        Some(ServerTemplate {
            name,
            docs,
            pieces,
            variables,
        })
    }

    fn template_variable(
        &mut self,
        document: usize,
        server: &Ident,
        Entry { key, value }: &'d Entry<ServerVariable>,
        taken: &mut Taken,
    ) -> Option<TemplateVariable> {
        let name = self.value_name(None, &key.value, &key.place)?;
        let default = value.default.value.clone();
        let mut docs = Docs::default();
        match &value.description {
            Some(text) => docs.description(&text.value, &self.identifiers),
            None => docs.paragraph(&format!("The variable {}.", code(&key.value))),
        }
        docs.paragraph(&format!("Default: {}.", code(&default)));
        let values = match value.allowed.as_slice() {
            [] => None,
            allowed => {
                let type_ = format!("{server} {}", key.value);
                let mut taken = Taken::default();
                let named = |(number, it): (usize, &crate::diagnostic::Spanned<String>)| {
                    let name = names::pascal(&it.value)
                        .or_else(|| names::pascal(&format!("value {}", number + 1)))?;
                    Some(ServerValue {
                        name: taken.take_numbered(&name),
                        text: it.value.clone(),
                    })
                };
                let values: Vec<_> = allowed.iter().enumerate().filter_map(named).collect();
                let default = values.iter().position(|it| it.text == default);
                Some(ServerValues {
                    name: self.free_server_name(document, &type_, &key.place)?,
                    docs: Docs::of(&format!(
                        "The values of {} in the address of a [`{server}`].",
                        code(&key.value)
                    )),
                    default: default.unwrap_or_default(),
                    values,
                })
            }
        };
        Some(TemplateVariable {
            name: taken.take_numbered(&name),
            wire: key.value.clone(),
            docs,
            default,
            values,
        })
    }

    /// A name that no schema has, if there is one.
    fn free_server_name(&mut self, document: usize, name: &str, place: &'d Place) -> Option<Ident> {
        let words = [name.to_owned(), format!("{name} address")];
        let mut found = words.iter().filter_map(|it| names::pascal(it));
        let reserved = |it: &Ident| self.reserved.contains(&(document, it.clone()));
        let first = found.next();
        let free = first
            .clone()
            .filter(|it| !reserved(it))
            .or_else(|| found.next());
        let Some(name) = free.or(first) else {
            self.nameless(name, place);
            return None;
        };
        Some(self.free_name(document, &name))
    }

    /// The address of an operation that has one of its own.
    pub(super) fn own_server(
        &mut self,
        document: &'d Document,
        operation: &'d Operation,
        (subject, module): (&Ident, &mut crate::model::Module),
    ) -> Option<OwnServer> {
        let server = operation.servers.first()?;
        let documented = document.servers.first();
        if documented.is_some_and(|it| it.url.value == server.url.value && alike(it, server)) {
            return None;
        }
        if is_template(server) {
            return self.own_template(document, server, subject, module);
        }
        let mut address = filled(server);
        // What is relative stands beside the address of the document.
        if address.starts_with('/')
            && let Some(origin) = documented.map(filled).as_deref().and_then(origin)
        {
            address = format!("{origin}{address}");
        }
        if documented.map(filled).as_ref() == Some(&address) {
            return None;
        }
        if !address.starts_with("https://") {
            self.problems.remark(
                Problem::new(
                    "server",
                    "an operation with a server that is no whole https address",
                )
                .at(
                    &server.place,
                    "the operation goes to the address of the client instead",
                )
                .help("write the whole address, with https"),
            );
            return None;
        }
        Some(OwnServer::Fixed(address.trim_end_matches('/').to_owned()))
    }

    /// The type of an operation's own server. Operations of one path share that of the path.
    fn own_template(
        &mut self,
        document: &'d Document,
        server: &'d Server,
        subject: &Ident,
        module: &mut crate::model::Module,
    ) -> Option<OwnServer> {
        let key = super::registry::key(&server.place);
        if let Some(known) = self.own_servers.get(&key) {
            return Some(OwnServer::Template(known.clone()));
        }
        let template = self.server_template(document, server, &format!("{subject} server"))?;
        let reference = crate::model::TypeRef {
            module: module.path.clone(),
            name: template.name.clone(),
            kind: crate::model::Kind::Struct,
        };
        module.servers.push(template);
        self.own_servers.insert(key, reference.clone());
        Some(OwnServer::Template(reference))
    }

    /// The address that an example uses.
    pub(super) fn example_url(document: &Document) -> String {
        let Some(server) = document.servers.first() else {
            return "https://example.com".to_owned();
        };
        let url = filled(server);
        if url.starts_with("http") && !url.contains('{') {
            url
        } else {
            format!("https://example.com/{}", url.trim_start_matches('/'))
        }
    }
}

/// Whether something of a whole address varies, and something is known. Where a free variable is all of it, there is nothing to help with.
fn is_template(server: &Server) -> bool {
    let url = server.url.value.as_str();
    let declared = |name: &str| server.variables.iter().any(|it| it.key.value == name);
    let mut names = url
        .split('{')
        .skip(1)
        .filter_map(|it| it.split_once('}'))
        .map(|it| it.0);
    let all_declared = names.clone().count() > 0 && names.all(declared);
    let outside = url.split(['{', '}']).step_by(2).collect::<String>();
    let says_more = !matches!(outside.trim_matches('/'), "https:" | "http:" | ":");
    let listed = server
        .variables
        .iter()
        .any(|it| !it.value.allowed.is_empty());
    url.contains("://") && all_declared && (says_more || listed)
}

/// Whether the variables of two servers are the same.
fn alike(one: &Server, other: &Server) -> bool {
    filled(one) == filled(other) && one.variables.len() == other.variables.len()
}

/// Scheme and host.
fn origin(url: &str) -> Option<&str> {
    let start = url.find("://")? + 3;
    let end = url[start..].find('/').map_or(url.len(), |at| start + at);
    Some(&url[..end])
}

/// The address of a server with the default of every variable.
fn filled(server: &Server) -> String {
    let mut url = server.url.value.clone();
    for variable in &server.variables {
        let name = format!("{{{}}}", variable.key.value);
        url = url.replace(&name, &variable.value.default.value);
    }
    url
}
