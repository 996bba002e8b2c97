//! Time, injected: two clocks in one reading.

use std::time::{Duration, SystemTime};

/// Where the time comes from: the system, or in tests a clock that is moved by hand.
///
/// Token lives are counted on two clocks at once. The monotonic one is not moved when somebody sets the time; the wall clock
/// goes on while the machine is suspended. A token ends when the first of the two says so.
///
/// ```
/// use auth_core::Clock;
///
/// let clock = Clock::system();
/// let start = clock.now();
/// assert!(clock.now().reached(start));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Clock(Source);

#[derive(Clone, Debug, Default)]
enum Source {
    #[default]
    System,
    #[cfg(feature = "testing")]
    Manual(ManualClock),
}

impl Clock {
    /// The clocks of the system. On Linux and Android the coarse ones, which are read without a system call and step with the kernel's
    /// tick (1 to 10 ms). Both step at once, so that the wall clock is read when the monotonic one has moved on, and not again before.
    #[must_use]
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// What the clocks say now.
    #[inline]
    #[must_use]
    pub fn now(&self) -> Moment {
        match &self.0 {
            Source::System => system::now(),
            #[cfg(feature = "testing")]
            Source::Manual(clock) => clock.now(),
        }
    }
}

/// One reading of both clocks, in nanoseconds.
///
/// ```
/// use std::time::Duration;
/// use auth_core::Moment;
///
/// let hour = Duration::from_secs(3600);
/// let now = Moment::new(Duration::ZERO, Duration::from_secs(1_767_225_600));
/// let end = now.after(hour);
/// assert_eq!(now.until(end), hour);
///
/// let after_a_sleep = Moment::new(Duration::ZERO, now.since_epoch() + 2 * hour);
/// assert!(after_a_sleep.reached(end));
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Moment {
    monotonic: u64,
    wall: u64,
}

impl Moment {
    /// Later than every reading.
    pub(crate) const NEVER: Self = Self {
        monotonic: u64::MAX,
        wall: u64::MAX,
    };

    /// A reading: time since an origin of the clock's own choice, and time since 1970. Saturates in the year 2554.
    #[must_use]
    pub fn new(monotonic: Duration, wall: Duration) -> Self {
        Self {
            monotonic: nanos(monotonic),
            wall: nanos(wall),
        }
    }

    /// Time since an origin of the clock's own choice.
    #[must_use]
    pub const fn monotonic(self) -> Duration {
        Duration::from_nanos(self.monotonic)
    }

    /// The same in nanoseconds.
    pub(crate) const fn monotonic_nanos(self) -> u64 {
        self.monotonic
    }

    /// Time since 1970-01-01 UTC.
    #[must_use]
    pub const fn since_epoch(self) -> Duration {
        Duration::from_nanos(self.wall)
    }

    /// The wall clock's reading.
    #[must_use]
    pub fn system_time(self) -> SystemTime {
        SystemTime::UNIX_EPOCH + self.since_epoch()
    }

    /// The moment that both clocks reach after `span`, saturating.
    #[must_use]
    pub fn after(self, span: Duration) -> Self {
        let span = nanos(span);
        Self {
            monotonic: self.monotonic.saturating_add(span),
            wall: self.wall.saturating_add(span),
        }
    }

    /// The moment at which both clocks still have so many nanoseconds to go, saturating.
    #[inline]
    #[must_use]
    pub(crate) const fn before_nanos(self, span: u64) -> Self {
        Self {
            monotonic: self.monotonic.saturating_sub(span),
            wall: self.wall.saturating_sub(span),
        }
    }

