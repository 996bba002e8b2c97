//! The examples run to their end where there are no credentials.

#![allow(
    clippy::duplicate_mod,
    reason = "each example has the double as a module of its own"
)]

#[expect(dead_code, reason = "`main` is for cargo")]
#[path = "../../examples/assume_profile_from_pod.rs"]
mod assume_profile_from_pod;
#[expect(dead_code, reason = "`main` is for cargo")]
#[path = "../../examples/list_resource_instances.rs"]
mod list_resource_instances;
#[expect(dead_code, reason = "`main` is for cargo")]
#[path = "../../examples/print_token.rs"]
mod print_token;
#[expect(dead_code, reason = "`main` is for cargo")]
#[path = "../../examples/service_to_service.rs"]
mod service_to_service;

use api_core::Environment;
use ibm_iam_token::ErrorKind;

fn nothing() -> Environment {
    Environment::from_iter([("PATH", "/usr/bin")])
}

#[tokio::test]
async fn examples_run_against_a_double() {
    print_token::run(&nothing()).await.unwrap();
    list_resource_instances::run(&nothing()).await.unwrap();
    assume_profile_from_pod::run(&nothing()).await.unwrap();
    service_to_service::run(&nothing()).await.unwrap();
}

#[tokio::test]
async fn examples_want_the_rest_where_there_is_a_credential() {
    let key = Environment::from_iter([("IBMCLOUD_API_KEY", "a-s3cr3t-key")]);
    let error = service_to_service::run(&key).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("`RESOURCE_CRN`"), "{error}");
}
