//! Logs in at a terminal, and asks for the code of the second factor where the server wants one.
//!
//! ```sh
//! SPACEONE_ENDPOINT=https://… SPACEONE_DOMAIN_NAME=… SPACEONE_USER_ID=… SPACEONE_PASSWORD=… \
//!     cargo run -p spaceone-identity --example second_factor
//! ```

use std::io::{self, Write};

use api_core::Environment;
use spaceone_identity::v2::Client;
use spaceone_identity::{
    Credentials, Domain, Error, MfaKind, Opened, PendingLogin, Reason, Session,
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let environment = Environment::process();
    let client = Client::new(environment.required("SPACEONE_ENDPOINT")?)?;
    let credentials = Credentials::password(
        Domain::name(environment.required("SPACEONE_DOMAIN_NAME")?),
        environment.required("SPACEONE_USER_ID")?,
        environment.required_secret("SPACEONE_PASSWORD")?,
    )?;

    let session = match Session::open(client, credentials).await? {
        Opened::Session(session) => session,
        Opened::SecondFactor(login) => second_step(&login).await?,
    };

    let token = session.user().into_cache().token().await?;
    println!("logged in; a token for {:?}", token.remaining());
    println!("the session ends at {:?}", session.status().ends_at);
    Ok(())
}

/// Asks until the code is right; an empty line has another one sent.
async fn second_step(login: &PendingLogin) -> Result<Session, Error> {
    let challenge = login.challenge();
    let whom = challenge.hint().unwrap_or("you");
    match challenge.kind() {
        MfaKind::Otp => println!("The authenticator of {whom} shows a code."),
        _ => println!("A code was sent to {whom}."),
    }
    loop {
        let code = ask("code (empty: send another): ");
        if code.trim().is_empty() {
            login.resend().await?;
            continue;
        }
        match login.verify(code).await {
            Ok(session) => return Ok(session),
            Err(error) => match Reason::of(&error) {
                Some(Reason::WrongCode) if error.status().is_some() => {
                    println!("That one is wrong.");
                }
                Some(Reason::CodeEnded) => println!("That one has ended: have another sent."),
                _ => return Err(error),
            },
        }
    }
}

/// A line of the terminal. Nothing else runs here, so that waiting for it hinders nobody.
fn ask(question: &str) -> String {
    print!("{question}");
    let mut line = String::new();
    let read = io::stdout()
        .flush()
        .and_then(|()| io::stdin().read_line(&mut line));
    read.map(|_| line).unwrap_or_default()
}
