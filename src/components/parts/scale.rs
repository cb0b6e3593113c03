//! How many pods an entry has.

use super::events;
use super::measure::{self, ExternalSpec};
use crate::components::contract::Surroundings;
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Amount, Duration, Endpoint, MetricName, Name, Percent, Query, Step};
use crate::k8s::scaling::{Pace, Per, ScaleUnit, Scaling};
use crate::layers::Place;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

/// How an autoscaler chooses the number of pods.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScaleSpec {
    /// The name of the autoscaler; that of what it scales if not given.
    #[serde(default)]
    pub name: Option<Name>,
    /// The fewest pods; where versions run side by side, each may say its own by `replicas`.
    #[serde(default)]
    pub min: Option<u16>,
    /// The most pods.
    pub max: u16,
    /// The share of the requested CPU to aim at, such as `70%`.
    #[serde(default)]
    pub cpu: Option<Percent>,
    /// The share of the requested memory to aim at. Memory that a model holds never falls again: mind what you aim at.
    #[serde(default)]
    pub memory: Option<Percent>,
    /// Whether CPU and memory are those of the whole `pod` or of its main `container`; of the pod, unless it has sidecars, if not
    /// given.
    #[serde(default)]
    pub per: Option<PerSpec>,
    /// Metrics that the pods show, with the average to aim at: `{http_requests_per_second: 50}`.
    #[serde(default)]
    pub pods: IndexMap<MetricName, Amount>,
    /// Metrics of something else, such as the length of a queue.
    #[serde(default)]
    pub external: IndexMap<MetricName, ExternalSpec>,
    /// The Celery tasks that may wait for each pod in each queue; needs KEDA. With it, `min` may be 0.
    #[serde(default)]
    pub queue: Option<u32>,
    /// A PromQL query with one value for an answer; needs KEDA and a `threshold`. With it, `min` may be 0.
    #[serde(default)]
    pub query: Option<Query>,
    /// The answer to aim at for each pod.
    #[serde(default)]
    pub threshold: Option<Amount>,
    /// The Prometheus that is asked, such as `http://prometheus.monitoring.svc:9090`; the project's own, of `monitoring: {mode: bundled}`, if
    /// not given.
    #[serde(default)]
    pub server: Option<Endpoint>,
    /// How fast to grow; twice the pods every 30 s if not given.
    #[serde(default)]
    pub up: Option<PaceSpec>,
    /// How fast to shrink; half the pods a minute, after 5 min of less load, if not given.
    #[serde(default)]
    pub down: Option<PaceSpec>,
}

/// Of what an autoscaler measures CPU and memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PerSpec {
    /// All containers of a pod together.
    Pod,
    /// The main container.
    Container,
}

/// How fast an autoscaler may go.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PaceSpec {
    /// The largest change at once: pods, `2`, or a share of those that run, `100%`.
    pub by: Step,
    /// The time in which it may happen once, at most 30 min.
    pub every: Duration,
    /// The time over which past recommendations are weighed, at most an hour; none for `up` and 5 min for `down` if not given.
    #[serde(default)]
    pub window: Option<Duration>,
}

/// The number of pods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replicas {
    /// A fixed number.
    Fixed(u16),
    /// As many as an autoscaler finds right.
    Scaled(Scaling),
}

impl Replicas {
    /// The fewest pods that there ever are.
    pub fn least(&self) -> u16 {
        match self {
            Self::Fixed(number) => *number,
            Self::Scaled(scaling) => scaling.min,
        }
    }

    /// The most pods that there ever are.
    pub fn most(&self) -> u16 {
        match self {
            Self::Fixed(number) => *number,
            Self::Scaled(scaling) => scaling.max,
        }
    }

    /// What a workload says of the number: nothing when an autoscaler owns it.
    pub fn fixed(&self) -> Option<u16> {
        match self {
            Self::Fixed(number) => Some(*number),
            Self::Scaled(_) => None,
        }
    }
}

/// Doubling every half minute at once: a queue of requests that nobody serves grows fast.
const UP: Pace = Pace { by: 100, unit: ScaleUnit::Percent, every: 30, window: 0 };
/// Halving once a minute after five minutes of less load: pods that load models come back slowly.
const DOWN: Pace = Pace { by: 50, unit: ScaleUnit::Percent, every: 60, window: 300 };
/// The share of the CPU request that an autoscaler aims at if nothing is said.
const CPU: u8 = 70;
/// The longest times that Kubernetes takes (autoscaling/v2 `HPAScalingPolicy` and `HPAScalingRules`, 1.37).
const MOST_EVERY: u32 = 1_800;
const MOST_WINDOW: u32 = 3_600;

/// The number of pods that an entry asks for.
pub fn resolve_replicas(
    replicas: Option<u16>,
    scale: Option<&ScaleSpec>,
    default: u16,
    around: &Surroundings<'_>,
    report: &mut Report,
) -> Replicas {
    let Some(scale) = scale else {
        return Replicas::Fixed(replicas.unwrap_or(default));
    };
    let place_of_scale = around.place.key("scale");
    refuse_both(replicas, &around.place, report);
    scale.check(around, &place_of_scale, report);
    if scale.min.is_none() {
        report.push(no_minimum(&place_of_scale).help("add `min: …`; 2 or more, if a pod may go for maintenance"));
    }
    scale.settle(scale.min, &place_of_scale.key("min"), &place_of_scale, around, report)
}

