//! The objects of a bundle and the table of their kinds.

use super::custom::aws::{LoadBalancerConfigurationSpec, TargetGroupConfigurationSpec};
use super::custom::gateway::{GatewayClassSpec, GatewaySpec, HttpRouteSpec};
use super::custom::gke::{GcpBackendPolicySpec, HealthCheckPolicySpec};
use super::custom::{Custom, CustomSpec};
use crate::source::Span;
use k8s_openapi::Resource;
use k8s_openapi::api::apps::v1::{Deployment, StatefulSet};
use k8s_openapi::api::autoscaling::v2::HorizontalPodAutoscaler;
use k8s_openapi::api::batch::v1::{CronJob, Job};
use k8s_openapi::api::core::v1::{ConfigMap, Namespace, PersistentVolumeClaim, Service, ServiceAccount};
use k8s_openapi::api::networking::v1::{Ingress, NetworkPolicy};
use k8s_openapi::api::policy::v1::PodDisruptionBudget;
use k8s_openapi::api::storage::v1::StorageClass;
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
    /// Autoscalers and disruption budgets.
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

/// A type that is an object by itself, built in or custom.
trait Kind {
    const API_VERSION: &'static str;
    const KIND: &'static str;
    fn metadata(&self) -> &ObjectMeta;
}

impl<S: CustomSpec> Kind for Custom<S> {
    const API_VERSION: &'static str = S::API_VERSION;
    const KIND: &'static str = S::KIND;

    fn metadata(&self) -> &ObjectMeta {
        &self.metadata
    }
}

/// Writes the table of kinds as the enum [`Object`]: a row is a type, and the stage at which its objects are applied; `_` leaves
/// the stage to who builds the object. Rows stand in the order in which kinds are applied within a stage.
macro_rules! objects {
    ($($name:ident($type:ty) $stage:tt,)*) => {
        /// An object of any kind that mlkube writes.
        #[derive(Clone, Debug)]
        pub enum Object {
            $(#[doc = concat!("See `", stringify!($type), "`.")] $name(Box<$type>),)*
        }

        impl Object {
            /// Group and version.
            pub fn api_version(&self) -> &'static str {
                match self { $(Self::$name(_) => <$type as Kind>::API_VERSION,)* }
            }

            /// The kind.
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$name(_) => <$type as Kind>::KIND,)* }
            }

            /// Name, namespace, labels and annotations.
            pub fn metadata(&self) -> &ObjectMeta {
                match self { $(Self::$name(object) => Kind::metadata(&**object),)* }
            }

            /// The place of the kind among those of its stage.
            pub fn rank(&self) -> usize {
                enum Row { $($name,)* }
                match self { $(Self::$name(_) => Row::$name as usize,)* }
            }

            /// The stage of the kind, unless it depends on what the object is for.
            pub fn stage(&self) -> Option<Stage> {
                match self { $(Self::$name(_) => objects!(@stage $stage),)* }
            }
        }

        impl Serialize for Object {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self { $(Self::$name(object) => object.serialize(serializer),)* }
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

            fn metadata(&self) -> &ObjectMeta {
                &self.metadata
            }
        })*
    };
}

built_in! {
    Namespace, StorageClass, NetworkPolicy, ServiceAccount, ConfigMap, PersistentVolumeClaim, Service, StatefulSet, Deployment, Job,
    CronJob, HorizontalPodAutoscaler, PodDisruptionBudget, Ingress,
}

objects! {
    Namespace(Namespace) Namespaces,
    StorageClass(StorageClass) Policies,
    NetworkPolicy(NetworkPolicy) Policies,
    ServiceAccount(ServiceAccount) Identity,
    ConfigMap(ConfigMap) Config,
    PersistentVolumeClaim(PersistentVolumeClaim) Config,
    Service(Service) _,
    StatefulSet(StatefulSet) Data,
    Deployment(Deployment) Workloads,
    Job(Job) Jobs,
    CronJob(CronJob) Workloads,
    HorizontalPodAutoscaler(HorizontalPodAutoscaler) Scalers,
    PodDisruptionBudget(PodDisruptionBudget) Scalers,
    Ingress(Ingress) Routes,
    GatewayClass(Custom<GatewayClassSpec>) Routes,
    LoadBalancerConfiguration(Custom<LoadBalancerConfigurationSpec>) Routes,
    TargetGroupConfiguration(Custom<TargetGroupConfigurationSpec>) Routes,
    HealthCheckPolicy(Custom<HealthCheckPolicySpec>) Routes,
    GcpBackendPolicy(Custom<GcpBackendPolicySpec>) Routes,
    Gateway(Custom<GatewaySpec>) Routes,
    HttpRoute(Custom<HttpRouteSpec>) Routes,
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
