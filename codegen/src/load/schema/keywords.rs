//! Keywords of JSON Schema that have no effect on the code.

use crate::load::fields::Unsupported;

const IN_TYPES: &str =
    "say it with `properties`, `items`, `allOf`, `oneOf` or `anyOf`, or in the description";
/// Keywords that constrain values without changing what a Rust type of them is. Our own documents do without them: they are remarks.
pub(super) const UNUSED: &[Unsupported] = &[
    (
        "xml",
        "bodies in XML are neither written nor read",
        "remove it",
    ),
    ("not", "a Rust type cannot exclude values", IN_TYPES),
    (
        "if",
        "a Rust type cannot depend on values",
        "write the cases as `oneOf`",
    ),
    (
        "then",
        "a Rust type cannot depend on values",
        "write the cases as `oneOf`",
    ),
    (
        "else",
        "a Rust type cannot depend on values",
        "write the cases as `oneOf`",
    ),
    (
        "dependencies",
        "a Rust type cannot depend on values",
        "write the cases as `oneOf`",
    ),
    (
        "dependentRequired",
        "a Rust type cannot depend on values",
        "write the cases as `oneOf`",
    ),
    (
        "dependentSchemas",
        "a Rust type cannot depend on values",
        "write the cases as `oneOf`",
    ),
    ("contains", "the items of a list are of one type", IN_TYPES),
    (
        "minContains",
        "the items of a list are of one type",
        IN_TYPES,
    ),
    (
        "maxContains",
        "the items of a list are of one type",
        IN_TYPES,
    ),
    (
        "additionalItems",
        "the items of a list are of one type",
        IN_TYPES,
    ),
    (
        "unevaluatedItems",
        "the items of a list are of one type",
        IN_TYPES,
    ),
    (
        "unevaluatedProperties",
        "members without a name are of one type",
        "write `additionalProperties`",
    ),
    (
        "propertyNames",
        "the keys of a map are any texts",
        "say it in the description",
    ),
    (
        "contentSchema",
        "a text is not looked into",
        "say it in the description",
    ),
    (
        "$schema",
        "the only dialect is that of OpenAPI",
        "remove it",
    ),
    (
        "$id",
        "a schema is named by its place in `components.schemas`",
        "remove it",
    ),
    (
        "id",
        "a schema is named by its place in `components.schemas`",
        "remove it",
    ),
    (
        "$vocabulary",
        "the only dialect is that of OpenAPI",
        "remove it",
    ),
    (
        "$anchor",
        "a schema is named by its place in `components.schemas`",
        "refer to it by a JSON pointer",
    ),
    (
        "$dynamicRef",
        "a schema is the same wherever it is used",
        "write `$ref`",
    ),
    (
        "$recursiveRef",
        "a schema is the same wherever it is used",
        "write `$ref`",
    ),
    (
        "$dynamicAnchor",
        "a schema is the same wherever it is used",
        "remove it",
    ),
    (
        "$recursiveAnchor",
        "a schema is the same wherever it is used",
        "remove it",
    ),
    // What stands in them is read where a reference leads to it.
    (
        "$defs",
        "shared schemas have one place",
        "move them to `components.schemas`",
    ),
    (
        "definitions",
        "shared schemas have one place",
        "move them to `components.schemas`",
    ),
];
