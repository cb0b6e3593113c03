//! A Celery worker, whose command mlkube writes. What is said of Celery here was measured with celery and kombu 5.7.0, 2026-11.

use crate::components::contract::{Broker, Variable};
use crate::fields::{Cpu, Duration};
use crate::k8s::probe::Check;
use k8s_openapi::api::core::v1::Probe;
use schemars::JsonSchema;
use serde::Deserialize;

/// How a worker runs tasks side by side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Pool {
    /// In processes that are copies of the worker.
    #[default]
    Prefork,
    /// In processes that start from nothing, which CUDA needs. Celery 5.7 or newer.
    Spawn,
    /// In threads of one process, which share a model.
    Threads,
    /// One task at a time, in the worker itself.
    Solo,
}

/// What becomes of tasks when a pod ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shutdown {
    /// They are finished.
    Warm,
    /// They go back to the queue when the time is over.
    Soft,
}

/// A Celery worker.
#[derive(Debug)]
pub(super) struct Celery {
    /// The application, as after `celery -A`.
    pub(super) application: String,
    /// What the spec adds to the command.
    pub(super) args: Vec<String>,
    /// The queues; the application's default queue if none.
    pub(super) queues: Vec<String>,
    /// How tasks run.
    pub(super) pool: Pool,
    /// How many run side by side.
    pub(super) concurrency: u64,
    /// The tasks after which a process makes way for a new one.
    pub(super) max_tasks_per_child: Option<u32>,
    /// The time after which a task is killed.
    pub(super) task_limit: Option<Duration>,
    /// How long a pod that ends goes on with its tasks.
    pub(super) drain: Duration,
    /// What becomes of them then.
    pub(super) shutdown: Shutdown,
    /// Whether somebody listens to what becomes of tasks.
    pub(super) sends_events: bool,
    /// Seconds that it may take to start.
    pub(super) startup: u32,
}

/// The queue of tasks that name none (celery 5.7 app/defaults.py, `task_default_queue`).
pub(super) const DEFAULT_QUEUE: &str = "celery";

impl Pool {
    /// Whether each task has a process that can be killed without the others. Threads and `solo` run past every limit.
    pub(super) fn has_processes(self) -> bool {
        matches!(self, Self::Prefork | Self::Spawn)
    }

    /// The tasks that run side by side under a CPU limit.
    pub(super) fn tasks(self, limit: Cpu) -> u64 {
        if self == Self::Solo { 1 } else { limit.whole_cores() }
    }

    fn options(self) -> &'static [&'static str] {
        match self {
            Self::Prefork => &[],
            Self::Spawn => &["--pool-start-method=spawn"],
            Self::Threads => &["--pool=threads"],
            Self::Solo => &["--pool=solo"],
        }
    }
}

impl Celery {
    /// The command in exec form: a shell in between would keep SIGTERM to itself, and no task would be finished.
    ///
    /// The concurrency is written out, because Celery's default counts the node's cores, not the container's (billiard 4
    /// `cpu_count`). A prefetch of one leaves waiting tasks to workers that are free (celery 5.7 `worker --help`).
    pub(super) fn command(&self, broker: Option<&Broker>) -> Vec<String> {
        let mut command: Vec<String> =
            ["celery", "-A", &self.application, "worker", "--loglevel=INFO"].map(str::to_owned).to_vec();
        command.push(format!("--concurrency={}", self.concurrency));
        command.push("--prefetch-multiplier=1".to_owned());
        command.extend(self.pool.options().iter().map(|option| (*option).to_owned()));
        command.extend(self.max_tasks_per_child.map(|tasks| format!("--max-tasks-per-child={tasks}")));
        command.extend(self.task_limit.map(|limit| format!("--time-limit={}", limit.seconds())));
        if self.sends_events {
            command.push("--task-events".to_owned());
        }
        if !self.queues.is_empty() {
            command.push(format!("--queues={}", self.queues.join(",")));
        }
        command.extend(self.args.iter().cloned());
        let settings = self.settings(broker);
        if !settings.is_empty() {
            command.push("--".to_owned());
            command.extend(settings);
        }
        command
    }

    /// Settings of the application that the command line overrules (celery 5.7 loaders/base.py, `cmdline_config_parser`).
    fn settings(&self, broker: Option<&Broker>) -> Vec<String> {
        let mut settings = Vec::new();
        let timeout = broker.map(|broker| broker.visibility_timeout).filter(|timeout| *timeout != Broker::VISIBILITY_TIMEOUT);
        settings.extend(
            timeout.map(|timeout| format!("broker_transport_options=(dict){{\"visibility_timeout\": {}}}", timeout.seconds())),
        );
        if self.shutdown == Shutdown::Soft {
            settings.push(format!("worker_soft_shutdown_timeout={}", self.drain.seconds()));
        }
        settings
    }

    /// Variables that make it end as it should. Celery takes SIGTERM for a warm shutdown, which waits for tasks however long they
    /// take; SIGQUIT begins the soft one (celery 5.7 apps/worker.py).
    pub(super) fn variables(&self) -> Option<Variable> {
        (self.shutdown == Shutdown::Soft).then(|| Variable::text("REMAP_SIGTERM", "SIGQUIT"))
    }

    /// The queues by name.
    pub(super) fn queue_names(&self) -> Vec<&str> {
        if self.queues.is_empty() { vec![DEFAULT_QUEUE] } else { self.queues.iter().map(String::as_str).collect() }
    }

    /// The longest that a task may be held.
    pub(super) fn longest_task(&self) -> Duration {
        self.task_limit.unwrap_or(self.drain)
    }

    /// Asks this pod's worker for an answer over the broker. The shell is there for the host name, and makes way with `exec`.
    ///
    /// The pool `solo` gives no answer while it works, so that a pod would be killed for its first task.
    pub(super) fn startup_probe(&self) -> Option<Probe> {
        let script = format!("exec celery -A {} inspect ping --timeout 10 --destination \"celery@$HOSTNAME\"", self.application);
        // The answer may take its ten seconds, and the Python before it as long.
        let ping = Check::Command { argv: ["sh", "-c", &script].map(str::to_owned).to_vec(), timeout: 20 };
        // A question that is asked before the worker listens is lost, and waited for in vain.
        (self.pool != Pool::Solo).then(|| Probe { initial_delay_seconds: Some(10), ..ping.startup(self.startup) })
    }
}
