//! Running a command whose output must hold no secret.

use std::io::{self, BufRead, BufReader, Read, Write, stderr, stdout};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;

/// Every secret that a test uses has this in it, so that one search finds them all.
const MARK: &str = "s3cr3t";

/// Runs the command and passes its output on.
///
/// # Errors
///
/// When the command cannot be run, or when a line of its output holds a marked secret; the line itself is withheld.
pub(crate) fn run(command: Command) -> io::Result<ExitStatus> {
    run_into(command, stdout(), stderr())
}

fn run_into(
    mut command: Command,
    to_out: impl Write,
    to_err: impl Write + Send,
) -> io::Result<ExitStatus> {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let leaks = thread::scope(|scope| {
        let errors = scope.spawn(move || err.map_or(Ok(0), |err| pass_on(err, to_err)));
        let output = out.map_or(Ok(0), |out| pass_on(out, to_out));
        let errors = errors
            .join()
            .unwrap_or_else(|_| Err(io::Error::other("the reader of stderr panicked")));
        Ok::<_, io::Error>(output? + errors?)
    })?;
    let status = child.wait()?;
    if leaks == 0 {
        return Ok(status);
    }
    Err(io::Error::other(format!(
        "{leaks} lines of output hold a secret (marked `{MARK}`)"
    )))
}

/// Copies lines, and counts those that hold a secret.
fn pass_on(from: impl Read, mut to: impl Write) -> io::Result<usize> {
    let mut from = BufReader::new(from);
    let mut line = Vec::new();
    let mut leaks = 0;
    while from.read_until(b'\n', &mut line)? > 0 {
        if line
            .windows(MARK.len())
            .any(|window| window == MARK.as_bytes())
        {
            leaks += 1;
            to.write_all(b"[a line with a secret]\n")?;
        } else {
            to.write_all(&line)?;
        }
        line.clear();
    }
    Ok(leaks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_withheld_and_counted() {
        let mut seen = Vec::new();
        let leaks = pass_on(
            format!("fine\nkey = {MARK}-key\nalso fine").as_bytes(),
            &mut seen,
        )
        .unwrap();
        assert_eq!(leaks, 1);
        assert_eq!(seen, b"fine\n[a line with a secret]\nalso fine");
    }

    #[test]
    fn a_command_that_prints_a_secret_fails() {
        let mut echo = Command::new("rustc");
        echo.args(["--explain", MARK]);
        assert!(run_into(echo, io::sink(), io::sink()).is_err());
    }
}
