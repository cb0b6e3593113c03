//! Rules: what is recorded of objectives, and when somebody is called. One file for each family of alerts, and their table.

mod absence;
mod gpus;
mod jobs;
mod nodes;
mod notifications;
mod objectives;
mod own;
mod pods;
mod queues;
mod requests;
mod stores;
mod versions;

pub(super) use gpus::of_project;
pub(super) use objectives::recorded;

use super::spec::Severity;
use super::watch::Watch;
use crate::k8s::custom::prometheus::{Alerting, Rule, RuleGroup};
use crate::k8s::meta::Labels;
use std::collections::BTreeSet;

/// A family of alerts: the name of its group, and the alerts for what there is to watch.
struct Family {
    name: &'static str,
    alerts: fn(&Watch<'_>) -> Vec<Alert>,
}

/// The families, in the order in which people look for a cause.
const FAMILIES: [Family; 12] = [
    Family { name: "objectives", alerts: objectives::alerts },
    Family { name: "requests", alerts: requests::alerts },
    Family { name: "versions", alerts: versions::alerts },
    Family { name: "absence", alerts: absence::alerts },
    Family { name: "pods", alerts: pods::alerts },
    Family { name: "queues", alerts: queues::alerts },
    Family { name: "stores", alerts: stores::alerts },
    Family { name: "jobs", alerts: jobs::alerts },
    Family { name: "nodes", alerts: nodes::alerts },
    Family { name: "gpus", alerts: gpus::alerts },
    Family { name: "notifications", alerts: notifications::alerts },
    Family { name: "own", alerts: own::alerts },
];

/// An alert, before it knows whose it is.
#[derive(Debug)]
struct Alert {
    name: String,
    expression: String,
    /// How long it has to hold.
    wait: String,
    severity: Severity,
    /// Labels that tell alerts of one name apart.
    labels: Labels,
    summary: String,
    description: String,
}

impl Alert {
    fn new(name: &str, severity: Severity, wait: &str, expression: String) -> Self {
        Self {
            name: name.to_owned(),
            expression,
            wait: wait.to_owned(),
            severity,
            labels: Labels::new(),
            summary: String::new(),
            description: String::new(),
        }
    }

    /// One line for the person who is called, and what to do first. Both may name labels: `{{ $labels.pod }}`.
    #[must_use]
    fn says(mut self, summary: impl Into<String>, description: impl Into<String>) -> Self {
        (self.summary, self.description) = (summary.into(), description.into());
        self
    }

    #[must_use]
    fn with(mut self, label: &str, value: &str) -> Self {
        self.labels.insert(label.to_owned(), value.to_owned());
        self
    }

    fn rule(self, watch: &Watch<'_>) -> Rule {
        let Self { name, expression, wait, severity, mut labels, summary, description } = self;
        labels.insert("severity".to_owned(), severity.word().to_owned());
        labels.insert("project".to_owned(), watch.project.to_owned());
        let mut annotations = Labels::from([("summary".to_owned(), summary), ("description".to_owned(), description)]);
        annotations.extend(watch.runbooks.annotation(&name));
        Rule::Alerting(Alerting { alert: name, expr: expression, wait, labels, annotations })
    }
}

impl Severity {
    fn word(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// All rules for what there is to watch.
pub(super) fn groups(watch: &Watch<'_>) -> Vec<RuleGroup> {
    let recordings = RuleGroup { name: format!("{}-recordings", watch.project), rules: objectives::recordings(watch) };
    let families = FAMILIES.iter().map(|family| RuleGroup {
        name: format!("{}-{}", watch.project, family.name),
        rules: (family.alerts)(watch).into_iter().map(|alert| alert.rule(watch)).collect(),
    });
    std::iter::once(recordings).chain(families).filter(|group| !group.rules.is_empty()).collect()
}

/// The names of all alerts in some rules.
pub(super) fn names(groups: &[RuleGroup]) -> BTreeSet<&str> {
    let rules = groups.iter().flat_map(|group| &group.rules);
    rules.filter_map(|rule| if let Rule::Alerting(alert) = rule { Some(alert.alert.as_str()) } else { None }).collect()
}
