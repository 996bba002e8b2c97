//! Which versions take part.

use crate::contestant::Kind;
use crate::contestants::Entry;

/// What this program is built of.
const LOCK: &str = include_str!("../Cargo.lock");

/// The name of a contestant in tables and files, with the version of its package.
#[must_use]
pub(crate) fn title(entry: &Entry) -> String {
    match entry.kind {
        Kind::Ours => entry.name.to_owned(),
        Kind::Floor => format!("floor: {}", entry.name),
        Kind::Peer(package) => match version(LOCK, package) {
            Some(version) => {
                let detail = entry.name.strip_prefix(package).unwrap_or_default();
                format!("{package} {version}{detail}")
            }
            None => entry.name.to_owned(),
        },
    }
}

fn version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"\nversion = \"");
    let (_, rest) = lock.split_once(&name)?;
    rest.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contestants::ENTRIES;

    #[test]
    fn every_peer_has_a_version() {
        for entry in ENTRIES {
            if let Kind::Peer(package) = entry.kind {
                let version = version(LOCK, package).unwrap();
                assert!(title(entry).starts_with(&format!("{package} {version}")));
            }
        }
    }
}
