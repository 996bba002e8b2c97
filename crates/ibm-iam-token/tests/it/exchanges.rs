//! Trusted profiles and service authorizations over the token of another identity.

use std::sync::atomic::{AtomicU32, Ordering};

use auth_core::TokenSource;
use ibm_iam_token::iam::AssumeProfile;
use ibm_iam_token::{Client, ErrorKind, ServiceAuthorization, TokenCache, TrustedProfile};
use test_support::Sent;
use tokio::task::JoinSet;
use wiremock::{Request, ResponseTemplate};

use crate::support::{Iam, access, exception, posted};

const PROFILE: &str = "Profile-00000000-0000-0000-0000-000000000000";
const RESOURCE: &str =
    "crn-crn:v1:bluemix:public:cloud-object-storage:global:a/my-account:my-instance::";

fn key_form() -> Sent {
    posted("grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3Aapikey&apikey=my-api-key")
}

fn assume_form(access_token: &str) -> Sent {
    let grant = "grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3Aassume";
    posted(&format!(
        "{grant}&access_token={access_token}&profile_id={PROFILE}"
    ))
}

fn authorization_form(access_token: &str) -> Sent {
    let grant = "grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3Aiam-authz";
    let resource = "crn-crn%3Av1%3Abluemix%3Apublic%3Acloud-object-storage%3Aglobal%3Aa%2Fmy-account%3Amy-instance%3A%3A";
    posted(&format!(
        "{grant}&access_token={access_token}&desired_iam_id={resource}"
    ))
}

fn key_cache(client: &Client) -> TokenCache {
    TokenCache::new(client.get_token_api_key("my-api-key"))
}

fn profile_of(client: &Client, identity: TokenCache) -> TrustedProfile {
    TrustedProfile::new(client.clone(), identity, AssumeProfile::Id(PROFILE.into()))
}

fn authorization_of(client: &Client, identity: TokenCache) -> ServiceAuthorization {
    ServiceAuthorization::new(client.clone(), identity, RESOURCE)
}

#[tokio::test]
async fn a_trusted_profile_takes_two_requests_and_both_tokens_are_cached() {
    let iam = Iam::answering([access("user-1"), access("profile-1"), access("profile-2")]).await;
    let user = key_cache(&iam.client);
    let cache = TokenCache::new(profile_of(&iam.client, user.clone()));

    for _ in 0..3 {
        assert_eq!(cache.token().await.unwrap().expose(), "profile-1");
        assert_eq!(user.token().await.unwrap().expose(), "user-1");
    }
    assert_eq!(iam.sent().await, [key_form(), assume_form("user-1")]);

    // Another token of the profile needs no other token of the user.
    cache.reject(&cache.token().await.unwrap());
    assert_eq!(cache.token().await.unwrap().expose(), "profile-2");
    assert_eq!(
        iam.sent().await,
        [key_form(), assume_form("user-1"), assume_form("user-1")]
    );
}

#[tokio::test]
async fn a_service_authorization_takes_two_requests_and_both_tokens_are_cached() {
    let iam = Iam::answering([
        access("service-1"),
        access("resource-1"),
        access("resource-2"),
    ])
    .await;
    let service = key_cache(&iam.client);
    let cache = TokenCache::new(authorization_of(&iam.client, service.clone()));

    for _ in 0..3 {
        assert_eq!(cache.token().await.unwrap().expose(), "resource-1");
        assert_eq!(service.token().await.unwrap().expose(), "service-1");
    }
    assert_eq!(
        iam.sent().await,
        [key_form(), authorization_form("service-1")]
    );

    cache.reject(&cache.token().await.unwrap());
    assert_eq!(cache.token().await.unwrap().expose(), "resource-2");
    assert_eq!(
        iam.sent().await,
        [
            key_form(),
            authorization_form("service-1"),
            authorization_form("service-1")
        ]
    );
}

#[tokio::test]
async fn g10_a_refused_token_of_the_user_is_rejected_and_the_profile_is_tried_once_more() {
    let iam = Iam::answering([
        access("user-1"),
        exception(400, "BXNIM0407E"),
        access("user-2"),
        access("profile-1"),
    ])
    .await;
    let user = key_cache(&iam.client);
    let cache = TokenCache::new(profile_of(&iam.client, user.clone()));

    assert_eq!(cache.token().await.unwrap().expose(), "profile-1");
    assert_eq!(user.token().await.unwrap().expose(), "user-2");

    assert_eq!(
        iam.sent().await,
        [
            key_form(),
            assume_form("user-1"),
            key_form(),
            assume_form("user-2")
        ]
    );
}

