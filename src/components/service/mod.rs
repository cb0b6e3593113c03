//! `services`: servers that answer HTTP, usually with predictions.

mod metrics;
mod versions;

use super::contract::{
    Backend, Capability, Component, Door, Exposure, Forwarders, Links, Metrics, Need, Objects, Offer, Surroundings, Variable,
    Visit, Way,
};
use super::parts::{
    self, Address, Edges, EgressSpec, ExposeSpec, GpuSpec, Health, HealthSpec, ModelSpec, MountSpec, Placement, Prefix, Program,
    Replicas, ScaleSpec, SecuritySpec, ServicePortSpec, SpreadSpec, StrategySpec, VerticalSpec,
};
use super::{AnyWritten, Kind, Written};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Bytes, Cpu, Duration, Environment, Image, MountPath, Name, Port, Range, SecretKey, Use};
use crate::k8s::Stage;
use crate::k8s::pod::{self, Spread};
use crate::k8s::service::{self, service};
use crate::layers::Place;
use crate::source::Span;
use crate::yaml::{Node, Step};
use indexmap::IndexMap;
use metrics::MetricsSpec;
use schemars::JsonSchema;
use serde::Deserialize;
use versions::{Shared, Version, VersionSpec};

/// The line of the table.
pub(super) const KIND: Kind = Kind {
    section: "services",
    noun: "service",
    description: "Servers that answer HTTP, usually with predictions.",
    stage: Stage::Workloads,
    serves_others_only: false,
    decode,
    schema: super::schema::<ServiceSpec>,
};

/// Decodes a service. Its image may stand at the versions instead, so that no single key is required.
fn decode(entry: &Node, key: Span, report: &mut Report) -> Option<Box<dyn AnyWritten>> {
    let is_given = |key: &str| entry.get(key).is_some_and(|value| !value.is_null());
    let names_image = is_given("image") || is_given("versions");
    if !names_image && (entry.is_null() || entry.as_mapping().is_some()) {
        report.push(Diagnostic::error(codes::MISSING_KEY, "missing key `image`").at(key).help("add `image: …` here"));
    }
    super::decode::<ServiceSpec>(entry, key, report).filter(|_| names_image)
}

/// A server that answers HTTP, usually a model server.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(extend("anyOf" = [{"required": ["image"]}, {"required": ["versions"]}]))]
pub(super) struct ServiceSpec {
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
    /// The arguments of the command.
    #[serde(default)]
    args: Vec<String>,
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
    /// Accelerators.
    #[serde(default)]
    gpu: Option<GpuSpec>,
    /// Whether nodes will do that cost less and may go at any time.
    #[serde(default)]
    spot: bool,
    /// Shared memory at `/dev/shm`, which PyTorch's data loaders need; it counts as memory.
    #[serde(default)]
    shm: Option<Bytes>,
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
    /// How new pods take the place of old ones; 25 % more for a time if not given, and with accelerators one fewer.
    #[serde(default)]
    strategy: Option<StrategySpec>,
    /// How pods are kept apart.
    #[serde(default)]
    spread: SpreadSpec,
    /// The model: where the server finds it, and where it comes from.
    #[serde(default)]
    model: Option<ModelSpec>,
    /// Environment variables: texts, or keys of Secrets as `secret(name/key)`.
    #[serde(default)]
    env: Environment,
    /// The name of its ConfigMap; the entry's with `-config` if not given. With versions, theirs comes after it.
    #[serde(default)]
    config: Option<Name>,
    /// Files by their path in the container, with their text.
    #[serde(default)]
    files: IndexMap<MountPath, String>,
    /// Volumes by the path at which they appear.
    #[serde(default)]
    mounts: IndexMap<MountPath, MountSpec>,
    /// The entries that it uses: their addresses, their secrets and the way to them come along.
    #[serde(default)]
    uses: Vec<Use>,
    /// Where the world reaches it.
    #[serde(default)]
    expose: Option<ExposeSpec>,
    /// Addresses outside the cluster to which it may connect.
    #[serde(default)]
    egress: Vec<EgressSpec>,
    /// What differs from the safest defaults.
    #[serde(default)]
    security: SecuritySpec,
    /// Labels of its pods.
    #[serde(default)]
    labels: IndexMap<String, String>,
    /// Annotations of its pods.
    #[serde(default)]
    annotations: IndexMap<String, String>,
    /// Its namespace, if not the project's.
    #[serde(default)]
    namespace: Option<Name>,
}

/// The name of the container's port.
const PORT: &str = "http";
const ROLE: &str = "service";
const CPU: Range<Cpu> = Range::new(Cpu::from_millicores(250), Cpu::from_millicores(1_000));
const MEMORY: Range<Bytes> = Range::new(Bytes::from_mebibytes(512), Bytes::from_mebibytes(1_024));
const STARTUP: Duration = Duration::from_seconds(120);
const DRAIN: Duration = Duration::from_seconds(30);
/// Two pods: one can go for maintenance while the other answers.
const REPLICAS: u16 = 2;

