//! Which figures stand in which table.

use crate::scenario::Scenario;
use crate::text::Unit;

pub(crate) struct Table {
    pub(crate) title: &'static str,
    pub(crate) about: &'static str,
    pub(crate) columns: &'static [Column],
}

pub(crate) struct Column {
    pub(crate) title: &'static str,
    pub(crate) scenario: Scenario,
    pub(crate) figure: &'static str,
    pub(crate) unit: Unit,
}

const fn column(
    title: &'static str,
    scenario: Scenario,
    figure: &'static str,
    unit: Unit,
) -> Column {
    Column {
        title,
        scenario,
        figure,
        unit,
    }
}

/// What callers see while tokens end.
const fn expiry(scenario: Scenario) -> [Column; 8] {
    [
        column("upstream calls", scenario, "calls", Unit::Count),
        column("gets", scenario, "gets", Unit::Count),
        column("p50", scenario, "p50", Unit::Time),
        column("p99", scenario, "p99", Unit::Time),
        column("p99.9", scenario, "p99.9", Unit::Time),
        column("worst", scenario, "worst", Unit::Time),
        column("expired tokens", scenario, "expired", Unit::Count),
        column("errors", scenario, "errors", Unit::Count),
    ]
}

pub(crate) const TABLES: &[Table] = &[
    Table {
        title: "(a) A hit, (e) what it allocates",
        about: "A token of 1,200 bytes at hand, one caller. The processor's time is the figure to compare: other work on the machine hardly moves it.",
        columns: &[
            column("CPU ns", Scenario::Hit, "cpu", Unit::Nanos),
            column("wall ns", Scenario::Hit, "wall", Unit::Nanos),
            column("allocations", Scenario::Heap, "allocations", Unit::Mean),
            column("bytes", Scenario::Heap, "bytes", Unit::Count),
        ],
    },
    Table {
        title: "(b) Hits a second, in millions",
        about: "On two threads, and by 64 tasks on two workers. Cores: what the two threads got of the machine; below 2 it was busy.",
        columns: &[
            column("2 threads", Scenario::Throughput, "threads", Unit::Millions),
            column("64 tasks", Scenario::Throughput, "tasks", Unit::Millions),
            column("cores", Scenario::Throughput, "cores", Unit::Mean),
        ],
    },
    Table {
        title: "(c) A stampede on an empty cache",
        about: "The upstream takes 50 ms. Time over: from the start to the last caller served, less those 50 ms.",
        columns: &[
            column("1,000: calls", Scenario::Stampede1k, "calls", Unit::Count),
            column("served", Scenario::Stampede1k, "served", Unit::Count),
            column("time over", Scenario::Stampede1k, "over", Unit::Time),
            column("10,000: calls", Scenario::Stampede10k, "calls", Unit::Count),
            column("served", Scenario::Stampede10k, "served", Unit::Count),
            column("time over", Scenario::Stampede10k, "over", Unit::Time),
        ],
    },
    Table {
        title: "(d) Expiry under load, tokens of 2 s",
        about: "64 callers, each once in 5 ms; the upstream takes 50 ms. Stalls count the calls that a waiting caller leaves out. A crate whose fixed margin exceeds 2 s cannot cache such a token: that is the finding.",
        columns: &expiry(Scenario::ExpiryShort),
    },
    Table {
        title: "(d) Expiry under load, tokens that outlive the margin by 2 s",
        about: "The same load; a refresh is due 2 s after each fetch.",
        columns: &expiry(Scenario::ExpiryLong),
    },
    Table {
        title: "(f) Many keys",
        about: "Who has fewer keys is to be compared with auth-core's line of as many. Bytes: live on the heap for each entry, less the 1,200 of the token stored once. Gets: at random, for each second of the processor.",
        columns: &[
            column("keys", Scenario::Keys, "keys", Unit::Count),
            column("bytes", Scenario::KeysHeap, "bytes", Unit::Count),
            column("million gets", Scenario::Keys, "gets", Unit::Millions),
            column("fill", Scenario::Keys, "fill", Unit::Time),
            column("upstream calls", Scenario::Keys, "calls", Unit::Count),
        ],
    },
    Table {
        title: "(g) A refusing provider, a cancelled flight, a panicking source",
        about: "Refusal: 200 callers on an empty cache, the provider answers 400 after 50 ms. Cancelled: the first of 100 callers leaves after 10 ms of 50. Panic: does it reach the caller, and how long after the source is healthy is there a token?",
        columns: &[
            column("refusal: calls", Scenario::Refusal, "calls", Unit::Count),
            column("answered", Scenario::Refusal, "answered", Unit::Count),
            column("last answer", Scenario::Refusal, "last", Unit::Time),
            column("cancelled: calls", Scenario::Cancel, "calls", Unit::Count),
            column("served", Scenario::Cancel, "served", Unit::Count),
            column("all served after", Scenario::Cancel, "last", Unit::Time),
            column(
                "panic reaches callers",
                Scenario::Panic,
                "panicked",
                Unit::Flag,
            ),
            column("token after", Scenario::Panic, "recovered", Unit::Time),
        ],
    },
    Table {
        title: "(g) An outage of 3 s while the token lives",
        about: "The refresh falls due half a second after the provider went down; 16 callers, each once in 10 ms. Stuck: callers who got no answer until a second after the outage.",
        columns: &[
            column("upstream calls", Scenario::Outage, "calls", Unit::Count),
            column("errors", Scenario::Outage, "errors", Unit::Count),
            column("gets", Scenario::Outage, "gets", Unit::Count),
            column("worst", Scenario::Outage, "worst", Unit::Time),
            column("stuck", Scenario::Outage, "stuck", Unit::Count),
        ],
    },
    Table {
        title: "(g) A slow neighbour",
        about: "Hits on one key, one in 50 us, while the token of another is on its way for 500 ms.",
        columns: &[
            column("hits", Scenario::Neighbour, "hits", Unit::Count),
            column("p99.9", Scenario::Neighbour, "p99.9", Unit::Time),
            column("worst", Scenario::Neighbour, "worst", Unit::Time),
        ],
    },
];
