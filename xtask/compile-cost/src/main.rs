//! Makes what `cargo xtask compile-cost` compiles beside our own clients.
//!
//! `compile-cost SPECS OUT` writes to the folder OUT `bundle.json`, the documents of the folder SPECS as one, and the crates `progenitor-positional` and
//! `progenitor-builder`, made of it.

mod bundle;
mod progenitor;

use std::env::args_os;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = args_os().skip(1).map(PathBuf::from).collect();
    let [specs, out] = &arguments[..] else {
        eprintln!("usage: compile-cost SPECS OUT");
        return ExitCode::from(2);
    };
    match make(specs, out) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("error: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn make(specs: &Path, out: &Path) -> Result<(), String> {
    let bundle = bundle::bundle(specs)?;
    let operations = bundle["paths"].as_object().map_or(0, |paths| {
        paths
            .values()
            .filter_map(|item| item.as_object())
            .map(serde_json::Map::len)
            .sum()
    });
    let schemas = bundle["components"]["schemas"]
        .as_object()
        .map_or(0, serde_json::Map::len);
    write(&out.join("bundle.json"), &format!("{bundle:#}"))?;
    progenitor::generate(bundle, out)?;
    println!("{operations} operations, {schemas} schemas");
    Ok(())
}

fn write(file: &Path, text: &str) -> Result<(), String> {
    let folder = file.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(file, text))
        .map_err(|error| format!("{}: {error}", file.display()))
}
