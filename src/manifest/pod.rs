//! Views of the pods that an object makes, and of their containers.

use super::Object;
use crate::yaml::{Key, Node};

/// The pods of one template.
#[derive(Clone, Copy, Debug)]
pub struct Pod<'a> {
    /// The workload, or the pod itself.
    pub owner: Object<'a>,
    /// `metadata` of the pods.
    pub metadata: Option<&'a Node>,
    /// `spec` of the pods.
    pub spec: &'a Node,
}

/// What a container is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContainerRole {
    /// It runs and ends before the others begin.
    Init,
    /// An init container that goes on beside the others (`restartPolicy: Always`).
    Sidecar,
    /// One of those that the pod is for.
    Main,
    /// One that somebody adds to look inside.
    Ephemeral,
}

/// A container.
#[derive(Clone, Copy, Debug)]
pub struct Container<'a> {
    /// What it is for.
    pub role: ContainerRole,
    /// The container as written.
    pub node: &'a Node,
}

impl<'a> Pod<'a> {
    /// The pods that an object makes: none for what is no workload, two for a Ray cluster with one group of workers.
    pub fn of(owner: Object<'a>) -> Vec<Self> {
        let tree = owner.tree();
        let template = |node: Option<&'a Node>| {
            node.and_then(|template| Some(Self { owner, metadata: template.get("metadata"), spec: template.get("spec")? }))
        };
        let one = |keys: &[&str]| template(tree.dig(keys)).into_iter().collect();
        match (owner.group(), owner.kind) {
            ("", "Pod") => template(Some(tree)).into_iter().collect(),
            ("", "PodTemplate") => one(&["template"]),
            ("apps", "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet")
            | ("", "ReplicationController")
            | ("batch", "Job")
            | ("argoproj.io", "Rollout")
            | ("serving.knative.dev", "Service") => one(&["spec", "template"]),
            ("batch", "CronJob") => one(&["spec", "jobTemplate", "spec", "template"]),
            ("keda.sh", "ScaledJob") => one(&["spec", "jobTargetRef", "template"]),
            ("jobset.x-k8s.io", "JobSet") => replicated(owner, tree.get("spec")),
            ("trainer.kubeflow.org", "TrainingRuntime" | "ClusterTrainingRuntime") => {
                replicated(owner, tree.dig(&["spec", "template", "spec"]))
            }
            ("ray.io", "RayCluster") => ray(owner, tree.get("spec")),
            ("ray.io", "RayJob") => ray(owner, tree.dig(&["spec", "rayClusterSpec"])),
            ("ray.io", "RayService") => ray(owner, tree.dig(&["spec", "rayClusterConfig"])),
            _ => Vec::new(),
        }
    }

    /// The labels.
    pub fn labels(&self) -> impl Iterator<Item = (&'a Key, &'a Node)> + Clone {
        self.metadata.into_iter().flat_map(|metadata| metadata.entries("labels"))
    }

    /// A label.
    pub fn label(&self, key: &str) -> Option<&'a str> {
        self.metadata?.get("labels")?.text(key)
    }

    /// An annotation.
    pub fn annotation(&self, key: &str) -> Option<&'a str> {
        self.metadata?.get("annotations")?.text(key)
    }

    /// All containers: those that run first, those that the pod is for, those that somebody adds.
    pub fn containers(&self) -> impl Iterator<Item = Container<'a>> + use<'a> {
        let role =
            |node: &Node| if node.text("restartPolicy") == Some("Always") { ContainerRole::Sidecar } else { ContainerRole::Init };
        let first = self.spec.items("initContainers").iter().map(move |node| Container { role: role(node), node });
        let main = self.spec.items("containers").iter().map(|node| Container { role: ContainerRole::Main, node });
        let added = self.spec.items("ephemeralContainers").iter().map(|node| Container { role: ContainerRole::Ephemeral, node });
        first.chain(main).chain(added)
    }

    /// The containers that run as long as the pod does: they have ports and probes.
    pub fn running(&self) -> impl Iterator<Item = Container<'a>> + use<'a> {
        self.containers().filter(|container| matches!(container.role, ContainerRole::Sidecar | ContainerRole::Main))
    }

    /// The volumes.
    pub fn volumes(&self) -> &'a [Node] {
        self.spec.items("volumes")
    }

    /// The claims that a StatefulSet makes for each of its pods.
    pub fn claim_templates(&self) -> &'a [Node] {
        match self.owner.kind {
            "StatefulSet" => self.owner.spec().map(|spec| spec.items("volumeClaimTemplates")).unwrap_or_default(),
            _ => &[],
        }
    }

    /// The claims that a set of jobs makes for the pods of all of them (JobSet 0.10, `spec.volumeClaimPolicies`).
    pub fn shared_claim_templates(&self) -> impl Iterator<Item = &'a Node> + use<'a> {
        let set = match self.owner.group() {
            "jobset.x-k8s.io" => self.owner.spec(),
            "trainer.kubeflow.org" => self.owner.spec().and_then(|spec| spec.dig(&["template", "spec"])),
            _ => None,
        };
        set.into_iter().flat_map(|set| set.items("volumeClaimPolicies")).flat_map(|policy| policy.items("templates"))
    }

    /// Whether the controller of a custom kind makes the pods, which adds to the template what it thinks fit.
    pub fn is_of_operator(&self) -> bool {
        self.owner.group().contains('.') && self.owner.group() != "argoproj.io"
    }

    /// The name of its account.
    pub fn service_account(&self) -> &'a str {
        let name = |key: &str| self.spec.text(key).filter(|name| !name.is_empty());
        name("serviceAccountName").or_else(|| name("serviceAccount")).unwrap_or("default")
    }
}

impl<'a> Container<'a> {
    /// The name; empty if missing.
    pub fn name(&self) -> &'a str {
        self.node.text("name").unwrap_or_default()
    }

    /// The port of a name.
    pub fn port(&self, name: &str) -> Option<&'a Node> {
        self.node.items("ports").iter().find(|port| port.text("name") == Some(name))
    }
}

/// The pods of all groups of a JobSet.
fn replicated<'a>(owner: Object<'a>, spec: Option<&'a Node>) -> Vec<Pod<'a>> {
    let groups = spec.map(|spec| spec.items("replicatedJobs")).unwrap_or_default();
    let template = |group: &'a Node| group.dig(&["template", "spec", "template"]);
    groups.iter().filter_map(template).filter_map(|template| pod(owner, template)).collect()
}

/// The head and the groups of workers of a Ray cluster.
fn ray<'a>(owner: Object<'a>, spec: Option<&'a Node>) -> Vec<Pod<'a>> {
    let Some(spec) = spec else { return Vec::new() };
    let groups = spec.get("headGroupSpec").into_iter().chain(spec.items("workerGroupSpecs"));
    groups.filter_map(|group| pod(owner, group.get("template")?)).collect()
}

fn pod<'a>(owner: Object<'a>, template: &'a Node) -> Option<Pod<'a>> {
    Some(Pod { owner, metadata: template.get("metadata"), spec: template.get("spec")? })
}
