//! What the generated round trips notice: each of these has a document that says another thing than the client does.
#![cfg(feature = "mock")]

use api_core::mock::Place;
use api_core::mock::round_trip::{Case, Credential, Member, Parameter, Shape, all};
use goldens::bodies;

use crate::generated::bodies::CASES;
use crate::generated::{headers, media, security};

const fn text(name: &'static str) -> Member {
    Member::required(name, &Shape::Text)
}

fn case(operation: &str) -> &'static Case<bodies::Client> {
    let mut cases = CASES.iter().copied();
    cases.find(|case| case.operation == operation).unwrap()
}

async fn run(case: Case<bodies::Client>) {
    let client =
        |address: &str, _: Option<&str>| bodies::Client::builder().base_url(address).build();
    all(&[], client, &[&case]).await;
}

#[tokio::test]
#[should_panic(expected = "updateUser in round 0: the method is PUT")]
async fn another_method() {
    let method = "PATCH";
    run(Case {
        method,
        ..*case("updateUser")
    })
    .await;
}

#[tokio::test]
#[should_panic(expected = "updateUser in round 1: the path is /users/user-id%2F1")]
async fn another_path() {
    let paths = &["/people/{0}"];
    run(Case {
        paths,
        ..*case("updateUser")
    })
    .await;
}

#[tokio::test]
#[should_panic(expected = "the body is \"{\\\"name\\\":\\\"nome")]
async fn another_name_of_a_member() {
    static PARAMETERS: [Parameter; 4] = [
        Parameter::required(Place::Path(0), "user-id", &Shape::Text),
        Parameter::member("nome", &Shape::Text),
        Parameter::member("profile", &Shape::Object),
        Parameter::member("secrets", &Shape::List(&Shape::Secret)),
    ];
    let parameters = &PARAMETERS;
    run(Case {
        parameters,
        ..*case("updateUser")
    })
    .await;
}

#[tokio::test]
#[should_panic(expected = "was read as Some(Object {\"id\": ")]
async fn a_member_of_an_answer_that_is_lost() {
    static USER: Shape = Shape::Struct(&[text("id"), text("unheard of")]);
    static ANSWERS: &[&Shape] = &[&USER];
    let answers = ANSWERS;
    run(Case {
        answers,
        ..*case("updateUser")
    })
    .await;
}

#[tokio::test]
#[should_panic(expected = "the answer shows a secret")]
async fn a_secret_that_is_shown() {
    let answers = &[&Shape::Secret];
    run(Case {
        answers,
        ..*case("sendAny")
    })
    .await;
}

#[tokio::test]
#[should_panic(expected = "was not known")]
async fn a_value_that_is_not_known() {
    static USER: Shape = Shape::Struct(&[text("id"), text("level")]);
    static ANSWERS: &[&Shape] = &[&USER];
    let answers = ANSWERS;
    run(Case {
        answers,
        ..*case("updateUser")
    })
    .await;
}

#[tokio::test]
#[should_panic(expected = "the header `x-other` is [], expected")]
async fn a_credential_that_is_not_sent() {
    let client = |address: &str, _: Option<&str>| {
        goldens::security::Client::builder()
            .base_url(address)
            .build()
    };
    let open = security::CASES
        .iter()
        .find(|case| case.credentials.is_empty());
    let credentials = &[Credential::Header("other", "x-other")];
    let case = Case {
        credentials,
        ..**open.unwrap()
    };
    all(&[], client, &[&case]).await;
}

#[tokio::test]
#[should_panic(expected = "listParts in round 0 by Headers: the headers {")]
async fn a_header_of_an_answer_that_is_lost() {
    static HEADERS: [Member; 1] = [Member::optional("X-Unheard-Of", &Shape::Text)];
    let client = |address: &str, _: Option<&str>| {
        goldens::headers::Client::builder()
            .base_url(address)
            .build()
    };
    let mut cases = headers::CASES.iter();
    let list = cases.find(|case| case.operation == "listParts");
    let case = Case {
        headers: &HEADERS,
        ..**list.unwrap()
    };
    all(&[], client, &[&case]).await;
}

#[tokio::test]
#[should_panic(expected = "getReport in round 0 by Other(0): the answer shows a secret")]
async fn a_secret_that_is_shown_in_another_media_type() {
    let client = |address: &str, _: Option<&str>| {
        goldens::media::Client::builder().base_url(address).build()
    };
    let mut cases = media::CASES.iter();
    let report = cases.find(|case| case.operation == "getReport");
    let others: &[&[&Shape]] = &[&[&Shape::Secret]];
    let case = Case {
        others,
        ..**report.unwrap()
    };
    all(&[], client, &[&case]).await;
}
