//! TLS: what works, and what of it fails is said. Against servers on this machine, under a private authority.

use api_core::{Client, ClientBuilder, Error, ErrorKind, RetryPolicy, TlsReason, TransportError};

use crate::support::{
    Authority, CREATE, NOW, Pair, SERVICE, Server, TOKEN, Years, answer, call, serve,
};

/// A TLS library of this build, and how it takes a client certificate.
#[derive(Clone, Copy)]
struct Backend {
    choose: fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
    identity: fn(&Pair) -> reqwest::Identity,
}

const BACKENDS: &[Backend] = &[
    #[cfg(feature = "rustls")]
    Backend {
        choose: reqwest::ClientBuilder::tls_backend_rustls,
        identity: |pair| {
            let (certificate, key) = pair.pem();
            reqwest::Identity::from_pem(format!("{key}{certificate}").as_bytes()).unwrap()
        },
    },
    #[cfg(feature = "native-tls")]
    Backend {
        choose: reqwest::ClientBuilder::tls_backend_native,
        identity: |pair| {
            let (certificate, key) = pair.pem();
            reqwest::Identity::from_pkcs8_pem(certificate.as_bytes(), key.as_bytes()).unwrap()
        },
    },
];

fn builder(host: &str, port: u16) -> ClientBuilder<Client> {
    ClientBuilder::new(&SERVICE).base_url(format!("https://{host}:{port}"))
}

async fn failure(builder: ClientBuilder<Client>) -> Error {
    let client = builder.retry(RetryPolicy::never()).build().unwrap();
    client.execute(call(&TOKEN)).await.unwrap_err()
}

/// Fails for this reason, says so, and does so once: another attempt would be no better.
async fn fails(
    host: &str,
    port: u16,
    reqwest: reqwest::ClientBuilder,
    reason: TlsReason,
    words: &str,
) {
    use std::error::Error as _;

    let error = failure(builder(host, port).reqwest(reqwest)).await;
    assert_eq!(error.kind(), ErrorKind::Tls, "{words}: {error:?}");
    let transport = error.source().unwrap().downcast_ref::<TransportError>();
    assert_eq!(transport.unwrap().tls_reason(), Some(reason), "{error:?}");
    assert!(error.to_string().contains(words), "{error}");
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn h4_takes_a_private_root_from_the_given_builder() {
    let authority = Authority::new("private");
    let port = serve(authority.server("localhost", &NOW), None).await;
    for backend in BACKENDS {
        for trusting in [authority.trusted(), authority.added()] {
            let client = builder("localhost", port)
                .reqwest((backend.choose)(trusting))
                .build()
                .unwrap();
            client.execute(call(&CREATE)).await.unwrap();
        }
    }
}

#[tokio::test]
async fn h4_takes_a_client_certificate_from_the_given_builder() {
    let authority = Authority::new("private");
    let port = serve(authority.server("localhost", &NOW), Some(&authority)).await;
    for backend in BACKENDS {
        let identified = authority
            .trusted()
            .identity((backend.identity)(&authority.client()));
        let client = builder("localhost", port)
            .reqwest((backend.choose)(identified))
            .build()
            .unwrap();
        client.execute(call(&CREATE)).await.unwrap();
    }
}

#[tokio::test]
async fn h6_says_that_the_authority_is_unknown() {
    let (authority, other) = (Authority::new("private"), Authority::new("other"));
    let port = serve(authority.server("localhost", &NOW), None).await;
    for backend in BACKENDS {
        for distrusting in [reqwest::Client::builder(), other.trusted()] {
            let reqwest = (backend.choose)(distrusting);
            fails(
                "localhost",
                port,
                reqwest,
                TlsReason::UnknownAuthority,
                "an authority that is not trusted",
            )
            .await;
        }
    }
}

#[tokio::test]
async fn h6_says_that_the_certificate_is_for_another_host() {
    let authority = Authority::new("private");
    let port = serve(authority.server("api.example.com", &NOW), None).await;
    for backend in BACKENDS {
        for host in ["localhost", "127.0.0.1"] {
            let reqwest = (backend.choose)(authority.trusted());
            fails(
                host,
                port,
                reqwest,
                TlsReason::WrongHost,
                "for another host",
            )
            .await;
        }
    }
}

#[tokio::test]
async fn h6_says_that_the_certificate_is_not_valid_at_this_time() {
    let authority = Authority::new("private");
    for (valid, reason, words) in [
        (Years(2001, 2002), TlsReason::Expired, "has expired"),
        (Years(3999, 4000), TlsReason::NotYetValid, "not valid yet"),
    ] {
        let port = serve(authority.server("localhost", &valid), None).await;
        for backend in BACKENDS {
            let reqwest = (backend.choose)(authority.trusted());
            fails("localhost", port, reqwest, reason, words).await;
        }
    }
}

#[tokio::test]
async fn h6_says_that_the_server_wants_a_client_certificate() {
    let (authority, other) = (Authority::new("private"), Authority::new("other"));
    let port = serve(authority.server("localhost", &NOW), Some(&authority)).await;
    for backend in BACKENDS {
        let stranger = (backend.identity)(&other.client());
        for without in [authority.trusted(), authority.trusted().identity(stranger)] {
            let reqwest = (backend.choose)(without);
            fails(
                "localhost",
                port,
                reqwest,
                TlsReason::ClientCertificate,
                "wants a client certificate",
            )
            .await;
        }
    }
}

#[tokio::test]
async fn h6_tells_an_untrusted_server_from_one_that_is_not_there() {
    let plain = Server::start(|mut connection| async move {
        connection.send(&answer("400 Bad Request", &[], b"")).await;
        std::future::pending::<()>().await;
    })
    .await;
    let closing = Server::start(|connection| async move { drop(connection) }).await;
    for backend in BACKENDS {
        let new = || (backend.choose)(reqwest::Client::builder());
        fails(
            "localhost",
            plain.port(),
            new(),
            TlsReason::NoTls,
            "does not speak TLS",
        )
        .await;
        for (port, words) in [(closing.port(), "hung up"), (1, "nobody there")] {
            let error = failure(builder("localhost", port).reqwest(new())).await;
            assert_eq!(error.kind(), ErrorKind::Connect, "{words}");
        }
    }
}

#[cfg(feature = "rustls")]
#[tokio::test]
async fn h4_uses_rustls_where_both_libraries_are_there() {
    let port = serve(Authority::new("private").server("localhost", &NOW), None).await;
    let error = failure(builder("localhost", port)).await;
    assert_eq!(error.kind(), ErrorKind::Tls);
    // rustls's own words.
    let shown = test_support::shown_error(&error);
    assert!(shown.contains("UnknownIssuer"), "{error:?}");
}
