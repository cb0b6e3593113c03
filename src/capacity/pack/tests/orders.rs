//! Packing against every order in which pods can come and every node on which each can go, with all rules of the scheduler at once.

use super::{nodes, packed, pod, pool};
use k8s_openapi::api::core::v1::PodTemplateSpec;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fmt::Write;

/// A pool: its nodes, those of them that are always there, their cores, the pods that one takes, and whether it has a taint.
#[derive(Clone, Debug)]
struct Pool {
    nodes: usize,
    least: usize,
    cores: u64,
    pods: usize,
    tainted: bool,
}

/// Pods that are alike.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools)]
struct Pods {
    count: usize,
    cores: u64,
    /// Whether they bear the taint.
    bears: bool,
    /// Whether they refuse each other on a node.
    alone: bool,
    /// Whether they take port 80 of their node.
    port: bool,
    /// The zone that they want.
    zone: Option<usize>,
    /// How unevenly they may stand on nodes and in zones.
    skew: (Option<usize>, Option<usize>),
    /// Of which pods, by number, one has to be on their node.
    near: Option<usize>,
}

/// A node as the rules see it.
#[derive(Clone, Copy, Debug)]
struct Node {
    zone: usize,
    cores: u64,
    pods: usize,
    tainted: bool,
}

fn pools() -> impl Strategy<Value = Vec<Pool>> {
    let pool = (1_usize..4, 0_usize..4, 2_u64..7, 2_usize..5, any::<bool>());
    let pool = pool.prop_map(|(nodes, less, cores, pods, tainted)| Pool {
        nodes,
        least: nodes.saturating_sub(less / 2),
        cores,
        pods,
        tainted,
    });
    vec(pool, 1..3)
}

fn groups() -> impl Strategy<Value = Vec<Pods>> {
    let rarely = || prop::bool::weighted(0.25);
    let skew = || option::weighted(0.3, 1_usize..3);
    let pods = (1_usize..4, 1_u64..5, any::<bool>(), rarely(), rarely(), option::weighted(0.2, 1_usize..4), (skew(), skew()));
    let pods = (pods, option::weighted(0.2, 0_usize..3));
    let pods = pods.prop_map(|((count, cores, bears, alone, port, zone, skew), near)| Pods {
        count,
        cores,
        bears,
        alone,
        port,
        zone,
        skew,
        near,
    });
    vec(pods, 1..4)
}

/// How many pods of each group are on each node.
type Placed = Vec<Vec<usize>>;

/// Whether a node takes one more pod, by the rules as Kubernetes' documentation has them.
fn takes(all: &[Node], groups: &[Pods], placed: &Placed, group: usize, node: usize) -> bool {
    let pods = &groups[group];
    let own = |node: usize| placed[group][node];
    let on_node = || placed.iter().zip(groups).map(|(placed, pods)| (placed[node], pods));
    let is_eligible = |node: &Node| pods.zone.is_none_or(|zone| zone == node.zone);
    let there = all[node];
    let cores: u64 = on_node().map(|(count, pods)| pods.cores * count as u64).sum();
    let has_room = cores + pods.cores <= there.cores && on_node().map(|(count, _)| count).sum::<usize>() < there.pods;
    let port_is_free = !pods.port || on_node().all(|(count, pods)| count == 0 || !pods.port);
    let is_near = pods.near.is_none_or(|near| {
        let near = near % groups.len();
        placed[near][node] > 0 || (near == group && placed[group].iter().all(|count| *count == 0))
    });
    let is_even = |domain: fn(usize, &Node) -> usize, skew: Option<usize>| {
        skew.is_none_or(|skew| {
            let domains: BTreeSet<usize> =
                all.iter().enumerate().filter(|(_, node)| is_eligible(node)).map(|(index, node)| domain(index, node)).collect();
            let standing = |wanted: usize| -> usize {
                all.iter().enumerate().filter(|(index, node)| domain(*index, node) == wanted).map(|(index, _)| own(index)).sum()
            };
            let least = domains.iter().map(|domain| standing(*domain)).min().unwrap_or(0);
            standing(domain(node, &there)) < least + skew
        })
    };
    is_eligible(&there)
        && (pods.bears || !there.tainted)
        && has_room
        && port_is_free
        && !(pods.alone && own(node) > 0)
        && is_near
        && is_even(|index, _| index, pods.skew.0)
        && is_even(|_, node| node.zone, pods.skew.1)
}

