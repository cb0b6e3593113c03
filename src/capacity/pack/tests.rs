//! Packing against every way there is, and against each rule of the scheduler by itself.

use super::super::demand::Demand;
use super::super::injected::Injection;
use super::*;
use crate::diag::Report;
use crate::source::Sources;
use crate::yaml;
use proptest::collection::vec;
use proptest::prelude::*;
use std::fmt::Write;

mod orders;

/// The nodes of a profile, from their text.
fn nodes(text: &str) -> Nodes {
    let (mut sources, mut report) = (Sources::default(), Report::default());
    let source = sources.add("nodes.yaml", text);
    let tree = yaml::read_document(source, text, &mut report).expect("YAML");
    let nodes = yaml::decode(&tree, tree.span, &mut report);
    assert!(report.is_empty(), "{:?}", report.sorted());
    nodes.expect("nodes")
}

/// A pod template from its text.
fn template(text: &str) -> PodTemplateSpec {
    let (mut sources, mut report) = (Sources::default(), Report::default());
    let source = sources.add("pod.yaml", text);
    let tree = yaml::read_document(source, text, &mut report).expect("YAML");
    crate::k8s::other::decode_part(&tree).expect("a pod template")
}

/// A pod that asks for so many cores and gibibytes, with more in its spec.
fn pod(name: &str, cpu: u64, memory: u64, more: &str) -> PodTemplateSpec {
    template(&format!(
        "metadata: {{labels: {{app: {name}}}}}\nspec:\n  containers:\n    - {{name: c, resources: {{requests: {{cpu: {cpu}, memory: {memory}Gi}}}}}}\n{more}"
    ))
}

/// Nodes of one pool, with nothing kept for the system but what cannot be nothing.
fn pool(count: &str, cpu: u64, memory: u64, more: &str) -> String {
    format!(
        "count: {count}, cpu: {}m, memory: {}Mi, pods: 100, reserved: {{cpu: 1m, memory: 1Mi, pods: 0}}{more}",
        cpu * 1_000 + 1,
        memory * 1_024 + 1
    )
}

fn packed(nodes: &Nodes, pods: &[(&str, &PodTemplateSpec, u64)]) -> Packing {
    packed_with(nodes, pods, &ClaimsByName::new())
}

fn packed_with(nodes: &Nodes, pods: &[(&str, &PodTemplateSpec, u64)], claims: &ClaimsByName<'_>) -> Packing {
    let demands: Vec<Demand<'_>> =
        pods.iter().map(|(_, template, _)| Demand::requests("shop", template, &Injection::default())).collect();
    let groups: Vec<Alike<'_>> = pods
        .iter()
        .zip(&demands)
        .map(|((title, template, pods), demand)| Alike {
            title,
            namespace: "shop",
            template,
            demand,
            pods: *pods,
            wave: Wave::Bundle,
        })
        .collect();
    pack_onto(nodes, &groups, &[], claims)
}

fn enough(packing: &Packing) -> Vec<(&str, usize)> {
    match &packing.enough {
        Enough::Nodes(pools) => pools.iter().map(|(name, nodes)| (name.as_str(), *nodes)).collect(),
        Enough::Never => vec![("never", 0)],
    }
}

#[test]
fn says_what_the_scheduler_would_say() {
    let nodes = nodes(&format!(
        "count: 3\nzones: 1\npools:\n  a: {{{}}}\n  gpu: {{{}}}\n",
        pool("2", 4, 8, ""),
        pool("1", 8, 8, ", resources: {nvidia.com/gpu: 1}, taints: [{key: nvidia.com/gpu, effect: NoSchedule}]")
    ));
    let packing = packed(&nodes, &[("Deployment/api", &pod("api", 3, 1, ""), 4)]);
    assert_eq!(packing.pending.len(), 1);
    let pending = &packing.pending[0];
    assert_eq!((pending.pods, pending.of, pending.anywhere), (2, 4, false));
    assert_eq!(
        pending.reason,
        "0/3 nodes are available: 1 node(s) had untolerated taint {nvidia.com/gpu: }, 2 Insufficient cpu."
    );
    assert_eq!(enough(&packing), [("a", 4)]);
    assert_eq!((packing.pools[0].used, packing.pools[0].nodes, packing.pools[1].used), (2, 2, 0));
}

