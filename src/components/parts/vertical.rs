//! Autoscaling of what pods request instead of how many there are.

use super::{Replicas, measure};
use crate::components::contract::Surroundings;
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Bytes, Cpu};
use crate::k8s::Owner;
use crate::k8s::custom::Custom;
use crate::k8s::custom::autoscaler::{ContainerPolicy, VerticalPodAutoscalerSpec, vertical_pod_autoscaler};
use crate::k8s::pod::{self, Pod};
use crate::layers::Place;
use crate::profile::Operator;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// How an autoscaler sets what pods request.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VerticalSpec {
    /// When pods get what is recommended.
    pub(super) mode: VerticalMode,
    /// The one resource that it sets; both if not given.
    #[serde(default)]
    only: Option<VerticalResource>,
    /// The least that it may recommend.
    #[serde(default)]
    min: AllowedSpec,
    /// The most that it may recommend.
    #[serde(default)]
    max: AllowedSpec,
}

/// When pods get what is recommended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum VerticalMode {
    /// Never: people read the recommendation. The API calls it `Off`, which YAML takes for a boolean.
    #[serde(alias = "off")]
    Recommend,
    /// When a pod starts.
    Initial,
    /// By starting pods anew.
    Recreate,
    /// While pods run, and by starting them anew where that does not go.
    InPlaceOrRecreate,
}

/// A resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum VerticalResource {
    /// CPU.
    Cpu,
    /// Memory.
    Memory,
}

/// Bounds of a recommendation.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct AllowedSpec {
    /// CPU.
    #[serde(default)]
    cpu: Option<Cpu>,
    /// Memory.
    #[serde(default)]
    memory: Option<Bytes>,
}

impl VerticalMode {
    /// The API's word (kubernetes/autoscaler docs/quickstart.md, 2026-02). `Auto` is deprecated and means `Recreate`.
    fn word(self) -> &'static str {
        match self {
            Self::Recommend => "Off",
            Self::Initial => "Initial",
            Self::Recreate => "Recreate",
            Self::InPlaceOrRecreate => "InPlaceOrRecreate",
        }
    }
}

impl VerticalResource {
    fn word(self) -> &'static str {
        match self {
            Self::Cpu => "cpu",
            Self::Memory => "memory",
        }
    }
}

impl VerticalSpec {
    /// Reports what cannot hold, and what does not go with the number of pods of some version.
    pub fn check<'a>(&self, replicas: impl IntoIterator<Item = &'a Replicas>, around: &Surroundings<'_>, report: &mut Report) {
        let place = around.place.key("vertical");
        super::require_operator(Operator::VerticalPodAutoscaler, "setting what pods request", around, &place, report);
        measure::require_measured("an autoscaler of what pods request", around.profile, &place, report);
        self.check_bounds(&place, report);
        let Some((resource, free)) = replicas.into_iter().find_map(|replicas| self.contends_for(replicas)) else { return };
        let word = resource.word();
        report.push(
            Diagnostic::error(codes::UNFIT_REPLICAS, format!("two autoscalers follow the use of {word}"))
                .at(place.key_span())
                .related(around.place.key("scale").key_span(), "this one counts pods by it")
                .help("each undoes what the other does: let pods be counted by something else in `scale`")
                .maybe_help(free.map(|free| format!("or leave {word} alone: `only: {}`", free.word())))
                .help("or only read what is recommended: `mode: recommend`"),
        );
    }

    /// The resource by which an autoscaler counts pods and which this one sets, and the other one if nobody counts pods by that.
    fn contends_for(&self, replicas: &Replicas) -> Option<(VerticalResource, Option<VerticalResource>)> {
        let Replicas::Scaled(scaling) = replicas else { return None };
        let followed = [(VerticalResource::Cpu, scaling.cpu.is_some()), (VerticalResource::Memory, scaling.memory.is_some())];
        let is_set = |resource| self.mode != VerticalMode::Recommend && self.only.is_none_or(|only| only == resource);
        let (contended, _) = followed.into_iter().find(|(resource, is_followed)| *is_followed && is_set(*resource))?;
        let free = followed.into_iter().find(|(_, is_followed)| !is_followed).map(|(resource, _)| resource);
        Some((contended, free))
    }

    fn check_bounds(&self, place: &Place<'_>, report: &mut Report) {
        let backwards = |least: Option<u64>, most: Option<u64>| least.zip(most).is_some_and(|(least, most)| least > most);
        let (min, max) = (self.min, self.max);
        let pairs = [
            ("cpu", backwards(min.cpu.map(Cpu::millicores), max.cpu.map(Cpu::millicores))),
            ("memory", backwards(min.memory.map(Bytes::number), max.memory.map(Bytes::number))),
        ];
        for (key, _) in pairs.iter().filter(|(_, backwards)| *backwards) {
            report.push(
                Diagnostic::error(codes::BAD_RANGE, format!("the most {key} is less than the least"))
                    .at(place.key("max").key(key).span())
                    .related(place.key("min").key(key).span(), "the least")
                    .help("exchange them"),
            );
        }
    }

    /// The autoscaler of a workload with such pods. Containers beside the first stay as they are.
    pub fn build(&self, owner: &Owner, role: &str, pod: &Pod) -> Custom<VerticalPodAutoscalerSpec> {
        let main = pod.containers.first().map(|container| container.name.clone()).unwrap_or_default();
        let mut policies = vec![ContainerPolicy {
            container_name: main,
            mode: None,
            controlled_resources: self.only.iter().map(|resource| resource.word()).collect(),
            min_allowed: allowed(self.min),
            max_allowed: allowed(self.max),
        }];
        if pod::has_sidecars(pod) {
            policies.push(ContainerPolicy { container_name: "*".to_owned(), mode: Some("Off"), ..ContainerPolicy::default() });
        }
        vertical_pod_autoscaler(owner, role, self.mode.word(), policies)
    }
}

fn allowed(AllowedSpec { cpu, memory }: AllowedSpec) -> BTreeMap<&'static str, String> {
    let amounts = [("cpu", cpu.map(|cpu| cpu.to_string())), ("memory", memory.map(|memory| memory.to_string()))];
    amounts.into_iter().filter_map(|(name, amount)| Some((name, amount?))).collect()
}
