//! Jobs as they are written, and how they are settled.

use super::distributed::DistributedSpec;
use super::{Job, ROLE};
use crate::components::contract::Surroundings;
use crate::components::parts::{self, ProgramOfKind, ProgramSpec, Replicas};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Bytes, Cpu, Cron, Duration, Image, Name, Range, TimeZone, Use};
use crate::k8s::job::Run;
use crate::layers::Place;
use crate::profile::Operator;
use schemars::JsonSchema;
use serde::Deserialize;

/// A program that runs to its end, once or by the clock.
///
/// Without a schedule it runs once for each version of itself: whatever changes, the image say, makes it run anew, and applying the
/// same again does not.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::components) struct JobSpec {
    /// The container image, with a version.
    image: Image,
    /// The command; the image's own if not given.
    #[serde(default)]
    pub(super) command: Vec<String>,
    /// When it runs, in cron's notation: `0 2 * * *`; once if not given. Two runs never overlap.
    #[serde(default)]
    pub(super) schedule: Option<Cron>,
    /// The time zone of the schedule, such as `Europe/Berlin`; UTC if not given.
    #[serde(default)]
    timezone: Option<TimeZone>,
    /// The longest that it may take, all tries together; 1 day if not given.
    #[serde(default)]
    timeout: Option<Duration>,
    /// How often it is tried again after it failed; twice if not given. A pod whose node goes is replaced and does not count.
    #[serde(default)]
    retries: Option<u16>,
    /// Exit codes after which trying again is of no use, such as that for bad arguments: `[2]`.
    #[serde(default)]
    pub(super) fail_on: Vec<u8>,
    /// The parts into which it is split; each pod finds the number of its part, from 0 on, in `JOB_COMPLETION_INDEX`.
    #[serde(default)]
    pub(super) completions: Option<u16>,
    /// The pods that run side by side; 1 if not given. Without `completions` they share work among themselves, and the first that
    /// succeeds says that all is done.
    #[serde(default)]
    pub(super) parallelism: Option<u16>,
    /// How long it stays once it has ended, for its logs and its state; until it is deleted if not given. Mind that applying the same
    /// again runs it again once it is gone.
    #[serde(default)]
    pub(super) keep: Option<Duration>,
    /// Several pods that work on one thing together, for training that outgrows a node.
    #[serde(default)]
    distributed: Option<DistributedSpec>,
    /// The queue of Kueue that lets it start: a LocalQueue in its namespace.
    #[serde(default)]
    queue: Option<Name>,
    /// How long a pod may take to save its work when its node goes; 30 s if not given.
    #[serde(default)]
    drain: Option<Duration>,
    /// CPU from request to limit; `500m..1` if not given.
    #[serde(default)]
    cpu: Option<Range<Cpu>>,
    /// Memory from request to limit; `512Mi..1Gi` if not given.
    #[serde(default)]
    memory: Option<Range<Bytes>>,
    /// The size of the writable `/tmp`; `1Gi` if not given.
    #[serde(default)]
    tmp: Option<Bytes>,
    /// The name of its ConfigMap; the entry's with `-config` if not given.
    #[serde(default)]
    config: Option<Name>,
    /// The entries that it uses: their addresses, their secrets and the way to them come along.
    #[serde(default)]
    uses: Vec<Use>,
}

const CPU: Range<Cpu> = Range::new(Cpu::from_millicores(500), Cpu::from_millicores(1_000));
const MEMORY: Range<Bytes> = Range::new(Bytes::from_mebibytes(512), Bytes::from_mebibytes(1_024));
const TIMEOUT: Duration = Duration::from_seconds(86_400);
const RETRIES: u16 = 2;
const DRAIN: Duration = Duration::from_seconds(30);

impl JobSpec {
    /// The job that the spec asks for, or a report of why it cannot be.
    pub(super) fn settle(self, shared: ProgramSpec, around: &Surroundings<'_>, report: &mut Report) -> Job {
        let place = &around.place;
        self.check(place, report);
        if self.queue.is_some() {
            parts::require_operator(Operator::Kueue, "a queue of jobs", around, &place.key("queue"), report);
        }
        let distributed = self.distributed.as_ref().map(|distributed| distributed.resolve(&self, &shared, around, report));
        let Self {
            image,
            command,
            schedule,
            timezone,
            timeout,
            retries,
            fail_on,
            completions,
            parallelism,
            keep,
            distributed: _,
            queue,
            drain,
            cpu,
            memory,
            tmp,
            config,
            uses,
        } = self;
        let parallelism = parallelism.unwrap_or(1);
        let nodes = distributed.map_or(parallelism, |distributed| distributed.nodes);
        let mut final_codes: Vec<i32> = fail_on.into_iter().map(i32::from).collect();
        final_codes.sort_unstable();
        final_codes.dedup();
        let run = Run {
            retries: i32::from(retries.unwrap_or(RETRIES)),
            deadline: i64::from(timeout.unwrap_or(TIMEOUT).seconds()),
            keep: keep.map(|keep| i32::try_from(keep.seconds()).unwrap_or(i32::MAX)),
            parallelism: i32::from(parallelism),
            completions: completions.map(i32::from),
            final_codes,
            queue: queue.map(|queue| queue.to_string()),
        };
        parts::check_image(&image, around.profile, &place.key("image"), report);
        let kind = ProgramOfKind {
            role: ROLE,
            image,
            command,
            cpu: cpu.unwrap_or(CPU),
            memory: memory.unwrap_or(MEMORY),
            scratch: tmp,
            replicas: Replicas::Fixed(nodes),
            grace: drain.unwrap_or(DRAIN).seconds(),
            config,
            uses,
        };
        let program = shared.settle(kind, around, report);
        Job { program, run, schedule: schedule.map(|schedule| (schedule, timezone)), distributed }
    }

    /// Reports what cannot hold whatever the cluster is.
    fn check(&self, place: &Place<'_>, report: &mut Report) {
        if self.timezone.is_some() && self.schedule.is_none() {
            report.push(
                Diagnostic::error(codes::BAD_VALUE, "a time zone without a schedule")
                    .at(place.key("timezone").key_span())
                    .help("say when it runs, `schedule: 0 2 * * *`, or take `timezone` out"),
            );
        }
        if self.timeout == Some(Duration::from_seconds(0)) {
            report.push(
                Diagnostic::error(codes::BAD_DURATION, "a job that may take no time")
                    .at(place.key("timeout").span())
                    .help("give it what it takes, all tries together: `timeout: 6h`"),
            );
        }
        for key in ["completions", "parallelism"] {
            let number = if key == "completions" { self.completions } else { self.parallelism };
            if number == Some(0) {
                report.push(
                    Diagnostic::error(codes::BAD_VALUE, "a job without pods")
                        .at(place.key(key).span())
                        .help(format!("set `{key}` to 1 or more, or leave it out")),
                );
            }
        }
        if let (Some(completions), Some(parallelism)) = (self.completions, self.parallelism)
            && completions < parallelism
        {
            report.push(
                Diagnostic::error(codes::BAD_VALUE, format!("{parallelism} pods side by side for {completions} parts"))
                    .at(place.key("parallelism").span())
                    .related(place.key("completions").span(), "so many parts there are")
                    .help("`parallelism` is at most `completions`: there is nothing to do for more"),
            );
        }
        for (index, _) in self.fail_on.iter().enumerate().filter(|(_, code)| **code == 0) {
            report.push(
                Diagnostic::error(codes::BAD_VALUE, "exit code 0 says that all went well")
                    .at(place.key("failOn").index(index).span())
                    .help("name codes from 1 to 255"),
            );
        }
    }
}
