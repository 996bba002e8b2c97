//! Where null is a value.

use super::*;
use crate::model::{Presence, Type};

#[test]
fn a_choice_is_nullable_where_a_branch_is() {
    let member = |schema: &str, required: bool| {
        let required = if required { "[a]" } else { "[b]" };
        let model = lowered(&answering(
            &format!(
                "{{type: object, required: {required}, properties: {{a: {schema}, b: {{type: string}}}}}}"
            ),
            "N: {type: [object, 'null'], properties: {x: {type: string}}}\n\
             M: {$ref: '#/components/schemas/N'}\n\
             O: {type: object, properties: {x: {type: string}}}\n\
             Any: {description: Anything.}\n\
             Inner: {oneOf: [{type: boolean}, {$ref: '#/components/schemas/Any'}]}",
        ));
        let field = structure(&model, "DoItResponse").fields[0].clone();
        let nullable = matches!(field.type_, Type::Nullable(_));
        (field.presence, nullable)
    };
    let or = |name: &str| {
        format!("{{oneOf: [{{type: integer}}, {{$ref: '#/components/schemas/{name}'}}]}}")
    };
    for nullable in ["N", "M"] {
        let schema = or(nullable);
        assert_eq!(member(&schema, true), (Presence::Required, true));
        assert_eq!(member(&schema, false), (Presence::OptionalNullable, false));
    }
    assert_eq!(member(&or("O"), false), (Presence::Optional, false));
    // Null is one of its values, unless an `Option` takes it for absence.
    for any in ["Any", "Inner"] {
        let schema = or(any);
        assert_eq!(member(&schema, true), (Presence::Required, false));
        assert_eq!(member(&schema, false), (Presence::OptionalNullable, false));
    }
    assert_eq!(member("{}", false), (Presence::Optional, false));
}
