//! Answers: which one an operation has, and what comes of the others.

use super::*;
use crate::model::Type;

#[test]
fn an_answer_without_content_brings_nothing_whatever_is_said_of_it() {
    let text = document(
        "responses:\n  '204': {description: Done., content: {application/json: {schema: {type: string}}}}\n",
        "",
    );
    assert_problem(
        &text,
        "no-content",
        &["HTTP lets no answer with status 204"],
    );
    let (model, remarks) = foreign(&text);
    assert_eq!(operation(&model).answer, None);
    assert!(remarks.contains("nothing of this arrives"), "{remarks}");
}

#[test]
fn an_operation_has_one_answer() {
    let answers = |answers: &str| document(&format!("responses:\n{}", indented(answers, 2)), "");
    let json = |schema: &str| {
        format!("{{description: D., content: {{application/json: {{schema: {schema}}}}}}}")
    };
    assert_problem(
        &answers("'404': {description: D.}"),
        "no-answer",
        &["no response here is 2xx"],
    );
    let several = answers(&format!(
        "'200': {}\n'201': {}\n'204': {{description: Done.}}",
        json("{type: string}"),
        json("{type: integer}")
    ));
    let model = lowered(&several);
    let Some(Type::Named(name)) = &operation(&model).answer else {
        panic!("not one of several");
    };
    assert_eq!(name.name.as_str(), "DoItAnswer");
    let module = model.modules.iter().find(|it| !it.answers.is_empty());
    let variants: Vec<_> = module.expect("answers").answers[0]
        .variants
        .iter()
        .map(|variant| (variant.name.as_str(), variant.type_.is_some()))
        .collect();
    assert_eq!(
        variants,
        [("Ok", true), ("Created", true), ("NoContent", false)]
    );
    for (media_type, type_) in [("image/png", Type::Bytes), ("text/csv", Type::String)] {
        let text = answers(&format!(
            "'200': {{description: D., content: {{{media_type}: {{schema: {{type: string}}}}}}}}"
        ));
        let model = lowered(&text);
        assert_eq!(operation(&model).answer, Some(type_));
        let accept = operation(&model).accept.as_deref();
        assert!(accept.is_some_and(|types| types.starts_with(media_type)));
    }
    for empty in [
        "{description: D.}",
        &json("{type: object, additionalProperties: false}"),
    ] {
        assert_eq!(
            operation(&lowered(&answers(&format!("'200': {empty}")))).answer,
            None
        );
    }
    let same = answers(&format!("'200': {0}\n'202': {0}", json("{type: string}")));
    assert_eq!(operation(&lowered(&same)).answer, Some(Type::String));
}

#[test]
fn a_media_type_that_no_header_can_hold_has_no_method() {
    let text = document(
        "responses:\n  '200':\n    description: D.\n    content:\n      application/json: {schema: {type: integer}}\n      \
         text/straße: {schema: {type: string}}\n      image/*: {}",
        "",
    );
    let (model, remarks) = foreign(&text);
    assert!(
        remarks.contains("[media-type]: a media type that no header can hold"),
        "{remarks}"
    );
    let others = &operation(&model).other_answers;
    let others: Vec<_> = others
        .iter()
        .map(|it| {
            (
                it.name.as_str(),
                it.media_type.as_str(),
                it.stated.as_deref(),
            )
        })
        .collect();
    assert_eq!(others, [("send_as_bytes", "image/*", None)]);
}

#[test]
fn default_alone_is_the_answer_and_the_errors() {
    let content = "content:\n      application/json:\n        schema:\n          $ref: '#/components/schemas/E'";
    let default = |content: &str| {
        let response = format!("responses:\n  default:\n    description: All.\n    {content}");
        lowered(&document(
            &response,
            "E: {type: object, properties: {code: {type: string}}}",
        ))
    };
    let model = default(content);
    let answer = format!("{:?}", operation(&model).answer);
    assert!(answer.contains("\"E\""), "{answer}");
    let bodies: Vec<_> = model
        .modules
        .iter()
        .flat_map(|it| &it.error_bodies)
        .collect();
    let [bodies] = bodies.as_slice() else {
        panic!("{bodies:?}");
    };
    assert!(format!("{bodies:?}").contains("\"E\""), "{bodies:?}");
    // Without a body there is nothing to tell.
    let model = default("headers: {}");
    assert!(model.modules.iter().all(|it| it.error_bodies.is_empty()));
}
