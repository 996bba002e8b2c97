//! The server under a [`Server`](super::Server).

use std::future::Future;
use std::ops::Deref;
use std::pin::pin;
use std::task::{Context, Waker};

use tokio::task::unconstrained;
use wiremock::MockServer;

/// wiremock's server. It waits for a lock as it is dropped, on the thread that drops it. In a task that has used up the budget which tokio gives
/// to each poll, as one that has just joined a crowd of others may have, that wait would never end: hence without the budget.
#[derive(Debug)]
pub(super) struct Http(Option<MockServer>);

impl Http {
    pub(super) const fn new(server: MockServer) -> Self {
        Self(Some(server))
    }
}

impl Deref for Http {
    type Target = MockServer;

    fn deref(&self) -> &MockServer {
        match &self.0 {
            Some(server) => server,
            None => unreachable!("it is there until it is dropped"),
        }
    }
}

impl Drop for Http {
    fn drop(&mut self) {
        let server = self.0.take();
        let end = pin!(unconstrained(async { drop(server) }));
        let ended = end.poll(&mut Context::from_waker(Waker::noop()));
        debug_assert!(ended.is_ready(), "nothing is awaited");
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::task::Poll;
    use std::thread;
    use std::time::Duration;

    use tokio::task::coop;

    use crate::mock::Server;

    #[test]
    fn a_server_ends_also_in_a_task_that_has_used_up_its_budget() {
        let (done, heard) = mpsc::channel();
        // By itself, so that what never ends is a failure.
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let mut server = Some(Server::start().await);
                std::future::poll_fn(|context| {
                    while let Poll::Ready(progress) = coop::poll_proceed(context) {
                        progress.made_progress();
                    }
                    assert!(!coop::has_budget_remaining());
                    drop(server.take());
                    Poll::Ready(())
                })
                .await;
            });
            done.send(())
        });
        assert_eq!(heard.recv_timeout(Duration::from_secs(30)), Ok(()));
    }
}
