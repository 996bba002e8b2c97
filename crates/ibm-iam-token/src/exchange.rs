//! Tokens for which another identity's token is shown.

use std::sync::Arc;

use async_trait::async_trait;
use auth_core::{
    AccessToken, Attempt, CredentialId, Error, Issued, SourceTraits, TokenProvider, TokenSource,
    with_token,
};
use secrecy::SecretString;

use crate::iam::{
    AssumeProfile, AssumeSubject, Client, GetTokenAssumeRequest, GetTokenIamAuthzRequest,
};

/// A trusted profile that another identity assumes: a token source over any other provider.
///
/// The token of the other identity and the token of the profile are cached apart, so that the first is asked for only when it ends.
/// Where IAM refuses the token that is shown, that token is rejected and one fresh token is tried.
///
/// # Examples
///
/// ```
/// use ibm_iam_token::iam::AssumeProfile;
/// use ibm_iam_token::{Client, TokenCache, TrustedProfile};
///
/// let client = Client::new()?;
/// let user = TokenCache::new(client.get_token_api_key("my-api-key"));
/// let profile = AssumeProfile::Id("Profile-00000000-0000-0000-0000-000000000000".into());
/// let cache = TokenCache::new(TrustedProfile::new(client, user, profile));
/// # Ok::<(), ibm_iam_token::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct TrustedProfile {
    client: Client,
    identity: Arc<dyn TokenProvider>,
    profile: AssumeProfile,
}

impl TrustedProfile {
    /// The profile, and the provider of tokens of the identity that assumes it.
    #[must_use]
    pub fn new(client: Client, identity: impl TokenProvider, profile: AssumeProfile) -> Self {
        Self {
            client,
            identity: Arc::new(identity),
            profile,
        }
    }

    fn request_with(&self, subject: SecretString) -> GetTokenAssumeRequest {
        self.client
            .get_token_assume(AssumeSubject::AccessToken(subject), self.profile.clone())
    }
}

#[async_trait]
impl TokenSource for TrustedProfile {
    async fn request(&self, _attempt: Attempt<'_>) -> Result<Issued, Error> {
        with_token(&self.identity, |token| async move {
            self.request_with(secret(&token))
                .request(Attempt::Primary)
                .await
        })
        .await
    }

    fn traits(&self) -> SourceTraits {
        self.request_with(unnamed()).traits()
    }

    fn identity(&self) -> Option<CredentialId> {
        let grant = self.request_with(unnamed()).identity()?;
        Some(composed(
            "trusted-profile",
            &grant,
            &self.identity.identity()?,
        ))
    }
}

/// A token in the name of a resource, for an identity that an authorization policy entitles: a token source over any other provider.
///
/// # Examples
///
/// ```
/// use ibm_iam_token::{Client, ServiceAuthorization, TokenCache};
///
/// let client = Client::new()?;
/// let service = TokenCache::new(client.get_token_api_key("my-api-key"));
/// let resource = "crn:v1:bluemix:public:cloud-object-storage:global:a/my-account:my-instance::";
/// let cache = TokenCache::new(ServiceAuthorization::new(client, service, resource));
/// # Ok::<(), ibm_iam_token::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ServiceAuthorization {
    client: Client,
    identity: Arc<dyn TokenProvider>,
    desired_iam_id: String,
}

impl ServiceAuthorization {
    /// The provider of tokens of the entitled identity, and the resource to act as: its CRN, or its IAM ID, which is `crn-` followed by
    /// the CRN.
    #[must_use]
    pub fn new(client: Client, identity: impl TokenProvider, resource: impl Into<String>) -> Self {
        Self {
            client,
            identity: Arc::new(identity),
            desired_iam_id: iam_id(resource.into()),
        }
    }

    fn request_with(&self, subject: SecretString) -> GetTokenIamAuthzRequest {
        self.client
            .get_token_iam_authz(subject, self.desired_iam_id.clone())
    }
}

#[async_trait]
impl TokenSource for ServiceAuthorization {
    async fn request(&self, _attempt: Attempt<'_>) -> Result<Issued, Error> {
        with_token(&self.identity, |token| async move {
            self.request_with(secret(&token))
                .request(Attempt::Primary)
                .await
        })
        .await
    }

    fn traits(&self) -> SourceTraits {
        self.request_with(unnamed()).traits()
    }

    fn identity(&self) -> Option<CredentialId> {
        let grant = self.request_with(unnamed()).identity()?;
        Some(composed(
            "service-authorization",
            &grant,
            &self.identity.identity()?,
        ))
    }
}

/// The IAM ID of a resource. Only a CRN lacks something; what is neither is left for IAM to judge.
fn iam_id(resource: String) -> String {
    if resource.starts_with("crn:") {
        format!("crn-{resource}")
    } else {
        resource
    }
}

fn secret(token: &AccessToken) -> SecretString {
    token.expose().to_owned().into()
}

/// Stands for the token that is shown where only the rest of the grant counts.
fn unnamed() -> SecretString {
    SecretString::from(String::new())
}

/// The grant and the identity beneath it: two API keys that assume one profile never share a token.
fn composed(grant_name: &str, grant: &CredentialId, beneath: &CredentialId) -> CredentialId {
    CredentialId::builder("ibm-iam-token", grant_name)
        .beneath(grant)
        .beneath(beneath)
        .build()
}
