//! What an account may ask the API server.

use super::meta::Owner;
use k8s_openapi::api::rbac::v1::{PolicyRule, Role, RoleBinding, RoleRef, Subject};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

/// Resources of one group of the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resources {
    /// The group; empty for the core.
    pub group: &'static str,
    /// The resources, in the plural.
    pub names: Vec<&'static str>,
}

/// The role and its binding by which an entry's account may watch resources of a namespace. To watch is to list and then to be
/// told of changes; a single `get` never happens (client-go tools/cache reflector).
pub fn watcher(owner: &Owner, role: &str, namespace: &str, resources: &[Resources]) -> (Role, RoleBinding) {
    let metadata = || ObjectMeta { namespace: Some(namespace.to_owned()), ..owner.metadata(role, None) };
    let watched = |resources: &Resources| PolicyRule {
        api_groups: Some(vec![resources.group.to_owned()]),
        resources: Some(resources.names.iter().map(|name| (*name).to_owned()).collect()),
        verbs: vec!["list".to_owned(), "watch".to_owned()],
        ..PolicyRule::default()
    };
    let allowed = Role { metadata: metadata(), rules: Some(resources.iter().map(watched).collect()) };
    let account = Subject {
        kind: "ServiceAccount".to_owned(),
        name: owner.name.clone(),
        namespace: Some(owner.namespace.clone()),
        ..Subject::default()
    };
    let role_ref =
        RoleRef { api_group: Some("rbac.authorization.k8s.io".to_owned()), kind: "Role".to_owned(), name: owner.name.clone() };
    (allowed, RoleBinding { metadata: metadata(), role_ref, subjects: Some(vec![account]) })
}
