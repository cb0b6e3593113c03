//! Fields that a kind does not have, or not in each version.

use super::place::Place;
use crate::diag::{Diagnostic, codes, nearest};
use crate::schema::model::{Field, Object, Schema, Shape};
use crate::schema::versions::Versions;
use crate::yaml::Key;

/// A field that no version knows.
pub(super) fn field(kind: &str, object: &Object, key: &Key, place: &Place<'_>) -> Diagnostic {
    let said = format!("{} has no field `{}`", place.said(kind), shown(&key.name));
    let names = || object.fields().iter().map(|field| &*field.name);
    let same = names().find(|name| name.eq_ignore_ascii_case(&key.name));
    let help = same
        .map(|same| format!("did you mean `{same}`?"))
        .or_else(|| above(&key.name, place))
        .or_else(|| below(&key.name, object))
        .or_else(|| nearest(&key.name, names()).map(|near| format!("did you mean `{near}`?")));
    Diagnostic::error(codes::NO_SUCH_FIELD, said).at(key.span).maybe_help(help)
}

/// A field that some of the versions lack.
pub(super) fn not_served(kind: &str, field: &Field, key: &Key, asked: Versions, place: &Place<'_>) -> Diagnostic {
    let lacking = asked.without(field.versions);
    let place = place.key(key);
    let said = format!("{} is a field that {}", place.said(kind), lacking.said("does not have", "do not have"));
    let (first, last) = (field.versions.iter().next(), field.versions.iter().next_back());
    let late = first.filter(|first| lacking.iter().any(|version| version < *first));
    let help = match (late, last) {
        (Some(first), _) => format!("it exists from Kubernetes {first} on: take it out, or do without older clusters"),
        (None, Some(last)) => format!("Kubernetes {last} was the last that had it: take it out"),
        (None, None) => "take it out".to_owned(),
    };
    Diagnostic::error(codes::FIELD_NOT_SERVED, said).at(key.span).help(help)
}

/// A key, cut where it is no word any more.
fn shown(name: &str) -> String {
    const LONGEST: usize = 60;
    if name.chars().count() <= LONGEST { name.to_owned() } else { name.chars().take(LONGEST).chain(['…']).collect() }
}

/// Whether an object further out has the field: then it is indented too far.
fn above(name: &str, place: &Place<'_>) -> Option<String> {
    let mut outer = place.parent;
    while let Some(place) = outer {
        if place.object.is_some_and(|object| object.field(name).is_some()) {
            return Some(match place.path().as_str() {
                "" => format!("`{name}` belongs to the object itself: write it further to the left"),
                path => format!("`{name}` belongs to `{path}`: write it further to the left"),
            });
        }
        outer = place.parent;
    }
    None
}

/// Whether an object just inside has the field: then it is not indented far enough. What every object has says nothing.
fn below(name: &str, object: &Object) -> Option<String> {
    if matches!(name, "apiVersion" | "kind" | "status") {
        return None;
    }
    let has = |field: &&Field| &*field.name != "status" && inner(&field.schema).is_some_and(|inner| inner.field(name).is_some());
    let mut homes = object.fields().iter().filter(has);
    let home = homes.next()?;
    let several = homes.next().is_some() && &*home.name != "metadata";
    (!several).then(|| format!("`{name}` belongs into `{}`: write it there", home.name))
}

/// The object that a field leads to, or each item of its list.
fn inner(schema: &Schema) -> Option<&Object> {
    match &schema.shape {
        Shape::List(items) => items.object(),
        _ => schema.object(),
    }
}
