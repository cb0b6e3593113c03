//! Who watches a broker.

use super::entries::Decoded;
use crate::fields::{Name, Use};
use crate::layers::Place;
use std::collections::{BTreeMap, BTreeSet};

/// For each broker the one of its Celery workers that watches it for all: what is said of a broker twice counts twice. It is the
/// first by name, so that the order in which people write entries changes nothing.
pub(super) fn watchers(entries: &[Decoded], root: &Place<'_>) -> BTreeSet<Name> {
    let mut first: BTreeMap<&Name, &Name> = BTreeMap::new();
    for Decoded { name, written, .. } in entries {
        let uses = written.as_ref().map_or(&[][..], |written| written.takes_tasks_from());
        if let Some(Use { name: broker, .. }) = broker(uses, root) {
            let watcher = first.entry(broker).or_insert(name);
            *watcher = name.min(watcher);
        }
    }
    first.into_values().cloned().collect()
}

/// The broker among the entries that a worker uses: one without a prefix, or else the first.
fn broker<'a>(uses: &'a [Use], root: &Place<'_>) -> Option<&'a Use> {
    let section = root.key("redis");
    let brokers = || uses.iter().filter(|used| section.key(used.name.as_str()).exists());
    brokers().find(|used| used.prefix.is_none()).or_else(|| brokers().next())
}
