//! Memory that MLflow's processes do not fit into.

use crate::checks::applications::environment::Setting;
use crate::checks::applications::known::{Application, Program, programs};
use crate::checks::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::k8s::quantity::Amount;
use crate::manifest::Graph;

pub(in crate::checks::applications) const CHECK: Check = Check {
    pages: &[(
        codes::MLFLOW_MEMORY,
        "\
What: a server of MLflow whose limit for memory is below what its processes take when nothing happens: 180 MiB, 180 MiB for each worker (4
unless it is told otherwise), and 1332 MiB for the eight processes that run jobs, which are there unless they are switched off.
Why: the kernel kills one process after the other, and then the container. Under 1Gi, a server with its own defaults is killed within a minute.
Example: `mlflow server --host 0.0.0.0` with `limits: {memory: 1Gi}`.
Fix: `--workers 2` and `MLFLOW_SERVER_ENABLE_JOB_EXECUTION: \"false\"` with 1Gi, or 3Gi.
Source: measured with mlflow 3.17.2, memory of its control group after 40 requests, 2026-11.",
    )],
    rule: Rule::Graph(run),
};

/// The version that was measured; how much older ones take is not known.
const MEASURED: (u32, u32) = (3, 17);

fn run(graph: &Graph<'_>, _: &Context<'_>, found: &mut Report) {
    for program in programs(graph, &[Application::Mlflow]) {
        if super::version(&program.image).is_some_and(|version| version >= MEASURED) {
            check(&program, found);
        }
    }
}

fn check(program: &Program<'_, '_>, found: &mut Report) {
    let Some(place) = program.container.node.dig(&["resources", "limits", "memory"]) else { return };
    let Some(limit) = place.scalar_text().and_then(|text| Amount::parse(&text)) else { return };
    let workers = match program.setting(&["--workers", "-w"], "MLFLOW_WORKERS") {
        Setting::Text(text, _) => text.parse().ok(),
        Setting::Absent => Some(4),
        Setting::Unknown => None,
    };
    let jobs = match program.environment.get("MLFLOW_SERVER_ENABLE_JOB_EXECUTION") {
        Setting::Text(text, _) => matches!(&*text.to_lowercase(), "true" | "1"),
        Setting::Absent => true,
        Setting::Unknown => false,
    };
    // Another server than its own runs other processes.
    let is_other = program.command.option(&["--gunicorn-opts", "--waitress-opts"]).is_some();
    let Some(workers) = workers.filter(|workers| (1..=1_000).contains(workers) && !is_other) else { return };
    let least = Amount::whole((180 + 180 * workers + if jobs { 1332 } else { 0 }) << 20);
    if limit >= least {
        return;
    }
    let with_jobs = if jobs { " and the processes for jobs" } else { "" };
    let words = format!("{workers} workers of MLflow{with_jobs} take {least}, and may take {limit}");
    let (owner, code) = (program.owner(), codes::MLFLOW_MEMORY);
    let told = if limit.times(2) < least { owner.error(code, place, words) } else { owner.warning(code, place, words) };
    let told = told.help(format!("raise the limit to {least} or more"));
    found.push(if jobs {
        told.help("or set `MLFLOW_SERVER_ENABLE_JOB_EXECUTION` to `\"false\"` and `--workers` to 2")
    } else {
        told.help("or lower `--workers`")
    });
}