#[test]
fn a_pod_that_is_too_large_is_told_apart_from_too_many() {
    let nodes = nodes(&format!("count: 1\nzones: 1\npools:\n  a: {{{}}}\n", pool("1", 4, 8, "")));
    let packing =
        packed(&nodes, &[("Deployment/large", &pod("large", 5, 1, ""), 1), ("Deployment/small", &pod("small", 2, 1, ""), 3)]);
    let anywhere: Vec<_> = packing.pending.iter().map(|pending| (pending.title.as_str(), pending.anywhere)).collect();
    assert_eq!(anywhere, [("Deployment/large", true), ("Deployment/small", false)]);
    assert_eq!(enough(&packing), [("a", 2)], "for those that fit at all");
}

#[test]
fn pools_grow_as_far_as_they_may() {
    let text = |most: u64| format!("count: 1\nzones: 3\npools:\n  a: {{{}}}\n", pool(&format!("1..{most}"), 4, 8, ""));
    let api = pod("api", 2, 1, "");
    let packing = packed(&nodes(&text(3)), &[("api", &api, 6)]);
    assert!(packing.pending.is_empty());
    assert_eq!((packing.pools[0].nodes, packing.pools[0].used, packing.pools[0].most), (3, 3, 3));
    assert_eq!(packed(&nodes(&text(2)), &[("api", &api, 6)]).pending[0].pods, 2);
    assert_eq!(packed(&nodes(&text(3)), &[("api", &api, 1)]).pools[0].nodes, 1, "nodes that nobody needs are not opened");
}

#[test]
fn devices_are_kept_for_pods_that_use_them() {
    let gpu = ", resources: {nvidia.com/gpu: 1}";
    let nodes = nodes(&format!(
        "count: 0\nzones: 1\npools:\n  gpu: {{{}}}\n  a: {{{}}}\n",
        pool("0..2", 4, 8, gpu),
        pool("0..2", 8, 16, "")
    ));
    let with_gpu = template("spec: {containers: [{name: c, resources: {limits: {nvidia.com/gpu: 1, cpu: 1, memory: 1Gi}}}]}");
    let packing = packed(&nodes, &[("plain", &pod("plain", 3, 1, ""), 2), ("train", &with_gpu, 1)]);
    assert_eq!(enough(&packing), [("gpu", 1), ("a", 1)]);
    assert_eq!(
        packed(&nodes, &[("train", &with_gpu, 3)]).pending[0].reason,
        "0/2 nodes are available: 2 Insufficient nvidia.com/gpu. A new node of a would not do: Insufficient nvidia.com/gpu."
    );
}

#[test]
fn required_spread_is_kept() {
    let spread = |key: &str| {
        format!(
            "  topologySpreadConstraints:\n    - {{maxSkew: 1, topologyKey: {key}, whenUnsatisfiable: DoNotSchedule, labelSelector: {{matchLabels: {{app: api}}}}, matchLabelKeys: [pod-template-hash]}}\n"
        )
    };
    // Of three nodes one is full: the third pod would make two of one node.
    let nodes = nodes(&format!("count: 3\nzones: 3\npools:\n  a: {{{}}}\n", pool("3", 4, 8, "")));
    let full = pod("full", 4, 1, "");
    let packing = packed(&nodes, &[("full", &full, 1), ("api", &pod("api", 1, 1, &spread("kubernetes.io/hostname")), 3)]);
    assert_eq!(packing.pending[0].pods, 1);
    assert_eq!(
        packing.pending[0].reason,
        "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't match pod topology spread constraints."
    );
    let free = packed(&nodes, &[("api", &pod("api", 1, 1, &spread("topology.kubernetes.io/zone")), 6)]);
    assert!(free.pending.is_empty());
    assert_eq!(free.pools[0].used, 3, "two in each zone");
    let unknown = packed(&nodes, &[("api", &pod("api", 1, 1, &spread("rack")), 1)]);
    assert!(unknown.pending[0].reason.ends_with("(missing required label)."), "{}", unknown.pending[0].reason);
}

