//! Calls of services other than the token service: users, the user's own profile, projects, roles and endpoints.

use std::fmt::Display;

use ErrorKind::{Conflict, Denied, Invalid, NotFound, Refused};
use api_core::AccessToken;
use serde_json::{Map, Value, json};
use spaceone_identity::common::identity::AuthType;
use spaceone_identity::query::{Filter, Group, Query, StatisticsQuery};
use spaceone_identity::v2::{Client, role, user, user_profile};
use spaceone_identity::{Error, ErrorKind, Reason};

use super::version_2::{denied, deployed, not_found};
use super::{Becomes, Exchange, assert_sent, detail, exchange, failure, server, twice};
use crate::support::posted;

/// Members of an answer as texts: a line for each item of a list, or for the one that was given.
type Lines = Vec<String>;

/// A path, and what went over it.
type Recorded = (&'static str, Exchange);

fn answered(
    name: &'static str,
    path: &'static str,
    sent: Value,
    answer: Value,
    lines: &'static [&'static str],
) -> Recorded {
    (
        path,
        exchange(name, sent, 200, answer, Becomes::Read(lines)),
    )
}

fn failed(
    name: &'static str,
    path: &'static str,
    sent: Value,
    (status, answer): (u16, Value),
    kind: ErrorKind,
    reason: Option<Reason>,
) -> Recorded {
    let becomes = Becomes::Failure(kind, reason);
    (path, exchange(name, sent, status, answer, becomes))
}

const NO_PERMISSION: Option<Reason> = Some(Reason::NoPermission);

fn ended() -> (u16, Value) {
    (401, twice("Token is invalid or expired."))
}

fn profile() -> Value {
    json!({
        "user_id": "admin@example.com", "name": "An Admin", "state": "ENABLED", "email": "admin@example.com",
        "auth_type": "LOCAL", "role_id": "role-123", "role_type": "DOMAIN_ADMIN", "language": "en", "timezone": "UTC",
        "domain_id": "domain-123", "created_at": "2026-01-02T03:04:05.678Z", "last_accessed_at": "2026-02-03T04:05:06.789Z",
    })
}

fn new_user(name: &str, password: &str) -> Value {
    json!({"user_id": name, "auth_type": "LOCAL", "password": password})
}

fn brief(id: &str, state: &str, role: &str) -> Value {
    json!({"user_id": id, "state": state, "auth_type": "LOCAL", "role_type": role, "language": "en", "timezone": "UTC"})
}

fn created() -> Value {
    json!({
        "user_id": "one@example.com", "state": "PENDING", "auth_type": "LOCAL", "role_type": "USER", "language": "en", "timezone": "UTC",
        "tags": {"a": "b"}, "domain_id": "domain-123", "created_at": "2026-01-02T03:04:05.678Z",
    })
}

fn a_role(id: &str, type_: &str) -> Value {
    json!({"role_id": id, "name": "A Role", "role_type": type_, "is_managed": true, "state": "ENABLED"})
}

