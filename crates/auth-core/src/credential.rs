//! The name of a credential, without giving it away.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

/// Names one chain of credentials: two token sources with the same id would obtain interchangeable tokens.
///
/// Stores and keyed caches tell tenants apart by it, so everything that decides whose token it is goes in: the endpoint, the
/// grant, the account, the secret itself, and the ids of the sources beneath. It is compared and hashed, never shown.
///
/// ```
/// use auth_core::CredentialId;
///
/// let of = |key: &str| CredentialId::builder("ibm-iam-token", "apikey").part("url", "https://iam.cloud.ibm.com").secret("apikey", &key.into()).build();
/// assert_eq!(of("one"), of("one"));
/// assert_ne!(of("one"), of("two"));
/// assert_eq!(format!("{:?}", of("one")), "CredentialId(ibm-iam-token/apikey)");
/// ```
#[derive(Clone, Eq, Hash, PartialEq)]
pub struct CredentialId(Arc<Name>);

#[derive(Eq, PartialEq)]
struct Name {
    label: String,
    /// Every part with its length before it, so that no two lists of parts read the same.
    canonical: Zeroizing<Vec<u8>>,
}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.canonical.hash(state);
    }
}

impl CredentialId {
    /// Starts an id for a grant of a provider, such as `("ibm-iam-token", "apikey")`. Both words appear in `Debug`.
    pub fn builder(provider: &str, grant: &str) -> CredentialIdBuilder {
        let mut builder = CredentialIdBuilder {
            label: format!("{provider}/{grant}"),
            canonical: Zeroizing::new(Vec::new()),
        };
        builder.push("provider", provider.as_bytes());
        builder.push("grant", grant.as_bytes());
        builder
    }

    /// The bytes that make this id what it is. They hold the secrets in the clear: digest them before they leave the process.
    #[must_use]
    pub fn canonical_bytes(&self) -> &[u8] {
        &self.0.canonical
    }
}

impl fmt::Debug for CredentialId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CredentialId({})", self.0.label)
    }
}

/// Collects what makes a credential the one that it is.
#[must_use = "an id is made by `build`"]
pub struct CredentialIdBuilder {
    label: String,
    canonical: Zeroizing<Vec<u8>>,
}

impl CredentialIdBuilder {
    /// Adds something that is not secret: an endpoint, an account, a scope.
    pub fn part(mut self, name: &str, value: &str) -> Self {
        self.push(name, value.as_bytes());
        self
    }

    /// Adds a secret.
    pub fn secret(mut self, name: &str, value: &SecretString) -> Self {
        self.push(name, value.expose_secret().as_bytes());
        self
    }

    /// Adds the id of a source beneath this one.
    pub fn beneath(mut self, id: &CredentialId) -> Self {
        self.push("beneath", &id.0.canonical);
        self
    }

    /// The id.
    #[must_use]
    pub fn build(self) -> CredentialId {
        CredentialId(Arc::new(Name {
            label: self.label,
            canonical: self.canonical,
        }))
    }

    fn push(&mut self, name: &str, value: &[u8]) {
        for piece in [name.as_bytes(), value] {
            let length = u64::try_from(piece.len()).unwrap_or(u64::MAX);
            self.append(&length.to_be_bytes());
            self.append(piece);
        }
    }

    /// Grows by hand: a `Vec` that grows by itself leaves an unwiped copy behind.
    fn append(&mut self, bytes: &[u8]) {
        if self.canonical.capacity() - self.canonical.len() < bytes.len() {
            let mut larger =
                Zeroizing::new(Vec::with_capacity((self.canonical.len() + bytes.len()) * 2));
            larger.extend_from_slice(&self.canonical);
            self.canonical = larger;
        }
        self.canonical.extend_from_slice(bytes);
    }
}

impl fmt::Debug for CredentialIdBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CredentialIdBuilder({})", self.label)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    fn id(parts: &[(String, String)]) -> CredentialId {
        let start = CredentialId::builder("provider", "grant");
        let add = |id: CredentialIdBuilder, (name, value): &(String, String)| id.part(name, value);
        parts.iter().fold(start, add).build()
    }

    #[test]
    fn everything_that_is_added_counts() {
        let start = || CredentialId::builder("provider", "grant");
        let beneath = start().part("account", "a").build();
        let other = start().part("account", "b").build();
        let secret = |secret: &str| start().secret("key", &secret.into()).build();
        let ids = [
            start().build(),
            beneath.clone(),
            other.clone(),
            secret("one"),
            secret("two"),
            start().beneath(&beneath).build(),
            start().beneath(&other).build(),
            CredentialId::builder("provider", "other grant").build(),
            CredentialId::builder("other provider", "grant").build(),
        ];
        assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len());
        assert_eq!(secret("one"), secret("one"));
    }

    proptest! {
        /// No two credentials have one name, however their parts are cut.
        #[test]
        fn ids_are_equal_where_their_parts_are(
            one in proptest::collection::vec(("[ab]{0,3}", "[ab]{0,3}"), 0..4),
            two in proptest::collection::vec(("[ab]{0,3}", "[ab]{0,3}"), 0..4),
        ) {
            prop_assert_eq!(id(&one) == id(&two), one == two);
            prop_assert_eq!(id(&one), id(&one));
        }
    }
}
