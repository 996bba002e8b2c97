//! Answers as servers really give them: what is empty is left out, numbers of free-form objects are floats, values of enums that nobody knew come by name or number.
//! Each goes through a real call.

use std::fmt::Debug;

use api_core::AccessToken;
use serde_json::{Value, json};
use spaceone_identity::query::{AnalyzeQuery, StatisticsQuery};
use spaceone_identity::v2::{Client, role, user, workspace};
use spaceone_identity::{Error, ErrorKind};
use test_support::ok;
use wiremock::ResponseTemplate;

use crate::support::Identity;

/// A client that gets this answer, whatever it asks for.
async fn answering(answer: ResponseTemplate) -> (Identity, Client) {
    let identity = Identity::responding(answer).await;
    let token = AccessToken::fixed("my-token").unwrap();
    let client = identity.v2().with_tokens(token);
    (identity, client)
}

/// An answer with nothing in it.
fn empty<T: Debug>(answer: Result<T, Error>) {
    let shown = format!("{:?}", answer.unwrap());
    assert!(shown.contains("None"), "{shown}");
    assert!(!shown.contains("Some("), "{shown}");
}

#[tokio::test]
async fn an_empty_object_is_an_answer_of_any_service_and_so_are_nulls() {
    let nulls = json!({"results": null, "total_count": null, "name": null, "state": null, "tags": null, "is_managed": null});
    for answer in [
        json!({}),
        nulls,
        json!({"a member of next year": [1, {"deep": null}]}),
    ] {
        let (_identity, client) = answering(ok(&answer)).await;
        empty(client.workspace().get("workspace-123").await);
        empty(client.workspace().list().await);
        empty(client.user().get("user@example.com").await);
        empty(client.user().list().await);
        empty(client.user_profile().get().await);
        empty(client.user_profile().get_workspaces().await);
        empty(client.user_group().list().await);
        empty(client.project().get("project-123").await);
        empty(client.project().list().await);
        empty(client.project_group().list().await);
        empty(client.role().get("role-123").await);
        empty(client.role_binding().list().await);
        empty(client.app().get("app-123").await);
        empty(client.domain().list().await);
        empty(client.provider().list().await);
        empty(client.schema().list().await);
        empty(client.service_account().get("sa-123").await);
        empty(client.trusted_account().list().await);
        empty(client.job().get("job-123").await);
        empty(client.endpoint().list().await);
        empty(client.package().list().await);
        empty(client.workspace_group().list().await);
        empty(client.workspace_user().list("workspace-123").await);
        client.user().delete("user@example.com").await.unwrap();
    }
}

#[tokio::test]
async fn lists_of_nothing_end_at_once() {
    for answer in [
        json!({}),
        json!({"total_count": 0}),
        json!({"results": null}),
    ] {
        let (identity, client) = answering(ok(&answer)).await;
        assert!(client.workspace().list().items().next().await.is_none());
        let pages = client.role().list().pages().next().await;
        empty(
            pages
                .unwrap()
                .map(|page| page.results.filter(|it| !it.is_empty())),
        );
        assert_eq!(identity.sent().await.len(), 2);
    }
}

#[tokio::test]
async fn operations_without_an_answer_take_any() {
    let bodies = [
        ResponseTemplate::new(200),
        ResponseTemplate::new(200).set_body_string("null"),
        ResponseTemplate::new(200).set_body_string("OK"),
        ok(&json!({"results": [1]})),
    ];
    for body in bodies {
        let (_identity, client) = answering(body).await;
        client.workspace().delete("workspace-123").await.unwrap();
    }
}

#[tokio::test]
async fn whole_numbers_come_in_every_spelling() {
    for number in ["3", "3.0", "3e0"] {
        let body = format!(
            r#"{{"total_count": {number}, "results": [{{"user_count": {number}, "dormant_ttl": {number}, "cost_info": {{"day": {number}, "month": 0.5}}}}]}}"#
        );
        let answer = ResponseTemplate::new(200).set_body_raw(body, "application/json");
        let (_identity, client) = answering(answer).await;
        let found = client.workspace().list().await.unwrap();
        assert_eq!(found.total_count, Some(3), "{number}");
        let [workspace] = found.results.unwrap().try_into().unwrap();
        assert_eq!(workspace.user_count, Some(3), "{number}");
        assert_eq!(workspace.dormant_ttl, Some(3), "{number}");
        // Absent: zero, which servers leave out.
        assert_eq!(workspace.service_account_count, None);
    }
    for nonsense in ["1.5", "\"three\"", "true", "[]"] {
        let body = format!(r#"{{"total_count": {nonsense}}}"#);
        let answer = ResponseTemplate::new(200).set_body_raw(body, "application/json");
        let (_identity, client) = answering(answer).await;
        let error = client.workspace().list().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unreadable, "{nonsense}");
        assert!(error.to_string().contains("total_count"), "{error}");
    }
}

#[tokio::test]
async fn numbers_of_free_form_objects_stay_floats() {
    let row = json!({"state": "ENABLED", "n": 6.0, "share": 0.25, "list": [1.0], "nothing": null});
    let (_identity, client) = answering(ok(&json!({"results": [row], "tags": {"n": 1.0}}))).await;
    let workspaces = client.workspace();
    let statistics = workspaces.stat(StatisticsQuery::new().count("n")).await;
    let analysis = workspaces.analyze(AnalyzeQuery::new().count("n")).await;
    for rows in [statistics.unwrap(), analysis.unwrap()] {
        let found = &rows["results"][0];
        assert_eq!(found, &row);
        assert!(found["n"].is_f64());
        assert_eq!(found["n"].as_f64(), Some(6.0));
    }
    let workspace = workspaces.get("workspace-123").await.unwrap();
    assert_eq!(Value::from(workspace.tags.unwrap()), json!({"n": 1.0}));
}

#[tokio::test]
async fn values_of_enums_come_by_name_and_those_that_nobody_knows_are_kept() {
    let cases = [
        (json!("ENABLED"), "ENABLED", true),
        (json!("SLEEPING"), "SLEEPING", false),
        (json!("enabled"), "enabled", false),
        (json!(""), "", false),
        // What a front that is older than the service behind it makes of a value that it has no name for.
        (json!(7), "7", false),
    ];
    for (sent, kept, known) in cases {
        let body = json!({"state": sent, "role_type": sent, "results": [{"state": sent}]});
        let (_identity, client) = answering(ok(&body)).await;

        let user = client.user().get("user@example.com").await.unwrap();
        let state = user.state.unwrap();
        assert_eq!(state.as_str(), kept);
        assert_eq!(state == user::State::Enabled, known, "{kept}");
        assert!(matches!(
            user.role_type.unwrap(),
            user::RoleType::Unknown(_)
        ));

        let list = client.workspace().list().await.unwrap().results.unwrap();
        let state = list[0].state.as_ref().unwrap();
        assert_eq!(state.as_str(), kept);
        assert_eq!(*state == workspace::State::Enabled, known, "{kept}");

        let role = client.role().get("role-123").await.unwrap();
        assert_eq!(role.state.unwrap() == role::State::Enabled, known, "{kept}");
    }
}
