//! `services`: servers that answer HTTP, usually with predictions.

use super::contract::{
    Backend, Capability, Component, Exposure, Links, Metrics, Need, Objects, Offer, Subject, Surroundings, Variable, Way,
};
use super::parts::{
    self, EgressSpec, ExposeSpec, GpuSpec, Health, HealthSpec, MountSpec, Placement, Prefix, Program, ScaleSpec, SecuritySpec,
};
use super::{Kind, Written};
use crate::diag::Report;
use crate::fields::{Bytes, Cpu, Duration, Environment, HttpPath, Image, MountPath, Name, Port, Range, SecretKey, Use};
use crate::k8s::pod;
use crate::k8s::service::{self, service};
use crate::k8s::{Owner, Stage};
use crate::layers::Place;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

/// The line of the table.
pub(super) const KIND: Kind = Kind {
    section: "services",
    noun: "service",
    description: "Servers that answer HTTP, usually with predictions.",
    stage: Stage::Workloads,
    serves_others_only: false,
    decode: super::decode::<ServiceSpec>,
    schema: super::schema::<ServiceSpec>,
};

/// A server that answers HTTP, usually a model server.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ServiceSpec {
    /// The container image, with a version.
    image: Image,
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
    /// The path of its Prometheus metrics.
    #[serde(default)]
    metrics: Option<HttpPath>,
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
    /// Environment variables: texts, or keys of Secrets as `secret(name/key)`.
    #[serde(default)]
    env: Environment,
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

/// How others in the cluster reach a service.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ServicePortSpec {
    /// The name of the Service; the entry's if not given.
    #[serde(default)]
    name: Option<Name>,
    /// The port of the Service; the container's if not given.
    #[serde(default)]
    port: Option<Port>,
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
    program: Program,
    port: u16,
    /// The name and the port of its Service.
    address: String,
    address_port: u16,
    health: Health,
    metrics: Option<Metrics>,
    /// Seconds before the request to end, while load balancers still send requests.
    pre_stop: u32,
    defaults: Vec<Variable>,
    exposure: Option<Exposure>,
}

impl Written for ServiceSpec {
    fn namespace(&self) -> Option<&Name> {
        self.namespace.as_ref()
    }

    fn resolve(self, around: &Surroundings<'_>, report: &mut Report) -> Option<Box<dyn Component>> {
        let Self {
            image,
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
            env,
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
        let (name, address_port) = service.map_or((None, None), |service| (service.name, service.port));
        let address = name.map_or_else(|| around.owner.name.clone(), |name| name.to_string());
        let address_port = address_port.unwrap_or(port).number();
        let health = Health::resolve(health, startup.unwrap_or(STARTUP).seconds(), PORT);
        let cpu = cpu.unwrap_or(CPU);
        let replicas = parts::resolve_replicas(replicas, scale, REPLICAS, place, report);
        let exposure = expose.and_then(|expose| {
            let backend = Backend {
                service: address.clone(),
                service_port: address_port,
                container_port: port.number(),
                health_path: health.path.clone().unwrap_or_else(|| "/".to_owned()),
                weight: 100,
                matched: None,
            };
            expose.resolve(vec![backend], Prefix::Stripped, around, &place.key("expose"), report)
        });
        let pre_stop = routing.drain.seconds();
        let program = Program {
            owner: around.owner.clone(),
            role: ROLE,
            image,
            command,
            args,
            cpu,
            memory: memory.unwrap_or(MEMORY),
            shared_memory: shm,
            scratch: tmp,
            spread: parts::spread(&replicas, around.profile),
            replicas,
            placement: Placement::resolve(gpu.as_ref(), spot, around, place, report),
            grace: pre_stop + drain.unwrap_or(DRAIN).seconds(),
            environment: env,
            files,
            needs: parts::program_needs(uses, mounts),
            egress: parts::egress_ways(&egress, place, report),
            security,
            labels,
            annotations,
        };
        program.check(around, report);
        Some(Box::new(Service {
            program,
            port: port.number(),
            address,
            address_port,
            health,
            metrics: metrics.map(|path| Metrics {
                role: ROLE,
                port: port.number(),
                port_name: PORT,
                path: path.as_str().to_owned(),
                every: None,
                about: Subject::Own,
            }),
            pre_stop,
            defaults: defaults(&around.owner, port, cpu, exposure.as_ref(), routing.keep_alive),
            exposure,
        }))
    }
}

/// What a server is told if the spec does not say otherwise.
fn defaults(owner: &Owner, port: Port, cpu: Range<Cpu>, exposure: Option<&Exposure>, keep_alive: Duration) -> Vec<Variable> {
    let mut defaults = parts::identity_defaults(owner);
    defaults.extend([
        Variable::text("PORT", port.number().to_string()),
        // Without it NumPy and PyTorch start a thread for each core of the node, not of the limit.
        Variable::text("OMP_NUM_THREADS", cpu.limit.whole_cores().to_string()),
    ]);
    if let Some(exposure) = exposure {
        // uvicorn closes idle connections after 5 s, long before a load balancer does, which then answers 502. Its command reads
        // each option from `UVICORN_...` (uvicorn 0.54 main.py); other servers do not know the variable.
        defaults.push(Variable::text("UVICORN_TIMEOUT_KEEP_ALIVE", keep_alive.seconds().to_string()));
        // Requests arrive without the path, and probes never have it; links and the pages of FastAPI's documentation need it
        // (tried with uvicorn 0.54, Starlette 1.10 and FastAPI 0.165).
        defaults.extend(exposure.stripped_prefix().map(|prefix| Variable::text("UVICORN_ROOT_PATH", prefix)));
    }
    defaults
}

impl Component for Service {
    fn offer(&self) -> Offer {
        Offer { capability: Capability::Http, way: Way::Pods(vec![self.port]), identity: None }
    }

    fn variables(&self, namespace: &str) -> Vec<Variable> {
        let owner = &self.program.owner;
        let url = format!("http://{}:{}", owner.host(&self.address, namespace), self.address_port);
        vec![Variable::text(&format!("{}_URL", parts::variable_name(&owner.name)), url)]
    }

    fn needs(&self) -> &[Need] {
        &self.program.needs
    }

    fn exposures(&self) -> &[Exposure] {
        self.exposure.as_slice()
    }

    fn egress(&self) -> &[Way] {
        &self.program.egress
    }

    fn metrics(&self) -> &[Metrics] {
        self.metrics.as_slice()
    }

    fn secrets(&self) -> Vec<SecretKey> {
        self.program.secrets()
    }

    fn check_links(&self, links: &Links<'_>, place: &Place<'_>, report: &mut Report) {
        parts::check_mounts(links, &self.program.replicas, place, report);
    }

    fn build(&self, links: &Links<'_>, objects: &mut Objects) {
        let port = service::Port { name: PORT, number: self.address_port, target: self.port };
        objects.push(service(&self.program.owner, ROLE, &self.address, port));
        let mut container = self.program.container();
        container.ports = Some(vec![pod::port(PORT, self.port)]);
        container.lifecycle = Some(pod::sleep_before_stop(self.pre_stop));
        self.health.probe(&mut container);
        let mut pod = self.program.pod(container, &self.defaults, links, objects);
        parts::add_scrape_annotations(&mut pod, &self.metrics);
        self.program.deploy(pod, objects);
    }
}