    /// The moment at which the wall clock shows `time`, if it is right now. A time before this one is this moment on the monotonic clock.
    #[must_use]
    pub(crate) fn at(self, time: SystemTime) -> Self {
        let wall = time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, nanos);
        Self {
            monotonic: self
                .monotonic
                .saturating_add(wall.saturating_sub(self.wall)),
            wall,
        }
    }

    /// The earlier of the two, clock by clock.
    #[must_use]
    pub(crate) fn earlier(self, other: Self) -> Self {
        Self {
            monotonic: self.monotonic.min(other.monotonic),
            wall: self.wall.min(other.wall),
        }
    }

    /// The later of the two, clock by clock.
    #[must_use]
    pub(crate) fn later(self, other: Self) -> Self {
        Self {
            monotonic: self.monotonic.max(other.monotonic),
            wall: self.wall.max(other.wall),
        }
    }

    /// Whether either clock has reached that moment: the one that is further on decides.
    #[inline]
    #[must_use]
    pub const fn reached(self, end: Self) -> bool {
        self.monotonic >= end.monotonic || self.wall >= end.wall
    }

    /// How long until either clock reaches that moment; zero when it is past.
    #[must_use]
    pub fn until(self, end: Self) -> Duration {
        let monotonic = end.monotonic.saturating_sub(self.monotonic);
        let wall = end.wall.saturating_sub(self.wall);
        Duration::from_nanos(monotonic.min(wall))
    }
}

/// Saturates at 584 years.
pub(crate) fn nanos(span: Duration) -> u64 {
    u64::try_from(span.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(any(target_os = "linux", target_os = "android"))]
mod system {
    use std::cell::Cell;

    use rustix::time::{ClockId, Timespec, clock_gettime};

    use super::Moment;

    thread_local! {
        /// What this thread read last. No clock shows the first time.
        static LAST: Cell<Reading> = const { Cell::new(Reading { monotonic: NEVER, moment: Moment::NEVER }) };
    }

    pub(super) const NEVER: Timespec = Timespec {
        tv_sec: -1,
        tv_nsec: -1,
    };

    /// The monotonic clock as the kernel gives it, and what became of it.
    #[derive(Clone, Copy)]
    pub(super) struct Reading {
        pub(super) monotonic: Timespec,
        pub(super) moment: Moment,
    }

    #[inline]
    pub(super) fn now() -> Moment {
        let monotonic = clock_gettime(ClockId::MonotonicCoarse);
        let reading = reading(LAST.get(), monotonic, wall);
        LAST.set(reading);
        reading.moment
    }

    /// The kernel moves both coarse clocks in one step, and it does so before it sets the wall clock or puts the machine to sleep. So a
    /// wall clock that was read at this very tick still shows what it showed then.
    #[inline]
    pub(super) fn reading(
        known: Reading,
        monotonic: Timespec,
        wall: impl FnOnce() -> Timespec,
    ) -> Reading {
        if known.monotonic == monotonic {
            return known;
        }
        let moment = Moment {
            monotonic: nanos(monotonic),
            wall: nanos(wall()),
        };
        Reading { monotonic, moment }
    }

    /// Not apart from a hit: who asks rarely pays for each page of code that a call leads through.
    #[inline]
    fn wall() -> Timespec {
        clock_gettime(ClockId::RealtimeCoarse)
    }

    /// A clock before its origin reads as the origin.
    fn nanos(time: Timespec) -> u64 {
        let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
        let nanoseconds = u64::try_from(time.tv_nsec).unwrap_or(0);
        seconds
            .saturating_mul(1_000_000_000)
            .saturating_add(nanoseconds)
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
mod system {
    use std::sync::LazyLock;
    use std::time::{Instant, SystemTime};

    use super::Moment;

    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that all others ask"
    )]
    static ORIGIN: LazyLock<Instant> = LazyLock::new(Instant::now);

    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that all others ask"
    )]
    pub(super) fn now() -> Moment {
        let wall = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        Moment::new(ORIGIN.elapsed(), wall)
    }
}

#[cfg(feature = "testing")]
pub use self::manual::ManualClock;

#[cfg(feature = "testing")]
mod manual {
    use std::sync::{Arc, Mutex, PoisonError};
    use std::time::Duration;

    use super::{Clock, Moment, Source};

    /// A clock that stands still until a test moves it.
    ///
    /// ```
    /// use std::time::Duration;
    /// use auth_core::{Clock, ManualClock};
    ///
    /// let hand = ManualClock::new();
    /// let clock = Clock::from(hand.clone());
    /// let before = clock.now();
    /// hand.advance(Duration::from_secs(60));
    /// assert_eq!(before.until(clock.now()), Duration::from_secs(60));
    /// ```
    #[derive(Clone, Debug)]
    pub struct ManualClock(Arc<Mutex<Moment>>);

