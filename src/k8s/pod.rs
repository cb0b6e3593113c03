//! Pods that pass Pod Security `restricted` and miss nothing that production asks for.

use super::meta::{Labels, selector};
use k8s_openapi::api::core::v1::{
    Affinity, Capabilities, ConfigMapVolumeSource, Container, ContainerPort, EmptyDirVolumeSource, EnvVar, EnvVarSource,
    KeyToPath, Lifecycle, LifecycleHandler, NodeAffinity, NodeSelector, NodeSelectorRequirement, NodeSelectorTerm,
    ObjectFieldSelector, PersistentVolumeClaimVolumeSource, PodAffinity, PodAffinityTerm, PodSecurityContext, PodSpec,
    PodTemplateSpec, ProjectedVolumeSource, ResourceRequirements, SeccompProfile, SecretKeySelector, SecretProjection,
    SecretVolumeSource, SecurityContext, SleepAction, Toleration, TopologySpreadConstraint, Volume, VolumeMount,
    VolumeProjection,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use std::collections::BTreeMap;

/// The user under which containers run that do not ask for another. It is a number, because Kubernetes cannot tell whether
/// a name is root.
pub const USER: i64 = 10_001;

/// The label by which nodes are told apart.
const NODE: &str = "kubernetes.io/hostname";

/// How the pods of one workload are kept apart; not at all where nothing is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// Over zones.
    pub zones: Option<Apart>,
    /// Over nodes.
    pub nodes: Option<Apart>,
}

/// How strictly pods are kept apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Apart {
    /// As far as it goes.
    Prefer,
    /// A pod waits if it does not go.
    Require,
}

/// The nodes on which a pod may run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Nodes {
    /// Labels, each with the values of which a node has to have one.
    pub labels: BTreeMap<String, Vec<String>>,
    /// The taints that the pod bears.
    pub tolerations: Vec<Toleration>,
}

impl Nodes {
    /// The labels of which one value is right.
    fn selector(&self) -> Option<Labels> {
        let only = |(key, values): (&String, &Vec<String>)| match values.as_slice() {
            [value] => Some((key.clone(), value.clone())),
            _ => None,
        };
        let labels: Labels = self.labels.iter().filter_map(only).collect();
        (!labels.is_empty()).then_some(labels)
    }

    /// The labels of which several values are right.
    fn affinity(&self) -> Option<NodeAffinity> {
        let requirement = |(key, values): (&String, &Vec<String>)| NodeSelectorRequirement {
            key: key.clone(),
            operator: "In".to_owned(),
            values: Some(values.clone()),
        };
        let requirements: Vec<_> = self.labels.iter().filter(|(_, values)| values.len() > 1).map(requirement).collect();
        let term = NodeSelectorTerm { match_expressions: Some(requirements), match_fields: None };
        let has_any = term.match_expressions.as_ref().is_some_and(|requirements| !requirements.is_empty());
        has_any.then(|| NodeAffinity {
            required_during_scheduling_ignored_during_execution: Some(NodeSelector { node_selector_terms: vec![term] }),
            ..NodeAffinity::default()
        })
    }
}

/// What a component says of its pod; [`Pod::template`] adds the rest.
#[derive(Clone, Debug)]
pub struct Pod {
    /// The service account.
    pub account: String,
    /// Whether its token is mounted: only for programs that speak to the API server.
    pub token: bool,
    /// Annotations of the pod.
    pub annotations: Labels,
    /// Labels of the pod beside those of its owner.
    pub labels: Labels,
    /// The containers.
    pub containers: Vec<Container>,
    /// The containers that must end before the others start.
    pub init_containers: Vec<Container>,
    /// Volumes beside the scratch space.
    pub volumes: Vec<Volume>,
    /// The size of the writable `/tmp`.
    pub scratch: String,
    /// The numeric user.
    pub user: i64,
    /// The numeric group, which also owns the volumes.
    pub group: i64,
    /// The seconds between the request to end and the kill.
    pub grace: u32,
    /// How replicas are kept apart.
    pub spread: Spread,
    /// The nodes on which it may run.
    pub nodes: Nodes,
    /// The labels of a pod on whose node it has to run, because it mounts what that one mounts.
    pub beside: Option<Labels>,
    /// Whether the cluster puts further containers into it.
    pub injected: bool,
    /// The seconds that init containers may take on purpose.
    pub patience: u32,
    /// Kubernetes' default if none.
    pub restart_policy: Option<&'static str>,
}

