//! aws-smithy-runtime: `IdentityCache::lazy()`, driven as the orchestrator of an SDK client drives it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_async::time::SystemTimeSource;
use aws_smithy_runtime::client::identity::IdentityCache;
use aws_smithy_runtime_api::client::identity::http::Token;
use aws_smithy_runtime_api::client::identity::{
    Identity, IdentityFuture, ResolveCachedIdentity, ResolveIdentity, SharedIdentityCache,
    SharedIdentityResolver,
};
use aws_smithy_runtime_api::client::runtime_components::{
    RuntimeComponents, RuntimeComponentsBuilder,
};
use aws_smithy_types::config_bag::ConfigBag;

use crate::contestant::{BoxError, Contestant, Key, Keyed, Kind, Pace, Setting};
use crate::upstream::Upstream;

pub struct Aws {
    cache: SharedIdentityCache,
    components: RuntimeComponents,
    config: ConfigBag,
    resolver: SharedIdentityResolver,
    /// A resolver has one partition of the cache, and so one key.
    resolvers: Vec<SharedIdentityResolver>,
}

impl Contestant for Aws {
    const KIND: Kind = Kind::Peer("aws-smithy-runtime");
    const NAME: &'static str = "aws-smithy-runtime LazyCache";
    const NOTE: &'static str = "IdentityCache::lazy(), room for all keys; buffer_time 0.5 s for tokens of 2 s; the jitter of the 10 s of its default cannot be set, so that its refreshes fall due up to 5 s later than asked for";
    const MARGIN: Duration = Duration::from_secs(10);
    type Token = Identity;

    async fn build(setting: &Setting) -> Result<Self, BoxError> {
        let lazy = IdentityCache::lazy().max_partitions(Self::KEYS + 1);
        let lazy = match setting.pace {
            Pace::ShortLives => lazy.buffer_time(Duration::from_millis(500)),
            Pace::Calm | Pace::RefreshAfter(_) => lazy,
        };
        let source = Source(Arc::clone(&setting.upstream));
        Ok(Self {
            cache: lazy.build(),
            components: RuntimeComponentsBuilder::for_tests()
                .with_time_source(Some(SystemTimeSource::new()))
                .with_sleep_impl(Some(TokioSleep::new()))
                .build()?,
            config: ConfigBag::base(),
            resolver: SharedIdentityResolver::new(source.clone()),
            resolvers: std::iter::repeat_with(|| SharedIdentityResolver::new(source.clone()))
                .take(Self::KEYS)
                .collect(),
        })
    }

    async fn token(&self) -> Result<Identity, BoxError> {
        self.resolve(&self.resolver).await
    }

    fn text(token: &Identity) -> &str {
        token.data::<Token>().map_or("", Token::token)
    }
}

impl Keyed for Aws {
    async fn token_of(&self, key: &Key) -> Result<Identity, BoxError> {
        self.resolve(&self.resolvers[key.index]).await
    }
}

impl Aws {
    async fn resolve(&self, resolver: &SharedIdentityResolver) -> Result<Identity, BoxError> {
        self.cache
            .resolve_cached_identity(resolver.clone(), &self.components, &self.config)
            .await
    }
}

#[derive(Clone)]
struct Source(Arc<Upstream>);

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Source")
    }
}

impl ResolveIdentity for Source {
    fn resolve_identity<'a>(
        &'a self,
        _: &'a RuntimeComponents,
        _: &'a ConfigBag,
    ) -> IdentityFuture<'a> {
        IdentityFuture::new(async move {
            let grant = self.0.grant().await?;
            let token = Token::new(grant.token, Some(grant.end));
            Ok(Identity::new(token, Some(grant.end)))
        })
    }
}
