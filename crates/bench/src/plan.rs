//! How much is played.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use crate::contestant::{BoxError, Kind};
use crate::scenario::Scenario;

/// The options of both programs.
#[derive(Clone, Debug)]
pub struct Plan {
    /// A few minutes for a look, instead of twenty for figures to quote.
    pub quick: bool,
    runs: Option<usize>,
    only: Vec<String>,
    scenarios: Vec<String>,
    /// Where the files go.
    pub out: PathBuf,
    /// Whether the READMEs are to have the results.
    pub write: bool,
}

impl Plan {
    /// Reads `[--quick] [--runs N] [--only NAME,…] [--scenario NAME,…] [--out DIR] [--write]`.
    pub fn read() -> Result<Self, BoxError> {
        use lexopt::prelude::*;

        let mut plan = Self {
            quick: false,
            runs: None,
            only: Vec::new(),
            scenarios: Vec::new(),
            out: PathBuf::from("target/bench"),
            write: false,
        };
        let mut arguments = lexopt::Parser::from_env();
        while let Some(argument) = arguments.next()? {
            match argument {
                Long("quick") => plan.quick = true,
                Long("runs") => plan.runs = Some(arguments.value()?.parse()?),
                Long("only") => plan.only = list(&arguments.value()?.string()?),
                Long("scenario") => plan.scenarios = list(&arguments.value()?.string()?),
                Long("out") => plan.out = arguments.value()?.into(),
                Long("write") => plan.write = true,
                argument => return Err(argument.unexpected().into()),
            }
        }
        if plan.write && !plan.is_full() {
            return Err(
                "only a full run has figures to quote: --write goes with --out alone".into(),
            );
        }
        Ok(plan)
    }

    fn is_full(&self) -> bool {
        !self.quick && self.runs.is_none() && self.only.is_empty() && self.scenarios.is_empty()
    }

    /// The options again, for the other program.
    #[must_use]
    pub fn arguments(&self) -> Vec<OsString> {
        let mut arguments = Vec::new();
        if self.quick {
            arguments.push("--quick".into());
        }
        if let Some(runs) = self.runs {
            arguments.extend(["--runs".into(), runs.to_string().into()]);
        }
        for (option, values) in [("--only", &self.only), ("--scenario", &self.scenarios)] {
            if !values.is_empty() {
                arguments.extend([option.into(), values.join(",").into()]);
            }
        }
        arguments
    }

    /// A contestant whose name has a part that was asked for.
    #[must_use]
    pub(crate) fn wants(&self, contestant: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|part| contestant.contains(part))
    }

    /// A scenario whose name begins as was asked for.
    #[must_use]
    pub(crate) fn plays(&self, scenario: Scenario) -> bool {
        let begins = |start: &String| scenario.name().starts_with(start);
        self.scenarios.is_empty() || self.scenarios.iter().any(begins)
    }

    /// How often. What is counted and does not vary is counted once; others than ours last through fewer outages, which takes long and
    /// brings the same each time.
    #[must_use]
    pub(crate) fn runs(&self, scenario: Scenario, kind: Kind) -> usize {
        match scenario {
            Scenario::Heap | Scenario::KeysHeap => 1,
            _ if self.runs.is_some() => self.runs.unwrap_or(1),
            Scenario::Hit | Scenario::Throughput if self.quick => 3,
            _ if self.quick => 1,
            Scenario::Outage if kind != Kind::Ours => 3,
            _ => 5,
        }
    }

    /// How long the load of the scenarios of expiry lasts.
    pub(crate) const LOAD: Duration = Duration::from_secs(5);

    /// How long a hit looks for a quiet moment: neighbours of a virtual machine are busy for seconds.
    #[must_use]
    pub(crate) fn calm(&self) -> Duration {
        Duration::from_millis(if self.quick { 150 } else { 3_000 })
    }

    /// When a scenario stops to wait for callers who are not answered.
    #[must_use]
    pub(crate) fn patience(&self) -> Duration {
        Duration::from_secs(if self.quick { 12 } else { 15 })
    }
}

fn list(text: &str) -> Vec<String> {
    text.split(',').map(str::to_owned).collect()
}
