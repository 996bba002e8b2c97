//! From properties to a token source.

use std::path::PathBuf;
use std::sync::Arc;

use api_core::{Client as Core, ClientBuilder};
use async_trait::async_trait;
use auth_core::{AccessToken, Attempt, CredentialId, Error, Issued, Life, TokenCache, TokenSource};
use secrecy::{ExposeSecret, SecretString};

use super::SharedTransport;
use super::properties::{
    APIKEY, AUTH_DISABLE_SSL, AUTH_TYPE, AUTH_URL, BEARER_TOKEN, CLIENT_ID, CLIENT_SECRET,
    CR_TOKEN_FILENAME, IAM_ACCOUNT_ID, IAM_PROFILE_CRN, IAM_PROFILE_ID, IAM_PROFILE_NAME,
    Properties, REFRESH_TOKEN, SCOPE, VPC_IMS_VERSION,
};
use crate::iam::{AssumeProfile, Client, ComputeResourceProfile};
use crate::{
    ClientCredentials, ComputeResource, ComputeResourceToken, Endpoint, Files, InstanceProfile,
    MetadataVersion, TrustedProfile, VpcInstance, api_key, vpc,
};

/// What the cores send with an API key and with a refresh token.
const RESPONSE_TYPE: &str = "cloud_iam";

/// The metadata service by its name. It is the address below, which is known to be a link that ends at the host.
const METADATA_BY_NAME: &str = "http://api.metadata.cloud.ibm.com";
const METADATA: &str = "http://169.254.169.254";

/// What other products ask for, which IAM does not know.
const ELSEWHERE: &[(&str, &str)] = &[
    (
        "basic",
        "sends a user name and a password with each request, and needs no token",
    ),
    ("noAuth", "needs no token"),
    (
        "cp4d",
        "belongs to Cloud Pak for Data, which has tokens of its own",
    ),
    (
        "mcsp",
        "belongs to the Multi-Cloud SaaS Platform, which has tokens of its own",
    ),
    (
        "mcspv2",
        "belongs to the Multi-Cloud SaaS Platform, which has tokens of its own",
    ),
];

pub(super) fn source(
    properties: &Properties,
    files: &Files,
    transport: Option<&SharedTransport>,
) -> Result<Arc<dyn TokenSource>, Error> {
    let credential = Credential {
        properties,
        files,
        transport,
    };
    let is_key = properties.has(APIKEY) || properties.has(REFRESH_TOKEN);
    let inferred = if is_key { "iam" } else { "container" };
    let auth_type = properties.get(AUTH_TYPE).unwrap_or(inferred);
    let is = |name: &str| auth_type.eq_ignore_ascii_case(name);
    if is("iam") {
        credential.iam()
    } else if is("iamAssume") {
        credential.assume()
    } else if is("container") {
        credential.container()
    } else if is("vpc") {
        credential.vpc()
    } else if is("bearerToken") {
        credential.bearer()
    } else if let Some((name, reason)) = ELSEWHERE.iter().find(|(name, _)| is(name)) {
        Err(properties.error(AUTH_TYPE, format!("is `{name}`, which {reason}")))
    } else {
        let reason = "is none of `iam`, `iamAssume`, `container`, `vpc` and `bearerToken`";
        Err(properties.error(AUTH_TYPE, reason))
    }
}

struct Credential<'a> {
    properties: &'a Properties,
    files: &'a Files,
    transport: Option<&'a SharedTransport>,
}

