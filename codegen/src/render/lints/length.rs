//! How many lines code takes at the most, whichever formatter lays it out.
//!
//! Formatters break what is too wide, and each of them at places of its own. Here a piece of code that may be too wide is broken at every place at once, so that
//! none of them needs more lines; where one needs fewer, no harm is done.

use std::slice;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// What stays on one line everywhere, if it begins far enough to the left: rustfmt breaks calls and chains that are wider.
const SHORT: usize = 60;
/// What rustfmt leaves of a struct expression on one line.
const SHORT_BRACES: usize = 18;
/// Where lines end: those of prettyplease are the shortest.
const MARGIN: usize = 86;

/// Whether the body of a function may take more lines than this.
pub(super) fn exceeds(body: &TokenStream, limit: usize) -> bool {
    // A line has a token at the least. Most functions are so short that nothing else needs to be known of them.
    tokens(body.clone(), limit) > limit && lines(body.clone(), 2) > limit
}

/// The number of tokens; no more are counted when there are more than this.
fn tokens(code: TokenStream, limit: usize) -> usize {
    code.into_iter().fold(0, |count, tree| match tree {
        _ if count > limit => count,
        TokenTree::Group(group) => count + 2 + tokens(group.stream(), limit),
        _ => count + 1,
    })
}

/// The lines of statements, items of a list, members or arms that stand below each other, so many levels from the left.
fn lines(code: TokenStream, depth: usize) -> usize {
    let trees: Vec<TokenTree> = code.into_iter().collect();
    let mut rest = trees.as_slice();
    let mut lines = 0;
    while !rest.is_empty() {
        let (piece, behind) = rest.split_at(end(rest));
        lines += piece_lines(piece, depth);
        rest = behind;
    }
    lines
}

/// Where the first of these pieces ends: behind a comma, a semicolon, or braces after which nothing goes on.
fn end(trees: &[TokenTree]) -> usize {
    let ends = |(index, tree): (usize, &TokenTree)| match tree {
        TokenTree::Punct(sign) => matches!(sign.as_char(), ',' | ';'),
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
            match trees.get(index + 1) {
                Some(TokenTree::Punct(sign)) => {
                    !matches!(sign.as_char(), ',' | ';' | '.' | '?' | '=')
                }
                Some(TokenTree::Ident(word)) => word != "else",
                _ => true,
            }
        }
        // An attribute.
        TokenTree::Group(group) => {
            index == 1 && group.delimiter() == Delimiter::Bracket && is_sign(&trees[0], '#')
        }
        _ => false,
    };
    let first = trees.iter().enumerate().position(ends);
    first.map_or(trees.len(), |last| last + 1)
}

fn piece_lines(piece: &[TokenTree], depth: usize) -> usize {
    let whole = width(piece);
    if matches!(piece.first(), Some(TokenTree::Ident(word)) if word == "use") {
        return 1 + whole / SHORT;
    }
    if whole <= SHORT.min(room(depth)) && !piece.iter().any(has_block) {
        return 1;
    }
    // Links of a chain stand one level further to the right.
    let chained = usize::from(piece.iter().any(|tree| is_sign(tree, '.')));
    let mut lines = 1;
    // What stands on the line before the next place to break it.
    let mut begun = 0;
    for (index, tree) in piece.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|it| piece.get(it));
        let next = piece.get(index + 1);
        let is_before = |sign| before.is_some_and(|it| is_sign(it, sign));
        match tree {
            TokenTree::Group(group) => {
                let inside = width(&group.stream().into_iter().collect::<Vec<_>>());
                let fits = inside <= SHORT && begun + inside + 2 <= room(depth + chained);
                if !fits || has_block(tree) {
                    lines += 1 + self::lines(group.stream(), depth + chained + 1);
                }
                begun += inside + 2;
                continue;
            }
            TokenTree::Punct(sign) => match sign.as_char() {
                // A field of `self` stands beside it.
                '.' if !matches!(before, Some(TokenTree::Ident(word)) if word == "self") => {
                    lines += 1;
                    begun = 0;
                }
                // The braces around an arm, if they have to be made.
                '>' if is_before('=') => {
                    lines += if next.is_some_and(is_braces) { 0 } else { 2 };
                    begun = 0;
                }
                '=' if !next.is_some_and(|it| is_sign(it, '>')) => {
                    lines += 1;
                    begun = 0;
                }
                // Around the arguments of a closure there are two, and its body may get braces.
                '|' => {
                    lines += 1;
                    begun = 0;
                }
                _ => {}
            },
            _ => {}
        }
        begun += width(slice::from_ref(tree));
    }
    lines
}

/// How much of a line is left at this depth.
fn room(depth: usize) -> usize {
    MARGIN.saturating_sub(4 * depth)
}

