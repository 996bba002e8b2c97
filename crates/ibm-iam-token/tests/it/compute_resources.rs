//! Compute resources: where their token is found, and what is sent for it.

use std::time::Duration;

use auth_core::{Attempt, TokenSource};
use ibm_iam_token::iam::ComputeResourceProfile;
use ibm_iam_token::{
    ComputeResource, ComputeResourceToken, ErrorKind, Files, PLATFORM_TOKEN_FILES, TokenCache,
};

use crate::support::{BX, Iam, access, bx, posted};
use test_support::{MARK, Sent, Watched, assert_hidden, shown, shown_error};

fn profile() -> ComputeResourceProfile {
    ComputeResourceProfile::Id("my-profile".into())
}

fn form(token: &str) -> Sent {
    posted(&format!(
        "grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3Acr-token&cr_token={token}&profile_id=my-profile"
    ))
}

/// What is sent when these files are there, or the error of it.
async fn sent_with(files: &[(&str, &str)]) -> Result<Vec<Sent>, ibm_iam_token::Error> {
    let iam = Iam::answering([access("my-access-token")]).await;
    let source = ComputeResource::new(iam.client.clone(), profile());
    let source = source.files(files.iter().copied().collect());
    let issued = source.request(Attempt::Primary).await;
    let sent = iam.sent().await;
    if issued.is_err() {
        assert_eq!(sent, []);
    }
    issued.map(|_| sent)
}

#[tokio::test]
async fn the_first_file_of_the_platform_that_can_be_read_counts() {
    let [vault, service_account, code_engine] = PLATFORM_TOKEN_FILES;
    let all = [
        (vault, "of-vault"),
        (service_account, "of-sa"),
        (code_engine, "of-code-engine"),
    ];
    for skipped in 0..all.len() {
        let sent = sent_with(&all[skipped..]).await.unwrap();
        assert_eq!(sent, [form(all[skipped].1)]);
    }

    let error = sent_with(&[]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    for path in PLATFORM_TOKEN_FILES {
        assert!(error.to_string().contains(path), "{error}");
    }
}

#[tokio::test]
async fn blanks_and_line_ends_around_the_token_are_not_sent() {
    for text in ["my-token\n", "my-token\r\n", " my-token \n\n"] {
        let sent = sent_with(&[(PLATFORM_TOKEN_FILES[1], text)]).await.unwrap();
        assert_eq!(sent, [form("my-token")], "{text:?}");
    }
}

#[tokio::test]
async fn an_empty_file_is_refused_by_name_and_no_other_file_takes_its_place() {
    for text in ["", "\n", "  \r\n"] {
        let files = [
            (PLATFORM_TOKEN_FILES[0], text),
            (PLATFORM_TOKEN_FILES[1], "of-sa"),
        ];
        let error = sent_with(&files).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        let expected = "`cr_token` is empty in /var/run/secrets/tokens/vault-token";
        assert_eq!(error.to_string(), expected);
    }
}

#[tokio::test]
async fn a_file_is_read_again_for_each_request() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("token");
    let iam = Iam::answering([access("access-1"), access("access-2")]).await;
    let source = ComputeResource::new(iam.client.clone(), profile())
        .token(ComputeResourceToken::File(path.clone()));
    let watched = Watched::over(source);

    std::fs::write(&path, "first\n").unwrap();
    assert_eq!(watched.token().await, "access-1");
    std::fs::write(&path, "second\n").unwrap();
    watched.hand.advance(Duration::from_secs(3600));
    assert_eq!(watched.token().await, "access-2");

    assert_eq!(iam.sent().await, [form("first"), form("second")]);
}

#[tokio::test]
async fn a_platform_that_puts_its_token_late_is_found_then() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("token");
    let iam = Iam::answering([access("access-1")]).await;
    let source = ComputeResource::new(iam.client.clone(), profile())
        .token(ComputeResourceToken::File(path.clone()));
    let watched = Watched::over(source);

    let error = watched.cache.token().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    let shown = error.to_string();
    assert!(
        shown.starts_with("`cr_token` cannot be read from"),
        "{shown}"
    );
    assert!(shown.contains(&path.display().to_string()), "{shown}");

    std::fs::write(&path, "at-last").unwrap();
    watched.hand.advance(Duration::from_secs(60));
    assert_eq!(watched.token().await, "access-1");
    assert_eq!(iam.sent().await, [form("at-last")]);
}

#[tokio::test]
async fn a_value_and_every_option_are_sent() {
    let iam = Iam::answering([access("my-access-token")]).await;
    let name = ComputeResourceProfile::Name("my profile".into());
    let source = ComputeResource::new(iam.client.clone(), name)
        .token(ComputeResourceToken::Value("my-token".into()))
        .client(bx())
        .ibm_cloud_tenant(["my-account", "my-enterprise"])
        .scope("ibm openid");

    TokenCache::new(source).token().await.unwrap();

    let form = "grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3Acr-token&cr_token=my-token&scope=ibm+openid&profile_name=my+profile";
    assert_eq!(
        iam.sent().await,
        [posted(form)
            .with("authorization", BX)
            .with("ibm-cloud-tenant", "my-account,my-enterprise")]
    );
}

#[tokio::test]
async fn a_source_works_outside_of_a_cache_and_a_value_has_no_line_end_either() {
    let iam = Iam::answering([access("my-access-token")]).await;
    let source = ComputeResource::new(iam.client.clone(), profile())
        .token(ComputeResourceToken::Value("my-token\n".into()));
    let issued = source.request(Attempt::Primary).await;
    assert!(issued.is_ok(), "{issued:?}");
    assert_eq!(iam.sent().await, [form("my-token")]);

    let empty = ComputeResource::new(iam.client.clone(), profile())
        .token(ComputeResourceToken::Value("\n".into()));
    let error = empty.request(Attempt::Primary).await.unwrap_err();
    assert_eq!(error.to_string(), "`cr_token` is empty");
}

#[tokio::test]
async fn only_a_token_that_is_known_ahead_names_the_source() {
    let client = ibm_iam_token::Client::new().unwrap();
    let of = |token: ComputeResourceToken| {
        ComputeResource::new(client.clone(), profile())
            .token(token)
            .identity()
    };
    let value = |token: &str| of(ComputeResourceToken::Value(token.into()));
    assert!(value("one").is_some());
    assert_eq!(value("one"), value("one"));
    assert_ne!(value("one"), value("two"));
    assert_eq!(of(ComputeResourceToken::Platform), None);
    assert_eq!(of(ComputeResourceToken::File("token".into())), None);
}

#[tokio::test]
async fn g14_sources_and_errors_hide_the_token() {
    let client = ibm_iam_token::Client::new().unwrap();
    let files = Files::from_iter([(PLATFORM_TOKEN_FILES[0], format!("{MARK}\u{1}"))]);
    let source = ComputeResource::new(client.clone(), profile()).files(files);
    assert_hidden(&shown(&source));
    let error = source.request(Attempt::Primary).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_hidden(&shown_error(&error));

    let value = ComputeResourceToken::Value(MARK.into());
    assert_hidden(&shown(&value));
    let source = ComputeResource::new(client, profile()).token(value);
    assert_hidden(&shown(&source));
    assert_hidden(&shown(&source.identity()));
}
