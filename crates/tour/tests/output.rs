//! What the demo prints: that all held, and no secret.

use std::process::Command;

#[test]
fn the_demo_holds_and_prints_no_secret() {
    let demo = Command::new(env!("CARGO_BIN_EXE_tour"))
        .env_clear()
        .output()
        .unwrap();
    let out = String::from_utf8(demo.stdout).unwrap();
    let err = String::from_utf8(demo.stderr).unwrap();
    assert!(
        demo.status.success(),
        "{}",
        out.lines()
            .filter(|line| line.contains('✗'))
            .collect::<Vec<_>>()
            .join("\n")
    );
    for secret in ["s3cr3t", "czNjcjN0", "eyJ"] {
        assert!(
            !out.contains(secret) && !err.contains(secret),
            "a secret that holds `{secret}` was printed"
        );
    }
    assert!(out.contains("1000 concurrent callers on an empty cache: 1 upstream request"));
}
