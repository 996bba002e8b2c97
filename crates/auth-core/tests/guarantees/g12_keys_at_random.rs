//! Keyed caches beside a plain list that does the same.

use auth_core::{TokenCaches, from_fn};
use proptest::prelude::*;

use super::*;

#[derive(Clone, Debug)]
enum Step {
    Get(u8),
    Peek(u8),
    Hold(u8),
    Remove(u8),
    Retain(u8),
    LetGo,
    Wait(u64),
    EvictIdle,
}

fn any_step() -> impl Strategy<Value = Step> {
    let key = || 0..12_u8;
    prop_oneof![
        8 => key().prop_map(Step::Get),
        3 => key().prop_map(Step::Peek),
        2 => key().prop_map(Step::Hold),
        1 => key().prop_map(Step::Remove),
        1 => key().prop_map(Step::Retain),
        1 => Just(Step::LetGo),
        3 => (0..900_u64).prop_map(Step::Wait),
        1 => Just(Step::EvictIdle),
    ]
}

/// What the caches should hold.
struct Model {
    capacity: usize,
    now: u64,
    /// The key, its last use, and the number of its source; in the order of use.
    entries: Vec<(u8, u64, usize)>,
    held: Vec<usize>,
    made: usize,
}

const IDLE: u64 = 1000;

impl Model {
    fn is_idle(&self, (_, used, source): (u8, u64, usize)) -> bool {
        self.now - used >= IDLE && !self.held.contains(&source)
    }

    fn drop_idle(&mut self) {
        let entries = std::mem::take(&mut self.entries);
        let kept = entries.into_iter().filter(|it| !self.is_idle(*it));
        self.entries = kept.collect();
    }

    /// The number of the source that the key has, if it is at hand.
    fn find(&mut self, key: u8) -> Option<usize> {
        let index = self.entries.iter().position(|it| it.0 == key)?;
        if self.is_idle(self.entries[index]) {
            return None;
        }
        let (_, _, source) = self.entries.remove(index);
        self.entries.push((key, self.now, source));
        Some(source)
    }

    fn get(&mut self, key: u8) -> usize {
        if let Some(source) = self.find(key) {
            return source;
        }
        self.entries.retain(|it| it.0 != key);
        self.drop_idle();
        if self.entries.len() == self.capacity {
            self.entries.remove(0);
        }
        self.made += 1;
        self.entries.push((key, self.now, self.made));
        self.made
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever is done in whatever order, the keys at hand are those that were used last, and each has its source.
    #[test]
    fn g12_keys_are_kept_as_a_plain_list_would_keep_them(
        capacity in 1..8_usize,
        steps in proptest::collection::vec(any_step(), 0..80),
    ) {
        let clock = ManualClock::new();
        let made = std::sync::atomic::AtomicUsize::new(0);
        let caches = TokenCaches::builder(move |_: &u8| {
            let number = made.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
            let name = auth_core::CredentialId::builder("source", &number.to_string());
            Ok(from_fn(|_| async { Ok(hour("one")) }).with_identity(name.build()))
        })
        .capacity(capacity)
        .idle(Duration::from_secs(IDLE))
        .clock(clock.clone())
        .build()
        .unwrap();
        let name = |cache: &TokenCache| format!("{:?}", cache.identity().unwrap());
        let number = |number: usize| format!("CredentialId(source/{number})");

        let mut model = Model { capacity, now: 0, entries: Vec::new(), held: Vec::new(), made: 0 };
        let mut handles = Vec::new();
        for step in steps {
            // No two uses are simultaneous.
            clock.advance(SECOND);
            model.now += 1;
            match step {
                Step::Get(key) => {
                    let cache = caches.get(&key).unwrap();
                    prop_assert_eq!(name(&cache), number(model.get(key)));
                }
                Step::Hold(key) => {
                    let source = model.get(key);
                    model.held.push(source);
                    handles.push(caches.get(&key).unwrap());
                }
                Step::Peek(key) => {
                    prop_assert!(caches.peek(&key).is_none(), "no token was asked for");
                    model.find(key);
                }
                Step::Remove(key) => {
                    let found = model.entries.iter().find(|it| it.0 == key).map(|it| number(it.2));
                    prop_assert_eq!(caches.remove(&key).map(|it| name(&it)), found);
                    model.entries.retain(|it| it.0 != key);
                }
                Step::Retain(limit) => {
                    caches.retain(|key, _| *key < limit);
                    model.entries.retain(|it| it.0 < limit);
                }
                Step::LetGo => {
                    handles.clear();
                    model.held.clear();
                }
                Step::Wait(seconds) => {
                    clock.advance(Duration::from_secs(seconds));
                    model.now += seconds;
                }
                Step::EvictIdle => {}
            }
            // Idle ones may linger: what is cleared away when is not for users to rely on.
            caches.evict_idle();
            model.drop_idle();
            let mut held: Vec<_> = caches.entries().iter().map(|it| (it.0, name(&it.1))).collect();
            let mut wanted: Vec<_> = model.entries.iter().map(|it| (it.0, number(it.2))).collect();
            held.sort_unstable();
            wanted.sort_unstable();
            prop_assert_eq!(held, wanted);
            prop_assert_eq!(caches.len(), model.entries.len());
        }
    }
}
