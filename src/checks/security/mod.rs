//! Checks of what pods may do, who may do what, credentials, and what faces the internet.

use super::Check;

/// The checks of this group.
pub(super) const CHECKS: &[Check] = &[];