#[test]
fn required_company_is_kept() {
    let nodes = nodes(&format!("count: 2\nzones: 2\npools:\n  a: {{{}}}\n", pool("2", 4, 8, "")));
    let rule = |kind: &str, app: &str| {
        format!(
            "  affinity: {{{kind}: {{requiredDuringSchedulingIgnoredDuringExecution: [{{topologyKey: kubernetes.io/hostname, labelSelector: {{matchLabels: {{app: {app}}}}}}}]}}}}\n"
        )
    };
    let alone = pod("alone", 1, 1, &rule("podAntiAffinity", "alone"));
    let packing = packed(&nodes, &[("alone", &alone, 3)]);
    assert_eq!(packing.pending[0].reason, "0/2 nodes are available: 2 node(s) didn't match pod anti-affinity rules.");
    assert_eq!(enough(&packing), [("a", 3)]);
    let near = pod("near", 1, 1, &rule("podAffinity", "cache"));
    assert_eq!(
        packed(&nodes, &[("near", &near, 1)]).pending[0].reason,
        "0/2 nodes are available: 2 node(s) didn't match pod affinity rules."
    );
    let both = packed(&nodes, &[("near", &near, 2), ("cache", &pod("cache", 1, 1, ""), 1)]);
    assert!(both.pending.is_empty() && both.pools[0].used == 1);
    let herd = packed(&nodes, &[("herd", &pod("herd", 1, 1, &rule("podAffinity", "herd")), 5)]);
    assert_eq!((herd.pending[0].pods, herd.pools[0].used), (1, 1), "all beside the first");
}

#[test]
fn volumes_keep_pods_where_they_are() {
    let nodes = nodes(&format!("count: 2\nzones: 2\npools:\n  a: {{{}}}\n", pool("2", 4, 8, "")));
    let with = |cpu: u64| pod("db", cpu, 1, "  volumes: [{name: v, persistentVolumeClaim: {claimName: data}}]\n");
    let claims = |one_pod: bool, many_nodes: bool| {
        ClaimsByName::from([(("shop", "data"), ClaimFacts { number: 0, many_nodes, one_pod, zoned: false })])
    };
    let (one, other) = (with(3), with(2));
    let pods = [("one", &one, 1), ("other", &other, 1)];
    assert!(packed_with(&nodes, &pods, &claims(false, true)).pending.is_empty(), "many nodes may have it");
    let apart = packed_with(&nodes, &pods, &claims(false, false));
    assert_eq!(
        apart.pending[0].reason,
        "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) didn't match PersistentVolume's node affinity."
    );
    assert_eq!(apart.enough, Enough::Never);
    assert!(packed_with(&nodes, &pods, &claims(true, false)).pending[0].reason.contains("ReadWriteOncePod access mode"));
    let zoned = |number| ClaimFacts { number, many_nodes: false, one_pod: false, zoned: true };
    let far = pod(
        "far",
        4,
        1,
        "  volumes: [{name: v, persistentVolumeClaim: {claimName: data}}, {name: w, persistentVolumeClaim: {claimName: more}}]\n",
    );
    let claims = ClaimsByName::from([(("shop", "data"), zoned(0)), (("shop", "more"), zoned(1))]);
    assert_eq!(packed_with(&nodes, &[("far", &far, 1)], &claims).pending.len(), 1, "two volumes in two zones");
}

#[test]
fn ports_of_nodes_are_taken_once() {
    let nodes = nodes(&format!("count: 2\nzones: 1\npools:\n  a: {{{}}}\n", pool("2", 4, 8, "")));
    let agent =
        template("spec: {containers: [{name: c, ports: [{containerPort: 80, hostPort: 80}], resources: {requests: {cpu: 1}}}]}");
    let packing = packed(&nodes, &[("agent", &agent, 3)]);
    assert_eq!(
        packing.pending[0].reason,
        "0/2 nodes are available: 2 node(s) didn't have free ports for the requested pod ports."
    );
}

/// Full nodes, on which largest first finds no place for all: 4 + 3 + 3 makes ten, and 4 + 4 leaves two that nobody can use.
#[test]
fn few_pods_are_tried_in_every_way() {
    let nodes = nodes(&format!("count: 2\nzones: 1\npools:\n  a: {{{}}}\n", pool("2", 10, 100, "")));
    let (four, three) = (pod("four", 4, 1, ""), pod("three", 3, 1, ""));
    assert!(packed(&nodes, &[("four", &four, 2), ("three", &three, 4)]).pending.is_empty());
}

