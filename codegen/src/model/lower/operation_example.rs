//! The compiled example of an operation.

use std::collections::{BTreeMap, BTreeSet};

use super::Lowering;
use super::docs::code;
use super::example::Writer;
use super::operation::Lowered;
use crate::diagnostic::Problem;
use crate::model::{Carrier, Ident, Module, Presence};

/// Width of a line of an example.
const LINE: usize = 92;

impl<'d> Lowering<'d, '_> {
    /// The lines of a compiled example.
    pub(super) fn example(&mut self, lowered: &Lowered<'d>, module: &Module) -> Vec<String> {
        let binding = if lowered.model.answer.is_some() {
            "let answer = "
        } else {
            ""
        };
        self.example_of(lowered, module, None, (binding, ".await?;"), &[])
    }

    /// The lines of a compiled example in which the operation fails.
    pub(super) fn error_example(&mut self, lowered: &Lowered<'d>, module: &Module) -> Vec<String> {
        let Some(errors) = &lowered.errors else {
            return Vec::new();
        };
        let (name, pattern) = (&errors.name, self.error_pattern(errors));
        let mut after = vec![
            "if let Err(error) = &result {".to_owned(),
            format!("    match {name}::of(error) {{"),
        ];
        after.extend(pattern.map(|it| format!("        {it} => println!(\"{{body:?}}\"),")));
        after.extend([
            "        other => println!(\"{other:?}\"),".to_owned(),
            "    }".to_owned(),
            "}".to_owned(),
        ]);
        self.example_of(
            lowered,
            module,
            Some(name),
            ("let result = ", ".await;"),
            &after,
        )
    }

    /// The lines of a compiled example that reads a header of the answer.
    pub(super) fn header_example(
        &mut self,
        lowered: &Lowered<'d>,
        module: &Module,
        header: &Ident,
    ) -> Vec<String> {
        let around = ("let answer = ", ".send_with_headers().await?;");
        let after = [format!("println!(\"{{:?}}\", answer.headers.{header});")];
        self.example_of(lowered, module, None, around, &after)
    }

    /// The lines of a compiled example that imports `also` from the operation's module, puts the call between `around` and goes on with `after`.
    fn example_of(
        &mut self,
        lowered: &Lowered<'d>,
        module: &Module,
        also: Option<&Ident>,
        around: (&str, &str),
        after: &[String],
    ) -> Vec<String> {
        let (arguments, mut imports) = self.example_arguments(lowered);
        imports.extend(also.map(|name| {
            let mut path = vec![self.krate.clone()];
            path.extend(module.path.iter().chain([name]).map(ToString::to_string));
            path.join("::")
        }));
        let mut client = vec![self.krate.clone()];
        let client_module = match &module.service {
            Some(_) => module
                .path
                .split_last()
                .map_or(&[][..], |(_, folder)| folder),
            None => &module.path,
        };
        client.extend(client_module.iter().map(ToString::to_string));
        client.push("Client".to_owned());
        imports.insert(client.join("::"));
        let document = &self.documents[lowered.draft.document];
        let always = document.servers.first().is_some_and(|server| {
            !server.url.value.contains('{') && server.url.value.starts_with("http")
        });
        let address = if always {
            String::new()
        } else {
            format!("{:?}", Self::example_url(document))
        };
        let mut lines = vec!["# async fn example() -> Result<(), api_core::Error> {".to_owned()];
        lines.extend(uses(&imports));
        lines.push(String::new());
        let start = format!("let client = Client::new({address})?");
        chain(&mut lines, start, &credentials(lowered, module), ";");
        lines.extend(invocation(lowered, module, &arguments, around));
        lines.extend_from_slice(after);
        lines.push("# Ok(())".to_owned());
        lines.push("# }".to_owned());
        lines
    }

    /// The arguments of an operation, and what they import.
    fn example_arguments(&mut self, lowered: &Lowered<'d>) -> (Vec<String>, BTreeSet<String>) {
        let mut writer = Writer {
            registry: &self.registry,
            krate: &self.krate,
            imports: BTreeSet::new(),
        };
        let mut arguments = Vec::new();
        let mut problems = Vec::new();
        for (parameter, (value, place)) in
            lowered.model.parameters.iter().zip(&lowered.draft.examples)
        {
            if parameter.field.presence != Presence::Required {
                continue;
            }
            if let Ok(argument) = writer.argument(&parameter.field.type_, value) {
                arguments.push(argument);
            } else {
                let wire = code(&parameter.field.wire);
                let (place, words) = match place {
                    Some(place) => (*place, "is of another type"),
                    None => (lowered.draft.place(), "requires it"),
                };
                problems.push(
                    Problem::new("example", format!("no example can be made for {wire}"))
                        .at(place, words)
                        .help(format!("write an `example` that {wire} admits")),
                );
            }
        }
        let imports = writer.imports;
        for problem in problems {
            self.problem(problem);
        }
        (arguments, imports)
    }
}

