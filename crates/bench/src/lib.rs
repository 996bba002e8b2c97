//! auth-core's token cache beside its peers, in one run: `cargo xtask bench`.
//!
//! Two programs share this library. `bench` measures time with the system's allocator and writes the report; `heap` counts
//! allocations, which would cost the peers time, and is started by `bench`.

mod bench;
mod chart;
mod contestant;
mod contestants;
mod dependencies;
mod machine;
mod measures;
mod plan;
mod publish;
mod report;
mod run;
mod scenario;
mod summary;
mod tables;
mod text;
mod upstream;
mod verdict;
mod versions;

pub use self::bench::{HeapCounter, HeapUse};
pub use self::contestant::BoxError;
pub use self::machine::Machine;
pub use self::measures::{Measures, Record, Records};
pub use self::plan::Plan;
pub use self::report::Report;
pub use self::run::play;
pub use self::upstream::serve_if_asked;
