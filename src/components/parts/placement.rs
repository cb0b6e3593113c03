//! The nodes on which pods run: with accelerators, or such as cost less and may go.

use crate::components::contract::Surroundings;
use crate::diag::{Diagnostic, Report, codes, nearest};
use crate::fields::{GpuPartition, Name};
use crate::k8s::pod::{self, Nodes, Pod};
use crate::layers::Place;
use crate::profile::{GpuFacts, Profile, Sharing, Taint, builtin_with};
use k8s_openapi::api::core::v1::Toleration;
use schemars::JsonSchema;
use serde::Deserialize;

/// The accelerators of a container.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GpuSpec {
    /// The model, such as `t4` or `l4`; any if not given. The profile lists what its cluster has.
    #[serde(default)]
    model: Option<Name>,
    /// How many; 1 if not given.
    #[serde(default)]
    #[schemars(range(min = 1))]
    count: Option<u16>,
    /// How pods share one; each has its own if not given.
    #[serde(default)]
    share: Option<ShareSpec>,
    /// Whether nodes will do that cost less and may go at any time.
    #[serde(default)]
    spot: bool,
}

/// How pods share an accelerator; exactly one of the three.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ShareSpec {
    /// So many pods take turns. Nothing keeps one from using all of the memory.
    #[serde(default)]
    #[schemars(range(min = 2))]
    time_slicing: Option<u16>,
    /// So many pods run side by side, each with its share of the memory: NVIDIA's Multi-Process Service.
    #[serde(default)]
    #[schemars(range(min = 2))]
    mps: Option<u16>,
    /// Each pod has a partition of this size, such as `1g.5gb`, apart from all others: Multi-Instance GPU.
    #[serde(default)]
    mig: Option<GpuPartition>,
}

/// Where pods run, settled.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Placement {
    /// The nodes.
    pub nodes: Nodes,
    /// The devices of the container: the resource and how many.
    pub devices: Option<(String, u16)>,
}

impl Placement {
    /// What an entry asks for, or a report of why the cluster does not have it; `place` is the map with `gpu` and `spot`.
    pub fn resolve(gpu: Option<&GpuSpec>, spot: bool, around: &Surroundings<'_>, place: &Place<'_>, report: &mut Report) -> Self {
        let mut placement = Self::default();
        if let Some(gpu) = gpu {
            placement.add_gpu(gpu, around, &place.key("gpu"), report);
        }
        if spot || gpu.is_some_and(|gpu| gpu.spot) {
            let place = if spot { place.key("spot") } else { place.key("gpu").key("spot") };
            placement.add_spot(around, &place, report);
        }
        placement
    }

    fn add_gpu(&mut self, gpu: &GpuSpec, around: &Surroundings<'_>, place: &Place<'_>, report: &mut Report) {
        let Some(facts) = &around.profile.gpu else {
            report.push(
                Diagnostic::error(codes::GPU_UNABLE, "the profile's cluster has no accelerators")
                    .at(place.key_span())
                    .related(around.profile.fact(&["gpu"]), "no `gpu` is named here")
                    .maybe_help(builtin_with(|facts| facts.gpu.is_some()).map(|able| format!("the profiles {able} have some")))
                    .help("choose a profile that has some, or take `gpu` out; in an overlay, `gpu: null` removes it"),
            );
            return;
        };
        let GpuSpec { model, count, share, spot: _ } = gpu;
        let count = count.unwrap_or(1);
        if count == 0 {
            report.push(
                Diagnostic::error(codes::BAD_VALUE, "no accelerators")
                    .at(place.key("count").span())
                    .help("set it to 1 or more, or take `gpu` out"),
            );
        }
        let sharing = share.as_ref().and_then(|share| share.resolve(count, facts, around.profile, place, report));
        if let Some(model) = model {
            self.add_model(model, sharing.as_ref(), around.profile, &place.key("model"), report);
        }
        let mut resource = &facts.resource;
        let shared_resource;
        if let Some((sharing, number)) = &sharing {
            let filled = |text: &String| text.replace("{}", number);
            self.nodes.labels.extend(sharing.labels.iter().map(|(key, value)| (key.clone(), vec![filled(value)])));
            shared_resource = sharing.resource.as_ref().map(filled);
            resource = shared_resource.as_ref().unwrap_or(resource);
        }
        self.devices = Some((resource.clone(), count));
        self.nodes.tolerations.extend(facts.tolerations.iter().map(toleration));
    }

    fn add_model(
        &mut self,
        model: &Name,
        sharing: Option<&(&Sharing, String)>,
        profile: &Profile,
        place: &Place<'_>,
        report: &mut Report,
    ) {
        let Some(facts) = &profile.gpu else { return };
        if sharing.is_some_and(|(sharing, _)| sharing.hides_model) {
            report.push(
                Diagnostic::error(codes::GPU_UNABLE, "nodes of partitions do not say of which model they are")
                    .at(place.span())
                    .related(profile.fact(&["gpu", "sharing", "mig", "hidesModel"]), "this is how its nodes are")
                    .help("take `model` out: the size of the partition chooses the nodes"),
            );
        } else if let Some(labels) = facts.models.get(model.as_str()) {
            self.nodes.labels.extend(labels.iter().map(|(key, values)| (key.clone(), values.clone())));
        } else {
            let list = facts.models.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let near = nearest(model.as_str(), facts.models.keys().map(String::as_str));
            report.push(
                Diagnostic::error(codes::GPU_UNABLE, format!("the profile knows no accelerator `{model}`"))
                    .at(place.span())
                    .related(
                        profile.fact(&["gpu", "models"]),
                        if list.is_empty() { "no models are told apart here" } else { "the models that it has" },
                    )
                    .maybe_help(near.map(|near| format!("did you mean `{near}`?")))
                    .help(if list.is_empty() {
                        "take `model` out: nothing tells the accelerators of its nodes apart".to_owned()
                    } else {
                        format!("it has {list}")
                    })
                    .help(profile.way_out(&format!("gpu: {{models: {{{model}: {{LABEL: [VALUE]}}}}}}"))),
            );
        }
    }

