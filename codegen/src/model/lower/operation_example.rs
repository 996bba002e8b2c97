//! The compiled example of an operation.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Lowering;
use super::docs::code;
use super::example_writer::{MOST_TRIED, Writer};
use super::operation::Lowered;
use crate::diagnostic::Problem;
use crate::model::{Carrier, Ident, Location, Module, Parameter, Presence};

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
        self.example_of(lowered, module, None, (binding, &[".await?;"]), &[])
    }

    /// The lines of a compiled example in which the operation fails.
    pub(super) fn error_example(&mut self, lowered: &Lowered<'d>, module: &Module) -> Vec<String> {
        let Some(errors) = &lowered.errors else {
            return Vec::new();
        };
        let (name, arm) = (&errors.name, self.error_arm(errors));
        let mut after = vec![
            "if let Err(error) = &result {".to_owned(),
            format!("    match {name}::of(error) {{"),
        ];
        after.extend(arm.map(|it| format!("        {it}")));
        after.extend([
            "        other => println!(\"{other:?}\"),".to_owned(),
            "    }".to_owned(),
            "}".to_owned(),
        ]);
        self.example_of(
            lowered,
            module,
            Some(name),
            ("let result = ", &[".await;"]),
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
        let around: (_, &[_]) = ("let answer = ", &[".send_with_headers()", ".await?;"]);
        let after = [format!("println!(\"{{:?}}\", answer.headers.{header});")];
        self.example_of(lowered, module, None, around, &after)
    }

    /// The lines of a compiled example that imports `also` from the operation's module, puts the call between `around` and goes on with `after`.
    fn example_of(
        &mut self,
        lowered: &Lowered<'d>,
        module: &Module,
        also: Option<&Ident>,
        around: (&str, &[&str]),
        after: &[String],
    ) -> Vec<String> {
        let Arguments {
            given: arguments,
            mut imports,
            open,
            setter,
        } = self.example_arguments(lowered);
        let own = lowered.model.arguments.as_ref().map(|it| &it.name);
        imports.extend(also.into_iter().chain(own).map(|name| {
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
        let open = open.join(", ");
        let mut lines = vec![format!(
            "# async fn example({open}) -> Result<(), api_core::Error> {{"
        )];
        lines.extend(uses(&imports));
        lines.push(String::new());
        let start = format!("let client = Client::new({address})?");
        chain(&mut lines, start, &credentials(lowered, module), ";");
        let calls = setter
            .as_deref()
            .into_iter()
            .chain(around.1.iter().copied());
        let calls: Vec<&str> = calls.collect();
        lines.extend(invocation(lowered, module, &arguments, (around.0, &calls)));
        lines.extend_from_slice(after);
        lines.push("# Ok(())".to_owned());
        lines.push("# }".to_owned());
        lines
    }

    /// The arguments of an operation. What is written in the document goes before what can be made of a type; a type that has no values
    /// (it needs itself), or only values that are too large, leaves its argument to the reader.
    fn example_arguments(&mut self, lowered: &Lowered<'d>) -> Arguments {
        let mut writer = Writer {
            registry: &self.registry,
            krate: &self.krate,
            imports: BTreeSet::new(),
            left: MOST_TRIED,
        };
        let mut arguments = Arguments::default();
        let mut problems = Vec::new();
        for (parameter, (value, place)) in
            lowered.model.parameters.iter().zip(&lowered.draft.examples)
        {
            let field = &parameter.field;
            if field.presence != Presence::Required {
                continue;
            }
            let in_struct = lowered.model.arguments.is_some();
            let written = writer.given(&field.type_, value, in_struct).ok();
            let wire = code(&field.wire);
            // A type that lacks something may be that for which the example does not fit.
            let whole = writer.left > 0 && self.failed.is_empty();
            if let Some(place) = place.filter(|_| written.is_none() && whole) {
                problems.push(
                    Problem::new("example", format!("the example does not fit {wire}"))
                        .at(place, "is of another type")
                        .help(format!("write an `example` that {wire} admits")),
                );
            }
            let given = written.or_else(|| {
                let value = writer.plausible(&field.type_, &field.wire)?;
                writer.given(&field.type_, &value, in_struct).ok()
            });
            let given = given.unwrap_or_else(|| {
                let named = field.type_.named();
                let type_ = named.map_or_else(String::new, |it| writer.path(it));
                arguments.open.push(format!("{}: {type_}", field.name));
                field.name.to_string()
            });
            arguments
                .given
                .push(if in_struct && given != field.name.to_string() {
                    format!("{}: {given}", field.name)
                } else {
                    given
                });
        }
        arguments.setter = setter(lowered, &mut writer);
        arguments.imports = writer.imports;
        for problem in problems {
            self.problems.remark(problem);
        }
        arguments
    }
}

/// What an example gives to an operation.
#[derive(Debug, Default)]
struct Arguments {
    given: Vec<String>,
    imports: BTreeSet<String>,
    /// Those that the example itself is given, each with its type.
    open: Vec<String>,
    /// The call that sets a part of a body of which nothing is required: an empty one says little.
    setter: Option<String>,
}

/// The first setter of the body, where no part of it is an argument.
fn setter(lowered: &Lowered<'_>, writer: &mut Writer<'_, '_>) -> Option<String> {
    let parts = || {
        let all = lowered.model.parameters.iter().zip(&lowered.draft.examples);
        all.filter(|(it, _)| matches!(it.location, Location::Member | Location::Body))
    };
    if parts().any(|(it, _)| it.field.presence == Presence::Required) {
        return None;
    }
    let empty = |value: &Value| match value {
        Value::Object(members) => members.is_empty(),
        Value::Array(items) => items.is_empty(),
        value => value.is_null(),
    };
    parts().filter(|(it, _)| !it.field.deprecated).find_map(
        |(Parameter { field, .. }, (value, _))| {
            let made = writer.plausible(&field.type_, &field.wire);
            let mut values = [Some(value.clone()), made].into_iter().flatten();
            values.find_map(|value| {
                let known = writer.imports.clone();
                let written = writer.given(&field.type_, &value, false);
                if let Ok(written) = written
                    && !empty(&value)
                {
                    return Some(format!(".{}({written})", field.name));
                }
                writer.imports = known;
                None
            })
        },
    )
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

/// The call of the operation, between what stands before it and the calls behind it.
fn invocation(
    lowered: &Lowered<'_>,
    module: &Module,
    arguments: &[String],
    (before, behind): (&str, &[&str]),
) -> Vec<String> {
    let service = module
        .service
        .as_ref()
        .and_then(|service| crate::model::names::snake(service.name.as_str()))
        .map_or_else(String::new, |name| format!(".{name}()"));
    let name = &lowered.model.name;
    let all = arguments.join(", ");
    let (start, given, end) = match &lowered.model.arguments {
        Some(own) => (
            format!("{} {{", own.name),
            format!("{} {{ {all} }}", own.name),
            "}",
        ),
        None => (String::new(), all, ""),
    };
    let line = format!("{before}client{service}.{name}({given}){}", behind.concat());
    if line.len() <= LINE {
        return vec![line];
    }
    let mut lines = vec![format!("{before}client")];
    if !service.is_empty() {
        lines.push(format!("    {service}"));
    }
    let line = format!("    .{name}({given})");
    if line.len() <= LINE {
        lines.push(line);
    } else {
        lines.push(format!("    .{name}({start}"));
        lines.extend(arguments.iter().map(|it| format!("        {it},")));
        lines.push(format!("    {end})"));
    }
    lines.extend(behind.iter().map(|call| format!("    {call}")));
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
