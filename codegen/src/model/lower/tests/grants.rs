//! Token grants.

use super::*;
use crate::model::{Source, Type};

/// A document with a login, and an operation that renews it, with these grants.
fn grants(login: &str, renew: &str) -> String {
    let operation = |path: &str, id: &str, members: &str, grant: &str| {
        let grant = if grant.is_empty() {
            String::new()
        } else {
            format!("      x-token-grant: {grant}\n")
        };
        format!(
            "  /{path}:\n    post:\n      operationId: {id}\n      requestBody: {{required: true, content: {{application/x-www-form-urlencoded: {{schema: {members}}}}}}}\n      \
             responses: {{'200': {{description: D., content: {{application/json: {{schema: {{$ref: '#/components/schemas/T'}}}}}}}}}}\n{grant}"
        )
    };
    let login = operation(
        "login",
        "login",
        "{type: object, required: [user, password], properties: {user: {type: string}, password: {type: string, format: password}, scope: {type: string}}}",
        login,
    );
    let renew = operation(
        "renew",
        "renew",
        "{type: object, required: [token, user], properties: {token: {type: string, format: password}, user: {type: string}, scope: {type: string}, hint: {type: string}}}",
        renew,
    );
    format!(
        "openapi: 3.1.0\ninfo: {{title: A, version: '1'}}\nservers: [{{url: 'https://a.example'}}]\npaths:\n{login}{renew}\
         components:\n  schemas:\n    T: {{type: object, properties: {{access_token: {{type: string, format: password}}, refresh_token: {{type: string, format: password}}, \
         expires_in: {{type: integer}}, expires_at: {{type: string}}, plain: {{type: string}}, list: {{type: array, items: {{type: string}}}}}}}}\n"
    )
}

const RENEWS: &str = "{accessToken: access_token, refreshToken: refresh_token}";

#[test]
fn a_renewal_fills_every_field_of_the_other_request() {
    let login = "{accessToken: access_token, refreshToken: refresh_token, expiresIn: expires_in, expiresAt: expires_at, \
                 renewal: {operation: renew, token: token, with: [user, scope]}}";
    let model = lowered(&grants(login, RENEWS));
    let operations: Vec<_> = model.modules.iter().flat_map(|it| &it.operations).collect();
    let grant = operations[0].grant.as_ref().expect("a grant");
    let renewal = grant.renewal.as_ref().expect("a renewal");
    let sources: Vec<_> = renewal
        .fields
        .iter()
        .map(|(name, source)| (name.as_str(), source.clone()))
        .collect();
    let field = |name: &str| Source::Field {
        name: Ident::new(name).expect("a name"),
        wrap: false,
    };
    assert_eq!(
        sources,
        [
            ("token", Source::Token { optional: false }),
            ("user", field("user")),
            ("scope", field("scope")),
            ("hint", Source::Nothing(crate::model::Presence::Optional)),
        ]
    );
    assert!(
        operations[1].grant.as_ref().expect("a grant").renewable,
        "its refresh token is for use"
    );
    let tokens = structure(&model, "T");
    let type_of = |wire: &str| {
        &tokens
            .fields
            .iter()
            .find(|it| it.wire == wire)
            .expect("a member")
            .type_
    };
    assert_eq!(*type_of("expires_in"), Type::Seconds);
    assert_eq!(*type_of("expires_at"), Type::Seconds);
}

#[test]
fn members_that_are_not_there_or_not_fit_are_problems() {
    for (login, code, says) in [
        (
            "{accessToken: acess_token}",
            "grant-member",
            "did you mean `access_token`?",
        ),
        ("{accessToken: plain}", "grant-member", "`format: password`"),
        (
            "{accessToken: access_token, scope: list}",
            "grant-member",
            "`type: string`",
        ),
        (
            "{accessToken: access_token, extra: [list]}",
            "grant-member",
            "only strings",
        ),
        (
            "{accessToken: access_token, expiresIn: list}",
            "unsupported-type",
            "a number of seconds",
        ),
    ] {
        let problems = problems(&grants(login, RENEWS));
        assert!(
            problems.contains(&format!("error[{code}]")),
            "{login}\n{problems}"
        );
        assert!(problems.contains(says), "{login}\n{problems}");
    }
}

#[test]
fn a_renewal_that_cannot_be_made_is_a_problem() {
    let login = |renewal: &str| {
        format!("{{accessToken: access_token, refreshToken: refresh_token, renewal: {renewal}}}")
    };
    for (renewal, says) in [
        (
            "{operation: renwe, token: token, with: [user]}",
            "did you mean `renew`?",
        ),
        (
            "{operation: renew, token: tokne, with: [user]}",
            "did you mean `token`?",
        ),
        (
            "{operation: renew, token: hint, with: [user]}",
            "takes no secret",
        ),
        (
            "{operation: renew, token: token}",
            "`user` of `renew` gets no value",
        ),
        (
            "{operation: renew, token: token, with: [user, hint]}",
            "`login` has no parameter `hint`",
        ),
    ] {
        let problems = problems(&grants(&login(renewal), RENEWS));
        assert!(problems.contains("error[renewal]"), "{renewal}\n{problems}");
        assert!(problems.contains(says), "{renewal}\n{problems}");
    }
    assert_problem(
        &grants(&login("{operation: renew, token: token, with: [user]}"), ""),
        "renewal",
        &["has no `x-token-grant`"],
    );
}

#[test]
fn a_grant_needs_an_answer_with_members() {
    let text = document("x-token-grant: {accessToken: a}", "");
    assert_problem(&text, "grant-answer", &["where is the access token?"]);
}
