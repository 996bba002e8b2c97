//! The figures that auth-core promises, and whether they hold. Medians are compared.

use crate::contestant::{FEW, Kind, MANY};
use crate::contestants::{ENTRIES, names};
use crate::dependencies;
use crate::measures::Records;
use crate::scenario::Scenario;
use crate::text::Unit;
use crate::versions;

/// A promise beside what was measured.
pub(crate) struct Figure {
    pub(crate) promise: String,
    pub(crate) measured: String,
    /// `None` where the run left it out.
    pub(crate) held: Option<bool>,
}

/// Everything that is promised.
pub(crate) fn figures(records: &Records) -> Vec<Figure> {
    let read = Reader(records);
    let mut figures = hit(&read);
    figures.extend(stampede(&read));
    figures.extend(expiry(&read, Scenario::ExpiryShort, "2 s tokens"));
    figures.extend(expiry(&read, Scenario::ExpiryLong, "long tokens"));
    figures.extend(failures(&read));
    figures.extend(keys(&read));
    figures.push(at_most(
        "auth-core's normal dependencies without default features: at most 30",
        dependencies::count().map(|count| count as f64),
        Some(30.0),
        Unit::Count,
    ));
    figures
}

fn hit(read: &Reader<'_>) -> Vec<Figure> {
    use Scenario::{Heap, Hit, Throughput};

    let cpu = |name| read.median(name, Hit, "cpu");
    let threads = |name| read.median(name, Throughput, "threads");
    let allocations = [names::PEEK, names::TOKEN, names::DYNAMIC]
        .map(|name| read.median(name, Heap, "allocations"));
    vec![
        at_most(
            "hit: peek() at most 1.5 times the floor of a guard and two clocks",
            cpu(names::PEEK),
            cpu(names::GUARD).map(|floor| floor * 1.5),
            Unit::Nanos,
        ),
        at_least(
            "hit: peek() at least 60 % of that floor's throughput on 2 threads, in millions",
            threads(names::PEEK),
            threads(names::GUARD).map(|floor| floor * 0.6),
            Unit::Millions,
        ),
        at_most(
            "hit: token() at most 2 times load_full",
            cpu(names::TOKEN),
            cpu(names::LOAD_FULL).map(|floor| floor * 2.0),
            Unit::Nanos,
        ),
        at_most(
            "hit: no allocation in peek(), token() and through dyn TokenProvider",
            allocations.into_iter().sum(),
            Some(0.0),
            Unit::Mean,
        ),
    ]
}

fn stampede(read: &Reader<'_>) -> Vec<Figure> {
    let scenario = Scenario::Stampede10k;
    let over = read.median(names::TOKEN, scenario, "over");
    let floor = read.least(Kind::Floor, scenario, "over");
    let peer = read.least(Kind::Peer(""), scenario, "over");
    vec![
        exactly(
            "stampede of 10,000: 1 upstream call",
            read.median(names::TOKEN, scenario, "calls"),
            1.0,
        ),
        at_most(
            "stampede of 10,000: time over the upstream's at most 1.2 times the best floor's",
            over,
            floor.map(|floor| floor * 1.2),
            Unit::Time,
        ),
        at_most(
            "stampede of 10,000: time over the upstream's below every peer's",
            over,
            peer,
            Unit::Time,
        ),
    ]
}

fn expiry(read: &Reader<'_>, scenario: Scenario, tokens: &str) -> Vec<Figure> {
    let ours = |figure| read.median(names::TOKEN, scenario, figure);
    let google = read.median(names::GOOGLE, Scenario::ExpiryLong, "worst");
    let promise = |text: &str| format!("expiry under load, {tokens}: {text}");
    // A refresh is due at 80 percent of a life at the earliest, and of a long one when it was told to: 2 s after each fetch.
    let life: f64 = match scenario {
        Scenario::ExpiryShort => 1.6,
        _ => 2.0,
    };
    let refreshes = read.median(names::TOKEN, scenario, "seconds");
    let refreshes = refreshes.map(|seconds| (seconds / life).ceil());
    vec![
        exactly(&promise("0 expired tokens"), ours("expired"), 0.0),
        exactly(&promise("0 errors"), ours("errors"), 0.0),
        at_most(
            &promise("p99.9 below 5 us"),
            ours("p99.9"),
            Some(5_000.0),
            Unit::Time,
        ),
        at_most(
            &promise("worst stall not above google-cloud-auth's with long tokens"),
            ours("worst"),
            google,
            Unit::Time,
        ),
        at_most(
            &promise("about one call for each refresh"),
            ours("calls"),
            refreshes,
            Unit::Count,
        ),
    ]
}

