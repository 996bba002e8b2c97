//! What no core of IBM tests, and where most of them go wrong. The names begin with the matter.

use std::sync::Arc;
use std::time::Duration;

use api_core::RetryPolicy;
use auth_core::TokenProvider;
use ibm_iam_token::iam::{AssumeProfile, AssumeSubject, ComputeResourceProfile, IamError};
use ibm_iam_token::{ComputeResource, ComputeResourceToken, ErrorKind, TokenCache, TrustedProfile};
use serde_json::json;
use tokio::task::JoinSet;

use super::{LIFE, ended_in_2019};
use test_support::{MARK, Watched, assert_hidden, shown, shown_error};

use crate::support::{Memory, Reply, bx, configured, fields};

const KEY: &str = "mock-apikey";

fn token(name: &str) -> Reply {
    Reply::token(name, "not_supported")
}

fn keyed(memory: &Memory) -> Watched {
    Watched::over(memory.client().get_token_api_key(KEY))
}

/// All cores follow 307 and 308 and send the key once more, and follow 302 as a GET whose answer they accept.
#[tokio::test]
async fn redirects_are_errors_and_the_key_goes_nowhere_else() {
    for status in [301, 302, 303, 307, 308] {
        let away = Reply::text(status, "").with("Location", "https://elsewhere.example.com/");
        let memory = Memory::answering([away, token("stolen")]);
        let error = keyed(&memory).cache.token().await.unwrap_err();
        assert_eq!(
            (error.kind(), error.status()),
            (ErrorKind::Unreadable, Some(status))
        );
        assert_eq!(memory.requests(), 1);
    }
}

/// No core but Node's tries again, and that one only when it is told to.
#[tokio::test(start_paused = true)]
async fn throttling_is_waited_out_as_long_as_iam_asks() {
    let started = tokio::time::Instant::now();
    let busy = Reply::text(429, "Too many requests").with("Retry-After", "7");
    let memory = Memory::answering([busy, token("access-1")]);
    let client = memory.builder().build().unwrap();
    client.get_token_api_key(KEY).await.unwrap();
    assert_eq!(memory.requests(), 2);
    let waited = started.elapsed();
    assert!((7..=10).contains(&waited.as_secs()), "{waited:?}");
}

#[tokio::test]
async fn throttling_that_lasts_longer_keeps_a_cache_from_asking() {
    let busy = Reply::text(429, "Too many requests").with("Retry-After", "45");
    let memory = Memory::answering([busy, token("access-1")]);
    let cache = Watched::over(memory.builder().build().unwrap().get_token_api_key(KEY));
    for _ in 0..3 {
        let error = cache.cache.token().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Throttled);
        assert_eq!(error.retry_after(), Some(Duration::from_secs(45)));
    }
    assert_eq!(memory.requests(), 1);
    cache.hand.advance(Duration::from_secs(46));
    assert_eq!(cache.token().await, "access-1");
}

