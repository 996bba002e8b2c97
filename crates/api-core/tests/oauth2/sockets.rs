//! Lines 9 and 19, which are about the HTTP client itself.

use api_core::oauth2::{ClientAuthentication, ClientCredentialsGrant, TokenEndpoint};
use api_core::{ClientCredentials, ErrorKind};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{MARK, TOKEN};

async fn server(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

fn grant(
    server: &MockServer,
    method: ClientAuthentication,
    reqwest: Option<reqwest::ClientBuilder>,
) -> ClientCredentialsGrant {
    let mut endpoint = TokenEndpoint::builder(format!("{}/token", server.uri()));
    if let Some(reqwest) = reqwest {
        endpoint = endpoint.reqwest(reqwest);
    }
    let client = ClientCredentials::new("my-id", MARK);
    let grant = endpoint.build().unwrap().client_credentials(client);
    grant.authentication(method).build().unwrap()
}

#[tokio::test]
async fn oauth_09_follows_no_redirect_with_a_secret() {
    let elsewhere = server(ResponseTemplate::new(200).set_body_string(TOKEN)).await;
    for status in [301, 302, 303, 307, 308] {
        for target in [format!("{}/steal", elsewhere.uri()), "/other".to_owned()] {
            for method in [ClientAuthentication::Body, ClientAuthentication::Basic] {
                for follow in [false, true] {
                    let redirect =
                        ResponseTemplate::new(status).insert_header("location", target.as_str());
                    let front = server(redirect).await;
                    let following = || {
                        let all = reqwest::redirect::Policy::limited(10);
                        reqwest::Client::builder().redirect(all)
                    };
                    let grant = grant(&front, method, follow.then(following));
                    let error = grant.send().await.unwrap_err();
                    assert_eq!(error.kind(), ErrorKind::Unreadable);
                    assert!(
                        error.to_string().contains("redirects are never followed"),
                        "{error}"
                    );
                    assert_eq!(front.received_requests().await.unwrap().len(), 1);
                }
            }
        }
    }
    assert!(elsewhere.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn oauth_19_no_answer_is_kept_by_http_machinery() {
    let cacheable = ResponseTemplate::new(200)
        .insert_header("cache-control", "public, max-age=3600")
        .insert_header("etag", "\"1\"")
        .set_body_string(TOKEN);
    let server = server(cacheable).await;
    let grant = grant(&server, ClientAuthentication::Basic, None);
    for _ in 0..2 {
        grant.send().await.unwrap();
    }
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 2);
    assert!(
        requests
            .iter()
            .all(|request| !request.headers.contains_key("if-none-match"))
    );
}
