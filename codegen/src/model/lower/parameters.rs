//! Parameters in paths, queries, headers and cookies.

use super::Lowering;
use super::carried::is_credential;
use super::docs::code;
use super::draft::Draft;
use super::registry::Naming;
use super::secrets;
use super::shape::{Seen, Shape, is_password};
use crate::diagnostic::Problem;
use crate::load::openapi::{self, ParameterIn};
use crate::model::{
    Constant, ConstantIn, Docs, Field, Layout, ListStyle, Location, Presence, Style, Type, Usage,
};

impl<'d> Lowering<'d, '_> {
    /// Lowers the parameters of an operation; gives those that are always the same.
    pub(super) fn lower_parameters(
        &mut self,
        draft: &mut Draft<'d>,
    ) -> Vec<(ConstantIn, Constant)> {
        let mut constants = Vec::new();
        // Path parameters are filled in the order in which they stand in the path.
        let (mut path, others): (Vec<_>, Vec<_>) = draft
            .operation
            .parameters
            .iter()
            .partition(|parameter| parameter.location.value == ParameterIn::Path);
        path.sort_by_key(|parameter| {
            draft
                .path
                .path
                .value
                .find(&format!("{{{}}}", parameter.name.value))
        });
        for parameter in path.into_iter().chain(others) {
            let lowered = self.lower_parameter(draft, parameter, &mut constants);
            if lowered.is_none() {
                self.failed.insert(parameter.name.value.clone());
            }
        }
        constants
    }

    fn lower_parameter(
        &mut self,
        draft: &mut Draft<'d>,
        parameter: &'d openapi::Parameter,
        constants: &mut Vec<(ConstantIn, Constant)>,
    ) -> Option<()> {
        let wire = parameter.name.value.clone();
        let document = self.documents.get(draft.document)?;
        if is_credential(document, draft.operation, parameter) {
            let title = format!(
                "the parameter {} is a credential of the client",
                code(&wire)
            );
            let problem = Problem::new("parameter-credential", title)
                .at(&parameter.place, "the security of the operation sends it")
                .help("remove the parameter: the security scheme says all of it");
            self.problems.remark(problem);
            return Some(());
        }
        let seen = self.see(&parameter.schema)?;
        let shape = self.shape(&seen)?;
        let place = match parameter.location.value {
            ParameterIn::Path => None,
            ParameterIn::Query => Some(ConstantIn::Query),
            ParameterIn::Header => Some(ConstantIn::Header),
            ParameterIn::Cookie => Some(ConstantIn::Cookie),
        };
        if let (Shape::Constant(value), Some(place)) = (&shape, place)
            && (parameter.required || !self.problems.is_foreign())
        {
            let value = value.clone();
            constants.push((place, Constant { wire, value }));
            return Some(());
        }
        let name = self.value_name(parameter.rust_name.as_ref(), &wire, &parameter.name.place)?;
        let owner = parameter
            .component
            .as_deref()
            .map_or_else(|| Some(draft.subject.clone()), crate::model::names::pascal)?;
        let naming = Naming::below(draft.document, &owner, &wire);
        let usage = match &shape {
            Shape::Struct | Shape::Union(_) | Shape::Map(_) | Shape::List(_) => Usage::WRITTEN,
            _ => Usage::default(),
        };
        let type_ = self.type_of_seen(seen.clone(), usage, &naming)?;
        let (type_, hidden) = secrets::parameter(type_, &wire, is_password(seen.object));
        let secret = type_.is_secret();
        let in_url = matches!(
            parameter.location.value,
            ParameterIn::Path | ParameterIn::Query
        );
        if secret && in_url {
            self.problems.remark(
                Problem::new("secret-in-url", format!("the secret {} would stand in a URL", code(&wire)))
                    .at(&parameter.place, "in a path or a query")
                    .note("URLs are logged on their way; RFC 6749 section 2.3.1 forbids credentials in them")
                    .help("use another way that the provider offers: a header, a form"),
            );
            if !self.problems.is_foreign() {
                return None;
            }
        }
        let list_style = parameter_style(parameter, &type_);
        let location = match parameter.location.value {
            ParameterIn::Path => Location::Path,
            ParameterIn::Query => Location::Query(list_style),
            ParameterIn::Header => Location::Header,
            ParameterIn::Cookie => Location::Cookie,
        };
        let mut docs = self.parameter_docs(parameter, &seen);
        if secret && in_url {
            docs.paragraph(
                "**It goes out in the URL**: errors and events of this crate do not show it, but servers and proxies on the way write URLs into their logs.",
            );
        }
        let written = parameter.example.as_ref().or_else(|| {
            parameter
                .examples
                .iter()
                .find_map(|example| example.value.value.as_ref())
        });
        let example = self.example_for(written, &seen, name.as_str());
        let field = Field {
            name,
            wire,
            type_,
            // There is no way to write null here: it is left out, but for a path, which is another one without it.
            presence: if parameter.required && !seen.nullable || location == Location::Path {
                Presence::Required
            } else {
                Presence::Optional
            },
            list_style,
            docs,
            deprecated: parameter.deprecated,
            null_setter: None,
            hidden,
        };
        let index = draft.add(field, location, example);
        draft.parameters[index].tracing = parameter.tracing;
        Some(())
    }

    fn parameter_docs(&self, parameter: &openapi::Parameter, seen: &Seen<'d>) -> Docs {
        let mut docs = Docs::default();
        if let Some(description) = &parameter.description {
            docs.description(&description.value, &self.identifiers);
            docs.paragraph(&super::docs::facts(seen));
        }
        if docs.is_empty() {
            let name = code(&parameter.name.value);
            docs = self.value_docs(seen, &format!("The parameter {name}."));
        }
        docs
    }
}

