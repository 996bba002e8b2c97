//! A login that fails again and again never fails so often that a server blocks it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use api_core::RetryPolicy;
use api_core::mock::Server;
use auth_core::{ManualClock, Moment};
use spaceone_identity::v2::token::{
    AuthType, ErrorBody, ErrorDetailStructured, GrantTokenInfo, RoleType, TokenInfo, mock,
};
use spaceone_identity::{
    Credentials, ErrorKind, MfaAnswer, Reason, Session, TokenCache, second_factor_fn, v2,
};

use crate::support::jwt;

/// Servers block at the eleventh failure within this span.
const WINDOW: Duration = Duration::from_secs(300);
const BLOCKED_FROM: usize = 11;

/// When logins failed.
#[derive(Clone, Debug, Default)]
struct Failures(Arc<Mutex<Vec<Moment>>>);

impl Failures {
    /// The most of them within one window.
    fn worst(&self) -> usize {
        let failed = self.0.lock().unwrap();
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
        self.0.lock().unwrap().len()
    }
}

/// A server that refuses every login, and notes when.
async fn refusing(hand: &ManualClock, with_mfa: bool) -> (Server, Failures) {
    let server = Server::start().await;
    let failures = Failures::default();
    let (hand, noted) = (hand.clone(), failures.clone());
    server.mount(mock::issue().respond_with(move |received| {
        if with_mfa && received.auth_type == AuthType::Local {
            let wanted = error("ERROR_MFA_REQUIRED", "(mfa_type = OTP)");
            return mock::issue().error(500, wanted);
        }
        noted.0.lock().unwrap().push(hand.now());
        if with_mfa {
            mock::issue().error(400, error("ERROR_INVALID_VERIFY_CODE", "No."))
        } else {
            mock::issue().error(401, wrong_password())
        }
    }));
    (server, failures)
}

fn error(code: &str, message: &str) -> ErrorBody {
    ErrorBody::new(ErrorDetailStructured::new().code(code).message(message))
}

/// The REST front gives all errors of authentication one code, and wraps the words of the service.
fn wrong_password() -> ErrorBody {
    let words = "Authenticate failure. (message =  password is not correct)";
    error("ERROR_AUTHENTICATE_FAILURE", words)
}

/// A client that sends each request once.
fn client(server: &Server) -> v2::Client {
    let builder = v2::Client::builder().base_url(server.uri());
    builder.retry(RetryPolicy::never()).build().unwrap()
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
    let (server, failures) = refusing(&hand, false).await;
    let credentials = Credentials::password("domain-123", "user@example.com", "wrong").unwrap();
    let session = Session::builder(client(&server), credentials)
        .clock(hand.clone())
        .build();

    ask_for(12, &hand, &scopes(&session)).await;

    assert!(
        failures.worst() <= 5,
        "{} within {WINDOW:?}",
        failures.worst()
    );
    // After the first minutes one attempt in a quarter of an hour.
    assert!(failures.all() < 70, "{}", failures.all());
    let error = session.user().into_cache().token().await.unwrap_err();
    assert_eq!(Reason::of(&error), Some(Reason::WrongPassword));
}

#[tokio::test]
async fn g07_two_sessions_of_one_user_stay_below_the_block() {
    let hand = ManualClock::new();
    let (server, failures) = refusing(&hand, false).await;
    let credentials = Credentials::password("domain-123", "user@example.com", "wrong").unwrap();
    let session = || {
        Session::builder(client(&server), credentials.clone())
            .clock(hand.clone())
            .build()
    };
    let (one, two) = (session(), session());

    let caches = [scopes(&one), scopes(&two)].concat();
    ask_for(2, &hand, &caches).await;

    assert!(failures.worst() < BLOCKED_FROM, "{}", failures.worst());
}

#[tokio::test]
async fn g07_a_generator_of_wrong_codes_does_not_block_the_login_either() {
    let hand = ManualClock::new();
    let (server, failures) = refusing(&hand, true).await;
    let credentials = Credentials::password("domain-123", "user@example.com", "right").unwrap();
    let session = Session::builder(client(&server), credentials)
        .clock(hand.clone())
        .second_factor(second_factor_fn(|_| async {
            Ok(MfaAnswer::code("000000"))
        }))
        .build();

    ask_for(2, &hand, &scopes(&session)).await;

    assert!(failures.worst() <= 5, "{}", failures.worst());
    let error = session.user().into_cache().token().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Interaction);
    assert_eq!(Reason::of(&error), Some(Reason::WrongCode));
}

#[tokio::test]
async fn g07_a_session_recovers_when_the_password_works_again() {
    let hand = ManualClock::new();
    let works = Arc::new(Mutex::new(false));
    let now_works = Arc::clone(&works);
    let server = Server::start().await;
    server.mount(mock::issue().respond_with(move |_| {
        if *now_works.lock().unwrap() {
            mock::issue().answer(TokenInfo::new("profile", jwt("refresh", 10_800)))
        } else {
            mock::issue().error(401, wrong_password())
        }
    }));
    let granted = GrantTokenInfo::new(jwt("north", 1_800), RoleType::User, "domain-123");
    server.mount(mock::grant().answer(granted));
    let credentials = Credentials::password("domain-123", "user@example.com", "mine").unwrap();
    let session = Session::builder(client(&server), credentials)
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
