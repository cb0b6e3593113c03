//! The facts of a profile.

use super::nodes::Nodes;
use super::operator::Operator;
use crate::fields::{Bytes, Cidr, Duration, KubeVersion, Name, Port};
use crate::k8s::storage::AccessMode;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

/// The facts of a cluster.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Facts {
    /// One line for people.
    pub description: String,
    /// The Kubernetes version, such as `1.34`.
    pub kubernetes: KubeVersion,
    /// Whether this is a developer's machine, where moving image tags and plain HTTP are in order.
    #[serde(default)]
    pub local: bool,
    /// The nodes.
    pub nodes: Nodes,
    /// Name resolution.
    pub dns: Dns,
    /// The API server, for pods that ask it.
    pub api_server: ApiServer,
    /// Whether anybody enforces network policies.
    pub network_policies: Enforcement,
    /// Whether a metrics server tells the CPU and memory of pods, by which autoscalers go.
    pub metrics_server: bool,
    /// In which ways a Service of a project may face the outside.
    pub exposure: Vec<ServiceExposure>,
    /// Storage classes.
    pub storage: Storage,
    /// How traffic enters.
    pub routing: RoutingFacts,
    /// What the cluster runs beyond Kubernetes itself.
    #[serde(default)]
    pub operators: Vec<Operator>,
    /// Custom resources that the cluster serves beyond those of its operators and gateways: their API groups, such as `acme.example`, or
    /// their names as `kubectl get crds` prints them.
    #[serde(default)]
    pub crds: Vec<String>,
    /// Accelerators; none where there are none.
    #[serde(default)]
    pub gpu: Option<GpuFacts>,
    /// Nodes that cost less and may go at any time; none where nothing tells them from others.
    #[serde(default)]
    pub spot: Option<SpotFacts>,
    /// How pods prove to the cloud who they are; none where there is no cloud.
    #[serde(default)]
    pub identity: Option<IdentityFacts>,
    /// Where a monitoring system runs that scrapes pods.
    #[serde(default)]
    pub monitoring: Option<Monitoring>,
}

impl Facts {
    /// Whether the cluster is said to serve custom resources of an API group.
    pub fn serves(&self, group: &str) -> bool {
        let names = |said: &String| said == group || said.split_once('.').is_some_and(|(_, of)| of == group);
        self.crds.iter().any(names) || (group == GATEWAYS && self.routing.controller.takes_gateways())
    }
}

/// The API group of the Gateway API.
pub const GATEWAYS: &str = "gateway.networking.k8s.io";

/// Where pods ask for names.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Dns {
    /// The label `k8s-app` of each kind of resolver that runs as pods in `kube-system`.
    pub pods: Vec<String>,
    /// Addresses of resolvers that are no pods: node-local caches and the cloud's own servers.
    #[serde(default)]
    pub addresses: Vec<Cidr>,
}

/// Where pods reach the API server. They ask at an address of the cluster's own, and network policies look at where that leads.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApiServer {
    /// Its addresses, as far as they are known.
    pub addresses: Vec<Cidr>,
    /// Its TCP ports.
    pub ports: Vec<Port>,
}

/// Whether anybody enforces network policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Enforcement {
    /// The cluster's network plugin does.
    Enforced,
    /// Nobody does: the API server takes them, and nothing happens.
    Ignored,
    /// It depends on the cluster.
    Unknown,
}

/// A way in which a Service faces the outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ServiceExposure {
    /// A load balancer of the cloud's, or of something that stands in for it.
    LoadBalancer,
    /// A port of every node.
    NodePort,
}

impl ServiceExposure {
    /// The word for it in profiles.
    pub fn word(self) -> &'static str {
        match self {
            Self::LoadBalancer => "load-balancer",
            Self::NodePort => "node-port",
        }
    }
}

/// The storage classes of a cluster.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Storage {
    /// The class for claims that name none; a profile without one asks the spec to name it.
    #[serde(default)]
    pub default: Option<String>,
    /// The classes by name.
    #[serde(default)]
    pub classes: IndexMap<String, StorageClass>,
    /// What a claim gets that names no class, on a cluster of which no class is known. A class that the spec names is then taken
    /// at its word.
    #[serde(default)]
    pub unknown: Option<StorageClass>,
    /// By what buckets of an object store appear as folders; none where that takes a driver that is not known.
    #[serde(default)]
    pub buckets: Option<BucketDriver>,
}

/// A driver that mounts buckets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BucketDriver {
    /// Cloud Storage FUSE.
    GcsFuse,
    /// Mountpoint for Amazon S3.
    MountpointS3,
}

/// A storage class.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StorageClass {
    /// The access modes that its volumes really have.
    pub access: Vec<AccessMode>,
    /// When a claim gets its volume; unknown if not given.
    #[serde(default)]
    pub binding: Option<Binding>,
    /// The smallest volume.
    #[serde(default)]
    pub minimum: Option<Bytes>,
    /// How to create it, where a new cluster does not have it.
    #[serde(default)]
    pub create: Option<Creation>,
}

/// When a claim gets its volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Binding {
    /// At once, wherever its pod will run.
    Immediate,
    /// With its first pod, where that one runs.
    WaitForFirstConsumer,
}

/// How a storage class is created.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Creation {
    /// The CSI driver.
    pub provisioner: String,
    /// The driver's parameters.
    #[serde(default)]
    pub parameters: IndexMap<String, String>,
}

