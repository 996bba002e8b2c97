//! `x-token-grant`: operations that issue tokens.

use super::Lowering;
use super::docs::code;
use super::operation::Lowered;
use super::registry::key;
use super::shape::Shape;
use crate::diagnostic::{Problem, Spanned};
use crate::load::openapi::{self, Schema, XTokenGrant};
use crate::model::{
    Declaration, Grant, Kind, Location, Member, Operation, Presence, Renewal, Source, Struct, Type,
};

impl<'d> Lowering<'d, '_> {
    /// Notes which members hold seconds, before any type is lowered: they are read in every spelling.
    pub(super) fn note_seconds(&mut self, operation: &'d openapi::Operation) {
        let Some(grant) = &operation.token_grant else {
            return;
        };
        let names: Vec<_> = [&grant.expires_in, &grant.expires_at]
            .into_iter()
            .flatten()
            .collect();
        for response in &operation.responses {
            for media in &response.content {
                let Some(seen) = media.value.schema.as_ref().and_then(|it| self.see(it)) else {
                    continue;
                };
                if !matches!(self.shape(&seen), Some(Shape::Struct)) {
                    continue;
                }
                for member in self.members(&seen) {
                    if names.iter().any(|name| name.value == member.name) {
                        self.note_seconds_member(member.schema);
                    }
                }
            }
        }
    }

    fn note_seconds_member(&mut self, schema: &'d Schema) {
        let Some(seen) = self.see(schema) else { return };
        match self.shape(&seen) {
            Some(Shape::Integer | Shape::Number | Shape::String) => {
                self.seconds.insert(key(schema.place()));
            }
            Some(_) => self.unsupported(
                &seen,
                "a number of seconds",
                "named by `x-token-grant` as a life or an end",
                "describe it as `type: integer`",
            ),
            None => {}
        }
    }

    /// Lowers the grants of a module, now that all its operations are known.
    pub(super) fn lower_grants(&mut self, operations: &mut [Lowered<'d>]) {
        let grants: Vec<_> = operations
            .iter()
            .map(|lowered| {
                let grant = lowered.draft.operation.token_grant.as_ref()?;
                self.lower_grant(lowered, grant, operations)
            })
            .collect();
        for (lowered, grant) in operations.iter_mut().zip(grants) {
            lowered.model.grant = grant;
        }
    }

    fn lower_grant(
        &mut self,
        lowered: &Lowered<'d>,
        grant: &'d XTokenGrant,
        all: &[Lowered<'d>],
    ) -> Option<Grant> {
        let renewal = grant.renewal.as_ref();
        let renewal = renewal.map(|renewal| self.lower_renewal(lowered, renewal, all));
        let answer = self.answer_struct(lowered, grant)?;
        let mut find = |name: &'d Option<Spanned<String>>, what| {
            let name = name.as_ref()?;
            self.grant_member(&answer, name, what)
        };
        let token_type = find(&grant.token_type, Holds::Text);
        let expires_in = find(&grant.expires_in, Holds::Seconds);
        let expires_at = find(&grant.expires_at, Holds::Seconds);
        let scope = find(&grant.scope, Holds::Text);
        let refresh_token = find(&grant.refresh_token, Holds::Secret);
        let access_token = self.grant_member(&answer, &grant.access_token, Holds::Secret);
        let extra = grant
            .extra
            .iter()
            .filter_map(|name| self.grant_member(&answer, name, Holds::AnyText))
            .collect();
        let renewal = match renewal {
            Some(renewal) => Some(renewal?),
            None => None,
        };
        Some(Grant {
            access_token: access_token?,
            token_type,
            expires_in,
            expires_at,
            scope,
            refresh_token,
            no_refresh_token: grant
                .no_refresh_token
                .iter()
                .map(|literal| literal.value.clone())
                .collect(),
            extra,
            default_life: grant.default_life.as_ref().map(|it| it.value),
            same_token_until_expiry: grant.same_token_until_expiry,
            refusal_pause: grant.refusal_pause.as_ref().map(|it| it.value),
            renewable: renewal.is_some() || is_renewal(&lowered.draft.id, all),
            renewal,
        })
    }

    /// The answer of a grant: an object with known members.
    fn answer_struct(&mut self, lowered: &Lowered<'d>, grant: &'d XTokenGrant) -> Option<Struct> {
        let declaration = match &lowered.model.answer {
            Some(Type::Named(reference)) if reference.kind == Kind::Struct => self
                .registry
                .find(reference)
                .and_then(|registered| registered.declaration.clone()),
            _ => None,
        };
        if let Some(Declaration::Struct(answer)) = declaration {
            return Some(answer);
        }
        self.problem(
            Problem::new("grant-answer", "a token grant whose answer has no members")
                .at(&grant.place, "where is the access token?")
                .help("describe the answer of success as an object"),
        );
        None
    }

    fn grant_member(
        &mut self,
        answer: &Struct,
        name: &'d Spanned<String>,
        holds: Holds,
    ) -> Option<Member> {
        let Some(field) = answer.fields.iter().find(|field| field.wire == name.value) else {
            if self.failed.contains(&name.value) {
                return None;
            }
            let known = answer.fields.iter().map(|field| field.wire.as_str());
            let help = self.problems.one_of_these(&name.value, known);
            self.problem(
                Problem::new(
                    "grant-member",
                    format!("the answer has no member {}", code(&name.value)),
                )
                .at(&name.place, format!("not a member of `{}`", answer.name))
                .help(help),
            );
            return None;
        };
        let type_ = match &field.type_ {
            Type::Nullable(inner) => inner,
            other => other,
        };
        let (fits, help) = match holds {
            Holds::Secret => (
                *type_ == Type::Secret,
                "describe it as a string with `format: password`, so that it is hidden",
            ),
            Holds::Seconds => (*type_ == Type::Seconds, "describe it as `type: integer`"),
            Holds::Text => (*type_ == Type::String, "describe it as `type: string`"),
            Holds::AnyText => (
                matches!(type_, Type::String | Type::Secret),
                "only strings can be handed on",
            ),
        };
        if !fits {
            self.problem(
                Problem::new(
                    "grant-member",
                    format!("the member {} is of another type", code(&name.value)),
                )
                .at(&name.place, "cannot be used for this")
                .help(help),
            );
            return None;
        }
        Some(Member {
            name: field.name.clone(),
            wire: field.wire.clone(),
            presence: match (&field.type_, field.presence) {
                (Type::Nullable(_), Presence::Required) => Presence::Optional,
                (_, presence) => presence,
            },
        })
    }

    /// The operation that renews a token.
    fn renewing<'l>(
        &mut self,
        lowered: &Lowered<'d>,
        renewal: &'d openapi::Renewal,
        all: &'l [Lowered<'d>],
    ) -> Option<&'l Lowered<'d>> {
        let Some(target) = all
            .iter()
            .find(|other| other.draft.id == renewal.operation.value)
        else {
            if self.is_operation(lowered.draft.document, &renewal.operation.value) {
                // It could not be lowered.
                return None;
            }
            let known = all.iter().map(|other| other.draft.id.as_str());
            let help = self.problems.one_of_these(&renewal.operation.value, known);
            self.problem(
                Problem::new(
                    "renewal",
                    format!("there is no operation {}", code(&renewal.operation.value)),
                )
                .at(
                    &renewal.operation.place,
                    "not an `operationId` of this document",
                )
                .help(help),
            );
            return None;
        };
        if target.draft.operation.token_grant.is_none() {
            self.problem(
                Problem::new(
                    "renewal",
                    format!("{} is no token grant", code(&renewal.operation.value)),
                )
                .at(&renewal.operation.place, "has no `x-token-grant`")
                .also(target.draft.place(), "this operation")
                .help("add `x-token-grant` there: its answer is a token too"),
            );
            return None;
        }
        Some(target)
    }

    fn lower_renewal(
        &mut self,
        lowered: &Lowered<'d>,
        renewal: &'d openapi::Renewal,
        all: &[Lowered<'d>],
    ) -> Option<Renewal> {
        let target = self.renewing(lowered, renewal, all)?;
        let token = self.renewal_parameter(&target.model, &renewal.token);
        let type_of = |index: usize| &target.model.parameters[index].field.type_;
        if token.is_some_and(|token| *type_of(token) != Type::Secret) {
            self.problem(
                Problem::new(
                    "renewal",
                    format!("{} takes no secret", code(&renewal.token.value)),
                )
                .at(&renewal.token.place, "cannot take the refresh token")
                .help("describe it as a string with `format: password`"),
            );
        }
        let mut sources: Vec<Option<Source>> = target
            .model
            .parameters
            .iter()
            .map(|parameter| match parameter.field.presence {
                Presence::Required => None,
                presence => Some(Source::Nothing(presence)),
            })
            .collect();
        if let Some(token) = token {
            sources[token] = Some(Source::Token {
                optional: target.model.parameters[token].field.presence != Presence::Required,
            });
        }
        for name in &renewal.with {
            let to = self.renewal_parameter(&target.model, name);
            let from = self.renewal_parameter(&lowered.model, name);
            let Some(to) = to else {
                continue;
            };
            sources[to] = Some(match from {
                Some(from) => self.carried(lowered, target, (from, to), name),
                // Which has been told.
                None => Source::Nothing(target.model.parameters[to].field.presence),
            });
        }
        let mut fields = Vec::new();
        for (parameter, source) in target.model.parameters.iter().zip(sources) {
            let Some(source) = source else {
                if token.is_none() {
                    // It may be the one that was meant.
                    continue;
                }
                self.problem(
                    Problem::new(
                        "renewal",
                        format!(
                            "{} of {} gets no value",
                            code(&parameter.field.wire),
                            code(&target.draft.id)
                        ),
                    )
                    .at(
                        &renewal.place,
                        "this renewal leaves it out, though it is required",
                    )
                    .help(format!(
                        "name it in `with`, and let {} have it as a required parameter",
                        code(&lowered.draft.id)
                    )),
                );
                continue;
            };
            fields.push((parameter.field.name.clone(), source));
        }
        Some(Renewal {
            request: target.model.request.clone(),
            fields,
        })
    }

    /// Whether a document has an operation of that name.
    fn is_operation(&self, document: usize, id: &str) -> bool {
        let document = self.documents.get(document);
        let paths = document.into_iter().flat_map(|it| &it.paths);
        let mut operations = paths.flat_map(|path| &path.operations);
        operations.any(|operation| operation.id.as_ref().is_some_and(|it| it.value == id))
    }

    /// The index of a parameter by its name on the wire; for a credential, by that of its argument.
    fn renewal_parameter(
        &mut self,
        operation: &Operation,
        name: &'d Spanned<String>,
    ) -> Option<usize> {
        let found = operation.parameters.iter().position(|parameter| {
            parameter.field.wire == name.value && parameter.location != Location::Body
        });
        if found.is_none() && !self.failed.contains(&name.value) {
            let parameters = operation.parameters.iter();
            let known = parameters.map(|parameter| parameter.field.wire.as_str());
            let help = self.problems.one_of_these(&name.value, known);
            self.problem(
                Problem::new(
                    "renewal",
                    format!(
                        "{} has no parameter {}",
                        code(&operation.id),
                        code(&name.value)
                    ),
                )
                .at(&name.place, "names no parameter")
                .help(help),
            );
        }
        found
    }

    /// How a parameter's value is passed on.
    fn carried(
        &mut self,
        from: &Lowered<'d>,
        to: &Lowered<'d>,
        (source, target): (usize, usize),
        name: &'d Spanned<String>,
    ) -> Source {
        let source = &from.model.parameters[source].field;
        let target = &to.model.parameters[target].field;
        let required = |presence| presence == Presence::Required;
        let fits = source.type_ == target.type_
            && match (source.presence, target.presence) {
                (from, to) if from == to => true,
                (Presence::Required, Presence::Optional) => true,
                _ => false,
            };
        if !fits {
            self.problem(
                Problem::new("renewal", format!("{} cannot be passed on", code(&name.value)))
                    .at(&name.place, "differs between the two operations")
                    .note(format!("it must have the same type in {} and {}, and be required here where it is required there", code(&from.draft.id), code(&to.draft.id))),
            );
            return Source::Nothing(target.presence);
        }
        Source::Field {
            name: source.name.clone(),
            wrap: required(source.presence) && !required(target.presence),
        }
    }
}

/// Whether another operation is renewed by this one.
fn is_renewal(id: &str, all: &[Lowered<'_>]) -> bool {
    all.iter()
        .filter_map(|lowered| lowered.draft.operation.token_grant.as_ref())
        .filter_map(|grant| grant.renewal.as_ref())
        .any(|renewal| renewal.operation.value == id)
}

/// What a member has to hold.
#[derive(Debug, Clone, Copy)]
enum Holds {
    Secret,
    Seconds,
    Text,
    AnyText,
}
