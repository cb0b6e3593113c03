//! `jobs`: programs that run to their end, once or by the clock: training, evaluation, batch predictions.

mod distributed;
mod jobset;
mod ray;
mod spec;
mod trainer;

use super::contract::{Capability, Component, Links, Need, Objects, Offer, Surroundings, Variable, Visit, Way};
use super::parts::{self, Program, ProgramSpec};
use super::{Kind, Written};
use crate::diag::Report;
use crate::fields::{Cron, Name, SecretKey, TimeZone};
use crate::k8s::Stage;
use crate::k8s::job::{self, Run, Schedule};
use crate::layers::Place;
use crate::profile::Operator;
use crate::yaml::Joined;
use distributed::{Distributed, Engine};
use spec::JobSpec;

/// The line of the table.
pub(super) const KIND: Kind = Kind {
    section: "jobs",
    noun: "job",
    description: "Programs that run to their end, once or by the clock: training, evaluation, batch predictions.",
    stage: Stage::Workloads,
    serves_others_only: false,
    decode: super::decode::<Joined<JobSpec, ProgramSpec>>,
    #[cfg(test)]
    schema: super::schema::<Joined<JobSpec, ProgramSpec>>,
};

const ROLE: &str = "job";

#[derive(Debug)]
struct Job {
    program: Program,
    run: Run,
    /// When it runs; once if none.
    schedule: Option<(Cron, Option<TimeZone>)>,
    /// What brings its pods together, if they work on one thing.
    distributed: Option<Distributed>,
}

impl Written for Joined<JobSpec, ProgramSpec> {
    fn namespace(&self) -> Option<&Name> {
        self.1.namespace.as_ref()
    }

    fn resolve(self, around: &Surroundings<'_>, report: &mut Report) -> Option<Box<dyn Component>> {
        let Self(spec, shared) = self;
        Some(Box::new(spec.settle(shared, around, report)))
    }
}

impl Job {
    /// The processes of one pod: one for each accelerator.
    fn processes(&self) -> u16 {
        self.program.placement.devices.as_ref().map_or(1, |(_, number)| (*number).max(1))
    }
}

impl Component for Job {
    fn offer(&self) -> Offer {
        Offer { capability: Capability::Nothing, way: Way::None, identity: None }
    }

    fn uses_gpu(&self) -> bool {
        self.program.placement.devices.is_some()
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

    fn is_mesh(&self) -> bool {
        self.distributed.is_some()
    }

    fn visits<'a>(&'a self, _links: &Links<'a>) -> Vec<Visit<'a>> {
        let is_ray = self.distributed.is_some_and(|distributed| distributed.engine == Engine::Ray);
        let visit = || Visit { by: Operator::Kuberay, to: &self.program.owner.name, ports: vec![ray::DASHBOARD] };
        is_ray.then(visit).into_iter().collect()
    }

    fn check_links(&self, links: &Links<'_>, place: &Place<'_>, report: &mut Report) {
        parts::check_mounts(links, &self.program.replicas, place, report);
    }

    fn build(&self, links: &Links<'_>, objects: &mut Objects) {
        let owner = &self.program.owner;
        let mut defaults = parts::identity_defaults(owner);
        let threads = (self.program.cpu.limit.whole_cores() / u64::from(self.processes())).max(1);
        defaults.push(Variable::text("OMP_NUM_THREADS", threads.to_string()));
        self.program.build_account(links, objects);
        let pod = self.program.pod(self.program.container(), &defaults, links, objects);
        if let Some(distributed) = self.distributed {
            return distributed::build(self, distributed, pod, objects);
        }
        match &self.schedule {
            Some((cron, timezone)) => {
                let schedule = Schedule { cron: cron.as_str(), timezone: timezone.as_ref().map(TimeZone::as_str) };
                objects.push(job::cron_job(owner, ROLE, None, schedule, &self.run, pod));
            }
            // Unlike migrations, which servers wait for, it uses whatever the project has.
            None => objects.push_at(Stage::Workloads, job::job(owner, ROLE, None, &self.run, pod)),
        }
    }
}
