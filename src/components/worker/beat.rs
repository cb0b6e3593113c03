//! Celery's beat, which sends tasks by the clock.

use super::celery::Celery;
use crate::components::contract::{Links, Variable};
use crate::components::parts::{Program, resources};
use crate::fields::{Bytes, Cpu, Range};
use crate::k8s::pod;
use crate::k8s::workload::{Rollout, deployment};
use crate::yaml::{WordOrMap, word_or_map};
use k8s_openapi::api::apps::v1::Deployment;
use schemars::JsonSchema;
use serde::Deserialize;

/// Whether beat is wanted: `true`, or a map that says more.
#[derive(Clone, Debug)]
pub(super) struct BeatSpec(Option<BeatSettings>);

/// The map form.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct BeatSettings {
    /// CPU from request to limit; `50m..500m` if not given.
    #[serde(default)]
    cpu: Option<Range<Cpu>>,
    /// Memory from request to limit; `256Mi..512Mi` if not given. Beat loads the application, and all that it imports.
    #[serde(default)]
    memory: Option<Range<Bytes>>,
}

impl WordOrMap for BeatSpec {
    type Word = bool;
    type Map = BeatSettings;
    const EXPECTED: &'static str = "`true`, or `{cpu: ..., memory: ...}`";
    const IS_BOOL: bool = true;

    fn of_word(is_wanted: bool) -> Self {
        Self(is_wanted.then(BeatSettings::default))
    }

    fn of_map(map: BeatSettings) -> Self {
        Self(Some(map))
    }
}

word_or_map!(BeatSpec, "Beat", "Whether beat is wanted, or a map that says more.");

/// Beat, settled.
#[derive(Debug)]
pub(super) struct Beat {
    cpu: Range<Cpu>,
    memory: Range<Bytes>,
}

const ROLE: &str = "beat";
const CPU: Range<Cpu> = Range::new(Cpu::from_millicores(50), Cpu::from_millicores(500));
const MEMORY: Range<Bytes> = Range::new(Bytes::from_mebibytes(256), Bytes::from_mebibytes(512));

impl Beat {
    /// What the spec asks for.
    pub(super) fn resolve(spec: BeatSpec) -> Option<Self> {
        let BeatSettings { cpu, memory } = spec.0?;
        Some(Self { cpu: cpu.unwrap_or(CPU), memory: memory.unwrap_or(MEMORY) })
    }

    /// Exactly one pod: a second one would send each task a second time, so the old one goes before the new one comes. Beat inside
    /// a worker, `-B`, would be there once for each pod.
    pub(super) fn deployment(&self, celery: &Celery, program: &Program, defaults: &[Variable], links: &Links<'_>) -> Deployment {
        let owner = &program.owner;
        let mut container = pod::container(ROLE, program.image.as_str(), resources(self.cpu, self.memory));
        // Where the last runs are noted. The file may go: what was due in between is sent when beat is back, or at its next time.
        let command = ["celery", "-A", &celery.application, "beat", "--loglevel=INFO", "--schedule=/tmp/celerybeat-schedule"];
        container.command = Some(command.map(str::to_owned).to_vec());
        let pod = program.companion(container, defaults, links);
        let mut deployment = deployment(owner, ROLE, Some(1), Rollout::Recreate, pod);
        deployment.metadata.name = Some(owner.derived(Some(ROLE)));
        deployment
    }
}
