//! Who may do what: Roles, ClusterRoles and their bindings.

pub(super) mod bindings;
pub(super) mod grants;
mod resources;
pub(super) mod scope;
pub(super) mod unknown;

use crate::manifest::Object;
use crate::yaml::Node;

const GROUP: &str = "rbac.authorization.k8s.io";

/// The rules of a role, whether it is one of a namespace or of the cluster; none of what every cluster brings along.
fn rules(object: Object<'_>) -> &[Node] {
    if !matches!(object.kind, "Role" | "ClusterRole") || object.group() != GROUP || is_of_kubernetes(object) {
        return &[];
    }
    object.tree().items("rules")
}

/// Whether every cluster has this object, as the output of `kubectl get` shows it.
fn is_of_kubernetes(object: Object<'_>) -> bool {
    object.label("kubernetes.io/bootstrapping") == Some("rbac-defaults")
}

/// The words of a list of a rule, with their places.
fn words<'a>(rule: &'a Node, key: &str) -> impl Iterator<Item = (&'a str, &'a Node)> + Clone + use<'a> {
    rule.items(key).iter().filter_map(|item| Some((item.as_str()?, item)))
}