#[tokio::test(start_paused = true)]
async fn retries_are_made_by_default_where_they_can_help() {
    for status in [429, 500, 502, 503, 504] {
        let memory = Memory::answering([Reply::text(status, "later"), token("access-1")]);
        let client = memory.builder().build().unwrap();
        client.get_token_api_key(KEY).await.unwrap();
    }
    for status in [400, 401, 403, 404, 501] {
        let memory = Memory::answering([Reply::text(status, "never"), token("access-1")]);
        let client = memory.builder().build().unwrap();
        client.get_token_api_key(KEY).await.unwrap_err();
        assert_eq!(memory.requests(), 1, "{status}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrency_costs_one_request_for_all_who_wait() {
    let memory = Memory::answering([token("access-1")]);
    memory.hold();
    let cache = keyed(&memory).cache;
    let mut callers = JoinSet::new();
    for _ in 0..1_000 {
        let cache = cache.clone();
        callers.spawn(async move { cache.token().await.unwrap().expose().to_owned() });
    }
    while memory.requests() == 0 {
        tokio::task::yield_now().await;
    }
    memory.release();
    assert!(
        callers
            .join_all()
            .await
            .iter()
            .all(|token| token == "access-1")
    );
    assert_eq!(memory.requests(), 1);
}

/// In Go and Java each of those who wait tries again in turn: 16 callers, 16 requests.
#[tokio::test]
async fn concurrency_costs_one_request_for_all_who_wait_in_vain() {
    let memory = Memory::answering([Reply::text(503, "down")]);
    memory.hold();
    let cache = keyed(&memory).cache;
    let mut callers = JoinSet::new();
    for _ in 0..16 {
        let cache = cache.clone();
        callers.spawn(async move { cache.token().await.unwrap_err().kind() });
    }
    while memory.requests() == 0 {
        tokio::task::yield_now().await;
    }
    memory.release();
    let errors = callers.join_all().await;
    assert!(
        errors.iter().all(|kind| *kind == ErrorKind::Unavailable),
        "{errors:?}"
    );
    assert_eq!(memory.requests(), 1);
}

/// In Python the call after a failed first one hangs for a minute; in Node it may hang for ever.
#[tokio::test(start_paused = true)]
async fn a_first_failure_is_over_after_a_second() {
    let memory = Memory::answering([Reply::text(503, "down"), token("access-1")]);
    let cache = keyed(&memory);
    cache.cache.token().await.unwrap_err();
    let failed = tokio::time::Instant::now();
    assert_eq!(cache.token().await, "access-1");
    assert!(failed.elapsed() <= Duration::from_secs(2));
    assert_eq!(memory.requests(), 2);
}

#[tokio::test]
async fn cancelled_waiters_take_nothing_with_them() {
    let memory = Memory::answering([token("access-1")]);
    memory.hold();
    let cache = keyed(&memory).cache;
    let first = tokio::spawn({
        let cache = cache.clone();
        async move { cache.token().await }
    });
    while memory.requests() == 0 {
        tokio::task::yield_now().await;
    }
    let second = tokio::spawn({
        let cache = cache.clone();
        async move { cache.token().await }
    });
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    memory.release();
    assert_eq!(second.await.unwrap().unwrap().expose(), "access-1");
    assert_eq!(memory.requests(), 1);
}

/// With a local clock that is two hours fast, every core asks for a token at every call, Python twice.
#[tokio::test]
async fn clock_skew_changes_nothing() {
    for expiration in [0_i64, 1_563_911_183, 9_999_999_999] {
        let body = json!({"access_token": ended_in_2019("1"), "expires_in": 3600, "expiration": expiration});
        let memory = Memory::answering([Reply::json(200, &body), token("access-2")]);
        let cache = keyed(&memory);
        for _ in 0..10 {
            assert_eq!(cache.token().await, ended_in_2019("1"), "{expiration}");
        }
        assert_eq!(memory.requests(), 1);
        cache.hand.advance(LIFE);
        assert_eq!(cache.token().await, "access-2");
    }
}

/// Without `expiration` Go asks at every call and Java never again; Python and Node cannot read an opaque token at all.
#[tokio::test]
async fn missing_lives_are_made_up_for() {
    let opaque = json!({"access_token": "opaque-1"});
    let memory = Memory::answering([Reply::json(200, &opaque), token("access-2")]);
    let cache = keyed(&memory);
    for _ in 0..10 {
        assert_eq!(cache.token().await, "opaque-1");
    }
    assert_eq!(memory.requests(), 1);
    cache.hand.advance(Duration::from_secs(1200));
    assert_eq!(cache.token().await, "access-2");

    let only_expires_in = json!({"access_token": "opaque-1", "expires_in": "1800"});
    let memory = Memory::answering([Reply::json(200, &only_expires_in), token("access-2")]);
    let cache = keyed(&memory);
    cache.hand.advance(Duration::from_secs(1));
    assert_eq!(cache.token().await, "opaque-1");
    cache.hand.advance(Duration::from_secs(1400));
    assert_eq!(cache.token().await, "opaque-1");
    cache.hand.advance(Duration::from_secs(400));
    assert_eq!(cache.token().await, "access-2");
}

#[tokio::test]
async fn not_supported_is_never_presented() {
    let memory = Memory::answering([token("access-1"), token("access-2")]);
    let login = memory.client().get_token_password("u", "p", bx());
    let cache = Watched::over(login);
    assert_eq!(cache.token().await, "access-1");
    cache.hand.advance(LIFE);
    assert_eq!(cache.token().await, "access-2");
    let [first, second] = memory.seen().try_into().unwrap();
    assert_eq!(first, second);
}

/// Python says "Access is denied due to invalid credentials." of any error whose context names IAM.
#[tokio::test]
async fn mfa_errors_say_what_iam_says_and_what_is_missing() {
    let body = json!({
        "context": {"requestId": "my-request-1", "url": "https://iam.cloud.ibm.com"},
        "errorCode": "BXNIM0400E",
        "errorMessage": "OpenID Connect exception",
        "requirements": {"error": "A second factor is needed", "code": "MFA_REQUIRED", "authorizationToken": MARK},
    });
    let memory = Memory::answering([Reply::json(401, &body)]);
    let login = memory.client().get_token_password("u", "p", bx());
    let error = TokenCache::new(login).token().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Interaction);
    assert_eq!(error.vendor_message(), Some("OpenID Connect exception"));
    assert_eq!(error.request_id(), Some("my-request-1"));
    let Some(IamError::Exception(exception)) = error.vendor_body() else {
        panic!("no exception: {error:?}");
    };
    let requirements = exception.requirements.as_ref().unwrap();
    assert_eq!(requirements.code.as_deref(), Some("MFA_REQUIRED"));
    assert_eq!(
        requirements.error.as_deref(),
        Some("A second factor is needed")
    );
    assert_hidden(&shown_error(&error));
}

#[tokio::test]
async fn secrets_are_not_shown_by_what_is_made_of_properties() {
    let properties = [
        ("AUTH_TYPE", "iamAssume"),
        ("APIKEY", MARK),
        ("IAM_PROFILE_ID", "p"),
        ("CLIENT_ID", "c"),
        ("CLIENT_SECRET", MARK),
    ];
    let found = configured(&properties, &[]).unwrap();
    assert_hidden(&shown(&found));
    let source = found.source().unwrap();
    assert_hidden(&shown(&source));
    assert_hidden(&shown(&TokenCache::new(source)));
    let bearer = [("AUTH_TYPE", "bearerToken"), ("BEARER_TOKEN", MARK)];
    let source = configured(&bearer, &[]).unwrap().source().unwrap();
    assert_hidden(&shown(&source));
}

/// In Go one lock holds up all authenticators of a process. Here handles share what they mean to share, and nothing else.
#[tokio::test]
async fn process_wide_sharing_is_by_handle_and_slow_caches_hold_up_no_other() {
    let slow = Memory::answering([token("slow-1")]);
    slow.hold();
    let slow_cache = keyed(&slow).cache;
    let waiting = tokio::spawn({
        let cache = slow_cache.clone();
        async move { cache.token().await }
    });
    while slow.requests() == 0 {
        tokio::task::yield_now().await;
    }

    let quick = Memory::answering([token("quick-1")]);
    let cache = keyed(&quick).cache;
    let shared: Arc<dyn TokenProvider> = Arc::new(cache.clone());
    assert_eq!(cache.token().await.unwrap().expose(), "quick-1");
    assert_eq!(shared.token().await.unwrap().expose(), "quick-1");
    assert_eq!(quick.requests(), 1);

    assert!(!waiting.is_finished());
    slow.release();
    assert_eq!(waiting.await.unwrap().unwrap().expose(), "slow-1");
}

/// The cores assume a profile with an API key alone.
#[tokio::test]
async fn profiles_are_assumed_by_any_identity() {
    let memory = Memory::answering(["resource-1", "first-1", "second-1"].map(token));
    let client = memory.client();
    let resource =
        ComputeResource::new(client.clone(), ComputeResourceProfile::Crn("crn:1".into()))
            .token(ComputeResourceToken::Value("cr-token-1".into()));
    let first = TrustedProfile::new(
        client.clone(),
        TokenCache::new(resource),
        AssumeProfile::Id("first".into()),
    );
    let second = TrustedProfile::new(
        client,
        TokenCache::new(first),
        AssumeProfile::Id("second".into()),
    );
    let cache = TokenCache::new(second);
    assert!(cache.identity().is_some());
    assert_eq!(cache.token().await.unwrap().expose(), "second-1");
    let seen = memory.seen();
    assert_eq!(seen[0].form["profile_crn"], "crn:1");
    assert_eq!(seen[1].form["access_token"], "resource-1");
    assert_eq!(seen[2].form["access_token"], "first-1");
}

#[tokio::test]
async fn profiles_are_assumed_by_refresh_token_and_by_cookie() {
    let subjects = [
        (
            AssumeSubject::RefreshToken("my-refresh-token".into()),
            ("refresh_token", "my-refresh-token"),
        ),
        (
            AssumeSubject::Cookie("my-cookie".into()),
            ("cookie", "my-cookie"),
        ),
    ];
    for (subject, field) in subjects {
        let memory = Memory::answering([token("profile-1")]);
        let source = memory
            .client()
            .get_token_assume(subject, AssumeProfile::Id("p".into()));
        assert_eq!(
            TokenCache::new(source).token().await.unwrap().expose(),
            "profile-1"
        );
        let grant = ("grant_type", "urn:ibm:params:oauth:grant-type:assume");
        assert_eq!(
            memory.seen()[0].form,
            fields(&[grant, field, ("profile_id", "p")])
        );
    }
}

/// Node waits for ever, Python for a minute, Java for 90 seconds.
#[tokio::test(start_paused = true)]
async fn an_attempt_ends_after_30_seconds() {
    let started = tokio::time::Instant::now();
    let memory = Memory::answering([Reply::Silence]);
    let client = memory
        .builder()
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    let error = client.get_token_api_key(KEY).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(started.elapsed().as_secs(), 30);
}
