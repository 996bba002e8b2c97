//! Rows of calls on one value.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

/// So many calls stand in one row at most: formatters take memory by the square of their number, gigabytes for some thousand.
pub(super) const MOST: usize = 50;

/// A value after calls on it: the statements before it, where the calls are so many that they make several rows, and the last row. In the statements the
/// value is called `name`.
pub(super) fn chain(
    name: &impl ToTokens,
    start: TokenStream,
    calls: &[TokenStream],
) -> (TokenStream, TokenStream) {
    let mut before = TokenStream::new();
    let mut row = start;
    for (index, calls) in calls.chunks(MOST).enumerate() {
        if index > 0 {
            before.extend(quote!(let #name = #row;));
            row = name.to_token_stream();
        }
        row.extend(quote!(#(#calls)*));
    }
    (before, row)
}

#[cfg(test)]
mod tests {
    use quote::{format_ident, quote};

    use super::{MOST, chain};

    #[test]
    fn many_calls_are_written_in_several_rows() {
        let row = |count: usize| {
            let calls: Vec<_> = (0..count).map(|_| quote!(.a())).collect();
            let (before, last) = chain(&format_ident!("it"), quote!(start), &calls);
            (before.to_string(), last.to_string())
        };
        assert_eq!(row(0), (String::new(), "start".to_owned()));
        assert_eq!(row(2), (String::new(), "start . a () . a ()".to_owned()));
        let (before, last) = row(2 * MOST + 1);
        assert_eq!(before.matches("let it =").count(), 2);
        assert_eq!(before.matches(". a ()").count(), 2 * MOST);
        assert_eq!(last, "it . a ()");
    }
}
