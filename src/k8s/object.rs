//! The objects of a bundle and the table of their kinds.

use super::custom::autoscaler::VerticalPodAutoscalerSpec;
use super::custom::aws::{LoadBalancerConfigurationSpec, TargetGroupConfigurationSpec};
use super::custom::cert_manager::{CertificateSpec, ClusterIssuerSpec};
use super::custom::eks::IngressClassParamsSpec;
use super::custom::external_secrets::ExternalSecretSpec;
use super::custom::gateway::{GatewayClassSpec, GatewaySpec, HttpRouteSpec};
use super::custom::gke::{GcpBackendPolicySpec, HealthCheckPolicySpec};
use super::custom::istio::{PeerAuthenticationSpec, VirtualServiceSpec};
use super::custom::jobset::JobSetSpec;
use super::custom::keda::{ScaledObjectSpec, TriggerAuthenticationSpec};
use super::custom::linkerd::ServerSpec;
use super::custom::prometheus::{PodMonitorSpec, PrometheusRuleSpec, ServiceMonitorSpec};
use super::custom::ray::RayJobSpec;
use super::custom::secrets_store::SecretProviderClassSpec;
use super::custom::trainer::{TrainJobSpec, TrainingRuntimeSpec};
use super::custom::{Custom, CustomSpec};
use super::other::Other;
use crate::diag::Report;
use crate::source::Span;
use crate::yaml::{self, EmitError, Node};
use k8s_openapi::Resource;
use k8s_openapi::api::apps::v1::{Deployment, StatefulSet};
use k8s_openapi::api::autoscaling::v2::HorizontalPodAutoscaler;
use k8s_openapi::api::batch::v1::{CronJob, Job};
use k8s_openapi::api::core::v1::{
    ConfigMap, LimitRange, Namespace, PersistentVolume, PersistentVolumeClaim, ResourceQuota, Service, ServiceAccount,
};
use k8s_openapi::api::networking::v1::{Ingress, IngressClass, NetworkPolicy};
use k8s_openapi::api::policy::v1::PodDisruptionBudget;
use k8s_openapi::api::rbac::v1::{ClusterRole, ClusterRoleBinding, Role, RoleBinding};
use k8s_openapi::api::scheduling::v1::PriorityClass;
use k8s_openapi::api::storage::v1::StorageClass;
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::{Serialize, Serializer};

/// When an object is applied, in order. Each stage stands on the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Where everything else lives.
    Namespaces,
    /// Rules that hold from the first pod on.
    Policies,
    /// Accounts and roles.
    Identity,
    /// Configuration and claims that pods read or mount.
    Config,
    /// Databases, brokers and stores.
    Data,
    /// What runs once before the workloads: migrations.
    Jobs,
    /// Servers and workers.
    Workloads,
    /// What looks after the workloads: autoscalers, disruption budgets, monitors.
    Scalers,
    /// The way in.
    Routes,
}

impl Stage {
    /// All stages in order.
    pub const ALL: [Self; 9] = [
        Self::Namespaces,
        Self::Policies,
        Self::Identity,
        Self::Config,
        Self::Data,
        Self::Jobs,
        Self::Workloads,
        Self::Scalers,
        Self::Routes,
    ];

    /// The name of the stage in file names.
    pub fn name(self) -> &'static str {
        match self {
            Self::Namespaces => "namespaces",
            Self::Policies => "policies",
            Self::Identity => "identity",
            Self::Config => "config",
            Self::Data => "data",
            Self::Jobs => "jobs",
            Self::Workloads => "workloads",
            Self::Scalers => "scalers",
            Self::Routes => "routes",
        }
    }
}

/// One object of a bundle.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The object.
    pub object: Object,
    /// When it is applied.
    pub stage: Stage,
    /// The place in the spec that it comes from.
    pub origin: Option<Span>,
}

impl Entry {
    /// The object as a tree, whose every value and key has the place that it comes from: what is written, and what checks look at.
    pub fn tree(&self) -> Result<Node, EmitError> {
        yaml::to_node(&self.object, self.origin.unwrap_or_default())
    }
}

/// Decodes an object of one kind; the place names it.
pub type Decode = fn(&Node, Span, &mut Report) -> Option<Object>;