#[derive(Debug)]
struct Service {
    /// What runs side by side; never empty.
    versions: Vec<Version>,
    /// What they need of others and of the world.
    edges: Edges,
    port: u16,
    /// The name and the port of its Service.
    address: String,
    address_port: u16,
    health: Health,
    metrics: Option<Metrics>,
    /// Whether annotations tell a foreign monitoring system of the metrics.
    annotated: bool,
    /// Seconds before the request to end, while load balancers still send requests.
    pre_stop: u32,
    /// How long the server keeps idle connections, if a load balancer holds some.
    keep_alive: Duration,
    /// Who forwards requests of the world to it.
    forwarders: Forwarders,
    /// The Services of its versions.
    backends: Vec<Backend>,
    exposure: Option<Exposure>,
}

impl Written for ServiceSpec {
    fn namespace(&self) -> Option<&Name> {
        self.namespace.as_ref()
    }

    fn resolve(self, around: &Surroundings<'_>, report: &mut Report) -> Option<Box<dyn Component>> {
        let Self {
            image,
            versions,
            container,
            command,
            args,
            port,
            service,
            health,
            startup,
            drain,
            metrics,
            cpu,
            memory,
            gpu,
            spot,
            shm,
            tmp,
            replicas,
            scale,
            vertical,
            strategy,
            spread,
            model,
            env,
            config,
            files,
            mounts,
            uses,
            expose,
            egress,
            security,
            labels,
            annotations,
            namespace: _,
        } = self;
        let place = &around.place;
        let routing = &around.profile.routing;
        let Address { name: address, port: address_port } = Address::resolve(service, &around.owner, port);
        let health = Health::resolve(health, startup.unwrap_or(STARTUP).seconds(), PORT, &place.key("health"), report);
        let has_image = image.is_some();
        let image = versions::image(image, &versions, place, report)?;
        let pre_stop = routing.drain.seconds();
        let mut program = Program {
            owner: around.owner.clone(),
            role: ROLE,
            container_name: container,
            image,
            command,
            args,
            cpu: cpu.unwrap_or(CPU),
            memory: memory.unwrap_or(MEMORY),
            shared_memory: shm,
            scratch: tmp,
            replicas: Replicas::Fixed(1),
            spread: Spread::default(),
            placement: Placement::resolve(gpu.as_ref(), spot, around, place, report),
            vertical: vertical.clone(),
            strategy: strategy.map(|strategy| strategy.resolve(&place.key("strategy"), report)),
            grace: pre_stop + drain.unwrap_or(DRAIN).seconds(),
            environment: env,
            config,
            files,
            needs: Vec::new(),
            egress: Vec::new(),
            model: None,
            security,
            labels,
            annotations,
        };
        program.check(has_image, around, report);
        spread.check(around.profile, &place.key("spread"), report);
        let mut edges = Edges { needs: parts::program_needs(uses, mounts), egress: parts::egress_ways(&egress, place, report) };
        program.take_model(model, &[Step::Key("model".to_owned())], &mut edges, around, report);
        parts::refuse_queue(scale.as_ref(), &place.key("scale"), report);
        let shared = Shared { program, has_image, replicas, scale, spread, gpu, spot };
        let versions = versions::resolve(versions, shared, &mut edges, around, report);
        if let Some(vertical) = vertical {
            vertical.check(versions.iter().map(|version| &version.program.replicas), around, report);
        }
        let backends = versions::backends(&versions, &backend(&address, address_port, port, &health));
        let exposure =
            expose.and_then(|expose| expose.resolve(backends.clone(), Prefix::Stripped, around, &place.key("expose"), report));
        Some(Box::new(Service {
            versions,
            edges,
            port: port.number(),
            address,
            address_port,
            health,
            metrics: metrics.map(|metrics| metrics.resolve(port.number(), &place.key("metrics"), report)),
            annotated: !around.monitored,
            pre_stop,
            keep_alive: routing.keep_alive,
            forwarders: around.entrance.forwarders.clone(),
            backends,
            exposure,
        }))
    }
}

/// Where requests go, as long as there is one version.
fn backend(service: &str, service_port: u16, port: Port, health: &Health) -> Backend {
    Backend {
        service: service.to_owned(),
        service_port,
        container_port: port.number(),
        health_path: health.path.clone().unwrap_or_else(|| "/".to_owned()),
        weight: 100,
        matched: None,
    }
}

impl Service {
    /// The first of the programs.
    fn program(&self) -> &Program {
        &self.versions[0].program
    }

