//! Logs in and lists the workspaces of the user.
//!
//! ```sh
//! SPACEONE_ENDPOINT=https://… SPACEONE_DOMAIN_NAME=… SPACEONE_USER_ID=… SPACEONE_PASSWORD=… \
//!     cargo run -p spaceone-identity --example workspaces
//! ```

use spaceone_identity::{Error, session_from_env};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let client = session_from_env()?.user().client();
    let workspaces = client.user_profile().get_workspaces().await?;
    for workspace in workspaces.results.unwrap_or_default() {
        println!(
            "{}  {}",
            workspace.workspace_id.unwrap_or_default(),
            workspace.name.unwrap_or_default()
        );
    }
    Ok(())
}
