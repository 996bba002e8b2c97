//! Doubles for tests.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use tokio::sync::watch;

use crate::{
    Attempt, CredentialId, Error, ErrorKind, Issued, RefreshToken, SourceTraits, TokenSource,
};

/// A token source that gives the answers of a script, one for each request, and remembers what it was asked with. A clone is another
/// handle to the same script. A request after the end of the script fails.
///
/// ```
/// use auth_core::{Issued, Life, ManualClock, ScriptedSource, TokenCache};
/// use std::time::Duration;
///
/// # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
/// let source = ScriptedSource::new();
/// source.issue(Issued::new("first").life(Life::in_seconds(60)));
/// source.issue(Issued::new("second").life(Life::in_seconds(60)));
/// let clock = ManualClock::new();
/// let cache = TokenCache::builder(source.clone()).clock(clock.clone()).build()?;
///
/// assert_eq!(cache.token().await?.expose(), "first");
/// clock.advance(Duration::from_secs(60));
/// assert_eq!(cache.token().await?.expose(), "second");
/// assert_eq!(source.requests(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct ScriptedSource {
    script: Arc<Mutex<Script>>,
    held: Arc<watch::Sender<bool>>,
    traits: SourceTraits,
    identity: Option<CredentialId>,
}

#[derive(Default)]
struct Script {
    answers: VecDeque<Answer>,
    attempts: Vec<Option<RefreshToken>>,
}

enum Answer {
    Give(Result<Issued, Error>),
    Panic,
}

impl ScriptedSource {
    /// A source with an empty script.
    #[must_use]
    pub fn new() -> Self {
        Self {
            script: Arc::default(),
            held: Arc::new(watch::Sender::new(false)),
            traits: SourceTraits::default(),
            identity: None,
        }
    }

    /// The same source with what its provider is known to do.
    #[must_use]
    pub fn with_traits(mut self, traits: SourceTraits) -> Self {
        self.traits = traits;
        self
    }

    /// The same source with a name for its whole chain of credentials.
    #[must_use]
    pub fn with_identity(mut self, identity: CredentialId) -> Self {
        self.identity = Some(identity);
        self
    }

    /// The next answer of the script: a token.
    pub fn issue(&self, issued: Issued) {
        self.script().answers.push_back(Answer::Give(Ok(issued)));
    }

    /// The next answer of the script: a failure.
    pub fn fail(&self, error: Error) {
        self.script().answers.push_back(Answer::Give(Err(error)));
    }

    /// The next answer of the script: a panic.
    pub fn panic(&self) {
        self.script().answers.push_back(Answer::Panic);
    }

    /// From now on requests wait for their answers.
    pub fn hold(&self) {
        self.held.send_replace(true);
    }

    /// Requests get their answers again.
    pub fn release(&self) {
        self.held.send_replace(false);
    }

    /// How many requests were made.
    #[must_use]
    pub fn requests(&self) -> usize {
        self.script().attempts.len()
    }

    /// What each request brought: a refresh token, or nothing but the primary credential.
    #[must_use]
    pub fn attempts(&self) -> Vec<Option<RefreshToken>> {
        self.script().attempts.clone()
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl TokenSource for ScriptedSource {
    async fn request(&self, attempt: Attempt<'_>) -> Result<Issued, Error> {
        let answer = {
            let mut script = self.script();
            script.attempts.push(match attempt {
                Attempt::Primary => None,
                Attempt::Renew(refresh_token) => Some(refresh_token.clone()),
            });
            script.answers.pop_front()
        };
        // The sender is ours, and stays open.
        let _ = self.held.subscribe().wait_for(|held| !held).await;
        match answer {
            Some(Answer::Give(answer)) => answer,
            #[expect(clippy::panic, reason = "the script asks for it")]
            Some(Answer::Panic) => panic!("a panic, as the script says"),
            None => Err(Error::new(ErrorKind::Internal, "the script has ended")),
        }
    }

    fn traits(&self) -> SourceTraits {
        self.traits.clone()
    }

    fn identity(&self) -> Option<CredentialId> {
        self.identity.clone()
    }
}

impl Default for ScriptedSource {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for ScriptedSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let script = self.script();
        f.debug_struct("ScriptedSource")
            .field("requests", &script.attempts.len())
            .field("answers_left", &script.answers.len())
            .finish_non_exhaustive()
    }
}
