//! `namespaces`: what the pods of a namespace may take together, what each of them gets, and which of them are admitted.

use crate::components::contract::Objects;
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Bytes, Cpu, KubeVersion, Name, Range};
use crate::k8s::meta::Labels;
use crate::k8s::{Owner, Stage};
use crate::layers::Place;
use crate::source::Span;
use k8s_openapi::api::core::v1::{LimitRange, LimitRangeItem, LimitRangeSpec, ResourceQuota, ResourceQuotaSpec};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::num::NonZeroU32;

/// A namespace of the project: one more, or one that entries name, with rules.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NamespaceSpec {
    /// The most that all of its pods may take together.
    #[serde(default)]
    quota: Option<QuotaSpec>,
    /// What a container gets that names no amounts of its own, and the most that one may have; with a quota there are always such
    /// limits, because a quota admits no container without amounts.
    #[serde(default)]
    limits: Option<LimitsSpec>,
    /// Which pods are admitted; `restricted` if not given.
    #[serde(default)]
    security: Option<PodSecurity>,
}

/// The most that all pods of a namespace may take together.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct QuotaSpec {
    /// CPU, requests to limits; one value is for both.
    #[serde(default)]
    cpu: Option<Range<Cpu>>,
    /// Memory, requests to limits; one value is for both.
    #[serde(default)]
    memory: Option<Range<Bytes>>,
    /// The number of pods.
    #[serde(default)]
    pods: Option<NonZeroU32>,
    /// The number of GPUs; 0 keeps all of them away.
    #[serde(default)]
    gpu: Option<u32>,
    /// The size of all claims together.
    #[serde(default)]
    storage: Option<Bytes>,
}

/// What a container gets that names no amounts of its own, and the most that one may have.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct LimitsSpec {
    /// CPU from request to limit; `100m..500m` if not given.
    #[serde(default)]
    cpu: Option<Range<Cpu>>,
    /// Memory from request to limit; `128Mi..512Mi` if not given.
    #[serde(default)]
    memory: Option<Range<Bytes>>,
    /// The most that one container may have.
    #[serde(default)]
    max: MostSpec,
}

/// The most that one container may have.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct MostSpec {
    /// CPU.
    #[serde(default)]
    cpu: Option<Cpu>,
    /// Memory.
    #[serde(default)]
    memory: Option<Bytes>,
}

/// One of the Pod Security Standards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PodSecurity {
    /// The strictest, which all pods pass that mlkube builds.
    #[default]
    Restricted,
    /// Without known ways to gain privileges; pods may run as root.
    Baseline,
    /// Everything, the node itself included.
    Privileged,
}

impl PodSecurity {
    /// The word for it in labels.
    pub fn word(self) -> &'static str {
        match self {
            Self::Restricted => "restricted",
            Self::Baseline => "baseline",
            Self::Privileged => "privileged",
        }
    }
}

/// What holds in a namespace, settled.
#[derive(Debug, Default)]
pub struct NamespaceRules {
    quota: Option<(BTreeMap<String, Quantity>, Option<Span>)>,
    limits: Option<(LimitRangeItem, Option<Span>)>,
    /// Which pods are admitted.
    pub security: PodSecurity,
}

const ROLE: &str = "quota";
const CPU: Range<Cpu> = Range::new(Cpu::from_millicores(100), Cpu::from_millicores(500));
const MEMORY: Range<Bytes> = Range::new(Bytes::from_mebibytes(128), Bytes::from_mebibytes(512));

impl NamespaceSpec {
    /// Settles the rules of a namespace; `place` is its place in the spec.
    pub fn resolve(self, name: &Name, place: &Place<'_>, report: &mut Report) -> NamespaceRules {
        let Self { quota, limits, security } = self;
        let security = security.unwrap_or_default();
        if security > PodSecurity::Restricted {
            report.push(
                Diagnostic::warning(codes::WEAK_NAMESPACE, format!("`{name}` admits pods that are not restricted"))
                    .at(place.key("security").span())
                    .help("keep such a namespace for what needs it, such as agents that watch nodes, and for nothing else"),
            );
        }
        let has_quota = quota.is_some();
        let quota = quota.and_then(|quota| quota.resolve(&place.key("quota"), report));
        let limits_place = place.key(if limits.is_some() { "limits" } else { "quota" });
        let limits = (has_quota || limits.is_some())
            .then(|| (limits.unwrap_or_default().resolve(&limits_place, report), limits_place.key_span()));
        NamespaceRules { quota, limits, security }
    }
}

