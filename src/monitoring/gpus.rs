//! The exporter that tells of GPUs: where it runs is a fact of the profile, or of the spec.

use super::settings::Seen;
use crate::components::contract::{Surroundings, Way};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Name, Port};
use crate::k8s::meta::Labels;
use crate::profile::GpuExporter;
use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// The port of NVIDIA's exporter (NVIDIA/dcgm-exporter README, 2026-05).
const PORT: u16 = 9_400;
const KEY: &str = "gpuExporter";

/// What a spec says of the exporter.
#[derive(Debug)]
pub(super) enum GpuExporterSpec {
    /// There is none, and nobody minds.
    Off,
    /// Where its pods are.
    Pods(GpuExporterPods),
}

/// NVIDIA's exporter for GPUs: `{namespace: gpu-operator, labels: {app: nvidia-dcgm-exporter}}` for that of the GPU operator.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct GpuExporterPods {
    /// The namespace of its pods.
    namespace: Name,
    /// The labels of its pods.
    labels: IndexMap<String, String>,
    /// The port at which they show metrics; 9400 if not given.
    #[serde(default)]
    port: Option<Port>,
}

/// The exporter, settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Exporter {
    /// The namespace of its pods.
    pub(super) namespace: String,
    /// Their labels.
    pub(super) labels: Labels,
    /// Their port.
    pub(super) port: u16,
    /// Whether it tells of errors.
    pub(super) errors: bool,
}

impl Exporter {
    fn written(pods: GpuExporterPods) -> Self {
        let GpuExporterPods { namespace, labels, port } = pods;
        Self {
            namespace: namespace.to_string(),
            labels: labels.into_iter().collect(),
            port: port.map_or(PORT, Port::number),
            errors: true,
        }
    }

    fn known(facts: &GpuExporter) -> Self {
        Self {
            namespace: facts.namespace.to_string(),
            labels: facts.labels.iter().map(|(key, value)| (key.clone(), value.clone())).collect(),
            port: facts.port.number(),
            errors: facts.errors,
        }
    }

    /// The way there.
    pub(super) fn way(&self) -> Way {
        Way::Foreign { namespace: self.namespace.clone(), labels: self.labels.clone(), ports: vec![self.port] }
    }
}

/// The exporter that the spec names or the profile knows, if anything uses a GPU; a report if nobody tells of them. `around` is the section.
pub(super) fn resolve(
    spec: Option<GpuExporterSpec>,
    seen: &[Seen<'_>],
    around: &Surroundings<'_>,
    report: &mut Report,
) -> Option<Exporter> {
    let user = seen.iter().find(|seen| seen.uses_gpu);
    let known = || around.profile.gpu.as_ref()?.exporter.as_ref();
    let exporter = match spec {
        Some(GpuExporterSpec::Off) => return None,
        Some(GpuExporterSpec::Pods(pods)) => {
            check(&pods, around, report);
            Some(Exporter::written(pods))
        }
        None => known().map(Exporter::known),
    };
    let user = user?;
    if exporter.is_none() {
        report.push(unwatched(user, around));
    }
    exporter
}

/// All pods of a namespace, and whatever they show, are no exporter.
fn check(pods: &GpuExporterPods, around: &Surroundings<'_>, report: &mut Report) {
    if pods.labels.is_empty() {
        report.push(
            Diagnostic::error(codes::BAD_VALUE, "no labels tell which pods the exporter is")
                .at(around.place.key(KEY).key("labels").span())
                .help("name them: `kubectl get pods -n NAMESPACE --show-labels` shows them"),
        );
    }
}

fn unwatched(user: &Seen<'_>, around: &Surroundings<'_>) -> Diagnostic {
    Diagnostic::warning(codes::UNWATCHED_GPU, "nobody tells Prometheus of the GPUs, so no alert is raised when they fail")
        .at(around.place.key_span())
        .related(user.key, "GPUs are used here")
        .help("say where NVIDIA's exporter runs; with the GPU operator: `gpuExporter: {namespace: gpu-operator, labels: {app: nvidia-dcgm-exporter}}`")
        .help("or say that there is none: `gpuExporter: off`")
}

struct GpuExporterVisitor;

impl<'de> Visitor<'de> for GpuExporterVisitor {
    type Value = GpuExporterSpec;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("`off`, or a map with `namespace` and `labels`")
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<GpuExporterSpec, E> {
        if value { Err(E::invalid_type(de::Unexpected::Bool(value), &self)) } else { Ok(GpuExporterSpec::Off) }
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<GpuExporterSpec, E> {
        // Only quotes keep `off` from being a boolean.
        if text == "off" { Ok(GpuExporterSpec::Off) } else { Err(E::invalid_type(de::Unexpected::Str(text), &self)) }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<GpuExporterSpec, A::Error> {
        GpuExporterPods::deserialize(de::value::MapAccessDeserializer::new(map)).map(GpuExporterSpec::Pods)
    }
}

impl<'de> Deserialize<'de> for GpuExporterSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(GpuExporterVisitor)
    }
}

impl JsonSchema for GpuExporterSpec {
    fn schema_name() -> Cow<'static, str> {
        "GpuExporter".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let description = "`off`, or a map with the `namespace`, the `labels` and, if it is not 9400, the `port` of its pods";
        json_schema!({ "description": description, "anyOf": [generator.subschema_for::<GpuExporterPods>(), { "enum": ["off", false] }] })
    }
}