#[tokio::test]
async fn g10_a_refused_token_of_the_service_is_rejected_and_the_authorization_is_tried_once_more() {
    let iam = Iam::answering([
        access("service-1"),
        exception(401, "invalid_access_token"),
        access("service-2"),
        access("resource-1"),
    ])
    .await;
    let service = key_cache(&iam.client);
    let cache = TokenCache::new(authorization_of(&iam.client, service.clone()));

    assert_eq!(cache.token().await.unwrap().expose(), "resource-1");
    assert_eq!(service.token().await.unwrap().expose(), "service-2");

    assert_eq!(
        iam.sent().await,
        [
            key_form(),
            authorization_form("service-1"),
            key_form(),
            authorization_form("service-2")
        ]
    );
}

#[tokio::test]
async fn a_profile_that_refuses_a_fresh_token_too_is_not_tried_a_third_time() {
    let iam = Iam::answering([
        access("user-1"),
        exception(400, "BXNIM0407E"),
        access("user-2"),
        exception(400, "BXNIM0407E"),
    ])
    .await;
    let cache = TokenCache::new(profile_of(&iam.client, key_cache(&iam.client)));

    let error = cache.token().await.unwrap_err();

    assert_eq!(
        (error.kind(), error.code()),
        (ErrorKind::Refused, Some("BXNIM0407E"))
    );
    assert_eq!(error.operation(), Some("getTokenAssume"));
    assert_eq!(iam.sent().await.len(), 4);
}

#[tokio::test]
async fn a_profile_that_the_user_may_not_assume_costs_no_token_of_the_user() {
    let iam = Iam::answering([access("user-1"), exception(403, "BXNIM0141E")]).await;
    let user = key_cache(&iam.client);
    let cache = TokenCache::new(profile_of(&iam.client, user.clone()));

    let error = cache.token().await.unwrap_err();

    assert_eq!(error.kind(), ErrorKind::Denied);
    assert_eq!(user.token().await.unwrap().expose(), "user-1");
    assert_eq!(iam.sent().await, [key_form(), assume_form("user-1")]);
}

#[tokio::test]
async fn a_wrong_api_key_beneath_a_profile_is_the_error_of_the_profile() {
    let iam = Iam::answering([exception(400, "BXNIM0415E")]).await;
    let cache = TokenCache::new(profile_of(&iam.client, key_cache(&iam.client)));

    let error = cache.token().await.unwrap_err();

    assert_eq!(
        (error.kind(), error.code()),
        (ErrorKind::Refused, Some("BXNIM0415E"))
    );
    assert_eq!(error.operation(), Some("getTokenApiKey"));
    assert_eq!(iam.sent().await, [key_form()]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g02_many_profiles_over_one_key_cause_one_request_for_the_key_and_one_for_each_profile() {
    let keys = AtomicU32::new(0);
    let iam = Iam::responding(move |request: &Request| -> ResponseTemplate {
        let form = String::from_utf8_lossy(&request.body);
        match form.split_once("profile_id=") {
            Some((_, profile)) => access(profile),
            None => access(&format!("user-{}", keys.fetch_add(1, Ordering::Relaxed))),
        }
    })
    .await;
    let user = key_cache(&iam.client);
    let caches: Vec<_> = (0..20)
        .map(|number| {
            let profile = AssumeProfile::Id(format!("profile-{number}"));
            TokenCache::new(TrustedProfile::new(
                iam.client.clone(),
                user.clone(),
                profile,
            ))
        })
        .collect();

    let mut callers = JoinSet::new();
    for caller in 0..1_000 {
        let number = caller % caches.len();
        let cache = caches[number].clone();
        callers.spawn(async move { (number, cache.token().await) });
    }
    for (number, token) in callers.join_all().await {
        assert_eq!(token.unwrap().expose(), format!("profile-{number}"));
    }

    assert_eq!(iam.sent().await.len(), 21);
}

#[tokio::test]
async fn two_keys_that_assume_one_profile_have_two_identities() {
    let client = Client::new().unwrap();
    let profile = |key: &str, id: &str| {
        let user = TokenCache::new(client.get_token_api_key(key));
        TrustedProfile::new(client.clone(), user, AssumeProfile::Id(id.into())).identity()
    };
    assert!(profile("one", "p").is_some());
    assert_eq!(profile("one", "p"), profile("one", "p"));
    assert_ne!(profile("one", "p"), profile("two", "p"));
    assert_ne!(profile("one", "p"), profile("one", "q"));

    let service = |key: &str, resource: &str| {
        let service = TokenCache::new(client.get_token_api_key(key));
        ServiceAuthorization::new(client.clone(), service, resource).identity()
    };
    assert!(service("one", "crn-1").is_some());
    assert_eq!(service("one", "crn-1"), service("one", "crn-1"));
    assert_ne!(service("one", "crn-1"), service("two", "crn-1"));
    assert_ne!(service("one", "crn-1"), service("one", "crn-2"));
}

#[tokio::test]
async fn a_profile_over_a_provider_without_a_name_has_none_either() {
    let client = Client::new().unwrap();
    let fixed = ibm_iam_token::AccessToken::fixed("my-access-token").unwrap();
    let source = TrustedProfile::new(client, fixed, AssumeProfile::Id(PROFILE.into()));
    assert_eq!(source.identity(), None);
}
