//! Counts the projects in each workspace of the user: one login, and a grant for each workspace.
//!
//! ```sh
//! SPACEONE_ENDPOINT=https://… SPACEONE_DOMAIN_NAME=… SPACEONE_USER_ID=… SPACEONE_PASSWORD=… \
//!     cargo run -p spaceone-identity --example every_workspace
//! ```

use spaceone_identity::{Error, ErrorKind, session_from_env};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let session = session_from_env()?;
    let mine = session.user().client();
    let workspaces = mine.user_profile().get_workspaces().await?;
    for workspace in workspaces.results.unwrap_or_default() {
        let Some(id) = workspace.workspace_id else {
            continue;
        };
        let client = session.workspace(id.as_str()).client();
        match client.project().list().await {
            Ok(projects) => println!("{id}: {} projects", projects.total_count.unwrap_or(0)),
            Err(error) if error.kind() == ErrorKind::Denied => println!("{id}: no permission"),
            Err(error) => return Err(error),
        }
    }
    println!("the session ends at {:?}", session.status().ends_at);
    Ok(())
}
