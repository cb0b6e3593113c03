//! `workers`: programs that wait for work instead of requests: Celery, or any command.

mod beat;
mod broker;
mod celery;
mod exporter;
mod flower;
mod spec;

use super::contract::{
    Broker, Capability, CapabilityKind, Component, Exposure, Links, Metrics, Need, Objects, Offer, Surroundings, Variable, Visit,
    Way,
};
use super::parts::{self, Program, ProgramSpec, Replicas, Waiting, argv};
use super::{Kind, Written};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Name, QueueName, SecretKey, Use};
use crate::k8s::Stage;
use crate::layers::Place;
use crate::profile::Operator;
use crate::yaml::Joined;
use beat::Beat;
use celery::{Celery, DEFAULT_QUEUE};
use flower::Flower;
use spec::WorkerSpec;
use std::collections::BTreeSet;

/// The line of the table.
pub(super) const KIND: Kind = Kind {
    section: "workers",
    noun: "worker",
    description: "Programs that wait for work instead of requests: Celery, or any command.",
    stage: Stage::Workloads,
    serves_others_only: false,
    decode: super::decode::<Joined<WorkerSpec, ProgramSpec>>,
    #[cfg(test)]
    schema: super::schema::<Joined<WorkerSpec, ProgramSpec>>,
};

const ROLE: &str = "worker";
/// The variable that Celery reads before its own configuration (celery 5.7 app/utils.py).
const BROKER_URL: &str = "CELERY_BROKER_URL";

#[derive(Debug)]
struct Worker {
    program: Program,
    celery: Option<Celery>,
    beat: Option<Beat>,
    flower: Option<Flower>,
    /// What its exporter shows, if it watches its broker.
    metrics: Option<Metrics>,
    /// The queues of the broker that the exporter watches, those of other workers included.
    watched: BTreeSet<String>,
}

impl Written for Joined<WorkerSpec, ProgramSpec> {
    fn namespace(&self) -> Option<&Name> {
        self.1.namespace.as_ref()
    }

    fn takes_tasks_from(&self) -> &[Use] {
        if self.0.celery.is_some() { &self.0.uses } else { &[] }
    }

    fn queues(&self) -> Vec<&str> {
        match (&self.0.celery, self.0.queues.is_empty()) {
            (None, _) => Vec::new(),
            (Some(_), true) => vec![DEFAULT_QUEUE],
            (Some(_), false) => self.0.queues.iter().map(QueueName::as_str).collect(),
        }
    }

    fn resolve(self, around: &Surroundings<'_>, report: &mut Report) -> Option<Box<dyn Component>> {
        let Self(spec, shared) = self;
        Some(Box::new(spec.settle(shared, around, report)))
    }
}

impl Component for Worker {
    fn offer(&self) -> Offer {
        Offer { capability: Capability::Nothing, way: Way::None, identity: None }
    }

    fn uses_gpu(&self) -> bool {
        self.program.placement.devices.is_some()
    }

    fn needs(&self) -> &[Need] {
        &self.program.needs
    }

    fn exposures(&self) -> &[Exposure] {
        self.flower.as_ref().map_or(&[], |flower| flower.exposure.as_slice())
    }

    fn egress(&self) -> &[Way] {
        &self.program.egress
    }

    fn metrics(&self) -> &[Metrics] {
        self.metrics.as_slice()
    }

    fn secrets(&self) -> Vec<SecretKey> {
        self.program.secrets().into_iter().chain(self.flower.iter().map(|flower| flower.auth.clone())).collect()
    }

    fn visits<'a>(&'a self, links: &Links<'a>) -> Vec<Visit<'a>> {
        self.visits_to_broker(links).into_iter().chain(self.program.visits()).collect()
    }

    fn check_links(&self, links: &Links<'_>, place: &Place<'_>, report: &mut Report) {
        parts::check_mounts(links, &self.program.replicas, place, report);
        if let Some(celery) = &self.celery {
            self.check_broker(links, place, report);
            check_visibility(celery, links, place, report);
            self.check_queue(links, place, report);
        }
    }

