//! Checks of what cannot work or is a risk for pods, claims and traffic, across objects.

use super::Check;

/// The checks of this group.
pub(super) const CHECKS: &[Check] = &[];
