//! Lines 14 to 20, 31 and 32: what a good answer means.

use std::time::Duration;

use api_core::oauth2::{NearlyOver, TokenAnswer};
use api_core::{ErrorKind, ExposeSecret, Seconds};
use auth_core::{Attempt, Life, ManualClock, SourceTraits, TokenCache, TokenSource};

use crate::support::{MARK, Provider, Scripted, answer, body, shown, shown_error};

fn token(members: &str) -> Scripted {
    answer(
        200,
        &format!(r#"{{"access_token":"s3cr3t-token","token_type":"Bearer"{members}}}"#),
    )
}

#[tokio::test]
async fn oauth_14_an_answer_without_token_or_type_is_an_error_that_shows_no_token() {
    for (body, problem) in [
        (
            r#"{"token_type":"Bearer","token":"s3cr3t"}"#,
            "`access_token` is missing",
        ),
        (
            r#"{"access_token":"","token_type":"Bearer"}"#,
            "`access_token` is empty",
        ),
        (
            r#"{"access_token":null,"token_type":"Bearer"}"#,
            "another type",
        ),
        (
            r#"{"access_token":{"s3cr3t":1},"token_type":"Bearer"}"#,
            "another type",
        ),
        (r#"{"access_token":"s3cr3t"}"#, "no `token_type`"),
        (r#"["s3cr3t"]"#, "another type"),
        (r#"{"access_token":"s3cr3t"#, "ends too soon"),
        ("", "no body"),
    ] {
        let error = Provider::answering([answer(200, body)])
            .send()
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unreadable, "{body}");
        assert_eq!(error.status(), Some(200));
        assert!(error.to_string().contains(problem), "{error}");
        assert!(!shown_error(&error).contains(MARK), "{error}");
    }
    let page = vec![("content-type", "text/html".to_owned())];
    let page = Provider::answering([(200, page, format!("<html>{MARK}</html>"))]);
    let error = page.send().await.unwrap_err();
    let text = shown_error(&error);
    assert!(
        text.contains("`text/html` (status 200)") && !text.contains(MARK),
        "{text}"
    );
}

#[tokio::test]
async fn oauth_14_a_vendor_that_sends_no_type_is_taken_at_its_word_if_told_so() {
    let provider = Provider::answering([answer(200, r#"{"access_token":"s3cr3t"}"#)]);
    let grant = provider.grant(api_core::oauth2::ClientCredentialsGrantBuilder::assume_bearer);
    let cache = TokenCache::new(grant.unwrap());
    assert_eq!(
        cache.token().await.unwrap().authorization(),
        "Bearer s3cr3t"
    );
}

#[tokio::test]
async fn oauth_15_the_type_is_bearer_in_any_case_and_nothing_else() {
    for token_type in ["Bearer", "bearer", "BEARER", "bEARER"] {
        let body = format!(r#"{{"access_token":"s3cr3t","token_type":"{token_type}"}}"#);
        let provider = Provider::answering([answer(200, &body)]);
        let cache = TokenCache::new(provider.grant(|grant| grant).unwrap());
        assert_eq!(
            cache.token().await.unwrap().authorization(),
            "Bearer s3cr3t"
        );
    }
    for token_type in ["mac", "DPoP", "N_A", "Bearer token", ""] {
        let body = format!(r#"{{"access_token":"s3cr3t","token_type":"{token_type}"}}"#);
        let provider = Provider::answering([answer(200, &body)]);
        // Also where a missing type would do.
        let grant = provider.grant(api_core::oauth2::ClientCredentialsGrantBuilder::assume_bearer);
        let error = TokenCache::new(grant.unwrap()).token().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unreadable, "{token_type}");
        assert!(!shown_error(&error).contains(MARK));
    }
}

#[tokio::test]
async fn oauth_16_order_unknown_members_and_sizes_do_not_matter() {
    let long = "A1b2".repeat(16 * 1024);
    let body = format!(
        r#"{{"x":{{"deep":[null,1e99]}},"expires_in":60,"token_type":"Bearer","id_token":"a.b.c","scope":"s","access_token":"{long}","token_type_hint":7}}"#
    );
    let read = Provider::answering([answer(200, &body)])
        .send()
        .await
        .unwrap();
    assert_eq!(read.access_token.expose_secret(), long);
    assert_eq!(read.expires_in.map(Seconds::as_i64), Some(60));
    assert_eq!(read.id_token.unwrap().expose_secret(), "a.b.c");
}

/// The life that a cache works out of an answer; `None` where the token is over already.
async fn life(members: &str) -> Option<Life> {
    let provider = Provider::answering([token(members)]);
    let traits = SourceTraits::default().with_default_life(Duration::from_secs(1234));
    let grant = provider.grant(|grant| grant.traits(traits)).unwrap();
    let cache = TokenCache::builder(grant).clock(ManualClock::new());
    cache
        .build()
        .unwrap()
        .token()
        .await
        .ok()
        .map(|token| token.life())
}

#[tokio::test(start_paused = true)]
async fn oauth_17_every_spelling_of_expires_in_has_a_meaning() {
    let seconds = |seconds| Some(Life::For(Duration::from_secs(seconds)));
    for (members, expected) in [
        (r#","expires_in":1719"#, seconds(1719)),
        (r#","expires_in":"1719""#, seconds(1719)),
        (r#","expires_in":1719.9"#, seconds(1719)),
        (r#","expires_in":1.7e3"#, seconds(1700)),
        (r#","expires_in":1e300"#, seconds(i64::MAX.unsigned_abs())),
        (
            r#","expires_in":99999999999999999999999"#,
            seconds(i64::MAX.unsigned_abs()),
        ),
        // Not stated is not for ever.
        ("", seconds(1234)),
        (r#","expires_in":null"#, seconds(1234)),
        // Over already.
        (r#","expires_in":0"#, None),
        (r#","expires_in":-1"#, None),
        (r#","expires_in":"-1e99""#, None),
        // No number.
        (r#","expires_in":"soon""#, None),
    ] {
        assert_eq!(life(members).await, expected, "{members}");
    }
}

#[tokio::test]
async fn oauth_17_a_life_is_counted_from_when_the_request_was_sent() {
    use api_core::oauth2::TokenEndpoint;
    use api_core::{
        Bytes, ClientCredentials, Limits, Transport, TransportError, async_trait, http,
    };

    /// Takes seven seconds.
    #[derive(Debug)]
    struct Slow(Provider, ManualClock);

    #[async_trait]
    impl Transport for Slow {
        async fn send(
            &self,
            request: http::Request<Bytes>,
            limits: Limits,
        ) -> Result<http::Response<Bytes>, TransportError> {
            self.1.advance(Duration::from_secs(7));
            Transport::send(&self.0, request, limits).await
        }
    }

    let hand = ManualClock::new();
    let provider = Provider::answering([token(r#","expires_in":100"#)]);
    let endpoint = TokenEndpoint::builder("https://auth.example.com/token");
    let endpoint = endpoint
        .transport(Slow(provider, hand.clone()))
        .build()
        .unwrap();
    let grant = endpoint.client_credentials(ClientCredentials::new("my-id", MARK));
    let cache = TokenCache::builder(grant.build().unwrap())
        .clock(hand)
        .build()
        .unwrap();
    let token = cache.token().await.unwrap();
    assert_eq!(token.remaining(), Some(Duration::from_secs(93)));
}

#[tokio::test]
async fn oauth_18_a_scope_that_is_not_stated_is_the_one_that_was_asked_for() {
    for (asked, members, granted) in [
        ("read write", "", Some("read write")),
        ("read write", r#","scope":"read""#, Some("read")),
        ("read", r#","scope":"read all""#, Some("read all")),
        ("", r#","scope":"all""#, Some("all")),
        ("", "", None),
    ] {
        let provider = Provider::answering([token(members)]);
        let grant = provider.grant(|grant| grant.scope(asked)).unwrap();
        let token = TokenCache::new(grant).token().await.unwrap();
        assert_eq!(token.scope(), granted);
    }
}

#[tokio::test]
async fn oauth_20_a_refresh_token_is_ignored_and_the_grant_is_asked_again() {
    let provider =
        Provider::answering([token(r#","expires_in":60,"refresh_token":"not_supported""#)]);
    let hand = ManualClock::new();
    let grant = provider.grant(|grant| grant).unwrap();
    let cache = TokenCache::builder(grant)
        .clock(hand.clone())
        .build()
        .unwrap();
    cache.token().await.unwrap();
    hand.advance(Duration::from_secs(60));
    cache.token().await.unwrap();
    let seen = provider.seen();
    assert_eq!(seen.len(), 2);
    for request in &seen {
        assert_eq!(body(request), "grant_type=client_credentials");
    }
}

#[tokio::test(start_paused = true)]
async fn oauth_31_a_margin_larger_than_the_life_does_not_loop() {
    let provider = Provider::answering([token(r#","expires_in":10"#)]);
    let hand = ManualClock::new();
    let cache = TokenCache::builder(provider.grant(|grant| grant).unwrap())
        .min_validity(Duration::from_secs(60))
        .clock(hand.clone())
        .build()
        .unwrap();
    for _ in 0..100 {
        cache.token().await.unwrap();
        tokio::task::yield_now().await;
    }
    assert_eq!(provider.count(), 1);
    hand.advance(Duration::from_secs(7));
    cache.token().await.unwrap();
    assert_eq!(provider.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn oauth_31_a_token_that_comes_back_is_waited_out_where_that_is_wanted() {
    let provider = Provider::answering([
        token(r#","expires_in":2"#),
        answer(
            200,
            r#"{"access_token":"s3cr3t-next","token_type":"Bearer","expires_in":1800}"#,
        ),
    ]);
    let wait = NearlyOver::Wait(Duration::from_secs(5));
    let grant = provider.grant(|grant| grant.nearly_over(wait)).unwrap();
    let start = tokio::time::Instant::now();
    let token = TokenCache::new(grant).token().await.unwrap();
    assert_eq!(
        (token.expose(), start.elapsed().as_secs()),
        ("s3cr3t-next", 3)
    );
    assert_eq!(provider.count(), 2);
}

#[tokio::test]
async fn oauth_32_tokens_and_secrets_are_wiped_and_hidden() {
    const fn wipes_itself<T: zeroize::ZeroizeOnDrop>(_: &T) {}

    let provider = Provider::answering([token(r#","id_token":"s3cr3t.id.token","scope":"all""#)]);
    let grant = provider.grant(|grant| grant).unwrap();
    let read: TokenAnswer = grant.send().await.unwrap();
    wipes_itself(&read.access_token);
    wipes_itself(read.id_token.as_ref().unwrap());
    assert!(!shown(&read).contains(MARK));
    assert!(!shown(&grant.request(Attempt::Primary).await).contains(MARK));
    assert!(!shown(&grant.identity()).contains(MARK));
    let cache = TokenCache::new(grant);
    let token = cache.token().await.unwrap();
    assert_eq!(
        token.extra("id_token").unwrap().expose_secret(),
        "s3cr3t.id.token"
    );
    assert!(!shown(&(token, cache)).contains(MARK));
}
