//! Logins with a second factor.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use auth_core::ManualClock;
use serde_json::{Value, json};
use spaceone_identity::{
    AtEnd, Credentials, Error, ErrorKind, MfaAnswer, MfaChallenge, MfaKind, MfaOccasion, Opened,
    PendingLogin, Reason, Session, second_factor_fn,
};
use wiremock::{Request, Respond, ResponseTemplate};

use crate::support::{Identity, granted, jwt, pair, posted, refused, structured, told};

const HOUR: Duration = Duration::from_secs(3_600);
const LOGIN: &str = r#"{"credentials":{"password":"my-password","user_id":"user@example.com"},"domain_id":"domain-123","auth_type":"#;

/// A server whose user has a second factor, as the real one answers: each code serves once, and another can be asked for.
#[derive(Clone, Debug, Default)]
struct Guarded(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    codes: u32,
    /// The code that was mailed last and not used yet.
    code: Option<String>,
    logins: u32,
    grants: u32,
}

impl Guarded {
    async fn start() -> (Self, Identity) {
        let server = Self::default();
        let identity = Identity::responding(server.clone()).await;
        (server, identity)
    }

    /// Reads the mail.
    fn mailed(&self) -> String {
        self.0.lock().unwrap().code.clone().unwrap_or_default()
    }

    /// The code has ended.
    fn forget_code(&self) {
        self.0.lock().unwrap().code = None;
    }

    fn logins(&self) -> u32 {
        self.0.lock().unwrap().logins
    }

    fn codes(&self) -> u32 {
        self.0.lock().unwrap().codes
    }
}

impl State {
    fn mail(&mut self) {
        self.codes += 1;
        self.code = Some(format!("{:06}", 111_111 * self.codes));
    }

    fn issue(&mut self, body: &Value) -> ResponseTemplate {
        if body["auth_type"] != "MFA" {
            self.mail();
            let words = " A code is needed. (user_id = u***@example.com), (mfa_type = EMAIL)";
            return told(500, "ERROR_MFA_REQUIRED", words);
        }
        match (body["verify_code"].as_str(), &self.code) {
            (None, _) => {
                self.mail();
                refused("A user is not authenticated.")
            }
            (Some(_), None) => refused("Invalid credentials provided."),
            (Some(sent), Some(code)) if sent == code => {
                self.code = None;
                self.logins += 1;
                pair("profile", &jwt(&format!("refresh-{}", self.logins), 10_800))
            }
            _ => structured(400, "ERROR_INVALID_VERIFY_CODE"),
        }
    }
}

impl Respond for Guarded {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        let mut state = self.0.lock().unwrap();
        if request.url.path().ends_with("/grant") {
            state.grants += 1;
            return granted(&jwt(&format!("granted-{}", state.grants), 1_800));
        }
        state.issue(&body)
    }
}

fn credentials() -> Credentials {
    Credentials::password("domain-123", "user@example.com", "my-password").unwrap()
}

/// A session whose second factor answers in turn as told, and what it was asked.
fn answering(
    identity: &Identity,
    hand: &ManualClock,
    answer: impl Fn(&MfaChallenge) -> Result<MfaAnswer, Error> + Send + Sync + 'static,
) -> (Session, Arc<Mutex<Vec<MfaChallenge>>>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let note = Arc::clone(&asked);
    let second_factor = second_factor_fn(move |challenge: MfaChallenge| {
        note.lock().unwrap().push(challenge.clone());
        let answer = answer(&challenge);
        async move { answer }
    });
    let session = Session::builder(identity.v2(), credentials())
        .clock(hand.clone())
        .second_factor(second_factor)
        .build();
    (session, asked)
}

fn occasions(asked: &Mutex<Vec<MfaChallenge>>) -> Vec<MfaOccasion> {
    asked
        .lock()
        .unwrap()
        .iter()
        .map(MfaChallenge::occasion)
        .collect()
}

async fn pending(identity: &Identity, hand: &ManualClock) -> PendingLogin {
    let builder = Session::builder(identity.v2(), credentials()).clock(hand.clone());
    match builder.open().await.unwrap() {
        Opened::SecondFactor(pending) => pending,
        Opened::Session(session) => panic!("{session:?}"),
    }
}

