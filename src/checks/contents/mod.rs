//! Checks of what stands inside configuration.

use super::Check;

/// The checks of this group.
pub(super) const CHECKS: &[Check] = &[];
