//! The keys that services, workers and jobs share, and the program that comes of them.

use super::{
    EgressSpec, GpuSpec, MountSpec, Placement, Program, Replicas, SecuritySpec, check_shared_memory, egress_ways, mount_needs,
    uses_needs,
};
use crate::components::contract::Surroundings;
use crate::diag::Report;
use crate::fields::{Bytes, Cpu, Environment, Image, MountPath, Name, Range, Use};
use crate::k8s::pod::Spread;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

/// What every program of the user's own can say, whatever kind of entry it is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProgramSpec {
    /// The arguments of the command.
    #[serde(default)]
    pub args: Vec<String>,
    /// Accelerators.
    #[serde(default)]
    pub gpu: Option<GpuSpec>,
    /// Whether nodes will do that cost less and may go at any time.
    #[serde(default)]
    pub spot: bool,
    /// Shared memory at `/dev/shm`, which PyTorch's data loaders need; it counts as memory.
    #[serde(default)]
    shm: Option<Bytes>,
    /// Environment variables: texts, or keys of Secrets as `secret(name/key)`.
    #[serde(default)]
    pub env: Environment,
    /// Files by their path in the container, with their text.
    #[serde(default)]
    files: IndexMap<MountPath, String>,
    /// Volumes by the path at which they appear.
    #[serde(default)]
    mounts: IndexMap<MountPath, MountSpec>,
    /// Addresses outside the cluster to which it may connect.
    #[serde(default)]
    egress: Vec<EgressSpec>,
    /// What differs from the safest defaults.
    #[serde(default)]
    security: SecuritySpec,
    /// Labels of its pods.
    #[serde(default)]
    labels: IndexMap<String, String>,
    /// Annotations of its pods.
    #[serde(default)]
    annotations: IndexMap<String, String>,
    /// Its namespace, if not the project's.
    #[serde(default)]
    pub namespace: Option<Name>,
}

/// What each kind of entry says of its program in keys of its own, settled.
#[derive(Debug)]
pub struct ProgramOfKind {
    /// What its pods do, as a label.
    pub role: &'static str,
    /// The image.
    pub image: Image,
    /// The command; the image's own if empty.
    pub command: Vec<String>,
    /// CPU from request to limit.
    pub cpu: Range<Cpu>,
    /// Memory from request to limit.
    pub memory: Range<Bytes>,
    /// The size of `/tmp`.
    pub scratch: Option<Bytes>,
    /// The number of pods side by side.
    pub replicas: Replicas,
    /// Seconds from the request to end to the kill.
    pub grace: u32,
    /// The name of the ConfigMap.
    pub config: Option<Name>,
    /// The entries that it uses.
    pub uses: Vec<Use>,
}

impl ProgramSpec {
    /// The program, and a report of what cannot hold whatever it is for. Its pods are kept apart by nothing yet.
    pub fn settle(self, kind: ProgramOfKind, around: &Surroundings<'_>, report: &mut Report) -> Program {
        let place = &around.place;
        let mut needs = uses_needs(kind.uses);
        needs.extend(mount_needs(self.mounts));
        check_shared_memory(self.shm, kind.memory, place, &place.key("memory"), report);
        self.security.check(place, report);
        Program {
            owner: around.owner.clone(),
            role: kind.role,
            container_name: None,
            image: kind.image,
            command: kind.command,
            args: self.args,
            cpu: kind.cpu,
            memory: kind.memory,
            shared_memory: self.shm,
            scratch: kind.scratch,
            replicas: kind.replicas,
            spread: Spread::default(),
            placement: Placement::resolve(self.gpu.as_ref(), self.spot, around, place, report),
            vertical: None,
            strategy: None,
            grace: kind.grace,
            environment: self.env,
            config: kind.config,
            files: self.files,
            needs,
            egress: egress_ways(&self.egress, place, report),
            model: None,
            security: self.security,
            labels: self.labels,
            annotations: self.annotations,
        }
    }
}
