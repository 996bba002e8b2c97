//! Lints that a document can make unavoidable, answered where that is so and nowhere else.

mod length;

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Choice, Field, Ident, Kind, Presence, Type};

/// For a function whose arguments are these fields; `receiver`: it has `self`, which counts as an argument.
pub(super) fn arguments<'f>(
    fields: impl Iterator<Item = &'f Field>,
    receiver: bool,
) -> TokenStream {
    let required: Vec<_> = fields
        .filter(|field| field.presence == Presence::Required)
        .collect();
    let mut lints = Vec::new();
    if required.len() + usize::from(receiver) > 7 {
        lints.push(quote!(clippy::too_many_arguments));
    }
    if required
        .iter()
        .filter(|field| field.type_ == Type::Bool)
        .count()
        > 3
    {
        lints.push(quote!(clippy::fn_params_excessive_bools));
    }
    if required
        .iter()
        .filter(|field| field.name.as_str().chars().count() == 1)
        .count()
        > 4
    {
        lints.push(quote!(clippy::many_single_char_names));
    }
    let expected = expect(&lints, "the API requires these arguments");
    let names: Vec<_> = required.iter().map(|field| field.name.as_str()).collect();
    let alike = names
        .iter()
        .enumerate()
        .any(|(index, name)| names[..index].iter().any(|other| is_similar(name, other)))
        .then(|| quote!(#[allow(clippy::similar_names, reason = "the API calls them so")]));
    quote!(#expected #alike)
}

/// For a function whose arguments are the members of one struct. Where all of them are numbers and flags it takes nothing out of the struct, which is not copied
/// all the same: another argument may be a text.
pub(super) fn whole<'f>(fields: impl Iterator<Item = &'f Field>) -> TokenStream {
    let mut required = fields.filter(|field| field.presence == Presence::Required);
    if required.any(|field| !field.type_.is_copy()) {
        return TokenStream::new();
    }
    expect(
        &[quote!(clippy::needless_pass_by_value)],
        "arguments are given away",
    )
}

/// Whether clippy may take one name for another: they differ by one letter. Any digit is as good as another to it.
fn is_similar(one: &str, other: &str) -> bool {
    let letters = |name: &str| -> Vec<char> {
        let letters = name.chars();
        letters
            .map(|it| if it.is_numeric() { '0' } else { it })
            .collect()
    };
    let (one, other) = (letters(one), letters(other));
    let (short, long) = if one.len() > other.len() {
        (other, one)
    } else {
        (one, other)
    };
    let mut pairs = short.iter().zip(&long);
    let same = pairs
        .by_ref()
        .take_while(|(one, other)| one == other)
        .count();
    short.len() > 2
        && match long.len() - short.len() {
            0 => same < short.len() && short[same + 1..] == long[same + 1..],
            1 => short[same..] == long[same + 1..],
            _ => false,
        }
}

/// For a function that takes `self` and one argument, and has this name: it may look like an operator.
pub(super) fn operator(name: &Ident) -> Option<TokenStream> {
    const OPERATORS: [&str; 10] = [
        "add", "bitand", "bitor", "bitxor", "div", "mul", "rem", "shl", "shr", "sub",
    ];
    OPERATORS
        .contains(&name.as_str())
        .then(|| quote!(#[allow(clippy::should_implement_trait, reason = "the API calls it so")]))
}

/// For a struct with these fields.
pub(super) fn members<'f>(fields: impl Iterator<Item = &'f Field>) -> TokenStream {
    let fields: Vec<_> = fields.collect();
    let bools = fields
        .iter()
        .filter(|field| field.presence == Presence::Required && field.type_ == Type::Bool)
        .count();
    let bools = if bools > 3 {
        expect(
            &[quote!(clippy::struct_excessive_bools)],
            "the API has these members",
        )
    } else {
        TokenStream::new()
    };
    let nested = fields
        .iter()
        .any(|field| is_nested(field))
        .then(|| quote!(#[allow(clippy::type_complexity, reason = "the API nests its values so")]));
    quote!(#bools #nested)
}

/// Whether clippy may find a type too complex: it counts ten for each part, times the depth that it stands at, up to 250.
fn is_nested(field: &Field) -> bool {
    fn cost(type_: &Type, depth: usize) -> usize {
        let inside = match type_ {
            Type::List(inner) | Type::Nullable(inner) | Type::Boxed(inner) => {
                cost(inner, depth + 1)
            }
            Type::Map(inner) => 10 * (depth + 1) + cost(inner, depth + 1),
            Type::Object => 20 * (depth + 1),
            _ => 0,
        };
        10 * depth + inside
    }
    cost(&field.type_, 2) + 10 > 250
}

/// For a function with this body. How many lines it takes is up to the formatter, so the lint is allowed and not expected.
pub(super) fn long(body: &TokenStream) -> Option<TokenStream> {
    length::exceeds(body, 100).then(|| {
        quote! {
            #[allow(clippy::too_many_lines, reason = "one step after the other, as many as the API has")]
        }
    })
}

/// For a choice between members, which holds structs as they are given.
pub(super) fn large(choice: &Choice) -> Option<TokenStream> {
    let mut fields = choice.variants.iter().flat_map(|variant| &variant.fields);
    let is_struct =
        |field: &Field| matches!(&field.type_, Type::Named(it) if it.kind == Kind::Struct);
    (choice.variants.len() > 1 && fields.any(is_struct)).then(|| {
        quote! {
            #[allow(clippy::large_enum_variant, reason = "it is an argument, and not kept")]
        }
    })
}

fn expect(lints: &[TokenStream], reason: &str) -> TokenStream {
    if lints.is_empty() {
        return TokenStream::new();
    }
    quote!(#[expect(#(#lints),*, reason = #reason)])
}

#[cfg(test)]
mod tests {
    use super::is_similar;

    #[test]
    fn names_are_similar_that_differ_by_one_letter() {
        for (one, other) in [
            ("uprn", "umprn"),
            ("pafw", "pafs"),
            ("xab", "yab"),
            ("heres", "here"),
        ] {
            assert!(
                is_similar(one, other) && is_similar(other, one),
                "{one} {other}"
            );
        }
        for (one, other) in [
            ("uprn", "uprn"),
            ("line_1", "line_2"),
            ("ab", "abc"),
            ("abcd", "abdc"),
            ("abcd", "ab"),
        ] {
            assert!(
                !is_similar(one, other) && !is_similar(other, one),
                "{one} {other}"
            );
        }
    }
}