/// Whether braces stand in it whose contents get lines of their own.
fn has_block(tree: &TokenTree) -> bool {
    let TokenTree::Group(group) = tree else {
        return false;
    };
    let inside: Vec<_> = group.stream().into_iter().collect();
    let wide = |group: &Group| {
        group.delimiter() == Delimiter::Brace
            && (width(&inside) > SHORT_BRACES || inside.iter().any(|it| is_sign(it, ';')))
    };
    wide(group) || inside.iter().any(has_block)
}

fn is_sign(tree: &TokenTree, sign: char) -> bool {
    matches!(tree, TokenTree::Punct(it) if it.as_char() == sign)
}

fn is_braces(tree: &TokenTree) -> bool {
    matches!(tree, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

/// About how wide these are on one line.
fn width(trees: &[TokenTree]) -> usize {
    let mut after_word = false;
    trees.iter().fold(0, |width, tree| {
        let is_word = matches!(tree, TokenTree::Ident(_) | TokenTree::Literal(_));
        let space = usize::from(is_word && after_word);
        after_word = !matches!(tree, TokenTree::Punct(_));
        width
            + space
            + match tree {
                TokenTree::Group(group) => {
                    let inside: Vec<_> = group.stream().into_iter().collect();
                    let around = if is_braces(tree) { 5 } else { 2 };
                    self::width(&inside) + around
                }
                TokenTree::Ident(word) => word.to_string().chars().count(),
                TokenTree::Literal(literal) => literal.to_string().chars().count(),
                TokenTree::Punct(sign) => match sign.as_char() {
                    ',' => 2,
                    '=' | '|' => 3,
                    _ => 1,
                },
            }
    })
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    /// The lines that prettyplease gives a body, and those of which it may have no more.
    fn laid_out(body: &TokenStream) -> (usize, usize) {
        let file = syn::parse2(quote!(impl It { fn body() { #body } })).expect("code");
        let text = prettyplease::unparse(&file);
        // Around the body stand four.
        (text.lines().count() - 4, lines(body.clone(), 2))
    }

    #[test]
    fn no_layout_takes_more_lines() {
        let variants = (0..3).map(|number| {
            let resource = format!("resource-{number}");
            quote! {
                if received.holds(&["action", "effect", "roleId"], &[("resource", mock::Literal::Text(#resource))], &["action", "selector"]) {
                    ::api_core::Presence::Present(super::super::UnbrandSafeOmitAnyPrivilegeId::AclPrivilege {
                        action: received.required(Place::Member, "action")?,
                        role_id: received.required(Place::Member, ("role_id", "roleId"))?,
                    })
                } else
            }
        });
        let medias = quote!((
            "application/problem+json",
            ::api_core::runtime::ErrorAnswer::text
        ));
        let bodies = [
            quote!(Ok(Self { member: mock::Received::found("member", #(#variants)* { ::api_core::Presence::Absent })? })),
            quote!(match answer.status() { 400 => answer.by_media_type(&[#medias, #medias]), 401 => answer.text(), _ => None, }),
            quote! {
                let mut map = serializer.serialize_map(None)?;
                if let Some(value) = &self.a_member_of_a_long_name {
                    ::serde::ser::SerializeMap::serialize_entry(&mut map, "aMemberOfALongName", value)?;
                }
                ::serde::ser::SerializeMap::end(map)
            },
            quote! {
                #[derive(::serde::Deserialize)]
                struct Known {
                    #[serde(rename = "displayName")]
                    display_name: ::core::option::Option<::std::string::String>,
                }
                let known: Known = value.known()?;
                Ok(Self { display_name: known.display_name, additional: value.additional(&["displayName"])? })
            },
            quote! {
                trip.of(double, request)
                    .with::<String>(0, Double::fields, Request::fields)
                    .with_value(trip.variant(1).map(|variant| match variant { 0 => Kind::One(trip.given(1)), _ => Kind::Other { name: trip.given(1) } }).into(), Double::kind, Request::kind)
                    .answered(Double::answer)
            },
            quote!(match self {
                Self::One(value) | Self::Other(value) | Self::AVariantOfALongName(value) =>
                    ::serde::Serialize::serialize(value, serializer),
            }),
        ];
        for body in bodies {
            let (laid_out, at_most) = laid_out(&body);
            assert!(
                laid_out <= at_most && at_most <= laid_out * 2,
                "{laid_out} {at_most}: {body}"
            );
        }
    }

    #[test]
    fn only_what_may_be_too_long_is() {
        let steps = |count: usize| {
            let steps = (0..count).map(|_| quote!(step(1);));
            steps.collect::<TokenStream>()
        };
        assert!(!exceeds(&steps(100), 100));
        assert!(exceeds(&steps(101), 100));
    }
}
