//! Lines 1 to 13: what is sent.

use api_core::oauth2::{ClientAuthentication, TokenEndpoint};
use api_core::{ClientCredentials, ErrorKind, RetryPolicy};
use auth_core::TokenCache;

use crate::support::{MARK, Provider, URL, answer, basic, body, shown, shown_error};

const METHODS: [ClientAuthentication; 3] = [
    ClientAuthentication::Body,
    ClientAuthentication::Basic,
    ClientAuthentication::BasicRaw,
];

#[tokio::test]
async fn oauth_01_posts_to_the_endpoint_exactly_as_given_with_its_query() {
    for url in [
        "https://auth.example.com/oauth2/token",
        "https://auth.example.com/oauth2/token/",
        "https://auth.example.com/oauth2/token?api-version=2&x=a%20b",
        "https://auth.example.com:8443/a%2Fb/?x",
    ] {
        let provider = Provider::issuing();
        let endpoint = TokenEndpoint::builder(url).transport(provider.clone());
        let client = ClientCredentials::new("my-id", MARK);
        let grant = endpoint.build().unwrap().client_credentials(client);
        grant.build().unwrap().send().await.unwrap();
        let seen = provider.seen();
        assert_eq!(seen[0].method(), "POST");
        assert_eq!(seen[0].uri(), url);
    }
}

#[test]
fn oauth_01_refuses_an_endpoint_with_a_fragment() {
    let endpoint = TokenEndpoint::builder(format!("{URL}#{MARK}"));
    let error = endpoint.transport(Provider::default()).build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(
        error.to_string(),
        "`token_url` holds a fragment, which is never sent"
    );
    assert!(!shown_error(&error).contains(MARK));
}

#[tokio::test]
async fn oauth_02_sends_every_parameter_once_and_no_empty_one() {
    let provider = Provider::issuing();
    let grant = provider.grant(|grant| {
        grant
            .authentication(ClientAuthentication::Body)
            .scope("")
            .parameter("audience", "invoices")
            .parameter("empty", "")
            .parameter("tenant", "blue")
    });
    grant.unwrap().send().await.unwrap();
    assert_eq!(
        body(&provider.seen()[0]),
        "grant_type=client_credentials&client_id=my-id&client_secret=s3cr3t&audience=invoices&tenant=blue"
    );
}

#[test]
fn oauth_02_refuses_a_parameter_that_would_stand_there_twice() {
    let provider = Provider::default();
    for name in [
        "grant_type",
        "client_id",
        "client_secret",
        "scope",
        "resource",
        "audience",
    ] {
        let grant = provider.grant(|grant| grant.parameter("audience", "a").parameter(name, MARK));
        let error = grant.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(
            error.to_string().starts_with(&format!("`{name}` ")),
            "{error}"
        );
        assert!(!shown_error(&error).contains(MARK));
    }
    let error = provider
        .grant(|grant| grant.parameter("a b", MARK))
        .unwrap_err();
    assert!(error.to_string().starts_with("`parameter` "), "{error}");
}

#[tokio::test]
async fn oauth_03_encodes_each_name_and_value_of_the_form() {
    let provider = Provider::issuing();
    let secret = "s3cr3t +&=%:/?#";
    let client = ClientCredentials::new("id+&=", secret);
    let grant = provider
        .endpoint()
        .client_credentials(client)
        .authentication(ClientAuthentication::Body)
        .parameter("a&b", "größe=1");
    grant.build().unwrap().send().await.unwrap();
    let request = &provider.seen()[0];
    assert_eq!(
        request.headers()["content-type"],
        "application/x-www-form-urlencoded"
    );
    assert_eq!(
        body(request),
        "grant_type=client_credentials&client_id=id%2B%26%3D&client_secret=s3cr3t+%2B%26%3D%25%3A%2F%3F%23&a%26b=gr%C3%B6%C3%9Fe%3D1"
    );
}

#[tokio::test]
async fn oauth_04_authenticates_in_exactly_one_way() {
    for method in METHODS {
        let provider = Provider::issuing();
        let grant = provider.grant(|grant| grant.authentication(method));
        grant.unwrap().send().await.unwrap();
        let request = &provider.seen()[0];
        let in_body =
            body(request).contains("client_id") && body(request).contains("client_secret");
        let neither =
            !body(request).contains("client_id") && !body(request).contains("client_secret");
        let expected = method == ClientAuthentication::Body;
        assert_eq!(in_body, expected, "{method:?}");
        assert_eq!(neither, !expected, "{method:?}");
        assert_eq!(basic(request).is_none(), expected, "{method:?}");
    }
}

