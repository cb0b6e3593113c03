//! `workers`: programs that wait for work instead of requests: Celery, or any command.

use super::contract::{
    Capability, CapabilityKind, CloudIdentity, Component, Links, Need, Objects, Offer, Surroundings, Variable, Way,
};
use super::parts::{self, EgressSpec, MountSpec, Replicas, ScaleSpec, SecuritySpec};
use super::{Kind, Written};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{
    Bytes, CeleryApplication, Cpu, Duration, Environment, Image, MountPath, Name, QueueName, Range, SecretKey, Use,
};
use crate::k8s::pod::{self, Pod, Spread};
use crate::k8s::probe::Check;
use crate::k8s::scaling::{horizontal_pod_autoscaler, pod_disruption_budget};
use crate::k8s::workload::{Rollout, deployment, service_account};
use crate::k8s::{Owner, Stage};
use crate::layers::Place;
use indexmap::IndexMap;
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
    owner: Owner,
    image: Image,
    program: Program,
    cpu: Range<Cpu>,
    memory: Range<Bytes>,
    shared_memory: Option<Bytes>,
    scratch: Option<Bytes>,
    replicas: Replicas,
    spread: Spread,
    grace: u32,
    environment: Environment,
    files: IndexMap<MountPath, String>,
    needs: Vec<Need>,
    egress: Vec<Way>,
    security: SecuritySpec,
    labels: IndexMap<String, String>,
    annotations: IndexMap<String, String>,
}

/// What a worker runs.
#[derive(Debug)]
enum Program {
    Celery { application: String, queues: Vec<String>, concurrency: u64, startup: u32 },
    Command { command: Vec<String>, args: Vec<String> },
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
        parts::check_image(&image, around.profile, &place.key("image"), report);
        security.check(place, report);
        let cpu = cpu.unwrap_or(CPU);
        let memory = memory.unwrap_or(MEMORY);
        parts::check_shared_memory(shm, memory, place, report);
        let replicas = parts::resolve_replicas(replicas, scale, 1, place, report);
        let program = match celery {
            Some(application) => Program::Celery {
                application: application.as_str().to_owned(),
                queues: queues.iter().map(|queue| queue.as_str().to_owned()).collect(),
                concurrency: concurrency.map_or(cpu.limit.whole_cores(), u64::from),
                startup: startup.unwrap_or(STARTUP).seconds(),
            },
            None => Program::Command { command, args },
        };
        let mut needs = parts::uses_needs(uses);
        needs.extend(parts::mount_needs(mounts));
        Some(Box::new(Worker {
            owner: around.owner.clone(),
            image,
            program,
            cpu,
            memory,
            shared_memory: shm,
            scratch: tmp,
            spread: parts::spread(&replicas, around.profile),
            replicas,
            grace: drain.unwrap_or(DRAIN).seconds() + MARGIN,
            environment: env,
            files,
            needs,
            egress: parts::egress_ways(&egress),
            security,
            labels,
            annotations,
        }))
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
    fn role(&self) -> &'static str {
        ROLE
    }

    fn offer(&self) -> Offer {
        Offer { capability: Capability::Nothing, way: Way::None, identity: None }
    }

    fn needs(&self) -> &[Need] {
        &self.needs
    }

    fn egress(&self) -> &[Way] {
        &self.egress
    }

    fn secrets(&self) -> Vec<SecretKey> {
        parts::environment_secrets(&self.environment)
    }

    fn check_links(&self, links: &Links<'_>, place: &Place<'_>, report: &mut Report) {
        parts::check_mounts(links, &self.replicas, place, report);
        let has_broker = links.0.iter().any(|link| link.offer.capability.kind() == CapabilityKind::Redis)
            || self.environment.keys().any(|name| name.as_str() == BROKER_URL);
        if matches!(self.program, Program::Celery { .. }) && !has_broker {
            report.push(
                Diagnostic::error(codes::MISSING_KEY, "a Celery worker without a broker")
                    .at(place.key("celery").key_span())
                    .help(format!("name a Redis in `uses`, or set `{BROKER_URL}` in `env`")),
            );
        }
    }

    fn build(&self, links: &Links<'_>, objects: &mut Objects) {
        let owner = &self.owner;
        let identity = links.identity();
        objects.push(service_account(owner, ROLE, parts::account_annotations(identity)));
        let mut pod = self.pod(links, identity);
        let defaults = [Variable::text("HOME", "/tmp"), Variable::text("OMP_NUM_THREADS", self.threads().to_string())];
        if let Some(map) = parts::configure(&defaults, links, &self.environment).apply(owner, ROLE, &mut pod) {
            objects.push(map);
        }
        if let Some(map) = parts::add_files(owner, ROLE, &self.files, &mut pod) {
            objects.push(map);
        }
        objects.push(deployment(owner, ROLE, self.replicas.fixed(), Rollout::Surge, pod));
        if let Replicas::Scaled(scaling) = &self.replicas {
            objects.push(horizontal_pod_autoscaler(owner, ROLE, scaling));
        }
        if self.replicas.least() > 1 {
            objects.push(pod_disruption_budget(owner, ROLE));
        }
    }
}

