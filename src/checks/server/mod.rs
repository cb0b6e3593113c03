//! Checks of what a server refuses that no schema tells: names, ranges, unions.

use super::Check;

/// The checks of this group.
pub(super) const CHECKS: &[Check] = &[];
