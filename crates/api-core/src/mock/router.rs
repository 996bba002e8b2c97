//! Which double answers a request.

use serde_json::{Value, json};

use super::double::Double;
use super::parts::decode;
use super::received::Received;
use super::reply::Reply;
use super::times::times;
use super::turn::Turn;
use crate::path_style;
use crate::runtime::{Json, Segment, Unserved};

/// The doubles of a server, and what has come to them.
#[derive(Debug, Default)]
pub(super) struct Router {
    pub(super) mounted: Vec<Mount>,
    /// Of the deployment that is played; all of them, where none is named.
    pub(super) style: Option<String>,
    /// Everything that has arrived.
    pub(super) received: Vec<Received>,
    /// What has arrived and found no double.
    unexpected: Vec<String>,
    /// What the request that was looked at last is to be answered.
    decision: Option<Reply>,
}

/// A double on a server.
#[derive(Debug)]
pub(super) struct Mount {
    pub(super) double: Double,
    pub(super) received: Vec<Received>,
}

/// What answers a request.
#[derive(Debug)]
pub(super) struct Route {
    turn: Turn,
    received: Received,
}

impl Route {
    /// The answer, or why there is none. Functions of the test are called for it, which may ask the server what it knows: it must not be locked.
    pub(super) fn reply(&self) -> Result<Reply, String> {
        self.turn.reply(&self.received)
    }
}

/// How a path fits a double.
enum Fit {
    /// With these parameters.
    Served(Vec<String>),
    /// It is one of its paths, and not of those that the deployment serves.
    Unserved(Option<&'static Unserved>),
    No,
}

impl Router {
    /// Finds what answers a request.
    pub(super) fn route(&mut self, received: Received) -> Route {
        self.received.push(received.clone());
        match self.double(&received) {
            Ok(route) => route,
            Err(reply) => Route {
                turn: Turn::fixed(reply),
                received,
            },
        }
    }

    /// Decides what the request that was routed last is answered; whether that is no answer at all.
    pub(super) fn decide(&mut self, reply: Result<Reply, String>) -> bool {
        let reply = reply.unwrap_or_else(|reason| self.unexpected(reason));
        let reset = reply.is_reset();
        self.decision = Some(reply);
        reset
    }

    /// What was decided.
    pub(super) fn decided(&mut self) -> Reply {
        self.decision.take().unwrap_or_else(|| Reply::empty(501))
    }

    /// What is wrong by now.
    pub(super) fn mismatches(&self) -> Vec<String> {
        let mut found = self.unexpected.clone();
        for mount in &self.mounted {
            let (double, count) = (&mount.double, mount.received.len());
            if let Some(wanted) = double.times
                && !wanted.holds(count)
            {
                found.push(format!(
                    "`{}` ({}) was to be called {wanted}, and was called {}",
                    double.id(),
                    double.line(),
                    times(count)
                ));
            }
        }
        found
    }

    /// An answer that no client repeats, and why the test fails.
    fn unexpected(&mut self, reason: String) -> Reply {
        let reply = Reply::text(501, &reason);
        self.unexpected.push(reason);
        reply
    }

    /// The double that a request fits, or what is said where it fits none.
    fn double(&mut self, received: &Received) -> Result<Route, Reply> {
        let mut unserved = None;
        let mut reasons = Vec::new();
        for mount in &mut self.mounted {
            let double = &mount.double;
            if double.description.operation.method != received.method {
                continue;
            }
            let parameters = match fit(double, self.style.as_deref(), &received.path) {
                Fit::Served(parameters) => parameters,
                Fit::Unserved(how) => {
                    unserved = Some(how);
                    continue;
                }
                Fit::No => continue,
            };
            let understood = received
                .clone()
                .understood(&double.description.body, parameters);
            let differences = double.differences(&understood);
            if differences.is_empty() {
                let turn = double.turn(mount.received.len());
                mount.received.push(understood.clone());
                return Ok(Route {
                    turn,
                    received: understood,
                });
            }
            reasons.push(format!("`{}`: {}", double.id(), differences.join("; ")));
        }
        if let (true, Some(how)) = (reasons.is_empty(), unserved) {
            return Err(not_served(how));
        }
        let line = format!("{} {}", received.method, received.path);
        let text = if reasons.is_empty() {
            let known = self.mounted.iter().map(|mount| {
                let double = &mount.double;
                format!("`{}` ({})", double.id(), double.line())
            });
            let known: Vec<_> = known.collect();
            if known.is_empty() {
                format!("{line} came, and no double is mounted")
            } else {
                format!("{line} came, and there are doubles of {}", known.join(", "))
            }
        } else {
            format!(
                "{line} came and fits none of its doubles: {}",
                reasons.join("; ")
            )
        };
        Err(self.unexpected(text))
    }
}

/// What a deployment answers under a path that it does not serve.
fn not_served(how: Option<&Unserved>) -> Reply {
    let Some(how) = how else {
        return Reply::empty(404);
    };
    let mut body = Value::from("Not Found");
    for name in how.string_at.rsplit('/').filter(|name| !name.is_empty()) {
        body = json!({ name: body });
    }
    Reply::json(how.status, Json::value(&body))
}

fn fit(double: &Double, style: Option<&str>, path: &str) -> Fit {
    let description = double.description;
    let (operation, service) = (description.operation, description.service);
    let count = operation.paths.len().max(1);
    let mut elsewhere = false;
    for index in 0..count {
        let Some(parameters) = parameters(path_style::path(operation, index), path) else {
            continue;
        };
        let name = service.path_styles.get(index).copied();
        // An operation with one path has it in every style.
        if count == 1 || style.is_none() || style == name {
            return Fit::Served(parameters);
        }
        elsewhere = true;
    }
    if elsewhere {
        Fit::Unserved(service.unserved.as_ref())
    } else {
        Fit::No
    }
}

/// The parameters of a path, decoded and in the order of their numbers, where it is such a path.
fn parameters(segments: &[Segment], path: &str) -> Option<Vec<String>> {
    let mut found = Vec::new();
    follow(segments, path, &mut found).then(|| {
        found.sort_by_key(|(index, _)| *index);
        found.into_iter().map(|(_, value)| value).collect()
    })
}

fn follow(segments: &[Segment], path: &str, found: &mut Vec<(usize, String)>) -> bool {
    let Some((first, rest)) = segments.split_first() else {
        return path.is_empty();
    };
    match first {
        Segment::Text(text) => path
            .strip_prefix(text)
            .is_some_and(|path| follow(rest, path, found)),
        Segment::Parameter(index) => {
            let end = path.find('/').unwrap_or(path.len());
            for end in (1..=end).rev().filter(|end| path.is_char_boundary(*end)) {
                let before = found.len();
                found.push((*index, decode(&path[..end])));
                if follow(rest, &path[end..], found) {
                    return true;
                }
                found.truncate(before);
            }
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_gives_its_parameters() {
        let path = [
            Segment::Text("/things/"),
            Segment::Parameter(1),
            Segment::Text("/parts/"),
            Segment::Parameter(0),
            Segment::Text(":cancel"),
        ];
        assert_eq!(
            parameters(&path, "/things/t%2F1/parts/7:cancel").unwrap(),
            ["7", "t/1"]
        );
        for other in [
            "/things/t/1/parts/7:cancel",
            "/things//parts/7:cancel",
            "/things/t/parts/7",
            "/things/t/parts/7:cancel/",
        ] {
            assert_eq!(parameters(&path, other), None, "{other}");
        }
    }
}
