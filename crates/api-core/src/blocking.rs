//! Waiting for answers where nothing is asynchronous: in command line tools, and on threads of one's own.
//!
//! [`Wait::wait`] stands where `.await` would: behind a request, what `send_with_headers()` gives, a token, the next item of a list.
//!
//! ```no_run
//! # #[cfg(feature = "reqwest")]
//! # fn main() -> Result<(), api_core::Error> {
//! use api_core::ClientCredentials;
//! use api_core::blocking::Wait;
//! use api_core::oauth2::TokenEndpoint;
//! use auth_core::TokenCache;
//!
//! let endpoint = TokenEndpoint::builder("https://login.example.com/oauth2/token").build()?;
//! let credentials = ClientCredentials::new("my-service", "my-secret");
//! let cache = TokenCache::new(endpoint.client_credentials(credentials).build()?);
//!
//! let token = cache.token().wait()?;
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "reqwest"))]
//! # fn main() {}
//! ```
//!
//! All calls share one tokio runtime. It has one thread of its own, starts with the first call, and stays as long as the process, so that connections are used again and
//! tokens are refreshed ahead of their end, also between calls.

use std::future::IntoFuture;
use std::io;
use std::sync::OnceLock;

use tokio::runtime::{Builder, Handle, Runtime};

use crate::{Error, ErrorKind};

/// What can be waited for.
///
/// # Examples
///
/// ```
/// use api_core::blocking::Wait;
///
/// async fn answer(to: &str) -> Result<usize, api_core::Error> {
///     Ok(to.len())
/// }
///
/// assert_eq!(answer("a question").wait()?, 10);
/// # Ok::<(), api_core::Error>(())
/// ```
pub trait Wait: IntoFuture<Output: Outcome> + Sized {
    /// Waits until it is done. The thread does nothing else meanwhile.
    ///
    /// # Errors
    ///
    /// Its own, and:
    ///
    /// - [`ErrorKind::Configuration`] on a thread of a tokio runtime, in asynchronous code as in `spawn_blocking`. A thread that waits there can keep
    ///   from going on what it waits for. Asynchronous code has `.await`; other code there has the runtime's own `Handle::block_on`.
    /// - [`ErrorKind::Runtime`] when the system has no thread for the runtime.
    fn wait(self) -> Self::Output {
        if Handle::try_current().is_ok() {
            let reason = "is called on a thread of a tokio runtime: use `.await` there";
            return Outcome::failed(Error::configuration("wait", reason));
        }
        match runtime() {
            Ok(runtime) => runtime.block_on(self.into_future()),
            Err(error) => {
                let message = format!("no runtime can be started: {error}");
                Outcome::failed(Error::new(ErrorKind::Runtime, message))
            }
        }
    }
}

impl<F: IntoFuture<Output: Outcome>> Wait for F {}

/// What comes of waiting: a result, or the next one of several.
///
/// # Examples
///
/// ```
/// use api_core::blocking::{Outcome, Wait};
///
/// fn patiently<W: Wait>(what: W) -> W::Output
/// where
///     W::Output: Outcome,
/// {
///     what.wait()
/// }
///
/// assert_eq!(patiently(async { Ok(7) })?, 7);
/// # Ok::<(), api_core::Error>(())
/// ```
pub trait Outcome {
    /// That waiting itself has failed.
    fn failed(error: Error) -> Self;
}

impl<T> Outcome for Result<T, Error> {
    fn failed(error: Error) -> Self {
        Err(error)
    }
}

impl<T> Outcome for Option<Result<T, Error>> {
    fn failed(error: Error) -> Self {
        Some(Err(error))
    }
}

fn runtime() -> Result<&'static Runtime, &'static io::Error> {
    static RUNTIME: OnceLock<io::Result<Runtime>> = OnceLock::new();
    let start = || {
        Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("api-core-blocking")
            .enable_all()
            .build()
    };
    RUNTIME.get_or_init(start).as_ref()
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    #[test]
    fn results_come_as_they_are() {
        let refused = async { Err::<(), _>(Error::new(ErrorKind::Refused, "no")) };
        assert_eq!(refused.wait().unwrap_err().kind(), ErrorKind::Refused);
        let none = async { None::<Result<(), Error>> };
        assert!(none.wait().is_none());
    }

    #[test]
    fn what_goes_on_in_the_background_goes_on_between_calls() {
        let (sender, receiver) = mpsc::channel();
        let begun = async {
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_millis(1)).await;
                sender.send(7)
            });
            Ok(())
        };
        begun.wait().unwrap();
        assert_eq!(receiver.recv_timeout(Duration::from_secs(30)), Ok(7));
    }

    #[test]
    fn a_thread_of_a_runtime_is_not_kept_waiting() {
        let on_a_runtime = Builder::new_current_thread().build().unwrap();
        let answer = async { Ok(1) };
        let next = async { Some(Ok(1)) };
        let (answer, next) = on_a_runtime.block_on(async { (answer.wait(), next.wait()) });
        let error = answer.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains("`wait`"), "{error}");
        let error = next.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
    }
}
