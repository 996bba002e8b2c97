//! Where equal schemas are written, and the names that they have without a word of any single place.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use heck::ToSnakeCase;

use super::Lowering;
use super::answer::good;
use super::content::{Around, Content};
use super::draft::unnamed;
use super::equal::{Equal, is_worth_sharing};
use super::registry::{Key, key};
use crate::load::openapi::{
    AdditionalProperties, Document, MediaType, Operation, PathItem, Response, Schema, SchemaObject,
};
use crate::model::{Ident, names};

/// How long the title of a schema may be that is called after it.
const LONGEST_TITLE: usize = 60;

/// Words that tell nothing at the beginning of a name.
const SILENT: [&str; 10] = [
    "by", "delete", "for", "get", "id", "item", "patch", "post", "put", "value",
];

/// The places of one content.
#[derive(Debug)]
struct Places<'d> {
    /// When it was first met.
    order: usize,
    count: usize,
    /// The operation or component that it was first met in, and whether it is in another one too.
    root: usize,
    in_several: bool,
    title: Option<&'d str>,
    /// The words that all places have in common, the last of which each has at its end; none where there are no such words.
    common: Vec<String>,
    /// How many of them say what it is in its operation or component.
    own: usize,
}

/// Collects the places of a document.
struct Walk<'w, 'd> {
    equal: &'w mut Equal,
    around: Around<'w, 'd>,
    places: HashMap<Content, Places<'d>>,
    /// References to parts of a document lead to the same place many times.
    met: BTreeSet<Key>,
    root: usize,
}

/// The words of a place, and those of them that are its own.
#[derive(Debug, Clone)]
struct Path {
    words: Vec<String>,
    own: usize,
}

impl Lowering<'_, '_> {
    /// Finds the equal schemas of all documents, and names for them.
    pub(super) fn find_equal_schemas(&mut self) {
        let mut equal = std::mem::take(&mut self.equal);
        for (index, document) in self.documents.iter().enumerate() {
            let mut walk = Walk {
                equal: &mut equal,
                around: Around {
                    components: &self.components,
                    seconds: &self.seconds,
                },
                places: HashMap::new(),
                met: BTreeSet::new(),
                root: 0,
            };
            walk.document(document);
            let (spread, alone): (Vec<_>, Vec<_>) =
                (walk.places.into_iter()).partition(|(_, places)| places.in_several);
            for (content, _) in alone {
                equal.leave(index, content);
            }
            for (content, name) in names_of(spread) {
                equal.name(index, content, name);
            }
        }
        self.equal = equal;
    }
}

impl<'d> Walk<'_, 'd> {
    fn document(&mut self, document: &'d Document) {
        for path in &document.paths {
            for operation in &path.operations {
                self.root += 1;
                self.operation(path, operation);
            }
        }
        for schema in &document.schemas {
            self.root += 1;
            let path = Path::of(&schema.key.value);
            match &schema.value {
                Schema::Inline(object) => self.inside(object, &path),
                Schema::Ref(_) => {}
            }
        }
    }

    fn operation(&mut self, path: &'d PathItem, operation: &'d Operation) {
        let subject = operation.rust_name.as_ref().or(operation.id.as_ref());
        let subject = subject.map_or_else(
            || unnamed(operation.method.value, &path.path.value),
            |name| name.value.clone(),
        );
        let subject = Path::of(&subject);
        for parameter in &operation.parameters {
            let owner = parameter.component.as_deref().map(Path::of);
            let owner = owner.as_ref().unwrap_or(&subject);
            self.schema(&parameter.schema, &owner.below(&parameter.name.value));
        }
        for media_type in operation.request_body.iter().flat_map(|it| &it.content) {
            if let Some(schema) = &media_type.value.schema {
                self.body(schema, &subject, &subject.below("body"));
            }
        }
        let good = good(&operation.responses);
        for response in &operation.responses {
            let is_good = good.iter().any(|it| std::ptr::eq(*it, response));
            let what = if is_good { "response" } else { "error body" };
            self.response(response, &subject, what);
        }
    }

    fn response(&mut self, response: &'d Response, subject: &Path, what: &str) {
        let owner = response.component.as_deref().map(Path::of);
        let owner = owner.as_ref().unwrap_or(subject);
        let schema = |media_type: &'d MediaType| media_type.schema.as_ref();
        for schema in response.content.iter().filter_map(|it| schema(&it.value)) {
            self.body(schema, owner, &owner.below(what));
        }
        for header in &response.headers {
            if let Some(schema) = &header.value.schema {
                self.schema(schema, &owner.below(&header.key.value));
            }
        }
    }

    /// The whole of a body. What is in it is found without a word for the body.
    fn body(&mut self, schema: &'d Schema, owner: &Path, path: &Path) {
        if let Schema::Inline(object) = schema
            && self.note(object, path)
        {
            self.inside(object, owner);
        }
    }

    fn schema(&mut self, schema: &'d Schema, path: &Path) {
        if let Schema::Inline(object) = schema
            && self.note(object, path)
        {
            self.inside(object, path);
        }
    }

    /// Notes that an object is here. `false`: it was here before.
    fn note(&mut self, object: &'d SchemaObject, path: &Path) -> bool {
        if !self.met.insert(key(&object.place)) {
            return false;
        }
        if !is_worth_sharing(object) {
            return true;
        }
        let content = self.equal.contents.of(object, self.around);
        let order = self.places.len();
        let title = object.annotations.title.as_ref();
        let places = self.places.entry(content).or_insert_with(|| Places {
            order,
            count: 0,
            root: self.root,
            in_several: false,
            title: title.map(|title| title.value.as_str()),
            common: path.words.clone(),
            own: path.own,
        });
        places.count += 1;
        places.in_several |= places.root != self.root;
        places.common = common(&places.common, places.own, path);
        true
    }

    fn inside(&mut self, object: &'d SchemaObject, path: &Path) {
        for member in object.properties.iter().chain(&object.pattern_properties) {
            self.schema(&member.value, &path.below(&member.key.value));
        }
        for item in object.items.iter().chain(&object.prefix_items) {
            self.schema(item, &path.and("item"));
        }
        if let AdditionalProperties::Schema(schema) = &object.additional_properties {
            self.schema(schema, &path.and("value"));
        }
        for parts in [&object.all_of, &object.one_of, &object.any_of] {
            for part in parts {
                self.schema(part, path);
            }
        }
    }
}