/// Users.
fn users() -> Vec<Recorded> {
    vec![
        failed(
            "call_user_create_bad_password",
            "user/create",
            new_user("two@example.com", "s3cr3t"),
            (
                400,
                detail(
                    "ERROR_INCORRECT_PASSWORD_FORMAT",
                    " It does not fit. (rule = Longer.)",
                ),
            ),
            Invalid,
            None,
        ),
        failed(
            "call_user_create_duplicate",
            "user/create",
            new_user("one@example.com", "s3cr3t-Pass0"),
            (
                409,
                detail(
                    "ERROR_SAVE_UNIQUE_VALUES",
                    " It is there. (keys = ['user_id', 'domain_id'])",
                ),
            ),
            Conflict,
            None,
        ),
        answered(
            "call_user_create_ok",
            "user/create",
            json!({"user_id": "one@example.com", "auth_type": "LOCAL", "password": "s3cr3t-Pass0", "tags": {"a": "b"}}),
            created(),
            &[
                r#"one@example.com - PENDING LOCAL USER {"a":"b"} domain-123 2026-01-02T03:04:05.678Z"#,
            ],
        ),
        answered(
            "call_user_delete_ok",
            "user/delete",
            json!({"user_id": "one@example.com"}),
            json!({}),
            &[],
        ),
        failed(
            "call_user_get_not_found",
            "user/get",
            json!({"user_id": "nobody"}),
            (404, not_found()),
            NotFound,
            None,
        ),
        answered(
            "call_user_list_domain_token",
            "user/list",
            json!({"query": {
                "page": {"start": 1, "limit": 2}, "sort": [{"key": "user_id"}],
                "only": ["user_id", "state", "auth_type", "role_type"],
            }}),
            json!({
                "results": [
                    brief("a@example.com", "ENABLED", "DOMAIN_ADMIN"),
                    brief("b@example.com", "DISABLED", "USER"),
                ],
                "total_count": 8,
            }),
            &[
                "a@example.com - ENABLED LOCAL DOMAIN_ADMIN - - -",
                "b@example.com - DISABLED LOCAL USER - - -",
                "8 in all",
            ],
        ),
        answered(
            "call_user_list_filter",
            "user/list",
            json!({"query": {"filter": [{"k": "user_id", "v": "owner@example.com", "o": "eq"}]}}),
            json!({
                "results": [{
                    "user_id": "owner@example.com", "name": "An Owner", "state": "ENABLED", "auth_type": "LOCAL",
                    "role_type": "USER", "language": "en", "timezone": "UTC", "domain_id": "domain-123",
                    "created_at": "2026-01-02T03:04:05.678Z", "last_accessed_at": "2026-02-03T04:05:06.789Z",
                }],
                "total_count": 1,
            }),
            &[
                "owner@example.com An Owner ENABLED LOCAL USER - domain-123 2026-01-02T03:04:05.678Z",
                "1 in all",
            ],
        ),
        failed(
            "call_user_list_plain_denied, call_user_list_with_issue_token_denied",
            "user/list",
            json!({}),
            (403, denied()),
            Denied,
            NO_PERMISSION,
        ),
    ]
}

/// The user's own profile.
fn profiles() -> Vec<Recorded> {
    vec![
        failed(
            "call_userprofile_app_client_secret",
            "user-profile/get",
            json!({}),
            (403, denied()),
            Denied,
            NO_PERMISSION,
        ),
        answered(
            "call_userprofile_domain_token, call_userprofile_issue_token, expiry_call_before, expiry_access_expired_4s_after_exp_2s",
            "user-profile/get",
            json!({}),
            profile(),
            &[
                "admin@example.com An Admin ENABLED LOCAL DOMAIN_ADMIN - domain-123 2026-01-02T03:04:05.678Z",
            ],
        ),
        failed(
            "call_userprofile_garbage_token",
            "user-profile/get",
            json!({}),
            (401, twice("failed to decode token.")),
            Refused,
            Some(Reason::TokenUnreadable),
        ),
        failed(
            "call_userprofile_refresh_token_as_bearer, expiry_access_expired",
            "user-profile/get",
            json!({}),
            ended(),
            Refused,
            Some(Reason::TokenEnded),
        ),
        answered(
            "call_workspace_list_member",
            "user-profile/get-workspaces",
            json!({}),
            json!({
                "results": [{
                    "workspace_id": "workspace-123", "name": "north", "state": "ENABLED", "role_name": "A Member",
                    "role_type": "WORKSPACE_MEMBER", "domain_id": "domain-123", "role_id": "role-123",
                    "created_at": "2026-01-02T03:04:05.678Z",
                }],
                "total_count": 1,
            }),
            &[
                "workspace-123 north ENABLED A Member WORKSPACE_MEMBER role-123",
                "1 in all",
            ],
        ),
    ]
}

