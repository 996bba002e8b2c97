//! Parameters in paths, queries and headers, and the credentials of single calls.

use super::Lowering;
use super::docs::code;
use super::draft::Draft;
use super::registry::Naming;
use super::shape::{Seen, Shape};
use crate::diagnostic::Problem;
use crate::load::openapi::{self, ParameterIn};
use crate::model::{Constant, ConstantIn, Docs, Field, ListStyle, Location, Presence, Type, Usage};

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
            self.lower_parameter(draft, parameter, &mut constants);
        }
        constants
    }

    fn lower_parameter(
        &mut self,
        draft: &mut Draft<'d>,
        parameter: &'d openapi::Parameter,
        constants: &mut Vec<(ConstantIn, Constant)>,
    ) -> Option<()> {
        let seen = self.see(&parameter.schema)?;
        let shape = self.shape(&seen)?;
        let wire = parameter.name.value.clone();
        let place = match parameter.location.value {
            ParameterIn::Query => Some(ConstantIn::Query),
            ParameterIn::Header => Some(ConstantIn::Header),
            ParameterIn::Path | ParameterIn::Cookie => None,
        };
        if let (Shape::Constant(value), Some(place)) = (&shape, place) {
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
        let type_ = self.type_of_seen(seen.clone(), Usage::default(), &naming)?;
        self.fits_text(&seen, &type_, "a parameter")?;
        if parameter.location.value == ParameterIn::Path && matches!(type_, Type::List(_)) {
            self.unsupported(&seen, "a parameter in a path", "a list", "use a string");
            return None;
        }
        let secret = type_.is_secret();
        if secret && parameter.location.value != ParameterIn::Header {
            self.problem(
                Problem::new("secret-in-url", format!("the secret {} would stand in a URL", code(&wire)))
                    .at(&parameter.place, "in a path or a query")
                    .note("URLs are logged on their way; RFC 6749 section 2.3.1 forbids credentials in them")
                    .help("use another way that the provider offers: a header, a form"),
            );
            return None;
        }
        let list_style = if parameter.explode && parameter.style == openapi::Style::Form {
            ListStyle::Repeated
        } else {
            ListStyle::Commas
        };
        let location = match parameter.location.value {
            ParameterIn::Path => Location::Path,
            ParameterIn::Query => Location::Query(list_style),
            ParameterIn::Header => Location::Header,
            // `load` refuses them.
            ParameterIn::Cookie => return None,
        };
        let mut docs = Docs::default();
        if let Some(description) = &parameter.description {
            docs.description(&description.value, &self.identifiers);
            docs.paragraph(&super::docs::facts(&seen));
        } else {
            docs = self.value_docs(&seen, &format!("The parameter {}.", code(&wire)));
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
            // There is no way to write null here: it is left out.
            presence: if parameter.required && !seen.nullable {
                Presence::Required
            } else {
                Presence::Optional
            },
            list_style,
            docs,
            deprecated: parameter.deprecated,
            null_setter: None,
        };
        let index = draft.add(field, location, example);
        draft.parameters[index].tracing = parameter.tracing;
        Some(())
    }

    /// Whether values of a type can be written as text, for a URL, a header or a form.
    pub(super) fn fits_text(&mut self, seen: &Seen<'d>, type_: &Type, what: &str) -> Option<()> {
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
        let fits = match type_ {
            Type::Secret => true,
            Type::List(items) => single(items),
            other => single(other),
        };
        if !fits {
            self.unsupported(
                seen,
                what,
                "has no spelling as text that the generator knows",
                "use a string, a number, a boolean, an enum of strings, or a list of one of these",
            );
        }
        fits.then_some(())
    }
}
