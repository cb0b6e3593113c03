//! Checks of who refers to whom, and whether that is there.

mod address;
mod backend;
mod calls;
mod classes;
mod config;
mod find;
mod governing_service;
mod ingress;
mod monitors;
mod pod_objects;
mod policies;
mod probe_port;
mod reach;
mod roles;
mod routes;
mod rule_files;
mod scale_requests;
mod scalers;
mod service;
mod spread;
mod template;
mod twins;
mod unselected;
mod unused;
mod uses;
mod variables;
mod volumes;

pub(super) use scalers::scaled_object;

use super::Check;

/// The checks of this group.
pub(super) const CHECKS: &[Check] = &[
    twins::CHECK,
    template::CHECK,
    service::CHECK,
    config::CHECK,
    volumes::CHECK,
    pod_objects::CHECK,
    classes::CHECK,
    probe_port::CHECK,
    variables::CHECK,
    spread::CHECK,
    governing_service::CHECK,
    roles::CHECK,
    scalers::CHECK,
    scale_requests::CHECK,
    ingress::CHECK,
    routes::CHECK,
    monitors::CHECK,
    unselected::CHECK,
    rule_files::CHECK,
    calls::CHECK,
    policies::CHECK,
    unused::CHECK,
];
