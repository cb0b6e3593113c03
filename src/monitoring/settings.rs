//! Monitoring, settled: who watches, what was promised, when to call somebody.

use super::gpus;
use super::objectives::resolve_objectives;
use super::servers::{self, Server};
use super::spec::{AlertsSpec, Bound, Count, ModeSpec, MonitoringSpec, RuleSpec, Severity, Threshold};
use crate::components::contract::{Metrics, OwnPrometheus, Surroundings};
use crate::components::parts::require_operator;
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{AlertName, AlertText, Duration, Latency, Name, Ratio, WebAddress};
use crate::k8s::Owner;
use crate::k8s::meta::Labels;
use crate::layers::Place;
use crate::profile::Operator;
use crate::source::Span;
use indexmap::IndexMap;

/// Monitoring, settled.
#[derive(Debug)]
pub struct Monitoring {
    /// Who watches.
    pub mode: Mode,
    pub(super) thresholds: Thresholds,
    pub(super) objectives: Vec<Objective>,
    pub(super) rules: Vec<OwnRule>,
    pub(super) runbooks: Option<WebAddress>,
}

/// Who watches.
#[derive(Debug)]
pub enum Mode {
    /// The cluster's Prometheus, which runs in a namespace and selects by labels.
    Operator {
        /// The namespace.
        namespace: String,
        /// The labels.
        labels: Labels,
    },
    /// Servers of the project's own.
    Bundled(Box<servers::Settings>),
}

/// A settled entry, as far as monitoring looks at it.
#[derive(Clone, Debug)]
pub struct Seen<'a> {
    /// The entry.
    pub owner: &'a Owner,
    /// Where its name stands.
    pub key: Option<Span>,
    /// What it shows; nothing if it has no pods.
    pub metrics: &'a [Metrics],
    /// The versions that share its requests; none if there is only one.
    pub versions: Vec<String>,
    /// Whether it uses GPUs.
    pub uses_gpu: bool,
}

/// When to raise an alert; none takes it out.
#[derive(Debug)]
pub(super) struct Thresholds {
    pub(super) restarts: Option<u32>,
    pub(super) errors: Option<Ratio>,
    pub(super) latency: Option<Latency>,
    pub(super) queue: Option<u32>,
    pub(super) backup: BackupAge,
}

/// How old the last good backup may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BackupAge {
    /// As old as its schedule makes it, and a little more.
    BySchedule,
    /// This many seconds.
    Seconds(u32),
    /// However old.
    Any,
}

/// A share of an entry's requests that has to be good.
#[derive(Debug)]
pub(super) struct Objective {
    pub(super) name: String,
    pub(super) owner: Owner,
    pub(super) share: Ratio,
    pub(super) good: Good,
}

/// What a good request is.
#[derive(Debug)]
pub(super) enum Good {
    /// One without an error of the server.
    Answered {
        /// The counter of requests.
        counter: String,
    },
    /// One that is answered in time.
    InTime {
        /// The histogram of seconds.
        histogram: String,
        /// The time.
        below: Latency,
    },
}

/// An alert of the user's own.
#[derive(Debug)]
pub(super) struct OwnRule {
    pub(super) name: String,
    pub(super) expression: String,
    pub(super) wait: Duration,
    pub(super) severity: Severity,
    pub(super) summary: String,
    pub(super) description: Option<String>,
}

const RESTARTS: u32 = 5;
const ERRORS: Ratio = Ratio::from_thousandths(1_000);
const LATENCY: Latency = Latency::from_milliseconds(500);
const QUEUE: u32 = 1_000;
const WAIT: Duration = Duration::from_seconds(300);

