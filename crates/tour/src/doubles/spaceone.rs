//! SpaceONE identity: v1 under its documented paths, v2 as released servers serve it, under the deployed ones.

use api_core::SecretObject;
use api_core::mock::Server;
use serde_json::json;
use spaceone_identity::v1::token as v1;
use spaceone_identity::v2::token::{self as v2, AuthType, GrantType, RoleType, Scope};

use super::{Issued, LATENCY};

pub(crate) const DOMAIN: &str = "domain-123123a";
pub(crate) const USER: &str = "wren@example.com";
pub(crate) const PASSWORD: &str = "tour-s3cr3t-password";
pub(crate) const WORKSPACES: [&str; 2] = ["workspace-north", "workspace-south"];

/// Version 1 on loopback: issue, and refresh with a refresh token that is good once.
pub(crate) async fn start_v1() -> Server {
    let server = Server::start().await.path_style("documented");
    let tokens = Issued::default();
    let pair = {
        let tokens = tokens.clone();
        move || {
            v1::TokenInfo::new(
                tokens.jwt(1_200, json!({"cat": "ACCESS_TOKEN"})),
                tokens.jwt(1_800, json!({"cat": "REFRESH_TOKEN"})),
            )
        }
    };
    let issued = pair.clone();
    server.mount(
        v1::mock::issue()
            .domain_id(DOMAIN)
            .user_id(USER)
            .credentials(SecretObject::from_iter([("password", PASSWORD)]))
            .respond_with(move |_| v1::mock::issue().answer(issued()))
            .delayed(LATENCY),
    );
    server.mount(
        v1::mock::refresh()
            .respond_with(move |received| {
                if tokens.redeem(&received.refresh_token) {
                    v1::mock::refresh().answer(pair())
                } else {
                    let refusal =
                        v1::ErrorDetailStructured::new().code("ERROR_AUTHENTICATE_FAILURE");
                    v1::mock::refresh().error(401, v1::ErrorBody::new(refusal))
                }
            })
            .delayed(LATENCY),
    );
    server
}

/// Version 2 on loopback: issue, and grant for a workspace.
pub(crate) async fn start_v2() -> Server {
    let server = Server::start().await.path_style("deployed");
    let tokens = Issued::default();
    let issued = tokens.clone();
    let credentials = [("user_id", USER), ("password", PASSWORD)];
    server.mount(
        v2::mock::issue()
            .domain_id(DOMAIN)
            .auth_type(AuthType::Local)
            .credentials(SecretObject::from_iter(credentials))
            .respond_with(move |_| {
                v2::mock::issue().answer(v2::TokenInfo::new(
                    issued.jwt(1_800, json!({"typ": "ACCESS_TOKEN", "rol": "USER"})),
                    issued.jwt(10_800, json!({"typ": "REFRESH_TOKEN"})),
                ))
            })
            .delayed(LATENCY),
    );
    let known = tokens.clone();
    server.mount(
        v2::mock::grant()
            .grant_type(GrantType::RefreshToken)
            .scope(Scope::Workspace)
            .matching(move |received| {
                let workspace = received.workspace_id.as_deref();
                workspace.is_some_and(|it| WORKSPACES.contains(&it)) && known.knows(&received.token)
            })
            .respond_with(move |received| {
                let workspace = received.workspace_id.clone().unwrap_or_default();
                let life = received.timeout.and_then(|it| u32::try_from(it).ok());
                let claims =
                    json!({"typ": "ACCESS_TOKEN", "rol": "WORKSPACE_MEMBER", "wid": workspace});
                let token = tokens.jwt(life.unwrap_or(1_800), claims);
                v2::mock::grant().answer(
                    v2::GrantTokenInfo::new(token, RoleType::WorkspaceMember, DOMAIN)
                        .workspace_id(workspace)
                        .role_id("role-workspace-member"),
                )
            })
            .delayed(LATENCY),
    );
    server
}