    /// What a server is told if the spec does not say otherwise.
    fn defaults(&self, program: &Program) -> Vec<Variable> {
        let mut defaults = parts::identity_defaults(&program.owner);
        defaults.extend([
            Variable::text("PORT", self.port.to_string()),
            // Without it NumPy and PyTorch start a thread for each core of the node, not of the limit.
            Variable::text("OMP_NUM_THREADS", program.cpu.limit.whole_cores().to_string()),
        ]);
        if let Some(model) = &program.model {
            defaults.push(Variable::text("MODEL_PATH", &model.path));
        }
        if let Some(exposure) = &self.exposure {
            // uvicorn closes idle connections after 5 s, long before a load balancer does, which then answers 502. Its command reads
            // each option from `UVICORN_...` (uvicorn 0.54 main.py); other servers do not know the variable.
            defaults.push(Variable::text("UVICORN_TIMEOUT_KEEP_ALIVE", self.keep_alive.seconds().to_string()));
            // Requests arrive without the path, and probes never have it; links and the pages of FastAPI's documentation need it
            // (tried with uvicorn 0.54, Starlette 1.10 and FastAPI 0.165).
            defaults.extend(exposure.stripped_prefix().map(|prefix| Variable::text("UVICORN_ROOT_PATH", prefix)));
            // Whoever comes by a port of the nodes comes himself, and could say anything.
            if let Door::Url { .. } = exposure.door {
                defaults.push(self.believed());
            }
        }
        defaults
    }

    /// Who is believed when it tells scheme and client of a request. uvicorn and gunicorn believe their own machine only by themselves, and
    /// redirects to `http://` come of it. Of pods the network policy lets in only the router and those that use the service, so that all
    /// may be believed; routers that are pods put the client's address in place of what he said of himself (ingress-nginx documentation,
    /// "ConfigMap: use-forwarded-headers", and the front door's configuration). Load balancers only add to that, so with them it matters
    /// who is believed. They are told by a variable that uvicorn's command alone reads (auto_envvar_prefix in uvicorn 0.54 main.py, blocks
    /// since 0.31): gunicorn up to 23 does not start with blocks in the other (config.py, `validate_string_to_addr_list`).
    fn believed(&self) -> Variable {
        match &self.forwarders {
            Forwarders::Pods => Variable::text("FORWARDED_ALLOW_IPS", "*"),
            Forwarders::Addresses(blocks) => Variable::text("UVICORN_FORWARDED_ALLOW_IPS", blocks.join(",")),
        }
    }

    fn build_version(&self, version: &Version, links: &Links<'_>, objects: &mut Objects) {
        let program = &version.program;
        if program.owner.version.is_some() {
            objects.push(service(&program.owner, ROLE, &program.owner.derived(None), self.service_port()));
        }
        let mut container = program.container();
        container.ports = Some(vec![pod::port(PORT, self.port)]);
        container.lifecycle = Some(pod::sleep_before_stop(self.pre_stop));
        self.health.probe(&mut container);
        let mut pod = program.pod(container, &self.defaults(program), links, objects);
        if self.annotated {
            parts::add_scrape_annotations(&mut pod, &self.metrics);
        }
        program.deploy(pod, objects);
    }

    fn service_port(&self) -> service::Port {
        service::Port { name: PORT, number: self.address_port, target: self.port }
    }
}

impl Component for Service {
    fn offer(&self) -> Offer {
        Offer { capability: Capability::Http, way: Way::Pods(vec![self.port]), identity: None }
    }

    fn variables(&self, namespace: &str) -> Vec<Variable> {
        let owner = &self.program().owner;
        let url = format!("http://{}:{}", owner.host(&self.address, namespace), self.address_port);
        vec![Variable::text(&format!("{}_URL", parts::variable_name(&owner.name)), url)]
    }

    fn needs(&self) -> &[Need] {
        &self.edges.needs
    }

    fn uses_gpu(&self) -> bool {
        self.versions.iter().any(|version| version.program.placement.devices.is_some())
    }

    fn exposures(&self) -> &[Exposure] {
        self.exposure.as_slice()
    }

    fn versions(&self) -> Option<(&str, Vec<Backend>)> {
        (self.versions.len() > 1).then(|| (self.address.as_str(), self.backends.clone()))
    }

    fn egress(&self) -> &[Way] {
        &self.edges.egress
    }

    fn metrics(&self) -> &[Metrics] {
        self.metrics.as_slice()
    }

    fn secrets(&self) -> Vec<SecretKey> {
        self.versions.iter().flat_map(|version| version.program.secrets()).collect()
    }

    fn visits<'a>(&'a self, _links: &Links<'a>) -> Vec<Visit<'a>> {
        self.versions.iter().filter_map(|version| version.program.visits()).collect()
    }

    fn check_links(&self, links: &Links<'_>, place: &Place<'_>, report: &mut Report) {
        let most = self.versions.iter().map(|version| version.program.replicas.most()).fold(0, u16::saturating_add);
        parts::check_mounts(links, &Replicas::Fixed(most), place, report);
        let mut checked = Vec::new();
        for model in self.versions.iter().filter_map(|version| version.program.model.as_ref()) {
            // Versions may have the model of the service, and with it its edge.
            if !checked.contains(&model.edge()) {
                checked.push(model.edge());
                model.check_links(links, place, report);
            }
        }
    }

    fn build(&self, links: &Links<'_>, objects: &mut Objects) {
        self.program().build_account(links, objects);
        // Clients inside the cluster get the version that most of the world gets.
        let main = &versions::main(&self.versions).program.owner;
        let mut address = service(main, ROLE, &self.address, self.service_port());
        address.metadata.labels = Some(main.without_version().labels(ROLE));
        objects.push(address);
        for version in &self.versions {
            self.build_version(version, links, objects);
        }
    }
}