impl MonitoringSpec {
    /// Settles the section, whose place is that of `around`, for the entries that were `seen`. The servers of a bundled monitoring
    /// system come along, to be planned beside them.
    pub fn resolve(self, seen: &[Seen<'_>], around: &Surroundings<'_>, report: &mut Report) -> Option<(Monitoring, Vec<Server>)> {
        self.check_mode(&around.place, report);
        let Self { mode, namespace, labels, prometheus, grafana, alertmanager, gpu_exporter, nodes, api_server, .. } = self;
        let Self { runbooks, slos, alerts, rules, .. } = self;
        let objectives = resolve_objectives(slos, seen, &around.place.key("slos"), report);
        let (mode, servers) = match mode {
            ModeSpec::None => return None,
            ModeSpec::Operator => {
                require_operator(
                    Operator::PrometheusOperator,
                    "monitoring by the cluster",
                    around,
                    &around.place.key("mode"),
                    report,
                );
                let namespace = namespace.as_ref().or(around.profile.monitoring.as_ref().map(|facts| &facts.namespace));
                if namespace.is_none() {
                    report.push(
                        no_namespace(&around.place)
                            .related(around.profile.fact(&["monitoring"]), "no `monitoring` is named here"),
                    );
                }
                let namespace = namespace.map(Name::to_string).unwrap_or_default();
                (Mode::Operator { namespace, labels: labels.into_iter().collect() }, Vec::new())
            }
            ModeSpec::Bundled => {
                let written = servers::Written {
                    prometheus: prometheus.unwrap_or_default(),
                    grafana,
                    alertmanager,
                    gpus: gpus::resolve(gpu_exporter, seen, around, report),
                    nodes,
                    api_server,
                };
                let (settings, servers) = written.resolve(seen, !objectives.is_empty(), around, report);
                (Mode::Bundled(Box::new(settings)), servers)
            }
        };
        let monitoring = Monitoring { mode, thresholds: alerts.settle(), objectives, rules: own_rules(rules), runbooks };
        Some((monitoring, servers))
    }

    /// The Prometheus of a bundled monitoring system; `around` is the section.
    pub fn own_prometheus(&self, around: &Surroundings<'_>) -> Option<OwnPrometheus> {
        (self.mode == ModeSpec::Bundled).then(|| servers::own_prometheus(self.prometheus.as_ref(), around))
    }

    /// Reports keys that mean nothing to whoever watches.
    fn check_mode(&self, place: &Place<'_>, report: &mut Report) {
        let (keys, whose) = match self.mode {
            ModeSpec::None => return,
            ModeSpec::Operator => (
                vec![
                    ("prometheus", self.prometheus.is_some()),
                    ("grafana", self.grafana.is_some()),
                    ("alertmanager", self.alertmanager.is_some()),
                    ("gpuExporter", self.gpu_exporter.is_some()),
                    ("nodes", !self.nodes.is_empty()),
                    ("apiServer", !self.api_server.is_empty()),
                ],
                "a bundled monitoring system",
            ),
            ModeSpec::Bundled => (vec![("labels", !self.labels.is_empty())], "the cluster's own Prometheus"),
        };
        for (key, _) in keys.into_iter().filter(|(_, given)| *given) {
            report.push(
                Diagnostic::error(codes::BAD_VALUE, format!("`{key}` means something for {whose} only"))
                    .at(place.key(key).key_span())
                    .related(place.key("mode").span(), "who watches")
                    .help("take it out; in an overlay, `null` removes what the spec has set"),
            );
        }
    }
}

fn no_namespace(place: &Place<'_>) -> Diagnostic {
    Diagnostic::error(codes::MISSING_KEY, "nothing says in which namespace the cluster's Prometheus runs")
        .at(place.key_span())
        .help("name it: `namespace: monitoring`; without it the network policies would keep it out")
}

impl AlertsSpec {
    fn settle(self) -> Thresholds {
        let Self { restarts, errors, latency, queue, backup } = self;
        Thresholds {
            restarts: restarts.or(Count(RESTARTS)).map(|count| count.0),
            errors: errors.or(ERRORS),
            latency: latency.or(LATENCY),
            queue: queue.or(Count(QUEUE)).map(|count| count.0),
            backup: match backup {
                Threshold::Default => BackupAge::BySchedule,
                Threshold::At(age) => BackupAge::Seconds(age.seconds()),
                Threshold::Off => BackupAge::Any,
            },
        }
    }
}

impl<T: Bound> Threshold<T> {
    fn or(self, default: T) -> Option<T> {
        match self {
            Self::Default => Some(default),
            Self::At(bound) => Some(bound),
            Self::Off => None,
        }
    }
}

fn own_rules(rules: IndexMap<AlertName, RuleSpec>) -> Vec<OwnRule> {
    let settle = |(name, RuleSpec { expr, wait, severity, summary, description }): (AlertName, RuleSpec)| OwnRule {
        name: name.to_string(),
        expression: expr.as_str().to_owned(),
        wait: wait.unwrap_or(WAIT),
        severity,
        summary: summary.into_text(),
        description: description.map(AlertText::into_text),
    };
    let mut rules: Vec<OwnRule> = rules.into_iter().map(settle).collect();
    // The order in which people write names is theirs.
    rules.sort_by(|one, two| one.name.cmp(&two.name));
    rules
}
