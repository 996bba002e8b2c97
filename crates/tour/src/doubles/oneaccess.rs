//! Huawei Cloud OneAccess: the token that is alive already comes back, with less time left.

use api_core::Seconds;
use api_core::mock::Server;
use tenant_token::tenant::{TokenResponse, mock};
use tokio::time::Instant;

use super::LATENCY;

pub(crate) const CLIENT_ID: &str = "tour-application";
pub(crate) const CLIENT_SECRET: &str = "tour-s3cr3t-client-secret";

/// The life of the token in seconds, as documented.
const LIFE: i64 = 1_800;
const TOKEN: &str = "s3cr3t-51f0-4a4e-9d0f-2f6d4c1c9a77";
const ID_TOKEN: &str = "eyJraWQiOiJ0b3VyIn0.eyJzdWIiOiJ0b3VyIn0.s3cr3t";

/// A tenant of OneAccess on loopback.
pub(crate) async fn start() -> Server {
    let server = Server::start().await;
    let begun = Instant::now();
    server.mount(
        mock::show_auth_token()
            .client_id(CLIENT_ID)
            .client_secret(CLIENT_SECRET)
            .respond_with(move |_| {
                let passed = i64::try_from(begun.elapsed().as_secs()).unwrap_or(LIFE);
                let token = TokenResponse::new(TOKEN, "bearer")
                    .expires_in(Seconds::new((LIFE - passed).max(0)))
                    .scope("all")
                    .id_token(ID_TOKEN);
                mock::show_auth_token().answer(token)
            })
            .delayed(LATENCY),
    );
    server
}