/// A type that is an object by itself, built in or custom.
trait Kind {
    const API_VERSION: &'static str;
    const KIND: &'static str;
    /// None for custom resources: their structs hold what mlkube writes, not everything that others may.
    const DECODE: Option<Decode> = None;
    fn metadata(&self) -> &ObjectMeta;
    fn metadata_mut(&mut self) -> &mut ObjectMeta;
}

/// What is known of a kind that has a row in the table.
#[derive(Clone, Copy, Debug)]
pub struct KindFacts {
    /// The place of the kind among those of its stage.
    pub rank: usize,
    /// The stage of the kind, unless it depends on what the object is for.
    pub stage: Option<Stage>,
    /// How objects of the kind are decoded.
    pub decode: Option<Decode>,
}

impl<S: CustomSpec> Kind for Custom<S> {
    const API_VERSION: &'static str = S::API_VERSION;
    const KIND: &'static str = S::KIND;

    fn metadata(&self) -> &ObjectMeta {
        &self.metadata
    }

    fn metadata_mut(&mut self) -> &mut ObjectMeta {
        &mut self.metadata
    }
}

/// Writes the table of kinds as the enum [`Object`]: a row is a type, and the stage at which its objects are applied; `_` leaves
/// the stage to who builds the object. Rows stand in the order in which kinds are applied within a stage.
macro_rules! objects {
    ($($name:ident($type:ty) $stage:tt,)*) => {
        /// An object.
        #[derive(Clone, Debug)]
        pub enum Object {
            $(#[doc = concat!("See `", stringify!($type), "`.")] $name(Box<$type>),)*
            /// Of a kind without a row.
            Other(Box<Other>),
        }

        impl Object {
            /// Group and version.
            pub fn api_version(&self) -> &str {
                match self { $(Self::$name(_) => <$type as Kind>::API_VERSION,)* Self::Other(other) => &other.api_version }
            }

            /// The kind.
            pub fn kind(&self) -> &str {
                match self { $(Self::$name(_) => <$type as Kind>::KIND,)* Self::Other(other) => &other.kind }
            }

            /// Name, namespace, labels and annotations.
            pub fn metadata(&self) -> &ObjectMeta {
                match self { $(Self::$name(object) => Kind::metadata(&**object),)* Self::Other(other) => &other.metadata }
            }

            /// Name, namespace, labels and annotations, to change.
            pub fn metadata_mut(&mut self) -> &mut ObjectMeta {
                match self {
                    $(Self::$name(object) => Kind::metadata_mut(&mut **object),)*
                    Self::Other(other) => &mut other.metadata,
                }
            }

            /// The place of the kind among those of its stage; kinds without a row come last.
            pub fn rank(&self) -> usize {
                match self {
                    $(Self::$name(_) => Row::$name as usize,)*
                    Self::Other(other) => {
                        Self::facts(&other.api_version, &other.kind).map_or(Row::Other as usize, |facts| facts.rank)
                    }
                }
            }

            /// The stage of the kind, unless it depends on what the object is for.
            pub fn stage(&self) -> Option<Stage> {
                match self {
                    $(Self::$name(_) => objects!(@stage $stage),)*
                    Self::Other(other) => Self::facts(&other.api_version, &other.kind).and_then(|facts| facts.stage),
                }
            }

            /// What is known of a kind, if it has a row.
            pub fn facts(api_version: &str, kind: &str) -> Option<KindFacts> {
                $(if (api_version, kind) == (<$type as Kind>::API_VERSION, <$type as Kind>::KIND) {
                    let (rank, stage) = (Row::$name as usize, objects!(@stage $stage));
                    return Some(KindFacts { rank, stage, decode: <$type as Kind>::DECODE });
                })*
                None
            }
        }

        enum Row { $($name,)* Other }

        impl Serialize for Object {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self { $(Self::$name(object) => object.serialize(serializer),)* Self::Other(other) => other.serialize(serializer) }
            }
        }

        $(impl From<$type> for Object {
            fn from(object: $type) -> Self {
                Self::$name(Box::new(object))
            }
        })*
    };
    (@stage _) => { None };
    (@stage $stage:ident) => { Some(Stage::$stage) };
}

/// The built-in kinds get their [`Kind`] from k8s-openapi.
macro_rules! built_in {
    ($($type:ty,)*) => {
        $(impl Kind for $type {
            const API_VERSION: &'static str = <$type as Resource>::API_VERSION;
            const KIND: &'static str = <$type as Resource>::KIND;
            const DECODE: Option<Decode> =
                Some(|node, named, report| yaml::decode::<$type>(node, named, report).map(Object::from));

            fn metadata(&self) -> &ObjectMeta {
                &self.metadata
            }

            fn metadata_mut(&mut self) -> &mut ObjectMeta {
                &mut self.metadata
            }
        })*
    };
}

