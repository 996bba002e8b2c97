//! What keeps the time down that a generated client takes to compile.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use syn::{FnArg, GenericParam, Generics, ImplItem, Item, Signature, Type};

/// How many statements a function may have that is compiled for each type of argument anew.
const SHORT: usize = 3;

/// The generated files of the goldens and of the clients.
fn generated() -> Vec<PathBuf> {
    let codegen = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut open = vec![
        codegen.join("goldens/src/generated"),
        codegen.join("../crates/ibm-iam-token/src/generated"),
        codegen.join("../crates/spaceone-identity/src/generated"),
        codegen.join("../crates/tenant-token/src/generated"),
    ];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            // Doubles are compiled for tests alone.
            } else if path.file_name().is_some_and(|name| name != "mock.rs") {
                found.push(path);
            }
        }
    }
    found
}

/// What of the functions and types in a code is generic and must not be. Counts the functions.
fn generic(code: &str, functions: &mut usize) -> Vec<String> {
    let mut found = Vec::new();
    for item in syn::parse_file(code).expect("Rust").items {
        match item {
            Item::Struct(it) => types(&it.generics, &it.ident, &mut found),
            Item::Enum(it) => types(&it.generics, &it.ident, &mut found),
            Item::Fn(it) => function(&it.sig, it.block.stmts.len(), functions, &mut found),
            // The methods of a trait are as generic as the trait has them.
            Item::Impl(it) if it.trait_.is_none() => {
                for item in it.items {
                    if let ImplItem::Fn(it) = item {
                        function(&it.sig, it.block.stmts.len(), functions, &mut found);
                    }
                }
            }
            _ => {}
        }
    }
    found
}

fn types(generics: &Generics, name: &syn::Ident, found: &mut Vec<String>) {
    let by_type = |it: &GenericParam| !matches!(it, GenericParam::Lifetime(_));
    if generics.params.iter().any(by_type) {
        found.push(name.to_string());
    }
}

/// Setters convert what they are given, and are short. Whatever awaits or speaks to the network is no function of its arguments' types.
fn function(signature: &Signature, length: usize, functions: &mut usize, found: &mut Vec<String>) {
    *functions += 1;
    types(&signature.generics, &signature.ident, found);
    let converts =
        |it: &FnArg| matches!(it, FnArg::Typed(it) if matches!(*it.ty, Type::ImplTrait(_)));
    let by_argument = signature.inputs.iter().any(converts);
    if by_argument && (signature.asyncness.is_some() || length > SHORT) {
        found.push(signature.ident.to_string());
    }
}

#[test]
fn what_sends_a_request_is_compiled_once() {
    let (mut files, mut functions) = (0, 0);
    for path in generated() {
        let code = fs::read_to_string(&path).expect("a text");
        let found = generic(&code, &mut functions);
        assert!(found.is_empty(), "{}: {found:?}", path.display());
        files += 1;
    }
    assert!(
        files > 20 && functions > 500,
        "{functions} in {files} files"
    );
}

#[test]
fn generic_code_would_be_found() {
    let code = "
        struct Plain { a: u8 }
        struct Wide<T> { a: T }
        impl Plain {
            fn new(a: impl Into<u8>) -> Self { Self { a: a.into() } }
            async fn send(&self, by: impl Send) { by.send(self).await }
            fn call<C>(&self, client: C) {}
            fn borrowed<'a>(&'a self) -> &'a u8 { &self.a }
            fn long(&self, a: impl Into<u8>) { one(); two(); three(); four(); }
        }
        impl Trait for Plain { fn visit<V>(&self, by: V) {} }
    ";
    assert_eq!(generic(code, &mut 0), ["Wide", "send", "call", "long"]);
}