/// The calls that give the client of an example the credentials of the first alternative.
fn credentials(lowered: &Lowered<'_>, module: &Module) -> Vec<String> {
    let security = lowered
        .model
        .security
        .and_then(|index| module.security.get(index));
    let first = security.and_then(|it| it.iter().find(|alternative| !alternative.is_empty()));
    let schemes = first.map_or(&[][..], Vec::as_slice);
    schemes
        .iter()
        .filter_map(|scheme| {
            let argument = match scheme.carrier {
                Carrier::Certificate => return None,
                Carrier::Bearer => "api_core::AccessToken::fixed(\"my-token\")?",
                Carrier::Basic(_) => {
                    "api_core::ClientCredentials::new(\"my-user\", \"my-password\")"
                }
                _ => "\"my-key\"",
            };
            Some(format!(".{}({argument})", scheme.method.as_str()))
        })
        .collect()
}

/// The call of the operation, between what stands before and behind it.
fn invocation(
    lowered: &Lowered<'_>,
    module: &Module,
    arguments: &[String],
    (before, behind): (&str, &str),
) -> Vec<String> {
    let service = module
        .service
        .as_ref()
        .and_then(|service| crate::model::names::snake(service.name.as_str()))
        .map_or_else(String::new, |name| format!(".{name}()"));
    let name = &lowered.model.name;
    let line = format!(
        "{before}client{service}.{name}({}){behind}",
        arguments.join(", ")
    );
    if line.len() <= LINE {
        return vec![line];
    }
    let mut lines = vec![format!("{before}client")];
    if !service.is_empty() {
        lines.push(format!("    {service}"));
    }
    let line = format!("    .{name}({})", arguments.join(", "));
    if line.len() <= LINE {
        lines.push(line);
    } else {
        lines.push(format!("    .{name}("));
        lines.extend(arguments.iter().map(|it| format!("        {it},")));
        lines.push("    )".to_owned());
    }
    lines.push(format!("    {behind}"));
    lines
}

/// Adds an expression with calls behind it: on one line where that is short enough.
fn chain(lines: &mut Vec<String>, start: String, calls: &[String], end: &str) {
    let line = format!("{start}{}{end}", calls.concat());
    if line.len() <= LINE || calls.is_empty() {
        lines.push(line);
        return;
    }
    lines.push(start);
    lines.extend(calls.iter().map(|it| format!("    {it}")));
    if let Some(last) = lines.last_mut() {
        last.push_str(end);
    }
}

/// The `use` declarations of some paths, those of one module together.
fn uses(paths: &BTreeSet<String>) -> Vec<String> {
    let mut modules: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (module, name) in paths.iter().filter_map(|path| path.rsplit_once("::")) {
        modules.entry(module).or_default().push(name);
    }
    modules
        .into_iter()
        .map(|(module, names)| match names.as_slice() {
            [only] => format!("use {module}::{only};"),
            names => format!("use {module}::{{{}}};", names.join(", ")),
        })
        .collect()
}