    impl ManualClock {
        /// A clock that stands at one day of monotonic time and at the start of 2026.
        #[must_use]
        pub fn new() -> Self {
            let day = Duration::from_secs(86_400);
            let year_2026 = Duration::from_secs(1_767_225_600);
            Self(Arc::new(Mutex::new(Moment::new(day, year_2026))))
        }

        /// Moves both clocks forward.
        pub fn advance(&self, span: Duration) {
            self.change(|now| now.after(span));
        }

        /// Sets the wall clock alone, as an administrator or a time server does.
        pub fn set_wall(&self, since_epoch: Duration) {
            self.change(|now| Moment::new(now.monotonic(), since_epoch));
        }

        /// Moves the wall clock alone, as a suspended machine does.
        pub fn suspend(&self, span: Duration) {
            self.change(|now| Moment::new(now.monotonic(), now.since_epoch() + span));
        }

        /// What the clock says.
        #[must_use]
        pub fn now(&self) -> Moment {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner)
        }

        fn change(&self, change: impl FnOnce(Moment) -> Moment) {
            let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            *now = change(*now);
        }
    }

    impl Default for ManualClock {
        fn default() -> Self {
            Self::new()
        }
    }

    impl From<ManualClock> for Clock {
        fn from(clock: ManualClock) -> Self {
            Self(Source::Manual(clock))
        }
    }
}

#[cfg(test)]
mod tests {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    use rustix::time::Timespec;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn moment(monotonic: u64, wall: u64) -> Moment {
        Moment::new(Duration::from_secs(monotonic), Duration::from_secs(wall))
    }

    #[test]
    fn g09_either_clock_reaches_a_moment() {
        let end = moment(100, 1000);
        assert!(!moment(99, 999).reached(end));
        assert!(moment(100, 0).reached(end));
        assert!(moment(0, 1000).reached(end));
        assert_eq!(moment(90, 995).until(end), 5 * SECOND);
        assert_eq!(moment(97, 0).until(end), 3 * SECOND);
        assert_eq!(moment(200, 0).until(end), Duration::ZERO);
    }

    #[test]
    fn g09_moments_saturate() {
        let longest = Moment::NEVER;
        assert_eq!(moment(1, 1).after(Duration::MAX), longest);
        assert_eq!(Moment::new(Duration::MAX, Duration::MAX), longest);
        assert_eq!(longest.after(SECOND), longest);
        assert_eq!(moment(1, 2).before_nanos(3_000_000_000), moment(0, 0));
        assert!(longest.system_time() > SystemTime::UNIX_EPOCH);
    }

    #[test]
    fn g09_a_time_of_the_wall_clock_is_as_far_away_on_both_clocks() {
        let now = moment(100, 1000);
        let at = |seconds| now.at(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(at(1060), moment(160, 1060));
        assert_eq!(at(940), moment(100, 940));
        assert!(now.reached(at(940)));
    }

    #[cfg(any(target_os = "linux", target_os = "android"))]
    #[test]
    fn g09_the_wall_clock_is_read_at_every_step_of_the_monotonic_one() {
        let time = |tv_sec| Timespec { tv_sec, tv_nsec: 0 };
        let none = system::Reading {
            monotonic: system::NEVER,
            moment: Moment::NEVER,
        };
        let first = system::reading(none, time(100), || time(1000));
        assert_eq!(first.moment, moment(100, 1000));
        let same = system::reading(first, time(100), || panic!("it has not moved"));
        assert_eq!(same.moment, first.moment);
        let later = system::reading(same, time(101), || time(5000));
        assert_eq!(later.moment, moment(101, 5000));
        let same = system::reading(later, time(101), || panic!("it has not moved"));
        assert_eq!(same.moment, later.moment);
    }

    #[test]
    fn the_system_clock_tells_the_time() {
        let now = Clock::system().now();
        assert!(now.since_epoch() > Duration::from_secs(1_700_000_000));
        assert!(Clock::system().now().monotonic() >= now.monotonic());
    }
}
