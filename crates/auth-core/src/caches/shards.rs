//! The bounded map behind keyed caches.

use std::cmp::Ordering::{Equal, Less};
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use hashbrown::HashTable;

use crate::{Moment, TokenCache};

const SHARDS: usize = 64;

/// Keys in groups, each under its own lock. The locks are held for lookups and changes of the tables alone: of foreign code only the
/// comparison and, while a table grows, the hash of keys run under them.
pub(super) struct Shards<K> {
    table: Box<[Shard<K>]>,
    hasher: RandomState,
    capacity: usize,
    /// In nanoseconds, like all times here.
    idle: u64,
    len: AtomicUsize,
    next_sweep: AtomicU64,
    /// Held by the one caller who makes room.
    making_room: Mutex<()>,
}

/// On a cache line of its own: readers write to their lock.
#[repr(align(128))]
struct Shard<K>(RwLock<HashTable<Entry<K>>>);

struct Entry<K> {
    key: K,
    cache: TokenCache,
    used: AtomicU64,
}

impl<K> Shards<K> {
    pub(super) fn new(capacity: usize, idle: Duration, now: Moment) -> Self {
        let idle = u64::try_from(idle.as_nanos()).unwrap_or(u64::MAX);
        let shard = || Shard(RwLock::new(HashTable::new()));
        Self {
            table: std::iter::repeat_with(shard).take(SHARDS).collect(),
            hasher: RandomState::new(),
            capacity,
            idle,
            len: AtomicUsize::new(0),
            next_sweep: AtomicU64::new(sweep_after(now.monotonic_nanos(), idle)),
            making_room: Mutex::new(()),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.len.load(Ordering::Relaxed)
    }

    pub(super) const fn capacity(&self) -> usize {
        self.capacity
    }

    /// Forgets what is idle.
    pub(super) fn evict_idle(&self, now: Moment) {
        let now = now.monotonic_nanos();
        drop(self.take(|entry| entry.is_idle(now, self.idle)));
    }

    /// One caller clears away what is idle.
    #[cold]
    fn sweep(&self, now: u64, due: u64) {
        let next = sweep_after(now, self.idle);
        let first =
            self.next_sweep
                .compare_exchange(due, next, Ordering::Relaxed, Ordering::Relaxed);
        if first.is_ok() {
            drop(self.take(|entry| entry.is_idle(now, self.idle)));
        }
    }

    /// Takes entries away. They are to be dropped when no lock is held: sources are foreign code.
    #[must_use]
    fn take(&self, mut which: impl FnMut(&Entry<K>) -> bool) -> Vec<Entry<K>> {
        let mut taken = Vec::new();
        for shard in &self.table {
            let before = taken.len();
            taken.extend(shard.write().extract_if(|entry| which(entry)));
            self.len.fetch_sub(taken.len() - before, Ordering::Relaxed);
        }
        taken
    }

    /// Forgets what is idle, and then the least recently used entries, if there is no room for one more.
    fn make_room(&self, now: u64) {
        if self.len() < self.capacity {
            return;
        }
        let alone = self.making_room.lock();
        let alone = alone.unwrap_or_else(PoisonError::into_inner);
        let mut gone = self.take(|entry| entry.is_idle(now, self.idle));
        if self.len() >= self.capacity {
            gone.extend(self.take_oldest());
        }
        drop(alone);
        drop(gone);
    }

    /// Takes so many entries away that there is room for one more, and at least a sixteenth: looking for them costs a look at all.
    fn take_oldest(&self) -> Vec<Entry<K>> {
        let mut uses: Vec<u64> = Vec::with_capacity(self.len());
        for shard in &self.table {
            uses.extend(shard.read().iter().map(Entry::used));
        }
        let excess = (uses.len() + 1).saturating_sub(self.capacity);
        let count = excess.max(self.capacity / 16).min(uses.len());
        if count == 0 {
            return Vec::new();
        }
        let (older, &mut limit, _) = uses.select_nth_unstable(count - 1);
        let mut ties = count - older.iter().filter(|used| **used < limit).count();
        self.take(|entry| match entry.used().cmp(&limit) {
            Less => true,
            Equal if ties > 0 => {
                ties -= 1;
                true
            }
            _ => false,
        })
    }
}

impl<K: Eq + Hash> Shards<K> {
    /// What `look` sees of this key's cache, which counts as used. `None` where it is not at hand, or idle.
    #[inline]
    pub(super) fn find<T>(
        &self,
        key: &K,
        now: Moment,
        look: impl FnOnce(&TokenCache) -> T,
    ) -> Option<T> {
        let now = now.monotonic_nanos();
        let sweep_due = self.next_sweep.load(Ordering::Relaxed);
        if now >= sweep_due {
            self.sweep(now, sweep_due);
        }
        let hash = self.hasher.hash_one(key);
        let table = self.shard(hash).read();
        let entry = table.find(hash, |entry| entry.key == *key)?;
        if entry.is_idle(now, self.idle) {
            return None;
        }
        entry.touch(now);
        Some(look(&entry.cache))
    }

