//! Values of every kind of schema: read, looked at, and written back.

use api_core::ExposeSecret;
use goldens::schemas::choices::{
    self, Choices, ChoicesEvent, ChoicesFowl, ChoicesItem, ChoicesLevel, ChoicesNested,
    ChoicesParty, ChoicesSame, ChoicesScalar, ChoicesShape, ChoicesSize, ChoicesWord,
};
use goldens::schemas::parts::{self, Everything, EverythingJoined, Level, Pet};
use goldens::schemas::values::{Json, Leaf, Values, ValuesComparison, ValuesMixed, ValuesWishes};
use goldens::schemas::{nulls_3_0, nulls_3_1};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::server::{Server, json as sent};

/// Reads a value, from a text and as it is, and checks that it is written back as it was.
#[track_caller]
#[expect(
    clippy::needless_pass_by_value,
    reason = "so that a `json!` can stand in the call"
)]
fn round_trip<T: DeserializeOwned + Serialize>(value: Value) -> T {
    let buffered: T = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(&buffered).unwrap(), value);
    let read: T = serde_json::from_str(&value.to_string()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), value);
    read
}

#[track_caller]
#[expect(
    clippy::needless_pass_by_value,
    reason = "so that a `json!` can stand in the call"
)]
fn choices(member: &str, value: Value) -> Choices {
    round_trip(json!({ member: value }))
}

#[tokio::test]
async fn a_value_is_sent_and_comes_back() {
    let value =
        r#"{"scalar":7,"shape":{"kind":"round","radius":1.5},"item":{"id":"i","path":"/p"}}"#;
    let server = Server::answering(200, value).await;
    let client = choices::Client::builder()
        .base_url(server.url())
        .build()
        .unwrap();
    let shape = ChoicesShape::Circle(Box::new(choices::Circle::new(1.5)));
    let item = ChoicesItem::File(Box::new(choices::ChoicesItemFile::new("i", "/p")));
    let made = Choices::new()
        .scalar(ChoicesScalar::Integer(7))
        .shape(shape)
        .item(item);
    let answer = client.echo_choices(made.clone()).await.unwrap();
    assert_eq!(answer, made);
    let request = server.request().await;
    let value: Value = serde_json::from_str(value).unwrap();
    assert_eq!(sent(&request), json!({ "value": value }));
}

#[test]
fn choices_stand_in_types_of_an_application() {
    #[derive(Debug, Deserialize)]
    #[serde(tag = "type", rename_all = "lowercase")]
    enum Event {
        Made {
            shape: ChoicesShape,
            #[serde(flatten)]
            choices: Choices,
        },
    }
    let Event::Made { shape, choices } = serde_json::from_str(
        r#"{"type":"made","scalar":1.5,"item":{"x":[1,null]},"shape":{"kind":"round","radius":2}}"#,
    )
    .unwrap();
    assert!(
        matches!(shape, ChoicesShape::Circle(circle) if circle.radius.to_bits() == 2_f64.to_bits())
    );
    assert_eq!(choices.scalar, Some(ChoicesScalar::Number(1.5)));
    let kept = r#"{"x":[1,null]}"#;
    assert!(matches!(choices.item, Some(ChoicesItem::Unknown(json)) if json.expose() == kept));
}

#[test]
fn scalars_are_told_apart_by_their_type() {
    let read = |value| choices("scalar", value).scalar.unwrap();
    assert_eq!(read(json!(true)), ChoicesScalar::Boolean(true));
    assert_eq!(read(json!(1.5)), ChoicesScalar::Number(1.5));
    assert_eq!(read(json!("x")), ChoicesScalar::String("x".to_owned()));
    assert_eq!(read(json!(7)), ChoicesScalar::Integer(7));
    assert!(
        matches!(read(json!([1, 2])), ChoicesScalar::Unknown(json) if json.expose() == "[1,2]")
    );
}