/// Whether there is an order in which all pods find a node.
fn some_order_fits(all: &[Node], groups: &[Pods], placed: &mut Placed, seen: &mut BTreeSet<Placed>) -> bool {
    let is_done = |group: usize, placed: &Placed| placed[group].iter().sum::<usize>() == groups[group].count;
    if (0..groups.len()).all(|group| is_done(group, placed)) {
        return true;
    }
    if !seen.insert(placed.clone()) {
        return false;
    }
    for group in 0..groups.len() {
        for node in 0..all.len() {
            if !is_done(group, placed) && takes(all, groups, placed, group, node) {
                placed[group][node] += 1;
                if some_order_fits(all, groups, placed, seen) {
                    return true;
                }
                placed[group][node] -= 1;
            }
        }
    }
    false
}

fn template(index: usize, pods: &Pods, groups: usize) -> PodTemplateSpec {
    let mut more = String::new();
    let own = format!("labelSelector: {{matchLabels: {{app: p{index}}}}}");
    if pods.bears {
        more += "  tolerations: [{key: dedicated, operator: Exists}]\n";
    }
    if let Some(zone) = pods.zone {
        let _ = writeln!(more, "  nodeSelector: {{topology.kubernetes.io/zone: zone-{zone}}}");
    }
    let term = |app: usize| {
        format!(
            "{{requiredDuringSchedulingIgnoredDuringExecution: [{{topologyKey: kubernetes.io/hostname, labelSelector: {{matchLabels: {{app: p{app}}}}}}}]}}"
        )
    };
    let rules = [
        pods.alone.then(|| format!("podAntiAffinity: {}", term(index))),
        pods.near.map(|near| format!("podAffinity: {}", term(near % groups))),
    ];
    let rules: Vec<String> = rules.into_iter().flatten().collect();
    if !rules.is_empty() {
        let _ = writeln!(more, "  affinity: {{{}}}", rules.join(", "));
    }
    let spread = [("kubernetes.io/hostname", pods.skew.0), ("topology.kubernetes.io/zone", pods.skew.1)];
    let spread: Vec<String> = spread
        .into_iter()
        .filter_map(|(key, skew)| {
            Some(format!("{{maxSkew: {}, topologyKey: {key}, whenUnsatisfiable: DoNotSchedule, {own}}}", skew?))
        })
        .collect();
    if !spread.is_empty() {
        let _ = writeln!(more, "  topologySpreadConstraints: [{}]", spread.join(", "));
    }
    let mut template = pod(&format!("p{index}"), pods.cores, 1, &more);
    if pods.port {
        let port = k8s_openapi::api::core::v1::ContainerPort { container_port: 80, host_port: Some(80), ..Default::default() };
        template
            .spec
            .iter_mut()
            .flat_map(|spec| &mut spec.containers)
            .for_each(|container| container.ports = Some(vec![port.clone()]));
    }
    template
}

proptest! {
    /// "Fits" is never wrong, and what is called proven never is.
    #[test]
    fn agrees_with_every_order(pools in pools(), groups in groups(), zones in 1_usize..4, grows in prop::bool::weighted(0.3)) {
        // Rules that count nodes or zones mean something else where these need not be there.
        let heeds_nodes = groups.iter().any(|pods| pods.skew != (None, None) || pods.zone.is_some());
        let grows = grows && !heeds_nodes;
        let mut text = format!("count: 1\nzones: {zones}\npools:\n");
        for (index, case) in pools.iter().enumerate() {
            let count = if grows { format!("{}..{}", case.least, case.nodes) } else { case.nodes.to_string() };
            let taint = if case.tainted { ", taints: [{key: dedicated, effect: NoSchedule}]" } else { "" };
            let line = pool(&count, case.cores, 1_000, taint).replace("pods: 100", &format!("pods: {}", case.pods));
            let _ = writeln!(text, "  pool{index}: {{{line}}}");
        }
        let all: Vec<Node> = pools
            .iter()
            .flat_map(|case| {
                (0..case.nodes).map(move |node| Node { zone: node % zones + 1, cores: case.cores, pods: case.pods, tainted: case.tainted })
            })
            .collect();
        let templates: Vec<PodTemplateSpec> =
            groups.iter().enumerate().map(|(index, pods)| template(index, pods, groups.len())).collect();
        let names: Vec<String> = (0..groups.len()).map(|index| format!("p{index}")).collect();
        let asked: Vec<(&str, &PodTemplateSpec, u64)> =
            names.iter().zip(&templates).zip(&groups).map(|((name, template), pods)| (name.as_str(), template, pods.count as u64)).collect();
        let packing = packed(&nodes(&text), &asked);
        let fits = packing.pending.is_empty();
        let exact = some_order_fits(&all, &groups, &mut vec![vec![0; all.len()]; groups.len()], &mut BTreeSet::new());
        prop_assert!(!fits || exact, "it does not fit");
        prop_assert!(fits || !packing.proven || !exact, "it fits, which is called impossible");
        prop_assert!(fits == exact || groups.iter().any(|pods| pods.near.is_some()), "a way is missed that all ways include");
        prop_assert!(fits || packing.when_spread.is_empty());
    }
}
