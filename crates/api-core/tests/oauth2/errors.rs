//! Lines 21 to 25: what an error means, and what is asked again.

use std::time::{Duration, SystemTime};

use api_core::ErrorKind;
use api_core::oauth2::ErrorResponse;
use auth_core::{ManualClock, TokenCache};
use tokio::time::Instant;

use crate::support::{MARK, Provider, Scripted, TOKEN, answer, shown, shown_error};

const CODES: &[(&str, ErrorKind)] = &[
    ("invalid_client", ErrorKind::Refused),
    ("unauthorized_client", ErrorKind::Refused),
    ("invalid_grant", ErrorKind::Refused),
    ("access_denied", ErrorKind::Refused),
    ("invalid_request", ErrorKind::Invalid),
    ("invalid_scope", ErrorKind::Invalid),
    ("invalid_target", ErrorKind::Invalid),
    ("unsupported_grant_type", ErrorKind::Invalid),
];

fn refusal(status: u16, code: &str) -> Scripted {
    answer(status, &format!(r#"{{"error":"{code}"}}"#))
}

#[tokio::test]
async fn oauth_21_the_code_decides_whatever_the_status() {
    for status in [400, 401, 403, 500] {
        for (code, kind) in CODES {
            let provider = Provider::answering([refusal(status, code)]);
            let error = provider.send().await.unwrap_err();
            assert_eq!(
                (error.kind(), error.code()),
                (*kind, Some(*code)),
                "{status}"
            );
            assert_eq!(error.status(), Some(status));
            assert_eq!(error.operation(), Some("client_credentials"));
        }
    }
    for (code, kind) in [
        ("slow_down", ErrorKind::Throttled),
        ("temporarily_unavailable", ErrorKind::Unavailable),
        ("server_error", ErrorKind::Unavailable),
    ] {
        let error = Provider::answering([refusal(400, code)])
            .send()
            .await
            .unwrap_err();
        assert_eq!(error.kind(), kind);
        assert!(error.is_retryable());
    }
}

#[tokio::test]
async fn oauth_21_an_unknown_code_is_kept_and_the_status_decides() {
    for (status, kind) in [
        (400, ErrorKind::Invalid),
        (401, ErrorKind::Refused),
        (403, ErrorKind::Denied),
    ] {
        for code in ["scope_invalid", "authorization_type_invalid"] {
            let error = Provider::answering([refusal(status, code)])
                .send()
                .await
                .unwrap_err();
            assert_eq!((error.kind(), error.code()), (kind, Some(code)));
        }
    }
}

#[tokio::test]
async fn oauth_22_every_form_of_an_error_is_read() {
    for status in [400, 200] {
        for body in [
            r#"{"error":"invalid_client","error_description":"who?","error_uri":"https://e.example/1"}"#,
            r#"{"error_code":"invalid_client","error_msg":"who?"}"#,
            r#"{"errorCode":"invalid_client","errorMessage":"who?","context":{"requestId":"x"}}"#,
        ] {
            let provider = Provider::answering([answer(status, body)]);
            let error = provider.send().await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Refused, "{status} {body}");
            assert_eq!(error.code(), Some("invalid_client"));
            assert_eq!(error.vendor_message(), Some("who?"));
            assert_eq!(error.status(), Some(status));
        }
    }
    let body = r#"{"error":"invalid_client","error_uri":"https://e.example/1"}"#;
    let error = Provider::answering([answer(401, body)])
        .send()
        .await
        .unwrap_err();
    let typed: &ErrorResponse = error.vendor_body().unwrap();
    assert_eq!(typed.error_uri.as_deref(), Some("https://e.example/1"));
    assert_eq!(
        shown(typed).trim_end(),
        "ErrorResponse { .. }\nErrorResponse { .. }"
    );
}

#[tokio::test]
async fn oauth_22_where_there_is_no_readable_body_the_status_decides() {
    let html = vec![("content-type", "text/html".to_owned())];
    for (status, kind) in [
        (400, ErrorKind::Invalid),
        (401, ErrorKind::Refused),
        (403, ErrorKind::Denied),
        (404, ErrorKind::NotFound),
    ] {
        for scripted in [
            (status, Vec::new(), String::new()),
            (status, html.clone(), format!("<h1>{MARK}</h1>")),
            answer(status, "{}"),
            answer(status, r#"{"error":{"s3cr3t":1}}"#),
        ] {
            let error = Provider::answering([scripted]).send().await.unwrap_err();
            assert_eq!((error.kind(), error.code()), (kind, None));
            assert!(!shown_error(&error).contains(MARK));
        }
    }
}

#[tokio::test]
async fn oauth_23_a_description_is_escaped_and_bounded() {
    let body = serde_json::json!({
        "error": "invalid_request\u{1b}[2J",
        "error_description": format!("line\r\nfeed \u{202e}{}", "long words ".repeat(1000)),
    });
    let provider = Provider::answering([answer(400, &body.to_string())]);
    let error = provider.send().await.unwrap_err();
    let text = error.to_string();
    assert!(
        !text.chars().any(|c| c.is_control() || c == '\u{202e}'),
        "{text}"
    );
    assert!(text.contains(r"line\r\nfeed \u{202e}long words"), "{text}");
    assert!(text.len() < 1000, "{}", text.len());
}

#[tokio::test(start_paused = true)]
async fn oauth_24_a_definite_refusal_is_not_repeated() {
    for (code, _) in CODES {
        for status in [400, 401, 503] {
            let provider = Provider::answering([refusal(status, code)]);
            provider.send().await.unwrap_err();
            assert_eq!(provider.count(), 1, "{status} {code}");
        }
    }
    for status in [400, 401, 402, 403, 404, 405, 409, 410, 422, 451, 501] {
        let provider = Provider::answering([(status, Vec::new(), String::new())]);
        provider.send().await.unwrap_err();
        assert_eq!(provider.count(), 1, "{status}");
    }
    for status in [408, 425, 429, 500, 502, 503, 504] {
        let provider = Provider::answering([(status, Vec::new(), String::new())]);
        provider.send().await.unwrap_err();
        assert_eq!(provider.count(), 4, "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn oauth_24_a_wrong_secret_is_not_presented_by_one_caller_after_the_other() {
    let provider = Provider::answering([refusal(400, "invalid_client")]);
    let hand = ManualClock::new();
    let grant = provider.grant(|grant| grant).unwrap();
    let cache = TokenCache::builder(grant)
        .clock(hand.clone())
        .build()
        .unwrap();
    // A caller each second, for ten minutes.
    for _ in 0..600 {
        assert_eq!(cache.token().await.unwrap_err().kind(), ErrorKind::Refused);
        hand.advance(Duration::from_secs(1));
    }
    assert!(provider.count() <= 16, "{}", provider.count());
}

/// How long a grant took that was answered so once, and then with a token.
async fn pause(status: u16, retry_after: Option<String>) -> Duration {
    let headers = retry_after.into_iter().map(|value| ("retry-after", value));
    let first = (status, headers.collect(), String::new());
    let provider = Provider::answering([first, answer(200, TOKEN)]);
    let start = Instant::now();
    provider.send().await.unwrap();
    assert_eq!(provider.count(), 2);
    start.elapsed()
}

#[tokio::test(start_paused = true)]
#[expect(
    clippy::disallowed_methods,
    reason = "a date in a header is one of the wall clock"
)]
async fn oauth_25_retry_after_is_waited_for_as_seconds_or_as_a_date() {
    for status in [429, 503] {
        let seconds = pause(status, Some("2".to_owned())).await;
        assert!((2..4).contains(&seconds.as_secs()), "{seconds:?}");
        let date = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(10));
        let dated = pause(status, Some(date)).await;
        assert!((8..12).contains(&dated.as_secs()), "{dated:?}");
        let neither = pause(status, None).await;
        assert!(neither <= Duration::from_millis(250), "{neither:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn oauth_25_a_long_retry_after_ends_the_call_and_is_handed_on() {
    let headers = vec![("retry-after", "3600".to_owned())];
    let provider = Provider::answering([(429, headers, String::new())]);
    let start = Instant::now();
    let error = provider.send().await.unwrap_err();
    assert_eq!((provider.count(), start.elapsed()), (1, Duration::ZERO));
    assert_eq!(error.kind(), ErrorKind::Throttled);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
}

#[tokio::test(start_paused = true)]
async fn oauth_25_the_whole_time_is_bounded() {
    let headers = vec![("retry-after", "19".to_owned())];
    let provider = Provider::answering([(503, headers, String::new())]);
    let start = Instant::now();
    provider.send().await.unwrap_err();
    assert!(
        start.elapsed() <= Duration::from_secs(60),
        "{:?}",
        start.elapsed()
    );
    assert!(provider.count() <= 4);
}
