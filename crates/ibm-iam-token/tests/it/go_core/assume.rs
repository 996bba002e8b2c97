//! After `iam_assume_authenticator_test.go`.

use std::collections::BTreeMap;
use std::time::Duration;

use api_core::RetryPolicy;
use auth_core::TokenSource;
use ibm_iam_token::iam::AssumeProfile;
use ibm_iam_token::{ApiKey, Client, ErrorKind, TokenCache, TrustedProfile};

use super::{
    IN_THE_WINDOW, LIFE, UNTIL_10_SECONDS_BEFORE, as_the_cores_send_it, names, refused, same,
    watched,
};
use test_support::Watched;

use crate::support::{BX, Memory, Reply, bx, configured, fields, settled};

const TYPE: (&str, &str) = ("AUTH_TYPE", "iamAssume");
const KEY: (&str, &str) = ("APIKEY", "mock-apikey");
const PROFILE_ID: (&str, &str) = ("IAM_PROFILE_ID", "mock-profile-id");
const CRN: (&str, &str) = ("IAM_PROFILE_CRN", "mock-profile-crn");
const NAME: (&str, &str) = ("IAM_PROFILE_NAME", "mock-profile-name");
const ACCOUNT: (&str, &str) = ("IAM_ACCOUNT_ID", "mock-account-id");
const ID: (&str, &str) = ("CLIENT_ID", "bx");
const SECRET: (&str, &str) = ("CLIENT_SECRET", "bx");
const SCOPE: (&str, &str) = ("SCOPE", "scope1,scope2");

const KEY_FORM: [(&str, &str); 3] = [
    ("grant_type", "urn:ibm:params:oauth:grant-type:apikey"),
    ("apikey", "mock-apikey"),
    ("response_type", "cloud_iam"),
];

fn token(name: &str) -> Reply {
    Reply::token(name, "not_available")
}

/// The second request, as all cores send it.
fn assume_form(user: &str, profile: &[(&str, &str)]) -> BTreeMap<String, String> {
    let grant = [
        ("grant_type", "urn:ibm:params:oauth:grant-type:assume"),
        ("access_token", user),
    ];
    fields(&[&grant[..], profile].concat())
}

#[test]
fn iam_assume_auth_builder_errors() {
    names(&refused(&[TYPE, ("APIKEY", ""), PROFILE_ID]), "APIKEY");
    names(
        &refused(&[TYPE, ("APIKEY", "{invalid-apikey}"), PROFILE_ID]),
        "APIKEY",
    );
    names(
        &refused(&[TYPE, KEY, PROFILE_ID, ID, ("CLIENT_SECRET", "")]),
        "CLIENT_SECRET",
    );
    names(
        &refused(&[TYPE, KEY, PROFILE_ID, ("CLIENT_ID", ""), SECRET]),
        "CLIENT_ID",
    );
    names(&refused(&[TYPE, KEY]), "IAM_PROFILE_ID");
    names(&refused(&[TYPE, KEY, NAME]), "IAM_ACCOUNT_ID");
    // More than one profile; in code neither this nor the two before can be written down.
    names(&refused(&[TYPE, KEY, PROFILE_ID, CRN]), "IAM_PROFILE_CRN");
}

#[test]
fn iam_assume_auth_builder_success() {
    let client = Client::new().unwrap();
    let named = AssumeProfile::Name {
        profile_name: NAME.1.into(),
        account: ACCOUNT.1.into(),
    };
    let profiles: [(&[(&str, &str)], AssumeProfile); 3] = [
        (&[PROFILE_ID], AssumeProfile::Id(PROFILE_ID.1.into())),
        (&[CRN], AssumeProfile::Crn(CRN.1.into())),
        (&[NAME, ACCOUNT], named),
    ];
    for (properties, profile) in profiles {
        let found = configured(&[&[TYPE, KEY], properties].concat(), &[]).unwrap();
        let key = client.get_token_api_key(ApiKey::new(KEY.1).unwrap());
        let user = TokenCache::new(key.response_type("cloud_iam"));
        let written = TrustedProfile::new(client.clone(), user, profile);
        same(&found.source().unwrap(), &written);
        // A source can be taken apart no further, and a copy of it is equal: Go's round trip through a builder.
        same(&written.clone(), &written);
    }

    let url = ("AUTH_URL", "https://mock.iam.com");
    let full = configured(&[TYPE, KEY, CRN, ID, SECRET, SCOPE, url], &[]).unwrap();
    let client = Client::builder().base_url(url.1).build().unwrap();
    let key = client.get_token_api_key(KEY.1).response_type("cloud_iam");
    let user = TokenCache::new(key.client(bx()).scope(SCOPE.1));
    let written = TrustedProfile::new(client, user, AssumeProfile::Crn(CRN.1.into()));
    same(&full.source().unwrap(), &written);
}

