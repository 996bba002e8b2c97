//! After `iam_authenticator_test.go`.

use std::time::Duration;

use auth_core::{Attempt, TokenSource};
use ibm_iam_token::{ApiKey, Client, ClientCredentials, ErrorKind, ExposeSecret, TokenCache};
use serde_json::json;

use super::{
    IN_THE_WINDOW, LIFE, REST, UNTIL_10_SECONDS_BEFORE, as_the_cores_send_it, ended_in_2019, names,
    refused, same, watched,
};
use crate::support::{BX, Memory, Reply, bx, configured, fields, settled};
use test_support::Watched;

const API_KEY: &str = "mock-apikey";
const REFRESH_TOKEN: &str = "mock-refresh-token";
const URL: &str = "https://mock.iam.com";
const SCOPE: &str = "scope1,scope2";
const KEY: (&str, &str) = ("APIKEY", API_KEY);
const ID: (&str, &str) = ("CLIENT_ID", "bx");
const SECRET: (&str, &str) = ("CLIENT_SECRET", "bx");

/// The fields of the request for an API key, as all cores send them.
const KEY_FORM: [(&str, &str); 3] = [
    ("grant_type", "urn:ibm:params:oauth:grant-type:apikey"),
    ("apikey", API_KEY),
    ("response_type", "cloud_iam"),
];

fn token(number: u8) -> Reply {
    Reply::token(&ended_in_2019(&number.to_string()), "jy4gl91BQ")
}

/// A cache over the key alone.
fn keyed(memory: &Memory) -> Watched {
    watched(memory, &[KEY], &[])
}

#[test]
fn iam_auth_builder_errors() {
    let error = refused(&[("AUTH_TYPE", "iam"), ("APIKEY", ""), ("REFRESH_TOKEN", "")]);
    names(&error, "APIKEY");
    names(&refused(&[("APIKEY", "{invalid-apikey}")]), "APIKEY");
    names(&refused(&[KEY, ID, ("CLIENT_SECRET", "")]), "CLIENT_SECRET");
    names(&refused(&[KEY, ("CLIENT_ID", ""), SECRET]), "CLIENT_ID");
    // In code the first two are errors as well; half a client cannot be written down.
    assert!(ApiKey::new("").is_err());
    assert!(ApiKey::new("{invalid-apikey}").is_err());
}

#[test]
fn iam_auth_builder_success() {
    let client = Client::new().unwrap();
    let configured =
        |properties: &[(&str, &str)]| configured(properties, &[]).unwrap().source().unwrap();
    let key = || client.get_token_api_key(API_KEY).response_type("cloud_iam");
    same(&configured(&[KEY]), &key());

    let refresh = client
        .get_token_refresh_token(REFRESH_TOKEN, bx())
        .response_type("cloud_iam");
    same(
        &configured(&[("REFRESH_TOKEN", REFRESH_TOKEN), ID, SECRET]),
        &refresh,
    );

    // Both: the key counts.
    same(
        &configured(&[KEY, ("REFRESH_TOKEN", REFRESH_TOKEN)]),
        &key(),
    );

    let elsewhere = Client::builder().base_url(URL).build().unwrap();
    let full = elsewhere
        .get_token_api_key(API_KEY)
        .response_type("cloud_iam")
        .client(bx())
        .scope(SCOPE);
    let common = [("AUTH_URL", URL), ID, SECRET, ("SCOPE", SCOPE)];
    same(&configured(&[&common[..], &[KEY]].concat()), &full);

    let full = elsewhere
        .get_token_refresh_token(REFRESH_TOKEN, bx())
        .response_type("cloud_iam")
        .scope(SCOPE);
    let refresh = [("REFRESH_TOKEN", REFRESH_TOKEN)];
    same(&configured(&[&common[..], &refresh].concat()), &full);
}

#[tokio::test]
async fn iam_auth_reuse_authenticator() {
    // A source is not changed by what it obtains: a second cache over it begins where the first did.
    let memory = Memory::answering([token(1), token(2)]);
    let source = memory.client().get_token_api_key(API_KEY);
    for _ in 0..2 {
        TokenCache::new(source.clone()).token().await.unwrap();
    }
    let seen = memory.seen();
    assert_eq!(seen[0], seen[1]);
}

