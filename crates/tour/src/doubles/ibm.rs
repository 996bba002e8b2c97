//! IBM Cloud IAM: one path, a double for each grant on it.

use api_core::mock::Server;
use api_core::{ClientCredentials, Seconds};
use ibm_iam_token::iam::{
    AssumeProfile, AssumeSubject, ExceptionResponseContext, IamError, OidcExceptionResponse,
    TokenResponse, mock,
};
use serde_json::{Value, json};

use super::{Issued, LATENCY};

/// What the doubles accept.
pub(crate) const API_KEY: &str = "tour-s3cr3t-api-key";
pub(crate) const CR_TOKEN: &str = "tour-s3cr3t-compute-resource-token";
pub(crate) const USER: &str = "robin@example.com";
pub(crate) const PASSWORD: &str = "tour-s3cr3t-password";
pub(crate) const ACCOUNT: &str = "0123456789abcdef0123456789abcdef";
pub(crate) const PROFILE: &str = "Profile-6f2a3c1e-0000-4000-8000-000000000001";
pub(crate) const CLOUD_OBJECT_STORAGE: &str = "crn-crn:v1:bluemix:public:cloud-object-storage:global:a/0123456789abcdef0123456789abcdef:instance::";

/// IBM Cloud IAM on loopback.
pub(crate) async fn start() -> Server {
    let server = Server::start().await;
    let iam = Issued::default();
    api_keys(&server, &iam);
    exchanges(&server, &iam);
    logins(&server, &iam);
    server
}

fn api_keys(server: &Server, iam: &Issued) {
    let tokens = iam.clone();
    server.mount(
        mock::get_token_api_key_delegated_refresh_token()
            .apikey(API_KEY)
            .respond_with(move |_| {
                let answer = TokenResponse::new()
                    .delegated_refresh_token(tokens.opaque("delegated"))
                    .token_type("Bearer");
                mock::get_token_api_key_delegated_refresh_token().answer(answer)
            })
            .delayed(LATENCY),
    );
    let tokens = iam.clone();
    server.mount(
        mock::get_token_api_key()
            .apikey(API_KEY)
            .respond_with(move |received| {
                let answer = tokens.answer(3_600, json!({"sub_type": "ServiceId"}));
                mock::get_token_api_key().answer(match received.client {
                    Some(_) => answer.refresh_token(tokens.opaque("refresh")),
                    None => answer,
                })
            })
            .delayed(LATENCY),
    );
    let unknown = OidcExceptionResponse::new("BXNIM0415E")
        .error_message("Provided API key could not be found.")
        .context(ExceptionResponseContext::new().request_id("tour-request"));
    server.mount(
        mock::get_token_api_key()
            .error_400(IamError::from(unknown))
            .delayed(LATENCY),
    );
}

/// What gives a token for another.
fn exchanges(server: &Server, iam: &Issued) {
    let (known, tokens) = (iam.clone(), iam.clone());
    server.mount(
        mock::get_token_assume()
            .assume_profile(AssumeProfile::Id(PROFILE.to_owned()))
            .matching(move |received| {
                matches!(&received.assume_subject, AssumeSubject::AccessToken(token) if known.knows(token))
            })
            .respond_with(move |_| {
                mock::get_token_assume().answer(tokens.answer(3_597, json!({"sub_type": "Profile"})))
            })
            .delayed(LATENCY),
    );
    let tokens = iam.clone();
    server.mount(
        mock::get_token_cr_token()
            .cr_token(CR_TOKEN)
            .respond_with(move |_| {
                mock::get_token_cr_token()
                    .answer(tokens.answer(3_600, json!({"sub_type": "Profile"})))
            })
            .delayed(LATENCY),
    );
    let (known, tokens) = (iam.clone(), iam.clone());
    server.mount(
        mock::get_token_iam_authz()
            .matching(move |received| known.knows(&received.access_token))
            .respond_with(move |received| {
                let claims = json!({"iam_id": received.desired_iam_id});
                mock::get_token_iam_authz().answer(tokens.answer(1_796, claims))
            })
            .delayed(LATENCY),
    );
}

/// A user, and the renewal of what a user has.
fn logins(server: &Server, iam: &Issued) {
    let public_client = || ClientCredentials::new("bx", "bx");
    let tokens = iam.clone();
    server.mount(
        mock::get_token_password()
            .username(USER)
            .password(PASSWORD)
            .respond_with(move |received| {
                let claims = json!({"account": {"bss": received.account}});
                let answer = tokens.answer(1_200, claims);
                mock::get_token_password().answer(answer.refresh_token(tokens.opaque("refresh")))
            })
            .delayed(LATENCY),
    );
    let (known, tokens) = (iam.clone(), iam.clone());
    server.mount(
        mock::get_token_refresh_token()
            .client(public_client())
            .matching(move |received| known.knows(&received.refresh_token))
            .respond_with(move |_| {
                let answer = tokens.answer(1_200, json!({}));
                let answer = answer.refresh_token(tokens.opaque("refresh"));
                mock::get_token_refresh_token().answer(answer)
            })
            .delayed(LATENCY),
    );
}

impl Issued {
    /// An access token, and no refresh token with it.
    fn answer(&self, life: u32, claims: Value) -> TokenResponse {
        TokenResponse::new()
            .access_token(self.jwt(life, claims))
            .refresh_token("not_supported")
            .token_type("Bearer")
            .expires_in(Seconds::new(i64::from(life)))
            .scope("ibm openid")
    }
}
