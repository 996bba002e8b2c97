//! After `container_authenticator_test.go`.

use std::time::Duration;

use auth_core::{Attempt, TokenSource};
use ibm_iam_token::iam::ComputeResourceProfile;
use ibm_iam_token::{
    Client, ClientCredentials, ComputeResource, ComputeResourceToken, ErrorKind, ExposeSecret,
    Files, PLATFORM_TOKEN_FILES, TokenCache,
};

use super::{
    IN_THE_WINDOW, LIFE, REST, UNTIL_10_SECONDS_BEFORE, as_the_cores_send_it, ended_in_2019, names,
    refused, watched,
};
use test_support::Watched;

use crate::support::{Memory, Reply, configured, fields, settled};

const TYPE: (&str, &str) = ("AUTH_TYPE", "container");
const NAME: (&str, &str) = ("IAM_PROFILE_NAME", "iam-user-123");
const PROFILE_ID: (&str, &str) = ("IAM_PROFILE_ID", "iam-id-123");
const ID: (&str, &str) = ("CLIENT_ID", "client-id-1");
const SECRET: (&str, &str) = ("CLIENT_SECRET", "client-secret-1");
const FILE: (&str, &str) = ("CR_TOKEN_FILENAME", "cr-token.txt");
const FILES: [(&str, &str); 1] = [("cr-token.txt", "cr-token-1")];

const FORM: [(&str, &str); 2] = [
    ("grant_type", "urn:ibm:params:oauth:grant-type:cr-token"),
    ("cr_token", "cr-token-1"),
];

fn token(number: u8) -> Reply {
    Reply::token(&ended_in_2019(&number.to_string()), "Xj7Gle500MachEOi")
}

fn by_name(memory: &Memory) -> Watched {
    watched(memory, &[FILE, NAME], &FILES)
}

/// A source that is given its parts in code.
fn source(client: Client, token: ComputeResourceToken) -> ComputeResource {
    ComputeResource::new(client, ComputeResourceProfile::Name(NAME.1.into()))
        .token(token)
        .files(Files::from_iter(FILES))
}

fn in_file() -> ComputeResourceToken {
    ComputeResourceToken::File(FILE.1.into())
}

#[test]
fn container_auth_ctor_errors() {
    // Without a profile nothing can be written down in code; in a configuration it is an error.
    names(&refused(&[TYPE]), "IAM_PROFILE_ID");
    names(&refused(&[NAME, ("CLIENT_ID", ""), SECRET]), "CLIENT_ID");
    names(
        &refused(&[PROFILE_ID, ID, ("CLIENT_SECRET", "")]),
        "CLIENT_SECRET",
    );
}

#[tokio::test]
async fn container_auth_ctor_success() {
    for (profile, field) in [(NAME, "profile_name"), (PROFILE_ID, "profile_id")] {
        let memory = Memory::answering([token(1)]);
        let platform = [(PLATFORM_TOKEN_FILES[1], "cr-token-1")];
        watched(&memory, &[profile], &platform).token().await;
        let form = fields(&[&FORM[..], &[(field, profile.1)]].concat());
        assert_eq!(memory.seen()[0].form, form);
        as_the_cores_send_it(&memory.seen()[0], None);
    }

    // Everything. Go sends the name and the ID of the profile side by side, which IBM does not document; here they are refused.
    let memory = Memory::answering([token(1)]);
    let full = [
        FILE,
        PROFILE_ID,
        ("AUTH_URL", "https://iam.cloud.ibm.com"),
        ID,
        SECRET,
        ("SCOPE", "scope1"),
    ];
    watched(&memory, &full, &FILES).token().await;
    let form = [("profile_id", "iam-id-123"), ("scope", "scope1")];
    assert_eq!(memory.seen()[0].form, fields(&[&FORM[..], &form].concat()));
    names(&refused(&[&full[..], &[NAME]].concat()), "IAM_PROFILE_NAME");
}

