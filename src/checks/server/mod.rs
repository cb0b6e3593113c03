//! Checks of what a server refuses that no schema tells: names, ranges, unions.

mod address;
mod autoscaler;
mod config;
mod environment;
mod forms;
mod image;
mod ingress;
mod jobs;
mod labels;
mod look;
mod name_length;
mod network_policy;
mod object_name;
mod part_names;
mod placement;
mod pod_security_context;
mod priority;
mod probes;
mod quantity;
mod range;
mod resources;
mod roles;
mod rollout;
mod schedule;
mod secret_type;
mod selectors;
mod service;
mod storage;
mod volumes;

use super::{Check, Context, Rule};

/// The checks of this group.
pub(super) const CHECKS: &[Check] = &[
    object_name::CHECK,
    name_length::CHECK,
    labels::CHECK,
    selectors::CHECK,
    range::CHECK,
    part_names::CHECK,
    environment::CHECK,
    image::CHECK,
    resources::CHECK,
    probes::CHECK,
    volumes::CHECK,
    pod_security_context::CHECK,
    placement::CHECK,
    rollout::CHECK,
    jobs::CHECK,
    schedule::CHECK,
    config::CHECK,
    secret_type::CHECK,
    storage::CHECK,
    service::CHECK,
    ingress::CHECK,
    network_policy::CHECK,
    autoscaler::CHECK,
    roles::CHECK,
    priority::CHECK,
];
