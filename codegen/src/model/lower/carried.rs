//! Keys that a document describes twice: by a security scheme, and as a parameter of the operation. Each goes out once.

use crate::load::openapi::{
    Document, Operation, Parameter, ParameterIn, SecurityKind, SecurityScheme,
};

/// Whether every way to authenticate sends this parameter: then it is the client's credential, and no argument.
pub(super) fn is_credential(
    document: &Document,
    operation: &Operation,
    parameter: &Parameter,
) -> bool {
    let ways = &operation.security;
    let sends = |name| {
        let scheme = document.security_scheme(name);
        scheme.is_some_and(|scheme| carries(scheme, parameter))
    };
    let mut ways = ways.iter().map(|way| &way.schemes);
    !operation.security.is_empty()
        && ways.all(|schemes| schemes.iter().any(|entry| sends(&entry.key.value)))
}

/// Whether an argument of the operation is what the scheme would send: then nothing is wanted of the client.
pub(super) fn is_argument(
    document: &Document,
    operation: &Operation,
    scheme: &SecurityScheme,
) -> bool {
    let mut parameters = operation.parameters.iter();
    parameters.any(|it| carries(scheme, it) && !is_credential(document, operation, it))
}

fn carries(scheme: &SecurityScheme, parameter: &Parameter) -> bool {
    let SecurityKind::ApiKey { name, location } = &scheme.kind else {
        return false;
    };
    let (key, own) = (&name.value, &parameter.name.value);
    location.value == parameter.location.value
        && match location.value {
            ParameterIn::Header => key.eq_ignore_ascii_case(own),
            _ => key == own,
        }
}
