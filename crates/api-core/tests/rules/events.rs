//! The tracing events have stable names and fields, and no secret.

use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex};

use api_core::TransportErrorKind;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::support::{MARK, STYLED, Step, TOKEN, build, call};

/// Writes events down.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<String>>>);

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let _ = write!(self.0, " {}={value:?}", field.name());
    }
}

impl Subscriber for Notes {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "api_core"
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(event.metadata().name().to_owned());
        event.record(&mut line);
        self.0.lock().unwrap().push(line.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test(start_paused = true)]
async fn h6_events_tell_attempts_answers_and_pauses_and_no_secret() {
    let notes = Notes::default();
    // While there is but one subscriber, tracing lets whichever test comes by first decide for all whether an event is wanted.
    let _second = tracing::Dispatch::new(Notes::default());
    let guard = tracing::subscriber::set_default(notes.clone());
    let (client, _) = build(
        api_core::ClientBuilder::new(&STYLED),
        [
            Step::answer(404, r#"{"detail":"Not Found"}"#),
            Step::fail(TransportErrorKind::Broken),
            Step::with_headers(
                429,
                &[("retry-after", "1")],
                &format!(r#"{{"error_description":"{MARK}-apikey"}}"#),
            ),
            Step::answer(200, "{}"),
        ],
    );
    client.execute(call(&TOKEN)).await.unwrap();
    drop(guard);
    let notes = notes.0.lock().unwrap();
    let names: Vec<_> = notes
        .iter()
        .map(|line| line.split(' ').next().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "api_core.attempt",
            "api_core.answer",
            "api_core.path_style",
            "api_core.attempt",
            "api_core.no_answer",
            "api_core.retry",
            "api_core.attempt",
            "api_core.answer",
            "api_core.retry",
            "api_core.attempt",
            "api_core.answer",
        ]
    );
    let all = notes.join("\n");
    assert!(!all.contains(MARK), "{all}");
    assert!(
        notes
            .iter()
            .all(|line| line.contains(r#"operation="get_token""#)),
        "{all}"
    );
    assert!(
        notes[8].contains("kind=Throttled")
            && notes[8].contains("status=429")
            && notes[8].contains("pause_ms=1"),
        "{all}"
    );
}