fn failures(read: &Reader<'_>) -> Vec<Figure> {
    use Scenario::{Cancel, Neighbour, Outage, Refusal};

    let ours = |scenario, figure| read.median(names::TOKEN, scenario, figure);
    vec![
        exactly(
            "refusing provider, 200 callers: 1 call",
            ours(Refusal, "calls"),
            1.0,
        ),
        exactly(
            "refusing provider, 200 callers: all answered",
            ours(Refusal, "answered"),
            200.0,
        ),
        exactly("cancelled flight: 1 call", ours(Cancel, "calls"), 1.0),
        exactly(
            "outage of 3 s while the token lives: 0 errors",
            ours(Outage, "errors"),
            0.0,
        ),
        at_most(
            "outage of 3 s while the token lives: at most 5 calls",
            ours(Outage, "calls"),
            Some(5.0),
            Unit::Count,
        ),
        at_most(
            "hit on a key while another is fetched: p99.9 below 0.1 ms",
            read.median(names::KEYED, Neighbour, "p99.9"),
            Some(100_000.0),
            Unit::Time,
        ),
    ]
}

fn keys(read: &Reader<'_>) -> Vec<Figure> {
    let gets = |name| read.median(name, Scenario::Keys, "gets");
    let peers = |keys: usize| {
        ENTRIES
            .iter()
            .filter(|entry| matches!(entry.kind, Kind::Peer(_)))
            .filter(|entry| {
                let has = read.median(entry.name, Scenario::Keys, "keys");
                has == Some(keys as f64)
            })
            .filter_map(|entry| gets(entry.name))
            .reduce(f64::max)
    };
    vec![
        at_most(
            "10,000 keys: at most 300 bytes for each entry over the token's",
            read.median(names::KEYED, Scenario::KeysHeap, "bytes"),
            Some(300.0),
            Unit::Count,
        ),
        at_least(
            "10,000 keys: gets per second of the processor above every peer's with as many keys, in millions",
            gets(names::KEYED),
            peers(MANY),
            Unit::Millions,
        ),
        at_least(
            "500 keys: gets per second of the processor above google-cloud-auth's with as many keys, in millions",
            gets(names::KEYED_FEW),
            peers(FEW),
            Unit::Millions,
        ),
        at_least(
            "10,000 keys: gets per second of the processor above every peer's, also those with 500 keys, in millions",
            gets(names::KEYED),
            [peers(MANY), peers(FEW)]
                .into_iter()
                .flatten()
                .reduce(f64::max),
            Unit::Millions,
        ),
    ]
}

fn at_most(promise: &str, measured: Option<f64>, limit: Option<f64>, unit: Unit) -> Figure {
    figure(
        promise,
        measured,
        limit,
        unit,
        "at most",
        |measured, limit| measured <= limit,
    )
}

fn at_least(promise: &str, measured: Option<f64>, limit: Option<f64>, unit: Unit) -> Figure {
    figure(
        promise,
        measured,
        limit,
        unit,
        "at least",
        |measured, limit| measured >= limit,
    )
}

fn exactly(promise: &str, measured: Option<f64>, expected: f64) -> Figure {
    figure(
        promise,
        measured,
        Some(expected),
        Unit::Count,
        "just",
        |measured, expected| (measured - expected).abs() < 0.5,
    )
}