/// A small case: pods as cores, gibibytes, number, whether they bear the taint of the second pool, and whether they refuse each other.
type SmallPod = (u64, u64, u64, bool, bool);

fn small_pods() -> impl Strategy<Value = Vec<SmallPod>> {
    vec((1_u64..7, 1_u64..7, 1_u64..3, any::<bool>(), any::<bool>()), 1..5)
}

/// Whether pods fit, by trying every node for every pod.
fn fits_exactly(nodes: &[(u64, u64, bool)], pods: &[(usize, SmallPod)], placed: &mut Vec<Vec<usize>>, next: usize) -> bool {
    let Some((group, (cpu, memory, _, bears, alone))) = pods.get(next).copied() else { return true };
    for (index, (cores, gibibytes, tainted)) in nodes.iter().enumerate() {
        let on = |of: fn(&SmallPod) -> u64| placed[index].iter().map(|other| of(&pods[*other].1)).sum::<u64>();
        let has_room = on(|pod| pod.0) + cpu <= *cores && on(|pod| pod.1) + memory <= *gibibytes;
        let is_refused = alone && placed[index].iter().any(|other| pods[*other].0 == group);
        if has_room && !is_refused && (bears || !*tainted) {
            placed[index].push(next);
            if fits_exactly(nodes, pods, placed, next + 1) {
                return true;
            }
            placed[index].pop();
        }
    }
    false
}

fn single(pods: &[SmallPod]) -> Vec<(usize, SmallPod)> {
    pods.iter().enumerate().flat_map(|(group, pod)| vec![(group, *pod); usize::try_from(pod.2).unwrap()]).collect()
}

fn templates(pods: &[SmallPod]) -> Vec<PodTemplateSpec> {
    let more = |index: usize, bears: bool, alone: bool| {
        let mut more = String::new();
        if bears {
            more += "  tolerations: [{key: dedicated, operator: Exists}]\n";
        }
        if alone {
            let _ = writeln!(
                more,
                "  affinity: {{podAntiAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: [{{topologyKey: kubernetes.io/hostname, labelSelector: {{matchLabels: {{app: p{index}}}}}}}]}}}}"
            );
        }
        more
    };
    pods.iter()
        .enumerate()
        .map(|(index, (cpu, memory, _, bears, alone))| pod(&format!("p{index}"), *cpu, *memory, &more(index, *bears, *alone)))
        .collect()
}

/// Nodes of a pool as cores and gibibytes.
type SmallNode = (u64, u64);

/// So many nodes of a pool, and so many of one with a taint.
fn nodes_of(plain: (SmallNode, usize), tainted: (SmallNode, usize)) -> Vec<(u64, u64, bool)> {
    let all =
        |((cores, gibibytes), count): (SmallNode, usize), is_tainted| std::iter::repeat_n((cores, gibibytes, is_tainted), count);
    all(plain, false).chain(all(tainted, true)).collect()
}

/// The smallest numbers of nodes of two pools that hold pods, by trying all: least CPU and memory together, and the fewest nodes.
fn smallest_exactly(plain: SmallNode, tainted: SmallNode, pods: &[(usize, SmallPod)]) -> Vec<(usize, usize)> {
    let (cores, gibibytes) = (plain.0.max(tainted.0), plain.1.max(tainted.1));
    let size = |node: SmallNode, count: usize| (node.0 * gibibytes + node.1 * cores) * count as u64;
    let counts = (0..=pods.len()).flat_map(|first| (0..=pods.len()).map(move |second| (first, second)));
    let mut counts: Vec<(u64, usize, (usize, usize))> =
        counts.map(|counts| (size(plain, counts.0) + size(tainted, counts.1), counts.0 + counts.1, counts)).collect();
    counts.sort_unstable();
    let fits = |counts: (usize, usize)| {
        let nodes = nodes_of((plain, counts.0), (tainted, counts.1));
        fits_exactly(&nodes, pods, &mut vec![Vec::new(); nodes.len()], 0)
    };
    let Some((size, all, _)) = counts.iter().copied().find(|(_, _, counts)| fits(*counts)) else { return Vec::new() };
    counts
        .iter()
        .filter(|(other, nodes, counts)| (*other, *nodes) == (size, all) && fits(*counts))
        .map(|(_, _, counts)| *counts)
        .collect()
}

