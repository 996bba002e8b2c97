//! Acts in the name of a resource, on the ground of an authorization policy between services: the service shows its own token, and IAM
//! issues one for the resource.
//!
//! ```text
//! IBMCLOUD_API_KEY=… RESOURCE_CRN=crn:v1:bluemix:public:… cargo run --example service_to_service
//! ```
//!
//! Without the first variable a double on loopback answers in place of IBM.

mod double;

use api_core::Environment;
use ibm_iam_token::{ApiKey, Client, Error, ServiceAuthorization, TokenCache};

use self::double::Double;

#[tokio::main]
async fn main() -> Result<(), Error> {
    run(&Environment::process()).await
}

pub(crate) async fn run(environment: &Environment) -> Result<(), Error> {
    let mut double = None;
    let (client, key, resource) = if let Some(key) = environment.secret("IBMCLOUD_API_KEY")? {
        let resource = environment.required("RESOURCE_CRN")?;
        (Client::new()?, ApiKey::new(key)?, resource)
    } else {
        let double = double.insert(Double::start().await);
        let client = Client::builder().base_url(double.url()).build()?;
        let resource = "crn:v1:bluemix:public:cloud-object-storage:global:a/account:instance::";
        (client, ApiKey::new("any-key")?, resource.to_owned())
    };

    // The two tokens are cached apart: the service's own is used for every resource that it acts for.
    let service = TokenCache::new(client.get_token_api_key(key));
    let cache = TokenCache::new(ServiceAuthorization::new(client, service, resource));

    let token = cache.token().await?;
    println!("The service holds a token of the resource: {token:?}");
    Ok(())
}
