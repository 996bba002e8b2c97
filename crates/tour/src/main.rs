//! The main road in one walk: tokens of IBM Cloud IAM, Cloudforet (SpaceONE) and Huawei OneAccess, obtained, cached and renewed through the
//! real clients, on provider doubles or, where the environment holds credentials, on the real services.

mod acts;
mod doubles;
mod figures;
mod recorder;
mod stage;

use std::process::ExitCode;

use api_core::Environment;

use crate::stage::Stage;

#[tokio::main]
async fn main() -> ExitCode {
    let mut stage = Stage::open();
    if let Err(error) = acts::play(&mut stage, &Environment::process()).await {
        stage.verdict(false, format!("the tour ends here: {error}"));
    }
    if stage.close() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
