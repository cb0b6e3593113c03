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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Report;
    use crate::plan::entries;
    use crate::source::Sources;
    use crate::yaml::read_document;

    const SPEC: &str = "
workers:
  zebra: {image: 'a/b:1', celery: app, uses: [cache as CACHE, queue]}
  apple: {image: 'a/b:1', celery: app, uses: [queue]}
  other: {image: 'a/b:1', celery: app, uses: [cache]}
  aaa: {image: 'a/b:1', command: [run], uses: [queue]}
redis:
  queue:
  cache:
";

    #[test]
    fn one_celery_worker_watches_each_broker() {
        let (mut sources, mut report) = (Sources::default(), Report::default());
        let source = sources.add("mlkube.yaml", SPEC);
        let tree = read_document(source, SPEC, &mut report).expect("a document");
        let decoded = entries::decode(&tree, source, &mut report);
        assert!(report.is_empty());
        let found = watchers(&decoded, &Place::root(&tree));
        assert_eq!(found.iter().map(Name::as_str).collect::<Vec<_>>(), ["apple", "other"]);
    }
}
