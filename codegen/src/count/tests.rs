use std::path::Path;

use quote::ToTokens;

use super::*;
use crate::diagnostic::{Problems, Sources, Style};
use crate::load::{self, SpecFile};
use crate::model;
use crate::render::render;

/// A crate that was made in full.
struct Made {
    documents: Vec<Document>,
    model: Crate,
    files: Vec<GeneratedFile>,
}

impl Made {
    fn of(name: &str, files: Vec<SpecFile>) -> Self {
        let (mut sources, mut problems) = (Sources::default(), Problems::default());
        let documents = load::documents(files, &mut sources, &mut problems);
        let lowered = documents.whole().and_then(|documents| {
            let model = model::lower(name, &documents, &mut problems)?;
            Some((documents, model))
        });
        let (documents, model) =
            lowered.unwrap_or_else(|| panic!("{}", problems.render(&sources, Style::Plain)));
        let files = render(&model);
        Self {
            documents,
            model,
            files,
        }
    }

    fn small() -> Self {
        let text = "\
openapi: 3.1.0
info: {title: T, version: '1'}
servers: [{url: https://a.example}]
paths:
  /things:
    get:
      operationId: listThings
      description: Lists things.
      responses:
        '200':
          description: Those.
          content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}
    delete:
      operationId: dropThings
      description: Drops things.
      responses: {'204': {description: Done.}}
components:
  schemas:
    Thing:
      type: object
      description: A thing.
      properties:
        id: {type: string, description: Its id.}
        kind: {type: string, enum: [a, b], description: Its kind.}
";
        let path = || "a.yaml".to_owned();
        let file = SpecFile::new(path(), path(), text.as_bytes().to_vec());
        Self::of("a-crate", vec![file.unwrap()])
    }

    fn found(&self) -> Vec<String> {
        let problems = check(&self.model, &self.documents, &self.files);
        problems.iter().map(Problem::summary).collect()
    }
}

#[test]
fn nothing_of_any_document_here_is_lost() {
    let codegen = Path::new(env!("CARGO_MANIFEST_DIR"));
    let goldens = codegen.join("goldens").join("specs");
    let mut operations = 0;
    for folder in [codegen.join("..").join("specs"), goldens] {
        let mut problems = Problems::default();
        for name in load::crate_names(&folder, &mut problems) {
            let files = load::spec_files(&folder.join(&name), &name, &mut problems);
            assert!(problems.is_empty(), "{name}");
            let made = Made::of(&name, files);
            assert_eq!(made.found(), [""; 0], "{name}");
            operations += operations_of(&made.model);
        }
    }
    assert!(operations > 200, "{operations} operations");
}

#[test]
fn an_operation_that_is_lost_or_invented_is_told() {
    let mut made = Made::small();
    made.documents[0].listed.push("PUT /other".to_owned());
    made.documents[0].listed.retain(|it| it != "DELETE /things");
    assert_eq!(
        made.found(),
        [
            "`a.yaml` has `PUT /other`, which was lost [count]",
            "`DELETE /things` was made of `a.yaml`, which does not have it [count]",
        ]
    );
}

#[test]
fn code_that_lacks_what_the_model_has_is_told() {
    let found = |change: fn(&mut syn::Item)| {
        let mut made = Made::small();
        for part in made.files.iter_mut().flat_map(|file| &mut file.parts) {
            let mut code = syn::parse_file(part).unwrap();
            code.items.iter_mut().for_each(change);
            *part = code.into_token_stream().to_string();
        }
        made.found()
    };
    let nothing = found(|_| {});
    assert_eq!(nothing, [""; 0]);
    let member = found(|item| {
        if let syn::Item::Struct(it) = item
            && it.ident == "Thing"
            && let syn::Fields::Named(fields) = &mut it.fields
        {
            fields.named.pop();
        }
    });
    let told = "`a.rs` has 1 members of `Thing`, and should have 2 [count]";
    assert_eq!(member, [told]);
    let variant = found(|item| {
        if let syn::Item::Enum(it) = item {
            it.variants.pop();
        }
    });
    let told =
        "`a.rs` has variants of `ThingKind` with [0, 0] members, and should have [0, 0, 1] [count]";
    assert_eq!(variant, [told]);
    let method = found(|item| {
        if let syn::Item::Impl(it) = item {
            it.items.retain(|item| match item {
                syn::ImplItem::Fn(method) => method.sig.ident != "drop_things",
                _ => true,
            });
        }
    });
    let told = "`a.rs` has 1 operations as methods of `Client`, and should have 2 [count]";
    assert_eq!(method, [told]);
    let double = found(|item| {
        if let syn::Item::Fn(it) = item
            && it.sig.ident == "drop_things"
        {
            it.vis = syn::Visibility::Inherited;
        }
    });
    let told = "`a.rs` has 1 doubles, and should have 2 [count]";
    assert_eq!(double, [told]);
}
