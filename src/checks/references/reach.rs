//! Which pods may call which, by the network policies among the objects.
//!
//! What cannot be known counts as allowed: blocks of addresses, and labels of namespaces that are not among the objects.

use crate::manifest::{Graph, Object, Pod, Selector};
use crate::yaml::Node;
use std::collections::HashMap;

/// The network policies by namespace.
pub(super) struct Policies<'a> {
    by_namespace: HashMap<&'a str, Vec<Policy<'a>>>,
}

struct Policy<'a> {
    object: Object<'a>,
    spec: &'a Node,
    pods: Selector<'a>,
    is_ingress: bool,
    is_egress: bool,
}

/// What stands in the way.
#[derive(Clone, Copy)]
pub(super) struct Forbidden<'a> {
    /// A policy of the pods that may not call, or may not be called.
    pub(super) policy: Object<'a>,
    /// Whether it is the way out.
    pub(super) is_egress: bool,
}

/// Kinds that allow what a NetworkPolicy does not.
const OTHER_KINDS: [&str; 6] = [
    "AdminNetworkPolicy",
    "BaselineAdminNetworkPolicy",
    "CiliumClusterwideNetworkPolicy",
    "CiliumNetworkPolicy",
    "ClusterNetworkPolicy",
    "GlobalNetworkPolicy",
];

impl<'a> Policies<'a> {
    /// The policies; none are judged if there are some of other kinds, which add to them.
    pub(super) fn new(graph: &Graph<'a>) -> Self {
        let mut by_namespace: HashMap<_, Vec<Policy<'a>>> = HashMap::new();
        if OTHER_KINDS.iter().all(|kind| graph.of_kind(kind).next().is_none()) {
            for object in graph.of_kind("NetworkPolicy").filter(|policy| policy.group() == "networking.k8s.io") {
                if let Some(policy) = Policy::of(object) {
                    by_namespace.entry(object.namespace).or_default().push(policy);
                }
            }
        }
        Self { by_namespace }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.by_namespace.is_empty()
    }

    /// What keeps one pod from calling another at a port.
    pub(super) fn forbidding(&self, graph: &Graph<'_>, from: &Pod<'_>, to: &Pod<'_>, port: i64) -> Option<Forbidden<'a>> {
        let way = |own: &Pod<'_>, peer: &Pod<'_>, is_egress: bool| {
            let applies = |policy: &&Policy<'a>| {
                (if is_egress { policy.is_egress } else { policy.is_ingress }) && policy.pods.matches(|key| own.label(key))
            };
            let mut policies = self.by_namespace.get(own.owner.namespace)?.iter().filter(applies).peekable();
            let first = policies.peek()?.object;
            let call = Call { graph, own, peer, to, port };
            (!policies.any(|policy| policy.allows(is_egress, &call))).then_some(Forbidden { policy: first, is_egress })
        };
        way(from, to, true).or_else(|| way(to, from, false))
    }
}

/// A call as a policy sees it.
struct Call<'a, 'b> {
    graph: &'b Graph<'a>,
    /// The pod that the policy is for, and the one at the other end.
    own: &'b Pod<'b>,
    peer: &'b Pod<'b>,
    /// The one that is called.
    to: &'b Pod<'b>,
    port: i64,
}

impl<'a> Policy<'a> {
    fn of(object: Object<'a>) -> Option<Self> {
        let spec = object.spec()?;
        let types = spec.items("policyTypes");
        let has = |name: &str| types.iter().any(|kind| kind.as_str() == Some(name));
        Some(Self {
            object,
            spec,
            pods: spec.get("podSelector").map(Selector::of).unwrap_or_default(),
            is_ingress: types.is_empty() || has("Ingress"),
            is_egress: has("Egress") || (types.is_empty() && spec.get("egress").is_some_and(|rules| !rules.is_null())),
        })
    }

    fn allows(&self, is_egress: bool, call: &Call<'_, '_>) -> bool {
        let (rules, peers) = if is_egress { ("egress", "to") } else { ("ingress", "from") };
        self.spec.items(rules).iter().any(|rule| {
            let (peers, ports) = (rule.items(peers), rule.items("ports"));
            (peers.is_empty() || peers.iter().any(|peer| is_meant(peer, call)))
                && (ports.is_empty() || ports.iter().any(|port| has_port(port, call)))
        })
    }
}

/// Whether a peer of a rule means the pod at the other end: all that stands in one item has to hold.
fn is_meant(peer: &Node, call: &Call<'_, '_>) -> bool {
    if peer.get("ipBlock").is_some() {
        return true;
    }
    let namespace = call.peer.owner.namespace;
    let in_namespace = match peer.get("namespaceSelector").filter(|selector| !selector.is_null()) {
        Some(selector) => has_labels(call.graph, namespace, &Selector::of(selector)),
        None => namespace == call.own.owner.namespace,
    };
    let pods = peer.get("podSelector").filter(|selector| !selector.is_null()).map(Selector::of);
    in_namespace && pods.is_none_or(|selector| selector.matches(|key| call.peer.label(key)))
}

/// Whether a namespace has labels; one that is not among the objects may have any but for its name.
fn has_labels(graph: &Graph<'_>, namespace: &str, selector: &Selector<'_>) -> bool {
    const NAME: &str = "kubernetes.io/metadata.name";
    let Some(object) = graph.find("Namespace", "", namespace) else {
        return selector.equal.iter().all(|(key, value)| *key != NAME || *value == namespace);
    };
    selector.matches(|key| if key == NAME { Some(namespace) } else { object.label(key) })
}

/// Whether a port of a rule is the one that is called, which is that of the pod. A rule without number means each port.
fn has_port(port: &Node, call: &Call<'_, '_>) -> bool {
    if port.text("protocol").is_some_and(|protocol| protocol != "TCP") {
        return false;
    }
    match port.get("port").filter(|number| !number.is_null()) {
        None => true,
        Some(name) if name.as_str().is_some() => {
            let named = |container: crate::manifest::Container<'_>| {
                container.port(name.as_str()?).and_then(|port| port.integer("containerPort"))
            };
            call.to.running().any(|container| named(container) == Some(call.port))
        }
        Some(number) => {
            let first = number.as_integer().unwrap_or_default();
            (first..=port.integer("endPort").unwrap_or(first)).contains(&call.port)
        }
    }
}
