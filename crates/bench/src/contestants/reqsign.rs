//! reqsign-core: a `Signer` that does nothing but set a header that is ready.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::request::Parts;
use http::{HeaderValue, Request, header::AUTHORIZATION};
use reqsign_core::time::Timestamp;
use reqsign_core::{Context, ProvideCredential, SignRequest, Signer, SigningCredential};

use crate::contestant::{BoxError, Contestant, Kind, Setting};
use crate::upstream::Upstream;

pub struct Reqsign {
    signer: Signer<Credential>,
    parts: Parts,
}

impl Contestant for Reqsign {
    const KIND: Kind = Kind::Peer("reqsign-core");
    const NAME: &'static str = "reqsign-core Signer";
    const NOTE: &'static str = "its cache is private: measured through sign(), with a copy of the request's parts and the setting of the header; it has one key";
    type Token = HeaderValue;

    async fn build(setting: &Setting) -> Result<Self, BoxError> {
        let source = Source(Arc::clone(&setting.upstream));
        let request = Request::get("https://api.example.com/").body(())?;
        Ok(Self {
            signer: Signer::new(Context::new(), source, SetHeader),
            parts: request.into_parts().0,
        })
    }

    async fn token(&self) -> Result<HeaderValue, BoxError> {
        let mut parts = self.parts.clone();
        self.signer.sign(&mut parts, None).await?;
        Ok(parts
            .headers
            .remove(AUTHORIZATION)
            .ok_or("no header was set")?)
    }

    fn text(token: &HeaderValue) -> &str {
        token.to_str().unwrap_or_default()
    }
}

#[derive(Clone, Debug)]
struct Credential {
    header: HeaderValue,
    end: Timestamp,
}

impl SigningCredential for Credential {
    fn is_valid(&self) -> bool {
        self.is_valid_at(Timestamp::now())
    }

    fn is_valid_at(&self, time: Timestamp) -> bool {
        self.end > time
    }
}

struct Source(Arc<Upstream>);

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Source")
    }
}

impl ProvideCredential for Source {
    type Credential = Credential;

    async fn provide_credential(&self, _: &Context) -> reqsign_core::Result<Option<Credential>> {
        let unexpected =
            |error: &dyn fmt::Display| reqsign_core::Error::unexpected(error.to_string());
        let grant = self.0.grant().await.map_err(|error| unexpected(&error))?;
        let mut header = HeaderValue::from_str(&format!("Bearer {}", grant.token))
            .map_err(|error| unexpected(&error))?;
        header.set_sensitive(true);
        let end = Timestamp::now() + grant.life;
        Ok(Some(Credential { header, end }))
    }
}

#[derive(Debug)]
struct SetHeader;

impl SignRequest for SetHeader {
    type Credential = Credential;

    async fn sign_request(
        &self,
        _: &Context,
        parts: &mut Parts,
        credential: Option<&Credential>,
        _: Option<Duration>,
    ) -> reqsign_core::Result<()> {
        if let Some(credential) = credential {
            parts
                .headers
                .insert(AUTHORIZATION, credential.header.clone());
        }
        Ok(())
    }
}