#[test]
fn a_discriminator_decides_before_anything_else() {
    let read = |value| choices("shape", value).shape.unwrap();
    assert!(matches!(
        read(json!({"kind": "round", "radius": 1.0})),
        ChoicesShape::Circle(_)
    ));
    for kind in ["4", "square"] {
        assert!(
            matches!(read(json!({"kind": kind, "side": 1.0})), ChoicesShape::Square(it) if it.kind == kind)
        );
    }
    for unknown in [
        json!({"kind": "oval", "radius": 1.0}),
        json!({"kind": "round", "radius": "x"}),
    ] {
        assert!(matches!(read(unknown), ChoicesShape::Unknown(_)));
    }
}

#[test]
fn what_no_mapping_names_goes_by_the_name_of_its_component() {
    let read = |value| choices("fowl", value).fowl.unwrap();
    let hen = choices::Hen::new().eggs(3);
    assert_eq!(
        read(json!({"species": "Hen", "eggs": 3})),
        ChoicesFowl::Hen(Box::new(hen))
    );
    assert_eq!(
        read(json!({"species": "Goose"})),
        ChoicesFowl::Goose(Box::default())
    );
    assert!(matches!(
        read(json!({"species": "Duck"})),
        ChoicesFowl::Unknown(_)
    ));
}

#[test]
fn constants_decide_where_they_differ_and_only_there() {
    let event = |value| choices("event", value).event.unwrap();
    assert!(matches!(
        event(json!({"type": "begin", "at": 1})),
        ChoicesEvent::Begin(_)
    ));
    assert!(matches!(
        event(json!({"type": "stop", "at": 1})),
        ChoicesEvent::Type(_)
    ));
    assert!(matches!(
        event(json!({"type": "pause"})),
        ChoicesEvent::Unknown(_)
    ));
    let same = |value| choices("same", value).same.unwrap();
    assert!(
        matches!(same(json!({"tag": "t", "left": "l"})), ChoicesSame::TLeft(it) if it.left.as_deref() == Some("l"))
    );
    assert!(
        matches!(same(json!({"tag": "t", "right": "r"})), ChoicesSame::TRight(it) if it.right.as_deref() == Some("r"))
    );
}

#[test]
fn a_branch_that_is_one_value_is_read_from_it_alone() {
    let level = |value| choices("level", value).level.unwrap();
    assert_eq!(level(json!(1)), ChoicesLevel::Low);
    assert_eq!(level(json!(2)), ChoicesLevel::High);
    assert!(matches!(level(json!(7)), ChoicesLevel::Unknown(json) if json.expose() == "7"));
    let size = |value| choices("size", value).size.unwrap();
    assert_eq!(size(json!("auto")), ChoicesSize::Auto);
    assert_eq!(size(json!(3)), ChoicesSize::from(3));
    assert!(matches!(
        size(json!("manual")),
        ChoicesSize::Unknown(json) if json.expose() == r#""manual""#
    ));
}

#[test]
fn the_branch_that_loses_nothing_is_taken() {
    let party = |value| choices("party", value).party.unwrap();
    assert!(matches!(
        party(json!({"name": {"last": "L"}})),
        ChoicesParty::Person(_)
    ));
    assert!(matches!(
        party(json!({"name": {"legal": "L"}})),
        ChoicesParty::Company(_)
    ));
    assert!(matches!(
        party(json!({"employees": 1})),
        ChoicesParty::Company(_)
    ));
    assert!(
        matches!(party(json!({})), ChoicesParty::Person(_)),
        "the first of equals"
    );
    let nested = |value| choices("nested", value).nested.unwrap();
    assert!(matches!(nested(json!("x")), ChoicesNested::String(_)));
    assert!(
        matches!(nested(json!([{"employees": 1}])), ChoicesNested::List(list) if matches!(list[0], choices::Party::Company(_)))
    );
    assert!(matches!(
        nested(json!({"employees": 1})),
        ChoicesNested::Party(choices::Party::Company(_))
    ));
    assert!(matches!(
        nested(json!({"a": 1, "b": 2})),
        ChoicesNested::Object(_)
    ));
}

