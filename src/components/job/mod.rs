//! `jobs`: programs that run to their end, once or by the clock: training, evaluation, batch predictions.

mod spec;

use super::contract::{Capability, Component, Links, Need, Objects, Offer, Variable, Way};
use super::parts::{self, Program};
use super::{Kind, Written};
use crate::diag::Report;
use crate::fields::{Cron, Name, SecretKey, TimeZone};
use crate::k8s::Stage;
use crate::k8s::job::{self, Run, Schedule};
use crate::layers::Place;
use spec::JobSpec;

/// The line of the table.
pub(super) const KIND: Kind = Kind {
    section: "jobs",
    noun: "job",
    description: "Programs that run to their end, once or by the clock: training, evaluation, batch predictions.",
    stage: Stage::Workloads,
    serves_others_only: false,
    decode: super::decode::<JobSpec>,
    schema: super::schema::<JobSpec>,
};

const ROLE: &str = "job";

#[derive(Debug)]
struct Job {
    program: Program,
    run: Run,
    /// When it runs; once if none.
    schedule: Option<(Cron, Option<TimeZone>)>,
}

impl Written for JobSpec {
    fn namespace(&self) -> Option<&Name> {
        self.namespace.as_ref()
    }

    fn resolve(self, around: &super::contract::Surroundings<'_>, report: &mut Report) -> Option<Box<dyn Component>> {
        Some(Box::new(self.settle(around, report)))
    }
}

impl Component for Job {
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
    }

    fn build(&self, links: &Links<'_>, objects: &mut Objects) {
        let owner = &self.program.owner;
        let mut defaults = parts::identity_defaults(owner);
        defaults.push(Variable::text("OMP_NUM_THREADS", self.program.cpu.limit.whole_cores().to_string()));
        self.program.build_account(links, objects);
        let pod = self.program.pod(self.program.container(), &defaults, links, objects);
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