/// How traffic enters a cluster.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RoutingFacts {
    /// Who carries out routes.
    pub controller: Controller,
    /// The ingress class or gateway class; none where the spec has to name it or where the bundle creates it.
    #[serde(default)]
    pub class: Option<String>,
    /// The pods from which requests arrive, where a controller inside the cluster carries them.
    #[serde(default)]
    pub pods: Option<RouterPods>,
    /// The addresses from which requests and health checks arrive, where a load balancer outside the cluster carries them.
    #[serde(default)]
    pub addresses: Vec<Cidr>,
    /// Whether it can take a path off before an entry sees the request; yes if not given.
    #[serde(default = "yes")]
    pub rewrites_paths: bool,
    /// How long a load balancer may go on sending requests to a pod that is about to end.
    pub drain: Duration,
    /// How long a server keeps an idle connection. It has to outlast the load balancer's, which otherwise answers 502.
    pub keep_alive: Duration,
}

fn yes() -> bool {
    true
}

/// Who carries out routes, and so which objects describe them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Controller {
    /// ingress-nginx: Ingress with annotations.
    IngressNginx,
    /// The load balancing of EKS Auto Mode: Ingress with an application load balancer.
    AlbIngress,
    /// The AWS Load Balancer Controller: Gateway API with an application load balancer.
    AwsLoadBalancer,
    /// GKE's own controller: Gateway API with a Google Cloud load balancer.
    GkeGateway,
    /// Any other implementation of the Gateway API.
    GatewayApi,
}

impl Controller {
    /// Whether routes are objects of the Gateway API, whose custom resources the cluster then serves.
    pub fn takes_gateways(self) -> bool {
        matches!(self, Self::AwsLoadBalancer | Self::GkeGateway | Self::GatewayApi)
    }

    /// Whether its load balancers are Amazon's: they take certificates of AWS Certificate Manager only, and firewalls of AWS WAF.
    pub fn is_of_aws(self) -> bool {
        matches!(self, Self::AlbIngress | Self::AwsLoadBalancer)
    }
}

/// The pods of a controller.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RouterPods {
    /// Their namespace; none where they run beside their gateway, which then has a namespace of its own.
    #[serde(default)]
    pub namespace: Option<Name>,
    /// Their labels.
    pub labels: IndexMap<String, String>,
}

/// The accelerators of a cluster.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GpuFacts {
    /// The resource that containers ask for.
    pub resource: String,
    /// The labels of nodes with each model, and the values of which they have one.
    #[serde(default)]
    pub models: IndexMap<String, IndexMap<String, Vec<String>>>,
    /// The taints of nodes with accelerators.
    #[serde(default)]
    pub tolerations: Vec<Taint>,
    /// How several pods share one.
    #[serde(default)]
    pub sharing: SharingFacts,
    /// Who tells Prometheus of them, where the cluster brings that along.
    #[serde(default)]
    pub exporter: Option<GpuExporter>,
}

/// The pods of NVIDIA's exporter.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GpuExporter {
    /// Their namespace.
    pub namespace: Name,
    /// Their labels.
    pub labels: IndexMap<String, String>,
    /// The port at which they show metrics.
    pub port: Port,
    /// Whether errors, `DCGM_FI_DEV_XID_ERRORS`, are among the metrics.
    pub errors: bool,
}

/// The ways to share an accelerator that a cluster knows.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SharingFacts {
    /// Pods take turns.
    #[serde(default)]
    pub time_slicing: Option<Sharing>,
    /// Pods run side by side under NVIDIA's Multi-Process Service.
    #[serde(default)]
    pub mps: Option<Sharing>,
    /// Pods have partitions of the hardware: Multi-Instance GPU.
    #[serde(default)]
    pub mig: Option<Sharing>,
}

/// What a pod says to share an accelerator. `{}` stands for the number of pods that share one, or for the size of a partition.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Sharing {
    /// The resource, if it is not that of whole accelerators.
    #[serde(default)]
    pub resource: Option<String>,
    /// The labels of the nodes.
    #[serde(default)]
    pub labels: IndexMap<String, String>,
    /// Whether the labels of models are not there on such nodes.
    #[serde(default)]
    pub hides_model: bool,
}

/// Nodes that cost less and may go at any time.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SpotFacts {
    /// Their labels.
    pub labels: IndexMap<String, String>,
    /// Their taints.
    #[serde(default)]
    pub tolerations: Vec<Taint>,
}

/// A taint that keeps pods from a node.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Taint {
    /// The key.
    pub key: String,
    /// The value; any if not given.
    #[serde(default)]
    pub value: Option<String>,
    /// The effect, such as `NoSchedule`.
    pub effect: String,
}

/// How pods prove to the cloud who they are.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IdentityFacts {
    /// Whose identities these are.
    pub platform: IdentityPlatform,
    /// Where pods fetch their credentials.
    #[serde(default)]
    pub endpoints: Vec<Endpoint>,
}

/// Ports of a block of addresses.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Endpoint {
    /// The addresses.
    pub block: Cidr,
    /// The TCP ports.
    pub ports: Vec<Port>,
}

/// A cloud's way to give pods an identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum IdentityPlatform {
    /// IAM roles for service accounts.
    Aws,
    /// Workload Identity Federation for GKE.
    Gcp,
    /// Microsoft Entra Workload ID.
    Azure,
}

/// Where a monitoring system runs.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Monitoring {
    /// Its namespace.
    pub namespace: Name,
}
