//! Uses the client secret of an App as it is: no login, no grant.
//!
//! ```sh
//! SPACEONE_API_KEY=… cargo run -p spaceone-identity --example app_key
//! ```

use api_core::Environment;
use spaceone_identity::{ApiKey, Error};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let key = ApiKey::new(Environment::process().required_secret("SPACEONE_API_KEY")?)?;
    match key.expires_at() {
        Some(end) => println!("the key ends at {end:?}"),
        None => println!("the key names no end"),
    }

    let cache = key.into_cache();
    let token = cache.token().await?;
    // `Bearer …`, for the calls of whichever client the program has.
    let header = token.authorization();
    println!(
        "a header of {} bytes, for {:?}",
        header.len(),
        token.remaining()
    );
    Ok(())
}
