//! A program that imports everything of this crate keeps the names of the language.

use core::fmt::Debug;

use spaceone_identity::*;

/// Spelled with paths from the crates of the language and with names of its prelude: each of them would be another thing, or ambiguous, if this crate had it.
fn shown(value: Option<&dyn Debug>) -> Result<String, std::fmt::Error> {
    let all: Vec<Box<dyn Debug>> = value.into_iter().map(|it| Box::new(it) as _).collect();
    match all.first() {
        Some(first) => Ok(format!("{first:?}")),
        None => Err(core::fmt::Error),
    }
}

#[test]
fn a_glob_import_leaves_the_names_of_the_language_alone() {
    assert_eq!(core::convert::identity(1), 1);
    let scope: &dyn Debug = &Scope::Domain;
    assert_eq!(shown(Some(scope)).as_deref(), Ok("Domain"));
    assert_eq!(shown(None), Err(core::fmt::Error));
}
