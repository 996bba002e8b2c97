//! A double of version 2 with a mind of its own: it knows which refresh tokens live.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use test_support::ok;
use wiremock::{Request, Respond, ResponseTemplate};

use super::{Identity, jwt, not_served, pair, structured};

/// Under which paths a server answers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Served {
    Documented,
    Deployed,
}

/// A server of version 2, of which a clone is another handle.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    served: Served,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    logins: u32,
    grants: u32,
    live: BTreeSet<String>,
}

impl Server {
    pub(crate) async fn start(served: Served) -> (Self, Identity) {
        let double = Self {
            served,
            state: Arc::default(),
        };
        let identity = Identity::responding(double.clone()).await;
        (double, identity)
    }

    /// All refresh tokens end at once, as they do when the domain's keys are replaced.
    pub(crate) fn end_sessions(&self) {
        self.state.lock().unwrap().live.clear();
    }

    pub(crate) fn logins(&self) -> u32 {
        self.state.lock().unwrap().logins
    }

    pub(crate) fn grants(&self) -> u32 {
        self.state.lock().unwrap().grants
    }
}

impl Respond for Server {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let prefix = match self.served {
            Served::Documented => "/identity/v2/token/",
            Served::Deployed => "/identity/token/",
        };
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        let mut state = self.state.lock().unwrap();
        match request.url.path().strip_prefix(prefix) {
            Some("issue") => state.issue(),
            Some("grant") => state.grant(&body),
            _ => not_served(),
        }
    }
}

impl State {
    fn issue(&mut self) -> ResponseTemplate {
        self.logins += 1;
        let refresh = jwt(&format!("refresh-{}", self.logins), 10_800);
        self.live.insert(refresh.clone());
        pair(&jwt(&format!("login-{}", self.logins), 1_800), &refresh)
    }

    /// The token that is granted names the workspace, or else the scope.
    fn grant(&mut self, body: &Value) -> ResponseTemplate {
        let token = body["token"].as_str().unwrap();
        if !self.live.contains(token) {
            return structured(401, "ERROR_AUTHENTICATE_FAILURE");
        }
        self.grants += 1;
        let place = body["workspace_id"]
            .as_str()
            .or(body["scope"].as_str())
            .unwrap();
        let life = body["timeout"].as_u64().unwrap_or(1_800);
        ok(&json!({
            "access_token": jwt(&format!("{place}-{}", self.grants), life),
            "role_type": "WORKSPACE_MEMBER",
            "domain_id": "domain-123",
            "workspace_id": place,
        }))
    }
}
