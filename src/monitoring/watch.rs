//! Everything that rules and dashboards are made from.

use super::inventory::Inventory;
use super::runbooks::Runbooks;
use super::settings::{Objective, OwnRule, Thresholds};
use super::targets::Target;
use std::collections::BTreeSet;

/// Who tells of GPUs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gpus {
    /// Nobody, as far as is known.
    Unseen,
    /// An exporter.
    Seen {
        /// Whether it tells of errors too.
        errors: bool,
    },
}

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
    pub(super) runbooks: Runbooks<'a>,
    /// Whether nodes are scraped too: volumes, and the CPU and memory of containers.
    pub(super) nodes: bool,
    /// Whether the project's own Prometheus has to ask them by itself.
    pub(super) asks_nodes: bool,
    /// Whether GPUs are seen.
    pub(super) gpus: Gpus,
    /// Whether the project's own Prometheus hands alerts to somebody who calls people.
    pub(super) tells_people: bool,
}
