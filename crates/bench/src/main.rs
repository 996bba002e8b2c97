//! Measures time, has allocations counted, and reports.

use std::process::{Command, ExitCode, Stdio};

use bench::{BoxError, Machine, Plan, Record, Report, play, serve_if_asked};

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
    let plan = Plan::read()?;
    let mut machine = Machine::look();
    let mut records = play(&plan, None)?;
    for record in counted(&plan)? {
        records.push(record);
    }
    machine.look_again();
    let report = Report {
        machine,
        quick: plan.quick,
        records,
    };
    report.write(&plan.out)?;
    println!("{}", report.markdown());
    if plan.write {
        report.publish()?;
    }
    Ok(())
}

/// What the other program has counted.
fn counted(plan: &Plan) -> Result<Vec<Record>, BoxError> {
    let program = std::env::current_exe()?.with_file_name("heap");
    let output = Command::new(program)
        .args(plan.arguments())
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(format!("the counting program failed: {}", output.status).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}