/// Reports a fixed number of pods beside an autoscaler; `place` is the map with both.
pub fn refuse_both(replicas: Option<u16>, place: &Place<'_>, report: &mut Report) {
    if replicas.is_some() {
        report.push(
            Diagnostic::error(codes::UNFIT_REPLICAS, "`replicas` and `scale` both say how many pods there are")
                .at(place.key("replicas").key_span())
                .related(place.key("scale").key_span(), "the autoscaler owns the number")
                .help("take `replicas` out: each time it is applied it would undo what the autoscaler has done"),
        );
    }
}

/// An autoscaler that does not know the fewest pods; `place` is the autoscaler.
pub fn no_minimum(place: &Place<'_>) -> Diagnostic {
    Diagnostic::error(codes::MISSING_KEY, "nothing says the fewest pods").at(place.key_span())
}

impl ScaleSpec {
    /// Reports what cannot hold whatever the fewest pods are; `place` is where it stands.
    pub fn check(&self, around: &Surroundings<'_>, place: &Place<'_>, report: &mut Report) {
        measure::check_served(!self.pods.is_empty(), !self.external.is_empty(), around, place, report);
        measure::check_external(&self.external, &place.key("external"), report);
        events::check(self, around, place, report);
        let by_load = self.cpu.is_some() || !self.pods.is_empty() || !self.external.is_empty() || self.is_by_events();
        if self.memory.is_some() && !by_load {
            report.push(
                Diagnostic::warning(codes::BLIND_SCALING, "memory alone says little about load")
                    .at(place.key("memory").key_span())
                    .help("a model stays in memory when the load is gone: give `cpu`, too, or a metric of requests"),
            );
        }
        for (key, pace) in [("up", &self.up), ("down", &self.down)] {
            if let Some(pace) = pace {
                pace.check(&place.key(key), report);
            }
        }
    }

    /// Whether KEDA counts the pods.
    pub(super) fn is_by_events(&self) -> bool {
        self.queue.is_some() || self.query.is_some()
    }

    /// The autoscaler with `min` pods or more, where that was said; `place` is where the autoscaler stands.
    pub fn settle(
        &self,
        min: Option<u16>,
        place_of_min: &Place<'_>,
        place: &Place<'_>,
        around: &Surroundings<'_>,
        report: &mut Report,
    ) -> Replicas {
        let Self { name, min: _, max, cpu, memory, per, pods, external, up, down, .. } = self;
        let events = events::settle(self, around.prometheus);
        if let Some(min) = min {
            check_bounds(min, events.is_some(), place_of_min, *max, &place.key("max"), report);
        }
        let default_cpu =
            (memory.is_none() && pods.is_empty() && external.is_empty()).then_some(CPU).filter(|_| events.is_none());
        let (cpu, memory) = (cpu.map(Percent::number).or(default_cpu), memory.map(Percent::number));
        if cpu.is_some() || memory.is_some() {
            let key = if cpu.is_some() { "cpu" } else { "memory" };
            measure::require_measured(&format!("an autoscaler that goes by `{key}`"), around.profile, &place.key(key), report);
        }
        Replicas::Scaled(Scaling {
            name: name.as_ref().map(Name::to_string),
            min: min.unwrap_or(1),
            max: *max,
            cpu,
            memory,
            per: per.map(|per| match per {
                PerSpec::Pod => Per::Pod,
                PerSpec::Container => Per::Container,
            }),
            pods: pods.iter().map(|(name, average)| (name.as_str().to_owned(), average.to_string())).collect(),
            external: external.iter().map(|(name, external)| external.settle(name)).collect(),
            events: events.map(Box::new),
            up: up.map_or(UP, |pace| pace.settle(UP)),
            down: down.map_or(DOWN, |pace| pace.settle(DOWN)),
        })
    }
}

fn check_bounds(min: u16, may_be_none: bool, place_of_min: &Place<'_>, max: u16, place_of_max: &Place<'_>, report: &mut Report) {
    if min == 0 && !may_be_none {
        report.push(
            Diagnostic::error(codes::UNFIT_REPLICAS, "an autoscaler for CPU and memory cannot start from zero pods")
                .at(place_of_min.span())
                .help("set `min` to 1 or more: without a pod there is no load to measure"),
        );
    }
    if max < min {
        report.push(
            Diagnostic::error(codes::UNFIT_REPLICAS, format!("`max` is {max}, less than the fewest pods, which are {min}"))
                .at(place_of_max.span())
                .related(place_of_min.span(), "the fewest pods")
                .help("`max` has to be at least as many"),
        );
    }
}

impl PaceSpec {
    /// Reports times that Kubernetes does not take; `place` is where the pace stands.
    fn check(&self, place: &Place<'_>, report: &mut Report) {
        let mut limit = |key: &str, seconds: u32, least: u32, most: u32| {
            if !(least..=most).contains(&seconds) {
                let (least, most) = (Duration::from_seconds(least), Duration::from_seconds(most));
                report.push(
                    Diagnostic::error(codes::BAD_DURATION, format!("`{key}` has to be from `{least}` to `{most}`"))
                        .at(place.key(key).span())
                        .help(format!("write `{most}` or less; Kubernetes takes no more")),
                );
            }
        };
        limit("every", self.every.seconds(), 1, MOST_EVERY);
        if let Some(window) = self.window {
            limit("window", window.seconds(), 0, MOST_WINDOW);
        }
    }

    fn settle(self, default: Pace) -> Pace {
        let (by, unit) = match self.by {
            Step::Pods(pods) => (pods, ScaleUnit::Pods),
            Step::Percent(percent) => (percent, ScaleUnit::Percent),
        };
        let window = self.window.map_or(default.window, Duration::seconds);
        Pace { by: i32::from(by), unit, every: self.every.seconds(), window }
    }
}