#[tokio::test]
async fn oauth_05_encodes_id_and_secret_of_basic_separately_or_not_at_all() {
    for (method, pair) in [
        (
            ClientAuthentication::Basic,
            "plain%2Bid:p%2Bq%2541%20r-s3cr3t",
        ),
        (ClientAuthentication::BasicRaw, "plain+id:p+q%41 r-s3cr3t"),
    ] {
        let provider = Provider::issuing();
        let client = ClientCredentials::new("plain+id", "p+q%41 r-s3cr3t");
        let grant = provider.endpoint().client_credentials(client);
        let grant = grant.authentication(method).build().unwrap();
        grant.send().await.unwrap();
        assert_eq!(basic(&provider.seen()[0]).as_deref(), Some(pair));
    }
}

#[tokio::test]
async fn oauth_06_sends_an_id_with_a_colon_encoded_and_never_raw() {
    let provider = Provider::issuing();
    let grant = |method| {
        let client = ClientCredentials::new("app:1+&=%/~", MARK);
        let grant = provider.endpoint().client_credentials(client);
        grant.authentication(method).build()
    };
    let error = grant(ClientAuthentication::BasicRaw).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(provider.count(), 0);

    let encoded = grant(ClientAuthentication::Basic).unwrap();
    encoded.send().await.unwrap();
    assert_eq!(
        basic(&provider.seen()[0]).unwrap(),
        "app%3A1%2B%26%3D%25%2F~:s3cr3t"
    );
}

#[tokio::test]
async fn oauth_07_shows_credentials_nowhere() {
    // In every spelling the mark stays as it is: letters and digits.
    let secret = "s3cr3t +&=%:/?#";
    let quoting = r#"{"error":"invalid_client","error_description":"s3cr3t +&=%:/?# or s3cr3t+%2B%26%3D%25%3A%2F%3F%23"}"#;
    let redirect = (
        307,
        vec![(
            "location",
            format!("https://elsewhere.example/?client_secret={MARK}"),
        )],
        String::new(),
    );
    for method in [ClientAuthentication::Body, ClientAuthentication::Basic] {
        for scripted in [
            answer(401, quoting),
            answer(200, quoting),
            answer(500, MARK),
            answer(200, MARK),
            redirect.clone(),
        ] {
            let provider = Provider::answering([scripted]);
            let endpoint = TokenEndpoint::builder(format!("{URL}?key={MARK}"));
            let endpoint = endpoint
                .transport(provider.clone())
                .retry(RetryPolicy::never());
            let endpoint = endpoint.build().unwrap();
            let builder = endpoint
                .client_credentials(ClientCredentials::new("my-id", secret))
                .authentication(method)
                .parameter("assertion", MARK);
            let debug = [shown(&endpoint), shown(&builder)].concat();
            let grant = builder.build().unwrap();
            let error = grant.send().await.unwrap_err();
            let cache = TokenCache::new(grant.clone());
            let debug = [debug, shown(&grant), shown(&grant.call()), shown(&cache)].concat();
            assert!(!debug.contains(MARK), "{debug}");
            let error = shown_error(&error);
            assert!(!error.contains(MARK), "{error}");
            assert_eq!(
                provider.seen()[0].uri(),
                format!("{URL}?key={MARK}").as_str()
            );
        }
    }
}

#[test]
fn oauth_07_takes_no_credential_in_the_query_of_the_endpoint() {
    for name in [
        "client_secret",
        "client_id",
        "client%5Fsecret",
        "grant_type",
    ] {
        let url = format!("{URL}?v=1&{name}={MARK}");
        let endpoint = TokenEndpoint::builder(url).transport(Provider::default());
        let client = ClientCredentials::new("my-id", MARK);
        let error = endpoint
            .build()
            .unwrap()
            .client_credentials(client)
            .build()
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(!shown_error(&error).contains(MARK));
    }
}

