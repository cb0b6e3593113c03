//! Who watches a broker.

use super::entries::Decoded;
use crate::fields::{Name, Use};
use crate::layers::Place;
use std::collections::{BTreeMap, BTreeSet};

/// For each broker the one of its Celery workers that watches it for all: what is said of a broker twice counts twice. It is the
/// first by name, so that the order in which people write entries changes nothing. With it come the queues of all.
pub(super) fn watchers(entries: &[Decoded], root: &Place<'_>) -> BTreeMap<Name, BTreeSet<String>> {
    let mut brokers: BTreeMap<&Name, (&Name, BTreeSet<String>)> = BTreeMap::new();
    for Decoded { name, written, .. } in entries {
        let Some(written) = written else { continue };
        if let Some(Use { name: broker, .. }) = broker(written.takes_tasks_from(), root) {
            let (watcher, queues) = brokers.entry(broker).or_insert((name, BTreeSet::new()));
            *watcher = name.min(watcher);
            queues.extend(written.queues().into_iter().map(str::to_owned));
        }
    }
    brokers.into_values().map(|(watcher, queues)| (watcher.clone(), queues)).collect()
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
    use crate::yaml::{Recovery, read_document};

    const SPEC: &str = "
workers:
  zebra: {image: 'a/b:1', celery: app, uses: [cache as CACHE, queue]}
  apple: {image: 'a/b:1', celery: app, queues: [pips, cores], uses: [queue]}
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
        let decoded = entries::decode(&tree, source, &mut Recovery::default(), &mut report);
        assert!(report.is_empty());
        let found = watchers(&decoded, &Place::root(&tree));
        let found: Vec<_> =
            found.iter().map(|(name, queues)| (name.as_str(), queues.iter().map(String::as_str).collect::<Vec<_>>())).collect();
        assert_eq!(found, [("apple", vec!["celery", "cores", "pips"]), ("other", vec!["celery"])]);
    }
}
