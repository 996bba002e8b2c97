//! Files and pieces of them, written by all processors. The tokens of a piece live as long as that takes.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;

use super::heads::heads;
use super::prelude;
use crate::stack;
use crate::write::draft;

/// What writes a piece.
pub(super) type Piece<'p> = Box<dyn Fn() -> TokenStream + Sync + 'p>;

/// Pieces, one for each thing of a list.
pub(super) fn of_each<'p, T: Sync, F>(
    things: &'p [T],
    write: F,
) -> impl Iterator<Item = Piece<'p>> + 'p
where
    F: Fn(&'p T) -> TokenStream + Sync + Copy + 'p,
{
    let piece = move |thing| -> Piece<'p> { Box::new(move || write(thing)) };
    things.iter().map(piece)
}

/// The [drafts](draft) of each piece.
pub(super) fn drafts(pieces: &[Piece<'_>]) -> Vec<Vec<String>> {
    by_all(pieces, draft)
}

/// Drafts of pieces that need no ways to what the prelude has, and the [heads] of their paths.
pub(super) fn short(pieces: &[Piece<'_>]) -> (Vec<String>, BTreeSet<String>) {
    let short = |tokens| {
        let tokens = prelude::short(tokens);
        let heads = heads(&tokens);
        (draft(tokens), heads)
    };
    let (parts, heads): (Vec<_>, Vec<_>) = by_all(pieces, short).into_iter().unzip();
    (parts.concat(), heads.into_iter().flatten().collect())
}

fn by_all<R: Send>(pieces: &[Piece<'_>], end: impl Fn(TokenStream) -> R + Sync) -> Vec<R> {
    all(pieces, |piece| end(piece()))
}

/// Does the same with each thing, by all processors.
pub(super) fn all<T: Sync, R: Send>(things: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let done = stack::each(things, &work);
    // What panicked does so here again, where the reason is not lost.
    let again = |(done, thing): (Option<R>, &T)| done.unwrap_or_else(|| work(thing));
    done.into_iter().zip(things).map(again).collect()
}