/// What becomes of chains, names and dates that are wrong is tested with the TLS of the transport.
#[test]
fn oauth_08_takes_https_alone_unless_told_so_or_for_this_machine() {
    let build = |url: &str| TokenEndpoint::builder(url).transport(Provider::default());
    for url in ["http://auth.example.com/token", "http://10.0.0.1/token"] {
        let error = build(url).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(
            error.to_string().starts_with("`token_url` is plain http"),
            "{error}"
        );
        assert!(build(url).allow_plain_http().build().is_ok());
    }
    assert!(build("http://127.0.0.1:8080/token").build().is_ok());
    assert!(
        build("ftp://auth.example.com/token")
            .allow_plain_http()
            .build()
            .is_err()
    );
}

#[test]
fn oauth_10_refuses_control_characters_in_id_and_secret_before_anything_is_sent() {
    let provider = Provider::default();
    for bad in ["\r", "\n", "\0", "\r\n", "\t", "\u{7f}"] {
        for method in METHODS {
            for (id, secret, field) in [
                (format!("id{bad}"), MARK.to_owned(), "client_id"),
                ("my-id".to_owned(), format!("{MARK}{bad}"), "client_secret"),
            ] {
                let client = ClientCredentials::new(id, secret);
                let grant = provider.endpoint().client_credentials(client);
                let error = grant.authentication(method).build().unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Configuration);
                let message = format!("`{field}` holds a control character");
                assert!(error.to_string().starts_with(&message), "{error}");
                assert!(!shown_error(&error).contains(MARK), "{error}");
            }
        }
    }
    assert_eq!(provider.count(), 0);
}

#[tokio::test]
async fn oauth_11_sends_scopes_with_one_blank_between_them_as_they_are_spelled() {
    for (scopes, sent) in [
        (vec!["read", "Write"], "&scope=read+Write"),
        (vec!["  read   Write "], "&scope=read+Write"),
        (
            vec!["a!#[]~", "urn:x/y"],
            "&scope=a%21%23%5B%5D%7E+urn%3Ax%2Fy",
        ),
        (vec!["", " "], ""),
        (vec![], ""),
    ] {
        let provider = Provider::issuing();
        let grant = provider.grant(|grant| {
            scopes.iter().fold(
                grant,
                api_core::oauth2::ClientCredentialsGrantBuilder::scope,
            )
        });
        grant.unwrap().send().await.unwrap();
        let expected = format!("grant_type=client_credentials{sent}");
        assert_eq!(body(&provider.seen()[0]), expected);
    }
    for scope in ["a\"b", "a\\b", "größe", "a\tb", "a\nb", "\u{7f}"] {
        let error = Provider::default()
            .grant(|grant| grant.scope(scope))
            .unwrap_err();
        assert!(error.to_string().starts_with("`scope` "), "{error}");
    }
}

#[tokio::test]
async fn oauth_12_sends_resources_that_are_absolute_uris_without_fragment() {
    let provider = Provider::issuing();
    let grant = provider.grant(|grant| {
        grant
            .resource("urn:oneaccess:management")
            .resource("https://api.example.com/app/?x=1")
    });
    grant.unwrap().send().await.unwrap();
    assert_eq!(
        body(&provider.seen()[0]),
        "grant_type=client_credentials&resource=urn%3Aoneaccess%3Amanagement&resource=https%3A%2F%2Fapi.example.com%2Fapp%2F%3Fx%3D1"
    );
    for uri in [
        "",
        "/app",
        "api.example.com",
        "https://a.example/#part",
        "https://a.example/a b",
        "urn:\n",
    ] {
        let error = Provider::default()
            .grant(|grant| grant.resource(uri))
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(
            error.to_string().starts_with("`resource` "),
            "{uri}: {error}"
        );
    }
}

#[tokio::test]
async fn oauth_12_a_resource_that_the_provider_does_not_know_is_an_invalid_request() {
    let provider = Provider::answering([answer(400, r#"{"error":"invalid_target"}"#)]);
    let error = provider.send().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.code()),
        (ErrorKind::Invalid, Some("invalid_target"))
    );
    assert_eq!(provider.count(), 1);
}

// Line 13, a client assertion by JWT (RFC 7523), does not apply: none of the providers documents it, OneAccess issues a secret and no key pair. The grant
// therefore has no such way to authenticate, and the parameters of one cannot be smuggled in beside the secret:
#[test]
fn oauth_13_does_not_apply_and_no_assertion_goes_out_beside_a_secret() {
    for name in ["client_assertion", "client_assertion_type"] {
        let error = Provider::default()
            .grant(|grant| grant.parameter(name, MARK))
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
    }
}
