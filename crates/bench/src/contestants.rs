//! Who takes part.

mod aliri;
mod aws;
mod azure;
mod floors;
mod gcp_auth;
mod google;
mod ours;
mod ours_keyed;
mod reqsign;
mod service_account;
mod yup;

use crate::bench::Bench;
use crate::contestant::{BoxError, Contestant, FEW, Keyed, Kind, MANY};
use crate::measures::Measures;
use crate::scenario::{self, Scenario};

/// Those whose figures are compared by name.
pub(crate) mod names {
    use super::{Contestant, Few, Many, floors, google, ours};

    pub(crate) const PEEK: &str = ours::Peek::NAME;
    pub(crate) const TOKEN: &str = ours::Token::NAME;
    pub(crate) const DYNAMIC: &str = ours::Dynamic::NAME;
    pub(crate) const KEYED: &str = Many::NAME;
    pub(crate) const KEYED_FEW: &str = Few::NAME;
    pub(crate) const GUARD: &str = floors::GuardTwoClocks::NAME;
    pub(crate) const LOAD_FULL: &str = floors::LoadFull::NAME;
    pub(crate) const GOOGLE: &str = google::Google::NAME;
}

type Many = ours_keyed::Caches<MANY>;
type Few = ours_keyed::Caches<FEW>;

/// One way in which a contestant takes part.
pub struct Entry {
    pub kind: Kind,
    pub name: &'static str,
    pub note: &'static str,
    measure: fn(Scenario, &Bench) -> Option<Result<Measures, BoxError>>,
}

impl Entry {
    /// Plays the scenario, unless this entry has no part in it.
    #[must_use]
    pub fn measure(&self, scenario: Scenario, bench: &Bench) -> Option<Result<Measures, BoxError>> {
        (self.measure)(scenario, bench)
    }
}

/// Everybody, in the order of the tables.
pub const ENTRIES: &[Entry] = &[
    hits::<ours::Peek>(),
    whole::<ours::Token>(),
    hits::<ours::Dynamic>(),
    keys::<Many>(),
    entry::<Few>(|scenario, bench| match scenario {
        Scenario::Keys => scenario::keys::<Few>(scenario, bench),
        _ => None,
    }),
    whole::<azure::Azure>(),
    keys::<azure::Azure>(),
    whole::<aws::Aws>(),
    keys::<aws::Aws>(),
    whole::<google::Google>(),
    keys::<google::Google>(),
    whole::<gcp_auth::GcpAuth>(),
    keys::<gcp_auth::GcpAuth>(),
    whole::<yup::Yup>(),
    keys::<yup::Yup>(),
    whole::<reqsign::Reqsign>(),
    whole::<aliri::Aliri>(),
    hits::<floors::GuardOneClock>(),
    hits::<floors::GuardTwoClocks>(),
    hits::<floors::LoadFull>(),
    whole::<floors::StdRwLock>(),
    keys::<floors::StdRwLock>(),
    whole::<floors::TokioRwLock>(),
    whole::<floors::Moka>(),
    keys::<floors::Moka>(),
];

/// Everybody once, where [`ENTRIES`] names those twice who also take part with many tokens.
pub fn distinct() -> impl Iterator<Item = &'static Entry> {
    let before = std::iter::once(None).chain(ENTRIES.iter().map(Some));
    before
        .zip(ENTRIES)
        .filter(|(before, entry)| before.is_none_or(|before| before.name != entry.name))
        .map(|(_, entry)| entry)
}

/// Takes part where a token is at hand.
const fn hits<C: Contestant>() -> Entry {
    entry::<C>(|scenario, bench| scenario::hits::<C>(scenario, bench))
}

/// Takes part with its one token.
const fn whole<C: Contestant>() -> Entry {
    entry::<C>(|scenario, bench| {
        scenario::hits::<C>(scenario, bench).or_else(|| scenario::life::<C>(scenario, bench))
    })
}

/// Takes part with many tokens.
const fn keys<C: Keyed>() -> Entry {
    entry::<C>(|scenario, bench| scenario::keys::<C>(scenario, bench))
}

const fn entry<C: Contestant>(
    measure: fn(Scenario, &Bench) -> Option<Result<Measures, BoxError>>,
) -> Entry {
    Entry {
        kind: C::KIND,
        name: C::NAME,
        note: C::NOTE,
        measure,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn everybody_is_there_once() {
        let all: HashSet<&str> = ENTRIES.iter().map(|entry| entry.name).collect();
        let once: Vec<&str> = distinct().map(|entry| entry.name).collect();
        assert_eq!(once.len(), all.len());
        assert_eq!(once.into_iter().collect::<HashSet<_>>(), all);
    }
}
