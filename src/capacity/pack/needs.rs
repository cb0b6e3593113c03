//! What the scheduler has to heed for pods that are alike.

use super::cluster::{Amounts, Cluster, HOST_PORT, HOSTNAME, Resources};
use super::matching::{Labels, is_wanted, selects, untolerated};
use super::refusal::Refusal;
use crate::capacity::demand::Demand;
use k8s_openapi::api::core::v1::{PodAffinityTerm, PodSpec, PodTemplateSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, LabelSelectorRequirement};
use std::collections::{BTreeMap, HashMap};

/// Pods that are alike, as others describe them.
#[derive(Clone, Copy, Debug)]
pub(in crate::capacity) struct Alike<'a> {
    /// What people call them.
    pub(in crate::capacity) title: &'a str,
    /// Their namespace.
    pub(in crate::capacity) namespace: &'a str,
    /// What each of them is.
    pub(in crate::capacity) template: &'a PodTemplateSpec,
    /// What each of them asks for.
    pub(in crate::capacity) demand: &'a Demand<'a>,
    /// How many there are.
    pub(in crate::capacity) pods: u64,
    /// When they come, and which revision of their template they are.
    pub(in crate::capacity) wave: Wave,
}

/// When pods come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::capacity) enum Wave {
    /// With the bundle.
    Bundle,
    /// When an autoscaler or a schedule asks for them.
    Growth,
    /// With a new revision of their template.
    Rollout,
}

/// A claim that pods name.
#[derive(Clone, Copy, Debug)]
pub(in crate::capacity) struct ClaimFacts {
    /// Which of all claims it is.
    pub(in crate::capacity) number: usize,
    /// Whether pods of many nodes can use it.
    pub(in crate::capacity) many_nodes: bool,
    /// Whether only one pod can use it.
    pub(in crate::capacity) one_pod: bool,
    /// Whether it lies in one zone from the start, wherever its pods will run.
    pub(in crate::capacity) zoned: bool,
}

/// The claims by namespace and name.
pub(in crate::capacity) type ClaimsByName<'a> = BTreeMap<(&'a str, &'a str), ClaimFacts>;

/// Pods of some namespaces that are counted for each value of a label of nodes.
#[derive(Clone, Debug)]
pub(super) struct Watch {
    /// The namespaces; all if none.
    namespaces: Option<Vec<String>>,
    /// Which pods.
    selector: Option<LabelSelector>,
    /// The label of nodes, as a place in [`Requirements::keys`].
    pub(super) key: usize,
}

/// Pods that are to be spread evenly.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spread {
    /// What is counted.
    pub(super) watch: usize,
    /// How much two domains may differ.
    pub(super) most_skew: i64,
    /// With fewer domains than these, every domain but the emptiest counts as if one stood empty.
    pub(super) least_domains: usize,
    /// Whether the pods themselves are counted.
    pub(super) counts_itself: bool,
    /// Whether only nodes with the labels that the pod wants are domains.
    pub(super) heeds_labels: bool,
    /// Whether only nodes whose taints the pod bears are domains.
    pub(super) heeds_taints: bool,
}

/// What is asked of nodes by pods that are alike.
#[derive(Clone, Debug)]
pub(super) struct Needs {
    /// What people call them.
    pub(super) title: String,
    /// Their namespace.
    pub(super) namespace: String,
    /// How many there are.
    pub(super) pods: usize,
    /// When they come.
    pub(super) wave: Wave,
    /// What each asks for.
    pub(super) request: Amounts,
    /// Why a kind of nodes takes none of them, whatever else runs there.
    pub(super) refused: Vec<Option<Refusal>>,
    /// Whether a kind of nodes has the labels that they want.
    pub(super) wanted: Vec<bool>,
    /// How they are spread.
    pub(super) spread: Vec<Spread>,
    /// Watches of pods that must not be beside them.
    pub(super) apart: Vec<usize>,
    /// Watches of pods that have to be beside them.
    pub(super) together: Vec<usize>,
    /// The watches that count them.
    pub(super) counted: Vec<usize>,
    /// Claims that keep them on one node.
    pub(super) claims: Vec<usize>,
    /// Whether no two of them may be on one node.
    pub(super) is_alone: bool,
    /// Whether another pod of the same kind never makes a node worse for them than the room that it takes.
    pub(super) is_plain: bool,
}

