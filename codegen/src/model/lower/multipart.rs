//! Parts of bodies of several parts.

use super::Lowering;
use super::media::{Media, essence};
use super::shape::{Seen, Shape};
use crate::diagnostic::{Problem, Spanned};
use crate::model::Type;

impl<'d> Lowering<'d, '_> {
    /// Tells that arguments have no place for members without a name.
    pub(super) fn remark_additional(&mut self, seen: &Seen<'d>) {
        if let Some(further) = self.additional(seen) {
            self.problems.remark(
                Problem::new("additional-parts", "parts that have no name of their own")
                    .at(
                        further.place(),
                        "there is no place for them among arguments",
                    )
                    .help("describe each part by its name"),
            );
        }
    }

    /// Makes a part of several a file, where it holds bytes or has a media type that says so.
    pub(super) fn part_type(
        &mut self,
        seen: &Seen<'d>,
        content_type: Option<&'d Spanned<String>>,
        type_: &mut Type,
    ) {
        let stated = content_type.map(|stated| {
            let first = stated.value.split(',').next().unwrap_or_default().trim();
            first.to_owned()
        });
        let sendable = |text: &String| !text.contains('*') && text.contains('/');
        let media_type = stated
            .clone()
            .filter(sendable)
            .or_else(|| {
                let own = seen.object.content_media_type.as_ref()?;
                Some(own.value.clone()).filter(sendable)
            })
            .unwrap_or_else(|| "application/octet-stream".to_owned());
        let named = stated.is_some_and(|stated| {
            !matches!(Media::of(&stated), Media::Json) && essence(&stated) != "text/plain"
        });
        let is_text = |type_: &Type| {
            matches!(
                type_,
                Type::String | Type::Any | Type::Bytes | Type::Text(_)
            )
        };
        // What is in a file is never shown, be it secret or not.
        let is_file = |type_: &Type, seen: &Seen<'_>| match type_ {
            Type::Secret => is_binary(seen),
            type_ => is_text(type_) && (named || is_binary(seen)),
        };
        let item = match self.shape(seen) {
            Some(Shape::List(Some(items))) => self.see(items),
            _ => None,
        };
        if let (Type::List(inner), Some(item)) = (&mut *type_, item) {
            if is_file(inner, &item) {
                **inner = Type::File(media_type);
            }
        } else if is_file(type_, seen) {
            *type_ = Type::File(media_type);
        }
    }
}

/// Whether a schema stands for bytes as they are.
fn is_binary(seen: &Seen<'_>) -> bool {
    let object = seen.object;
    let says_nothing = object.types.is_empty()
        && object.properties.is_empty()
        && object.all_of.is_empty()
        && object.one_of.is_empty()
        && object.any_of.is_empty()
        && object.allowed.is_empty()
        && object.items.is_none();
    object
        .format
        .as_ref()
        .is_some_and(|format| format.value == "binary")
        || (object.content_media_type.is_some() && object.content_encoding.is_none())
        || says_nothing
}
