//! The lines of the careful OAuth 2.0 client that OneAccess puts to the test. The rest stands with the grant in `api-core`.

use std::time::Duration;

use api_core::RetryPolicy;
use auth_core::{Life, TokenSource};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use tenant_token::{
    Client, ClientAuthentication, ClientCredentials, ErrorKind, ExposeSecret, NearlyOver,
    TenantToken, TenantTokenBuilder, TokenCache, id_token,
};
use test_support::{MARK, assert_hidden, ok, shown, shown_error};
use wiremock::{Request, ResponseTemplate};

use crate::support::{OneAccess, access, posted};

const METHODS: [ClientAuthentication; 3] = [
    ClientAuthentication::Body,
    ClientAuthentication::Basic,
    ClientAuthentication::BasicRaw,
];

fn application() -> ClientCredentials {
    ClientCredentials::new("my-client-id", MARK)
}

/// A token source of that application at this double, which sends each request once.
fn source(oneaccess: &OneAccess) -> TenantTokenBuilder {
    TenantToken::builder(oneaccess.server.uri(), application())
        .http(Client::builder().retry(RetryPolicy::never()))
}

async fn requests(oneaccess: &OneAccess) -> Vec<Request> {
    oneaccess.server.received().await
}

/// What stands behind `Basic`, decoded.
fn basic(request: &Request) -> Option<String> {
    let header = request.headers.get("authorization")?.to_str().unwrap();
    let encoded = header.strip_prefix("Basic ").unwrap();
    Some(String::from_utf8(BASE64_STANDARD.decode(encoded).unwrap()).unwrap())
}

#[tokio::test]
async fn oauth_01_posts_the_form_to_the_token_endpoint_of_the_tenant() {
    let oneaccess = OneAccess::answering([access("s3cr3t-token", 1800)]).await;
    let cache = source(&oneaccess).cache().unwrap();
    assert_eq!(cache.token().await.unwrap().expose(), "s3cr3t-token");
    let form = format!("grant_type=client_credentials&client_id=my-client-id&client_secret={MARK}");
    assert_eq!(oneaccess.sent().await, [posted(&form)]);
}

