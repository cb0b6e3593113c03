//! Workers as they are written, and how they are settled.

use super::beat::{Beat, BeatSpec};
use super::celery::{Celery, Pool, Shutdown};
use super::flower::{Flower, FlowerSpec};
use super::{BROKER_URL, ROLE, Worker, exporter};
use crate::components::contract::Surroundings;
use crate::components::parts::{self, Program, ProgramOfKind, ProgramSpec, ScaleSpec};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Bytes, CeleryApplication, Cpu, Duration, Image, Name, QueueName, Range, Use};
use crate::layers::Place;
use schemars::JsonSchema;
use serde::Deserialize;

/// A program that waits for work: a Celery worker, or any command.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::components) struct WorkerSpec {
    /// The container image, with a version.
    image: Image,
    /// The Celery application, as after `celery -A`: `app.worker`. Either this or `command`.
    #[serde(default)]
    pub(super) celery: Option<CeleryApplication>,
    /// The command of a worker that is not Celery. Either this or `celery`.
    #[serde(default)]
    command: Vec<String>,
    /// The queues that it consumes; Celery's default queue if none is given.
    #[serde(default)]
    pub(super) queues: Vec<QueueName>,
    /// The tasks that one pod runs side by side; the whole cores of its CPU limit if not given.
    #[serde(default)]
    concurrency: Option<u16>,
    /// How tasks run side by side; `prefork` if not given.
    #[serde(default)]
    pool: Option<Pool>,
    /// The tasks after which a process makes way for a new one, for libraries that do not give all memory back.
    #[serde(default)]
    max_tasks_per_child: Option<u32>,
    /// The time after which a task is killed; none if not given.
    #[serde(default)]
    task_limit: Option<Duration>,
    /// How long a pod that ends goes on with the tasks it has; as long as `taskLimit`, or else 5 min, if not given.
    #[serde(default)]
    drain: Option<Duration>,
    /// Whether tasks that are not done when `drain` is over go back to the queue, for tasks that take longer than a pod can wait. They
    /// have to have `acks_late`, or they are lost. Celery 5.5 or newer.
    #[serde(default)]
    soft_shutdown: bool,
    /// Celery's beat, which sends tasks by the clock: one pod of its own. Give it to one worker of an application.
    #[serde(default)]
    beat: Option<BeatSpec>,
    /// Flower, which shows workers and tasks in a browser.
    #[serde(default)]
    flower: Option<FlowerSpec>,
    /// How long it may take to start; 2 min if not given.
    #[serde(default)]
    startup: Option<Duration>,
    /// CPU from request to limit; `500m..1` if not given.
    #[serde(default)]
    cpu: Option<Range<Cpu>>,
    /// Memory from request to limit; `512Mi..1Gi` if not given. Each task that runs side by side has its own copy of a model.
    #[serde(default)]
    memory: Option<Range<Bytes>>,
    /// The size of the writable `/tmp`; `1Gi` if not given.
    #[serde(default)]
    tmp: Option<Bytes>,
    /// A fixed number of pods; 1 if neither this nor `scale` is given.
    #[serde(default)]
    replicas: Option<u16>,
    /// A number of pods that follows the load.
    #[serde(default)]
    scale: Option<ScaleSpec>,
    /// The name of its ConfigMap; the entry's with `-config` if not given.
    #[serde(default)]
    config: Option<Name>,
    /// The entries that it uses; a Celery worker needs its broker here.
    #[serde(default)]
    pub(super) uses: Vec<Use>,
}

const CPU: Range<Cpu> = Range::new(Cpu::from_millicores(500), Cpu::from_millicores(1_000));
const MEMORY: Range<Bytes> = Range::new(Bytes::from_mebibytes(512), Bytes::from_mebibytes(1_024));
const DRAIN: Duration = Duration::from_seconds(300);
const STARTUP: Duration = Duration::from_seconds(120);
/// Seconds between the end of the drain and the kill, in which unfinished tasks go back to the queue.
const MARGIN: u32 = 30;

