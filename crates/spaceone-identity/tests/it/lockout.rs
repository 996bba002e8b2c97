//! A login that fails again and again never fails so often that a server blocks it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use auth_core::{ManualClock, Moment};
use serde_json::Value;
use spaceone_identity::{
    Credentials, ErrorKind, MfaAnswer, Reason, Session, TokenCache, second_factor_fn,
};
use wiremock::{Request, Respond, ResponseTemplate};

use crate::support::{Identity, jwt, pair, refused, structured, told};

/// Servers block at the eleventh failure within this span.
const WINDOW: Duration = Duration::from_secs(300);
const BLOCKED_FROM: usize = 11;

/// Refuses every login, and notes when.
#[derive(Clone, Debug)]
struct Refusing {
    hand: ManualClock,
    failed: Arc<Mutex<Vec<Moment>>>,
    with_mfa: bool,
}

impl Refusing {
    fn new(hand: &ManualClock, with_mfa: bool) -> Self {
        Self {
            hand: hand.clone(),
            failed: Arc::default(),
            with_mfa,
        }
    }

    /// The most failures within one window.
    fn worst(&self) -> usize {
        let failed = self.failed.lock().unwrap();
        let within = |start: Moment| {
            let end = start.after(WINDOW);
            failed
                .iter()
                .filter(|moment| moment.reached(start) && !moment.reached(end))
                .count()
        };
        failed.iter().map(|start| within(*start)).max().unwrap_or(0)
    }

    fn all(&self) -> usize {
        self.failed.lock().unwrap().len()
    }
}

impl Respond for Refusing {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        if self.with_mfa && body["auth_type"] == "LOCAL" {
            return told(500, "ERROR_MFA_REQUIRED", "(mfa_type = OTP)");
        }
        self.failed.lock().unwrap().push(self.hand.now());
        if self.with_mfa {
            structured(400, "ERROR_INVALID_VERIFY_CODE")
        } else {
            refused("password is not correct")
        }
    }
}

/// Lets every scope ask for so many hours: every other second in the first, then twice a minute.
async fn ask_for(hours: u64, hand: &ManualClock, caches: &[TokenCache]) {
    let mut passed = 0;
    while passed < hours * 3_600 {
        for cache in caches {
            cache.token().await.unwrap_err();
        }
        let step = if passed < 3_600 { 2 } else { 30 };
        hand.advance(Duration::from_secs(step));
        passed += step;
    }
}

fn scopes(session: &Session) -> Vec<TokenCache> {
    (0..20)
        .map(|number| {
            session
                .workspace(format!("workspace-{number}"))
                .into_cache()
        })
        .collect()
}

#[tokio::test]
async fn g07_twelve_hours_of_callers_with_a_wrong_password_do_not_block_the_login() {
    let hand = ManualClock::new();
    let server = Refusing::new(&hand, false);
    let identity = Identity::responding(server.clone()).await;
    let credentials = Credentials::password("domain-123", "user@example.com", "wrong").unwrap();
    let session = Session::builder(identity.v2(), credentials)
        .clock(hand.clone())
        .build();

    ask_for(12, &hand, &scopes(&session)).await;

    assert!(server.worst() <= 5, "{} within {WINDOW:?}", server.worst());
    // After the first minutes one attempt in a quarter of an hour.
    assert!(server.all() < 70, "{}", server.all());
    let error = session.user().into_cache().token().await.unwrap_err();
    assert_eq!(Reason::of(&error), Some(Reason::WrongPassword));
}

#[tokio::test]
async fn g07_two_sessions_of_one_user_stay_below_the_block() {
    let hand = ManualClock::new();
    let server = Refusing::new(&hand, false);
    let identity = Identity::responding(server.clone()).await;
    let credentials = Credentials::password("domain-123", "user@example.com", "wrong").unwrap();
    let session = || {
        Session::builder(identity.v2(), credentials.clone())
            .clock(hand.clone())
            .build()
    };
    let (one, two) = (session(), session());

    let caches = [scopes(&one), scopes(&two)].concat();
    ask_for(2, &hand, &caches).await;

    assert!(server.worst() < BLOCKED_FROM, "{}", server.worst());
}

#[tokio::test]
async fn g07_a_generator_of_wrong_codes_does_not_block_the_login_either() {
    let hand = ManualClock::new();
    let server = Refusing::new(&hand, true);
    let identity = Identity::responding(server.clone()).await;
    let credentials = Credentials::password("domain-123", "user@example.com", "right").unwrap();
    let session = Session::builder(identity.v2(), credentials)
        .clock(hand.clone())
        .second_factor(second_factor_fn(|_| async {
            Ok(MfaAnswer::code("000000"))
        }))
        .build();

    ask_for(2, &hand, &scopes(&session)).await;

    assert!(server.worst() <= 5, "{}", server.worst());
    let error = session.user().into_cache().token().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Interaction);
    assert_eq!(Reason::of(&error), Some(Reason::WrongCode));
}

#[tokio::test]
async fn g07_a_session_recovers_when_the_password_works_again() {
    let hand = ManualClock::new();
    let works = Arc::new(Mutex::new(false));
    let now_works = Arc::clone(&works);
    let identity = Identity::responding(move |request: &Request| {
        if request.url.path().ends_with("grant") {
            return crate::support::granted(&jwt("north", 1_800));
        }
        if *now_works.lock().unwrap() {
            pair("profile", &jwt("refresh", 10_800))
        } else {
            refused("password is not correct")
        }
    })
    .await;
    let credentials = Credentials::password("domain-123", "user@example.com", "mine").unwrap();
    let session = Session::builder(identity.v2(), credentials)
        .clock(hand.clone())
        .build();
    let caches = [session.workspace("workspace-north").into_cache()];
    ask_for(1, &hand, &caches).await;

    *works.lock().unwrap() = true;
    let mut waited = Duration::ZERO;
    while caches[0].token().await.is_err() {
        hand.advance(Duration::from_secs(10));
        waited += Duration::from_secs(10);
        assert!(waited <= Duration::from_secs(16 * 60), "it never recovers");
    }
}
