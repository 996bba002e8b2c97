//! How parameters are written, by their place.

use super::openapi::{ParameterIn, Style};
use super::reader::Reader;
use super::tree::{Content, Node};
use crate::diagnostic::Problem;

/// The styles that a parameter may have in its place; the first is the default.
fn styles(place: ParameterIn) -> &'static [(&'static str, Style)] {
    match place {
        ParameterIn::Path => &[
            ("simple", Style::Simple),
            ("label", Style::Label),
            ("matrix", Style::Matrix),
        ],
        ParameterIn::Query => &[
            ("form", Style::Form),
            ("spaceDelimited", Style::SpaceDelimited),
            ("pipeDelimited", Style::PipeDelimited),
            ("deepObject", Style::DeepObject),
        ],
        ParameterIn::Header => &[("simple", Style::Simple)],
        ParameterIn::Cookie => &[("form", Style::Form)],
    }
}

impl<'a> Reader<'a> {
    /// The style that is stated, or the default of the place.
    pub(super) fn style(&mut self, stated: Option<&'a Node>, place: ParameterIn) -> Style {
        let known = styles(place);
        let is_known = |node: &Node| {
            let text = match &node.content {
                Content::Scalar(scalar) => scalar.text.as_str(),
                _ => "",
            };
            known.iter().any(|(word, _)| *word == text)
        };
        let (usual, default) = known[0];
        let Some(node) = stated else { return default };
        if self.problems.is_foreign() && !is_known(node) {
            let problem = Problem::new("value", "a style that no parameter of this place has")
                .at(
                    &node.place,
                    format!("taken for `{usual}`, which is usual there"),
                )
                .help("write one of the place, or leave `style` out");
            self.problems.remark(problem);
            return default;
        }
        let style = self.word(node, "a style of such a parameter", known);
        style.map_or(default, |style| style.value)
    }
}
