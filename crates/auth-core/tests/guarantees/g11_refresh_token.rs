use auth_core::RefreshToken;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::*;

fn with_refresh(token: &str, refresh_token: &str) -> Issued {
    hour(token).refresh_token(RefreshToken::new(refresh_token))
}

impl Stage {
    /// Lets the token at hand end, and gets the next one.
    async fn next(&self) -> Result<String, ErrorKind> {
        self.clock.advance(HOUR);
        self.token().await
    }

    /// What the requests brought.
    fn brought(&self) -> Vec<String> {
        let attempts = self.source.attempts();
        let expose = |token: &RefreshToken| token.expose().to_owned();
        attempts
            .iter()
            .map(|attempt| attempt.as_ref().map_or("primary".to_owned(), expose))
            .collect()
    }
}

#[tokio::test(start_paused = true)]
async fn g11_a_refresh_token_is_used_and_replaced_on_rotation() {
    let stage = Stage::new();
    stage.source.issue(with_refresh("one", "r1"));
    stage.source.issue(with_refresh("two", "r2"));
    stage.issue("three");
    stage.issue("four");
    for token in ["one", "two", "three", "four"] {
        assert_eq!(stage.next().await, ok(token));
    }
    assert_eq!(stage.brought(), ["primary", "r1", "r2", "r2"]);
}

#[tokio::test(start_paused = true)]
async fn g11_a_refused_refresh_token_gives_way_within_the_same_request() {
    for kind in [ErrorKind::Refused, ErrorKind::Invalid] {
        let stage = Stage::new();
        stage.source.issue(with_refresh("one", "r1"));
        assert_eq!(stage.token().await, ok("one"));
        stage.fail(kind);
        stage.issue("two");
        stage.issue("three");
        assert_eq!(stage.next().await, ok("two"));
        assert_eq!(stage.next().await, ok("three"));
        assert_eq!(stage.brought(), ["primary", "r1", "primary", "primary"]);
        assert_eq!(stage.cache.status().failed, 0);
    }
}

#[tokio::test(start_paused = true)]
async fn g11_a_refresh_token_survives_a_failure_that_may_pass() {
    let stage = Stage::new();
    stage.source.issue(with_refresh("one", "r1"));
    assert_eq!(stage.token().await, ok("one"));
    stage.fail(ErrorKind::Unavailable);
    assert_eq!(stage.next().await, Err(ErrorKind::Unavailable));
    stage.issue("two");
    assert_eq!(stage.token().await, ok("two"));
    assert_eq!(stage.brought(), ["primary", "r1", "r1"]);
}

#[tokio::test(start_paused = true)]
async fn g11_a_refresh_token_that_has_ended_is_not_tried() {
    let claims = URL_SAFE_NO_PAD.encode(r#"{"iat":0,"exp":3600}"#);
    let jwt = RefreshToken::new(format!("e30.{claims}.c2ln"));
    for refresh_token in [RefreshToken::new("r1").with_life(Life::For(HOUR)), jwt] {
        let stage = Stage::new();
        stage.source.issue(hour("one").refresh_token(refresh_token));
        assert_eq!(stage.token().await, ok("one"));
        let ends = stage.cache.status().session_ends_at.unwrap();
        let now = stage.clock.now().system_time();
        assert_eq!(ends.duration_since(now).unwrap(), HOUR);
        stage.issue("two");
        assert_eq!(stage.next().await, ok("two"));
        assert_eq!(stage.brought(), ["primary", "primary"]);
        assert_eq!(stage.cache.status().session_ends_at, None);
    }
}

#[tokio::test(start_paused = true)]
async fn g11_an_empty_refresh_token_is_none() {
    let stage = Stage::new();
    stage.source.issue(with_refresh("one", ""));
    stage.issue("two");
    assert_eq!(stage.token().await, ok("one"));
    assert_eq!(stage.next().await, ok("two"));
    assert_eq!(stage.brought(), ["primary", "primary"]);
}

#[tokio::test(start_paused = true)]
async fn g11_a_rotated_refresh_token_is_kept_where_the_access_token_is_of_no_use() {
    let stage = Stage::new();
    stage.source.issue(with_refresh("one", "r1"));
    assert_eq!(stage.token().await, ok("one"));
    let over = Issued::new("over").life(Life::in_seconds(0));
    stage
        .source
        .issue(over.refresh_token(RefreshToken::new("r2")));
    stage.issue("two");
    assert_eq!(stage.next().await, ok("two"));
    assert_eq!(stage.brought(), ["primary", "r1", "r2"]);
}