impl Pod {
    /// A pod of one container that runs under an account of its own.
    pub fn new(account: impl Into<String>, container: Container) -> Self {
        Self {
            account: account.into(),
            token: false,
            annotations: Labels::new(),
            labels: Labels::new(),
            containers: vec![container],
            init_containers: Vec::new(),
            volumes: Vec::new(),
            scratch: "1Gi".to_owned(),
            user: USER,
            group: USER,
            grace: 30,
            spread: Spread::default(),
            nodes: Nodes::default(),
            beside: None,
            injected: false,
            patience: 0,
            restart_policy: None,
        }
    }

    /// The template of a workload. `spread_labels` are the workload's selector.
    pub fn template(self, labels: Labels, spread_labels: &Labels) -> PodTemplateSpec {
        let mut all_labels = labels;
        all_labels.extend(self.labels);
        let scratch = empty_dir("tmp", None, &self.scratch);
        PodTemplateSpec {
            metadata: Some(ObjectMeta {
                labels: Some(all_labels),
                annotations: (!self.annotations.is_empty()).then_some(self.annotations),
                ..ObjectMeta::default()
            }),
            spec: Some(PodSpec {
                service_account_name: Some(self.account),
                automount_service_account_token: Some(self.token),
                // A Service called `mlflow` would otherwise set `MLFLOW_PORT=tcp://...` in every pod, and MLflow would not start.
                enable_service_links: Some(false),
                restart_policy: self.restart_policy.map(str::to_owned),
                termination_grace_period_seconds: Some(i64::from(self.grace)),
                security_context: Some(PodSecurityContext {
                    run_as_non_root: Some(true),
                    run_as_user: Some(self.user),
                    run_as_group: Some(self.group),
                    fs_group: Some(self.group),
                    fs_group_change_policy: Some("OnRootMismatch".to_owned()),
                    seccomp_profile: Some(SeccompProfile { type_: "RuntimeDefault".to_owned(), ..SeccompProfile::default() }),
                    ..PodSecurityContext::default()
                }),
                node_selector: self.nodes.selector(),
                affinity: affinity(self.nodes.affinity(), self.beside),
                topology_spread_constraints: spread(self.spread, spread_labels),
                tolerations: (!self.nodes.tolerations.is_empty()).then_some(self.nodes.tolerations),
                init_containers: (!self.init_containers.is_empty()).then_some(self.init_containers),
                containers: self.containers,
                volumes: Some(std::iter::once(scratch).chain(self.volumes).collect()),
                ..PodSpec::default()
            }),
        }
    }
}

/// The nodes that will do, and the pod beside which there is room for it only.
fn affinity(node_affinity: Option<NodeAffinity>, beside: Option<Labels>) -> Option<Affinity> {
    let pod_affinity = beside.map(|labels| PodAffinity {
        required_during_scheduling_ignored_during_execution: Some(vec![PodAffinityTerm {
            label_selector: Some(selector(labels)),
            topology_key: NODE.to_owned(),
            ..PodAffinityTerm::default()
        }]),
        ..PodAffinity::default()
    });
    let is_any = node_affinity.is_some() || pod_affinity.is_some();
    is_any.then(|| Affinity { node_affinity, pod_affinity, ..Affinity::default() })
}