built_in! {
    CustomResourceDefinition, Namespace, PriorityClass, ResourceQuota, LimitRange, StorageClass, NetworkPolicy, ServiceAccount, ClusterRole, ClusterRoleBinding, Role, RoleBinding, ConfigMap, PersistentVolume, PersistentVolumeClaim, Service, StatefulSet, Deployment, Job,
    CronJob, HorizontalPodAutoscaler, PodDisruptionBudget, IngressClass, Ingress,
}

objects! {
    CustomResourceDefinition(CustomResourceDefinition) Namespaces,
    Namespace(Namespace) Namespaces,
    PriorityClass(PriorityClass) Policies,
    ResourceQuota(ResourceQuota) Policies,
    LimitRange(LimitRange) Policies,
    StorageClass(StorageClass) Policies,
    NetworkPolicy(NetworkPolicy) Policies,
    PeerAuthentication(Custom<PeerAuthenticationSpec>) Policies,
    Server(Custom<ServerSpec>) Policies,
    ServiceAccount(ServiceAccount) Identity,
    ClusterRole(ClusterRole) Identity,
    ClusterRoleBinding(ClusterRoleBinding) Identity,
    Role(Role) Identity,
    RoleBinding(RoleBinding) Identity,
    ExternalSecret(Custom<ExternalSecretSpec>) Config,
    SecretProviderClass(Custom<SecretProviderClassSpec>) Config,
    ConfigMap(ConfigMap) Config,
    PersistentVolume(PersistentVolume) Config,
    PersistentVolumeClaim(PersistentVolumeClaim) Config,
    Service(Service) _,
    StatefulSet(StatefulSet) Data,
    Deployment(Deployment) Workloads,
    Job(Job) Jobs,
    CronJob(CronJob) Workloads,
    TrainingRuntime(Custom<TrainingRuntimeSpec>) Workloads,
    TrainJob(Custom<TrainJobSpec>) Workloads,
    JobSet(Custom<JobSetSpec>) Workloads,
    RayJob(Custom<RayJobSpec>) Workloads,
    HorizontalPodAutoscaler(HorizontalPodAutoscaler) Scalers,
    VerticalPodAutoscaler(Custom<VerticalPodAutoscalerSpec>) Scalers,
    TriggerAuthentication(Custom<TriggerAuthenticationSpec>) Scalers,
    ScaledObject(Custom<ScaledObjectSpec>) Scalers,
    PodDisruptionBudget(PodDisruptionBudget) Scalers,
    ServiceMonitor(Custom<ServiceMonitorSpec>) Scalers,
    PodMonitor(Custom<PodMonitorSpec>) Scalers,
    PrometheusRule(Custom<PrometheusRuleSpec>) Scalers,
    ClusterIssuer(Custom<ClusterIssuerSpec>) Routes,
    Certificate(Custom<CertificateSpec>) Routes,
    IngressClassParams(Custom<IngressClassParamsSpec>) Routes,
    IngressClass(IngressClass) Routes,
    Ingress(Ingress) Routes,
    GatewayClass(Custom<GatewayClassSpec>) Routes,
    LoadBalancerConfiguration(Custom<LoadBalancerConfigurationSpec>) Routes,
    TargetGroupConfiguration(Custom<TargetGroupConfigurationSpec>) Routes,
    HealthCheckPolicy(Custom<HealthCheckPolicySpec>) Routes,
    GcpBackendPolicy(Custom<GcpBackendPolicySpec>) Routes,
    Gateway(Custom<GatewaySpec>) Routes,
    HttpRoute(Custom<HttpRouteSpec>) Routes,
    VirtualService(Custom<VirtualServiceSpec>) Routes,
}

impl Object {
    /// The name.
    pub fn name(&self) -> &str {
        self.metadata().name.as_deref().unwrap_or_default()
    }

    /// The namespace; none for an object of the cluster.
    pub fn namespace(&self) -> Option<&str> {
        self.metadata().namespace.as_deref()
    }

    /// What people call it: `Deployment/loan-api`.
    pub fn title(&self) -> String {
        format!("{}/{}", self.kind(), self.name())
    }
}
