//! Whether the facts of a profile can be true together.
//!
//! What a value cannot be by itself, its type says while it is decoded. Here stands what would otherwise be found in some object that was
//! made of it, far from its cause, or never: a network policy with an empty list lets everybody through.

use super::Profile;
use super::merged::File;
use super::words::{self, found_at};
use crate::diag::{Diagnostic, Report, codes, nearest};
use crate::source::Span;
use crate::yaml::{Key, Node, Value};

/// What must not be empty, what it means if it is, and the way out.
const FULL: [(&[&str], &str, &str); 6] = [
    (
        &["apiServer", "addresses"],
        "an API server without an address",
        "write `0.0.0.0/0` if it is not known: an empty list would open the way to everything",
    ),
    (&["apiServer", "ports"], "an API server without a port", "443 is that of managed clusters, 6443 that of kubeadm"),
    (&["storage", "classes", "*", "access"], "volumes that nobody can mount", "say what they can: `access: [ReadWriteOnce]`"),
    (&["gpu", "models", "*"], NOTHING_TELLS, NAME_A_LABEL),
    (&["gpu", "models", "*", "*"], NOTHING_TELLS, NAME_A_LABEL),
    (
        &["spot", "labels"],
        "nothing tells these nodes from others",
        "name a label that they carry; `spot: null` if there are none",
    ),
];
const NOTHING_TELLS: &str = "nothing tells nodes with this accelerator from others";
const NAME_A_LABEL: &str = "name a label that they carry, and its values: `{nvidia.com/gpu.product: [NVIDIA-L4]}`";

/// Reports what cannot be; `files` are those of the profile, the one that was asked for first.
pub(super) fn check(profile: &Profile, files: &[File], report: &mut Report) {
    check_default_class(profile, files, report);
    check_numbers(profile, report);
    check_pools(profile, report);
    check_full(profile, files, report);
    words::check(profile.tree(), report);
    check_controller(profile, files, report);
}

fn check_default_class(profile: &Profile, files: &[File], report: &mut Report) {
    let storage = &profile.storage;
    let Some(default) = storage.default.as_ref().filter(|default| !storage.classes.contains_key(*default)) else { return };
    let removed = || files.iter().find_map(|file| file.tree.dig(&["storage", "classes", default]).filter(|node| node.is_null()));
    let fact = profile.fact(&["storage", "default"]);
    let found = if let Some(removed) = removed() {
        Diagnostic::error(codes::STORAGE_CLASS, format!("the default storage class is taken out: `{default}`"))
            .at(removed.span)
            .related(fact, "the default")
    } else {
        let near = nearest(default, storage.classes.keys().map(String::as_str));
        let message = format!("the default is a storage class that the profile does not have: `{default}`");
        Diagnostic::error(codes::STORAGE_CLASS, message)
            .at(fact)
            .related(profile.fact(&["storage", "classes"]), "the classes that it has")
            .maybe_help(near.map(|near| format!("did you mean `{near}`?")))
            .help(format!("add it to `classes`: `{default}: {{access: [ReadWriteOnce]}}`"))
    };
    report.push(found.help("name another one, `storage: {default: NAME}`; or `default: null` for none"));
}

fn check_numbers(profile: &Profile, report: &mut Report) {
    let nodes = &profile.nodes;
    if nodes.zones == 0 {
        report.push(
            Diagnostic::error(codes::BAD_VALUE, "a cluster in no zone")
                .at(profile.fact(&["nodes", "zones"]))
                .help("write 1 if it is in one, or nothing is known of zones"),
        );
    }
    let most: u32 = nodes.pools.values().map(|pool| u32::from(pool.count.most)).sum();
    if !nodes.pools.is_empty() && most < u32::from(nodes.count) {
        report.push(
            Diagnostic::warning(
                codes::FACTS_CONTRADICT,
                format!("{} nodes at the least, where the pools have {most} at the most", nodes.count),
            )
            .at(profile.fact(&["nodes", "count"]))
            .related(profile.fact(&["nodes", "pools"]), "the pools")
            .help("raise `count` of a pool, too: by the pools it is reckoned what fits"),
        );
    }
    if profile.dns.pods.is_empty() && profile.dns.addresses.is_empty() {
        report.push(
            Diagnostic::error(codes::BAD_VALUE, "nobody to ask for names, neither pods nor addresses")
                .at(profile.fact(&["dns", "pods"]))
                .help("`pods: [kube-dns]` is what nearly every cluster has"),
        );
    }
}

fn check_pools(profile: &Profile, report: &mut Report) {
    for (name, pool) in &profile.nodes.pools {
        let reserved = pool.reserved;
        let kept = [
            ("cpu", "cores", reserved.cpu >= pool.cpu),
            ("memory", "memory", reserved.memory >= pool.memory),
            ("pods", "pods", reserved.pods >= pool.pods),
        ];
        for (key, what, _) in kept.into_iter().filter(|(.., is_all)| *is_all) {
            report.push(
                Diagnostic::error(
                    codes::FACTS_CONTRADICT,
                    format!("the system keeps all the {what} of a node in `{name}` for itself"),
                )
                .at(profile.fact(&["nodes", "pools", name, "reserved", key]))
                .related(profile.fact(&["nodes", "pools", name, key]), "all that a node has")
                .help(
                    "`kubectl describe node` tells both: what is not `Allocatable`, and what the pods of `kube-system` ask for",
                ),
            );
        }
    }
}

fn check_full(profile: &Profile, files: &[File], report: &mut Report) {
    for (path, message, help) in FULL {
        for (key, node) in found_at(profile.tree(), path) {
            let is_empty = match &node.value {
                Value::Sequence(items) => items.is_empty(),
                Value::Mapping(mapping) => mapping.is_empty(),
                _ => false,
            };
            if is_empty {
                let place = removal(files, path, key).unwrap_or(node.span);
                report.push(Diagnostic::error(codes::BAD_VALUE, message).at(place).help(help));
            }
        }
    }
}

/// The `null` by which a file took something out of a map.
fn removal(files: &[File], path: &[&str], key: Option<&Key>) -> Option<Span> {
    let maps = files.iter().flat_map(|file| found_at(&file.tree, path));
    let mut of_it = maps.filter(|(other, _)| other.map(|other| &other.name) == key.map(|key| &key.name));
    of_it.find_map(|(_, map)| map.as_mapping()?.values().find(|value| value.is_null()).map(|value| value.span))
}

/// Whoever names another controller has most likely another class, and requests come from elsewhere.
fn check_controller(profile: &Profile, files: &[File], report: &mut Report) {
    let path = ["routing", "controller"];
    let Some(at) = files.iter().position(|file| file.tree.dig(&path).is_some()) else { return };
    let below = &files[at + 1..];
    let own = files[at].tree.dig(&path);
    let Some(other) =
        below.iter().find_map(|file| file.tree.dig(&path)).filter(|other| own.and_then(Node::as_str) != other.as_str())
    else {
        return;
    };
    for key in ["class", "pods", "addresses"] {
        let Some(left) = profile.tree().dig(&["routing", key]) else { continue };
        let is_own = files[..=at].iter().any(|file| file.tree.dig(&["routing", key]).is_some());
        if !is_own {
            report.push(
                Diagnostic::warning(
                    codes::FACTS_CONTRADICT,
                    format!("another controller, and `{key}` is still that of `{}`", other.as_str().unwrap_or_default()),
                )
                .at(own.map(|own| own.span))
                .related(left.span, "it stands here")
                .help(format!("say what holds for your cluster beside `controller`; `{key}: null` if there is none")),
            );
        }
    }
}
