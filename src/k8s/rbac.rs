//! What an account may ask the API server.

use super::meta::Owner;
use k8s_openapi::api::rbac::v1::{ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, RoleRef, Subject};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

/// Resources of one group of the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resources {
    /// The group; empty for the core.
    pub group: &'static str,
    /// The resources, in the plural.
    pub names: &'static [&'static str],
}

/// The role and its binding by which an entry's account may watch resources of a namespace of the project. To watch is to list and then
/// to be told of changes; a single `get` never happens (client-go tools/cache reflector).
pub fn watcher(owner: &Owner, role: &str, namespace: &str, resources: &[Resources]) -> (Role, RoleBinding) {
    bound(owner, ObjectMeta { namespace: Some(namespace.to_owned()), ..owner.metadata(role, None) }, resources)
}

/// [`watcher`] for a namespace that is none of the project's, where others may have a role of the entry's name.
pub fn guest(owner: &Owner, role: &str, namespace: &str, resources: &[Resources]) -> (Role, RoleBinding) {
    bound(owner, ObjectMeta { namespace: Some(namespace.to_owned()), ..owner.cluster_metadata(role, &owner.name) }, resources)
}

fn bound(owner: &Owner, metadata: ObjectMeta, resources: &[Resources]) -> (Role, RoleBinding) {
    let role_ref = role_ref("Role", &metadata);
    let allowed = Role { metadata: metadata.clone(), rules: Some(resources.iter().map(watched).collect()) };
    (allowed, RoleBinding { metadata, role_ref, subjects: Some(vec![account(owner)]) })
}

/// The role and its binding by which an entry's account may watch the nodes of the cluster and read their metrics. The second is what
/// kubelets ask for at `/metrics` and below (Kubernetes documentation, "Kubelet authentication/authorization", 2026-11); `nodes/proxy`
/// would be enough too, and lets its owner run commands in every pod.
pub fn node_reader(owner: &Owner, role: &str) -> (ClusterRole, ClusterRoleBinding) {
    let metadata = owner.cluster_metadata(role, &owner.name);
    let nodes = watched(&Resources { group: "", names: &["nodes"] });
    let metrics = PolicyRule {
        api_groups: Some(vec![String::new()]),
        resources: Some(vec!["nodes/metrics".to_owned()]),
        verbs: vec!["get".to_owned()],
        ..PolicyRule::default()
    };
    let role_ref = role_ref("ClusterRole", &metadata);
    let allowed = ClusterRole { metadata: metadata.clone(), rules: Some(vec![nodes, metrics]), aggregation_rule: None };
    (allowed, ClusterRoleBinding { metadata, role_ref, subjects: Some(vec![account(owner)]) })
}

fn watched(resources: &Resources) -> PolicyRule {
    PolicyRule {
        api_groups: Some(vec![resources.group.to_owned()]),
        resources: Some(resources.names.iter().map(|name| (*name).to_owned()).collect()),
        verbs: vec!["list".to_owned(), "watch".to_owned()],
        ..PolicyRule::default()
    }
}

fn account(owner: &Owner) -> Subject {
    Subject {
        kind: "ServiceAccount".to_owned(),
        name: owner.name.clone(),
        namespace: Some(owner.namespace.clone()),
        ..Subject::default()
    }
}

fn role_ref(kind: &str, role: &ObjectMeta) -> RoleRef {
    RoleRef {
        api_group: Some("rbac.authorization.k8s.io".to_owned()),
        kind: kind.to_owned(),
        name: role.name.clone().unwrap_or_default(),
    }
}
