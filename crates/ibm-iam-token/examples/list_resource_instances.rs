//! Lists the resource instances of an account, with reqwest, the middleware, and a cached token.
//!
//! ```text
//! IBMCLOUD_API_KEY=… cargo run --example list_resource_instances
//! ```
//!
//! Without the variable a double on loopback answers in place of IBM.

mod double;

use std::error::Error;

use api_core::{Environment, TokenAuth, TokenAuthMiddleware};
use ibm_iam_token::{Client, TokenCache, from_api_key_environment};
use reqwest_middleware::ClientBuilder;
use serde_json::Value;

use self::double::Double;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    run(&Environment::process()).await
}

pub(crate) async fn run(environment: &Environment) -> Result<(), Box<dyn Error>> {
    let mut double = None;
    let (cache, resource_controller) = if environment.var("IBMCLOUD_API_KEY")?.is_some() {
        let url = "https://resource-controller.cloud.ibm.com".to_owned();
        (from_api_key_environment(environment)?, url)
    } else {
        let double = double.insert(Double::start().await);
        let client = Client::builder().base_url(double.url()).build()?;
        let cache = TokenCache::new(client.get_token_api_key("any-key"));
        (cache, double.url())
    };
    // One token serves all calls. It goes to this service alone, and where the service refuses it, a fresh one is tried once.
    let auth = TokenAuth::new(cache).only_to(&resource_controller)?;
    let http = ClientBuilder::new(reqwest::Client::new())
        .with(TokenAuthMiddleware::new(auth))
        .build();
    let url = format!("{resource_controller}/v2/resource_instances");
    let answer = http.get(&url).send().await?;
    let body: Value = serde_json::from_slice(&answer.error_for_status()?.bytes().await?)?;

    let instances = body["resources"].as_array().map_or(&[][..], Vec::as_slice);
    for instance in instances {
        let member = |name: &str| instance[name].as_str().unwrap_or("?").to_owned();
        println!(
            "{} ({}, {})",
            member("name"),
            member("state"),
            member("region_id")
        );
    }
    println!("{} resource instances", instances.len());
    Ok(())
}
