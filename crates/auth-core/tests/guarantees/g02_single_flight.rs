use super::*;

async fn all_at_once(stage: &Stage, callers: usize) -> Vec<Result<AccessToken, Error>> {
    stage.source.hold();
    let callers: Vec<_> = (0..callers)
        .map(|_| {
            let cache = stage.cache.clone();
            tokio::spawn(async move { cache.token().await })
        })
        .collect();
    settle().await;
    stage.source.release();
    let mut answers = Vec::new();
    for caller in callers {
        answers.push(caller.await.unwrap());
    }
    answers
}

#[tokio::test(start_paused = true)]
async fn g02_callers_on_an_empty_cache_share_one_request_and_its_token() {
    let stage = Stage::new();
    stage.issue("one");
    let answers = all_at_once(&stage, 1000).await;
    let first = answers[0].as_ref().unwrap().expose().as_ptr();
    for answer in &answers {
        assert_eq!(answer.as_ref().unwrap().expose().as_ptr(), first);
    }
    assert_eq!(stage.source.requests(), 1);
}

#[tokio::test(start_paused = true)]
async fn g02_callers_on_an_empty_cache_share_one_request_and_its_error() {
    let stage = Stage::new();
    let error = Error::new(ErrorKind::Unavailable, "down").with_request_id("r-1");
    stage.source.fail(error);
    for answer in all_at_once(&stage, 1000).await {
        let error = answer.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unavailable);
        assert_eq!(error.request_id(), Some("r-1"));
    }
    assert_eq!(stage.source.requests(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn g02_callers_on_many_threads_share_one_request() {
    let stage = Stage::new();
    for token in ["one", "two"] {
        stage.issue(token);
    }
    let callers: Vec<_> = (0..1000)
        .map(|_| {
            let cache = stage.cache.clone();
            tokio::spawn(async move { cache.token().await.unwrap().expose().to_owned() })
        })
        .collect();
    for caller in callers {
        assert_eq!(caller.await.unwrap(), "one");
    }
    assert_eq!(stage.source.requests(), 1);
}