    /// Keeps the cache under this key, or gives the one that another caller was faster with.
    pub(super) fn insert(&self, key: K, cache: TokenCache, now: Moment) -> TokenCache {
        let now = now.monotonic_nanos();
        self.make_room(now);
        let hash = self.hasher.hash_one(&key);
        let mut table = self.shard(hash).write();
        let found = table.find_mut(hash, |entry| entry.key == key);
        let (kept, unused) = match found {
            Some(entry) if entry.is_idle(now, self.idle) => {
                entry.touch(now);
                let idle = std::mem::replace(&mut entry.cache, cache);
                (entry.cache.clone(), Some(idle))
            }
            Some(entry) => {
                entry.touch(now);
                (entry.cache.clone(), Some(cache))
            }
            None => {
                let entry = Entry {
                    key,
                    cache: cache.clone(),
                    used: AtomicU64::new(now),
                };
                table.insert_unique(hash, entry, |entry| self.hasher.hash_one(&entry.key));
                self.len.fetch_add(1, Ordering::Relaxed);
                (cache, None)
            }
        };
        drop(table);
        drop(unused);
        kept
    }

    /// Takes the cache of this key away if it is such a one.
    pub(super) fn remove(
        &self,
        key: &K,
        which: impl FnOnce(&TokenCache) -> bool,
    ) -> Option<TokenCache> {
        let hash = self.hasher.hash_one(key);
        let mut table = self.shard(hash).write();
        let found = table.find_entry(hash, |entry| entry.key == *key).ok()?;
        if !which(&found.get().cache) {
            return None;
        }
        let (entry, _) = found.remove();
        drop(table);
        self.len.fetch_sub(1, Ordering::Relaxed);
        Some(entry.cache)
    }

    /// By bits of the hash that the tables do not look at: they use the lowest ones and the highest seven.
    fn shard(&self, hash: u64) -> &Shard<K> {
        &self.table[(hash >> 48) as usize % SHARDS]
    }
}

impl<K: Clone> Shards<K> {
    pub(super) fn entries(&self) -> Vec<(K, TokenCache)> {
        let mut entries = Vec::with_capacity(self.len());
        for shard in &self.table {
            let table = shard.read();
            entries.extend(table.iter().map(|it| (it.key.clone(), it.cache.clone())));
        }
        entries
    }
}

impl<K> Shard<K> {
    fn read(&self) -> RwLockReadGuard<'_, HashTable<Entry<K>>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, HashTable<Entry<K>>> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K> Entry<K> {
    fn used(&self) -> u64 {
        self.used.load(Ordering::Relaxed)
    }

    /// Writes only when the clock has moved on, so that threads do not take the memory from one another.
    #[inline]
    fn touch(&self, now: u64) {
        if self.used() != now {
            self.used.store(now, Ordering::Relaxed);
        }
    }

    /// Who holds the lock for writing knows that nobody can begin to use what is not in use.
    fn is_idle(&self, now: u64, idle: u64) -> bool {
        now.saturating_sub(self.used()) >= idle && !self.cache.is_in_use()
    }
}

/// Often enough that what is idle does not stay for long, seldom enough to cost little.
const fn sweep_after(now: u64, idle: u64) -> u64 {
    now.saturating_add(idle / 4)
}