proptest! {
    /// For few pods the answer is that of trying every way: neither a "fits" that is wrong nor a way that is missed.
    #[test]
    fn agrees_with_every_way(
        pods in small_pods(),
        counts in (0_usize..4, 0_usize..3),
        plain in (4_u64..11, 4_u64..11),
        tainted in (4_u64..11, 4_u64..11),
    ) {
        let taint = ", taints: [{key: dedicated, effect: NoSchedule}]";
        let text = format!(
            "count: 1\nzones: 1\npools:\n  a: {{{}}}\n  b: {{{}}}\n",
            pool(&counts.0.to_string(), plain.0, plain.1, ""),
            pool(&counts.1.to_string(), tainted.0, tainted.1, taint)
        );
        let templates = templates(&pods);
        let names: Vec<String> = (0..pods.len()).map(|index| format!("p{index}")).collect();
        let groups: Vec<(&str, &PodTemplateSpec, u64)> =
            templates.iter().enumerate().map(|(index, template)| (names[index].as_str(), template, pods[index].2)).collect();
        let packing = packed(&nodes(&text), &groups);
        let single = single(&pods);
        let all = nodes_of((plain, counts.0), (tainted, counts.1));
        let exact = fits_exactly(&all, &single, &mut vec![Vec::new(); all.len()], 0);
        prop_assert_eq!(packing.pending.is_empty(), exact);
        prop_assert!(packing.proven);
        // What is said to do does, leaves nobody out who fits on some node, and nothing smaller would.
        let lost: Vec<&str> = packing.pending.iter().filter(|pending| pending.anywhere).map(|pending| pending.title.as_str()).collect();
        let rest: Vec<(usize, SmallPod)> = single.iter().filter(|(group, _)| !lost.contains(&format!("p{group}").as_str())).copied().collect();
        let smallest = smallest_exactly(plain, tainted, &rest);
        let Enough::Nodes(enough) = &packing.enough else { panic!("some number of nodes would do") };
        let count = |name: &str| enough.iter().find(|(pool, _)| pool == name).map_or(0, |(_, nodes)| *nodes);
        let enough = (count("a"), count("b"));
        prop_assert!(smallest.contains(&enough), "{enough:?}, but {smallest:?} would do");
        prop_assert!(packing.fewest <= (enough.0 + enough.1) as u64);
        prop_assert!(smallest.iter().all(|(first, second)| packing.fewest <= (first + second) as u64), "{}", packing.fewest);
    }

    /// For many pods on nodes that are alike, the number of nodes is within the bound that `docs/capacity.md` gives: any two nodes that are
    /// opened one after the other hold more than one node of some resource.
    #[test]
    fn many_pods_need_few_nodes(pods in vec((1_u64..9, 1_u64..9, 1_u64..40, Just(false), Just(false)), 1..12)) {
        let nodes = nodes(&format!("count: 0\nzones: 1\npools:\n  a: {{{}}}\n", pool("0..600", 10, 10, "")));
        let templates = templates(&pods);
        let names: Vec<String> = (0..pods.len()).map(|index| format!("p{index}")).collect();
        let groups: Vec<(&str, &PodTemplateSpec, u64)> =
            templates.iter().enumerate().map(|(index, template)| (names[index].as_str(), template, pods[index].2)).collect();
        let packing = packed(&nodes, &groups);
        prop_assert!(packing.pending.is_empty());
        let sum = |of: fn(&SmallPod) -> u64| pods.iter().map(|pod| of(pod) * pod.2).sum::<u64>();
        let by_both = sum(|pod| pod.0) + sum(|pod| pod.1);
        let used = packing.pools[0].nodes as u64;
        prop_assert!(used <= 2 * by_both.div_ceil(10) + 1, "{used} nodes");
        prop_assert!(used * 10 >= sum(|pod| pod.0).max(sum(|pod| pod.1)));
    }
}