#[test]
fn new_iam_authenticator_from_map() {
    assert_eq!(
        configured(&[], &[]).unwrap_err().kind(),
        ErrorKind::Configuration
    );
    names(
        &refused(&[("AUTH_TYPE", "iam"), ("AUTH_URL", URL)]),
        "APIKEY",
    );
    names(&configured(&[("APIKEY", "")], &[]).unwrap_err(), "APIKEY");
    for credential in [KEY, ("REFRESH_TOKEN", REFRESH_TOKEN)] {
        let full = [
            credential,
            ("AUTH_DISABLE_SSL", "false"),
            ID,
            SECRET,
            ("SCOPE", SCOPE),
        ];
        assert!(configured(&full, &[]).unwrap().source().is_ok());
    }
    assert!(configured(&[KEY], &[]).unwrap().source().is_ok());
}

#[tokio::test]
async fn iam_auth_default_url() {
    let memory = Memory::answering([token(1)]);
    keyed(&memory).token().await;
    assert_eq!(
        memory.seen()[0].line,
        "POST https://iam.cloud.ibm.com/identity/token"
    );
}

#[test]
fn iam_config_errors() {
    names(
        &refused(&[
            ("AUTH_TYPE", "iam"),
            ("CLIENT_ID", "foo"),
            ("CLIENT_SECRET", "bar"),
        ]),
        "APIKEY",
    );
    let wrapped = ("APIKEY", "{invalid-apikey}");
    names(
        &refused(&[wrapped, ("CLIENT_ID", "foo"), ("CLIENT_SECRET", "bar")]),
        "APIKEY",
    );
    names(&refused(&[KEY, ("CLIENT_SECRET", "bar")]), "CLIENT_ID");
    names(&refused(&[KEY, ("CLIENT_ID", "foo")]), "CLIENT_SECRET");
}

#[tokio::test]
async fn iam_authenticate_fail() {
    let memory = Memory::answering([Reply::text(401, "Sorry you are not authorized")]);
    let error = memory
        .client()
        .get_token_api_key(API_KEY)
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.status()),
        (ErrorKind::Refused, Some(401))
    );
    assert_eq!(error.raw_body(), Some(&b"Sorry you are not authorized"[..]));
}

#[tokio::test]
async fn iam_get_token_success() {
    let memory = Memory::answering([token(1), token(2)]);
    let cache = keyed(&memory);
    for _ in 0..2 {
        assert_eq!(cache.token().await, ended_in_2019("1"));
    }
    cache.hand.advance(LIFE);
    assert_eq!(cache.token().await, ended_in_2019("2"));

    let [first, second] = memory.seen().try_into().unwrap();
    assert_eq!(first, second);
    assert_eq!(first.form, fields(&KEY_FORM));
    as_the_cores_send_it(&first, None);

    // The answer of the call shows the refresh token, and the client goes out with each request.
    let memory = Memory::answering([Reply::token("access", "my-refresh-token")]);
    let request = memory.client().get_token_api_key(API_KEY).client(bx());
    let answer = request.await.unwrap();
    assert_eq!(
        answer.refresh_token.unwrap().expose_secret(),
        "my-refresh-token"
    );
    assert_eq!(memory.seen()[0].authorization(), Some(BX));
}

#[tokio::test]
async fn iam_get_token_success_10_sec_window() {
    let memory = Memory::answering([token(1), token(2)]);
    let cache = keyed(&memory);
    assert_eq!(cache.token().await, ended_in_2019("1"));
    cache.hand.advance(UNTIL_10_SECONDS_BEFORE);
    assert_eq!(cache.token().await, ended_in_2019("2"));
}

#[tokio::test]
async fn iam_get_token_success_rt() {
    let next = Reply::token("access-1", "next-refresh-token");
    let memory = Memory::answering([
        next,
        Reply::token("access-2", "new-refresh-token"),
        token(3),
    ]);
    let properties = [
        ("REFRESH_TOKEN", REFRESH_TOKEN),
        ID,
        SECRET,
        ("SCOPE", SCOPE),
    ];
    let cache = watched(&memory, &properties, &[]);
    assert_eq!(cache.token().await, "access-1");
    cache.hand.advance(LIFE * 2);
    assert_eq!(cache.token().await, "access-2");
    cache.hand.advance(LIFE * 2);
    assert_eq!(cache.token().await, ended_in_2019("3"));

    let seen = memory.seen();
    let presented = [REFRESH_TOKEN, "next-refresh-token", "new-refresh-token"];
    assert_eq!(seen.len(), presented.len());
    for (seen, refresh_token) in seen.iter().zip(presented) {
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh_token),
            ("response_type", "cloud_iam"),
            ("scope", SCOPE),
        ];
        assert_eq!(seen.form, fields(&form));
        as_the_cores_send_it(seen, Some(BX));
    }
}