#[test]
fn strings_beside_named_strings_are_an_open_enum() {
    let word = |value| choices("word", value).word.unwrap();
    assert_eq!(word(json!("small")), ChoicesWord::Small);
    assert_eq!(word(json!("huge")).as_str(), "huge");
}

#[test]
fn a_choice_beside_members_has_them_in_each_branch() {
    let item = |value| choices("item", value).item.unwrap();
    assert!(
        matches!(item(json!({"id": "i", "target": "t"})), ChoicesItem::Link(it) if it.id == "i")
    );
    choices("limits", json!({"a": "x"}));
}

#[test]
fn an_heir_has_the_members_of_what_it_derives_from_and_its_tag_by_itself() {
    let everything: Everything = round_trip(json!({
        "pets": [
            {"petType": "cat", "name": "Mia", "meows": true, "friend": {"petType": "dog", "name": "Rex", "barks": false}},
            {"petType": "fish", "name": "Nemo", "fins": 3},
        ]
    }));
    let pets = everything.pets.unwrap();
    let Pet::Cat(cat) = &pets[0] else {
        panic!("a cat")
    };
    assert!(matches!(&cat.friend, Some(Pet::Dog(dog)) if dog.name == "Rex"));
    assert!(matches!(&pets[1], Pet::Unknown(json) if json.expose().contains("fins")));
    let made = parts::Cat::new("Mia").meows(true);
    assert_eq!(
        serde_json::to_value(made).unwrap(),
        json!({"petType": "cat", "name": "Mia", "meows": true})
    );
}

#[test]
fn parts_are_joined_and_those_that_overlap_are_narrowed() {
    let joined: EverythingJoined = round_trip(json!({
        "name": "n", "inner": {"a": "A", "b": "B"}, "size": 3, "late": "l"
    }));
    assert_eq!(joined.size, 3);
    let everything: Everything =
        round_trip(json!({"level": "low", "narrow": "high", "text": "2024-02-29"}));
    assert_eq!(everything.level.into_value(), Some(Level::Low));
    assert_eq!(
        everything.text.unwrap().year_month_day(),
        Some((2024, 2, 29))
    );
    round_trip::<Everything>(json!({"level": null}));
}

/// The same values in both spellings.
macro_rules! nulls {
    ($test:ident, $module:ident) => {
        #[test]
        fn $test() {
            use $module::Nulls;
            let nulls: Nulls = round_trip(json!({
                "must": null, "may": null, "list": [null, "x"], "map": {"a": null, "b": "x"}, "word": null, "inner": null
            }));
            assert!(nulls.must.is_none() && nulls.may.is_null() && nulls.word.is_null() && nulls.inner.is_null());
            let nulls: Nulls = round_trip(json!({"must": "x", "word": "a", "inner": {"must": null}}));
            assert!(nulls.may.is_absent() && nulls.list.is_none());
            assert_eq!(nulls.word.value().map(|word| word.as_str()), Some("a"));
        }
    };
}

nulls!(null_and_absence_are_told_apart_in_3_0, nulls_3_0);
nulls!(null_and_absence_are_told_apart_in_3_1, nulls_3_1);

#[track_caller]
fn values(value: Value) -> Values {
    round_trip(value)
}

#[test]
fn texts_with_a_format_are_kept_as_sent_and_understood() {
    let read = values(json!({
        "at": "2024-02-29T12:30:00+01:00", "day": "2024-02-29", "id": "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        "bytes": "AAEC", "big": u64::MAX, "share": 0.5
    }));
    assert!(read.at.unwrap().to_system_time().is_some());
    assert_eq!(read.bytes.unwrap().decode(), Some(vec![0, 1, 2]));
    assert_eq!(read.big, Some(u64::MAX));
    let odd = values(json!({"at": "soon", "day": "", "id": "7", "bytes": "?"}));
    assert_eq!(odd.at.unwrap().to_system_time(), None);
}

