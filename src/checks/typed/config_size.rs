//! Configuration that is larger than an object may be.

use super::{Check, Rule};
use crate::diag::{Diagnostic, Report, codes};
use crate::k8s::Object;
use crate::k8s::graph::Graph;

pub(super) const CHECK: Check = Check {
    code: codes::CONFIG_TOO_LARGE,
    docs: "\
What: a ConfigMap of more than 1 MiB.
Why: the API server refuses it, because etcd holds no larger objects.
Example: a vocabulary or a model written into `files`.
Fix: bring large files with the image, from an object store, or on a volume.",
    rule: Rule::Graph(run),
};

/// The most bytes that keys and values may have together (Kubernetes core/v1 `MaxSecretSize`, which ConfigMaps share).
const LARGEST: usize = 1_024 * 1_024;

fn run(graph: &Graph<'_>, report: &mut Report) {
    for entry in graph.entries() {
        let Object::ConfigMap(map) = &entry.object else { continue };
        let size: usize = map.data.iter().flatten().map(|(key, value)| key.len() + value.len()).sum();
        if size > LARGEST {
            report.push(
                Diagnostic::error(
                    codes::CONFIG_TOO_LARGE,
                    format!("{} would have {} KiB, it may have 1024", entry.object.title(), size.div_ceil(1_024)),
                )
                .at(entry.origin)
                .help("bring large files with the image, from an object store, or on a volume"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{found, owner};
    use super::*;
    use crate::k8s::config::config_map;
    use std::collections::BTreeMap;

    #[test]
    fn measures_keys_and_values() {
        let map = |size| config_map(&owner(), "service", "files", BTreeMap::from([("key".to_owned(), "x".repeat(size))])).into();
        assert_eq!(found(&CHECK, [map(LARGEST - 2)]), [codes::CONFIG_TOO_LARGE]);
        assert_eq!(found(&CHECK, [map(LARGEST - 3)]), []);
    }
}
