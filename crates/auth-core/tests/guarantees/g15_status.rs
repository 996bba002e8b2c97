use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};

use auth_core::{CredentialId, TokenState};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::*;

/// Hears all events, each as a line: its name and its fields.
#[derive(Clone, Default)]
pub(crate) struct Recorder(Arc<Mutex<Vec<String>>>);

impl Recorder {
    pub(crate) fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

impl Subscriber for Recorder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "auth_core"
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let metadata = event.metadata();
        let mut line = format!("{} {}", metadata.level(), metadata.name());
        event.record(&mut Fields(&mut line));
        self.0.lock().unwrap().push(line);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Fields<'a>(&'a mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() != "message" {
            write!(self.0, " {}={value:?}", field.name()).unwrap();
        }
    }
}

pub(crate) mod record {
    use auth_core::RefreshToken;

    use super::*;

    /// All that can happen to a cache.
    pub(crate) async fn a_whole_life(identity: &CredentialId, secret: &str) {
        let source = ScriptedSource::new().with_identity(identity.clone());
        let clock = ManualClock::new();
        let cache = TokenCache::builder(source.clone())
            .clock(clock.clone())
            .build()
            .unwrap();
        let token = |name: &str| hour(&format!("{name}-{secret}"));
        let refresh_token = RefreshToken::new(format!("refresh-{secret}"));
        source.issue(token("one").refresh_token(refresh_token));
        let one = cache.token().await.unwrap();
        cache.reject(&one);
        source.fail(Error::new(ErrorKind::Refused, "refused"));
        source.issue(token("two"));
        cache.warm_up().await.unwrap();
        clock.advance(HOUR * 91 / 100);
        source.fail(Error::new(ErrorKind::Unavailable, "down").with_status(503));
        cache.warm_up().await.unwrap();
        settle().await;
        clock.advance(SECOND);
        source.issue(Issued::new(format!("two-{secret}")).life(Life::For(HOUR * 9 / 100)));
        cache.warm_up().await.unwrap();
        settle().await;
        clock.advance(HOUR);
        source.panic();
        cache.warm_up().await.unwrap_err();
    }
}

#[tokio::test(start_paused = true)]
async fn g15_events_have_stable_names_and_fields() {
    let recorder = Recorder::default();
    let heard = recorder.clone();
    let _guard = tracing::subscriber::set_default(recorder);
    let identity = CredentialId::builder("provider", "grant").build();
    record::a_whole_life(&identity, "x").await;
    let credential = "credential=CredentialId(provider/grant)";
    let expected = [
        format!(r#"DEBUG auth_core.request {credential} grant="primary" background=false"#),
        format!("DEBUG auth_core.issued {credential} life_seconds=3600"),
        format!("INFO auth_core.rejected {credential}"),
        format!(r#"DEBUG auth_core.request {credential} grant="refresh_token" background=false"#),
        format!("INFO auth_core.refresh_token_dropped {credential}"),
        format!(r#"DEBUG auth_core.request {credential} grant="primary" background=false"#),
        format!("DEBUG auth_core.issued {credential} life_seconds=3600"),
        format!(r#"DEBUG auth_core.request {credential} grant="primary" background=true"#),
        format!("WARN auth_core.failed {credential} kind=Unavailable error=down (status 503)"),
        format!(r#"DEBUG auth_core.request {credential} grant="primary" background=true"#),
        format!("DEBUG auth_core.issued {credential} life_seconds=324"),
        format!("INFO auth_core.same_token_noticed {credential}"),
        format!(r#"DEBUG auth_core.request {credential} grant="primary" background=false"#),
        format!("WARN auth_core.failed {credential} kind=Internal error=the token source panicked"),
    ];
    assert_eq!(heard.lines(), expected);
}

#[tokio::test(start_paused = true)]
async fn g15_the_status_tells_how_the_cache_is_doing() {
    let stage = Stage::new();
    let status = stage.cache.status();
    assert_eq!(status.state, TokenState::Empty);
    assert_eq!((status.expires_at, status.next_attempt), (None, None));
    assert_eq!((status.requests, status.issued, status.failed), (0, 0, 0));

    stage.fail(ErrorKind::Refused);
    stage.token().await.unwrap_err();
    let status = stage.cache.status();
    assert_eq!(status.state, TokenState::Empty);
    assert_eq!(status.last_error.unwrap().kind(), ErrorKind::Refused);
    let now = stage.clock.now().system_time();
    assert_eq!(status.next_attempt, Some(now + SECOND));
    assert_eq!((status.requests, status.issued, status.failed), (1, 0, 1));

    stage.clock.advance(SECOND);
    stage.issue("one");
    let token = stage.access_token().await;
    let status = stage.cache.status();
    assert_eq!(status.state, TokenState::Usable);
    assert_eq!(status.expires_at, token.expires_at());
    assert!(status.last_error.is_none());
    assert_eq!((status.requests, status.issued, status.failed), (2, 1, 1));
    let next = status.next_attempt.unwrap();
    let issued = stage.clock.now().system_time();
    assert!((issued + HOUR * 8 / 10..issued + HOUR * 9 / 10).contains(&next));

    stage.clock.advance(HOUR * 91 / 100);
    assert_eq!(stage.cache.status().state, TokenState::Due);
    stage.source.hold();
    assert_eq!(stage.token().await, ok("one"));
    let status = stage.cache.status();
    assert!(status.is_asking);
    assert_eq!(
        (status.state, status.next_attempt),
        (TokenState::Usable, None)
    );
}
