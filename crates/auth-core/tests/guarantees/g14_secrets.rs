use auth_core::{Attempt, CredentialId, RefreshToken, from_fn};

use super::g15_status::{Recorder, record};
use super::*;

/// Every secret in these tests holds this word.
const SECRET: &str = "s3cr3t";

fn assert_hidden(what: &str, shown: &str) {
    assert!(!shown.contains(SECRET), "{what} shows a secret: {shown}");
}

macro_rules! assert_debug_hides {
    ($($value:expr),* $(,)?) => {$(
        assert_hidden(stringify!($value), &format!("{:?} {:#?}", $value, $value));
    )*};
}

fn identity() -> CredentialId {
    CredentialId::builder("provider", "grant")
        .secret("key", &format!("key-{SECRET}").into())
        .build()
}

fn issued() -> Issued {
    hour(&format!("access-{SECRET}"))
        .refresh_token(RefreshToken::new(format!("refresh-{SECRET}")))
        .extra("id_token", format!("id-{SECRET}"))
}

#[tokio::test(start_paused = true)]
async fn g14_nothing_shows_a_secret() {
    let source = ScriptedSource::new().with_identity(identity());
    source.issue(issued());
    let builder = TokenCache::builder(source.clone());
    let cache = builder.clone().build().unwrap();
    let token = cache.token().await.unwrap();
    assert!(
        token.expose().contains(SECRET),
        "there is something to hide"
    );
    let refresh_token = RefreshToken::new(format!("refresh-{SECRET}"));
    let captured = format!("captured-{SECRET}");
    let closure = from_fn(move |_| {
        let captured = captured.clone();
        async move { Ok(Issued::new(captured)) }
    });
    let id_builder =
        CredentialId::builder("provider", "grant").secret("key", &format!("key-{SECRET}").into());
    assert_debug_hides!(
        issued(),
        refresh_token,
        Attempt::Renew(&refresh_token),
        token,
        token.authorization(),
        token.extra("id_token").unwrap(),
        cache.peek().unwrap(),
        cache.token(),
        cache,
        cache.status(),
        builder,
        source,
        source.attempts(),
        closure,
        identity(),
        id_builder,
    );
    assert!(token.authorization().is_sensitive());
    assert!(token.authorization().clone().is_sensitive());
}

#[tokio::test(start_paused = true)]
async fn g14_errors_show_no_secret() {
    let body = format!(r#"{{"access_token":"{SECRET}"}}"#);
    let error = Error::new(ErrorKind::Unreadable, "unreadable")
        .with_status(200)
        .with_raw_body(body.clone().into())
        .with_vendor_body(std::sync::Arc::new(body.clone()));
    assert_debug_hides!(error);
    assert_hidden("Display", &error.to_string());
    assert_eq!(error.raw_body(), Some(body.as_bytes()));

    // What cannot stand in a header is not quoted either.
    let unusable = format!("{SECRET}\r\nX-Injected: yes");
    let fixed = AccessToken::fixed(unusable.clone()).unwrap_err();
    assert_eq!(fixed.kind(), ErrorKind::Configuration);
    let stage = Stage::new();
    stage.source.issue(hour(&unusable));
    let obtained = stage.cache.token().await.unwrap_err();
    assert_eq!(obtained.kind(), ErrorKind::Unreadable);
    let stage = Stage::new();
    stage.source.issue(hour("token").token_type(SECRET));
    let other_type = stage.cache.token().await.unwrap_err();
    for error in [fixed, obtained, other_type] {
        assert_debug_hides!(error);
        assert_hidden("Display", &error.to_string());
    }
}

#[tokio::test(start_paused = true)]
async fn g14_tracing_hears_no_secret() {
    let recorder = Recorder::default();
    let heard = recorder.clone();
    let _guard = tracing::subscriber::set_default(recorder);
    record::a_whole_life(&identity(), SECRET).await;
    let lines = heard.lines();
    assert!(lines.len() > 10, "there is something to hear: {lines:?}");
    for line in lines {
        assert_hidden("tracing", &line);
    }
}

#[test]
fn g14_a_token_is_stored_once() {
    let token = AccessToken::fixed("abc").unwrap();
    let header = token.authorization().clone();
    let bytes = header.as_bytes();
    assert_eq!(bytes, b"Bearer abc");
    assert_eq!(bytes[7..].as_ptr(), token.expose().as_ptr());
}