#[test]
fn members_without_a_name_are_kept_and_sent_back() {
    let read = values(json!({
        "open": {"id": "i", "secret": "s3cret", "x": "text", "y": {"children": []}},
        "free": {"additional": true, "value": "v", "Known": "k", "kind": "free", "more": [1, {"a": null}]},
        "map": {"a": [1, 2]}, "any": [1, "x"], "object": {"x": null}
    }));
    let open = read.open.as_ref().unwrap();
    assert!(matches!(&open.additional["x"], Leaf::String(text) if text == "text"));
    assert!(matches!(&open.additional["y"], Leaf::Tree(_)));
    assert!(!format!("{read:?}").contains("s3cret"));
}

#[test]
fn a_constant_that_may_be_missing_is_not_sent_by_itself() {
    let read = |value: Value| values(json!({ "wishes": value })).wishes.unwrap();
    let bare = read(json!({"kind": "wishes", "fate": null}));
    assert_eq!(bare, ValuesWishes::new(None));
    let full = json!({"kind": "wishes", "wipe": true, "mode": "slow", "level": 3, "fate": "open", "origin": "here"});
    let mut made = ValuesWishes::new(Some("open".to_owned()))
        .wipe(true)
        .mode("slow")
        .level(3);
    made.origin = Some("here".to_owned());
    assert_eq!(read(full), made);
}

#[test]
fn values_out_of_a_list_are_open() {
    let comparison = |text: &str| values(json!({ "comparison": text })).comparison.unwrap();
    assert_eq!(comparison("<="), ValuesComparison::LessEqual);
    assert_eq!(comparison("+1"), ValuesComparison::Plus1);
    assert_eq!(comparison("-1"), ValuesComparison::Minus1);
    assert_eq!(comparison("A"), ValuesComparison::A2);
    assert_eq!(comparison(""), ValuesComparison::Empty);
    assert_eq!(comparison("self"), ValuesComparison::Self_);
    assert_eq!(comparison("~").as_str(), "~");
    values(json!({"grade": 9}));
    let read: Values = serde_json::from_str(r#"{"comparison": 2}"#).unwrap();
    assert_eq!(read.comparison.unwrap(), ValuesComparison::N2);
    assert_eq!(values(json!({"mixed": 0})).mixed, Some(ValuesMixed::N0));
    assert!(matches!(
        values(json!({"mixed": null_list()})).mixed,
        Some(ValuesMixed::Unknown(_))
    ));
}

fn null_list() -> Value {
    json!([null])
}

#[test]
fn secrets_are_known_by_name_and_by_direction_and_never_shown() {
    let read = values(json!({"clientSecret": "s3cret-1", "refresh_token": "s3cret-2"}));
    let shown = format!("{read:?}");
    assert!(!shown.contains("s3cret"), "{shown}");
    assert_eq!(read.client_secret.unwrap().expose_secret(), "s3cret-1");
    values(json!({"refresh_token": null}));
    let made = Values::new().pin("1234").r#gen("g").r#type("t");
    assert!(!format!("{made:?}").contains("1234"));
    assert_eq!(
        serde_json::to_value(made).unwrap(),
        json!({"pin": "1234", "gen": "g", "@type": "t"})
    );
}

#[test]
fn schemas_that_hold_themselves_are_read_to_any_depth() {
    let read = values(json!({
        "tree": {"next": {"next": {}}, "children": [{}], "named": {"a": {}}, "other": {"other": "leaf"}},
        "json": {"a": ["x", 1.5, {"b": []}]}
    }));
    assert!(read.tree.unwrap().next.unwrap().next.is_some());
    assert!(matches!(read.json.unwrap(), Json::Object(_)));
    let deep = format!(r#"{{"json":{}"x"{}}}"#, "[".repeat(100), "]".repeat(100));
    let read: Values = serde_json::from_str(&deep).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), deep);
}
