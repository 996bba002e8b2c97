//! A week with OneAccess, in a moment: time is tokio's own, and stands still while anything is to be done.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use api_core::http::{Request, Response};
use api_core::{Bytes, Limits, Transport, TransportError, async_trait};
use auth_core::ManualClock;
use serde_json::json;
use tenant_token::{Client, ClientCredentials, NearlyOver, TenantToken, TokenCache};
use test_support::MARK;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Half an hour, and a part of a second, which the stated whole seconds leave out.
const LIFE: Duration = Duration::from_millis(1_800_700);

fn answer(token: &str, expires_in: u64) -> Response<Bytes> {
    let body = json!({"access_token": token, "token_type": "Bearer", "expires_in": expires_in});
    Response::new(body.to_string().into())
}

/// Gives these tokens in turn, each with these seconds left.
#[derive(Clone, Debug)]
pub(crate) struct Scripted(Arc<Mutex<Script>>);

#[derive(Debug)]
struct Script {
    answers: VecDeque<(&'static str, u64)>,
    asked: usize,
}

impl Scripted {
    pub(crate) fn of(tokens: impl IntoIterator<Item = (&'static str, u64)>) -> Self {
        Self(Arc::new(Mutex::new(Script {
            answers: tokens.into_iter().collect(),
            asked: 0,
        })))
    }

    /// How often it was asked.
    pub(crate) fn asked(&self) -> usize {
        self.0.lock().unwrap().asked
    }
}

#[async_trait]
impl Transport for Scripted {
    async fn send(&self, _: Request<Bytes>, _: Limits) -> Result<Response<Bytes>, TransportError> {
        let mut script = self.0.lock().unwrap();
        script.asked += 1;
        let (token, left) = script.answers.pop_front().unwrap();
        Ok(answer(token, left))
    }
}

/// OneAccess: returns the token that it has issued until that one ends, and states the rest of its life in whole seconds, rounded down.
#[derive(Clone, Debug)]
struct Double(Arc<State>);

#[derive(Debug)]
struct State {
    start: Instant,
    hand: ManualClock,
    /// How far the hand was moved.
    moved: Mutex<Duration>,
    /// How long a request is on its way, and so the answer, in turn.
    latencies: &'static [u64],
    issued: Mutex<Issued>,
}

#[derive(Debug, Default)]
struct Issued {
    ends: Vec<Duration>,
    /// For each token, when it was asked for.
    asked: Vec<Vec<Duration>>,
}

impl Double {
    fn new(latencies: &'static [u64]) -> Self {
        Self(Arc::new(State {
            start: Instant::now(),
            hand: ManualClock::new(),
            moved: Mutex::default(),
            latencies,
            issued: Mutex::default(),
        }))
    }

    fn cache(&self, nearly_over: NearlyOver) -> TokenCache {
        let application = ClientCredentials::new("my-client-id", MARK);
        let source = TenantToken::builder("abcdefg.huaweioneaccess.com", application)
            .nearly_over(nearly_over)
            .http(Client::builder().transport(self.clone()));
        let cache = TokenCache::builder(source.build().unwrap());
        cache.clock(self.0.hand.clone()).build().unwrap()
    }

    /// The time since the start, which the cache's clock shows from now on as well.
    fn now(&self) -> Duration {
        let now = self.0.start.elapsed();
        let mut moved = self.0.moved.lock().unwrap();
        self.0.hand.advance(now - *moved);
        *moved = now;
        now
    }

    /// Wants a token, and checks that it is alive; whether it nears its end.
    async fn want(&self, cache: &TokenCache) -> bool {
        self.now();
        let token = cache.token().await.unwrap();
        let now = self.now();
        let number: usize = token
            .expose()
            .strip_prefix("s3cr3t-")
            .unwrap()
            .parse()
            .unwrap();
        let ends = self.0.issued.lock().unwrap().ends[number];
        assert!(now < ends, "token {number} has ended {:?} ago", now - ends);
        let remaining = token.remaining().unwrap();
        assert!(!remaining.is_zero());
        remaining < Duration::from_secs(20)
    }

