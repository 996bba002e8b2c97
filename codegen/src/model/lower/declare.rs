//! Declarations: structs, open enums and unions out of schemas.

use super::Lowering;
use super::docs::code;
use super::draft::null_setter;
use super::object::Member;
use super::registry::{Naming, Registered, key};
use super::secrets;
use super::shape::{Seen, Shape, is_password};
use crate::diagnostic::Problem;
use crate::model::names::{self, Taken};
use crate::model::{
    Additional, Constant, Declaration, Entry, Field, Ident, Kind, ListStyle, Presence, Struct,
    Type, Usage,
};

impl<'d> Lowering<'d, '_> {
    /// Declares every type that is needed, and what these need in turn.
    pub(super) fn declare_all(&mut self) {
        while let Some(key) = self.registry.next() {
            let Some(registered) = self.registry.get(&key) else {
                continue;
            };
            let Registered {
                reference,
                document,
                seen,
                usage,
                ..
            } = registered;
            let (reference, document, seen, usage) =
                (reference.clone(), *document, seen.clone(), *usage);
            let declaration = match reference.kind {
                Kind::Struct => Some(self.declare_struct(&reference.name, document, &seen, usage)),
                Kind::OpenEnum => self.declare_enum(&reference.name, &seen),
                Kind::Union => Some(self.declare_union(&reference.name, document, &seen, usage)),
                // The operation that needs a choice declares it.
                Kind::Choice => continue,
            };
            self.registry.declare(&key, declaration);
        }
    }

    fn declare_struct(
        &mut self,
        name: &Ident,
        document: usize,
        seen: &Seen<'d>,
        usage: Usage,
    ) -> Declaration {
        let mut fields = Vec::new();
        let mut entries = Vec::new();
        // Where values are made, be it for doubles alone, each field that may be missing has a function beside `new`.
        let mut taken = Taken::with(&["new"]);
        let members = self.members(seen);
        let tag = seen.id.as_ref().and_then(|id| self.tags.get(id)).cloned();
        for member in &members {
            if let Some((tag, value)) = &tag
                && usage.written
                && tag == member.name
            {
                entries.push(Entry::Constant(Constant {
                    wire: tag.clone(),
                    value: crate::model::Literal::String(value.clone()),
                }));
                continue;
            }
            match self.member(member, name, document, usage, &mut taken) {
                Some(Lowered::Field(field)) => {
                    entries.push(Entry::Field(fields.len()));
                    fields.push(field);
                }
                Some(Lowered::Constant(constant)) => entries.push(Entry::Constant(constant)),
                Some(Lowered::Nothing) => {}
                None => {
                    self.failed.insert(member.name.to_owned());
                }
            }
        }
        let known = members.iter().map(|it| it.name.to_owned()).collect();
        let additional = self.additional_members(seen, (name, document), usage, known, &mut taken);
        Declaration::Struct(Struct {
            name: name.clone(),
            docs: self.type_docs(seen, name),
            fields,
            entries,
            additional,
            usage,
            comparable: true,
        })
    }

    /// The place for members without a name.
    fn additional_members(
        &mut self,
        seen: &Seen<'d>,
        (parent, document): (&Ident, usize),
        usage: Usage,
        known: Vec<String>,
        taken: &mut Taken,
    ) -> Option<Additional> {
        let schema = self.additional(seen)?;
        let naming = Naming::below(document, parent, "Additional");
        let type_ = self.item(schema, usage, &naming)?;
        let name = taken.take_numbered(&Ident::new("additional")?);
        Some(Additional { name, type_, known })
    }

    /// Lowers a member of an object.
    pub(super) fn member(
        &mut self,
        member: &Member<'d>,
        parent: &Ident,
        document: usize,
        usage: Usage,
        taken: &mut Taken,
    ) -> Option<Lowered> {
        let seen = self.see(member.schema)?;
        let shape = self.shape(&seen)?;
        let read_only = seen.annotations.iter().any(|it| it.read_only);
        let write_only = seen.write_only();
        // One that may be missing, or null, or that only the server gives, says something by being there.
        let tells = !member.required || seen.nullable || read_only;
        if usage.written
            && !tells
            && let Shape::Constant(value) = shape
        {
            return Some(Lowered::Constant(Constant {
                wire: member.name.to_owned(),
                value,
            }));
        }
        if (read_only && !usage.read) || (write_only && !usage.written) {
            return Some(Lowered::Nothing);
        }
        // In a type of both directions, `required` does not speak of the one in which the member is not there.
        let one_sided = usage.read && usage.written && (read_only || write_only);
        let required = member.required && !one_sided;
        let given = member.schema.annotations().rust_name.as_ref();
        let derived = match (given, &seen.id) {
            // The name of a type that is declared elsewhere is not the name of the member.
            (Some(given), _)
                if matches!(member.schema, crate::load::openapi::Schema::Ref(_))
                    || !self.is_declared(&seen) =>
            {
                self.given_name(given, |first| !first.is_uppercase())?
            }
            _ => self.member_name(member)?,
        };
        let name = taken.take_numbered(&derived);
        let nullable = match shape {
            // Any value may be null already.
            Shape::Any | Shape::Null => false,
            // So may an enum that has such a branch, but an `Option` around it would be read first.
            Shape::Union(_) => seen.nullable || (!required && self.has_any_branch(&seen)),
            _ => seen.nullable,
        };
        let mut docs = self.value_docs(&seen, &format!("The member {}.", code(member.name)));
        if name != derived || names::is_renamed(&name, member.name) {
            docs.paragraph(&format!("On the wire: {}.", code(member.name)));
        }
        let deprecated = member.schema.annotations().deprecated;
        let (type_, hidden) = if self.seconds.contains(&key(member.schema.place())) {
            (Type::Seconds, false)
        } else {
            let said = write_only || is_password(seen.object);
            let naming = Naming::below(document, parent, member.name);
            let type_ = self.type_of_seen(seen, usage, &naming)?;
            match shape {
                // What the document tells everyone is no secret.
                Shape::Constant(_) => (type_, false),
                _ => secrets::member(type_, member.name, said),
            }
        };
        let (type_, presence) = match (required, nullable) {
            (true, true) => (Type::Nullable(Box::new(type_)), Presence::Required),
            (true, false) => (type_, Presence::Required),
            (false, true) => (type_, Presence::OptionalNullable),
            (false, false) => (type_, Presence::Optional),
        };
        let null_setter = null_setter(&name, presence, taken);
        Some(Lowered::Field(Field {
            name,
            wire: member.name.to_owned(),
            type_,
            presence,
            list_style: ListStyle::Repeated,
            docs,
            deprecated,
            null_setter,
            hidden,
        }))
    }

    fn member_name(&mut self, member: &Member<'d>) -> Option<Ident> {
        names::snake(member.name).or_else(|| {
            self.problems
                .remark(super::shape::nameless(member.name, member.key));
            Ident::new("member")
        })
    }

    /// Whether a schema becomes a type with a name.
    fn is_declared(&mut self, seen: &Seen<'d>) -> bool {
        matches!(
            self.shape(seen),
            Some(Shape::Struct | Shape::Enum(_) | Shape::Union(_))
        )
    }

    /// Reports what a kind of place cannot hold.
    pub(super) fn unsupported(&mut self, seen: &Seen<'d>, what: &str, why: &str, help: &str) {
        self.problem(
            Problem::new("unsupported-type", format!("{what} cannot be of this type"))
                .at(&seen.object.place, why)
                .help(help),
        );
    }
}

/// What a member of an object becomes.
#[derive(Debug)]
pub(super) enum Lowered {
    Field(Field),
    Constant(Constant),
    /// Not there in this direction: `readOnly` in a request, `writeOnly` in an answer.
    Nothing,
}
