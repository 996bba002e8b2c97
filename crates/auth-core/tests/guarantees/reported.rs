//! What users of other caches reported, by its number in the table of the README; most of it is tested with the guarantees.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::{fs, io};

use auth_core::{from_fn, with_token};

use super::*;

#[tokio::test(start_paused = true)]
async fn reported_06_an_outage_that_is_over_leaves_nothing_behind() {
    let stage = Stage::new();
    for _ in 0..15 {
        stage.fail(ErrorKind::Connect);
        assert_eq!(stage.token().await, Err(ErrorKind::Connect));
        stage.clock.advance(SECOND);
    }
    stage.issue("one");
    assert_eq!(stage.token().await, ok("one"));
    let status = stage.cache.status();
    assert!(status.last_error.is_none());
    assert_eq!((status.requests, status.failed), (16, 15));
}

#[tokio::test(start_paused = true)]
async fn reported_16_a_refused_token_is_replaced_and_the_call_repeated_once() {
    let stage = Stage::new();
    stage.issue("revoked");
    stage.issue("valid");
    let calls = AtomicU32::new(0);
    let service = async |token: AccessToken| {
        calls.fetch_add(1, Ordering::Relaxed);
        match token.expose() {
            "valid" => Ok("served"),
            _ => Err(Error::new(ErrorKind::Refused, "revoked")),
        }
    };
    let answer = with_token(&stage.cache, service).await;
    assert_eq!(answer.unwrap(), "served");
    assert_eq!(calls.load(Ordering::Relaxed), 2);
    assert_eq!(stage.token().await, ok("valid"));
}

#[tokio::test(start_paused = true)]
async fn reported_22_what_a_source_reads_is_read_for_each_request() {
    let file = Arc::new(AtomicU32::new(1));
    let clock = ManualClock::new();
    let source = from_fn({
        let file = Arc::clone(&file);
        move |_| {
            let credential = file.load(Ordering::Relaxed);
            async move { Ok(hour(&format!("token-of-{credential}"))) }
        }
    });
    let cache = TokenCache::builder(source).clock(clock.clone()).build();
    let cache = cache.unwrap();
    assert_eq!(cache.token().await.unwrap().expose(), "token-of-1");
    file.store(2, Ordering::Relaxed);
    clock.advance(HOUR);
    assert_eq!(cache.token().await.unwrap().expose(), "token-of-2");
}

#[test]
fn every_test_that_the_readme_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut code = String::new();
    for folder in ["src", "tests"] {
        read_all(&root.join(folder), &mut code).unwrap();
    }
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let rows: Vec<_> = readme
        .lines()
        .filter(|line| line.contains("github.com"))
        .collect();
    assert_eq!(rows.len(), 28);
    let mut named = 0;
    for row in rows {
        let tests = row.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        for test in tests.split(", ").filter(|tests| *tests != "none") {
            let test = test.trim_matches('`');
            assert!(code.contains(&format!("fn {test}(")), "no test {test}");
            named += 1;
        }
    }
    assert!(named > 28, "{named}");
}

fn read_all(folder: &Path, into: &mut String) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read_all(&path, into)?;
        } else {
            into.push_str(&fs::read_to_string(path)?);
        }
    }
    Ok(())
}
