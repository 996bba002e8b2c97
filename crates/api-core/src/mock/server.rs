//! The server that doubles are mounted on.

use std::io;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request};

use super::doubled::Doubled;
use super::http::Http;
use super::received::Received;
use super::report::Mismatches;
use super::router::{Mount, Router};

type Shared = Arc<Mutex<Router>>;

/// A server on loopback that plays a service by the doubles that are mounted on it.
///
/// Of several doubles that fit a request the one that was mounted first answers it. A request that fits none is answered with status 501, which clients do not
/// repeat, and fails the test when the server is dropped.
#[derive(Debug)]
#[must_use = "a server ends when it is dropped"]
pub struct Server {
    http: Http,
    router: Shared,
    verified: bool,
}

impl Server {
    /// Starts a server on a port of its own.
    pub async fn start() -> Self {
        let http = MockServer::builder()
            .disable_request_recording()
            .start()
            .await;
        let router = Shared::default();
        // The decision is taken once, while the first of the two looks whether it fits; requests are looked at one at a time.
        let deciding = Arc::clone(&router);
        let decide = move |request: &Request| {
            let route = lock(&deciding).route(Received::new(request));
            let reply = route.reply();
            lock(&deciding).decide(reply)
        };
        Mock::given(decide)
            .respond_with_err(|_: &Request| io::Error::from(io::ErrorKind::ConnectionReset))
            .with_priority(1)
            .mount(&http)
            .await;
        let decided = Arc::clone(&router);
        Mock::given(any())
            .respond_with(move |_: &Request| lock(&decided).decided().template())
            .with_priority(2)
            .mount(&http)
            .await;
        Self {
            http: Http::new(http),
            router,
            verified: false,
        }
    }

    /// Plays a deployment that serves this path style alone, by its name in the document. Without it, the paths of all styles are served.
    pub fn path_style(self, style: impl Into<String>) -> Self {
        lock(&self.router).style = Some(style.into());
        self
    }

    /// Its address, without a slash at the end: the base URL for the client under test.
    #[must_use]
    pub fn uri(&self) -> String {
        self.http.uri()
    }

    /// Mounts a double. What it was asked can be read from what is given back.
    ///
    /// # Panics
    ///
    /// When the double has no answer, or when the path style of the server is none of its service's.
    #[track_caller]
    pub fn mount<D: Doubled>(&self, double: D) -> Mounted<D> {
        let double = double.into_double();
        assert!(
            double.has_answer(),
            "the double of `{}` has no answer",
            double.id()
        );
        let known = double.description.service.path_styles;
        let mut router = lock(&self.router);
        let wrong = router
            .style
            .clone()
            .filter(|style| !known.contains(&style.as_str()));
        if let Some(style) = wrong {
            drop(router);
            panic!(
                "`{}` has no path style `{style}`, only: {}",
                double.id(),
                known.join(", ")
            );
        }
        let index = router.mounted.len();
        router.mounted.push(Mount {
            double,
            received: Vec::new(),
        });
        drop(router);
        Mounted {
            router: Arc::clone(&self.router),
            index,
            double: PhantomData,
        }
    }

    /// All requests so far, in their order, be there a double for them or not.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        lock(&self.router).received.clone()
    }

    /// What is wrong by now; everything is forgotten, the doubles too.
    pub(super) fn forget(&self) -> Vec<String> {
        let mut router = lock(&self.router);
        let found = router.mismatches();
        let style = router.style.take();
        *router = Router::default();
        router.style = style;
        found
    }

    /// Ends the server and looks whether every request found its double and every expectation is fulfilled.
    ///
    /// # Errors
    ///
    /// What is otherwise, in words that hold no secret.
    pub fn verify(mut self) -> Result<(), Mismatches> {
        self.verified = true;
        let found = lock(&self.router).mismatches();
        if found.is_empty() {
            Ok(())
        } else {
            Err(Mismatches(found))
        }
    }
}

/// Verifies, unless that is done or the test has failed already.
impl Drop for Server {
    fn drop(&mut self) {
        if self.verified {
            return;
        }
        let found = lock(&self.router).mismatches();
        if found.is_empty() {
            return;
        }
        let mismatches = Mismatches(found);
        if thread::panicking() {
            eprintln!("{mismatches}");
        } else {
            panic!("{mismatches}");
        }
    }
}

/// A double that is mounted.
#[derive(Debug)]
pub struct Mounted<D> {
    router: Shared,
    index: usize,
    double: PhantomData<fn() -> D>,
}

impl<D: Doubled> Mounted<D> {
    /// How many requests it has answered so far.
    #[must_use]
    pub fn calls(&self) -> usize {
        self.requests().len()
    }

    /// The requests that it has answered so far, read back into their arguments.
    ///
    /// # Panics
    ///
    /// When an argument is not of its type, naming it.
    #[must_use]
    #[track_caller]
    pub fn received(&self) -> Vec<D::Received> {
        let read = self.requests().iter().map(D::Received::try_from).collect();
        match read {
            Ok(received) => received,
            Err(error) => panic!("a request cannot be read back: {error}"),
        }
    }

    /// The requests that it has answered so far, as they arrived.
    #[must_use]
    pub fn requests(&self) -> Vec<Received> {
        let router = lock(&self.router);
        let mount = router.mounted.get(self.index);
        mount
            .map(|mount| mount.received.clone())
            .unwrap_or_default()
    }
}

fn lock(router: &Shared) -> MutexGuard<'_, Router> {
    router.lock().unwrap_or_else(PoisonError::into_inner)
}
