//! The providers, played on loopback by the doubles that come with their clients: what fits none of them is refused, and told at the end.

pub(crate) mod ibm;
pub(crate) mod oneaccess;
pub(crate) mod spaceone;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use auth_core::Clock;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

/// Marks every token of a double as a secret. It is no signature.
const SIGNATURE: &str = "s3cr3t";

/// How long a double takes to answer: about what a token endpoint on the same continent takes.
const LATENCY: Duration = Duration::from_millis(80);

/// The tokens that a provider has issued: what its doubles have in common.
#[derive(Clone, Debug, Default)]
struct Issued(Arc<Mutex<Ledger>>);

#[derive(Debug, Default)]
struct Ledger {
    live: Vec<String>,
    serial: u32,
}

impl Issued {
    /// An unsigned token in the shape of a JWT that lives from now on for so many seconds. No two are the same.
    fn jwt(&self, life: u32, mut claims: Value) -> String {
        let now = Clock::system().now().since_epoch().as_secs();
        claims["iat"] = json!(now);
        claims["exp"] = json!(now + u64::from(life));
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        self.remember(|serial| {
            claims["jti"] = json!(serial);
            let head = json!({"alg": "RS256"});
            format!("{}.{}.{SIGNATURE}", part(&head), part(&claims))
        })
    }

    /// A token that says nothing.
    fn opaque(&self, kind: &str) -> String {
        self.remember(|serial| format!("tour-{SIGNATURE}-{kind}-token-{serial}"))
    }

    fn knows(&self, token: &SecretString) -> bool {
        self.with(|ledger| ledger.live.iter().any(|it| it == token.expose_secret()))
    }

    /// Takes a token back, which is good once; whether it was one.
    fn redeem(&self, token: &SecretString) -> bool {
        self.with(|ledger| {
            let at = ledger
                .live
                .iter()
                .position(|it| it == token.expose_secret());
            at.map(|at| ledger.live.swap_remove(at)).is_some()
        })
    }

    fn remember(&self, make: impl FnOnce(u32) -> String) -> String {
        self.with(|ledger| {
            ledger.serial += 1;
            let token = make(ledger.serial);
            ledger.live.push(token.clone());
            token
        })
    }

    fn with<T>(&self, work: impl FnOnce(&mut Ledger) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
