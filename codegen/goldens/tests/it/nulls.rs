//! Members of any value, of which null is one: it is told from absence wherever they are.

use goldens::schemas::nulls_3_1::{Nulls, NullsNumberOrInner};
use serde_json::{Value, json};

const ANY: [&str; 6] = [
    "anything",
    "true-schema",
    "nothing",
    "many",
    "text-or-anything",
    "number-or-anything",
];

#[track_caller]
fn round_trip(value: &Value) -> Nulls {
    let read: Nulls = serde_json::from_str(&value.to_string()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), *value);
    read
}

#[test]
fn null_is_a_value_of_a_member_that_may_hold_any() {
    let absent = round_trip(&json!({"must": null}));
    assert_eq!((&absent.anything, &absent.nothing), (&None, &None));
    for name in ANY {
        for value in [Value::Null, json!(1), json!([null])] {
            let mut object = json!({"must": "text"});
            object[name] = value;
            round_trip(&object);
        }
    }
    let null = round_trip(&json!({"must": "text", "anything": null, "nothing": null}));
    assert_eq!(null.anything, Some(Value::Null));
    assert_eq!(null.nothing, Some(Value::Null));
}

#[test]
fn null_is_kept_in_parts_and_beside_members_without_a_name() {
    let inside = json!({
        "must": null,
        "joined": {"anything": null},
        "open": {"anything": null, "must": null, "other": null}
    });
    round_trip(&inside);
    let read = round_trip(&json!({"must": null, "joined": {}, "open": {"must": null}}));
    assert_eq!(read.open.unwrap().anything, None);
}

#[test]
fn a_choice_is_nullable_where_a_branch_is() {
    let read = |value: Value| round_trip(&value).number_or_inner;
    assert!(read(json!({"must": null, "number-or-inner": null})).is_null());
    assert!(read(json!({"must": null})).is_absent());
    let inner = read(json!({"must": null, "number-or-inner": {"text": "t"}}));
    assert!(matches!(
        inner.value(),
        Some(NullsNumberOrInner::MaybeInner(_))
    ));
}
