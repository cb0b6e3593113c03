//! Checks of amounts: what containers ask for, and what their namespace and their cluster give.

mod demand;
mod limit_range;
mod measured_pods;
mod quota;
mod quota_keys;
mod quota_wants;
mod resources;

use super::Check;

/// The checks of this group.
pub(super) const CHECKS: &[Check] =
    &[quota::CHECK, quota_keys::CHECK, quota_wants::CHECK, limit_range::CHECK, measured_pods::CHECK, resources::CHECK];
