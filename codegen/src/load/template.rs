//! Checks paths: their `{parameters}`, and that no two of them are the same.

use std::collections::HashMap;

use super::openapi::{Operation, Parameter, ParameterIn, PathItem};
use super::reader::Reader;
use crate::diagnostic::{Problem, Spanned};

impl Reader<'_> {
    /// The names in the braces of a path; none where it is no path.
    pub(super) fn template(&mut self, path: &Spanned<String>) -> Option<Vec<String>> {
        let bare = path.split_once('#').map_or(path.as_str(), |(bare, _)| bare);
        let reason = if bare.starts_with('/') {
            names(bare)
        } else {
            Err("a path begins with `/`")
        };
        if bare.contains('?') {
            let problem = Problem::new("path", format!("`{}` has a query", path.value))
                .at(&path.place, "a query is described by parameters")
                .help("move it to `parameters`, with `in: query`")
                .note("it goes out as it is");
            self.problems.remark(problem);
        }
        match reason {
            Ok(names) => Some(names),
            Err(reason) => {
                let problem = Problem::new("path", format!("`{}` is no path", path.value))
                    .at(&path.place, reason)
                    .help("write one such as `/pets/{id}`");
                self.problems.push(problem);
                None
            }
        }
    }

    /// Each name in the braces of the path is a parameter, and each path parameter is in the path.
    pub(super) fn check_parameters(
        &mut self,
        operation: &mut Operation,
        path: &Spanned<String>,
        template: Option<&[String]>,
        whole: bool,
    ) {
        let Some(template) = template else { return };
        let is_path = |one: &Parameter| one.location.value == ParameterIn::Path;
        for name in template {
            let declared = operation
                .parameters
                .iter()
                .any(|one| is_path(one) && one.name.value == *name);
            // One that could not be read may be the one.
            if !declared && whole {
                let title = format!("the parameter `{name}` of the path is not declared");
                let problem = Problem::new("path-parameter", title)
                    .at(
                        &operation.method.place,
                        format!("no parameter here is `{{name: {name}, in: path}}`"),
                    )
                    .also(&path.place, "")
                    .help("declare it; without that it is a text");
                self.problems.remark(problem);
            }
            if !declared {
                operation
                    .parameters
                    .push(Parameter::of_path(name, &path.place));
            }
        }
        for parameter in operation.parameters.iter().filter(|one| is_path(one)) {
            if !template.contains(&parameter.name.value) {
                let title = format!("the path has no `{{{}}}`", parameter.name.value);
                let problem = Problem::new("path-parameter", title)
                    .at(&parameter.name.place, "has no place to go")
                    .also(&path.place, "")
                    .help("write it into the path, or remove the parameter");
                self.problems.remark(problem);
            }
        }
        operation
            .parameters
            .retain(|one| !is_path(one) || template.contains(&one.name.value));
        for styled in &operation.paths {
            let Some(mut names) = self.template(&styled.value) else {
                continue;
            };
            let mut expected = template.to_vec();
            names.sort_unstable();
            expected.sort_unstable();
            if names != expected {
                let problem = Problem::new(
                    "path-parameter",
                    "the path has other parameters than that of `paths`",
                )
                .at(&styled.value.place, "")
                .also(&path.place, "");
                self.problems.push(problem);
            }
        }
    }

    /// No two paths are the same but for the names in their braces, and no `operationId` stands twice.
    pub(super) fn check_paths(&mut self, paths: &[PathItem]) {
        let mut shapes: HashMap<String, &PathItem> = HashMap::new();
        for item in paths {
            let first = *shapes.entry(shape(&item.path)).or_insert(item);
            if !std::ptr::eq(first, item) {
                let problem = Problem::new(
                    "path-twice",
                    "two paths differ only in the names of their parameters",
                )
                .at(&item.path.place, "the second one")
                .also(&first.path.place, "the first one")
                .help("tell operations on one path apart by a fragment: `/path#name`");
                self.problems.remark(problem);
            }
        }
        let mut seen: HashMap<&str, &Spanned<String>> = HashMap::new();
        let ids = paths
            .iter()
            .flat_map(|item| &item.operations)
            .filter_map(|operation| operation.id.as_ref());
        for id in ids {
            let first = *seen.entry(&id.value).or_insert(id);
            if !std::ptr::eq(first, id) {
                let title = format!("the `operationId` `{}` stands twice", id.value);
                let problem = Problem::new("operation-twice", title)
                    .at(&id.place, "the second one")
                    .also(&first.place, "the first one");
                self.problems.remark(problem);
            }
        }
    }
}

/// The names in the braces of a template.
pub(super) fn names(template: &str) -> Result<Vec<String>, &'static str> {
    let mut names: Vec<String> = Vec::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        let inner = rest[at..].strip_prefix('{').ok_or("`}` without `{`")?;
        let (name, behind) = inner.split_once('}').ok_or("`{` without `}`")?;
        if name.is_empty() || name.contains(['{', '/']) {
            return Err("between `{` and `}` stands the name of a parameter");
        }
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
        rest = behind;
    }
    Ok(names)
}

/// The path without the names in its braces.
fn shape(path: &str) -> String {
    let mut shape = String::new();
    let mut inside = false;
    for character in path.chars() {
        match character {
            '{' => inside = true,
            '}' => inside = false,
            _ if inside => continue,
            _ => {}
        }
        shape.push(character);
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_name_their_parameters() {
        assert_eq!(
            names("/a/{b}/{c.d}-x/{b}").expect("a template"),
            ["b", "c.d"]
        );
        for wrong in ["/{", "/}", "/{}", "/{a/b}", "/{a{b}}", "/a}{b"] {
            assert!(names(wrong).is_err(), "{wrong}");
        }
        assert_eq!(shape("/a/{b}/c#d"), "/a/{}/c#d");
    }
}