/// Statistics, projects, roles and endpoints.
fn others() -> Vec<Recorded> {
    vec![
        answered(
            "call_project_list_app_client_secret",
            "project/list",
            json!({}),
            json!({}),
            &["no total"],
        ),
        answered(
            "call_project_list_member",
            "project/list",
            json!({}),
            json!({}),
            &["no total"],
        ),
        answered(
            "endpoint_list_noauth",
            "endpoint/list",
            json!({}),
            json!({}),
            &["no total"],
        ),
        answered(
            "call_user_stat",
            "user/stat",
            json!({"query": {"aggregate": [{"group": {
                "keys": [{"key": "state", "name": "state"}], "fields": [{"operator": "count", "name": "n"}],
            }}]}}),
            json!({"results": [{"n": 1.0, "state": "DISABLED"}, {"n": 6.0, "state": "ENABLED"}]}),
            &[
                r#"{"n":1.0,"state":"DISABLED"}"#,
                r#"{"n":6.0,"state":"ENABLED"}"#,
            ],
        ),
        answered(
            "project_list_page",
            "role/list",
            json!({"query": {"page": {"start": 1, "limit": 1}, "count_only": false}}),
            json!({
                "results": [{
                    "role_id": "role-1", "name": "A Role", "role_type": "DOMAIN_ADMIN", "is_managed": true, "state": "ENABLED",
                    "domain_id": "domain-123", "created_at": "2026-01-02T03:04:05.678Z", "updated_at": "2026-01-02T03:04:05.678Z",
                }],
                "total_count": 3,
            }),
            &["role-1 A Role DOMAIN_ADMIN true ENABLED", "3 in all"],
        ),
        answered(
            "role_list_count_only",
            "role/list",
            json!({"query": {"count_only": true}}),
            json!({"total_count": 3}),
            &["3 in all"],
        ),
        answered(
            "role_list_minimal",
            "role/list",
            json!({"query": {"minimal": true, "only": ["role_id"], "sort": [{"key": "role_id", "desc": true}]}}),
            json!({"results": [a_role("role-2", "WORKSPACE_OWNER"), a_role("role-1", "DOMAIN_ADMIN")], "total_count": 3}),
            &[
                "role-2 A Role WORKSPACE_OWNER true ENABLED",
                "role-1 A Role DOMAIN_ADMIN true ENABLED",
                "3 in all",
            ],
        ),
    ]
}

/// Makes the call by the crate's own means.
async fn call(name: &str, client: &Client) -> Result<Lines, Error> {
    let (users, roles, mine) = (client.user(), client.role(), client.user_profile());
    let first = name.split(", ").next().unwrap();
    match first {
        "call_project_list_app_client_secret" | "call_project_list_member" => {
            let found = client.project().list().await?;
            Ok(listed(found.results, found.total_count, |_| String::new()))
        }
        "endpoint_list_noauth" => {
            let found = client.endpoint().list().await?;
            Ok(listed(found.results, found.total_count, |_| String::new()))
        }
        "call_user_create_bad_password" => {
            let create = users.create("two@example.com", AuthType::Local);
            Ok(vec![a_user(&create.password("s3cr3t").await?)])
        }
        "call_user_create_duplicate" => {
            let create = users.create("one@example.com", AuthType::Local);
            Ok(vec![a_user(&create.password("s3cr3t-Pass0").await?)])
        }
        "call_user_create_ok" => {
            let create = users.create("one@example.com", AuthType::Local);
            let tags = Map::from_iter([("a".to_owned(), "b".into())]);
            let create = create.password("s3cr3t-Pass0").tags(tags);
            Ok(vec![a_user(&create.await?)])
        }
        "call_user_delete_ok" => {
            users.delete("one@example.com").await?;
            Ok(Vec::new())
        }
        "call_user_get_not_found" => Ok(vec![a_user(&users.get("nobody").await?)]),
        "call_user_list_domain_token" => {
            let query = Query::new().page(1, 2).sort_asc("user_id");
            let query = query.only(["user_id", "state", "auth_type", "role_type"]);
            all_users(users.list().query(query)).await
        }
        "call_user_list_filter" => {
            let query = Query::new().filter(Filter::eq("user_id", "owner@example.com"));
            all_users(users.list().query(query)).await
        }
        "call_user_list_plain_denied" => all_users(users.list()).await,
        "call_user_stat" => {
            let by_state = StatisticsQuery::new().group(Group::new().by("state").count("n"));
            let answer = users.stat(by_state).await?;
            let rows = answer["results"].as_array().unwrap();
            Ok(rows.iter().map(Value::to_string).collect())
        }
        name if name.starts_with("call_userprofile_") => Ok(vec![a_user(&mine.get().await?)]),
        "call_workspace_list_member" => {
            let found = mine.get_workspaces().await?;
            Ok(listed(found.results, found.total_count, |it| {
                a_workspace(&it)
            }))
        }
        "project_list_page" => {
            let query = Query::new().page(1, 1).count_only(false);
            all_roles(roles.list().query(query)).await
        }
        "role_list_count_only" => {
            all_roles(roles.list().query(Query::new().count_only(true))).await
        }
        "role_list_minimal" => {
            let query = Query::new().minimal(true).only(["role_id"]);
            all_roles(roles.list().query(query.sort_desc("role_id"))).await
        }
        other => panic!("no call {other}"),
    }
}