/// How a parameter is written. Texts, and lists of texts in the usual styles, need no layout.
fn parameter_style(parameter: &openapi::Parameter, type_: &Type) -> ListStyle {
    let layout = Layout {
        style: parameter.style,
        explode: parameter.explode,
        reserved: parameter.reserved,
    };
    let usual = match (parameter.location.value, parameter.style) {
        (ParameterIn::Path | ParameterIn::Header, Style::Simple)
        | (ParameterIn::Query | ParameterIn::Cookie, Style::Form) => !parameter.reserved,
        // A style for lists and objects says nothing of a text.
        (ParameterIn::Query, Style::SpaceDelimited | Style::PipeDelimited | Style::DeepObject) => {
            text_fit(type_) == TextFit::Single && !parameter.reserved
        }
        _ => false,
    };
    match text_fit(type_) {
        TextFit::Single if usual => ListStyle::Commas,
        TextFit::List if usual && parameter.location.value == ParameterIn::Header => {
            ListStyle::Commas
        }
        TextFit::List if usual && parameter.location.value == ParameterIn::Query => {
            if parameter.explode {
                ListStyle::Repeated
            } else {
                ListStyle::Commas
            }
        }
        _ if *type_ == Type::Secret => ListStyle::Commas,
        _ => ListStyle::Laid(layout),
    }
}

/// Whether values of a type are texts where there is no JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextFit {
    Single,
    List,
    Neither,
}

/// Whether values of a type can be written as text, for a URL, a header or a form.
pub(super) fn text_fit(type_: &Type) -> TextFit {
    let single = |type_: &Type| match type_ {
        Type::Bool
        | Type::I32
        | Type::I64
        | Type::U64
        | Type::F64
        | Type::String
        | Type::Text(_) => true,
        Type::Named(name) => name.kind == crate::model::Kind::OpenEnum,
        _ => false,
    };
    match type_ {
        Type::Secret => TextFit::Single,
        Type::List(items) if single(items) => TextFit::List,
        type_ if single(type_) => TextFit::Single,
        _ => TextFit::Neither,
    }
}
