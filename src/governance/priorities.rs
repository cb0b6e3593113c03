//! `priorities`: who goes first when the cluster is full.

use crate::components::contract::Objects;
use crate::fields::Name;
use crate::k8s::template::change_template;
use crate::k8s::{Entry, Owner, Stage};
use crate::yaml::{WordOrMap, word_or_map};
use k8s_openapi::api::scheduling::v1::PriorityClass;
use schemars::JsonSchema;
use serde::Deserialize;

/// `true` for classes of the project's own, or the names of classes that the cluster has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrioritiesSpec {
    /// Whether the bundle brings classes of its own.
    Own(bool),
    /// The cluster's.
    Named(NamedPriorities),
}

/// Names of priority classes that the cluster has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NamedPriorities {
    /// For servers, databases and brokers.
    #[serde(default)]
    serving: Option<Name>,
    /// For workers.
    #[serde(default)]
    workers: Option<Name>,
    /// For jobs.
    #[serde(default)]
    training: Option<Name>,
}

/// The priorities of a project, settled.
#[derive(Clone, Debug, Default)]
pub struct Priorities {
    serving: Option<String>,
    workers: Option<String>,
    training: Option<String>,
    is_own: bool,
}

/// The classes that a bundle brings: name, value, whether pods of it drive others away, and what they are for.
///
/// Training has the value that pods without a class have. Less than -10 would keep the cluster autoscaler from adding nodes for it
/// (kubernetes/autoscaler FAQ, `--expendable-pods-priority-cutoff`, 2026-08).
const CLASSES: [(&str, i32, &str, &str); 3] = [
    ("serving", 100_000, "PreemptLowerPriority", "Servers, databases and brokers: somebody waits for their answer."),
    ("workers", 50_000, "PreemptLowerPriority", "Workers: their work waits in a queue."),
    ("training", 0, "Never", "Jobs: they wait for room, and drive nobody away."),
];

impl PrioritiesSpec {
    /// Settles the priorities of a project.
    pub fn resolve(self, project: &Owner) -> Priorities {
        let own = |role: &str| Some(project.cluster_name(role));
        let named = |name: Option<Name>| name.map(|name| name.to_string());
        match self {
            Self::Own(false) => Priorities::default(),
            Self::Own(true) => {
                Priorities { serving: own("serving"), workers: own("workers"), training: own("training"), is_own: true }
            }
            Self::Named(NamedPriorities { serving, workers, training }) => {
                Priorities { serving: named(serving), workers: named(workers), training: named(training), is_own: false }
            }
        }
    }
}

impl Priorities {
    /// Gives the pods of an entry the class of its section.
    pub fn set(&self, section: &str, entries: &mut [Entry]) {
        let class = match section {
            "workers" => &self.workers,
            "jobs" => &self.training,
            _ => &self.serving,
        };
        let Some(class) = class else { return };
        for entry in entries {
            change_template(&mut entry.object, |template| {
                if let Some(spec) = &mut template.spec {
                    spec.priority_class_name = Some(class.clone());
                }
            });
        }
    }

    /// Builds the classes, if the project brings them.
    pub fn build(&self, project: &Owner, objects: &mut Objects) {
        if !self.is_own {
            return;
        }
        objects.begin(Stage::Policies, None);
        for (name, value, preemption, description) in CLASSES {
            objects.push(PriorityClass {
                metadata: project.cluster_metadata("priority", name),
                value: Some(value),
                preemption_policy: Some(preemption.to_owned()),
                description: Some(description.to_owned()),
                global_default: Some(false),
            });
        }
    }
}

impl WordOrMap for PrioritiesSpec {
    type Word = bool;
    type Map = NamedPriorities;
    const EXPECTED: &'static str = "`true`, or `{serving: CLASS, workers: CLASS, training: CLASS}`";
    const IS_BOOL: bool = true;

    fn of_word(own: bool) -> Self {
        Self::Own(own)
    }

    fn of_map(map: NamedPriorities) -> Self {
        Self::Named(map)
    }
}

word_or_map!(
    PrioritiesSpec,
    "Priorities",
    "`true` for classes of the project's own, or the names of classes that the cluster has."
);
