//! Assumes a trusted profile from a pod of the Kubernetes Service, without any credential in the image or in a secret.
//!
//! The pod needs a service account token for IAM, mounted where the platform's tools expect it:
//!
//! ```yaml
//! volumes:
//!   - name: iam-token
//!     projected:
//!       sources:
//!         - serviceAccountToken: {path: sa-token, audience: iam, expirationSeconds: 3600}
//! containers:
//!   - volumeMounts: [{name: iam-token, mountPath: /var/run/secrets/tokens}]
//! ```
//!
//! and the profile must trust the service account. Then:
//!
//! ```text
//! IAM_PROFILE_NAME=my-profile cargo run --example assume_profile_from_pod
//! ```
//!
//! Without the variable a double on loopback answers in place of IBM.

mod double;

use api_core::Environment;
use ibm_iam_token::iam::ComputeResourceProfile;
use ibm_iam_token::{Client, ComputeResource, ComputeResourceToken, Error, TokenCache};

use self::double::Double;

#[tokio::main]
async fn main() -> Result<(), Error> {
    run(&Environment::process()).await
}

pub(crate) async fn run(environment: &Environment) -> Result<(), Error> {
    let mut double = None;
    let source = if let Some(name) = environment.var("IAM_PROFILE_NAME")? {
        // The token is read from its file before each request, since the platform replaces it from time to time.
        ComputeResource::new(Client::new()?, ComputeResourceProfile::Name(name))
    } else {
        let double = double.insert(Double::start().await);
        let client = Client::builder().base_url(double.url()).build()?;
        let profile = ComputeResourceProfile::Name("my-profile".into());
        let token = ComputeResourceToken::Value("token-of-the-pod".into());
        ComputeResource::new(client, profile).token(token)
    };
    let cache = TokenCache::new(source);

    let token = cache.token().await?;
    println!("The pod holds a token of the profile: {token:?}");
    Ok(())
}
