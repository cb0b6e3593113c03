//! Checks of what objects mean together: how many pods there are and where they run, what they keep, and how they come and go.

mod block_class;
mod budget;
mod changing_label;
mod claim_access;
mod claim_class;
mod claims;
mod cron_job;
mod database_volume;
mod dead_volume;
mod default_class;
mod file_group;
mod fixed_scaler;
mod gpu;
mod gpu_nodes;
mod grace_period;
mod image_tag;
mod node_port;
mod overlap;
mod patience;
mod replicas;
mod shared_claim;
mod size;
mod start;
mod surge;

use super::{Check, Context, Rule};

/// The checks of this group.
pub(super) const CHECKS: &[Check] = &[
    budget::CHECK,
    overlap::CHECK,
    changing_label::CHECK,
    shared_claim::CHECK,
    block_class::CHECK,
    claim_access::CHECK,
    claim_class::CHECK,
    default_class::CHECK,
    database_volume::CHECK,
    file_group::CHECK,
    dead_volume::CHECK,
    surge::CHECK,
    gpu_nodes::CHECK,
    start::CHECK,
    patience::CHECK,
    grace_period::CHECK,
    node_port::CHECK,
    image_tag::CHECK,
    replicas::CHECK,
    fixed_scaler::CHECK,
    cron_job::CHECK,
];
