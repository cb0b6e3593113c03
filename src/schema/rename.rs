//! Objects that only have to name a newer API version, because what follows has the same fields with the same meaning.

use super::check;
use super::definitions::Definitions;
use super::lifecycle::life;
use super::versions::Versions;
use crate::diag::Severity;
use crate::yaml::{Node, Value};

/// An API version, kinds of it, and what an object has to say so that the newer version means the same.
type Row = (&'static str, &'static [&'static str], fn(&Node) -> bool);

/// From the "Deprecated API Migration Guide" of kubernetes.io (2026-11), where it says "no notable changes" or names the one change that
/// the condition looks for, and from the types in k8s.io/api (2026-07-24), compared field by field where the guide has no word yet.
/// Fields that went need no row: an object that has one does not fit the schema of what follows.
const SAME: &[Row] = &[
    ("admissionregistration.k8s.io/v1beta1", &["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"], always),
    ("apiregistration.k8s.io/v1beta1", &["APIService"], always),
    ("apps/v1beta1", &["Deployment"], always),
    // Pods were left as they are until somebody deleted them; now they are replaced.
    ("apps/v1beta1", &["StatefulSet"], |object| object.dig(&["spec", "updateStrategy", "type"]).is_some()),
    ("apps/v1beta2", &["DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"], always),
    ("autoscaling/v2beta2", &["HorizontalPodAutoscaler"], always),
    ("batch/v1beta1", &["CronJob"], always),
    ("coordination.k8s.io/v1beta1", &["Lease"], always),
    ("discovery.k8s.io/v1beta1", &["EndpointSlice"], always),
    ("extensions/v1beta1", &["NetworkPolicy", "ReplicaSet"], always),
    ("flowcontrol.apiserver.k8s.io/v1beta1", &["FlowSchema"], always),
    ("flowcontrol.apiserver.k8s.io/v1beta2", &["FlowSchema"], always),
    ("flowcontrol.apiserver.k8s.io/v1beta3", &["FlowSchema"], always),
    // A zero meant the default; now it means none.
    ("flowcontrol.apiserver.k8s.io/v1beta3", &["PriorityLevelConfiguration"], |object| {
        object.dig(&["spec", "limited", "nominalConcurrencyShares"]).and_then(Node::as_integer) != Some(0)
    }),
    ("networking.k8s.io/v1beta1", &["IPAddress", "IngressClass", "ServiceCIDR"], always),
    ("node.k8s.io/v1beta1", &["RuntimeClass"], always),
    // An empty selector meant no pod; now it means every one.
    ("policy/v1beta1", &["PodDisruptionBudget"], |object| {
        let selector = object.dig(&["spec", "selector"]).filter(|selector| !selector.is_null());
        let says =
            |key| selector.is_some_and(|selector| selector.entries(key).next().is_some() || !selector.items(key).is_empty());
        selector.is_none() || says("matchLabels") || says("matchExpressions")
    }),
    ("rbac.authorization.k8s.io/v1beta1", &["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"], always),
    ("resource.k8s.io/v1beta1", &["DeviceClass", "ResourceClaim", "ResourceClaimTemplate"], always),
    ("resource.k8s.io/v1beta2", &["DeviceClass", "ResourceClaim", "ResourceClaimTemplate"], always),
    ("scheduling.k8s.io/v1beta1", &["PriorityClass"], always),
    (
        "storage.k8s.io/v1beta1",
        &["CSIDriver", "CSINode", "CSIStorageCapacity", "StorageClass", "VolumeAttachment", "VolumeAttributesClass"],
        always,
    ),
];

fn always(_: &Node) -> bool {
    true
}

/// The API version that an object of an older one can name instead, and mean the same in all of these versions of Kubernetes; none if
/// there is no such version, or if the object as it stands does not fit the schema of it.
pub fn renamed(object: &Node, versions: Versions, definitions: &Definitions) -> Option<String> {
    let (api_version, kind) = (object.text("apiVersion")?, object.text("kind")?);
    let is_row = |(from, kinds, means_the_same): &&Row| *from == api_version && kinds.contains(&kind) && means_the_same(object);
    SAME.iter().find(is_row)?;
    let (next, next_kind) = life(api_version, kind)?.next(versions)?;
    (kind == next_kind && fits(object, &next, versions, definitions)).then_some(next)
}

/// Whether the object could be of this API version: nothing is wrong with it then that has no safe answer itself.
fn fits(object: &Node, api_version: &str, versions: Versions, definitions: &Definitions) -> bool {
    let mut object = object.clone();
    let Value::Mapping(mapping) = &mut object.value else { return false };
    let Some(written) = mapping.get_mut("apiVersion") else { return false };
    *written = Node::string(written.span, api_version);
    let mut found = Vec::new();
    check(&object, versions, definitions, &mut found);
    found.iter().all(|found| found.severity < Severity::Error || found.fix.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::KubeVersion;
    use crate::schema::lifecycle::lives;

    /// Every row is about a kind that goes or has gone, and that something follows.
    #[test]
    fn every_row_leads_somewhere() {
        let newest = Versions::of(&(KubeVersion::NEWEST..=KubeVersion::NEWEST));
        for (api_version, kinds, _) in SAME {
            for kind in *kinds {
                let life = lives().iter().find(|life| (life.api_version, life.kind) == (*api_version, *kind));
                let (next, next_kind) = life.and_then(|life| life.next(newest)).unwrap_or_else(|| panic!("{api_version} {kind}"));
                assert!(next != *api_version && next_kind == *kind, "{api_version} {kind}: {next}");
            }
        }
    }
}