impl Path {
    fn of(name: &str) -> Self {
        let words = words(name);
        Self {
            own: words.len(),
            words,
        }
    }

    /// The path of what is called this.
    fn below(&self, name: &str) -> Self {
        let own = words(name);
        Self {
            own: own.len(),
            words: [self.words.as_slice(), own.as_slice()].concat(),
        }
    }

    /// The path of what is in a list or a map.
    fn and(&self, what: &str) -> Self {
        let mut longer = self.clone();
        longer.words.push(what.to_owned());
        longer.own += 1;
        longer
    }
}

fn words(name: &str) -> Vec<String> {
    let name = name.to_snake_case();
    let words = name.split('_').filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// The words that both have, in their order: the longest row of them. Places that do not end alike have nothing in common that would tell what is there.
fn common(one: &[String], own: usize, other: &Path) -> Vec<String> {
    let other_own = other.words.len() - other.own;
    let ends = one.len().checked_sub(own).map(|start| &one[start..]);
    if ends != Some(&other.words[other_own..]) {
        return Vec::new();
    }
    let other = &other.words;
    // How many words the rest of both have in common, from each pair of places on.
    let mut lengths = vec![vec![0_usize; other.len() + 1]; one.len() + 1];
    for (at, word) in one.iter().enumerate().rev() {
        for (beside, counterpart) in other.iter().enumerate().rev() {
            lengths[at][beside] = if word == counterpart {
                lengths[at + 1][beside + 1] + 1
            } else {
                lengths[at + 1][beside].max(lengths[at][beside + 1])
            };
        }
    }
    let (mut at, mut beside) = (0, 0);
    let mut found = Vec::new();
    while at < one.len() && beside < other.len() {
        if one[at] == other[beside] {
            found.push(one[at].clone());
            at += 1;
            beside += 1;
        } else if lengths[at + 1][beside] >= lengths[at][beside + 1] {
            at += 1;
        } else {
            beside += 1;
        }
    }
    found
}

/// The names of what stands in several operations or components: its title, else what its places have in common. What stands in most places goes first.
fn names_of(mut all: Vec<(Content, Places<'_>)>) -> BTreeMap<Content, Ident> {
    all.sort_by_key(|(_, places)| (std::cmp::Reverse(places.count), places.order));
    let mut names = BTreeMap::new();
    let mut taken: BTreeSet<Ident> = BTreeSet::new();
    for name_of in [Places::titled, Places::by_place] {
        for (content, places) in &all {
            if !names.contains_key(content)
                && let Some(name) = name_of(places)
                && taken.insert(name.clone())
            {
                names.insert(*content, name);
            }
        }
    }
    names
}

impl Places<'_> {
    fn titled(&self) -> Option<Ident> {
        let title = self.title.filter(|title| title.len() <= LONGEST_TITLE)?;
        names::pascal(title)
    }

    /// Its own words alone would not tell what it is, but for an error; nor do those that all places have before them.
    fn by_place(&self) -> Option<Ident> {
        let before = self.common.len().checked_sub(self.own)?;
        let telling = |word: &String| !SILENT.contains(&word.as_str());
        let start = self.common[..before].iter().position(telling);
        let start = start.or_else(|| (self.common == ["error", "body"]).then_some(0))?;
        names::pascal(&self.common[start..].join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::{Path, common};

    #[test]
    fn the_words_that_places_have_in_common_name_what_is_there() {
        let path = |name: &str, member: &str| Path::of(name).below(member);
        let one = path("getListsId", "response");
        let both = |other: &Path| common(&one.words, one.own, other).join(" ");
        assert_eq!(both(&path("postLists", "response")), "lists response");
        assert_eq!(both(&path("ping", "response")), "response");
        assert_eq!(both(&path("postLists", "contact")), "");
        assert_eq!(both(&one), "get lists id response");
    }
}
