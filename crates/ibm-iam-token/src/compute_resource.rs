//! Compute resources: workloads that the platform hands a token to.

use std::path::PathBuf;

use async_trait::async_trait;
use auth_core::{Attempt, CredentialId, Error, Issued, SourceTraits, TokenSource};
use secrecy::{ExposeSecret, SecretString};
use tokio::runtime::Handle;

use crate::api_key::unreadable;
use crate::iam::{Client, ComputeResourceProfile, GetTokenCrTokenRequest};
use crate::{ClientCredentials, Files};

/// Where IBM's platforms put the token, in the order in which they are tried: the Kubernetes Service with its two mounts, and Code
/// Engine.
pub const PLATFORM_TOKEN_FILES: [&str; 3] = [
    "/var/run/secrets/tokens/vault-token",
    "/var/run/secrets/tokens/sa-token",
    "/var/run/secrets/codeengine.cloud.ibm.com/compute-resource-token/token",
];

const FIELD: &str = "cr_token";

/// A trusted profile that a compute resource uses, such as a pod of a Kubernetes cluster or an application of Code Engine: a token source
/// over the token that the platform hands to it.
///
/// The platform replaces that token from time to time, so a file is read again for each request. Blanks and line ends around the token do
/// not count; a file without a token is refused before anything is sent.
///
/// # Examples
///
/// In a pod, with the token where the platform puts it:
///
/// ```
/// use ibm_iam_token::iam::ComputeResourceProfile;
/// use ibm_iam_token::{Client, ComputeResource, TokenCache};
///
/// let profile = ComputeResourceProfile::Name("reader".into());
/// let cache = TokenCache::new(ComputeResource::new(Client::new()?, profile));
/// # Ok::<(), ibm_iam_token::Error>(())
/// ```
///
/// With the token elsewhere:
///
/// ```
/// use ibm_iam_token::iam::ComputeResourceProfile;
/// use ibm_iam_token::{Client, ComputeResource, ComputeResourceToken, TokenCache};
///
/// let profile = ComputeResourceProfile::Id("Profile-00000000-0000-0000-0000-000000000000".into());
/// let token = ComputeResourceToken::File("/mnt/tokens/sa-token".into());
/// let cache = TokenCache::new(ComputeResource::new(Client::new()?, profile).token(token));
/// # Ok::<(), ibm_iam_token::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "a source does nothing until a cache or a caller asks it"]
pub struct ComputeResource {
    client: Client,
    profile: ComputeResourceProfile,
    token: ComputeResourceToken,
    files: Files,
    options: Options,
}

/// Where the compute resource token is.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum ComputeResourceToken {
    /// In the first of [`PLATFORM_TOKEN_FILES`] that can be read.
    #[default]
    Platform,
    /// In this file.
    File(PathBuf),
    /// Here. It is never replaced, so that this serves for tests and for programs that live shorter than it.
    Value(SecretString),
}

#[derive(Clone, Debug, Default)]
struct Options {
    client: Option<ClientCredentials>,
    ibm_cloud_tenant: Vec<String>,
    scope: Option<String>,
}

impl ComputeResource {
    /// The profile to use, with the token where the platform puts it.
    pub fn new(client: Client, profile: ComputeResourceProfile) -> Self {
        Self {
            client,
            profile,
            token: ComputeResourceToken::default(),
            files: Files::system(),
            options: Options::default(),
        }
    }

    /// Takes the token from elsewhere.
    pub fn token(mut self, token: ComputeResourceToken) -> Self {
        self.token = token;
        self
    }

    /// The ID and the secret of an IAM client. Only IBM's own services need one here.
    pub fn client(mut self, client: ClientCredentials) -> Self {
        self.options.client = Some(client);
        self
    }

    /// Account IDs, enterprise IDs, or both: a token is issued only for a profile in one of them.
    pub fn ibm_cloud_tenant(
        mut self,
        tenants: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        self.options.ibm_cloud_tenant = tenants.into_iter().map(Into::into).collect();
        self
    }

    /// The scope to ask for. IBM's SDKs can send it; the reference does not list it.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.options.scope = Some(scope.into());
        self
    }

    /// Another place than the file system for the files, for tests.
    pub fn files(mut self, files: Files) -> Self {
        self.files = files;
        self
    }

    fn request_with(&self, token: SecretString) -> GetTokenCrTokenRequest {
        let mut request = self.client.get_token_cr_token(token, self.profile.clone());
        if let Some(client) = &self.options.client {
            request = request.client(client.clone());
        }
        if !self.options.ibm_cloud_tenant.is_empty() {
            request = request.ibm_cloud_tenant(&self.options.ibm_cloud_tenant);
        }
        if let Some(scope) = &self.options.scope {
            request = request.scope(scope);
        }
        request
    }

    async fn current_token(&self) -> Result<SecretString, Error> {
        let (files, paths) = match &self.token {
            ComputeResourceToken::Value(token) => return trimmed(token, "is empty"),
            ComputeResourceToken::File(path) => (self.files.clone(), vec![path.clone()]),
            ComputeResourceToken::Platform => {
                let paths = PLATFORM_TOKEN_FILES.map(PathBuf::from);
                (self.files.clone(), paths.into())
            }
        };
        let read = move || first_readable(&files, &paths);
        // A file of a mount can take its time. Outside of a runtime nobody else waits.
        match Handle::try_current() {
            Ok(runtime) => runtime.spawn_blocking(read).await.unwrap_or_else(|_| {
                Err(Error::new(
                    crate::ErrorKind::Runtime,
                    "the runtime ended while the compute resource token was read",
                ))
            }),
            Err(_) => read(),
        }
    }
}

#[async_trait]
impl TokenSource for ComputeResource {
    async fn request(&self, attempt: Attempt<'_>) -> Result<Issued, Error> {
        let token = self.current_token().await?;
        self.request_with(token).request(attempt).await
    }

    fn traits(&self) -> SourceTraits {
        self.request_with(unnamed()).traits()
    }

    /// Names a token that is given as a value. What a file will hold is not known ahead, so that tokens for it are kept out of stores:
    /// another program with the same profile might not be entitled to them.
    fn identity(&self) -> Option<CredentialId> {
        match &self.token {
            ComputeResourceToken::Value(token) => self.request_with(token.clone()).identity(),
            ComputeResourceToken::File(_) | ComputeResourceToken::Platform => None,
        }
    }
}

/// The token in the first file that can be read. One that is there and empty is an error and not passed over: it says that the platform
/// has gone wrong, and another file may hold the token of somebody else.
fn first_readable(files: &Files, paths: &[PathBuf]) -> Result<SecretString, Error> {
    let mut failure = None;
    for path in paths {
        match files.read(path) {
            Ok(text) => {
                let reason = format!("is empty in {}", path.display());
                return trimmed(&text, &reason);
            }
            Err(error) => failure = Some((path, error)),
        }
    }
    if let (Some((path, error)), [_]) = (failure, paths) {
        return Err(unreadable(FIELD, path, error));
    }
    let paths: Vec<_> = paths
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    let reason = format!(
        "is in none of the files where platforms put it: {}",
        paths.join(", ")
    );
    Err(Error::configuration(FIELD, reason))
}

fn trimmed(token: &SecretString, reason: &str) -> Result<SecretString, Error> {
    match token.expose_secret().trim() {
        "" => Err(Error::configuration(FIELD, reason)),
        token => Ok(token.into()),
    }
}

/// Stands for the token where only the rest of the grant counts.
fn unnamed() -> SecretString {
    SecretString::from(String::new())
}
