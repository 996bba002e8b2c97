//! The token service: in this process, and for those who speak HTTP alone behind a loopback port of a child process.

mod server;

use std::fmt;
use std::io::{self, BufRead, BufReader, Write};
use std::panic::resume_unwind;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

pub use self::server::serve_if_asked;
use crate::BoxError;

/// Of the size of an access token of IBM IAM or Entra.
pub const TOKEN_BYTES: usize = 1200;

/// Digits of the time at which a token ends, which it begins with.
const END_DIGITS: usize = 20;

/// What the service does when it is asked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Mode {
    Issue,
    /// Answers with this status.
    Refuse(u16),
    /// Panics, if it is asked in this process.
    Panic,
}

/// A token that was issued.
pub struct Grant {
    pub token: String,
    pub life: Duration,
    pub end: SystemTime,
}

impl Grant {
    /// The answer of a token endpoint (RFC 6749 section 5.1).
    #[must_use]
    pub fn body(&self) -> String {
        let (token, seconds) = (&self.token, self.life.as_secs());
        format!(
            r#"{{"access_token":"{token}","token_type":"Bearer","expires_in":{seconds},"ext_expires_in":{seconds}}}"#
        )
    }
}

/// The service refused, with this status.
#[derive(Clone, Copy, Debug)]
pub struct Refusal(pub u16);

impl Refusal {
    /// The answer of a token endpoint (RFC 6749 section 5.2).
    pub const BODY: &str =
        r#"{"error":"invalid_client","error_description":"the client is refused"}"#;
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the token service answered with status {}", self.0)
    }
}

impl std::error::Error for Refusal {}

/// What the service answers, and how often it did.
#[derive(Debug, Default)]
struct State {
    calls: AtomicU64,
    delay: AtomicU64,
    life: AtomicU64,
    mode: AtomicU64,
}

impl State {
    fn set(&self, delay: u64, life: u64, mode: u64) {
        self.delay.store(delay, Relaxed);
        self.life.store(life, Relaxed);
        self.mode.store(mode, Relaxed);
    }

    async fn grant(&self) -> Result<Grant, Refusal> {
        self.calls.fetch_add(1, Relaxed);
        let delay = Duration::from_micros(self.delay.load(Relaxed));
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        match Mode::from(self.mode.load(Relaxed)) {
            Mode::Issue => Ok(self.issue()),
            Mode::Refuse(status) => Err(Refusal(status)),
            // Unlike `panic!` this prints nothing.
            Mode::Panic => resume_unwind(Box::new("a panic in the token request")),
        }
    }

    fn issue(&self) -> Grant {
        let life = Duration::from_micros(self.life.load(Relaxed));
        let end = SystemTime::now() + life;
        let mut token = format!("{:0END_DIGITS$}.s3cr3t.", micros_since_epoch(end));
        token.extend(std::iter::repeat_n('x', TOKEN_BYTES - token.len()));
        Grant { token, life, end }
    }
}

impl From<u64> for Mode {
    fn from(code: u64) -> Self {
        match u16::try_from(code) {
            Ok(0) => Self::Issue,
            Ok(status) => Self::Refuse(status),
            Err(_) => Self::Panic,
        }
    }
}

impl From<Mode> for u64 {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Issue => 0,
            Mode::Refuse(status) => status.into(),
            Mode::Panic => Self::MAX,
        }
    }
}

/// Whether a token has ended, by what it says itself.
pub fn has_ended(token: &str) -> Result<bool, BoxError> {
    let end: u64 = token
        .strip_prefix("Bearer ")
        .unwrap_or(token)
        .get(..END_DIGITS)
        .ok_or("not a token of ours")?
        .parse()?;
    Ok(micros_since_epoch(SystemTime::now()) > end)
}

fn micros_since_epoch(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH)
        .map_or(0, |span| span.as_micros() as u64)
}

/// The service, and how to tell it what to do.
#[derive(Debug)]
pub struct Upstream {
    here: State,
    child: Mutex<Pipe>,
    /// Any path below this answers.
    pub url: String,
}

impl Upstream {
    /// Starts the child process; it ends with this one.
    pub fn start() -> Result<Self, BoxError> {
        let mut process = Command::new(std::env::current_exe()?)
            .arg(server::COMMAND)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let orders = process.stdin.take().ok_or("no pipe to the child")?;
        let answers = process.stdout.take().ok_or("no pipe from the child")?;
        let mut pipe = Pipe {
            process,
            orders,
            answers: BufReader::new(answers),
        };
        let url = pipe.answer()?;
        Ok(Self {
            here: State::default(),
            child: Mutex::new(pipe),
            url,
        })
    }

    /// From now on tokens come after `delay`, and live for `life`.
    pub(crate) fn set(&self, delay: Duration, life: Duration, mode: Mode) -> Result<(), BoxError> {
        let (delay, life) = (delay.as_micros() as u64, life.as_micros() as u64);
        self.here.set(delay, life, mode.into());
        self.tell(&format!("set {delay} {life} {}", u64::from(mode)))?;
        Ok(())
    }

    /// How often it was asked since it was started, here and over HTTP.
    pub fn calls(&self) -> Result<u64, BoxError> {
        let there: u64 = self.tell("calls")?.parse()?;
        Ok(self.here.calls.load(Relaxed) + there)
    }

    /// Asks it in this process.
    pub async fn grant(&self) -> Result<Grant, Refusal> {
        self.here.grant().await
    }

    fn tell(&self, order: &str) -> io::Result<String> {
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(child.orders, "{order}")?;
        child.answer()
    }
}

#[derive(Debug)]
struct Pipe {
    process: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Pipe {
    fn answer(&mut self) -> io::Result<String> {
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        Ok(line.trim_end().to_owned())
    }
}

impl Drop for Pipe {
    fn drop(&mut self) {
        // It would end by itself when its input does; what is killed has ended already or does now.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mode_survives_the_pipe() {
        for mode in [Mode::Issue, Mode::Refuse(503), Mode::Panic] {
            assert_eq!(Mode::from(u64::from(mode)), mode);
        }
    }

    #[test]
    fn a_token_tells_its_end() {
        let state = State::default();
        state.set(0, 0, 0);
        let over = state.issue().token;
        state.set(0, 60_000_000, 0);
        let live = state.issue().token;
        std::thread::sleep(Duration::from_millis(2));
        assert_eq!(over.len(), TOKEN_BYTES);
        assert!(has_ended(&over).unwrap());
        assert!(!has_ended(&format!("Bearer {live}")).unwrap());
        assert!(has_ended("something else").is_err());
    }
}