    fn add_spot(&mut self, around: &Surroundings<'_>, place: &Place<'_>, report: &mut Report) {
        let Some(facts) = &around.profile.spot else {
            report.push(
                Diagnostic::error(codes::NODES_UNABLE, "the profile knows no nodes that may go at any time")
                    .at(place.span())
                    .related(around.profile.fact(&["spot"]), "no `spot` is named here")
                    .maybe_help(builtin_with(|facts| facts.spot.is_some()).map(|able| format!("the profiles {able} know some")))
                    .help("take `spot` out, or choose a profile of a cloud; in an overlay, `spot: false` turns it off"),
            );
            return;
        };
        self.nodes.labels.extend(facts.labels.iter().map(|(key, value)| (key.clone(), vec![value.clone()])));
        self.nodes.tolerations.extend(facts.tolerations.iter().map(toleration));
    }

    /// Gives a pod its nodes, and its container the devices.
    pub fn apply(&self, pod: &mut Pod) {
        pod.nodes = self.nodes.clone();
        if let (Some((resource, count)), Some(container)) = (&self.devices, pod.containers.first_mut()) {
            pod::add_devices(container, resource, *count);
        }
    }
}

impl ShareSpec {
    /// How the cluster has it, and the number or the size that goes with it; `gpu` is the map around it.
    fn resolve<'a>(
        &self,
        count: u16,
        facts: &'a GpuFacts,
        profile: &Profile,
        gpu: &Place<'_>,
        report: &mut Report,
    ) -> Option<(&'a Sharing, String)> {
        let place = gpu.key("share");
        let Self { time_slicing, mps, mig } = self;
        let known = &facts.sharing;
        let clients = |number: &Option<u16>| number.map(|number| number.to_string());
        let ways = [
            ("timeSlicing", clients(time_slicing), &known.time_slicing),
            ("mps", clients(mps), &known.mps),
            ("mig", mig.as_ref().map(GpuPartition::to_string), &known.mig),
        ];
        let mut given = ways.iter().filter_map(|(key, number, facts)| Some((*key, number.clone()?, facts.as_ref())));
        let Some((key, number, sharing)) = given.next() else {
            report.push(
                Diagnostic::error(codes::MISSING_KEY, "nothing says how the accelerator is shared")
                    .at(place.key_span())
                    .help("write `{timeSlicing: 4}`, `{mps: 4}` or `{mig: 1g.5gb}`"),
            );
            return None;
        };
        if let Some((second, ..)) = given.next() {
            report.push(
                Diagnostic::error(codes::BAD_VALUE, format!("`{key}` and `{second}` both say how the accelerator is shared"))
                    .at(place.key(second).key_span())
                    .related(place.key(key).key_span(), "said here already")
                    .help("keep one of them"),
            );
        }
        if key != "mig" {
            check_clients(key, &number, count, gpu, report);
        }
        if sharing.is_none() {
            let has = ways.iter().filter(|(.., facts)| facts.is_some()).map(|(key, ..)| format!("`{key}`"));
            let list = has.collect::<Vec<_>>().join(", ");
            report.push(
                Diagnostic::error(codes::GPU_UNABLE, format!("the profile's cluster does not share accelerators by `{key}`"))
                    .at(place.key(key).key_span())
                    .related(
                        profile.fact(&["gpu", "sharing"]),
                        if list.is_empty() { "no way to share is named here" } else { "the ways that it has" },
                    )
                    .help(if list.is_empty() {
                        "take `share` out: each pod has an accelerator of its own there".to_owned()
                    } else {
                        format!("it can do {list}")
                    }),
            );
        }
        Some((sharing?, number))
    }
}

/// Several pods share one, and asking for two shares gives no more than one does (NVIDIA k8s-device-plugin README, "With CUDA
/// Time-Slicing", v0.17.1; GKE rejects it: "About GPU sharing strategies in GKE", 2025-07).
fn check_clients(key: &str, number: &str, count: u16, gpu: &Place<'_>, report: &mut Report) {
    let place = gpu.key("share").key(key);
    if matches!(number, "0" | "1") {
        report.push(
            Diagnostic::error(codes::BAD_VALUE, format!("`{key}: {number}` shares nothing"))
                .at(place.span())
                .help("set it to the number of pods for each accelerator, 2 or more, or take `share` out"),
        );
    }
    if count > 1 {
        report.push(
            Diagnostic::error(codes::BAD_VALUE, format!("{count} shares of an accelerator are no more than one"))
                .at(gpu.key("count").span())
                .related(place.key_span(), "it is shared")
                .help("take `count` out, or `share`"),
        );
    }
}

fn toleration(taint: &Taint) -> Toleration {
    let Taint { key, value, effect } = taint;
    Toleration {
        key: Some(key.clone()),
        operator: Some(if value.is_some() { "Equal" } else { "Exists" }.to_owned()),
        value: value.clone(),
        effect: Some(effect.clone()),
        toleration_seconds: None,
    }
}
