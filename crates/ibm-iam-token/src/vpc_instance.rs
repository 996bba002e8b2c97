//! Virtual servers and bare metal servers of IBM Cloud VPC.

use async_trait::async_trait;
use auth_core::{Attempt, CredentialId, Error, Issued, SourceTraits, TokenSource};
use secrecy::SecretString;

use crate::vpc::{Client, LinkedProfile, LinkedProfileCrn, LinkedProfileId};

/// The life of an identity token in seconds. It is used at once.
const IDENTITY_TOKEN_LIFE: i64 = 300;

/// The server on which the program runs, as a token source: it has an identity of its own and needs no credential.
///
/// The metadata service beside the server must be enabled, and a trusted profile linked to the server. Each token takes two requests: one
/// for an identity token of the server, and one that exchanges it.
///
/// The tokens are kept out of stores: what this source obtains depends on the server, which another program with the same
/// configuration may not run on.
///
/// # Examples
///
/// ```
/// use ibm_iam_token::{InstanceProfile, TokenCache, VpcInstance, vpc};
///
/// let cache = TokenCache::new(VpcInstance::new(vpc::Client::new()?, InstanceProfile::Default));
/// # Ok::<(), ibm_iam_token::Error>(())
/// ```
///
/// Where the metadata service of the server speaks https:
///
/// ```
/// use ibm_iam_token::{InstanceProfile, MetadataVersion, TokenCache, VpcInstance, vpc};
///
/// let client = vpc::Client::builder().base_url("https://api.metadata.cloud.ibm.com").build()?;
/// let profile = InstanceProfile::Id("Profile-00000000-0000-0000-0000-000000000000".into());
/// let cache = TokenCache::new(VpcInstance::new(client, profile).version(MetadataVersion::V2025));
/// # Ok::<(), ibm_iam_token::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "a source does nothing until a cache or a caller asks it"]
pub struct VpcInstance {
    client: Client,
    profile: InstanceProfile,
    version: MetadataVersion,
}

/// The trusted profile of a server.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum InstanceProfile {
    /// The one that was linked to the server as its default.
    #[default]
    Default,
    /// By its ID. It must be linked to the server.
    Id(String),
    /// By its CRN. It must be linked to the server.
    Crn(String),
}

/// A version of the metadata service. Both do the same on other paths.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum MetadataVersion {
    /// `2022-03-01`, which IBM's SDKs use unless told otherwise.
    #[default]
    V2022,
    /// `2025-08-26`.
    V2025,
}

impl MetadataVersion {
    /// The date that names the version.
    ///
    /// ```
    /// use ibm_iam_token::MetadataVersion;
    ///
    /// assert_eq!(MetadataVersion::V2025.as_str(), "2025-08-26");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V2022 => "2022-03-01",
            Self::V2025 => "2025-08-26",
        }
    }
}

impl VpcInstance {
    /// The server and its profile, by the version of 2022.
    pub fn new(client: Client, profile: InstanceProfile) -> Self {
        Self {
            client,
            profile,
            version: MetadataVersion::default(),
        }
    }

    /// Speaks another version of the metadata service.
    pub fn version(mut self, version: MetadataVersion) -> Self {
        self.version = version;
        self
    }

    async fn identity_token(&self) -> Result<SecretString, Error> {
        let answer = match self.version {
            MetadataVersion::V2022 => {
                let request = self.client.create_instance_identity_token();
                request.expires_in(IDENTITY_TOKEN_LIFE).send().await?
            }
            MetadataVersion::V2025 => {
                let request = self.client.create_identity_token();
                request.expires_in(IDENTITY_TOKEN_LIFE).send().await?
            }
        };
        Ok(answer.access_token)
    }

    fn linked_profile(&self) -> Option<LinkedProfile> {
        match &self.profile {
            InstanceProfile::Default => None,
            InstanceProfile::Id(id) => Some(LinkedProfile::Id(LinkedProfileId::new(id).into())),
            InstanceProfile::Crn(crn) => {
                Some(LinkedProfile::Crn(LinkedProfileCrn::new(crn).into()))
            }
        }
    }

    /// The exchange of an identity token, in the version that was chosen.
    fn exchange(&self, identity_token: SecretString) -> Box<dyn TokenSource> {
        match self.version {
            MetadataVersion::V2022 => {
                let request = self.client.create_instance_iam_token(identity_token);
                Box::new(match self.linked_profile() {
                    Some(profile) => request.trusted_profile(profile),
                    None => request,
                })
            }
            MetadataVersion::V2025 => {
                let request = self.client.create_iam_token(identity_token);
                Box::new(match self.linked_profile() {
                    Some(profile) => request.trusted_profile(profile),
                    None => request,
                })
            }
        }
    }
}

#[async_trait]
impl TokenSource for VpcInstance {
    async fn request(&self, attempt: Attempt<'_>) -> Result<Issued, Error> {
        let identity_token = self.identity_token().await?;
        self.exchange(identity_token).request(attempt).await
    }

    fn traits(&self) -> SourceTraits {
        self.exchange(SecretString::from(String::new())).traits()
    }

    fn identity(&self) -> Option<CredentialId> {
        None
    }
}
