//! Where it was measured.

use std::fs;
use std::process::Command;

use serde::Serialize;

/// The machine, and how busy it was.
#[derive(Debug, Serialize)]
pub struct Machine {
    processor: String,
    cores: usize,
    compiler: String,
    /// Of the last minute, before and after.
    load: (String, String),
}

impl Machine {
    /// Looks at this machine, before the run.
    #[must_use]
    pub fn look() -> Self {
        Self {
            processor: processor().unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            compiler: compiler().unwrap_or_else(|| "an unknown compiler".to_owned()),
            load: (load(), String::new()),
        }
    }

    /// Looks again, after the run.
    pub fn look_again(&mut self) {
        self.load.1 = load();
    }

    /// In one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        let Self {
            processor,
            cores,
            compiler,
            load: (before, after),
        } = self;
        format!("{processor}, {cores} cores, {compiler}, load {before} before and {after} after.")
    }
}

fn processor() -> Option<String> {
    let info = fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = info.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn compiler() -> Option<String> {
    let output = Command::new("rustc").arg("--version").output().ok()?;
    let line = String::from_utf8(output.stdout).ok()?;
    line.starts_with("rustc").then(|| line.trim().to_owned())
}

fn load() -> String {
    let averages = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    averages.split(' ').next().unwrap_or("unknown").to_owned()
}
