//! Caches of many keys.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock, Weak, mpsc};
use std::task::{Context, Poll, Waker};
use std::thread;

use async_trait::async_trait;
use auth_core::{Attempt, TokenCaches, TokenCachesBuilder, TokenSource};
use tokio::runtime::Handle;

use super::*;

/// Caches over scripts, one for each time that a key's source was made.
struct Keys {
    caches: TokenCaches<&'static str>,
    clock: ManualClock,
    made: Arc<Mutex<HashMap<&'static str, Vec<ScriptedSource>>>>,
}

impl Keys {
    fn new() -> Self {
        Self::with(|builder| builder)
    }

    fn with(
        settings: impl FnOnce(TokenCachesBuilder<&'static str>) -> TokenCachesBuilder<&'static str>,
    ) -> Self {
        let made: Arc<Mutex<HashMap<_, Vec<ScriptedSource>>>> = Arc::default();
        let clock = ManualClock::new();
        let builder = TokenCaches::builder({
            let made = Arc::clone(&made);
            move |key: &&'static str| {
                let source = ScriptedSource::new();
                let mut made = made.lock().unwrap();
                let of_key = made.entry(*key).or_default();
                // The second source of the key "a" gives "a2".
                of_key.push(source.clone());
                let token = format!("{key}{}", of_key.len());
                source.issue(hour(&token));
                Ok(source)
            }
        });
        let caches = settings(builder.clock(clock.clone())).build().unwrap();
        Self {
            caches,
            clock,
            made,
        }
    }

    async fn token(&self, key: &'static str) -> String {
        let token = self.caches.token(&key).await.unwrap();
        token.expose().to_owned()
    }

    /// The source that was made last for the key.
    fn source(&self, key: &str) -> ScriptedSource {
        self.made.lock().unwrap()[key].last().unwrap().clone()
    }

    fn keys(&self) -> Vec<&'static str> {
        let mut keys: Vec<_> = self.caches.entries().into_iter().map(|it| it.0).collect();
        keys.sort_unstable();
        assert_eq!(self.caches.len(), keys.len());
        keys
    }
}

#[tokio::test(start_paused = true)]
async fn g12_each_key_has_its_own_token() {
    let keys = Keys::new();
    assert!(keys.caches.is_empty());
    for _ in 0..3 {
        assert_eq!(keys.token("a").await, "a1");
        assert_eq!(keys.token("b").await, "b1");
    }
    assert_eq!(keys.source("a").requests(), 1);
    assert_eq!(keys.keys(), ["a", "b"]);
    assert_eq!(keys.caches.get(&"a").unwrap().status().issued, 1);
    assert_eq!(keys.caches.peek(&"b").unwrap().expose(), "b1");
    assert!(keys.caches.peek(&"c").is_none());
    assert_eq!(keys.keys(), ["a", "b"], "a look makes nothing");
    let other = keys.caches.clone();
    assert_eq!(other.token(&"a").await.unwrap().expose(), "a1");
}

#[tokio::test(start_paused = true)]
async fn g12_a_rejection_reaches_its_key_alone() {
    let keys = Keys::new();
    let token = keys.caches.token(&"a").await.unwrap();
    keys.token("b").await;
    keys.caches.reject(&"c", &token);
    keys.caches.reject(&"a", &token);
    assert!(keys.caches.peek(&"a").is_none());
    assert!(keys.caches.peek(&"b").is_some());
    assert_eq!(keys.keys(), ["a", "b"]);
}

#[test]
fn g01_a_hit_on_a_key_is_ready_at_once_and_copies_no_bytes() {
    let keys = Keys::new();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    let first = runtime.block_on(keys.caches.token(&"a")).unwrap();
    drop(runtime);
    let mut context = Context::from_waker(Waker::noop());
    let Poll::Ready(again) = pin!(keys.caches.token(&"a")).poll(&mut context) else {
        panic!("it waits");
    };
    assert!(std::ptr::eq(first.expose(), again.unwrap().expose()));
}

#[tokio::test(start_paused = true)]
async fn g03_a_token_of_a_key_is_refreshed_in_the_background() {
    let keys = Keys::with(|it| it.refresh_at(0.5).idle(Duration::MAX));
    assert_eq!(keys.token("a").await, "a1");
    keys.source("a").issue(hour("next"));
    keys.clock.advance(HOUR * 3 / 4);
    assert_eq!(keys.token("a").await, "a1");
    settle().await;
    assert_eq!(keys.token("a").await, "next");
}

