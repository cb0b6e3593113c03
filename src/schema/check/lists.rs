//! Lists whose items are told apart by some of their fields, or by their values.

use super::place::Place;
use super::walk::Walk;
use super::word;
use crate::diag::{Diagnostic, codes};
use crate::schema::model::{Limits, Object, Schema, Shape, Twice};
use crate::source::Span;
use crate::yaml::Node;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Lists of so many items are compared pair by pair, which takes no memory.
const FEW: usize = 12;

/// Reports items that nothing tells apart.
pub(super) fn twice(walk: &mut Walk<'_>, schema: &Schema, limits: &Limits, node: &Node, place: &Place<'_>) {
    let Some(items) = node.as_sequence().filter(|items| items.len() > 1) else { return };
    let told_apart = !limits.keys.is_empty() || (limits.set && walk.is_custom());
    if !told_apart {
        return;
    }
    let object = match &schema.shape {
        Shape::List(inner) => inner.object(),
        _ => None,
    };
    let identity = Identity { limits, object };
    if items.len() <= FEW {
        for (index, item) in items.iter().enumerate() {
            if let Some(first) = items.iter().take(index).find(|first| identity.same(first, item)) {
                report(walk, &identity, first, item, &place.item(index, item));
            }
        }
        return;
    }
    let mut seen: BTreeMap<Vec<Option<Cow<'_, str>>>, &Node> = BTreeMap::new();
    for (index, item) in items.iter().enumerate() {
        let key: Vec<_> = identity.of(item).collect();
        if key.first().is_none_or(Option::is_none) {
            continue;
        }
        match seen.get(&key) {
            Some(first) => report(walk, &identity, first, item, &place.item(index, item)),
            None => {
                seen.insert(key, item);
            }
        }
    }
}

/// How the items of a list are told apart.
struct Identity<'a> {
    limits: &'a Limits,
    object: Option<&'a Object>,
}

impl Identity<'_> {
    /// The values that tell an item apart; what a server would write into an absent field counts as written.
    fn of<'n>(&'n self, item: &'n Node) -> impl Iterator<Item = Option<Cow<'n, str>>> {
        let itself = self.limits.keys.is_empty().then(|| word(item));
        let fields = self.limits.keys.iter().map(move |key| self.part(item, key));
        itself.into_iter().chain(fields)
    }

    fn part<'n>(&'n self, item: &'n Node, key: &str) -> Option<Cow<'n, str>> {
        let written = item.get(key).and_then(word);
        let default = || self.object?.field(key)?.schema.limits.as_ref()?.default.as_deref().map(Cow::Borrowed);
        written.or_else(default)
    }

    /// Whether two items are alike; one whose first key is missing is another problem.
    fn same(&self, one: &Node, two: &Node) -> bool {
        self.of(one).next().is_some_and(|first| first.is_some()) && self.of(one).eq(self.of(two))
    }
}

fn report(walk: &mut Walk<'_>, identity: &Identity<'_>, first: &Node, item: &Node, place: &Place<'_>) {
    let keys = &identity.limits.keys;
    let parts = keys.iter().zip(identity.of(item)).map(|(key, value)| format!("{key} `{}`", value.unwrap_or_default()));
    let which = if keys.is_empty() { "the same value".to_owned() } else { parts.collect::<Vec<_>>().join(" and ") };
    let said = format!("{} has {which}, as an item before it", place.said(walk.kind));
    let at = |item: &Node| -> Span {
        let named = keys.first().and_then(|key| item.get(key));
        named.map_or_else(|| item.start(), |node| node.span)
    };
    let fault = match identity.limits.twice {
        Twice::Refused => Diagnostic::error(codes::ITEM_TWICE, said),
        Twice::Unappliable => Diagnostic::warning(codes::ITEM_TWICE, said),
    };
    let fault = fault.at(at(item)).related(at(first), "the first one");
    walk.sink.push(match identity.limits.twice {
        Twice::Refused => fault.help("take one of them out, or give it another name"),
        Twice::Unappliable => fault.help("take one of them out: `kubectl apply --server-side` refuses the object"),
    });
}
