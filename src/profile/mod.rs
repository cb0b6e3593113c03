//! What a cluster is and can do. The facts stand in commented YAML files, each with its source and date.

mod builtin;
mod facts;
mod nodes;

pub use builtin::{BUILTIN, Builtin, load, read};
pub use facts::{
    ApiServer, Binding, BucketDriver, Controller, Creation, Dns, Endpoint, Enforcement, GpuFacts, IdentityFacts,
    IdentityPlatform, Monitoring, Operator, Profile, RouterPods, RoutingFacts, ServiceExposure, Sharing, SharingFacts, SpotFacts,
    Storage, StorageClass, Taint,
};
pub use nodes::{Nodes, Pool, Reserved};