#[tokio::test(start_paused = true)]
async fn g12_a_slow_key_delays_no_other() {
    let keys = Keys::new();
    let slow = keys.caches.get(&"slow").unwrap();
    keys.source("slow").hold();
    let waiter = tokio::spawn(async move { slow.token().await });
    settle().await;
    let start = tokio::time::Instant::now();
    let others: Vec<&'static str> = (0..200)
        .map(|n| &*Box::leak(format!("k{n}-").into_boxed_str()))
        .collect();
    for key in others {
        assert_eq!(keys.token(key).await, format!("{key}1"));
    }
    assert_eq!(start.elapsed(), Duration::ZERO);
    assert!(!waiter.is_finished());
    assert_eq!(keys.source("slow").requests(), 1);
}

#[test]
fn g12_nothing_is_locked_while_a_source_is_made() {
    let (go_on, wait) = mpsc::channel::<()>();
    let (started, has_started) = mpsc::channel::<()>();
    let first_wait = Mutex::new(Some(wait));
    let caches = TokenCaches::builder(move |key: &u32| {
        let wait = match key {
            0 => first_wait.lock().unwrap().take(),
            _ => None,
        };
        if let Some(wait) = wait {
            started.send(()).unwrap();
            wait.recv().unwrap();
        }
        Ok(auth_core::from_fn(|_| async { Ok(hour("one")) }))
    })
    .build()
    .unwrap();
    let slow = thread::spawn({
        let caches = caches.clone();
        move || caches.get(&0).map(drop)
    });
    has_started.recv().unwrap();
    // Every shard is used, with the slow one's among them; and so is the slow key itself.
    for key in (1..1000).chain([0]) {
        caches.get(&key).unwrap();
    }
    assert_eq!(caches.len(), 1000);
    go_on.send(()).unwrap();
    slow.join().unwrap().unwrap();
    assert_eq!(caches.len(), 1000, "the slow one was not kept twice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn g02_callers_of_a_new_key_share_one_request() {
    let requests = Arc::new(AtomicU32::new(0));
    let caches = TokenCaches::builder({
        let requests = Arc::clone(&requests);
        move |_: &u32| {
            let requests = Arc::clone(&requests);
            Ok(auth_core::from_fn(move |_| {
                requests.fetch_add(1, Ordering::Relaxed);
                async { Ok(hour("one")) }
            }))
        }
    })
    .build()
    .unwrap();
    let callers: Vec<_> = (0..1000)
        .map(|n| {
            let caches = caches.clone();
            tokio::spawn(async move { caches.token(&(n % 10)).await.map(drop) })
        })
        .collect();
    for caller in callers {
        caller.await.unwrap().unwrap();
    }
    assert_eq!(requests.load(Ordering::Relaxed), 10);
    assert_eq!(caches.len(), 10);
}

#[tokio::test(start_paused = true)]
async fn g12_the_least_recently_used_key_goes() {
    let keys = Keys::with(|it| it.capacity(3));
    for key in ["a", "b", "c", "a", "d"] {
        keys.clock.advance(SECOND);
        keys.token(key).await;
    }
    assert_eq!(keys.keys(), ["a", "c", "d"]);
    keys.clock.advance(SECOND);
    assert!(keys.caches.peek(&"c").is_some(), "a look is a use");
    keys.clock.advance(SECOND);
    assert_eq!(keys.token("b").await, "b2", "it is made anew");
    assert_eq!(keys.keys(), ["b", "c", "d"]);
}

#[test]
fn g12_the_number_of_keys_is_bounded() {
    let caches =
        TokenCaches::builder(|_: &u32| Ok(auth_core::from_fn(|_| async { Ok(hour("one")) })))
            .capacity(1000)
            .build()
            .unwrap();
    for key in 0..10_000 {
        caches.get(&key).unwrap();
        assert!(caches.len() <= 1000);
        assert!(key < 1000 || caches.len() > 900, "few go at a time");
    }
    assert_eq!(caches.entries().len(), caches.len());
}

#[tokio::test(start_paused = true)]
async fn g12_a_request_on_a_forgotten_key_is_finished_for_those_who_hold_it() {
    let keys = Keys::with(|it| it.capacity(1));
    let cache = keys.caches.get(&"a").unwrap();
    let script = keys.source("a");
    script.hold();
    // One caller holds a handle, one has but its future.
    let holder = tokio::spawn({
        let cache = cache.clone();
        async move { cache.token().await }
    });
    let caller = tokio::spawn(keys.caches.token(&"a"));
    settle().await;
    assert_eq!(keys.token("b").await, "b1");
    assert_eq!(keys.keys(), ["b"]);
    script.release();
    assert_eq!(holder.await.unwrap().unwrap().expose(), "a1");
    assert_eq!(caller.await.unwrap().unwrap().expose(), "a1");
    assert_eq!(cache.peek().unwrap().expose(), "a1");
    assert_eq!(script.requests(), 1);
    assert_eq!(keys.token("a").await, "a2");
}

#[tokio::test(start_paused = true)]
async fn g12_an_idle_key_is_made_anew() {
    let keys = Keys::with(|it| it.idle(10 * MINUTE));
    assert_eq!(keys.token("a").await, "a1");
    keys.clock.advance(10 * MINUTE - SECOND);
    assert_eq!(keys.token("a").await, "a1");
    keys.clock.advance(10 * MINUTE - SECOND);
    assert_eq!(keys.token("a").await, "a1", "each use counts");
    keys.clock.advance(10 * MINUTE);
    assert!(keys.caches.peek(&"a").is_none());
    assert_eq!(keys.token("a").await, "a2");
}

#[tokio::test(start_paused = true)]
async fn g12_idle_keys_are_cleared_away_when_any_key_is_used() {
    let keys = Keys::with(|it| it.idle(10 * MINUTE));
    for key in ["a", "b", "c"] {
        keys.token(key).await;
    }
    keys.clock.advance(9 * MINUTE);
    keys.token("c").await;
    assert_eq!(keys.keys(), ["a", "b", "c"]);
    // A quarter of the span after the time before.
    keys.clock.advance(150 * SECOND);
    keys.token("c").await;
    assert_eq!(keys.keys(), ["c"]);

    keys.clock.advance(10 * MINUTE);
    assert_eq!(keys.keys(), ["c"]);
    keys.caches.evict_idle();
    assert!(keys.caches.is_empty());
}

#[tokio::test(start_paused = true)]
async fn g12_a_key_is_not_idle_while_it_is_in_use() {
    let keys = Keys::with(|it| it.idle(10 * MINUTE));
    let handle = keys.caches.get(&"held").unwrap();
    let caller = tokio::spawn(keys.caches.token(&"asking"));
    keys.source("asking").hold();
    settle().await;
    keys.clock.advance(HOUR / 2);
    keys.caches.evict_idle();
    assert_eq!(keys.keys(), ["asking", "held"]);
    assert_eq!(keys.token("held").await, "held1");
    keys.source("asking").release();
    caller.await.unwrap().unwrap();
    drop(handle);
    settle().await;
    keys.clock.advance(HOUR);
    keys.caches.evict_idle();
    assert!(keys.caches.is_empty());
}

#[tokio::test(start_paused = true)]
async fn g12_keys_are_removed_on_demand() {
    let keys = Keys::new();
    for key in ["a", "b", "c"] {
        keys.token(key).await;
    }
    let removed = keys.caches.remove(&"a").unwrap();
    assert_eq!(removed.peek().unwrap().expose(), "a1");
    assert!(keys.caches.remove(&"a").is_none());
    keys.caches.retain(|key, cache| {
        assert!(cache.peek().is_some());
        // It is called without a lock.
        assert_eq!(keys.caches.peek(key).unwrap().expose(), format!("{key}1"));
        *key != "b"
    });
    assert_eq!(keys.keys(), ["c"]);
    assert_eq!(keys.token("a").await, "a2");
}

#[tokio::test(start_paused = true)]
async fn g12_a_key_that_is_made_anew_meanwhile_is_retained() {
    let keys = Keys::new();
    keys.token("a").await;
    keys.caches.retain(|key, _| {
        keys.caches.remove(key);
        keys.caches.get(key).unwrap();
        false
    });
    assert_eq!(keys.token("a").await, "a2");
}

#[tokio::test(start_paused = true)]
async fn g12_a_source_that_cannot_be_made_is_an_error_and_is_not_remembered() {
    let calls = Arc::new(AtomicU32::new(0));
    let caches = TokenCaches::builder({
        let calls = Arc::clone(&calls);
        move |tenant: &String| {
            if calls.fetch_add(1, Ordering::Relaxed) < 2 {
                return Err(Error::new(
                    ErrorKind::NotFound,
                    format!("no tenant {tenant}"),
                ));
            }
            Ok(auth_core::from_fn(|_| async { Ok(hour("one")) }))
        }
    })
    .build()
    .unwrap();
    let tenant = "x".to_owned();
    let error = caches.get(&tenant).unwrap_err();
    assert_eq!(error.to_string(), "no tenant x");
    let error = caches.token(&tenant).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(caches.is_empty());
    assert_eq!(caches.token(&tenant).await.unwrap().expose(), "one");
}

#[test]
fn g12_a_function_that_panics_harms_no_other_caller() {
    let panics = Mutex::new(true);
    let caches = TokenCaches::builder(move |_: &u32| {
        if std::mem::take(&mut *panics.lock().unwrap()) {
            // A panic that prints nothing.
            std::panic::resume_unwind(Box::new("as the test says"));
        }
        Ok(auth_core::from_fn(|_| async { Ok(hour("one")) }))
    })
    .build()
    .unwrap();
    let first = thread::spawn({
        let caches = caches.clone();
        move || caches.get(&1).map(drop)
    });
    assert!(first.join().is_err());
    caches.get(&1).unwrap();
    assert_eq!(caches.len(), 1);
}

/// A source that uses the caches when it is dropped.
#[derive(Debug)]
struct Clinging(Weak<OnceLock<TokenCaches<u32>>>);

#[async_trait]
impl TokenSource for Clinging {
    async fn request(&self, _attempt: Attempt<'_>) -> Result<Issued, Error> {
        Ok(hour("one"))
    }
}

impl Drop for Clinging {
    fn drop(&mut self) {
        let caches = self.0.upgrade();
        if let Some(caches) = caches.as_deref().and_then(OnceLock::get) {
            for key in 1000..1300 {
                assert!(caches.peek(&key).is_none());
            }
            // New as well, so that room has to be made for it; and not without end.
            if caches.entries().iter().all(|(key, _)| *key < 2000) {
                caches.get(&2000).unwrap();
            }
        }
    }
}

#[test]
fn g12_nothing_is_locked_while_a_source_is_dropped() {
    let caches = Arc::new(OnceLock::new());
    let weak = Arc::downgrade(&caches);
    let clock = ManualClock::new();
    let made = TokenCaches::builder(move |_: &u32| Ok(Clinging(Weak::clone(&weak))))
        .capacity(4)
        .clock(clock.clone())
        .build();
    let caches = caches.get_or_init(|| made.unwrap());
    for key in 1..100 {
        clock.advance(SECOND);
        caches.get(&key).unwrap();
    }
    caches.remove(&99);
    caches.retain(|_, _| false);
    clock.advance(2 * HOUR);
    caches.evict_idle();
    caches.get(&1).unwrap();
    assert!(caches.len() <= 4);
}

#[test]
fn g12_settings_out_of_range_are_named() {
    type Set = fn(TokenCachesBuilder<u32>) -> TokenCachesBuilder<u32>;
    let cases: [(&str, Set); 4] = [
        ("capacity", |it| it.capacity(0)),
        ("idle", |it| it.idle(Duration::ZERO)),
        ("refresh_at", |it| it.refresh_at(1.0)),
        ("request_timeout", |it| it.request_timeout(Duration::ZERO)),
    ];
    for (field, set) in cases {
        let builder = TokenCaches::builder(|_: &u32| Ok(ScriptedSource::new()));
        let error = set(builder).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains(field), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn g13_keys_leave_no_task_behind() {
    let keys = Keys::new();
    for key in ["a", "b", "c"] {
        keys.token(key).await;
    }
    settle().await;
    assert_eq!(Handle::current().metrics().num_alive_tasks(), 0);
}

#[tokio::test(start_paused = true)]
async fn g14_keys_do_not_show() {
    let caches = TokenCaches::builder(|_: &&str| {
        Ok(auth_core::from_fn(|_| async { Ok(hour("tok-s3cr3t")) }))
    });
    assert!(format!("{caches:?}").contains("10000"));
    let caches = caches.build().unwrap();
    caches.token(&"key-s3cr3t").await.unwrap();
    let shown = format!("{caches:?}");
    assert!(!shown.contains("s3cr3t"), "a secret shows");
    assert!(shown.contains("len: 1"), "{shown}");
}