#[test]
fn container_auth_ctor_from_map_errors() {
    assert_eq!(
        configured(&[], &[]).unwrap_err().kind(),
        ErrorKind::Configuration
    );
    names(&refused(&[TYPE]), "IAM_PROFILE_ID");
    names(&refused(&[NAME, SECRET]), "CLIENT_ID");
    names(&refused(&[PROFILE_ID, ID]), "CLIENT_SECRET");
}

#[test]
fn container_auth_ctor_from_map_success() {
    let full = [
        FILE,
        NAME,
        ("AUTH_DISABLE_SSL", "false"),
        ID,
        SECRET,
        ("SCOPE", "scope1"),
    ];
    for properties in [&[NAME][..], &[PROFILE_ID], &full] {
        assert!(configured(properties, &FILES).unwrap().source().is_ok());
    }
}

#[tokio::test]
async fn container_auth_default_url() {
    let memory = Memory::answering([token(1)]);
    by_name(&memory).token().await;
    assert_eq!(
        memory.seen()[0].line,
        "POST https://iam.cloud.ibm.com/identity/token"
    );
}

#[tokio::test]
async fn container_auth_retrieve_cr_token_success() {
    let memory = Memory::answering([token(1)]);
    TokenCache::new(source(memory.client(), in_file()))
        .token()
        .await
        .unwrap();
    assert_eq!(memory.seen()[0].form["cr_token"], "cr-token-1");
}

#[tokio::test]
async fn container_auth_retrieve_cr_token_fail() {
    let memory = Memory::answering([]);
    let bogus = ComputeResourceToken::File("bogus-cr-token-file".into());
    let error = source(memory.client(), bogus)
        .request(Attempt::Primary)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("bogus-cr-token-file"), "{error}");
    assert_eq!(memory.requests(), 0);
}

#[tokio::test]
async fn container_auth_get_token_success() {
    let memory = Memory::answering([token(1), token(2)]);
    let cache = by_name(&memory);
    for _ in 0..2 {
        assert_eq!(cache.token().await, ended_in_2019("1"));
    }
    cache.hand.advance(LIFE);
    assert_eq!(cache.token().await, ended_in_2019("2"));
    // Go changes the profile of a source that is in use; here another profile is another source, and never finds a token of the first.
    let memory = Memory::answering([token(1), token(2)]);
    assert_eq!(by_name(&memory).token().await, ended_in_2019("1"));
    let by_id = watched(&memory, &[FILE, PROFILE_ID], &FILES);
    assert_eq!(by_id.token().await, ended_in_2019("2"));
}

#[tokio::test]
async fn container_auth_get_token_success_10_sec_window() {
    let memory = Memory::answering([token(1), token(2)]);
    let cache = by_name(&memory);
    assert_eq!(cache.token().await, ended_in_2019("1"));
    cache.hand.advance(UNTIL_10_SECONDS_BEFORE);
    assert_eq!(cache.token().await, ended_in_2019("2"));
}

#[tokio::test]
async fn container_auth_request_token_success() {
    let memory = Memory::answering([token(1)]);
    let profile = ComputeResourceProfile::Name(NAME.1.into());
    let answer = memory
        .client()
        .get_token_cr_token("cr-token-1", profile)
        .await
        .unwrap();
    assert_eq!(
        answer.refresh_token.unwrap().expose_secret(),
        "Xj7Gle500MachEOi"
    );
}

#[test]
fn container_auth_request_token_error_1() {
    names(&refused(&[NAME, ("AUTH_URL", "123:badpath")]), "AUTH_URL");
}

#[tokio::test]
async fn container_auth_request_token_error_2() {
    let memory = Memory::answering([]);
    let cache = watched(&memory, &[FILE, NAME], &[("cr-token.txt", "")]);
    let error = cache.cache.token().await.unwrap_err();
    assert_eq!(error.to_string(), "`cr_token` is empty in cr-token.txt");
    assert_eq!(memory.requests(), 0);
}

