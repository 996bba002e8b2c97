//! The main road in one walk: tokens of IBM Cloud IAM, Cloudforet (SpaceONE) and Huawei OneAccess, obtained, cached and renewed through the
//! real clients, on provider doubles or, where the environment holds credentials, on the real services.

mod acts;
mod doubles;
mod figures;
mod recorder;
mod stage;

use api_core::Environment;

use crate::stage::Stage;

/// The examples of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;

/// Walks the whole road, and tells whether everything that was promised on it held.
pub async fn walk(environment: &Environment) -> bool {
    let mut stage = Stage::open();
    if let Err(error) = acts::play(&mut stage, environment).await {
        stage.verdict(false, format!("the tour ends here: {error}"));
    }
    stage.close()
}
