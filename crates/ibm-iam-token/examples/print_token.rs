//! Prints an access token for the API key in the environment, as `ibmcloud iam oauth-tokens` does.
//!
//! ```text
//! IBMCLOUD_API_KEY=… cargo run --example print_token
//! ```
//!
//! Without the variable a double on loopback answers in place of IBM.

mod double;

use api_core::Environment;
use ibm_iam_token::{Client, Error, TokenCache, from_api_key_environment};

use self::double::Double;

#[tokio::main]
async fn main() -> Result<(), Error> {
    run(&Environment::process()).await
}

pub(crate) async fn run(environment: &Environment) -> Result<(), Error> {
    let mut double = None;
    let cache = if environment.var("IBMCLOUD_API_KEY")?.is_some() {
        from_api_key_environment(environment)?
    } else {
        let double = double.insert(Double::start().await);
        let client = Client::builder().base_url(double.url()).build()?;
        TokenCache::new(client.get_token_api_key("any-key"))
    };

    let token = cache.token().await?;
    // The only place where it shows: `Debug` of a token does not hold it.
    println!("IAM token: Bearer {}", token.expose());
    if let Some(remaining) = token.remaining() {
        println!("It lives for another {} s.", remaining.as_secs());
    }
    Ok(())
}