fn figure(
    promise: &str,
    measured: Option<f64>,
    limit: Option<f64>,
    unit: Unit,
    word: &str,
    holds: fn(f64, f64) -> bool,
) -> Figure {
    let both = measured.zip(limit);
    Figure {
        promise: promise.to_owned(),
        measured: both.map_or_else(String::new, |(measured, limit)| {
            format!("{}, {word} {}", unit.show(measured), unit.show(limit))
        }),
        held: both.map(|(measured, limit)| holds(measured, limit)),
    }
}

struct Reader<'a>(&'a Records);

impl Reader<'_> {
    /// Of a contestant, by its name without a version.
    fn median(&self, name: &str, scenario: Scenario, figure: &str) -> Option<f64> {
        let entry = ENTRIES.iter().find(|entry| entry.name == name)?;
        let spread = self
            .0
            .spread(&versions::title(entry), scenario.name(), figure)?;
        Some(spread.median)
    }

    fn least(&self, kind: Kind, scenario: Scenario, figure: &str) -> Option<f64> {
        self.medians(kind, scenario, figure).reduce(f64::min)
    }

    /// Of all contestants of this kind, whichever their package.
    fn medians(&self, kind: Kind, scenario: Scenario, figure: &str) -> impl Iterator<Item = f64> {
        ENTRIES
            .iter()
            .filter(move |entry| {
                std::mem::discriminant(&entry.kind) == std::mem::discriminant(&kind)
            })
            .filter_map(move |entry| self.median(entry.name, scenario, figure))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::Record;

    /// What a contestant measured in a scenario.
    type Measured<'a> = (&'a str, Scenario, &'a [(&'a str, f64)]);

    fn records(figures: &[Measured<'_>]) -> Records {
        let mut records = Records::default();
        for (name, scenario, figures) in figures {
            let entry = ENTRIES.iter().find(|entry| entry.name == *name).unwrap();
            records.push(Record {
                contestant: versions::title(entry),
                scenario: scenario.name().to_owned(),
                run: 0,
                outcome: Ok(figures.iter().copied().collect()),
            });
        }
        records
    }

    #[test]
    fn a_figure_holds_up_to_its_limit() {
        let held = |peek| {
            let records = records(&[
                (names::PEEK, Scenario::Hit, &[("cpu", peek)]),
                (names::GUARD, Scenario::Hit, &[("cpu", 20.0)]),
            ]);
            hit(&Reader(&records))[0].held
        };
        assert_eq!(held(30.0), Some(true));
        assert_eq!(held(30.1), Some(false));
    }

    #[test]
    fn what_was_not_measured_is_neither_held_nor_broken() {
        assert!(
            hit(&Reader(&Records::default()))
                .iter()
                .all(|figure| figure.held.is_none())
        );
    }

    #[test]
    fn keyed_caches_are_compared_with_peers_of_as_many_keys() {
        let records = records(&[
            (
                names::KEYED,
                Scenario::Keys,
                &[("gets", 2.0), ("keys", 10_000.0)],
            ),
            (
                names::KEYED_FEW,
                Scenario::Keys,
                &[("gets", 9.0), ("keys", 500.0)],
            ),
            (
                names::GOOGLE,
                Scenario::Keys,
                &[("gets", 3.0), ("keys", 500.0)],
            ),
            (
                "gcp_auth",
                Scenario::Keys,
                &[("gets", 1.0), ("keys", 10_000.0)],
            ),
        ]);
        let held = keys(&Reader(&records))
            .into_iter()
            .map(|figure| figure.held);
        let held: Vec<_> = held.skip(1).collect();
        assert_eq!(held, [Some(true), Some(true), Some(false)]);
    }

    #[test]
    fn the_best_of_the_peers_counts() {
        let records = records(&[
            (names::TOKEN, Scenario::Stampede10k, &[("over", 15.0)]),
            (names::GOOGLE, Scenario::Stampede10k, &[("over", 20.0)]),
            ("azure_identity", Scenario::Stampede10k, &[("over", 14.0)]),
        ]);
        assert_eq!(stampede(&Reader(&records))[2].held, Some(false));
    }
}