#[tokio::test]
async fn container_auth_authenticate_success() {
    let memory = Memory::answering([token(1), token(2)]);
    let cache = watched(&memory, &[FILE, PROFILE_ID], &FILES);
    let header = async || {
        let token = cache.cache.token().await.unwrap();
        token.authorization().to_str().unwrap().to_owned()
    };
    for _ in 0..2 {
        assert_eq!(header().await, format!("Bearer {}", ended_in_2019("1")));
    }
    cache.hand.advance(LIFE);
    assert_eq!(header().await, format!("Bearer {}", ended_in_2019("2")));
}

#[tokio::test]
async fn container_auth_authenticate_fail_no_cr_token() {
    let memory = Memory::answering([]);
    let properties = [("CR_TOKEN_FILENAME", "bogus-cr-token-file"), NAME];
    let error = watched(&memory, &properties, &[])
        .cache
        .token()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(memory.requests(), 0);
}

#[tokio::test]
async fn container_auth_authenticate_fail_iam() {
    let memory = Memory::answering([Reply::text(400, "Sorry, bad request!")]);
    let error = by_name(&memory).cache.token().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.status()),
        (ErrorKind::Invalid, Some(400))
    );
    assert_eq!(error.raw_body(), Some(&b"Sorry, bad request!"[..]));
}

#[tokio::test]
async fn container_auth_background_token_refresh_success() {
    let memory = Memory::answering([token(1), token(2)]);
    let cache = by_name(&memory);
    assert_eq!(cache.token().await, ended_in_2019("1"));
    cache.hand.advance(IN_THE_WINDOW);
    assert_eq!(cache.token().await, ended_in_2019("1"));
    settled(&cache).await;
    assert_eq!(cache.token().await, ended_in_2019("2"));
}

#[tokio::test]
async fn container_auth_background_token_refresh_fail() {
    let refusal = || Reply::text(401, "Sorry, you are not authorized!");
    let memory = Memory::answering([token(1), refusal(), refusal()]);
    let cache = by_name(&memory);
    assert_eq!(cache.token().await, ended_in_2019("1"));
    cache.hand.advance(IN_THE_WINDOW);
    assert_eq!(cache.token().await, ended_in_2019("1"));
    settled(&cache).await;
    assert_eq!(cache.token().await, ended_in_2019("1"));
    cache.hand.advance(REST);
    let error = cache.cache.token().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.status()),
        (ErrorKind::Refused, Some(401))
    );
}

#[tokio::test]
async fn container_auth_client_id_and_secret() {
    let memory = Memory::answering([token(1)]);
    watched(&memory, &[FILE, NAME, ID, SECRET], &FILES)
        .token()
        .await;
    let basic = "Basic Y2xpZW50LWlkLTE6Y2xpZW50LXNlY3JldC0x";
    assert_eq!(memory.seen()[0].authorization(), Some(basic));
    // The same in code.
    let memory = Memory::answering([token(1)]);
    let source = source(memory.client(), in_file()).client(ClientCredentials::new(ID.1, SECRET.1));
    TokenCache::new(source).token().await.unwrap();
    assert_eq!(memory.seen()[0].authorization(), Some(basic));
}

/// Go stops checking certificates; see `iam_disable_ssl`.
#[test]
fn container_auth_disable_ssl() {
    names(
        &refused(&[FILE, NAME, ("AUTH_DISABLE_SSL", "true")]),
        "AUTH_DISABLE_SSL",
    );
}

#[tokio::test]
async fn container_auth_user_headers() {
    let memory = Memory::answering([token(1)]);
    let client = memory
        .builder()
        .header("User-Header-1", "Value-1")
        .build()
        .unwrap();
    TokenCache::new(source(client, in_file()))
        .token()
        .await
        .unwrap();
    assert_eq!(memory.seen()[0].header("user-header-1"), Some("Value-1"));
}

#[tokio::test(start_paused = true)]
async fn container_auth_get_token_timeout() {
    let memory = Memory::answering([token(1), Reply::Silence]);
    let client = memory
        .builder()
        .total_timeout(Duration::from_secs(2))
        .build()
        .unwrap();
    let cache = Watched::over(source(client, in_file()));
    assert_eq!(cache.token().await, ended_in_2019("1"));
    cache.hand.advance(LIFE);
    let error = cache.cache.token().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
}
