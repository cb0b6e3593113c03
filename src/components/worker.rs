//! `workers`: programs that wait for work instead of requests: Celery, or any command.

use super::contract::{Capability, CapabilityKind, Component, Links, Need, Objects, Offer, Surroundings, Variable, Way};
use super::parts::{self, EgressSpec, GpuSpec, MountSpec, Placement, Program, ScaleSpec, SecuritySpec};
use super::{Kind, Written};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{
    Bytes, CeleryApplication, Cpu, Duration, Environment, Image, MountPath, Name, QueueName, Range, SecretKey, Use,
};
use crate::k8s::Stage;
use crate::k8s::probe::Check;
use crate::layers::Place;
use indexmap::IndexMap;
use k8s_openapi::api::core::v1::Probe;
use schemars::JsonSchema;
use serde::Deserialize;

/// The line of the table.
pub(super) const KIND: Kind = Kind {
    section: "workers",
    noun: "worker",
    description: "Programs that wait for work instead of requests: Celery, or any command.",
    stage: Stage::Workloads,
    serves_others_only: false,
    decode: super::decode::<WorkerSpec>,
    schema: super::schema::<WorkerSpec>,
};

/// A program that waits for work: a Celery worker, or any command.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct WorkerSpec {
    /// The container image, with a version.
    image: Image,
    /// The Celery application, as after `celery -A`: `app.worker`. Either this or `command`.
    #[serde(default)]
    celery: Option<CeleryApplication>,
    /// The command of a worker that is not Celery. Either this or `celery`.
    #[serde(default)]
    command: Vec<String>,
    /// The arguments of the command.
    #[serde(default)]
    args: Vec<String>,
    /// The queues that it consumes; Celery's default queue if none is given.
    #[serde(default)]
    queues: Vec<QueueName>,
    /// The tasks that one pod runs side by side; the whole cores of its CPU limit if not given.
    #[serde(default)]
    concurrency: Option<u16>,
    /// The longest that a task may take, and so how long a pod that ends goes on with the tasks it has; 5 min if not given.
    #[serde(default)]
    drain: Option<Duration>,
    /// How long it may take to start; 2 min if not given.
    #[serde(default)]
    startup: Option<Duration>,
    /// CPU from request to limit; `500m..1` if not given.
    #[serde(default)]
    cpu: Option<Range<Cpu>>,
    /// Memory from request to limit; `512Mi..1Gi` if not given. Each task that runs side by side has its own copy of a model.
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
    /// The size of the writable `/tmp`; `1Gi` if not given.
    #[serde(default)]
    tmp: Option<Bytes>,
    /// A fixed number of pods; 1 if neither this nor `scale` is given.
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
    /// The entries that it uses; a Celery worker needs its broker here.
    #[serde(default)]
    uses: Vec<Use>,
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

const ROLE: &str = "worker";
const CPU: Range<Cpu> = Range::new(Cpu::from_millicores(500), Cpu::from_millicores(1_000));
const MEMORY: Range<Bytes> = Range::new(Bytes::from_mebibytes(512), Bytes::from_mebibytes(1_024));
const DRAIN: Duration = Duration::from_seconds(300);
const STARTUP: Duration = Duration::from_seconds(120);
/// Seconds between the end of the drain and the kill, in which unfinished tasks go back to the queue.
const MARGIN: u32 = 30;

#[derive(Debug)]
struct Worker {
    program: Program,
    celery: Option<Celery>,
}

/// A Celery worker, whose command mlkube writes.
#[derive(Debug)]
struct Celery {
    application: String,
    concurrency: u64,
    /// Seconds that it may take to start.
    startup: u32,
}

impl Written for WorkerSpec {
    fn namespace(&self) -> Option<&Name> {
        self.namespace.as_ref()
    }

    fn resolve(self, around: &Surroundings<'_>, report: &mut Report) -> Option<Box<dyn Component>> {
        let place = &around.place;
        self.check_program(place, report);
        let Self {
            image,
            celery,
            command,
            args,
            queues,
            concurrency,
            drain,
            startup,
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
            egress,
            security,
            labels,
            annotations,
            namespace: _,
        } = self;
        let cpu = cpu.unwrap_or(CPU);
        let replicas = parts::resolve_replicas(replicas, scale.as_ref(), 1, around, report);
        let celery = celery.map(|application| Celery {
            application: application.as_str().to_owned(),
            concurrency: concurrency.map_or(cpu.limit.whole_cores(), u64::from),
            startup: startup.unwrap_or(STARTUP).seconds(),
        });
        let program = Program {
            owner: around.owner.clone(),
            role: ROLE,
            container_name: None,
            image,
            command: celery.as_ref().map_or(command, |celery| celery.command(&queues)),
            args,
            cpu,
            memory: memory.unwrap_or(MEMORY),
            shared_memory: shm,
            scratch: tmp,
            spread: parts::spread(&replicas, around.profile),
            replicas,
            placement: Placement::resolve(gpu.as_ref(), spot, around, place, report),
            vertical: None,
            strategy: None,
            grace: drain.unwrap_or(DRAIN).seconds() + MARGIN,
            environment: env,
            files,
            needs: parts::program_needs(uses, mounts),
            egress: parts::egress_ways(&egress, place, report),
            security,
            labels,
            annotations,
        };
        program.check(true, around, report);
        Some(Box::new(Worker { program, celery }))
    }
}

