//! Keys that several kinds of entry share, and what they become.

mod address;
mod backup;
mod dump;
mod environment;
mod events;
mod exporter;
mod expose;
mod health;
mod identity;
mod measure;
mod model;
mod mounts;
mod placement;
mod pods;
mod program;
mod program_spec;
mod rclone;
mod resources;
mod rollout;
mod scale;
mod security;
mod spread;
mod storage;
mod vertical;

pub use address::{Address, ServicePortSpec};
pub use backup::{BACKUP, Backup, BackupSpec, Sent, backup_account, copy_volume, mount_copy, take_account, upload};
pub use dump::dump;
pub use environment::{
    ConfiguredEnvironment, configure, environment_secrets, identity_defaults, simple_variable, variable_name, variables,
};
pub use events::{Waiting, refuse_queue};
pub use exporter::Exporter;
pub use expose::{ExposeSpec, Prefix, check_doors};
pub use health::{Health, HealthSpec};
pub use identity::{account_annotations, pod_labels};
pub use model::{Edges, Model, ModelSpec};
pub use mounts::{MountSpec, add_mounts, check_mounts, mount_needs, mounts_alone};
pub use placement::{GpuSpec, Placement};
pub use pods::{add_files, add_memory, add_scrape_annotations, argv, dress};
pub use program::Program;
pub use program_spec::{ProgramOfKind, ProgramSpec};
pub use rclone::{RcloneWork, rclone};
pub use resources::{check_least_memory, check_shared_memory, resources};
pub use rollout::StrategySpec;
pub use scale::{Replicas, ScaleSpec, no_minimum, refuse_both, resolve_replicas};
pub use security::{SecuritySpec, secure};
pub use spread::{SpreadSpec, spread};
pub use storage::{Access, Disk};
pub use vertical::VerticalSpec;

use super::contract::{CapabilityKind, Need, Purpose, Surroundings, Way};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Cidr, Image, Port, Use};
use crate::layers::Place;
use crate::profile::{Operator, Profile};
use crate::yaml::Step;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeSet;

/// Addresses outside the cluster that an entry's pods may connect to.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EgressSpec {
    /// The block of addresses; `0.0.0.0/0` is the whole internet.
    pub to: Cidr,
    /// The TCP ports.
    #[schemars(length(min = 1))]
    pub ports: Vec<Port>,
}

/// The ways that a list of `egress` opens; `place` is the entry.
pub fn egress_ways(egress: &[EgressSpec], place: &Place<'_>, report: &mut Report) -> Vec<Way> {
    for (index, EgressSpec { ports, .. }) in egress.iter().enumerate() {
        if ports.is_empty() {
            report.push(
                Diagnostic::error(codes::BAD_VALUE, "a way out without ports")
                    .at(place.key("egress").index(index).key("ports").span())
                    .help("name them: `ports: [443]`; Kubernetes would take an empty list for all ports"),
            );
        }
    }
    let way = |EgressSpec { to, ports }: &EgressSpec| Way::Outside {
        blocks: vec![to.to_string()],
        ports: ports.iter().map(|port| port.number()).collect(),
    };
    egress.iter().map(way).collect()
}

/// What `uses:` may name.
const USABLE: &[CapabilityKind] =
    &[CapabilityKind::Http, CapabilityKind::Redis, CapabilityKind::Mlflow, CapabilityKind::Postgres, CapabilityKind::ObjectStore];

/// The needs that a list of `uses` stands for.
pub fn uses_needs(uses: Vec<Use>) -> Vec<Need> {
    let need = |(index, used): (usize, Use)| Need {
        target: used.name,
        wanted: USABLE,
        purpose: Purpose::Use,
        prefix: used.prefix,
        path: vec![Step::Key("uses".to_owned()), Step::Index(index)],
    };
    uses.into_iter().enumerate().map(need).collect()
}

/// Reports an image whose content can change under its name, which only a developer's machine may run.
pub fn check_image(image: &Image, profile: &Profile, place: &Place<'_>, report: &mut Report) {
    if image.moves() && !profile.local {
        report.push(
            Diagnostic::error(codes::MOVING_TAG, format!("`{image}` can change under its name"))
                .at(place.span())
                .related(profile.fact(&["local"]), "a cluster that is not `local`")
                .help("name a version, as in `:1.4.2`, or a digest; what ran yesterday must be what runs after a restart")
                .help("only local profiles such as `minikube` take `latest`"),
        );
    }
}

/// Reports what needs an operator that the cluster does not run; `what` is a phrase such as `scaling by queue depth`.
pub fn require_operator(operator: Operator, what: &str, around: &Surroundings<'_>, place: &Place<'_>, report: &mut Report) {
    require_operator_of(operator, what, around.operators, around.profile, place, report);
}

/// [`require_operator`] for what is no entry; `operators` is what the cluster runs.
pub fn require_operator_of(
    operator: Operator,
    what: &str,
    operators: &BTreeSet<Operator>,
    profile: &Profile,
    place: &Place<'_>,
    report: &mut Report,
) {
    if !operators.contains(&operator) {
        report.push(operator_missing(operator, what, profile).at(place.key_span().or(place.span())));
    }
}

/// What is said of an operator that the cluster does not run.
pub fn operator_missing(operator: Operator, what: &str, profile: &Profile) -> Diagnostic {
    let word = operator.word();
    let known = if profile.operators.is_empty() { "no `operators` are named here" } else { "what it runs" };
    Diagnostic::error(codes::OPERATOR_MISSING, format!("{what} needs {word}, which the profile's cluster does not run"))
        .related(profile.fact(&["operators"]), known)
        .help(format!("if yours runs it, say so at the top of the spec or of its overlay: `operators: [{word}]`"))
        .help("else install it there, or take this out; in an overlay, `null` removes a key")
}

/// Reports keys of an installation beside `external`, where nothing is installed.
pub fn refuse_beside_external(keys: &[(&str, bool)], place: &Place<'_>, report: &mut Report) {
    for (key, _) in keys.iter().filter(|(_, given)| *given) {
        report.push(
            Diagnostic::error(codes::BAD_VALUE, format!("`{key}` has no effect on a server outside the cluster"))
                .at(place.key(key).key_span())
                .related(place.key("external").key_span(), "nothing is installed")
                .help("take it out; in an overlay, `null` removes what the spec has set"),
        );
    }
}

/// Blocks of addresses for a network policy; the whole world if none is known.
pub fn blocks(addresses: &[Cidr]) -> Vec<String> {
    if addresses.is_empty() { vec!["0.0.0.0/0".to_owned()] } else { addresses.iter().map(Cidr::to_string).collect() }
}
