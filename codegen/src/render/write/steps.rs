//! Steps, and how they are put together: into one chain of calls where that is possible.

use proc_macro2::TokenStream;
use quote::quote;

use crate::render::chain::MOST;

/// One step in the making of a form, an object or a call.
pub(in crate::render) enum Step {
    /// A method call that goes on with what is made: `.text("a", "b")`.
    Chain(TokenStream),
    /// The same for one that can fail, without its `?`.
    Try(TokenStream),
    /// A statement that assigns to what is made.
    Statement(TokenStream),
}

/// What is made out of a first value by steps.
pub(in crate::render) struct Assembly {
    /// What has to be done first.
    pub(in crate::render) statements: TokenStream,
    /// What goes on from there.
    expression: TokenStream,
    /// A last call that can fail, without its `?`.
    last: Option<TokenStream>,
}

impl Assembly {
    /// The expression of what is made.
    pub(in crate::render) fn value(&self) -> TokenStream {
        let expression = &self.expression;
        let last = self.last.as_ref().map(|last| quote!(#last?));
        quote!(#expression #last)
    }

    /// The expression of what is made, as a `Result`.
    pub(in crate::render) fn result(&self) -> TokenStream {
        let expression = &self.expression;
        self.last
            .as_ref()
            .map_or_else(|| quote!(Ok(#expression)), |last| quote!(#expression #last))
    }
}

/// Puts steps together: calls that follow each other in one chain, assigned where a statement comes between.
pub(in crate::render) fn assemble(
    variable: &TokenStream,
    start: &TokenStream,
    steps: Vec<Step>,
) -> Assembly {
    let mut statements = TokenStream::new();
    let mut expression = start.clone();
    let mut is_declared = expression.to_string() == variable.to_string();
    let mut assign = quote!(let mut #variable =);
    let mut steps = steps.into_iter().peekable();
    let mut calls = 0;
    while let Some(step) = steps.next() {
        calls += 1;
        if calls > MOST && !matches!(step, Step::Statement(_)) {
            let assign = if is_declared {
                quote!(#variable =)
            } else {
                quote!(let #variable =)
            };
            statements.extend(quote!(#assign #expression;));
            expression = variable.clone();
            calls = 1;
        }
        match step {
            Step::Chain(call) => expression.extend(call),
            Step::Try(call) if steps.peek().is_none() => {
                return Assembly {
                    statements,
                    expression,
                    last: Some(call),
                };
            }
            Step::Try(call) => expression.extend(quote!(#call?)),
            Step::Statement(statement) => {
                if !is_declared || expression.to_string() != variable.to_string() {
                    statements.extend(quote!(#assign #expression;));
                    assign = quote!(#variable =);
                    expression = variable.clone();
                    is_declared = true;
                }
                statements.extend(statement);
                calls = 0;
            }
        }
    }
    Assembly {
        statements,
        expression,
        last: None,
    }
}

/// The statements that take steps on what a variable holds.
pub(in crate::render) fn run(variable: &TokenStream, steps: Vec<Step>) -> TokenStream {
    let mut statements = TokenStream::new();
    let mut chain = TokenStream::new();
    let mut calls = 0;
    for step in steps {
        calls += 1;
        if calls > MOST && !chain.is_empty() {
            statements.extend(quote!(#variable = #variable #chain;));
            chain = TokenStream::new();
            calls = 1;
        }
        match step {
            Step::Chain(call) => chain.extend(call),
            Step::Try(call) => chain.extend(quote!(#call?)),
            Step::Statement(statement) => {
                if !chain.is_empty() {
                    statements.extend(quote!(#variable = #variable #chain;));
                    chain = TokenStream::new();
                }
                statements.extend(statement);
                calls = 0;
            }
        }
    }
    if !chain.is_empty() {
        statements.extend(quote!(#variable = #variable #chain;));
    }
    statements
}

/// The statement that takes one step on what a variable holds.
pub(in crate::render) fn statement(variable: &TokenStream, step: Step) -> TokenStream {
    match step {
        Step::Chain(call) => quote!(#variable = #variable #call;),
        Step::Try(call) => quote!(#variable = #variable #call?;),
        Step::Statement(statement) => statement,
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::{MOST, Step, assemble};

    fn calls(count: usize) -> impl Iterator<Item = Step> {
        (0..count).map(|_| Step::Chain(quote!(.a())))
    }

    fn made(steps: Vec<Step>) -> (Vec<String>, String) {
        let made = assemble(&quote!(call), &quote!(start), steps);
        let statements = made.statements.to_string();
        let statements = statements.split_inclusive(';');
        let name = |it: &str| it.trim().split('=').next().unwrap_or("").trim().to_owned();
        (statements.map(name).collect(), made.value().to_string())
    }

    #[test]
    fn many_calls_are_several_statements() {
        let (statements, value) = made(calls(MOST).collect());
        assert!(statements.is_empty() && value.starts_with("start . a ()"));
        let (statements, value) = made(calls(2 * MOST + 1).collect());
        assert_eq!(statements, ["let call", "let call"]);
        assert_eq!(value, "call . a ()");
    }

    #[test]
    fn what_is_assigned_to_can_be() {
        let set = Step::Statement(quote!(call = set(call);));
        let (statements, value) = made(calls(MOST + 1).chain([set]).collect());
        assert_eq!(statements, ["let call", "let mut call", "call"]);
        assert_eq!(value, "call");
        let set = Step::Statement(quote!(call = set(call);));
        let (statements, _) = made(std::iter::once(set).chain(calls(MOST + 1)).collect());
        assert_eq!(statements, ["let mut call", "call", "call"]);
    }
}