impl WorkerSpec {
    /// The worker that the spec asks for.
    pub(super) fn settle(self, shared: ProgramSpec, around: &Surroundings<'_>, report: &mut Report) -> Worker {
        let place = &around.place;
        self.check_program(place, report);
        if self.celery.is_some() {
            self.check_pool(place, report);
            self.check_times(place, report);
        }
        let Self {
            image,
            celery,
            command,
            queues,
            concurrency,
            pool,
            max_tasks_per_child,
            task_limit,
            drain,
            soft_shutdown,
            beat,
            flower,
            startup,
            cpu,
            memory,
            tmp,
            replicas,
            scale,
            config,
            uses,
        } = self;
        let cpu = cpu.unwrap_or(CPU);
        let drain = drain.or(task_limit).unwrap_or(DRAIN);
        let replicas = parts::resolve_replicas(replicas, scale.as_ref(), 1, around, report);
        let flower = flower.map(|flower| Flower::resolve(flower, around, report));
        // Brokers that only a variable names may be the same; nobody could tell which worker has to watch them.
        let names_broker = shared.env.keys().any(|name| name.as_str() == BROKER_URL);
        let watched = around.watches.filter(|_| around.monitored && celery.is_some() && !names_broker).cloned();
        let celery = celery.map(|application| Celery {
            application: application.as_str().to_owned(),
            args: shared.args.clone(),
            queues: queues.iter().map(|queue| queue.as_str().to_owned()).collect(),
            pool: pool.unwrap_or_default(),
            concurrency: concurrency.map_or_else(|| pool.unwrap_or_default().tasks(cpu.limit), u64::from),
            max_tasks_per_child,
            task_limit,
            drain,
            shutdown: if soft_shutdown { Shutdown::Soft } else { Shutdown::Warm },
            sends_events: around.monitored || flower.is_some(),
            startup: startup.unwrap_or(STARTUP).seconds(),
        });
        parts::check_image(&image, around.profile, &place.key("image"), report);
        let spread = parts::spread(&replicas, around.profile);
        let kind = ProgramOfKind {
            role: ROLE,
            image,
            command,
            cpu,
            memory: memory.unwrap_or(MEMORY),
            scratch: tmp,
            replicas,
            grace: drain.seconds() + MARGIN,
            config,
            uses,
        };
        let program = Program { spread, ..shared.settle(kind, around, report) };
        let metrics = watched.is_some().then(exporter::metrics);
        Worker { program, celery, beat: beat.and_then(Beat::resolve), flower, metrics, watched: watched.unwrap_or_default() }
    }

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
            parts::refuse_queue(self.scale.as_ref(), &place.key("scale"), report);
            let only_celery = [
                ("queues", !self.queues.is_empty()),
                ("concurrency", self.concurrency.is_some()),
                ("pool", self.pool.is_some()),
                ("maxTasksPerChild", self.max_tasks_per_child.is_some()),
                ("taskLimit", self.task_limit.is_some()),
                ("softShutdown", self.soft_shutdown),
                ("beat", self.beat.is_some()),
                ("flower", self.flower.is_some()),
                ("startup", self.startup.is_some()),
            ];
            for (key, _) in only_celery.iter().filter(|(_, given)| *given) {
                report.push(
                    Diagnostic::error(codes::BAD_VALUE, format!("`{key}` means something for Celery only"))
                        .at(place.key(key).key_span())
                        .help("take it out; what the command needs to know its arguments say"),
                );
            }
        }
    }

    /// What is said of processes has to suit the pool.
    fn check_pool(&self, place: &Place<'_>, report: &mut Report) {
        let pool = self.pool.unwrap_or_default();
        if self.concurrency == Some(0) {
            report.push(
                Diagnostic::error(codes::BAD_VALUE, "a worker that runs no task side by side runs none")
                    .at(place.key("concurrency").span())
                    .help("set it to 1 or more, or leave it out"),
            );
        }
        if pool == Pool::Solo && self.concurrency.is_some_and(|concurrency| concurrency > 1) {
            report.push(
                Diagnostic::error(codes::BAD_VALUE, "the pool `solo` runs one task at a time")
                    .at(place.key("concurrency").span())
                    .related(place.key("pool").span(), "chosen here")
                    .help("take `concurrency` out, or choose another pool"),
            );
        }
        if !pool.has_processes() {
            let only_processes = [
                ("maxTasksPerChild", self.max_tasks_per_child.is_some()),
                ("taskLimit", self.task_limit.is_some()),
                ("softShutdown", self.soft_shutdown),
            ];
            for (key, _) in only_processes.iter().filter(|(_, given)| *given) {
                report.push(
                    Diagnostic::error(codes::BAD_VALUE, format!("`{key}` has no effect on a pool without processes"))
                        .at(place.key(key).key_span())
                        .related(place.key("pool").span(), "its tasks share one process, which nobody can kill for one of them")
                        .help("choose the pool `prefork` or `spawn`, or take the key out"),
                );
            }
        }
        if self.max_tasks_per_child == Some(0) {
            report.push(
                Diagnostic::error(codes::BAD_VALUE, "a process that makes way before its first task")
                    .at(place.key("maxTasksPerChild").span())
                    .help("set it to 1 or more, or leave it out"),
            );
        }
    }

    /// The times of tasks have to suit each other.
    fn check_times(&self, place: &Place<'_>, report: &mut Report) {
        if self.task_limit == Some(Duration::from_seconds(0)) {
            report.push(
                Diagnostic::error(codes::BAD_DURATION, "tasks that may take no time")
                    .at(place.key("taskLimit").span())
                    .help("give it the longest that a task may take, or leave it out"),
            );
        }
        if let (Some(limit), Some(drain), false) = (self.task_limit, self.drain, self.soft_shutdown)
            && drain < limit
        {
            report.push(
                Diagnostic::error(codes::BAD_DURATION, format!("a task may take {limit}, and a pod that ends waits for {drain}"))
                    .at(place.key("drain").span())
                    .related(place.key("taskLimit").span(), "the longest that a task may take")
                    .help("leave `drain` out, and the pod waits as long as a task may take")
                    .help("or give unfinished tasks back to the queue: `softShutdown: true`; they need `acks_late`"),
            );
        }
    }
}