/// The variable that Celery reads before its own configuration (celery 5.7 app/utils.py).
const BROKER_URL: &str = "CELERY_BROKER_URL";

impl Worker {
    /// Threads of numeric libraries in each process, so that all processes together keep to the CPU limit.
    fn threads(&self) -> u64 {
        let processes = match &self.program {
            Program::Celery { concurrency, .. } => *concurrency,
            Program::Command { .. } => 1,
        };
        (self.cpu.limit.whole_cores() / processes.max(1)).max(1)
    }

    fn pod(&self, links: &Links<'_>, identity: Option<&CloudIdentity>) -> Pod {
        let mut container = pod::container(&self.owner.name, self.image.as_str(), parts::resources(self.cpu, self.memory));
        match &self.program {
            Program::Celery { application, queues, concurrency, startup } => {
                container.command = Some(celery_command(application, queues, *concurrency));
                container.startup_probe = Some(ping(application).startup(*startup));
                // No liveness probe: `inspect ping` starts a whole Python each time, and fails in every worker at once while the
                // broker is down, which restarts would only make worse.
            }
            Program::Command { command, args } => {
                container.command = parts::argv(command);
                container.args = parts::argv(args);
            }
        }
        let mut pod = Pod::new(&self.owner.name, container);
        pod.grace = self.grace;
        pod.spread = self.spread;
        parts::dress(&mut pod, &self.labels, &self.annotations, identity);
        parts::add_memory(&mut pod, self.shared_memory, self.scratch);
        parts::add_mounts(&mut pod, links);
        parts::secure(&mut pod, &self.security);
        pod
    }
}

/// The command in exec form: a shell in between would keep SIGTERM to itself, and no task would be finished.
///
/// The concurrency is written out, because Celery's default counts the node's cores, not the container's (billiard 4
/// `cpu_count`). A prefetch of one leaves waiting tasks to workers that are free (celery 5.7 `worker --help`).
fn celery_command(application: &str, queues: &[String], concurrency: u64) -> Vec<String> {
    let mut command: Vec<String> = ["celery", "-A", application, "worker", "--loglevel=INFO"].map(str::to_owned).to_vec();
    command.push(format!("--concurrency={concurrency}"));
    command.push("--prefetch-multiplier=1".to_owned());
    if !queues.is_empty() {
        command.push(format!("--queues={}", queues.join(",")));
    }
    command
}

/// Asks this pod's worker for an answer over the broker. The shell is there for the host name, and makes way with `exec`.
fn ping(application: &str) -> Check {
    let script = format!("exec celery -A {application} inspect ping --timeout 10 --destination \"celery@$HOSTNAME\"");
    // The answer may take its ten seconds, and the Python before it as long.
    Check::Command { argv: ["sh", "-c", &script].map(str::to_owned).to_vec(), timeout: 20 }
}
