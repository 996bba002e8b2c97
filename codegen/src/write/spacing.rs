//! Blank lines between items: prettyplease puts none, and no formatter adds them.

/// `code`, as prettyplease lays it out, with a blank line before each item of a module and each function of an `impl`.
pub(super) fn set_apart(code: &str) -> String {
    let mut out = String::with_capacity(code.len() + code.len() / 32);
    let mut previous = "";
    for line in code.lines() {
        if !previous.is_empty() && !line.is_empty() && parts(previous, line) {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
        previous = line;
    }
    out
}

/// Whether an item ends with the first line and another begins with the second.
fn parts(previous: &str, line: &str) -> bool {
    if previous.starts_with("//!") || previous.starts_with("#![") {
        return !line.starts_with("//!") && !line.starts_with("#![");
    }
    let indent = |line: &str| line.len() - line.trim_start().len();
    let comment = previous.trim_start().starts_with("//");
    if comment
        || indent(previous) != indent(line)
        || line.trim_start().starts_with(['}', ')', ']', '>'])
    {
        return false;
    }
    match indent(line) {
        0 => {
            (previous.ends_with('}') || previous.ends_with(';'))
                && !(is_module(previous) && is_module(line))
        }
        4 => {
            let ends = previous == "    }" || previous == "    >;";
            (ends && begins_function(line.trim_start()))
                // A constant of an `impl`; no statement has such a comment behind it.
                || (previous == "    };" && line.trim_start().starts_with("///"))
        }
        _ => false,
    }
}

/// Whether an item is a module.
fn is_module(item: &str) -> bool {
    item.starts_with("pub mod ") || item.starts_with("mod ")
}

/// Whether what stands inside an `impl` begins a function, its documentation or its attributes.
fn begins_function(member: &str) -> bool {
    ["///", "#", "pub ", "pub(", "fn ", "async fn ", "const fn "]
        .iter()
        .any(|start| member.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::set_apart;

    #[test]
    fn items_and_functions_are_set_apart() {
        let code = "\
//! About.
pub mod a;
pub mod b;
/// Ends like an item;
/// goes on.
struct A {
    x: u8,
}
impl A {
    /// One.
    fn one() {
        if true {}
    }
    #[must_use]
    fn two() {}
    fn three() {
        let x = 1;
    }
}
static S: u8 = 1;
fn f(
    x: u8,
) {}
";
        let apart = "\
//! About.

pub mod a;
pub mod b;

/// Ends like an item;
/// goes on.
struct A {
    x: u8,
}

impl A {
    /// One.
    fn one() {
        if true {}
    }

    #[must_use]
    fn two() {}
    fn three() {
        let x = 1;
    }
}

static S: u8 = 1;

fn f(
    x: u8,
) {}
";
        assert_eq!(set_apart(code), apart);
        assert_eq!(set_apart(apart), apart);
    }
}
