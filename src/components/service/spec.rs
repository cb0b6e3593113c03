//! Services as they are written, and how they are settled.

use super::metrics::MetricsSpec;
use super::versions::{self, Shared, VersionSpec};
use super::{PORT, ROLE, Service};
use crate::components::AnyWritten;
use crate::components::contract::{Backend, Surroundings};
use crate::components::parts::{
    self, Address, Edges, ExposeSpec, Health, HealthSpec, ModelSpec, Prefix, Program, ProgramOfKind, ProgramSpec, Replicas,
    ScaleSpec, ServicePortSpec, SpreadSpec, StrategySpec, VerticalSpec,
};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Bytes, Cpu, Duration, Image, Name, Port, Range, Use, Word};
use crate::source::Span;
use crate::yaml::{self, Guess, Joined, Misspelt, Node, Recovery, Step};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use std::mem;

/// Decodes a service. Its image may stand at the versions instead, so that no single key is required.
pub(super) fn decode(entry: &Node, key: Span, recovery: &mut Recovery, report: &mut Report) -> Option<Box<dyn AnyWritten>> {
    let is_given = |key: &str| entry.get(key).is_some_and(|value| !value.is_null());
    let names_image = is_given("image") || is_given("versions");
    let mut own = Report::default();
    let written = yaml::recover::<Joined<ServiceSpec, ProgramSpec>>(entry, key, &[], recovery, &mut own);
    if names_image {
        report.append(own);
        return Some(Box::new(written?));
    }
    let is_meant = |other: &Misspelt| entry.as_mapping().is_some_and(|keys| keys.keys().any(|key| key.span == other.key));
    let is_misspelt = recovery.misspelt.iter().any(|other| matches!(&*other.meant, "image" | "versions") && is_meant(other));
    if !is_misspelt && (entry.is_null() || entry.as_mapping().is_some()) {
        let removal = entry.as_mapping().and_then(|keys| keys.removal("image")).map(|key| key.span);
        let missing = Diagnostic::error(codes::MISSING_KEY, "missing key `image`").at(key).related(removal, "taken out here");
        report.push(missing.help("add `image: …` here"));
        recovery.is_broken = true;
    }
    report.append(own);
    let mut written = written.filter(|_| recovery.guess != Guess::Never)?;
    written.0.image = Image::parse("a/a:1").ok();
    Some(Box::new(written))
}

/// A server that answers HTTP, usually a model server.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(extend("anyOf" = [{"required": ["image"]}, {"required": ["versions"]}]))]
pub(in crate::components) struct ServiceSpec {
    /// The container image, with a version; needed unless each of `versions` has one.
    #[serde(default)]
    image: Option<Image>,
    /// Versions that run side by side, each a Deployment and a Service of its own.
    #[serde(default)]
    versions: IndexMap<Name, VersionSpec>,
    /// The name of the container; the service's if not given.
    #[serde(default)]
    container: Option<Name>,
    /// The command; the image's own if not given.
    #[serde(default)]
    command: Vec<String>,
    /// The port on which the container listens.
    port: Port,
    /// How others in the cluster reach it; by its own name and port if not given.
    #[serde(default)]
    service: Option<ServicePortSpec>,
    /// The path that tells that the server is well; without one, mlkube looks whether the port is open.
    #[serde(default)]
    health: Option<HealthSpec>,
    /// How long it may take to start, models and all; 2 min if not given.
    #[serde(default)]
    startup: Option<Duration>,
    /// The longest that a request may take, and so how long a pod that ends still answers; 30 s if not given.
    #[serde(default)]
    drain: Option<Duration>,
    /// The path of its Prometheus metrics, or a map that also says what they are called.
    #[serde(default)]
    metrics: Option<MetricsSpec>,
    /// CPU from request to limit; `250m..1` if not given.
    #[serde(default)]
    cpu: Option<Range<Cpu>>,
    /// Memory from request to limit; `512Mi..1Gi` if not given.
    #[serde(default)]
    memory: Option<Range<Bytes>>,
    /// The size of the writable `/tmp`, where caches of models go too; `1Gi` if not given.
    #[serde(default)]
    tmp: Option<Bytes>,
    /// A fixed number of pods; 2 if neither this nor `scale` is given.
    #[serde(default)]
    replicas: Option<u16>,
    /// A number of pods that follows the load.
    #[serde(default)]
    scale: Option<ScaleSpec>,
    /// How an autoscaler sets what pods request.
    #[serde(default)]
    vertical: Option<VerticalSpec>,
    /// How new pods take the place of old ones; 25 % more for a time if not given, with accelerators one fewer, and
    /// with a volume of one node none of the old.
    #[serde(default)]
    strategy: Option<StrategySpec>,
    /// How pods are kept apart.
    #[serde(default)]
    spread: SpreadSpec,
    /// The model: where the server finds it, and where it comes from.
    #[serde(default)]
    model: Option<ModelSpec>,
    /// The name of its ConfigMap; the entry's with `-config` if not given. With versions, theirs comes after it.
    #[serde(default)]
    config: Option<Name>,
    /// The entries that it uses: their addresses, their secrets and the way to them come along.
    #[serde(default)]
    uses: Vec<Use>,
    /// Where the world reaches it.
    #[serde(default)]
    expose: Option<ExposeSpec>,
}