/// A claim that keeps pods together.
#[derive(Clone, Copy, Debug)]
pub(super) struct PinnedClaim {
    /// Whether only one pod can use it.
    pub(super) one_pod: bool,
    /// Whether all its pods have to be on one node.
    pub(super) one_node: bool,
    /// The zone in which it lies, counted from the first, if that is settled.
    pub(super) zone: Option<usize>,
}

/// What all pods ask of all nodes.
#[derive(Clone, Debug)]
pub(super) struct Requirements {
    /// For each group of pods.
    pub(super) needs: Vec<Needs>,
    /// The labels of nodes over which pods are counted. The first tells nodes apart.
    pub(super) keys: Vec<String>,
    /// What is counted.
    pub(super) watches: Vec<Watch>,
    /// Claims that keep pods together.
    pub(super) claims: Vec<PinnedClaim>,
}

/// Which pods are counted by which watches, without looking at every pair of them.
#[derive(Default)]
struct Index {
    by_label: HashMap<(String, String), Vec<usize>>,
    others: Vec<usize>,
}

impl Requirements {
    /// Reads what pods ask for.
    pub(super) fn new(groups: &[Alike<'_>], claims: &ClaimsByName<'_>, cluster: &Cluster) -> Self {
        let mut all = Self {
            needs: Vec::with_capacity(groups.len()),
            keys: vec![HOSTNAME.to_owned()],
            watches: Vec::new(),
            claims: Vec::new(),
        };
        let mut pinned = HashMap::new();
        let labels: Vec<Labels> = groups.iter().map(labels).collect();
        for (group, labels) in groups.iter().zip(&labels) {
            let needs = all.read(group, labels, claims, &mut pinned, cluster);
            all.needs.push(needs);
        }
        let index = all.index();
        for ((needs, group), labels) in all.needs.iter_mut().zip(groups).zip(&labels) {
            let near =
                labels.iter().flat_map(|(key, value)| index.by_label.get(&(key.clone(), value.clone())).into_iter().flatten());
            let counts = |watch: &&usize| all.watches[**watch].counts(group.namespace, labels);
            needs.counted = near.chain(&index.others).filter(counts).copied().collect();
            needs.counted.sort_unstable();
            for spread in &mut needs.spread {
                spread.counts_itself = needs.counted.binary_search(&spread.watch).is_ok();
            }
            needs.is_alone =
                needs.apart.iter().any(|watch| all.watches[*watch].key == 0 && needs.counted.binary_search(watch).is_ok());
            needs.is_plain =
                needs.spread.is_empty() && needs.apart.is_empty() && needs.together.is_empty() && needs.claims.is_empty();
        }
        all
    }

    /// How many pods there are.
    pub(super) fn pods(&self) -> usize {
        self.needs.iter().map(|needs| needs.pods).fold(0, usize::saturating_add)
    }

    fn read(
        &mut self,
        group: &Alike<'_>,
        labels: &Labels,
        claims: &ClaimsByName<'_>,
        pinned: &mut HashMap<usize, usize>,
        cluster: &Cluster,
    ) -> Needs {
        let nothing = PodSpec::default();
        let pod = group.template.spec.as_ref().unwrap_or(&nothing);
        let wanted: Vec<bool> = cluster.kinds.iter().map(|kind| is_wanted(pod, &kind.labels)).collect();
        let refused = cluster.kinds.iter().zip(&wanted).map(|(kind, is_wanted)| {
            let taint = untolerated(pod, &cluster.pools[kind.pool].taints);
            let taint = taint.map(|taint| Refusal::Taint(taint.key.clone(), taint.value.clone().unwrap_or_default()));
            taint.or((!is_wanted).then_some(Refusal::Labels))
        });
        let refused = refused.collect();
        let spread =
            pod.topology_spread_constraints.iter().flatten().filter(|spread| spread.when_unsatisfiable == "DoNotSchedule");
        let spread = spread.map(|spread| {
            let selector = with_label_keys(spread.label_selector.as_ref(), spread.match_label_keys.as_deref(), None, labels);
            Spread {
                watch: self.watch(Some(vec![group.namespace.to_owned()]), selector, &spread.topology_key),
                most_skew: i64::from(spread.max_skew),
                least_domains: spread.min_domains.and_then(|least| usize::try_from(least).ok()).unwrap_or(1),
                counts_itself: false,
                heeds_labels: spread.node_affinity_policy.as_deref() != Some("Ignore"),
                heeds_taints: spread.node_taints_policy.as_deref() == Some("Honor"),
            }
        });
        let spread = spread.collect();
        let affinity = pod.affinity.as_ref();
        let apart = affinity.and_then(|affinity| affinity.pod_anti_affinity.as_ref());
        let apart = apart.and_then(|apart| apart.required_during_scheduling_ignored_during_execution.as_deref());
        let together = affinity.and_then(|affinity| affinity.pod_affinity.as_ref());
        let together = together.and_then(|together| together.required_during_scheduling_ignored_during_execution.as_deref());
        Needs {
            title: group.title.to_owned(),
            namespace: group.namespace.to_owned(),
            pods: usize::try_from(group.pods).unwrap_or(usize::MAX),
            wave: group.wave,
            request: cluster.resources.of(group.demand, pod),
            refused,
            wanted,
            spread,
            apart: self.terms(apart, group.namespace, labels),
            together: self.terms(together, group.namespace, labels),
            counted: Vec::new(),
            claims: self.claims(group.namespace, pod, claims, pinned),
            is_alone: false,
            is_plain: false,
        }
    }

    fn terms(&mut self, terms: Option<&[PodAffinityTerm]>, namespace: &str, labels: &Labels) -> Vec<usize> {
        let watch = |term: &PodAffinityTerm| {
            let (wanted, unwanted) = (term.match_label_keys.as_deref(), term.mismatch_label_keys.as_deref());
            let selector = with_label_keys(term.label_selector.as_ref(), wanted, unwanted, labels);
            let own = || Some(vec![namespace.to_owned()]);
            let namespaces = match (&term.namespaces, &term.namespace_selector) {
                // What labels namespaces of others have, nobody knows here: all that are told by them are meant.
                (_, Some(_)) => None,
                (Some(named), None) if !named.is_empty() => Some(named.clone()),
                _ => own(),
            };
            self.watch(namespaces, selector, &term.topology_key)
        };
        terms.unwrap_or_default().iter().map(watch).collect()
    }

    fn watch(&mut self, namespaces: Option<Vec<String>>, selector: Option<LabelSelector>, key: &str) -> usize {
        let key = self.keys.iter().position(|known| known == key).unwrap_or_else(|| {
            self.keys.push(key.to_owned());
            self.keys.len() - 1
        });
        self.watches.push(Watch { namespaces, selector, key });
        self.watches.len() - 1
    }

    /// The claims of a pod that decide on which node it runs.
    fn claims(
        &mut self,
        namespace: &str,
        pod: &PodSpec,
        claims: &ClaimsByName<'_>,
        pinned: &mut HashMap<usize, usize>,
    ) -> Vec<usize> {
        let named = pod.volumes.iter().flatten().filter_map(|volume| volume.persistent_volume_claim.as_ref());
        let known = named.filter_map(|source| claims.get(&(namespace, source.claim_name.as_str())));
        let keeping = known.filter(|facts| !facts.many_nodes || facts.zoned);
        keeping
            .map(|facts| {
                *pinned.entry(facts.number).or_insert_with(|| {
                    // Volumes that are made at once land in one zone after the other.
                    let zone = facts.zoned.then(|| self.claims.iter().filter(|claim| claim.zone.is_some()).count());
                    self.claims.push(PinnedClaim { one_pod: facts.one_pod, one_node: !facts.many_nodes, zone });
                    self.claims.len() - 1
                })
            })
            .collect()
    }

    fn index(&self) -> Index {
        let labels = |watch: &Watch| {
            let labels = watch.selector.as_ref().and_then(|selector| selector.match_labels.clone());
            labels.into_iter().flatten().collect::<Vec<(String, String)>>()
        };
        let mut common: HashMap<(String, String), usize> = HashMap::new();
        for label in self.watches.iter().flat_map(labels) {
            *common.entry(label).or_default() += 1;
        }
        let mut index = Index::default();
        for (number, watch) in self.watches.iter().enumerate() {
            // The label that the fewest watches ask for: what all services have tells nothing.
            match labels(watch).into_iter().min_by_key(|label| common.get(label).copied()) {
                Some(label) => index.by_label.entry(label).or_default().push(number),
                None => index.others.push(number),
            }
        }
        index
    }
}

impl Watch {
    fn counts(&self, namespace: &str, labels: &Labels) -> bool {
        self.namespaces.as_ref().is_none_or(|namespaces| namespaces.iter().any(|known| known == namespace))
            && selects(self.selector.as_ref(), labels)
    }
}

/// The labels of pods. Their owner adds one for each revision of the template.
fn labels(group: &Alike<'_>) -> Labels {
    let mut labels = group.template.metadata.as_ref().and_then(|metadata| metadata.labels.clone()).unwrap_or_default();
    labels.insert(
        "pod-template-hash".to_owned(),
        format!("{}/{}", group.title, if group.wave == Wave::Rollout { "new" } else { "old" }),
    );
    labels
}

/// A selector that also looks at labels whose values are those of the pod itself.
fn with_label_keys(
    selector: Option<&LabelSelector>,
    wanted: Option<&[String]>,
    unwanted: Option<&[String]>,
    labels: &Labels,
) -> Option<LabelSelector> {
    let mut selector = selector?.clone();
    for (keys, operator) in [(wanted, "In"), (unwanted, "NotIn")] {
        let own = keys.unwrap_or_default().iter().filter_map(|key| Some((key, labels.get(key)?)));
        let expressions = own.map(|(key, value)| LabelSelectorRequirement {
            key: key.clone(),
            operator: operator.to_owned(),
            values: Some(vec![value.clone()]),
        });
        let expressions: Vec<_> = expressions.collect();
        if !expressions.is_empty() {
            selector.match_expressions.get_or_insert_default().extend(expressions);
        }
    }
    Some(selector)
}

impl Resources {
    /// What a pod asks for, in the order of the resources. A port of the node itself counts as something of which there is one.
    pub(super) fn of(&self, demand: &Demand<'_>, pod: &PodSpec) -> Amounts {
        let ports: Vec<String> = host_ports(pod).collect();
        let amount = |name: &String| match name.as_str() {
            "pods" => 1_000,
            port if port.starts_with(HOST_PORT) => {
                if ports.contains(name) {
                    1_000
                } else {
                    0
                }
            }
            resource => demand.requests.get(resource).map_or(0, |amount| i64::try_from(amount.thousandths()).unwrap_or(i64::MAX)),
        };
        self.names().iter().map(amount).collect()
    }
}

/// The ports of its node that a pod takes, as names of resources.
pub(super) fn host_ports(pod: &PodSpec) -> impl Iterator<Item = String> {
    let on_host = pod.host_network == Some(true);
    let ports = pod.containers.iter().flat_map(|container| container.ports.iter().flatten());
    ports.filter_map(move |port| {
        let number = port.host_port.or(on_host.then_some(port.container_port))?;
        Some(format!("{HOST_PORT}{}/{number}", port.protocol.as_deref().unwrap_or("TCP")))
    })
}