impl Credential<'_> {
    fn iam(&self) -> Result<Arc<dyn TokenSource>, Error> {
        if self.properties.has(APIKEY) || !self.properties.has(REFRESH_TOKEN) {
            return self.api_key();
        }
        let refresh_token = self.required(REFRESH_TOKEN)?;
        if refresh_token.expose_secret() == "not_supported" {
            let reason = "is what IAM answers in place of a refresh token where there is none";
            return Err(self.properties.error(REFRESH_TOKEN, reason));
        }
        let client = self.client_credentials()?.ok_or_else(|| {
            let reason =
                "is missing: a refresh token works with the client alone that it was issued to";
            self.properties.error(CLIENT_ID, reason)
        })?;
        let mut request = self
            .iam_client()?
            .get_token_refresh_token(refresh_token, client)
            .response_type(RESPONSE_TYPE);
        if let Some(scope) = self.properties.get(SCOPE) {
            request = request.scope(scope);
        }
        Ok(Arc::new(request))
    }

    fn api_key(&self) -> Result<Arc<dyn TokenSource>, Error> {
        let key = self.required(APIKEY)?;
        api_key::check(key.expose_secret())
            .map_err(|reason| self.properties.error(APIKEY, reason))?;
        let mut request = self
            .iam_client()?
            .get_token_api_key(key)
            .response_type(RESPONSE_TYPE);
        if let Some(client) = self.client_credentials()? {
            request = request.client(client);
        }
        if let Some(scope) = self.properties.get(SCOPE) {
            request = request.scope(scope);
        }
        Ok(Arc::new(request))
    }

    fn assume(&self) -> Result<Arc<dyn TokenSource>, Error> {
        let profile = match self.profile()? {
            Some((IAM_PROFILE_ID, id)) => AssumeProfile::Id(id),
            Some((IAM_PROFILE_CRN, crn)) => AssumeProfile::Crn(crn),
            Some((_, profile_name)) => AssumeProfile::Name {
                profile_name,
                account: self.required(IAM_ACCOUNT_ID)?.expose_secret().to_owned(),
            },
            None => return Err(self.no_profile()),
        };
        let user = TokenCache::new(self.api_key()?);
        Ok(Arc::new(TrustedProfile::new(
            self.iam_client()?,
            user,
            profile,
        )))
    }

    fn container(&self) -> Result<Arc<dyn TokenSource>, Error> {
        let profile = match self.profile()? {
            Some((IAM_PROFILE_ID, id)) => ComputeResourceProfile::Id(id),
            Some((IAM_PROFILE_CRN, crn)) => ComputeResourceProfile::Crn(crn),
            Some((_, name)) => ComputeResourceProfile::Name(name),
            None => return Err(self.no_profile()),
        };
        let mut source =
            ComputeResource::new(self.iam_client()?, profile).files(self.files.clone());
        if let Some(path) = self.properties.get(CR_TOKEN_FILENAME) {
            source = source.token(ComputeResourceToken::File(PathBuf::from(path)));
        }
        if let Some(client) = self.client_credentials()? {
            source = source.client(client);
        }
        if let Some(scope) = self.properties.get(SCOPE) {
            source = source.scope(scope);
        }
        Ok(Arc::new(source))
    }

    fn vpc(&self) -> Result<Arc<dyn TokenSource>, Error> {
        let profile = match self.profile()? {
            Some((IAM_PROFILE_ID, id)) => InstanceProfile::Id(id),
            Some((IAM_PROFILE_CRN, crn)) => InstanceProfile::Crn(crn),
            Some((name, _)) => {
                let reason = "names no profile to the metadata service, which takes an ID or a CRN";
                return Err(self.properties.error(name, reason));
            }
            None => InstanceProfile::Default,
        };
        let versions = [MetadataVersion::V2022, MetadataVersion::V2025];
        let version = match self.properties.get(VPC_IMS_VERSION) {
            None => MetadataVersion::default(),
            Some(date) => versions
                .into_iter()
                .find(|version| version.as_str() == date)
                .ok_or_else(|| {
                    let reason = "is neither `2022-03-01` nor `2025-08-26`";
                    self.properties.error(VPC_IMS_VERSION, reason)
                })?,
        };
        let url = self.properties.get(AUTH_URL).map(|url| {
            let is_by_name = url.trim_end_matches('/') == METADATA_BY_NAME;
            if is_by_name { METADATA } else { url }.to_owned()
        });
        let client = self.build(vpc::Client::builder(), url)?;
        Ok(Arc::new(VpcInstance::new(client, profile).version(version)))
    }

    fn bearer(&self) -> Result<Arc<dyn TokenSource>, Error> {
        let token = self.required(BEARER_TOKEN)?;
        AccessToken::fixed(token.clone()).map_err(|_| {
            let reason = "holds a character that no bearer token has";
            self.properties.error(BEARER_TOKEN, reason)
        })?;
        Ok(Arc::new(Fixed(token)))
    }

    fn required(&self, name: &'static str) -> Result<SecretString, Error> {
        let missing = || self.properties.error(name, "is not set");
        self.properties.secret(name).ok_or_else(missing)
    }

    /// The client, of which both halves are there or neither.
    fn client_credentials(&self) -> Result<Option<ClientCredentials>, Error> {
        let missing = |name, other: &str| {
            let other = self.properties.full_name(other);
            self.properties
                .error(name, format!("is missing beside `{other}`"))
        };
        let id = self.properties.get(CLIENT_ID);
        match (id, self.properties.secret(CLIENT_SECRET)) {
            (Some(id), Some(secret)) => Ok(Some(ClientCredentials::new(id, secret))),
            (None, None) => Ok(None),
            (Some(_), None) => Err(missing(CLIENT_SECRET, CLIENT_ID)),
            (None, Some(_)) => Err(missing(CLIENT_ID, CLIENT_SECRET)),
        }
    }

    /// The one property that names a profile, and its value.
    fn profile(&self) -> Result<Option<(&'static str, String)>, Error> {
        let mut found: Option<(&'static str, String)> = None;
        for name in [IAM_PROFILE_ID, IAM_PROFILE_CRN, IAM_PROFILE_NAME] {
            let Some(value) = self.properties.get(name) else {
                continue;
            };
            if let Some((first, _)) = found {
                let first = self.properties.full_name(first);
                let reason = format!("is set beside `{first}`; IAM takes one of them");
                return Err(self.properties.error(name, reason));
            }
            found = Some((name, value.to_owned()));
        }
        Ok(found)
    }

    fn no_profile(&self) -> Error {
        let [crn, name] =
            [IAM_PROFILE_CRN, IAM_PROFILE_NAME].map(|name| self.properties.full_name(name));
        let reason = format!("is not set, nor `{crn}` or `{name}`");
        self.properties.error(IAM_PROFILE_ID, reason)
    }

    fn iam_client(&self) -> Result<Client, Error> {
        let url = self.properties.get(AUTH_URL).map(Endpoint::from);
        self.build(Client::builder(), url.map(String::from))
    }

    fn build<C: From<Core>>(
        &self,
        mut builder: ClientBuilder<C>,
        url: Option<String>,
    ) -> Result<C, Error> {
        match self.transport {
            Some(transport) => builder = builder.transport(transport.clone()),
            None if self.properties.get(AUTH_DISABLE_SSL).is_some_and(is_true) => {
                let reason = "asks for connections that are not checked, which this crate does not make by itself: \
                              trust the server's authority, or give a transport of your own";
                return Err(self.properties.error(AUTH_DISABLE_SSL, reason));
            }
            None => {}
        }
        let Some(url) = url else {
            return builder.build();
        };
        builder.base_url(url).build().map_err(|error| {
            self.properties
                .error(AUTH_URL, "is no usable address")
                .with_source(error)
        })
    }
}

/// As Go reads a truth.
fn is_true(text: &str) -> bool {
    matches!(text, "1" | "t" | "T" | "true" | "TRUE" | "True")
}

/// A token that the configuration holds. It has no life that anybody states, and nothing renews it.
#[derive(Debug)]
struct Fixed(SecretString);

#[async_trait]
impl TokenSource for Fixed {
    async fn request(&self, _attempt: Attempt<'_>) -> Result<Issued, Error> {
        Ok(Issued::new(self.0.clone()).life(Life::Endless))
    }

    fn identity(&self) -> Option<CredentialId> {
        let id = CredentialId::builder("ibm-iam-token", "bearer-token");
        Some(id.secret("token", &self.0).build())
    }
}
