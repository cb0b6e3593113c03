//! Everything that rules and dashboards are made from.

use super::inventory::Inventory;
use super::settings::{Objective, OwnRule, Thresholds};
use super::targets::Target;
use crate::fields::WebAddress;
use std::collections::BTreeSet;

/// What there is to watch, and how closely.
#[derive(Debug)]
pub(super) struct Watch<'a> {
    /// The project.
    pub(super) project: &'a str,
    /// Its namespaces.
    pub(super) namespaces: BTreeSet<String>,
    /// What is scraped.
    pub(super) targets: Vec<Target<'a>>,
    /// What runs.
    pub(super) inventory: Inventory,
    /// When to raise an alert.
    pub(super) thresholds: &'a Thresholds,
    /// What was promised.
    pub(super) objectives: &'a [Objective],
    /// Alerts of the user's own.
    pub(super) rules: &'a [OwnRule],
    /// Where the runbooks are.
    pub(super) runbooks: Option<&'a WebAddress>,
    /// Whether nodes are scraped too: volumes, the CPU and memory of containers, GPUs.
    pub(super) nodes: bool,
}