#[test]
fn iam_assume_authenticator_from_map() {
    assert_eq!(
        configured(&[], &[]).unwrap_err().kind(),
        ErrorKind::Configuration
    );
    names(
        &refused(&[TYPE, ("AUTH_URL", "https://mock.iam.com"), KEY]),
        "IAM_PROFILE_ID",
    );
    names(
        &refused(&[TYPE, ("APIKEY", ""), ("IAM_PROFILE_ID", "")]),
        "IAM_PROFILE_ID",
    );
    let full = [
        TYPE,
        KEY,
        NAME,
        ACCOUNT,
        ("AUTH_DISABLE_SSL", "false"),
        ID,
        SECRET,
        SCOPE,
    ];
    for properties in [&[TYPE, KEY, CRN][..], &full] {
        assert!(configured(properties, &[]).unwrap().source().is_ok());
    }
}

#[tokio::test]
async fn iam_assume_auth_default_url() {
    let memory = Memory::answering([token("user-1"), token("profile-1")]);
    watched(&memory, &[TYPE, KEY, PROFILE_ID], &[])
        .token()
        .await;
    let seen = memory.seen();
    assert_eq!(seen.len(), 2);
    for seen in seen {
        assert_eq!(seen.line, "POST https://iam.cloud.ibm.com/identity/token");
    }
}

#[tokio::test]
async fn iam_assume_auth_get_token_success() {
    let memory = Memory::answering([
        token("user-1"),
        Reply::json(
            200,
            &serde_json::json!({"access_token": "profile-1", "expires_in": 600}),
        ),
        token("profile-2"),
    ]);
    let cache = watched(&memory, &[TYPE, KEY, PROFILE_ID, ID, SECRET, SCOPE], &[]);
    for _ in 0..2 {
        assert_eq!(cache.token().await, "profile-1");
    }
    // The profile's token ends, and the user's is used again.
    cache.hand.advance(Duration::from_secs(600));
    assert_eq!(cache.token().await, "profile-2");

    let [first, second, third] = memory.seen().try_into().unwrap();
    assert_eq!(
        first.form,
        fields(&[&KEY_FORM[..], &[("scope", SCOPE.1)]].concat())
    );
    as_the_cores_send_it(&first, Some(BX));
    assert_eq!(
        second.form,
        assume_form("user-1", &[("profile_id", PROFILE_ID.1)])
    );
    as_the_cores_send_it(&second, None);
    assert_eq!(third, second);
}

#[tokio::test]
async fn iam_assume_auth_get_token_success_10_sec_window() {
    let memory = Memory::answering([token("user-1"), token("profile-1"), token("profile-2")]);
    let cache = watched(&memory, &[TYPE, KEY, CRN], &[]);
    assert_eq!(cache.token().await, "profile-1");
    cache.hand.advance(UNTIL_10_SECONDS_BEFORE);
    assert_eq!(cache.token().await, "profile-2");
    assert_eq!(
        memory.seen()[2].form,
        assume_form("user-1", &[("profile_crn", CRN.1)])
    );
}

#[tokio::test]
async fn iam_assume_auth_request_token_error_1() {
    // Nobody listens on port 9.
    let client = Client::builder()
        .base_url("http://127.0.0.1:9")
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    let user = TokenCache::new(client.get_token_api_key(KEY.1));
    let profile = AssumeProfile::Crn(CRN.1.into());
    let cache = TokenCache::new(TrustedProfile::new(client, user, profile));
    let error = cache.token().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.operation()),
        (ErrorKind::Connect, Some("getTokenApiKey"))
    );
}

