//! Network policies.

use super::meta::{Labels, Owner, selector};
use k8s_openapi::api::networking::v1::{
    IPBlock, NetworkPolicy, NetworkPolicyEgressRule, NetworkPolicyIngressRule, NetworkPolicyPeer, NetworkPolicyPort,
    NetworkPolicySpec,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

/// The other end of a connection.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Peer {
    /// Pods of a namespace.
    Pods {
        /// The namespace, unless it is the policy's own.
        namespace: Option<String>,
        /// The labels that the pods carry; none stands for all pods.
        labels: Labels,
    },
    /// Addresses outside the cluster.
    Addresses {
        /// The block, in CIDR form.
        block: String,
        /// Blocks inside it that stay closed.
        except: Vec<String>,
    },
}

/// Connections that are allowed in one direction.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rule {
    /// From or to whom.
    pub peers: Vec<Peer>,
    /// The protocol and port on the side that listens; all if there are none. Policies see the pod's port, not the Service's.
    pub ports: Vec<(&'static str, u16)>,
}

impl Rule {
    /// A rule for TCP.
    pub fn tcp(peers: Vec<Peer>, ports: &[u16]) -> Self {
        Self { peers, ports: ports.iter().map(|port| ("TCP", *port)).collect() }
    }
}

/// A policy that closes both directions for the pods that `pods` selects, and opens what the rules say.
pub fn network_policy(
    owner: &Owner,
    role: &str,
    suffix: Option<&str>,
    pods: LabelSelector,
    ingress: &[Rule],
    egress: &[Rule],
) -> NetworkPolicy {
    NetworkPolicy {
        metadata: owner.metadata(role, suffix),
        spec: Some(NetworkPolicySpec {
            pod_selector: Some(pods),
            policy_types: Some(vec!["Ingress".to_owned(), "Egress".to_owned()]),
            ingress: (!ingress.is_empty()).then(|| ingress.iter().map(ingress_rule).collect()),
            egress: (!egress.is_empty()).then(|| egress.iter().map(egress_rule).collect()),
        }),
    }
}

/// A policy that opens ways out for every pod of the owner's namespace, and says nothing of ways in.
pub fn egress_of_all(owner: &Owner, role: &str, name: &str, egress: &[Rule]) -> NetworkPolicy {
    let mut policy = network_policy(owner, role, None, selector(Labels::new()), &[], egress);
    policy.metadata.name = Some(name.to_owned());
    if let Some(spec) = &mut policy.spec {
        spec.policy_types = Some(vec!["Egress".to_owned()]);
    }
    policy
}

fn ingress_rule(rule: &Rule) -> NetworkPolicyIngressRule {
    NetworkPolicyIngressRule { from: Some(rule.peers.iter().map(peer).collect()), ports: ports(rule) }
}

fn egress_rule(rule: &Rule) -> NetworkPolicyEgressRule {
    NetworkPolicyEgressRule { to: Some(rule.peers.iter().map(peer).collect()), ports: ports(rule) }
}

fn ports(rule: &Rule) -> Option<Vec<NetworkPolicyPort>> {
    let port = |(protocol, port): &(&str, u16)| NetworkPolicyPort {
        protocol: Some((*protocol).to_owned()),
        port: Some(IntOrString::Int(i32::from(*port))),
        end_port: None,
    };
    (!rule.ports.is_empty()).then(|| rule.ports.iter().map(port).collect())
}

/// Namespace and pods stand in one list item: both must hold. As two items either would do.
fn peer(peer: &Peer) -> NetworkPolicyPeer {
    match peer {
        Peer::Pods { namespace, labels } => NetworkPolicyPeer {
            namespace_selector: namespace.as_ref().map(|namespace| selector(namespace_label(namespace))),
            pod_selector: (namespace.is_none() || !labels.is_empty()).then(|| selector(labels.clone())),
            ip_block: None,
        },
        Peer::Addresses { block, except } => NetworkPolicyPeer {
            ip_block: Some(IPBlock { cidr: block.clone(), except: (!except.is_empty()).then(|| except.clone()) }),
            ..NetworkPolicyPeer::default()
        },
    }
}

/// The label that every namespace carries by itself since Kubernetes 1.22.
fn namespace_label(namespace: &str) -> Labels {
    Labels::from([("kubernetes.io/metadata.name".to_owned(), namespace.to_owned())])
}