fn told(value: Option<impl Display>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}

fn a_user(user: &user::UserInfo) -> String {
    [
        told(user.user_id.as_ref()),
        told(user.name.as_ref()),
        told(user.state.as_ref()),
        told(user.auth_type.as_ref()),
        told(user.role_type.as_ref()),
        told(user.tags.clone().map(Value::from)),
        told(user.domain_id.as_ref()),
        told(user.created_at.as_ref()),
    ]
    .join(" ")
}

fn a_role_of(role: &role::RoleInfo) -> String {
    let (type_, state) = (role.role_type.as_ref(), role.state.as_ref());
    let (id, name) = (role.role_id.as_ref(), role.name.as_ref());
    let all = [
        told(id),
        told(name),
        told(type_),
        told(role.is_managed),
        told(state),
    ];
    all.join(" ")
}

fn a_workspace(it: &user_profile::MyWorkspaceInfo) -> String {
    [
        told(it.workspace_id.as_ref()),
        told(it.name.as_ref()),
        told(it.state.as_ref()),
        told(it.role_name.as_ref()),
        told(it.role_type.as_ref()),
        told(it.role_id.as_ref()),
    ]
    .join(" ")
}

fn listed<T>(items: Option<Vec<T>>, total: Option<i64>, line: impl Fn(T) -> String) -> Lines {
    let mut lines: Vec<_> = items.into_iter().flatten().map(line).collect();
    lines.push(total.map_or_else(|| "no total".to_owned(), |total| format!("{total} in all")));
    lines
}

async fn all_users(list: user::ListRequest) -> Result<Lines, Error> {
    let found = list.await?;
    Ok(listed(found.results, found.total_count, |it| a_user(&it)))
}

async fn all_roles(list: role::ListRequest) -> Result<Lines, Error> {
    let found = list.await?;
    Ok(listed(found.results, found.total_count, |it| {
        a_role_of(&it)
    }))
}

#[tokio::test]
async fn v2_recorded_calls_are_made_and_read() {
    for (path, exchange) in [users(), profiles(), others()].into_iter().flatten() {
        let identity = server(&exchange).await;
        let token = AccessToken::fixed("s3cr3t-token").unwrap();
        let client = deployed(&identity).with_tokens(token);
        match (call(exchange.name, &client).await, exchange.becomes) {
            (Ok(read), Becomes::Read(lines)) => assert_eq!(read, lines, "{}", exchange.name),
            (Err(error), becomes) => assert_eq!(failure(&error), becomes, "{}", exchange.name),
            (Ok(read), becomes) => panic!("{}: {read:?} for {becomes:?}", exchange.name),
        }
        let path = format!("/identity/{path}");
        let sent = assert_sent(&identity, &format!("POST {path}"), &exchange).await;
        let expected = match path.as_str() {
            "/identity/endpoint/list" => posted(&path, sent.body()),
            _ => posted(&path, sent.body()).with("authorization", "Bearer s3cr3t-token"),
        };
        assert_eq!(sent, expected, "{}", exchange.name);
    }
}
