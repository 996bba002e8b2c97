//! The crates that progenitor makes of a document, in both of its styles.

use std::path::Path;

use openapiv3::OpenAPI;
use progenitor_impl::{GenerationSettings, Generator, InterfaceStyle};

use serde_json::Value;

use crate::write;

/// The manifest of its output, as `cargo progenitor` writes it for a document without dates and UUIDs; the choice of TLS is added, because its own has none.
const MANIFEST: &str = "\
[workspace]

[package]
name = \"NAME\"
version = \"0.1.0\"
edition = \"2024\"

[features]
rustls = [\"reqwest/rustls\"]

[dependencies]
bytes = \"1\"
futures-core = \"0.3\"
progenitor-client = \"=0.15.1\"
reqwest = { version = \"0.13\", default-features = false, features = [\"json\", \"query\", \"stream\"] }
serde = { version = \"1\", features = [\"derive\"] }
serde_json = \"1\"
serde_urlencoded = \"0.7\"
";

/// Writes a crate for each style.
pub fn generate(mut document: Value, out: &Path) -> Result<(), String> {
    errors_by_class(&mut document);
    let document: OpenAPI = serde_json::from_value(document)
        .map_err(|error| format!("progenitor's reader: {error}"))?;
    for (name, style) in [
        ("progenitor-positional", InterfaceStyle::Positional),
        ("progenitor-builder", InterfaceStyle::Builder),
    ] {
        let mut settings = GenerationSettings::new();
        settings.with_interface(style);
        let tokens = Generator::new(&settings)
            .generate_tokens(&document)
            .map_err(|error| format!("{name}: {error}"))?;
        let file = syn::parse2(tokens).map_err(|error| format!("{name}: {error}"))?;
        let folder = out.join(name);
        write(&folder.join("Cargo.toml"), &MANIFEST.replace("NAME", name))?;
        write(&folder.join("src/lib.rs"), &prettyplease::unparse(&file))?;
    }
    Ok(())
}

/// It takes `default` for an answer of success, too, and knows one type of success only. It stands for the errors that it is meant for instead, unless the
/// operation names some of them: it would warn about each one that a class has in it.
fn errors_by_class(document: &mut Value) {
    let paths = document["paths"].as_object_mut().into_iter().flatten();
    let operations = paths.flat_map(|(_, item)| item.as_object_mut().into_iter().flatten());
    for (_, operation) in operations {
        let Some(responses) = operation["responses"].as_object_mut() else {
            continue;
        };
        let default = responses.remove("default");
        let named = responses.keys().any(|status| !status.starts_with('2'));
        if let Some(default) = default.filter(|_| !named) {
            responses.insert("4XX".to_owned(), default.clone());
            responses.insert("5XX".to_owned(), default);
        }
    }
}
