//! `x-pagination`: lists that come page by page.

use super::Lowering;
use super::docs::code;
use super::operation::Lowered;
use crate::diagnostic::{Problem, Spanned};
use crate::load::openapi::{XFollow, XPagination};
use crate::model::paging::{Follow, PageSize, Paging, Place, Step};
use crate::model::{Body, BodyKind, Declaration, Field, Kind, Location, Operation, Presence, Type};

type Pointer = Spanned<Vec<String>>;

/// What a pointer has to lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wants {
    Number,
    Text,
    Flag,
    List,
}

impl Wants {
    fn takes(self, type_: &Type) -> bool {
        match self {
            Self::Number => matches!(type_, Type::I32 | Type::I64),
            Self::Text => *type_ == Type::String,
            Self::Flag => *type_ == Type::Bool,
            Self::List => matches!(type_, Type::List(_)),
        }
    }

    fn described(self) -> &'static str {
        match self {
            Self::Number => "an integer",
            Self::Text => "a string",
            Self::Flag => "a boolean",
            Self::List => "an array",
        }
    }
}

impl<'d> Lowering<'d, '_> {
    /// Lowers the lists of a module, now that all types are known.
    pub(super) fn lower_paginations(&mut self, operations: &mut [Lowered<'d>]) {
        for lowered in operations {
            if let Some(pagination) = &lowered.draft.operation.pagination {
                lowered.model.paging = self.lower_pagination(&lowered.model, pagination);
            }
        }
    }

    fn lower_pagination(
        &mut self,
        operation: &Operation,
        pagination: &'d XPagination,
    ) -> Option<Paging> {
        // All of them are looked at before any of them matters.
        let follow = match &pagination.follow {
            XFollow::Offset(at, first) => {
                self.request_place(operation, at, Wants::Number)
                    .map(|place| Follow::Offset {
                        place,
                        first: *first,
                    })
            }
            XFollow::Page(at, first) => {
                self.request_place(operation, at, Wants::Number)
                    .map(|place| Follow::Page {
                        place,
                        first: *first,
                    })
            }
            XFollow::Cursor(at, next) => {
                let place = self.request_place(operation, at, Wants::Text);
                let next = self.answer_member(operation, next, Wants::Text);
                place
                    .zip(next)
                    .map(|(place, (_, next, _))| Follow::Cursor { place, next })
            }
        };
        let size = pagination.size.as_ref().map(|size| {
            let place = self.request_place(operation, &size.at, Wants::Number)?;
            Some(PageSize {
                place,
                default: size.default.as_ref().map(|number| number.value),
                max: size.max.as_ref().map(|number| number.value),
            })
        });
        let count_only = pagination.count_only.as_ref();
        let count_only = count_only.map(|at| self.request_place(operation, at, Wants::Flag));
        let total = pagination.total.as_ref();
        let total = total.map(|at| self.answer_member(operation, at, Wants::Number));
        let (list, items, steps) = self.answer_member(operation, &pagination.items, Wants::List)?;
        let Type::List(item) = list else { return None };
        Some(Paging {
            follow: follow?,
            size: match size {
                Some(size) => Some(size?),
                None => None,
            },
            count_only: match count_only {
                Some(place) => Some(place?),
                None => None,
            },
            items,
            total: match total {
                Some(total) => Some(total?.1),
                None => None,
            },
            item: *item,
            steps,
        })
    }

    /// A place in the request: a parameter of the query, or a member of the body at any depth.
    fn request_place(
        &mut self,
        operation: &Operation,
        pointer: &'d Pointer,
        wants: Wants,
    ) -> Option<Place> {
        let (first, rest) = pointer.value.split_first()?;
        let reached: Vec<_> = operation
            .parameters
            .iter()
            .filter(|parameter| parameter.field.wire == *first)
            .filter(|parameter| is_within_reach(operation, &parameter.location))
            .collect();
        let parameter = match reached.as_slice() {
            [one] => *one,
            [] if self.failed.contains(first) => return None,
            [] => {
                let parameters = operation.parameters.iter();
                let known = parameters
                    .filter(|parameter| is_within_reach(operation, &parameter.location))
                    .map(|parameter| parameter.field.wire.as_str());
                let help = self.problems.one_of_these(first, known);
                self.problem(
                    Problem::new(
                        "pagination",
                        format!("the request has no {} to ask for a page with", code(first)),
                    )
                    .at(
                        &pointer.place,
                        "no parameter of the query, and no member of a JSON body",
                    )
                    .help(help),
                );
                return None;
            }
            _ => {
                self.problem(
                    Problem::new("pagination", format!("{} is two things", code(first)))
                        .at(
                            &pointer.place,
                            "a parameter of the query and a member of the body",
                        )
                        .help("rename one of them, or leave pages to the application"),
                );
                return None;
            }
        };
        let (type_, _) = self.descend(&parameter.field, rest, pointer)?;
        self.check_wanted(&type_, pointer, wants)?;
        Some(match parameter.location {
            Location::Query(_) => Place::Query(first.clone()),
            _ => Place::Body(pointer.value.clone()),
        })
    }

    /// A member of the answer: its type, the names that lead to it, and the same as fields.
    fn answer_member(
        &mut self,
        operation: &Operation,
        pointer: &'d Pointer,
        wants: Wants,
    ) -> Option<(Type, Vec<String>, Vec<Step>)> {
        let (first, rest) = pointer.value.split_first()?;
        let answer = operation.answer.as_ref().map(bare);
        let Some(fields) = answer.and_then(|type_| self.fields_of(type_)) else {
            // Every list has items: told for them, it is told once.
            if matches!(wants, Wants::List) {
                self.problem(
                    Problem::new("pagination", "the answer has no members")
                        .at(&pointer.place, "points into it")
                        .help("describe the answer of success as an object"),
                );
            }
            return None;
        };
        let field = self.member_of(&fields, first, pointer)?;
        let (type_, steps) = self.descend(&field, rest, pointer)?;
        self.check_wanted(&type_, pointer, wants)?;
        Some((type_, pointer.value.clone(), steps))
    }

    /// Follows names from a field on; gives the type at their end, and the fields on the way.
    fn descend(
        &mut self,
        from: &Field,
        names: &[String],
        pointer: &'d Pointer,
    ) -> Option<(Type, Vec<Step>)> {
        let mut field = from.clone();
        let mut steps = vec![step(&field)];
        for name in names {
            let Some(fields) = self.fields_of(bare(&field.type_)) else {
                self.problem(
                    Problem::new(
                        "pagination",
                        format!("{} has no members that are known", code(&field.wire)),
                    )
                    .at(&pointer.place, format!("leads on to {}", code(name)))
                    .help("describe it as an object with `properties`"),
                );
                return None;
            };
            field = self.member_of(&fields, name, pointer)?;
            steps.push(step(&field));
        }
        Some((bare(&field.type_).clone(), steps))
    }

    fn fields_of(&self, type_: &Type) -> Option<Vec<Field>> {
        let Type::Named(reference) = type_ else {
            return None;
        };
        if reference.kind != Kind::Struct {
            return None;
        }
        match &self.registry.find(reference)?.declaration {
            Some(Declaration::Struct(it)) => Some(it.fields.clone()),
            _ => None,
        }
    }

    fn member_of(&mut self, fields: &[Field], name: &str, pointer: &'d Pointer) -> Option<Field> {
        if let Some(field) = fields.iter().find(|field| field.wire == *name) {
            return Some(field.clone());
        }
        if self.failed.contains(name) {
            return None;
        }
        let known = fields.iter().map(|field| field.wire.as_str());
        let help = self.problems.one_of_these(name, known);
        self.problem(
            Problem::new("pagination", format!("there is no member {}", code(name)))
                .at(&pointer.place, "leads nowhere")
                .help(help),
        );
        None
    }

    fn check_wanted(&mut self, type_: &Type, pointer: &'d Pointer, wants: Wants) -> Option<()> {
        if wants.takes(type_) {
            return Some(());
        }
        let last = pointer.value.last().map_or("", String::as_str);
        self.problem(
            Problem::new(
                "pagination",
                format!("{} is not {}", code(last), wants.described()),
            )
            .at(&pointer.place, "cannot be used for this")
            .help(format!(
                "describe it as {}, or point elsewhere",
                wants.described()
            )),
        );
        None
    }
}

/// Whether a page can be asked for there.
fn is_within_reach(operation: &Operation, location: &Location) -> bool {
    match location {
        Location::Query(_) => true,
        Location::Member => matches!(
            operation.body,
            Body::Object {
                kind: BodyKind::Json,
                ..
            }
        ),
        _ => false,
    }
}

/// The type of a value that is there.
fn bare(type_: &Type) -> &Type {
    match type_ {
        Type::Nullable(inner) | Type::Boxed(inner) => bare(inner),
        other => other,
    }
}

fn step(field: &Field) -> Step {
    let (presence, inner) = match (&field.type_, field.presence) {
        (Type::Nullable(inner), Presence::Required) => (Presence::Optional, inner.as_ref()),
        (type_, presence) => (presence, type_),
    };
    Step {
        name: field.name.clone(),
        presence,
        boxed: matches!(inner, Type::Boxed(_)),
    }
}
