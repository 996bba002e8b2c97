//! TLS failures are told from others.

use std::sync::Arc;

use api_core::{Client, ClientBuilder, Error, ErrorKind, RetryPolicy};
use rcgen::CertifiedKey;
#[cfg(feature = "rustls")]
use test_support::shown_error;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

use crate::support::{CREATE, SERVICE, Server, TOKEN, answer, call};

/// A server for `localhost` with a certificate that nobody has signed; it may want one of the client, too.
struct Secure {
    port: u16,
    certificate: CertificateDer<'static>,
}

impl Secure {
    async fn start(wants_certificate: bool) -> Self {
        let CertifiedKey { cert, signing_key } =
            rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let certificate = cert.der().clone();
        let provider = Arc::new(aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .unwrap();
        let config = if wants_certificate {
            let mut roots = RootCertStore::empty();
            roots.add(certificate.clone()).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            config.with_client_cert_verifier(verifier.build().unwrap())
        } else {
            config.with_no_client_auth()
        };
        let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
        let config = config
            .with_single_cert(vec![certificate.clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    if let Ok(mut stream) = acceptor.accept(stream).await {
                        let mut request = [0; 4096];
                        let _ = stream.read(&mut request).await;
                        let _ = tokio::io::AsyncWriteExt::write_all(
                            &mut stream,
                            &answer("200 OK", &[], b"{}"),
                        )
                        .await;
                    }
                });
            }
        });
        Self { port, certificate }
    }

    /// The client library's settings for someone who trusts this server.
    fn trusted(&self) -> reqwest::ClientBuilder {
        let root = reqwest::Certificate::from_der(&self.certificate).unwrap();
        reqwest::Client::builder().tls_certs_only([root])
    }
}

type Backend = fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder;

/// The TLS libraries of this build.
const BACKENDS: &[Backend] = &[
    #[cfg(feature = "rustls")]
    reqwest::ClientBuilder::tls_backend_rustls,
    #[cfg(feature = "native-tls")]
    reqwest::ClientBuilder::tls_backend_native,
];

fn builder(host: &str, port: u16) -> ClientBuilder<Client> {
    ClientBuilder::new(&SERVICE).base_url(format!("https://{host}:{port}"))
}

async fn failure(builder: ClientBuilder<Client>) -> Error {
    let client = builder.retry(RetryPolicy::never()).build().unwrap();
    client.execute(call(&TOKEN)).await.unwrap_err()
}

async fn kind(host: &str, port: u16, reqwest: reqwest::ClientBuilder) -> ErrorKind {
    failure(builder(host, port).reqwest(reqwest)).await.kind()
}

#[tokio::test]
async fn h4_takes_a_private_root_from_the_given_builder() {
    let server = Secure::start(false).await;
    for backend in BACKENDS {
        let trusting = backend(server.trusted());
        let client = builder("localhost", server.port)
            .reqwest(trusting)
            .build()
            .unwrap();
        client.execute(call(&CREATE)).await.unwrap();
    }
}

#[tokio::test]
async fn h6_tells_an_untrusted_server_from_one_that_is_not_there() {
    let server = Secure::start(false).await;
    let wanting = Secure::start(true).await;
    let plain = Server::start(|mut connection| async move {
        connection.send(&answer("400 Bad Request", &[], b"")).await;
        std::future::pending::<()>().await;
    })
    .await;
    let closing = Server::start(|connection| async move { drop(connection) }).await;
    for backend in BACKENDS {
        let new = || backend(reqwest::Client::builder());
        let trusting = || backend(server.trusted());
        assert_eq!(
            kind("localhost", server.port, new()).await,
            ErrorKind::Tls,
            "an unknown authority"
        );
        assert_eq!(
            kind("127.0.0.1", server.port, trusting()).await,
            ErrorKind::Tls,
            "another name"
        );
        let without = backend(wanting.trusted());
        assert_eq!(
            kind("localhost", wanting.port, without).await,
            ErrorKind::Tls,
            "no client certificate"
        );
        assert_eq!(
            kind("localhost", plain.port(), new()).await,
            ErrorKind::Tls,
            "no TLS at all"
        );
        assert_eq!(
            kind("localhost", closing.port(), new()).await,
            ErrorKind::Connect,
            "hung up"
        );
        assert_eq!(
            kind("localhost", 1, new()).await,
            ErrorKind::Connect,
            "nobody there"
        );
    }
}

#[cfg(feature = "rustls")]
#[tokio::test]
async fn h4_uses_rustls_where_both_libraries_are_there() {
    let server = Secure::start(false).await;
    let error = failure(builder("localhost", server.port)).await;
    assert_eq!(error.kind(), ErrorKind::Tls);
    // rustls's own words.
    assert!(shown_error(&error).contains("UnknownIssuer"), "{error:?}");
}
