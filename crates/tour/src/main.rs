//! `cargo xtask demo`.

use std::process::ExitCode;

use api_core::Environment;

#[tokio::main]
async fn main() -> ExitCode {
    if tour::walk(&Environment::process()).await {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