fn spread(spread: Spread, labels: &Labels) -> Option<Vec<TopologySpreadConstraint>> {
    let constraint = |(key, apart): (&str, Apart)| TopologySpreadConstraint {
        max_skew: 1,
        topology_key: key.to_owned(),
        when_unsatisfiable: match apart {
            Apart::Prefer => "ScheduleAnyway".to_owned(),
            Apart::Require => "DoNotSchedule".to_owned(),
        },
        label_selector: Some(selector(labels.clone())),
        // Each rollout is spread by itself; otherwise the old pods decide where the new ones go.
        match_label_keys: Some(vec!["pod-template-hash".to_owned()]),
        ..TopologySpreadConstraint::default()
    };
    let over = [("topology.kubernetes.io/zone", spread.zones), (NODE, spread.nodes)];
    let constraints: Vec<_> = over.into_iter().filter_map(|(key, apart)| Some(constraint((key, apart?)))).collect();
    (!constraints.is_empty()).then_some(constraints)
}

/// CPU and memory of a container, as quantities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resources {
    /// Requested and limited CPU.
    pub cpu: (String, String),
    /// Requested and limited memory.
    pub memory: (String, String),
}

impl Resources {
    /// Amounts that the code names: each requested and limited.
    pub fn new(cpu: (&str, &str), memory: (&str, &str)) -> Self {
        let pair = |(request, limit): (&str, &str)| (request.to_owned(), limit.to_owned());
        Self { cpu: pair(cpu), memory: pair(memory) }
    }
}

/// A container that may write to `/tmp` only, holds no privilege and has requests and limits.
pub fn container(name: &str, image: &str, resources: Resources) -> Container {
    let amounts = |cpu: String, memory: String| {
        Some(BTreeMap::from([("cpu".to_owned(), Quantity(cpu)), ("memory".to_owned(), Quantity(memory))]))
    };
    Container {
        name: name.to_owned(),
        image: Some(image.to_owned()),
        image_pull_policy: Some("IfNotPresent".to_owned()),
        resources: Some(ResourceRequirements {
            requests: amounts(resources.cpu.0, resources.memory.0),
            limits: amounts(resources.cpu.1, resources.memory.1),
            ..ResourceRequirements::default()
        }),
        security_context: Some(SecurityContext {
            allow_privilege_escalation: Some(false),
            capabilities: Some(Capabilities { drop: Some(vec!["ALL".to_owned()]), add: None }),
            read_only_root_filesystem: Some(true),
            ..SecurityContext::default()
        }),
        // What the program said last explains its end when it wrote no message of its own.
        termination_message_policy: Some("FallbackToLogsOnError".to_owned()),
        volume_mounts: Some(vec![mount("tmp", "/tmp")]),
        ..Container::default()
    }
}

/// Gives a container devices of a node. They stand in the limits only: Kubernetes takes the request from there, and never shares
/// them (Kubernetes documentation, "Schedule GPUs", 2026-11).
pub fn add_devices(container: &mut Container, resource: &str, count: u16) {
    let limits = container.resources.get_or_insert_default().limits.get_or_insert_default();
    limits.insert(resource.to_owned(), Quantity(count.to_string()));
}

/// Whether containers of their own run beside the first of a pod, all the time.
pub fn has_sidecars(pod: &Pod) -> bool {
    let stays = |container: &Container| container.restart_policy.as_deref() == Some("Always");
    pod.injected || pod.containers.len() > 1 || pod.init_containers.iter().any(stays)
}

/// A named port on which a container listens.
pub fn port(name: &str, number: u16) -> ContainerPort {
    ContainerPort {
        name: Some(name.to_owned()),
        container_port: i32::from(number),
        protocol: Some("TCP".to_owned()),
        ..ContainerPort::default()
    }
}

/// A variable with a value that anybody may read.
pub fn variable(name: &str, value: impl Into<String>) -> EnvVar {
    EnvVar { name: name.to_owned(), value: Some(value.into()), value_from: None }
}

/// A variable whose value is a key of a Secret.
pub fn secret_variable(name: &str, secret: &str, key: &str) -> EnvVar {
    let source = EnvVarSource { secret_key_ref: Some(secret_key(secret, key)), ..EnvVarSource::default() };
    EnvVar { name: name.to_owned(), value: None, value_from: Some(source) }
}

