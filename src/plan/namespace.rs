//! Namespaces, and what holds in all of them.

use crate::components::contract::Objects;
use crate::governance::{NamespaceRules, PodSecurity};
use crate::k8s::meta::{Labels, selector};
use crate::k8s::policy::{Peer, Rule, egress_of_all, network_policy};
use crate::k8s::{Owner, Stage};
use crate::profile::Profile;
use k8s_openapi::api::core::v1::Namespace;
use k8s_openapi::api::networking::v1::NetworkPolicy;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use std::collections::BTreeMap;

const ROLE: &str = "namespace";
const NETWORK: &str = "network";

/// Builds the namespaces of a project with their rules.
pub(super) fn build(project: &Owner, namespaces: &BTreeMap<String, NamespaceRules>, profile: &Profile, objects: &mut Objects) {
    for (namespace, rules) in namespaces {
        let owner = Owner { namespace: namespace.clone(), ..project.clone() };
        objects.begin(Stage::Namespaces, None);
        objects.push(closed_namespace(&owner, rules, profile));
        objects.push(default_deny(&owner));
        objects.push(allow_dns(&owner, profile));
        rules.build(&owner, objects);
    }
}

/// Builds the namespace of a gateway whose pods its controller makes beside it. They are nobody's that a project could vouch for: they
/// open ports to the world, ask their controller for its will, and lack what `restricted` wants. So nothing closes this namespace.
pub(super) fn build_home_of_gateway(project: &Owner, home: &str, profile: &Profile, objects: &mut Objects) {
    let rules = NamespaceRules::admitting(PodSecurity::Baseline);
    objects.begin(Stage::Namespaces, None);
    objects.push(closed_namespace(&Owner { namespace: home.to_owned(), ..project.clone() }, &rules, profile));
}

/// A namespace that says which pods it admits.
fn closed_namespace(owner: &Owner, rules: &NamespaceRules, profile: &Profile) -> Namespace {
    let mut labels = owner.labels(ROLE);
    labels.extend(rules.labels(profile.kubernetes));
    Namespace {
        metadata: ObjectMeta { name: Some(owner.namespace.clone()), labels: Some(labels), ..ObjectMeta::default() },
        ..Namespace::default()
    }
}

/// Closes both directions for every pod; the policies of entries open what the spec says.
fn default_deny(owner: &Owner) -> NetworkPolicy {
    let mut policy = network_policy(owner, NETWORK, None, selector(Labels::new()), &[], &[]);
    policy.metadata.name = Some("default-deny".to_owned());
    policy
}

fn allow_dns(owner: &Owner, profile: &Profile) -> NetworkPolicy {
    let pods = profile.dns.pods.iter().map(|app| Peer::Pods {
        namespace: Some("kube-system".to_owned()),
        labels: Labels::from([("k8s-app".to_owned(), app.clone())]),
    });
    let addresses = profile.dns.addresses.iter().map(|block| Peer::Addresses { block: block.to_string(), except: Vec::new() });
    let rule = Rule { peers: pods.chain(addresses).collect(), ports: vec![("UDP", 53), ("TCP", 53)] };
    egress_of_all(owner, NETWORK, "allow-dns", &[rule])
}
