//! The bounded map behind keyed caches.

use std::cmp::Ordering::{Equal, Less};
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use hashbrown::HashTable;
use hashbrown::hash_table::OccupiedEntry;

use crate::cache::{Settings, Sleeper};
use crate::{Moment, TokenCache};

const SHARDS: usize = 64;

/// The longest time between two sweeps, in nanoseconds: 15 minutes.
const SWEEP: u64 = 15 * 60 * 1_000_000_000;

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
struct Shard<K>(RwLock<Table<K>>);

/// A table has room to grow, and an entry that is not there yet should take no more of it than a pointer does.
type Table<K> = HashTable<Box<Entry<K>>>;

struct Entry<K> {
    key: K,
    used: AtomicU64,
    cache: Sleeper,
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

    /// Takes entries away. They are to be dropped when no lock is held: sources are foreign code.
    #[must_use]
    fn take(&self, mut which: impl FnMut(&Entry<K>) -> bool) -> Vec<Box<Entry<K>>> {
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
    fn take_oldest(&self) -> Vec<Box<Entry<K>>> {
        let mut uses: Vec<u64> = Vec::with_capacity(self.len());
        for shard in &self.table {
            uses.extend(shard.read().iter().map(|entry| entry.used()));
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
        look: impl FnOnce(&Sleeper) -> T,
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

    /// A handle to this key's cache, which is woken, and counts as used. `None` where it is not at hand, or idle.
    pub(super) fn handle(
        &self,
        key: &K,
        now: Moment,
        settings: &Arc<Settings>,
    ) -> Option<TokenCache> {
        // Others need not wait where it is awake already.
        let handle = self.find(key, now, Sleeper::handle)?;
        handle.or_else(|| self.wake(key, settings))
    }

    fn wake(&self, key: &K, settings: &Arc<Settings>) -> Option<TokenCache> {
        let hash = self.hasher.hash_one(key);
        let mut table = self.shard(hash).write();
        let found = table.find_entry(hash, |entry| entry.key == *key).ok()?;
        Some(wake(found, settings))
    }

    /// Keeps the cache under this key, or gives the one that another caller was faster with.
    pub(super) fn insert(
        &self,
        key: K,
        cache: TokenCache,
        now: Moment,
        settings: &Arc<Settings>,
    ) -> TokenCache {
        let now = now.monotonic_nanos();
        self.make_room(now);
        let hash = self.hasher.hash_one(&key);
        let mut table = self.shard(hash).write();
        let (kept, unused) = match table.find_entry(hash, |entry| entry.key == key) {
            Ok(mut found) if found.get().is_idle(now, self.idle) => {
                let entry = found.get_mut();
                entry.touch(now);
                let idle = std::mem::replace(&mut entry.cache, Sleeper::Awake(cache.clone()));
                (cache, idle)
            }
            Ok(found) => {
                found.get().touch(now);
                (wake(found, settings), Sleeper::Awake(cache))
            }
            Err(absent) => {
                let entry = Entry {
                    key,
                    used: AtomicU64::new(now),
                    cache: Sleeper::Awake(cache.clone()),
                };
                let table = absent.into_table();
                table.insert_unique(hash, Box::new(entry), |entry| {
                    self.hasher.hash_one(&entry.key)
                });
                self.len.fetch_add(1, Ordering::Relaxed);
                return cache;
            }
        };
        drop(table);
        drop(unused);
        kept
    }

    /// Lets this key's cache sleep if there is nothing for it to do.
    pub(super) fn settle(&self, key: &K) {
        let hash = self.hasher.hash_one(key);
        self.shard(hash)
            .let_sleep(hash, |entry| entry.key == *key && entry.cache.is_tired());
    }

    /// One caller clears away what is idle, and lets sleep what has nothing to do.
    #[cold]
    fn sweep(&self, now: u64, due: u64) {
        let next = sweep_after(now, self.idle);
        let first =
            self.next_sweep
                .compare_exchange(due, next, Ordering::Relaxed, Ordering::Relaxed);
        if first.is_err() {
            return;
        }
        drop(self.take(|entry| entry.is_idle(now, self.idle)));
        for shard in &self.table {
            let table = shard.read();
            let tired = table.iter().filter(|entry| entry.cache.is_tired());
            let hashes: Vec<u64> = tired.map(|it| self.hasher.hash_one(&it.key)).collect();
            drop(table);
            for hash in hashes {
                shard.let_sleep(hash, |entry| entry.cache.is_tired());
            }
        }
    }

    /// Takes the cache of this key away if it is such a one, and gives a handle to it.
    pub(super) fn remove(
        &self,
        key: &K,
        settings: &Arc<Settings>,
        which: impl FnOnce(&Sleeper) -> bool,
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
        Some(entry.cache.awake(settings))
    }

    /// By bits of the hash that the tables do not look at: they use the lowest ones and the highest seven.
    fn shard(&self, hash: u64) -> &Shard<K> {
        &self.table[(hash >> 48) as usize % SHARDS]
    }
}

impl<K: Eq + Hash + Clone> Shards<K> {
    /// All keys, and handles to their caches, which are woken.
    pub(super) fn entries(&self, settings: &Arc<Settings>) -> Vec<(K, TokenCache)> {
        let mut entries = Vec::with_capacity(self.len());
        for shard in &self.table {
            let table = shard.read();
            entries.extend(table.iter().map(|it| (it.key.clone(), it.cache.handle())));
        }
        let woken = entries.into_iter().filter_map(|(key, handle)| {
            let handle = handle.or_else(|| self.wake(&key, settings))?;
            Some((key, handle))
        });
        woken.collect()
    }
}

impl<K> Shard<K> {
    fn read(&self) -> RwLockReadGuard<'_, Table<K>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Table<K>> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn let_sleep(&self, hash: u64, which: impl Fn(&Entry<K>) -> bool) {
        let mut table = self.write();
        if let Ok(found) = table.find_entry(hash, |entry| which(entry)) {
            let (mut entry, place) = found.remove();
            entry.cache = entry.cache.asleep();
            place.insert(entry);
        }
    }
}

/// A handle to the cache of this entry, which stays where it is.
fn wake<K>(found: OccupiedEntry<'_, Box<Entry<K>>>, settings: &Arc<Settings>) -> TokenCache {
    if let Some(handle) = found.get().cache.handle() {
        return handle;
    }
    let (mut entry, place) = found.remove();
    let cache = entry.cache.awake(settings);
    entry.cache = Sleeper::Awake(cache.clone());
    place.insert(entry);
    cache
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
    #[inline]
    fn is_idle(&self, now: u64, idle: u64) -> bool {
        now.saturating_sub(self.used()) >= idle && !self.cache.is_in_use()
    }
}

/// Often enough that what is idle does not stay for long, seldom enough to cost little.
fn sweep_after(now: u64, idle: u64) -> u64 {
    now.saturating_add(SWEEP.min(idle / 4))
}