#[tokio::test]
async fn the_callback_is_told_kind_and_hint_and_the_same_credentials_go_out_with_its_code() {
    let (server, identity) = Guarded::start().await;
    let mail = server.clone();
    let (session, asked) = answering(&identity, &ManualClock::new(), move |_| {
        Ok(MfaAnswer::code(format!(" {}\n", mail.mailed())))
    });

    session.user().into_cache().token().await.unwrap();

    let asked = asked.lock().unwrap().clone();
    let [challenge] = &asked[..] else {
        panic!("{asked:?}")
    };
    assert_eq!(challenge.kind(), MfaKind::Email);
    assert_eq!(challenge.hint(), Some("u***@example.com"));
    assert_eq!(challenge.occasion(), MfaOccasion::First);
    let sent = identity.sent().await;
    let issue = "/identity/v2/token/issue";
    assert_eq!(
        sent[..2],
        [
            posted(issue, &format!(r#"{LOGIN}"LOCAL"}}"#)),
            posted(issue, &format!(r#"{LOGIN}"MFA","verify_code":"111111"}}"#)),
        ]
    );
}

#[tokio::test]
async fn a_wrong_code_is_asked_for_again_and_three_wrong_ones_end_the_login() {
    let (server, identity) = Guarded::start().await;
    let mail = server.clone();
    let (session, asked) = answering(&identity, &ManualClock::new(), move |challenge| {
        Ok(MfaAnswer::code(match challenge.occasion() {
            MfaOccasion::First => "000000".to_owned(),
            _ => mail.mailed(),
        }))
    });
    session.user().into_cache().token().await.unwrap();
    assert_eq!(
        occasions(&asked),
        [MfaOccasion::First, MfaOccasion::WrongCode]
    );

    let (session, asked) = answering(&identity, &ManualClock::new(), |_| {
        Ok(MfaAnswer::code("000000"))
    });
    let error = session.user().into_cache().token().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.operation(), Reason::of(&error)),
        (
            ErrorKind::Interaction,
            Some("issue"),
            Some(Reason::WrongCode)
        )
    );
    assert_eq!(occasions(&asked).len(), 3);
    assert_eq!(server.logins(), 1);
}

#[tokio::test]
async fn a_code_that_has_ended_is_told_apart_from_a_wrong_one_and_not_asked_for_again() {
    let (server, identity) = Guarded::start().await;
    let mail = server.clone();
    let (session, asked) = answering(&identity, &ManualClock::new(), move |_| {
        let code = mail.mailed();
        mail.forget_code();
        Ok(MfaAnswer::code(code))
    });

    let error = session.user().into_cache().token().await.unwrap_err();

    assert_eq!(Reason::of(&error), Some(Reason::CodeEnded));
    assert_eq!(
        (error.kind(), error.status()),
        (ErrorKind::Refused, Some(401))
    );
    assert_eq!(occasions(&asked), [MfaOccasion::First]);
}

#[tokio::test]
async fn another_code_can_be_asked_for_a_few_times() {
    let (server, identity) = Guarded::start().await;
    let mail = server.clone();
    let (session, asked) = answering(&identity, &ManualClock::new(), move |challenge| {
        Ok(match challenge.occasion() {
            MfaOccasion::First => MfaAnswer::Resend,
            _ => MfaAnswer::code(mail.mailed()),
        })
    });
    session.user().into_cache().token().await.unwrap();
    assert_eq!(occasions(&asked), [MfaOccasion::First, MfaOccasion::Resent]);
    assert_eq!(
        identity.sent().await[1].body(),
        format!(r#"{LOGIN}"MFA"}}"#)
    );

    let codes = server.codes();
    let (session, _) = answering(&identity, &ManualClock::new(), |_| Ok(MfaAnswer::Resend));
    let error = session.user().into_cache().token().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Interaction);
    assert!(server.codes() - codes <= 5, "{}", server.codes());
}

#[tokio::test]
async fn a_person_who_does_not_answer_ends_the_login_with_what_the_callback_says() {
    let (server, identity) = Guarded::start().await;
    let (session, _) = answering(&identity, &ManualClock::new(), |_| {
        Err(Error::new(
            ErrorKind::Interaction,
            "nobody is at the terminal",
        ))
    });
    let error = session.user().into_cache().token().await.unwrap_err();
    assert_eq!(error.to_string(), "nobody is at the terminal");
    assert_eq!(server.logins(), 0);
}

#[tokio::test]
async fn g03_the_person_is_asked_again_at_the_end_and_not_in_the_background() {
    let (server, identity) = Guarded::start().await;
    let mail = server.clone();
    let hand = ManualClock::new();
    let (session, asked) = answering(&identity, &hand, move |_| {
        Ok(MfaAnswer::code(mail.mailed()))
    });
    let cache = session.workspace("workspace-north").into_cache();
    cache.token().await.unwrap();
    assert_eq!(session.status().at_end, AtEnd::AsksForCode);

    // Where a session by password logs in beside its use.
    hand.advance(2 * HOUR + 50 * Duration::from_secs(60));
    cache.token().await.unwrap();
    assert_eq!((server.logins(), occasions(&asked).len()), (1, 1));

    hand.advance(HOUR);
    cache.token().await.unwrap();
    assert_eq!((server.logins(), occasions(&asked).len()), (2, 2));
}

#[tokio::test]
async fn two_steps_open_a_session_that_lasts_as_long_as_its_refresh_token() {
    let (server, identity) = Guarded::start().await;
    let hand = ManualClock::new();
    let login = pending(&identity, &hand).await;
    assert_eq!(login.challenge().kind(), MfaKind::Email);
    assert_eq!(login.challenge().hint(), Some("u***@example.com"));

    let wrong = login.verify("000000").await.unwrap_err();
    assert_eq!(Reason::of(&wrong), Some(Reason::WrongCode));
    let code = server.mailed();
    let session = login.verify(format!("{code}\n")).await.unwrap();
    session.user().into_cache().token().await.unwrap();

    let status = session.status();
    assert_eq!(status.at_end, AtEnd::LogInAgain);
    let end = hand.now().after(3 * HOUR).system_time();
    assert_eq!(status.ends_at, Some(end));
    let used = login.verify(code).await.unwrap_err();
    assert_eq!(Reason::of(&used), Some(Reason::CodeEnded));
}

#[tokio::test]
async fn two_steps_allow_three_wrong_codes_and_three_new_ones() {
    let (server, identity) = Guarded::start().await;
    let login = pending(&identity, &ManualClock::new()).await;
    for _ in 0..3 {
        login.resend().await.unwrap();
        login.verify("000000").await.unwrap_err();
    }
    let sent = identity.sent().await.len();

    let error = login.verify(server.mailed()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.status()),
        (ErrorKind::Interaction, None)
    );
    login.resend().await.unwrap_err();
    assert_eq!(identity.sent().await.len(), sent);
}

#[tokio::test]
async fn two_steps_are_one_where_nothing_more_is_asked() {
    let identity = Identity::answering([
        pair("profile", &jwt("refresh", 10_800)),
        granted("my-access-token"),
    ])
    .await;
    let opened = Session::open(identity.v2(), credentials()).await.unwrap();
    let Opened::Session(session) = opened else {
        panic!("{opened:?}")
    };
    session.user().into_cache().token().await.unwrap();
    assert_eq!(session.status().at_end, AtEnd::LogsIn);
    assert_eq!(identity.lines().await, ["v2/token/issue", "v2/token/grant"]);

    let identity = Identity::answering([refused("password is not correct")]).await;
    let error = Session::open(identity.v2(), credentials())
        .await
        .unwrap_err();
    assert_eq!(Reason::of(&error), Some(Reason::WrongPassword));
}

#[tokio::test]
async fn h6_a_second_factor_that_must_be_set_up_first_shows_no_token() {
    let token = jwt("the-users-token", 1_800);
    let words = format!(" Not active. (mfa_type = EMAIL), (access_token = {token})");
    let body = json!({"detail": {"code": "ERROR_MFA_NOT_ACTIVATED", "message": words}});
    let answer = ResponseTemplate::new(500).set_body_json(body);
    let identity = Identity::responding(answer).await;
    let (session, asked) = answering(&identity, &ManualClock::new(), |_| {
        Ok(MfaAnswer::code("000000"))
    });

    let error = session.user().into_cache().token().await.unwrap_err();

    assert_eq!(error.kind(), ErrorKind::Interaction);
    assert_eq!(Reason::of(&error), Some(Reason::MfaNotActivated));
    assert!(occasions(&asked).is_empty());
    let shown = format!("{error} {error:?} {:?}", session.status());
    assert!(
        token.split('.').all(|part| !shown.contains(part)),
        "{shown}"
    );
}
