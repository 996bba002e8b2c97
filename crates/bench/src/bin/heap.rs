//! Counts allocations for `bench`, and prints its records as JSON.

use std::process::ExitCode;

use bench::{BoxError, HeapUse, Plan, play, serve_if_asked};

fn main() -> ExitCode {
    match serve_if_asked().and_then(|served| if served { Ok(()) } else { run() }) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), BoxError> {
    let records = play(&Plan::read()?, Some(count))?;
    println!("{}", serde_json::to_string(&records)?);
    Ok(())
}

/// The allocator that counts is linked into this program because it is named here.
fn count(work: &mut dyn FnMut()) -> HeapUse {
    let info = allocation_counter::measure(work);
    HeapUse {
        allocations: info.count_total,
        bytes: info.bytes_total,
        live: info.bytes_current,
    }
}