    /// Asserts how it was asked in the whole week.
    fn check(&self) {
        let issued = self.0.issued.lock().unwrap();
        let lives = WEEK.as_secs() / LIFE.as_secs();
        let tokens = u64::try_from(issued.ends.len()).unwrap();
        assert!((lives - 10..=lives + 1).contains(&tokens), "{tokens}");
        for asked in &issued.asked {
            assert!(asked.len() <= 2, "asked more than twice: {asked:?}");
        }
        let all: Vec<_> = issued.asked.iter().flatten().collect();
        for pair in all.windows(2) {
            assert!(
                *pair[1] - *pair[0] >= Duration::from_secs(1),
                "spins: {pair:?}"
            );
        }
    }
}

#[async_trait]
impl Transport for Double {
    async fn send(&self, _: Request<Bytes>, _: Limits) -> Result<Response<Bytes>, TransportError> {
        let turn: usize = self
            .0
            .issued
            .lock()
            .unwrap()
            .asked
            .iter()
            .map(Vec::len)
            .sum();
        let latency = Duration::from_millis(self.0.latencies[turn % self.0.latencies.len()]);
        sleep(latency).await;
        let now = self.now();
        let answer = {
            let mut issued = self.0.issued.lock().unwrap();
            if issued.ends.last().is_none_or(|ends| now >= *ends) {
                issued.ends.push(now + LIFE);
                issued.asked.push(Vec::new());
            }
            let number = issued.ends.len() - 1;
            issued.asked[number].push(now);
            answer(
                &format!("s3cr3t-{number}"),
                (issued.ends[number] - now).as_secs(),
            )
        };
        sleep(latency).await;
        self.now();
        // Where the cache asks again after a second, it looks at its clock before anybody else does.
        let double = self.clone();
        tokio::spawn(async move {
            sleep(Duration::from_millis(999)).await;
            double.now();
        });
        Ok(answer)
    }
}

/// One caller who wants a token each so many milliseconds, and a hundred times as often when it nears its end, for a week.
async fn caller(double: Double, cache: TokenCache, every: u64) {
    while double.0.start.elapsed() < WEEK {
        let near = double.want(&cache).await;
        sleep(Duration::from_millis(if near {
            every / 100
        } else {
            every
        }))
        .await;
    }
}

/// Ten callers at once, now and then.
async fn crowd(double: Double, cache: TokenCache) {
    while double.0.start.elapsed() < WEEK {
        let mut crowd = JoinSet::new();
        for _ in 0..10 {
            let (double, cache) = (double.clone(), cache.clone());
            crowd.spawn(async move { double.want(&cache).await });
        }
        let near = crowd.join_all().await.contains(&true);
        sleep(Duration::from_millis(if near { 1_703 } else { 60_011 })).await;
    }
}

#[tokio::test(start_paused = true)]
async fn g08_a_week_with_one_caller_costs_at_most_two_requests_per_token() {
    let five = NearlyOver::Wait(Duration::from_secs(5));
    for (choice, latencies) in [
        (five, &[40][..]),
        (five, &[20, 900, 5, 350]),
        (NearlyOver::HandOut, &[40]),
    ] {
        let double = Double::new(latencies);
        caller(double.clone(), double.cache(choice), 10_913).await;
        double.check();
    }
}

#[tokio::test(start_paused = true)]
async fn g08_a_week_with_a_crowd_costs_at_most_two_requests_per_token() {
    for choice in [
        NearlyOver::Wait(Duration::from_secs(5)),
        NearlyOver::HandOut,
    ] {
        let double = Double::new(&[40]);
        let cache = double.cache(choice);
        let mut callers = JoinSet::new();
        callers.spawn(crowd(double.clone(), cache.clone()));
        for every in [20_011, 50_003, 599_999, 2_400_000] {
            callers.spawn(caller(double.clone(), cache.clone(), every));
        }
        callers.join_all().await;
        double.check();
    }
}

#[tokio::test(start_paused = true)]
async fn g08_the_last_seconds_of_a_token_are_not_spent_asking() {
    let double = Double::new(&[40]);
    let cache = double.cache(NearlyOver::Wait(Duration::from_secs(5)));
    double.want(&cache).await;
    sleep(LIFE.saturating_sub(Duration::from_secs(3))).await;
    // A caller each millisecond, through the end of the token.
    for _ in 0..6_000 {
        double.want(&cache).await;
        sleep(Duration::from_millis(1)).await;
    }
    let issued = double.0.issued.lock().unwrap();
    let counts: Vec<_> = issued.asked.iter().map(Vec::len).collect();
    assert_eq!(counts, [2, 1]);
}