#[tokio::test]
async fn iam_get_token_success_with_scope() {
    let memory = Memory::answering([token(1), token(2)]);
    let cache = watched(&memory, &[KEY, ID, SECRET, ("SCOPE", SCOPE)], &[]);
    assert_eq!(cache.token().await, ended_in_2019("1"));
    cache.hand.advance(LIFE * 2);
    assert_eq!(cache.token().await, ended_in_2019("2"));
    for seen in memory.seen() {
        assert_eq!(
            seen.form,
            fields(&[&KEY_FORM[..], &[("scope", SCOPE)]].concat())
        );
        assert_eq!(seen.authorization(), Some(BX));
    }
}

#[tokio::test]
async fn iam_get_cached_token() {
    let memory = Memory::answering([token(1), token(2)]);
    let cache = keyed(&memory);
    for _ in 0..100 {
        assert_eq!(cache.token().await, ended_in_2019("1"));
    }
    assert_eq!(memory.requests(), 1);
}

#[tokio::test]
async fn iam_background_token_refresh() {
    let memory = Memory::answering([token(1), token(2)]);
    let cache = keyed(&memory);
    assert_eq!(cache.token().await, ended_in_2019("1"));
    cache.hand.advance(IN_THE_WINDOW);
    memory.hold();
    assert_eq!(
        cache.token().await,
        ended_in_2019("1"),
        "at once, while IAM keeps silent"
    );
    memory.release();
    settled(&cache).await;
    assert_eq!(cache.token().await, ended_in_2019("2"));
    assert_eq!(memory.requests(), 2);
}

/// Go's test expects the next call to fail: an answer of status 200 that is no token has replaced the token. Here the token stays.
#[tokio::test]
async fn iam_background_token_refresh_failure() {
    let garbage = Reply::text(200, "Sorry you are forbidden");
    let memory = Memory::answering([token(1), garbage, token(2)]);
    let cache = keyed(&memory);
    assert_eq!(cache.token().await, ended_in_2019("1"));
    cache.hand.advance(IN_THE_WINDOW);
    assert_eq!(cache.token().await, ended_in_2019("1"));
    settled(&cache).await;
    assert_eq!(cache.token().await, ended_in_2019("1"));
    let error = cache.cache.status().last_error.unwrap();
    assert_eq!(error.kind(), ErrorKind::Unreadable);

    cache.hand.advance(REST);
    assert_eq!(cache.token().await, ended_in_2019("2"));
}

#[tokio::test]
async fn iam_background_token_refresh_idle() {
    let memory = Memory::answering([token(1), token(2), token(3)]);
    let cache = keyed(&memory);
    assert_eq!(cache.token().await, ended_in_2019("1"));
    // Ten minutes into the window of Go.
    cache.hand.advance(Duration::from_secs(3480));
    assert_eq!(memory.requests(), 1, "an idle cache asks nobody");
    memory.hold();
    for _ in 0..10 {
        assert_eq!(cache.token().await, ended_in_2019("1"));
        tokio::task::yield_now().await;
    }
    memory.release();
    settled(&cache).await;
    assert_eq!(cache.token().await, ended_in_2019("2"));
    assert_eq!(memory.requests(), 2, "one refresh, however many callers");
}

#[tokio::test]
async fn iam_client_id_and_secret() {
    let memory = Memory::answering([Reply::token("oAeisG8yqPY7sFR_x66Z15", "jy4gl91BQ")]);
    let cache = watched(&memory, &[KEY, ID, SECRET], &[]);
    assert_eq!(cache.token().await, "oAeisG8yqPY7sFR_x66Z15");
    assert_eq!(memory.seen()[0].authorization(), Some(BX));
}

#[tokio::test]
async fn iam_refresh_time_calculation() {
    // Go refreshes at 80 percent of the life; here each cache picks a point between 80 and 90, so that a fleet spreads out.
    let memory = Memory::answering([token(1), token(2)]);
    let cache = keyed(&memory);
    cache.token().await;
    cache.hand.advance(Duration::from_secs(3600 - 720 - 1));
    cache.token().await;
    tokio::task::yield_now().await;
    assert_eq!(memory.requests(), 1);
    cache.hand.advance(Duration::from_secs(361));
    cache.token().await;
    settled(&cache).await;
    assert_eq!(memory.requests(), 2);
}