impl QuotaSpec {
    fn resolve(self, place: &Place<'_>, report: &mut Report) -> Option<(BTreeMap<String, Quantity>, Option<Span>)> {
        let Self { cpu, memory, pods, gpu, storage } = self;
        let mut hard = BTreeMap::new();
        let mut add = |name: &str, amount: Option<String>| {
            if let Some(amount) = amount {
                hard.insert(name.to_owned(), Quantity(amount));
            }
        };
        add("requests.cpu", cpu.map(|cpu| cpu.request.to_string()));
        add("limits.cpu", cpu.map(|cpu| cpu.limit.to_string()));
        add("requests.memory", memory.map(|memory| memory.request.to_string()));
        add("limits.memory", memory.map(|memory| memory.limit.to_string()));
        add("pods", pods.map(|pods| pods.to_string()));
        // Extended resources have requests only (Kubernetes documentation, "Resource Quotas", 2026-11).
        add("requests.nvidia.com/gpu", gpu.map(|gpu| gpu.to_string()));
        add("requests.storage", storage.map(|storage| storage.to_string()));
        if hard.is_empty() {
            report.push(
                Diagnostic::error(codes::BAD_VALUE, "a quota without an amount")
                    .at(place.key_span())
                    .help("say of what there is how much: `{cpu: \"16\", memory: 64Gi, pods: 50}`"),
            );
            return None;
        }
        Some((hard, place.key_span()))
    }
}

impl LimitsSpec {
    fn resolve(self, place: &Place<'_>, report: &mut Report) -> LimitRangeItem {
        let Self { cpu, memory, max } = self;
        let (cpu_place, memory_place) = (place.key("cpu"), place.key("memory"));
        // A default that nobody has chosen gives way to a maximum that somebody has.
        let cpu = cpu.unwrap_or_else(|| Range::new(CPU.request.min_of(max.cpu), CPU.limit.min_of(max.cpu)));
        let memory = memory.unwrap_or_else(|| Range::new(MEMORY.request.min_of(max.memory), MEMORY.limit.min_of(max.memory)));
        let mut check = |exceeds: bool, default: String, most: Option<String>, at: &Place<'_>| {
            if let (true, Some(most)) = (exceeds, most) {
                report.push(
                    Diagnostic::error(codes::BAD_RANGE, format!("containers would get {default} by default, the most is {most}"))
                        .at(at.span())
                        .related(place.key("max").key_span(), "the most is said here")
                        .help("raise the maximum, or lower the default"),
                );
            }
        };
        check(
            max.cpu.is_some_and(|most| cpu.limit > most),
            cpu.limit.to_string(),
            max.cpu.map(|most| most.to_string()),
            &cpu_place,
        );
        check(
            max.memory.is_some_and(|most| memory.limit > most),
            memory.limit.to_string(),
            max.memory.map(|most| most.to_string()),
            &memory_place,
        );
        let pair = |cpu: String, memory: String| {
            Some(BTreeMap::from([("cpu".to_owned(), Quantity(cpu)), ("memory".to_owned(), Quantity(memory))]))
        };
        let most: BTreeMap<String, Quantity> =
            [("cpu", max.cpu.map(|most| most.to_string())), ("memory", max.memory.map(|most| most.to_string()))]
                .into_iter()
                .filter_map(|(name, most)| Some((name.to_owned(), Quantity(most?))))
                .collect();
        LimitRangeItem {
            type_: "Container".to_owned(),
            default: pair(cpu.limit.to_string(), memory.limit.to_string()),
            default_request: pair(cpu.request.to_string(), memory.request.to_string()),
            max: (!most.is_empty()).then_some(most),
            ..LimitRangeItem::default()
        }
    }
}

/// The smaller of an amount and a maximum, if there is one.
trait MinOf: Ord + Sized {
    fn min_of(self, most: Option<Self>) -> Self {
        match most {
            Some(most) => self.min(most),
            None => self,
        }
    }
}

impl<T: Ord> MinOf for T {}

impl NamespaceRules {
    /// Rules that say nothing but which pods are admitted.
    pub fn admitting(security: PodSecurity) -> Self {
        Self { security, ..Self::default() }
    }

    /// The labels by which Kubernetes decides which pods it admits (Kubernetes documentation, "Pod Security Admission", 2026-11).
    ///
    /// The version is pinned, so that an upgrade of the cluster does not change what is admitted. What is not restricted is still
    /// told to who applies it, and to the audit log, where more than that is admitted.
    pub fn labels(&self, kubernetes: KubeVersion) -> Labels {
        let mut labels = Labels::new();
        for (mode, level) in [("enforce", self.security), ("audit", PodSecurity::Restricted), ("warn", PodSecurity::Restricted)] {
            labels.insert(format!("pod-security.kubernetes.io/{mode}"), level.word().to_owned());
            labels.insert(format!("pod-security.kubernetes.io/{mode}-version"), format!("v{kubernetes}"));
        }
        labels
    }

    /// Builds the quota and the limits of the namespace of `owner`.
    pub fn build(&self, owner: &Owner, objects: &mut Objects) {
        let metadata = || owner.named(ROLE, &owner.project);
        if let Some((hard, place)) = &self.quota {
            objects.begin(Stage::Policies, *place);
            let spec = ResourceQuotaSpec { hard: Some(hard.clone()), ..ResourceQuotaSpec::default() };
            objects.push(ResourceQuota { metadata: metadata(), spec: Some(spec), ..ResourceQuota::default() });
        }
        if let Some((item, place)) = &self.limits {
            objects.begin(Stage::Policies, *place);
            let spec = LimitRangeSpec { limits: vec![item.clone()] };
            objects.push(LimitRange { metadata: metadata(), spec: Some(spec) });
        }
    }
}