const CPU: Range<Cpu> = Range::new(Cpu::from_millicores(250), Cpu::from_millicores(1_000));
const MEMORY: Range<Bytes> = Range::new(Bytes::from_mebibytes(512), Bytes::from_mebibytes(1_024));
const STARTUP: Duration = Duration::from_seconds(120);
const DRAIN: Duration = Duration::from_seconds(30);
/// Two pods: one can go for maintenance while the other answers.
pub(super) const REPLICAS: u16 = 2;

impl ServiceSpec {
    /// The service that the spec asks for, or a report of why it cannot be.
    pub(super) fn settle(self, shared: ProgramSpec, around: &Surroundings<'_>, report: &mut Report) -> Option<Service> {
        let Self {
            image,
            versions,
            container,
            command,
            port,
            service,
            health,
            startup,
            drain,
            metrics,
            cpu,
            memory,
            tmp,
            replicas,
            scale,
            vertical,
            strategy,
            spread,
            model,
            config,
            uses,
            expose,
        } = self;
        let place = &around.place;
        let routing = &around.profile.routing;
        let address = Address::resolve(service, &around.owner, port);
        let health = Health::resolve(health, startup.unwrap_or(STARTUP).seconds(), PORT, &place.key("health"), report);
        let has_image = image.is_some();
        if let Some(image) = &image {
            parts::check_image(image, around.profile, &place.key("image"), report);
        }
        let image = versions::image(image, &versions, place, report)?;
        let pre_stop = routing.drain.seconds();
        let (gpu, spot) = (shared.gpu.clone(), shared.spot);
        let kind = ProgramOfKind {
            role: ROLE,
            image,
            command,
            cpu: cpu.unwrap_or(CPU),
            memory: memory.unwrap_or(MEMORY),
            scratch: tmp,
            replicas: Replicas::Fixed(1),
            grace: pre_stop + drain.unwrap_or(DRAIN).seconds(),
            config,
            uses,
        };
        let mut program = Program {
            container_name: container,
            vertical: vertical.clone(),
            strategy: strategy.map(|strategy| strategy.resolve(&place.key("strategy"), report)),
            ..shared.settle(kind, around, report)
        };
        spread.check(around.profile, &place.key("spread"), report);
        let mut edges = Edges { needs: mem::take(&mut program.needs), egress: mem::take(&mut program.egress) };
        program.take_model(model, &[Step::Key("model".to_owned())], &mut edges, around, report);
        parts::refuse_queue(scale.as_ref(), &place.key("scale"), report);
        let shared = Shared { program, has_image, replicas, scale, spread, gpu, spot };
        let versions = versions::resolve(versions, shared, &mut edges, around, report);
        if let Some(vertical) = vertical {
            vertical.check(versions.iter().map(|version| &version.program.replicas), around, report);
        }
        let backends = versions::backends(&versions, &backend(&address, port, &health));
        let exposure =
            expose.and_then(|expose| expose.resolve(backends.clone(), Prefix::Stripped, around, &place.key("expose"), report));
        Some(Service {
            versions,
            edges,
            port: port.number(),
            address,
            health,
            metrics: metrics.map(|metrics| metrics.resolve(port.number(), &place.key("metrics"), report)),
            annotated: !around.monitored,
            pre_stop,
            keep_alive: routing.keep_alive,
            forwarders: around.entrance.forwarders.clone(),
            backends,
            exposure,
        })
    }
}

/// Where requests go, as long as there is one version.
fn backend(address: &Address, port: Port, health: &Health) -> Backend {
    let health_path = health.path.clone().unwrap_or_else(|| "/".to_owned());
    Backend::only(address.name.clone(), address.port, port.number(), health_path)
}