#[test]
fn a_tenant_is_a_domain_name_or_an_address() {
    let identity = |tenant: &str| TenantToken::new(tenant, application()).unwrap().identity();
    let domain = identity("abcdefg.huaweioneaccess.com");
    assert!(domain.is_some());
    assert_eq!(domain, identity("https://abcdefg.huaweioneaccess.com/"));
    assert_ne!(domain, identity("https://abcdefg.huaweioneaccess.com/iam"));
    for tenant in [
        "",
        "http://abcdefg.huaweioneaccess.com",
        "a b",
        "a.example/?x",
        "a.example#x",
    ] {
        let error = TenantToken::new(tenant, application()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{tenant}");
        assert!(error.to_string().starts_with("`base_url` "), "{error}");
    }
    // The tenant counts, whatever address the settings of HTTP hold.
    let http = Client::builder().base_url("https://other.example");
    let source = TenantToken::builder("abcdefg.huaweioneaccess.com", application()).http(http);
    assert_eq!(source.build().unwrap().identity(), domain);
}

#[tokio::test]
async fn oauth_04_authenticates_in_exactly_one_way_by_default_in_the_body() {
    for method in METHODS {
        let oneaccess = OneAccess::responding(access("s3cr3t-token", 1800)).await;
        let source = source(&oneaccess).authentication(method).build().unwrap();
        source.send().await.unwrap();
        TokenCache::new(source).token().await.unwrap();
        for request in requests(&oneaccess).await {
            let body = std::str::from_utf8(&request.body).unwrap();
            assert_eq!(request.url.path(), "/api/v2/tenant/token");
            if method == ClientAuthentication::Body {
                assert!(body.contains("client_id=") && body.contains("client_secret="));
                assert_eq!(basic(&request), None);
            } else {
                assert_eq!(body, "grant_type=client_credentials");
                assert_eq!(basic(&request), Some(format!("my-client-id:{MARK}")));
            }
        }
    }
}

#[tokio::test]
async fn oauth_05_basic_is_encoded_or_raw() {
    let oneaccess = OneAccess::responding(access("s3cr3t-token", 1800)).await;
    for (method, pair) in [
        (
            ClientAuthentication::Basic,
            "plain%2Bid:p%2Bq%2541%20r-s3cr3t",
        ),
        (ClientAuthentication::BasicRaw, "plain+id:p+q%41 r-s3cr3t"),
    ] {
        let application = ClientCredentials::new("plain+id", "p+q%41 r-s3cr3t");
        let source = TenantToken::builder(oneaccess.server.uri(), application);
        source
            .authentication(method)
            .build()
            .unwrap()
            .send()
            .await
            .unwrap();
        let last = requests(&oneaccess).await.pop().unwrap();
        assert_eq!(basic(&last).as_deref(), Some(pair));
    }
}

#[test]
fn oauth_06_an_id_with_a_colon_never_goes_out_raw() {
    let build = |method| {
        let application = ClientCredentials::new("app:1", MARK);
        let source = TenantToken::builder("a.example", application);
        source.authentication(method).build()
    };
    assert!(build(ClientAuthentication::Body).is_ok());
    assert!(build(ClientAuthentication::Basic).is_ok());
    let error = build(ClientAuthentication::BasicRaw).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
}

#[tokio::test]
async fn oauth_07_the_query_holds_nothing_and_no_output_a_secret() {
    let bad = ResponseTemplate::new(401).set_body_json(json!({
        "error": "invalid_client",
        "error_description": format!("Bad client credentials: {MARK}"),
    }));
    let oneaccess = OneAccess::responding(bad).await;
    for method in METHODS {
        let builder = source(&oneaccess).authentication(method);
        assert_hidden(&shown(&builder));
        let source = builder.build().unwrap();
        assert_hidden(&shown(&source));
        assert_hidden(&shown(&source.identity()));
        assert_hidden(&shown_error(&source.send().await.unwrap_err()));
        let cache = TokenCache::new(source);
        assert_hidden(&shown_error(&cache.token().await.unwrap_err()));
        assert_hidden(&shown(&cache));
    }
    for request in requests(&oneaccess).await {
        assert_eq!(request.url.query(), None);
    }
}

#[cfg(feature = "reqwest")]
#[tokio::test]
async fn oauth_09_no_byte_of_a_credential_follows_a_redirect() {
    let elsewhere = OneAccess::responding(access("s3cr3t-stolen", 1800)).await;
    let location = format!("{}/api/v2/tenant/token", elsewhere.server.uri());
    for status in [300, 301, 302, 303, 305, 307, 308] {
        let redirect = ResponseTemplate::new(status).insert_header("Location", location.as_str());
        let oneaccess = OneAccess::responding(redirect).await;
        for method in METHODS {
            for follow in [false, true] {
                let mut http = Client::builder();
                if follow {
                    let policy = reqwest::redirect::Policy::limited(10);
                    http = http.reqwest(reqwest::Client::builder().redirect(policy));
                }
                let source = source(&oneaccess).authentication(method).http(http);
                let error = source.cache().unwrap().token().await.unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Unreadable);
                let text = error.to_string();
                assert!(text.contains("redirects are never followed"), "{text}");
            }
        }
        assert_eq!(requests(&oneaccess).await.len(), 6, "{status}");
    }
    assert!(requests(&elsewhere).await.is_empty());
}

#[test]
fn oauth_10_control_characters_and_nothing_at_all_are_refused_before_anything_is_sent() {
    for method in METHODS {
        for (id, secret, field) in [
            ("my-client-id\n".to_owned(), MARK.to_owned(), "client_id"),
            ("my\0client".to_owned(), MARK.to_owned(), "client_id"),
            (String::new(), MARK.to_owned(), "client_id"),
            ("my-client-id".to_owned(), format!("{MARK}\r\n"), "client"),
            ("my-client-id".to_owned(), format!("{MARK}\0"), "client"),
            ("my-client-id".to_owned(), String::new(), "client_secret"),
        ] {
            let source = TenantToken::builder("a.example", ClientCredentials::new(id, secret));
            let error = source.authentication(method).build().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration);
            assert!(
                error.to_string().starts_with(&format!("`{field}")),
                "{error}"
            );
            assert_hidden(&shown_error(&error));
        }
    }
}

/// What a cache over this double gives: the error, or nothing.
async fn refused(answer: ResponseTemplate) -> tenant_token::Error {
    let oneaccess = OneAccess::responding(answer).await;
    // The default policy of repeats counts: each of these is the last word.
    let source = TenantToken::builder(oneaccess.server.uri(), application());
    let error = source.cache().unwrap().token().await.unwrap_err();
    assert_eq!(requests(&oneaccess).await.len(), 1, "{error}");
    error
}

#[tokio::test]
async fn oauth_14_an_answer_without_token_or_type_is_an_error_that_shows_no_token() {
    for answer in [
        ok(&json!({"token_type": "Bearer", "expires_in": 1800})),
        ok(&json!({"access_token": "", "token_type": "Bearer"})),
        ok(&json!({"access_token": MARK})),
        ResponseTemplate::new(200).set_body_raw(format!("<html>{MARK}"), "text/html"),
        ResponseTemplate::new(200),
    ] {
        let error = refused(answer).await;
        assert_eq!(error.kind(), ErrorKind::Unreadable);
        assert_hidden(&shown_error(&error));
    }
}

