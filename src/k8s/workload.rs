//! Deployments and StatefulSets around a pod.

use super::meta::{Labels, Owner, selector};
use super::pod::Pod;
use super::storage::{self, Claim};
use k8s_openapi::api::apps::v1::{
    Deployment, DeploymentSpec, DeploymentStrategy, RollingUpdateDeployment, StatefulSet,
    StatefulSetPersistentVolumeClaimRetentionPolicy, StatefulSetSpec,
};
use k8s_openapi::api::core::v1::ServiceAccount;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

/// How old pods make way for new ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rollout {
    /// New pods come first; nothing is ever missing.
    Surge,
    /// One pod after the other goes, and the new one takes its place: for nodes on which there is no room for one more.
    Replace,
    /// As many more and fewer pods for a time as are said.
    Rolling {
        /// The most pods above the number.
        surge: IntOrString,
        /// The most pods below it.
        unavailable: IntOrString,
    },
    /// The old pod goes before the new one comes: for what may exist only once.
    Recreate,
}

/// Old ReplicaSets that stay, to roll back to.
const REVISIONS: i32 = 5;

/// A Deployment. Without `replicas` the number is left to an autoscaler, and applying again does not reset it.
pub fn deployment(owner: &Owner, role: &str, replicas: Option<u16>, rollout: Rollout, pod: Pod) -> Deployment {
    let labels = owner.selector_labels(role);
    Deployment {
        metadata: owner.metadata(role, None),
        spec: DeploymentSpec {
            replicas: replicas.map(i32::from),
            revision_history_limit: Some(REVISIONS),
            progress_deadline_seconds: Some(progress_deadline(&pod)),
            selector: selector(labels.clone()),
            strategy: Some(strategy(rollout)),
            template: pod.template(owner.labels(role), &labels),
            ..DeploymentSpec::default()
        },
        ..Deployment::default()
    }
}

/// The seconds after which a rollout counts as stuck: what the pod may take to start, and ten minutes for image and node.
fn progress_deadline(pod: &Pod) -> i32 {
    let budget = |probe: &k8s_openapi::api::core::v1::Probe| {
        probe.period_seconds.unwrap_or(10).saturating_mul(probe.failure_threshold.unwrap_or(3))
    };
    let startup = pod.containers.iter().filter_map(|container| container.startup_probe.as_ref()).map(budget).max();
    let patience = i32::try_from(pod.patience).unwrap_or(i32::MAX);
    startup.unwrap_or(0).saturating_add(patience).saturating_add(600)
}

fn strategy(rollout: Rollout) -> DeploymentStrategy {
    let (surge, unavailable) = match rollout {
        Rollout::Surge => (IntOrString::String("25%".to_owned()), IntOrString::Int(0)),
        Rollout::Replace => (IntOrString::Int(0), IntOrString::Int(1)),
        Rollout::Rolling { surge, unavailable } => (surge, unavailable),
        Rollout::Recreate => return DeploymentStrategy { type_: Some("Recreate".to_owned()), rolling_update: None },
    };
    DeploymentStrategy {
        type_: Some("RollingUpdate".to_owned()),
        rolling_update: Some(RollingUpdateDeployment { max_surge: Some(surge), max_unavailable: Some(unavailable) }),
    }
}

/// A StatefulSet of one pod with one volume, `data`, which outlives both.
pub fn stateful_set(owner: &Owner, role: &str, headless: String, pod: Pod, data: &Claim) -> StatefulSet {
    let labels = owner.selector_labels(role);
    let retain = || Some("Retain".to_owned());
    StatefulSet {
        metadata: owner.metadata(role, None),
        spec: StatefulSetSpec {
            replicas: Some(1),
            revision_history_limit: Some(REVISIONS),
            service_name: Some(headless),
            selector: selector(labels.clone()),
            template: pod.template(owner.labels(role), &labels),
            persistent_volume_claim_retention_policy: Some(StatefulSetPersistentVolumeClaimRetentionPolicy {
                when_deleted: retain(),
                when_scaled: retain(),
            }),
            volume_claim_templates: Some(vec![storage::claim(
                ObjectMeta { name: Some("data".to_owned()), labels: Some(labels), ..ObjectMeta::default() },
                data,
            )]),
            ..StatefulSetSpec::default()
        },
        ..StatefulSet::default()
    }
}

/// The account under which an entry's pods run. It carries no token: none of them speaks to the API server.
pub fn service_account(owner: &Owner, role: &str, annotations: Labels) -> ServiceAccount {
    further_account(owner, role, None, annotations)
}

/// A further account of an entry, for pods that may do what its others may not.
pub fn further_account(owner: &Owner, role: &str, suffix: Option<&str>, annotations: Labels) -> ServiceAccount {
    let mut metadata = owner.metadata(role, suffix);
    super::meta::annotate(&mut metadata, annotations);
    ServiceAccount { metadata, automount_service_account_token: Some(false), ..ServiceAccount::default() }
}
