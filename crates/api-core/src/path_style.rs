//! Which of several path layouts a deployment serves.

use std::sync::atomic::{AtomicUsize, Ordering};

use auth_core::Error;
use bytes::Bytes;
use http::Response;
use serde_json::Value;

use crate::runtime::{Operation, Segment, Service, Unserved};
use crate::text::without_bom;

/// No style is known to work yet.
const UNDECIDED: usize = usize::MAX;

/// The path styles of a service, and the one that this deployment turned out to serve, shared by all handles of a client.
#[derive(Debug)]
pub(crate) struct PathStyles {
    count: usize,
    unserved: Option<&'static Unserved>,
    decided: AtomicUsize,
}

impl PathStyles {
    /// The styles of a service, with one of them fixed by its name or with none.
    pub(crate) fn new(service: &'static Service, fixed: Option<&str>) -> Result<Self, Error> {
        let names = service.path_styles;
        let fixed = fixed.map(|fixed| {
            names.iter().position(|name| *name == fixed).ok_or_else(|| {
                let known = if names.is_empty() {
                    "this service has only one".to_owned()
                } else {
                    format!("this service knows: {}", names.join(", "))
                };
                Error::configuration("path_style", format!("names no path style; {known}"))
            })
        });
        Ok(Self {
            count: names.len().max(1),
            unserved: service.unserved.as_ref(),
            decided: AtomicUsize::new(fixed.transpose()?.unwrap_or(UNDECIDED)),
        })
    }

    /// The style to begin with: the one that works, else the documented one.
    pub(crate) fn first(&self) -> usize {
        match self.decided.load(Ordering::Relaxed) {
            UNDECIDED => 0,
            style => style,
        }
    }

    /// Whether this is how the deployment says that it does not serve a path.
    pub(crate) fn is_unserved(&self, response: &Response<Bytes>) -> bool {
        self.unserved.is_some_and(|unserved| {
            response.status().as_u16() == unserved.status
                && serde_json::from_slice::<Value>(without_bom(response.body())).is_ok_and(|body| {
                    body.pointer(unserved.string_at)
                        .is_some_and(Value::is_string)
                })
        })
    }

    /// The style to try after this one was not served: the one that another call has found to work meanwhile, else the next with a path that was not tried
    /// yet. It always lies further on, so that no search goes round in circles.
    pub(crate) fn after(&self, operation: &Operation, unserved: usize) -> Option<usize> {
        let decided = self.decided.load(Ordering::Relaxed);
        let mut candidates = if decided == UNDECIDED {
            unserved + 1..self.count
        } else {
            decided.max(unserved + 1)..decided + 1
        };
        let tried: Vec<_> = (0..=unserved).map(|style| path(operation, style)).collect();
        candidates.find(|&style| !tried.contains(&path(operation, style)))
    }

    /// Remembers that this style works, where the operation's path tells it from the others. The first one to be remembered stays.
    pub(crate) fn served(&self, operation: &Operation, style: usize) {
        let telling = (0..self.count).any(|other| path(operation, other) != path(operation, style));
        if telling {
            let decided = &self.decided;
            let _ =
                decided.compare_exchange(UNDECIDED, style, Ordering::Relaxed, Ordering::Relaxed);
        }
    }
}

/// The path of an operation in a style; operations that have it alike in all may give it once.
pub(crate) fn path(operation: &Operation, style: usize) -> &'static [Segment] {
    let paths = operation.paths;
    paths
        .get(style)
        .or(paths.first())
        .copied()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;
    use crate::runtime::{ErrorMap, Repeat, no_vendor_body};

    static SERVICE: Service = Service {
        product: "test/1",
        base_url: None,
        path_styles: &["documented", "deployed", "ancient"],
        unserved: Some(Unserved {
            status: 404,
            string_at: "/detail",
        }),
    };

    const fn operation(paths: &'static [&'static [Segment]]) -> Operation {
        Operation {
            id: "test",
            method: Method::POST,
            paths,
            repeat: Repeat::Safe,
            never_retry: &[],
            also_retry: &[],
            errors: &ErrorMap::NONE,
            vendor_body: no_vendor_body,
        }
    }

    static DIFFERENT: Operation = operation(&[
        &[Segment::Text("/v2/a")],
        &[Segment::Text("/a")],
        &[Segment::Text("/v2/a")],
    ]);
    static ALIKE: Operation = operation(&[&[Segment::Text("/check")]]);

    #[test]
    fn tries_each_path_once() {
        let styles = PathStyles::new(&SERVICE, None).unwrap();
        assert_eq!(styles.first(), 0);
        assert_eq!(styles.after(&DIFFERENT, 0), Some(1));
        assert_eq!(
            styles.after(&DIFFERENT, 1),
            None,
            "the third has the path of the first"
        );
        assert_eq!(styles.after(&ALIKE, 0), None);
    }

    #[test]
    fn remembers_the_first_style_that_worked() {
        let styles = PathStyles::new(&SERVICE, None).unwrap();
        styles.served(&ALIKE, 0);
        assert_eq!(
            styles.after(&DIFFERENT, 0),
            Some(1),
            "an operation that is alike in all tells nothing"
        );
        styles.served(&DIFFERENT, 1);
        styles.served(&DIFFERENT, 0);
        assert_eq!(styles.first(), 1);
        assert_eq!(styles.after(&DIFFERENT, 1), None);
    }

    #[test]
    fn goes_to_the_style_that_another_call_found_meanwhile() {
        let styles = PathStyles::new(&SERVICE, None).unwrap();
        styles.served(&DIFFERENT, 1);
        assert_eq!(styles.after(&DIFFERENT, 0), Some(1));
        let styles = PathStyles::new(&SERVICE, None).unwrap();
        styles.served(&DIFFERENT, 0);
        assert_eq!(styles.after(&DIFFERENT, 1), None, "never back");
    }

    #[test]
    fn a_fixed_style_stays() {
        let styles = PathStyles::new(&SERVICE, Some("deployed")).unwrap();
        styles.served(&DIFFERENT, 0);
        assert_eq!(styles.first(), 1);
        assert_eq!(styles.after(&DIFFERENT, 1), None);
    }

    #[test]
    fn an_unknown_style_is_refused_with_the_names_that_are_known() {
        let error = PathStyles::new(&SERVICE, Some("other")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`path_style` names no path style; this service knows: documented, deployed, ancient"
        );
    }

    #[test]
    fn only_the_documented_answer_means_unserved() {
        let styles = PathStyles::new(&SERVICE, None).unwrap();
        let is_unserved = |status: u16, body: &'static str| {
            let response = Response::builder()
                .status(status)
                .body(Bytes::from_static(body.as_bytes()));
            styles.is_unserved(&response.unwrap())
        };
        assert!(is_unserved(404, r#"{"detail":"Not Found"}"#));
        assert!(!is_unserved(
            404,
            r#"{"detail":{"code":"ERROR_NOT_FOUND"}}"#
        ));
        assert!(!is_unserved(405, r#"{"detail":"Method Not Allowed"}"#));
        assert!(!is_unserved(404, "<html>"));
        assert!(!is_unserved(404, ""));
    }
}
