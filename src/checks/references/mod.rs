//! Checks of who refers to whom, and whether that is there.

use super::Check;

/// The checks of this group.
pub(super) const CHECKS: &[Check] = &[];
