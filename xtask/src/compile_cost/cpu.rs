//! The time that processes had a processor.

use std::fs;

/// How many of the system's ticks a second has; Linux shows programs this many, whatever it uses itself.
const TICKS: f64 = 100.0;

/// Where the times of ended children stand, user and system (`proc_pid_stat(5)`: fields 16 and 17), counted from behind the program's name (field 2).
const CHILDREN: [usize; 2] = [13, 14];

/// The seconds that the ended children of this process took, and theirs, all together.
///
/// # Errors
///
/// On a system without `/proc`.
pub(super) fn spent() -> Result<f64, String> {
    let stat = fs::read_to_string("/proc/self/stat")
        .map_err(|error| format!("CPU seconds are read from Linux's /proc/self/stat: {error}"))?;
    seconds(&stat).ok_or_else(|| format!("/proc/self/stat is not understood: {stat}"))
}

/// The program's name stands in parentheses, and may have anything in it.
fn seconds(stat: &str) -> Option<f64> {
    let (_, fields) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = fields.split_whitespace().collect();
    let [user, system] = CHILDREN.map(|index| fields.get(index)?.parse::<u32>().ok());
    Some(f64::from(user? + system?) / TICKS)
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn the_times_of_children_are_found_behind_any_name() {
        let stat = "7 (a) b (c)) S 1 7 7 0 -1 4194304 10 20 30 40 500 600 250 50 20 0 1 0 99";
        assert_eq!(seconds(stat), Some(3.0));
        assert_eq!(seconds("7 (a) S 1"), None);
    }

    #[test]
    fn a_child_that_works_is_counted() {
        let Ok(before) = spent() else {
            return; // Not Linux.
        };
        // One may take less than a tick; many do not.
        let counted = (0..200).any(|_| {
            let done = Command::new("rustc").arg("--print=cfg").output().unwrap();
            assert!(done.status.success());
            spent().unwrap() > before
        });
        assert!(counted);
    }
}
