//! Steps, and how they are put together: into one chain of calls where that is possible.

use proc_macro2::TokenStream;
use quote::quote;

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
    let mut assign = quote!(let mut #variable =);
    let mut steps = steps.into_iter().peekable();
    while let Some(step) = steps.next() {
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
                if expression.to_string() != variable.to_string() {
                    statements.extend(quote!(#assign #expression;));
                    assign = quote!(#variable =);
                    expression = variable.clone();
                }
                statements.extend(statement);
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
    for step in steps {
        match step {
            Step::Chain(call) => chain.extend(call),
            Step::Try(call) => chain.extend(quote!(#call?)),
            Step::Statement(statement) => {
                if !chain.is_empty() {
                    statements.extend(quote!(#variable = #variable #chain;));
                    chain = TokenStream::new();
                }
                statements.extend(statement);
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
