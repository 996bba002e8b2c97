use std::time::Duration;

use super::*;
use crate::cache::Sleeper;
use crate::{Error, ErrorKind, Issued, Life, ManualClock, ScriptedSource};

const HOUR: Duration = Duration::from_secs(3600);

fn caches(source: &ScriptedSource, clock: &ManualClock) -> TokenCaches<u8> {
    let source = source.clone();
    TokenCaches::builder(move |_: &u8| Ok(source.clone()))
        .clock(clock.clone())
        .build()
        .unwrap()
}

fn hour(token: &str) -> Issued {
    Issued::new(token).life(Life::For(HOUR))
}

fn is_asleep(caches: &TokenCaches<u8>) -> bool {
    let handle = |cache: &Sleeper| cache.handle().is_none();
    caches.shared.shards.find(&0, caches.now(), handle).unwrap()
}

#[tokio::test(start_paused = true)]
async fn g12_a_key_sleeps_once_its_token_is_there_and_wakes_for_who_wants_a_handle() {
    let (source, clock) = (ScriptedSource::new(), ManualClock::new());
    let caches = caches(&source, &clock);
    source.issue(hour("one"));
    let first = caches.token(&0).await.unwrap();
    assert!(is_asleep(&caches));
    let again = caches.token(&0).await.unwrap();
    assert!(std::ptr::eq(first.expose(), again.expose()));
    assert_eq!(caches.peek(&0).unwrap().expose(), "one");
    assert!(is_asleep(&caches), "neither a hit nor a look wakes it");

    let handle = caches.get(&0).unwrap();
    assert!(!is_asleep(&caches));
    assert_eq!(handle.status().issued, 1, "it remembers what it counted");
    assert_eq!(handle.token().await.unwrap().expose(), "one");
    assert!(handle.is_same(&caches.get(&0).unwrap()));

    source.issue(hour("two"));
    handle.reject(&first);
    assert_eq!(caches.token(&0).await.unwrap().expose(), "two");
    assert!(!is_asleep(&caches), "somebody has a handle");
    assert_eq!(handle.status().issued, 2);
    assert_eq!(source.requests(), 2);
}

#[tokio::test(start_paused = true)]
async fn g12_a_key_that_was_refreshed_sleeps_after_a_quarter_of_an_hour() {
    let (source, clock) = (ScriptedSource::new(), ManualClock::new());
    let caches = caches(&source, &clock);
    source.issue(hour("one"));
    source.issue(hour("two"));
    caches.token(&0).await.unwrap();
    clock.advance(HOUR * 9 / 10);
    assert_eq!(caches.token(&0).await.unwrap().expose(), "one");
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    assert_eq!(caches.token(&0).await.unwrap().expose(), "two");
    assert!(!is_asleep(&caches));
    clock.advance(HOUR / 4);
    caches.token(&0).await.unwrap();
    assert!(is_asleep(&caches));
}

#[tokio::test(start_paused = true)]
async fn g07_a_key_with_a_failure_to_remember_does_not_sleep() {
    let (source, clock) = (ScriptedSource::new(), ManualClock::new());
    let caches = caches(&source, &clock);
    source.fail(Error::new(ErrorKind::Refused, "no"));
    caches.token(&0).await.unwrap_err();
    clock.advance(HOUR / 4);
    assert!(!is_asleep(&caches));
}