/// Go stops checking certificates. Here that takes a transport of the application's own: a non-goal of this crate.
#[test]
fn iam_disable_ssl() {
    let found = configured(&[KEY, ("AUTH_DISABLE_SSL", "true")], &[]).unwrap();
    names(&found.source().unwrap_err(), "AUTH_DISABLE_SSL");
    assert!(found.source_over(Memory::answering([])).is_ok());
}

#[tokio::test]
async fn iam_user_headers() {
    let memory = Memory::answering([token(1)]);
    let client = memory
        .builder()
        .header("Header1", "Value1")
        .header("Header2", "Value2")
        .build()
        .unwrap();
    client.get_token_api_key(API_KEY).await.unwrap();
    let seen = &memory.seen()[0];
    assert_eq!(seen.header("header1"), Some("Value1"));
    assert_eq!(seen.header("header2"), Some("Value2"));

    // Go lets a header take the place of the host, and of what says how the body is written; here that is refused by name.
    for name in [
        "Host",
        "Content-Type",
        "Authorization",
        "Accept",
        "User-Agent",
    ] {
        let error = Client::builder()
            .header(name, "iam.cloud.ibm.com")
            .build()
            .unwrap_err();
        assert!(error.to_string().contains(&name.to_lowercase()), "{error}");
    }
}

#[tokio::test]
async fn iam_get_token_failure() {
    let memory = Memory::answering([Reply::text(403, "Sorry you are forbidden")]);
    let error = keyed(&memory).cache.token().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.status()),
        (ErrorKind::Denied, Some(403))
    );
    assert_eq!(error.raw_body(), Some(&b"Sorry you are forbidden"[..]));
}

#[tokio::test(start_paused = true)]
async fn iam_get_token_timeout_error() {
    let memory = Memory::answering([token(1), Reply::Silence]);
    let client = memory
        .builder()
        .total_timeout(Duration::from_secs(2))
        .build()
        .unwrap();
    let cache = Watched::over(client.get_token_api_key(API_KEY));
    assert_eq!(cache.token().await, ended_in_2019("1"));
    cache.hand.advance(LIFE * 2);
    let error = cache.cache.token().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
}

#[tokio::test]
async fn iam_get_token_server_error() {
    let memory = Memory::answering([token(1), Reply::text(504, "Gateway Timeout")]);
    let cache = Watched::over(memory.client().get_token_api_key(API_KEY));
    assert_eq!(cache.token().await, ended_in_2019("1"));
    cache.hand.advance(LIFE * 2);
    let error = cache.cache.token().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.status()),
        (ErrorKind::Unavailable, Some(504))
    );
    assert_eq!(error.raw_body(), Some(&b"Gateway Timeout"[..]));
}

#[tokio::test]
async fn iam_request_token_error_1() {
    let memory = Memory::answering([]);
    let error = memory.client().get_token_api_key("").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("`apikey`"), "{error}");
    assert_eq!(memory.requests(), 0);
}

#[test]
fn iam_request_token_error_2() {
    names(&refused(&[KEY, ("AUTH_URL", "123:badpath")]), "AUTH_URL");
}

#[tokio::test]
async fn iam_new_token_data_error_1() {
    for body in ["", "null", "{}", "{\"access_token\": null}"] {
        let memory = Memory::answering([Reply::text(200, body)]);
        let source = memory.client().get_token_api_key(API_KEY);
        let error = source.request(Attempt::Primary).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unreadable, "{body}");
    }
}

/// Not in Go: the cores send a secret of any characters raw, and so do we.
#[tokio::test]
async fn iam_requests_of_the_cores_decode_alike() {
    // Go and Python write a blank as `+`, Node as `%20`; `*` and `~` differ as well. All of it decodes to the same.
    let key = "a b*c~d+e&f=g%h'(i)!ü";
    let memory = Memory::answering([token(1)]);
    let client = ClientCredentials::new("my-id", "s:e c%r+t");
    let request = memory.client().get_token_api_key(key).client(client);
    request.await.unwrap();
    let seen = &memory.seen()[0];
    assert_eq!(seen.form["apikey"], key);
    assert_eq!(seen.authorization(), Some("Basic bXktaWQ6czplIGMlcit0"));
    let names: Vec<_> = seen.headers.keys().map(String::as_str).collect();
    assert_eq!(names, ["accept", "authorization", "content-type"]);
    assert_eq!(json!(seen.form).as_object().unwrap().len(), 2);
}