#[tokio::test]
async fn oauth_15_a_token_of_another_type_is_refused() {
    for token_type in ["mac", "DPoP", "Bearer token", ""] {
        let body = json!({"access_token": MARK, "token_type": token_type, "expires_in": 1800});
        let error = refused(ok(&body)).await;
        assert_eq!(error.kind(), ErrorKind::Unreadable, "{token_type}");
    }
}

#[tokio::test]
async fn oauth_17_every_spelling_of_expires_in_is_read() {
    for (expires_in, life) in [
        (json!(1719), 1719),
        (json!("1719"), 1719),
        (json!(1719.9), 1719),
        (json!(1e12), 1_000_000_000_000),
        (Value::Null, 1800),
    ] {
        let body =
            json!({"access_token": "s3cr3t", "token_type": "bearer", "expires_in": expires_in});
        let oneaccess = OneAccess::responding(ok(&body)).await;
        let token = source(&oneaccess).cache().unwrap().token().await.unwrap();
        assert_eq!(token.life(), Life::For(Duration::from_secs(life)));
    }
}

#[tokio::test]
async fn oauth_22_every_form_of_an_error_is_read_also_with_status_200() {
    for status in [200, 400, 401] {
        for (body, code) in [
            (
                json!({"error": "invalid_client", "error_description": "who?"}),
                "invalid_client",
            ),
            (
                json!({"error_code": "APP.0001", "error_msg": "who?"}),
                "APP.0001",
            ),
        ] {
            let error = refused(ResponseTemplate::new(status).set_body_json(body)).await;
            assert_eq!(
                (error.kind(), error.code()),
                (ErrorKind::Refused, Some(code)),
                "{status}"
            );
            assert_eq!(error.vendor_message(), Some("who?"));
        }
    }
    for (status, kind) in [(400, ErrorKind::Invalid), (403, ErrorKind::Denied)] {
        assert_eq!(refused(ResponseTemplate::new(status)).await.kind(), kind);
        let page = ResponseTemplate::new(status).set_body_raw("<html>no</html>", "text/html");
        assert_eq!(refused(page).await.kind(), kind);
    }
}

#[tokio::test(start_paused = true)]
async fn oauth_31_a_token_that_is_nearly_over_is_waited_out_or_handed_out_as_chosen() {
    let wait = |seconds| NearlyOver::Wait(Duration::from_secs(seconds));
    for (choice, token, waited, asked) in [
        // The default waits for up to 5 seconds.
        (None, "s3cr3t-2", 4, 2),
        (Some(NearlyOver::HandOut), "s3cr3t-1", 0, 1),
        (Some(wait(4)), "s3cr3t-2", 4, 2),
        (Some(wait(3)), "s3cr3t-1", 0, 1),
    ] {
        let double = crate::week::Scripted::of([("s3cr3t-1", 3), ("s3cr3t-2", 1800)]);
        let http = Client::builder().transport(double.clone());
        let mut source = TenantToken::builder("a.example", application()).http(http);
        if let Some(choice) = choice {
            source = source.nearly_over(choice);
        }
        let start = tokio::time::Instant::now();
        let token_got = source.cache().unwrap().token().await.unwrap();
        assert_eq!(token_got.expose(), token, "{choice:?}");
        assert_eq!(start.elapsed().as_secs(), waited, "{choice:?}");
        assert_eq!(double.asked(), asked, "{choice:?}");
    }
    let source = TenantToken::builder("a.example", application()).nearly_over(wait(61));
    assert!(
        source
            .build()
            .unwrap_err()
            .to_string()
            .starts_with("`nearly_over` ")
    );
}

#[tokio::test]
async fn oauth_32_the_id_token_is_an_opaque_secret_of_its_own() {
    let body = json!({"access_token": "s3cr3t-token", "token_type": "Bearer", "id_token": MARK});
    let oneaccess = OneAccess::responding(ok(&body)).await;
    let token = source(&oneaccess).cache().unwrap().token().await.unwrap();
    assert_eq!(id_token(&token).unwrap().expose_secret(), MARK);
    assert_eq!(token.authorization(), "Bearer s3cr3t-token");
    assert_hidden(&shown(&id_token(&token)));
    assert_hidden(&shown(&token));

    let oneaccess = OneAccess::responding(access("s3cr3t-token", 1800)).await;
    let token = source(&oneaccess).cache().unwrap().token().await.unwrap();
    assert!(id_token(&token).is_none());
}
