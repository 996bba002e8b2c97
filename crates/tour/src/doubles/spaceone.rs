//! SpaceONE identity: v1 under its documented paths, v2 as released servers serve it, under the deployed ones.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};
use wiremock::matchers::{any, method, path};
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use super::{answer, authorization, jwt};

pub(crate) const DOMAIN: &str = "domain-123123a";
pub(crate) const USER: &str = "wren@example.com";
pub(crate) const PASSWORD: &str = "tour-s3cr3t-password";
pub(crate) const WORKSPACES: [&str; 2] = ["workspace-north", "workspace-south"];

/// A SpaceONE identity service on loopback.
#[derive(Debug)]
pub(crate) struct SpaceOneDouble {
    pub(crate) server: MockServer,
}

impl SpaceOneDouble {
    /// Version 1: issue, and refresh with a refresh token that is good once.
    pub(crate) async fn start_v1() -> Self {
        let server = MockServer::start().await;
        let tokens = Tokens::default();
        let issue = tokens.clone();
        let refresh = tokens;
        serve(&server, "/identity/v1/token/issue", move |body| {
            issue.issue_v1(body)
        })
        .await;
        serve(&server, "/identity/v1/token/refresh", move |body| {
            refresh.refresh_v1(body)
        })
        .await;
        not_found(&server).await;
        Self { server }
    }

    /// Version 2: issue, and grant for a scope.
    pub(crate) async fn start_v2() -> Self {
        let server = MockServer::start().await;
        let tokens = Tokens::default();
        let issue = tokens.clone();
        let grant = tokens;
        serve(&server, "/identity/token/issue", move |body| {
            issue.issue_v2(body)
        })
        .await;
        serve(&server, "/identity/token/grant", move |body| {
            grant.grant_v2(body)
        })
        .await;
        not_found(&server).await;
        Self { server }
    }
}

async fn serve(
    server: &MockServer,
    at: &str,
    respond: impl Fn(&Value) -> Result<Value, Refusal> + Send + Sync + 'static,
) {
    Mock::given(method("POST"))
        .and(path(at))
        .respond_with(Handler(Box::new(respond)))
        .mount(server)
        .await;
}

/// What the routing of the real front says about a path that it does not have.
async fn not_found(server: &MockServer) {
    let routing = ResponseTemplate::new(404).set_body_json(json!({"detail": "Not Found"}));
    Mock::given(any())
        .respond_with(routing)
        .with_priority(u8::MAX)
        .mount(server)
        .await;
}

type Respondent = Box<dyn Fn(&Value) -> Result<Value, Refusal> + Send + Sync>;

struct Handler(Respondent);

impl Respond for Handler {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let mut body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        if let (Some(body), Some(bearer)) = (body.as_object_mut(), authorization(request, "bearer"))
        {
            body.insert("bearer".to_owned(), json!(bearer));
        }
        match (self.0)(&body) {
            Ok(body) => answer(200, &body),
            Err(Refusal {
                status,
                code,
                message,
            }) => answer(
                status,
                &json!({"detail": {"code": code, "message": message}}),
            ),
        }
    }
}

struct Refusal {
    status: u16,
    code: &'static str,
    message: &'static str,
}

const REFUSED: Refusal = Refusal {
    status: 401,
    code: "ERROR_AUTHENTICATE_FAILURE",
    message: "Authenticate failure. (message = Token validation failed.)",
};

#[derive(Clone, Debug, Default)]
struct Tokens {
    refresh: Arc<Mutex<Vec<String>>>,
    serial: Arc<AtomicU32>,
}

impl Tokens {
    fn issue_v1(&self, body: &Value) -> Result<Value, Refusal> {
        let known = body["user_id"] == USER && body["credentials"]["password"] == PASSWORD;
        if known && body["domain_id"] == DOMAIN {
            Ok(self.pair_v1())
        } else {
            Err(REFUSED)
        }
    }

    fn refresh_v1(&self, body: &Value) -> Result<Value, Refusal> {
        let mut live = self.refresh.lock().unwrap_or_else(PoisonError::into_inner);
        let at = live
            .iter()
            .position(|token| body["bearer"] == token.as_str())
            .ok_or(REFUSED)?;
        live.swap_remove(at);
        drop(live);
        Ok(self.pair_v1())
    }

    fn pair_v1(&self) -> Value {
        let access = jwt(1_200, &json!({"cat": "ACCESS_TOKEN", "n": self.next()}));
        json!({"access_token": access, "refresh_token": self.remember(1_800, "cat")})
    }

    fn issue_v2(&self, body: &Value) -> Result<Value, Refusal> {
        if body["auth_type"] != "LOCAL" {
            let message = " Required parameter. (key = auth_type)";
            return Err(Refusal {
                status: 400,
                code: "ERROR_REQUIRED_PARAMETER",
                message,
            });
        }
        let known =
            body["credentials"]["user_id"] == USER && body["credentials"]["password"] == PASSWORD;
        if !known || body["domain_id"] != DOMAIN {
            return Err(REFUSED);
        }
        let access = jwt(
            1_800,
            &json!({"typ": "ACCESS_TOKEN", "rol": "USER", "jti": self.next()}),
        );
        Ok(json!({"access_token": access, "refresh_token": self.remember(10_800, "typ")}))
    }

    fn grant_v2(&self, body: &Value) -> Result<Value, Refusal> {
        let known = self.refresh.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.iter().any(|token| body["token"] == token.as_str()) {
            return Err(REFUSED);
        }
        drop(known);
        let workspace = body["workspace_id"].as_str().unwrap_or_default();
        if body["scope"] == "WORKSPACE" && !WORKSPACES.contains(&workspace) {
            return Err(Refusal {
                status: 404,
                code: "ERROR_NOT_FOUND",
                message: "No such workspace.",
            });
        }
        let life = body["timeout"].as_u64().unwrap_or(1_800);
        let claims = json!({"typ": "ACCESS_TOKEN", "rol": "WORKSPACE_MEMBER", "wid": workspace, "jti": self.next()});
        Ok(json!({
            "access_token": jwt(life, &claims),
            "role_type": "WORKSPACE_MEMBER",
            "role_id": "role-workspace-member",
            "domain_id": DOMAIN,
            "workspace_id": workspace,
        }))
    }

    fn remember(&self, life: u64, kind: &str) -> String {
        let mut claims = json!({"jti": self.next()});
        claims[kind] = json!("REFRESH_TOKEN");
        let token = jwt(life, &claims);
        self.refresh
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(token.clone());
        token
    }

    fn next(&self) -> u32 {
        self.serial.fetch_add(1, Ordering::Relaxed)
    }
}