    fn build(&self, links: &Links<'_>, objects: &mut Objects) {
        let program = &self.program;
        let mut container = program.container();
        let mut defaults = parts::identity_defaults(&program.owner);
        defaults.push(Variable::text("OMP_NUM_THREADS", self.threads().to_string()));
        if let Some(celery) = &self.celery {
            container.command = argv(&celery.command(broker::edge(links).map(|(_, broker)| broker)));
            container.args = None;
            // No liveness probe: `inspect ping` starts a whole Python each time, and fails in every worker at once while the
            // broker is down, which restarts would only make worse.
            container.startup_probe = celery.startup_probe();
            defaults.extend(celery.variables());
        }
        program.build_account(links, objects);
        let pod = program.pod(container, &defaults, links, objects);
        program.deploy_for(self.waiting(links).as_ref(), pod, links, objects);
        let Some(celery) = &self.celery else { return };
        if let Some(beat) = &self.beat {
            objects.push(beat.deployment(celery, program, &defaults, links));
        }
        if let Some(flower) = &self.flower {
            objects.push(Flower::service(program));
            objects.push(flower.deployment(program, links));
        }
        if self.metrics.is_some() {
            objects.push(exporter::build(&self.watched, program, links));
        }
    }
}

impl Worker {
    /// Who comes to the broker, if pods are counted by what waits there and it is in the cluster.
    fn visits_to_broker<'a>(&self, links: &Links<'a>) -> Option<Visit<'a>> {
        let (link, _) = broker::edge(links).filter(|_| self.queue_depth().is_some())?;
        match &*link.way {
            Way::Pods(ports) => Some(Visit { by: Operator::Keda, to: &link.owner.name, ports: ports.clone() }),
            Way::Outside { .. } | Way::Foreign { .. } | Way::None => None,
        }
    }

    /// Threads of numeric libraries in each process, so that all processes together keep to the CPU limit.
    fn threads(&self) -> u64 {
        let processes = self.celery.as_ref().map_or(1, |celery| celery.concurrency);
        (self.program.cpu.limit.whole_cores() / processes.max(1)).max(1)
    }

    /// The tasks that may wait for each pod, if that is what pods are counted by.
    fn queue_depth(&self) -> Option<u32> {
        match &self.program.replicas {
            Replicas::Scaled(scaling) => scaling.events.as_ref()?.queue,
            Replicas::Fixed(_) => None,
        }
    }

    /// Where its tasks wait, if the broker is an entry.
    fn waiting<'a>(&'a self, links: &Links<'a>) -> Option<Waiting<'a>> {
        let (_, broker) = broker::edge(links)?;
        Some(Waiting { broker, queues: self.celery.as_ref()?.queue_names() })
    }

    /// Reports queues that nobody can find.
    fn check_queue(&self, links: &Links<'_>, place: &Place<'_>, report: &mut Report) {
        if self.queue_depth().is_some() && broker::edge(links).is_none() {
            report.push(
                Diagnostic::error(codes::MISSING_KEY, "nothing says where the queue is whose length is to be counted")
                    .at(place.key("scale").key("queue").key_span())
                    .help("name the Redis in `uses`; an address in a variable is known to the pods only"),
            );
        }
    }

    fn check_broker(&self, links: &Links<'_>, place: &Place<'_>, report: &mut Report) {
        let uses_redis = links.0.iter().any(|link| link.offer.capability.kind() == CapabilityKind::Redis);
        let has_broker = links.variables().any(|variable| variable.name.ends_with(BROKER_URL))
            || self.program.environment.keys().any(|name| name.as_str() == BROKER_URL);
        if !has_broker {
            report.push(
                Diagnostic::error(codes::MISSING_KEY, "a Celery worker without a broker")
                    .at(place.key("celery").key_span())
                    .help(format!("name a Redis in `uses`, or set `{BROKER_URL}` in `env`"))
                    .maybe_help(uses_redis.then_some("one with `evict: true` is a cache, and would drop tasks")),
            );
        }
    }
}

/// Reports tasks that may take longer than their broker waits: it would give them to another worker while they still run.
fn check_visibility(celery: &Celery, links: &Links<'_>, place: &Place<'_>, report: &mut Report) {
    let Some((link, Broker { visibility_timeout, .. })) = broker::edge(links) else { return };
    let longest = celery.longest_task();
    if longest >= *visibility_timeout {
        let name = &link.need.target;
        let key = if celery.task_limit.is_some() { "taskLimit" } else { "drain" };
        report.push(
            Diagnostic::error(
                codes::TASK_TWICE,
                format!("`{name}` gives a task to another worker after {visibility_timeout}, and one may take {longest}"),
            )
            .at(place.key(key).span())
            .related(place.path(&link.need.path).span(), "the broker")
            .help(format!("let the broker wait longer: `redis: {{{name}: {{visibilityTimeout: ...}}}}`, above {longest}"))
            .help("or make tasks shorter"),
        );
    }
}