/// A key of a Secret that has to be there.
pub fn secret_key(secret: &str, key: &str) -> SecretKeySelector {
    SecretKeySelector { name: secret.to_owned(), key: key.to_owned(), optional: None }
}

/// A variable whose value is a field of the pod itself, such as its address.
pub fn field_variable(name: &str, path: &str) -> EnvVar {
    let field = ObjectFieldSelector { field_path: path.to_owned(), api_version: None };
    let source = EnvVarSource { field_ref: Some(field), ..EnvVarSource::default() };
    EnvVar { name: name.to_owned(), value: None, value_from: Some(source) }
}

/// Waits before the container is told to end, until load balancers have noticed that the pod goes.
pub fn sleep_before_stop(seconds: u32) -> Lifecycle {
    let sleep = LifecycleHandler { sleep: Some(SleepAction { seconds: i64::from(seconds) }), ..LifecycleHandler::default() };
    Lifecycle { pre_stop: Some(sleep), ..Lifecycle::default() }
}

/// Mounts a whole volume.
pub fn mount(volume: &str, path: &str) -> VolumeMount {
    VolumeMount { name: volume.to_owned(), mount_path: path.to_owned(), ..VolumeMount::default() }
}

/// Mounts a volume, or one file of it, to read only.
pub fn read_only_mount(volume: &str, path: &str, file: Option<&str>) -> VolumeMount {
    VolumeMount { read_only: Some(true), sub_path: file.map(str::to_owned), ..mount(volume, path) }
}

/// An empty volume that ends with the pod, on disk or in memory.
pub fn empty_dir(name: &str, medium: Option<&str>, size: &str) -> Volume {
    let source =
        EmptyDirVolumeSource { medium: medium.map(str::to_owned), size_limit: Some(Quantity(size.to_owned())), mode: None };
    Volume { name: name.to_owned(), empty_dir: Some(source), ..Volume::default() }
}

/// The files of a ConfigMap.
pub fn config_volume(name: &str, config_map: &str) -> Volume {
    let source = ConfigMapVolumeSource { name: config_map.to_owned(), ..ConfigMapVolumeSource::default() };
    Volume { name: name.to_owned(), config_map: Some(source), ..Volume::default() }
}

/// One key of a Secret as a file that its owner and the pod's group may read.
pub fn secret_volume(name: &str, secret: &str, key: &str, file: &str) -> Volume {
    let item = KeyToPath { key: key.to_owned(), path: file.to_owned(), ..KeyToPath::default() };
    let source = SecretVolumeSource {
        secret_name: Some(secret.to_owned()),
        items: Some(vec![item]),
        default_mode: Some(0o440),
        ..SecretVolumeSource::default()
    };
    Volume { name: name.to_owned(), secret: Some(source), ..Volume::default() }
}

/// The same keys of several Secrets as files that their owner and the pod's group may read, in a folder for each Secret.
pub fn secrets_volume<'a>(name: &str, secrets: impl IntoIterator<Item = &'a str>, keys: &[&str]) -> Volume {
    let source = |secret: &str| {
        let item = |key: &&str| KeyToPath { key: (*key).to_owned(), path: format!("{secret}/{key}"), ..KeyToPath::default() };
        let items = Some(keys.iter().map(item).collect());
        let projection = SecretProjection { name: secret.to_owned(), items, optional: None };
        VolumeProjection { secret: Some(projection), ..VolumeProjection::default() }
    };
    let sources = Some(secrets.into_iter().map(source).collect());
    let projected = ProjectedVolumeSource { default_mode: Some(0o440), sources, ..ProjectedVolumeSource::default() };
    Volume { name: name.to_owned(), projected: Some(projected), ..Volume::default() }
}

/// A claim.
pub fn claim_volume(name: &str, claim: &str) -> Volume {
    let source = PersistentVolumeClaimVolumeSource { claim_name: claim.to_owned(), read_only: None };
    Volume { name: name.to_owned(), persistent_volume_claim: Some(source), ..Volume::default() }
}
