//! How many pods an entry has.

use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Duration, Percent, Step};
use crate::k8s::scaling::{Pace, ScaleUnit, Scaling};
use crate::layers::Place;
use schemars::JsonSchema;
use serde::Deserialize;

/// How an autoscaler chooses the number of pods.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScaleSpec {
    /// The fewest pods.
    pub min: u16,
    /// The most pods.
    pub max: u16,
    /// The share of the requested CPU to aim at, such as `70%`.
    #[serde(default)]
    pub cpu: Option<Percent>,
    /// The share of the requested memory to aim at. Memory that a model holds never falls again: mind what you aim at.
    #[serde(default)]
    pub memory: Option<Percent>,
    /// How fast to grow; twice the pods every 30 s if not given.
    #[serde(default)]
    pub up: Option<PaceSpec>,
    /// How fast to shrink; half the pods a minute, after 5 min of less load, if not given.
    #[serde(default)]
    pub down: Option<PaceSpec>,
}

/// How fast an autoscaler may go.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PaceSpec {
    /// The largest change at once: pods, `2`, or a share of those that run, `100%`.
    pub by: Step,
    /// The time in which it may happen once, at most 30 min.
    pub every: Duration,
    /// The time over which past recommendations are weighed, at most an hour.
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

/// The number of pods that an entry asks for; `place` is the entry.
pub fn resolve_replicas(
    replicas: Option<u16>,
    scale: Option<ScaleSpec>,
    default: u16,
    place: &Place<'_>,
    report: &mut Report,
) -> Replicas {
    let Some(scale) = scale else {
        return Replicas::Fixed(replicas.unwrap_or(default));
    };
    let place_of_scale = place.key("scale");
    if replicas.is_some() {
        report.push(
            Diagnostic::error(codes::UNFIT_REPLICAS, "`replicas` and `scale` both say how many pods there are")
                .at(place.key("replicas").key_span())
                .related(place_of_scale.key_span(), "the autoscaler owns the number")
                .help("take `replicas` out: each time it is applied it would undo what the autoscaler has done"),
        );
    }
    check_bounds(&scale, &place_of_scale, report);
    let ScaleSpec { min, max, cpu, memory, up, down } = scale;
    let default_cpu = memory.is_none().then_some(CPU);
    Replicas::Scaled(Scaling {
        min,
        max,
        cpu: cpu.map(Percent::number).or(default_cpu),
        memory: memory.map(Percent::number),
        up: pace(up.as_ref(), UP, &place_of_scale.key("up"), report),
        down: pace(down.as_ref(), DOWN, &place_of_scale.key("down"), report),
    })
}

fn check_bounds(scale: &ScaleSpec, place: &Place<'_>, report: &mut Report) {
    if scale.min == 0 {
        report.push(
            Diagnostic::error(codes::UNFIT_REPLICAS, "an autoscaler for CPU and memory cannot start from zero pods")
                .at(place.key("min").span())
                .help("set `min` to 1 or more: without a pod there is no load to measure"),
        );
    }
    if scale.max < scale.min {
        report.push(
            Diagnostic::error(codes::UNFIT_REPLICAS, format!("`max` is {}, less than `min`, which is {}", scale.max, scale.min))
                .at(place.key("max").span())
                .related(place.key("min").span(), "the fewest pods")
                .help("`max` has to be at least `min`"),
        );
    }
}

fn seconds_of(seconds: u32) -> Duration {
    Duration::from_seconds(seconds)
}

fn pace(spec: Option<&PaceSpec>, default: Pace, place: &Place<'_>, report: &mut Report) -> Pace {
    let Some(&PaceSpec { by, every, window }) = spec else { return default };
    let (by, unit) = match by {
        Step::Pods(pods) => (pods, ScaleUnit::Pods),
        Step::Percent(percent) => (percent, ScaleUnit::Percent),
    };
    let mut limit = |key: &str, seconds: u32, least: u32, most: u32| {
        if !(least..=most).contains(&seconds) {
            report.push(
                Diagnostic::error(
                    codes::BAD_DURATION,
                    format!("`{key}` has to be from `{}` to `{}`", seconds_of(least), seconds_of(most)),
                )
                .at(place.key(key).span())
                .help(format!("write `{}` or less; Kubernetes takes no more", seconds_of(most))),
            );
        }
        seconds
    };
    Pace {
        by: i32::from(by),
        unit,
        every: limit("every", every.seconds(), 1, MOST_EVERY),
        window: window.map_or(default.window, |window| limit("window", window.seconds(), 0, MOST_WINDOW)),
    }
}
