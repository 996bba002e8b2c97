//! The example at the head of a module of doubles.

use crate::model::mock::Mock;
use crate::model::{Carrier, Crate, Ident, Module, Operation, Presence, Type};

/// The lines of a test that runs: of an operation that can be called with texts alone, where there is one.
pub(super) fn example(krate: &Crate, module: &Module, mock: &Mock) -> Vec<String> {
    let plain = |operation: &&Operation| {
        let required = operation.parameters.iter().map(|it| &it.field);
        let mut required = required.filter(|field| field.presence == Presence::Required);
        !operation.deprecated
            && required.all(|field| match &field.type_ {
                Type::String | Type::Secret | Type::Bytes | Type::File(_) => true,
                Type::Named(reference) => reference.kind == crate::model::Kind::OpenEnum,
                _ => false,
            })
    };
    let called = module.operations.iter().find(plain);
    let Some(operation) = called.or(module.operations.first()) else {
        return Vec::new();
    };
    let (above, below) = module.path.split_at(module.path.len() - mock.client_above);
    let path = |parts: &[Ident]| {
        let names = parts.iter().map(|part| part.to_string() + "::");
        names.collect::<String>()
    };
    let (name, above, below) = (&operation.name, path(above), path(below));
    let mut lines = vec![
        "```".to_owned(),
        "use api_core::mock::{Fault, Server};".to_owned(),
        format!("use {}::{above}{{Client, {below}mock}};", krate.name),
        String::new(),
        "# tokio::runtime::Runtime::new().unwrap().block_on(async {".to_owned(),
        "let server = Server::start().await;".to_owned(),
        format!("let double = server.mount(mock::{name}().fault(Fault::status(403)));"),
        "let client = Client::builder().base_url(server.uri()).build()?;".to_owned(),
    ];
    lines.extend(credential(module, operation));
    if called.is_some() {
        let services = krate.modules.iter().filter_map(|it| it.client.as_ref());
        let mut services = services.flat_map(|client| &client.services);
        let own = module.service.as_ref();
        let service = own.and_then(|own| services.find(|it| it.type_ == own.name));
        let handle = service.map_or_else(String::new, |service| format!(".{}()", service.name));
        let required = operation.parameters.iter().map(|it| &it.field);
        let arguments = required.filter(|field| field.presence == Presence::Required);
        let arguments =
            arguments.map(|field| format!("\"my-{}\"", field.name.as_str().replace('_', "-")));
        let arguments: Vec<_> = arguments.collect();
        lines.extend([
            String::new(),
            format!(
                "let error = client{handle}.{name}({}).await.unwrap_err();",
                arguments.join(", ")
            ),
            String::new(),
            "assert_eq!(error.status(), Some(403));".to_owned(),
            "assert_eq!(double.calls(), 1);".to_owned(),
        ]);
    } else {
        lines.extend([
            "// … what is to be tested, with this client …".to_owned(),
            "assert_eq!(double.calls(), 0);".to_owned(),
            "# let _ = client;".to_owned(),
        ]);
    }
    lines.extend([
        "server.verify().unwrap();".to_owned(),
        "# Ok::<(), api_core::Error>(())".to_owned(),
        "# }).unwrap();".to_owned(),
        "```".to_owned(),
    ]);
    lines
}

/// What gives the client of an example the credentials of the first way to authenticate.
fn credential(module: &Module, operation: &Operation) -> Option<String> {
    let security = operation
        .security
        .and_then(|index| module.security.get(index));
    let schemes = security?.first()?.iter();
    let calls = schemes.filter_map(|scheme| {
        let value = match scheme.carrier {
            Carrier::Certificate => return None,
            Carrier::Bearer => "api_core::AccessToken::fixed(\"my-token\")?",
            Carrier::Basic(_) => "api_core::ClientCredentials::new(\"my-user\", \"my-password\")",
            _ => "\"my-key\"",
        };
        Some(format!(".{}({value})", scheme.method))
    });
    let calls: String = calls.collect();
    (!calls.is_empty()).then(|| format!("let client = client{calls};"))
}