#[tokio::test]
async fn iam_assume_auth_authenticate_success() {
    let memory = Memory::answering(["user-1", "profile-1", "user-2", "profile-2"].map(token));
    let client = memory.client();
    let user = Watched::over(client.get_token_api_key(KEY.1));
    let profile = AssumeProfile::Name {
        profile_name: NAME.1.into(),
        account: ACCOUNT.1.into(),
    };
    let cache = Watched::over(TrustedProfile::new(client, user.cache.clone(), profile));
    let header = async || {
        let token = cache.cache.token().await.unwrap();
        token.authorization().to_str().unwrap().to_owned()
    };
    for _ in 0..2 {
        assert_eq!(header().await, "Bearer profile-1");
    }
    // Both tokens end.
    cache.hand.advance(LIFE);
    user.hand.advance(LIFE);
    assert_eq!(header().await, "Bearer profile-2");
    assert_eq!(user.token().await, "user-2");
    let profile = [("profile_name", NAME.1), ("account", ACCOUNT.1)];
    assert_eq!(memory.seen()[1].form, assume_form("user-1", &profile));
    assert_eq!(memory.seen()[3].form, assume_form("user-2", &profile));
}

#[tokio::test]
async fn iam_assume_auth_authenticate_fail_bad_api_key() {
    let memory = Memory::answering([Reply::text(400, "Bad Request: invalid apikey")]);
    let properties = [TYPE, ("APIKEY", "BAD_APIKEY"), NAME, ACCOUNT];
    let error = watched(&memory, &properties, &[])
        .cache
        .token()
        .await
        .unwrap_err();
    assert_eq!(
        (error.status(), error.operation()),
        (Some(400), Some("getTokenApiKey"))
    );
    assert_eq!(error.raw_body(), Some(&b"Bad Request: invalid apikey"[..]));
    assert_eq!(memory.requests(), 1);
}

#[tokio::test]
async fn iam_assume_auth_authenticate_fail_bad_profile_crn() {
    let refusal = Reply::text(400, "Bad Request: invalid trusted profile");
    let memory = Memory::answering([token("user-1"), refusal]);
    let properties = [TYPE, KEY, ("IAM_PROFILE_CRN", "BAD_PROFILE_CRN")];
    let error = watched(&memory, &properties, &[])
        .cache
        .token()
        .await
        .unwrap_err();
    assert_eq!(
        (error.status(), error.operation()),
        (Some(400), Some("getTokenAssume"))
    );
    assert_eq!(memory.requests(), 2);
}

#[tokio::test]
async fn iam_assume_auth_background_token_refresh_success() {
    let memory = Memory::answering([token("user-1"), token("profile-1"), token("profile-2")]);
    let cache = watched(&memory, &[TYPE, KEY, CRN], &[]);
    assert_eq!(cache.token().await, "profile-1");
    cache.hand.advance(IN_THE_WINDOW);
    assert_eq!(cache.token().await, "profile-1");
    settled(&cache).await;
    assert_eq!(cache.token().await, "profile-2");
}

/// Not in Go: nothing tells there which credential a token was issued for.
#[tokio::test]
async fn two_api_keys_that_assume_one_profile_never_share_a_token() {
    let memory = Memory::answering(["user-1", "profile-1", "user-2", "profile-2"].map(token));
    let [one, two] = ["key-1", "key-2"].map(|key| {
        let found = configured(&[TYPE, ("APIKEY", key), PROFILE_ID], &[]).unwrap();
        found.source_over(memory.clone()).unwrap()
    });
    // What a store would find a token by.
    assert!(one.identity().is_some() && two.identity().is_some());
    assert_ne!(one.identity(), two.identity());
    let [one, two] = [TokenCache::new(one), TokenCache::new(two)];
    for _ in 0..2 {
        assert_eq!(one.token().await.unwrap().expose(), "profile-1");
        assert_eq!(two.token().await.unwrap().expose(), "profile-2");
    }
    assert_eq!(memory.seen()[3].form["access_token"], "user-2");
}