impl WorkerSpec {
    /// A worker is Celery or a command, and the keys of the one mean nothing to the other.
    fn check_program(&self, place: &Place<'_>, report: &mut Report) {
        match (&self.celery, self.command.is_empty()) {
            (Some(_), false) => report.push(
                Diagnostic::error(codes::BAD_VALUE, "`celery` and `command` both say what the worker runs")
                    .at(place.key("command").key_span())
                    .related(place.key("celery").key_span(), "mlkube writes the command for this application")
                    .help("keep one of them"),
            ),
            (None, true) => report.push(
                Diagnostic::error(codes::MISSING_KEY, "nothing says what the worker runs")
                    .at(place.key_span())
                    .help("name the Celery application, `celery: app.worker`, or give a `command`"),
            ),
            _ => {}
        }
        if self.celery.is_none() {
            let only_celery = [
                ("queues", !self.queues.is_empty()),
                ("concurrency", self.concurrency.is_some()),
                ("startup", self.startup.is_some()),
            ];
            for (key, _) in only_celery.iter().filter(|(_, given)| *given) {
                report.push(
                    Diagnostic::error(codes::BAD_VALUE, format!("`{key}` means something for Celery only"))
                        .at(place.key(key).key_span())
                        .help("pass it to the command by its arguments"),
                );
            }
        }
        if self.concurrency == Some(0) {
            report.push(
                Diagnostic::error(codes::BAD_VALUE, "a worker that runs no task side by side runs none")
                    .at(place.key("concurrency").span())
                    .help("set it to 1 or more, or leave it out"),
            );
        }
    }
}

impl Component for Worker {
    fn offer(&self) -> Offer {
        Offer { capability: Capability::Nothing, way: Way::None, identity: None }
    }

    fn needs(&self) -> &[Need] {
        &self.program.needs
    }

    fn egress(&self) -> &[Way] {
        &self.program.egress
    }

    fn secrets(&self) -> Vec<SecretKey> {
        self.program.secrets()
    }

    fn check_links(&self, links: &Links<'_>, place: &Place<'_>, report: &mut Report) {
        parts::check_mounts(links, &self.program.replicas, place, report);
        let has_broker = links.variables().any(|variable| variable.name.ends_with(BROKER_URL))
            || self.program.environment.keys().any(|name| name.as_str() == BROKER_URL);
        let uses_redis = links.0.iter().any(|link| link.offer.capability.kind() == CapabilityKind::Redis);
        if self.celery.is_some() && !has_broker {
            report.push(
                Diagnostic::error(codes::MISSING_KEY, "a Celery worker without a broker")
                    .at(place.key("celery").key_span())
                    .help(format!("name a Redis in `uses`, or set `{BROKER_URL}` in `env`"))
                    .maybe_help(uses_redis.then_some("one with `evict: true` is a cache, and would drop tasks")),
            );
        }
    }

    fn build(&self, links: &Links<'_>, objects: &mut Objects) {
        let mut container = self.program.container();
        if let Some(celery) = &self.celery {
            // No liveness probe: `inspect ping` starts a whole Python each time, and fails in every worker at once while the
            // broker is down, which restarts would only make worse.
            container.startup_probe = Some(celery.startup_probe());
        }
        let mut defaults = parts::identity_defaults(&self.program.owner);
        defaults.push(Variable::text("OMP_NUM_THREADS", self.threads().to_string()));
        self.program.build_account(links, objects);
        let pod = self.program.pod(container, &defaults, links, objects);
        self.program.deploy(pod, objects);
    }
}

/// The variable that Celery reads before its own configuration (celery 5.7 app/utils.py).
const BROKER_URL: &str = "CELERY_BROKER_URL";

impl Worker {
    /// Threads of numeric libraries in each process, so that all processes together keep to the CPU limit.
    fn threads(&self) -> u64 {
        let processes = self.celery.as_ref().map_or(1, |celery| celery.concurrency);
        (self.program.cpu.limit.whole_cores() / processes.max(1)).max(1)
    }
}

impl Celery {
    /// The command in exec form: a shell in between would keep SIGTERM to itself, and no task would be finished.
    ///
    /// The concurrency is written out, because Celery's default counts the node's cores, not the container's (billiard 4
    /// `cpu_count`). A prefetch of one leaves waiting tasks to workers that are free (celery 5.7 `worker --help`).
    fn command(&self, queues: &[QueueName]) -> Vec<String> {
        let mut command: Vec<String> =
            ["celery", "-A", &self.application, "worker", "--loglevel=INFO"].map(str::to_owned).to_vec();
        command.push(format!("--concurrency={}", self.concurrency));
        command.push("--prefetch-multiplier=1".to_owned());
        if !queues.is_empty() {
            let names: Vec<&str> = queues.iter().map(QueueName::as_str).collect();
            command.push(format!("--queues={}", names.join(",")));
        }
        command
    }

    /// Asks this pod's worker for an answer over the broker. The shell is there for the host name, and makes way with `exec`.
    fn startup_probe(&self) -> Probe {
        let script = format!("exec celery -A {} inspect ping --timeout 10 --destination \"celery@$HOSTNAME\"", self.application);
        // The answer may take its ten seconds, and the Python before it as long.
        let ping = Check::Command { argv: ["sh", "-c", &script].map(str::to_owned).to_vec(), timeout: 20 };
        // A question that is asked before the worker listens is lost, and waited for in vain.
        Probe { initial_delay_seconds: Some(10), ..ping.startup(self.startup) }
    }
}
