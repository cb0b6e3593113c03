//! Several pods of programs that do not share their work.

use super::super::{Check, Context, Rule};
use super::known::{Application, Program, programs};
use super::mlflow::is_on_a_file;
use crate::diag::{Report, codes};
use crate::manifest::{Graph, Object};
use crate::yaml::Node;
use std::collections::HashMap;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::SINGLE_PROGRAM,
        "\
What: more than one pod of a program that knows nothing of the others: PostgreSQL, MySQL or Redis without replication, MLflow on an SQLite file,
Celery's beat, or a worker with beat inside (`-B`).
Why: each database has its own data, and a Service asks one or the other; or they write into the same files and destroy them. Each beat
sends every task once more.
Example: `replicas: 3` of a StatefulSet with `image: postgres:17`.
Fix: `replicas: 1`; for a database that stays available an operator such as CloudNativePG; for MLflow a PostgreSQL; for workers beat as
a Deployment of its own, with `strategy: {type: Recreate}`.
Source: entry points of the images postgres 18, mysql 9, redis 8, 2026-11; celery 5.7 documentation, \"Periodic Tasks\".",
    )],
    rule: Rule::Graph(run),
};

const ALONE: &[Application] = &[
    Application::Postgres,
    Application::Mysql,
    Application::Redis,
    Application::Mlflow,
    Application::CeleryBeat,
    Application::CeleryWorker,
];

/// How many pods there may be, and where that is written: whose object, and the value in it.
type Most<'a> = (i64, Object<'a>, &'a Node);

fn run(graph: &Graph<'_>, _: &Context<'_>, found: &mut Report) {
    let mut scaled: Option<HashMap<(&str, &str, &str), Most<'_>>> = None;
    for program in programs(graph, ALONE) {
        let owner = program.owner();
        let scaled = scaled.get_or_insert_with(|| scalers(graph));
        let replicas = owner.spec().and_then(|spec| spec.get("replicas"));
        let written = replicas.and_then(|place| Some((place.as_integer()?, owner, place)));
        let most = scaled.get(&(owner.namespace, owner.kind, owner.name)).copied().or(written);
        let Some((count, object, place)) = most.filter(|(count, ..)| *count > 1) else { continue };
        if owner.group() != "apps" || !matches!(owner.kind, "Deployment" | "StatefulSet" | "ReplicaSet") {
            continue;
        }
        let Some((what, help)) = why(&program) else { continue };
        let message = format!("{count} pods of {what}");
        // Clients may share keys out among the pods of a StatefulSet, each of which has a name.
        let told = if program.application == Application::Redis && owner.kind == "StatefulSet" {
            object.warning(codes::SINGLE_PROGRAM, place, message)
        } else {
            object.error(codes::SINGLE_PROGRAM, place, message)
        };
        let told = told.related(owner.place(program.place()).filter(|_| object != owner), "the program");
        found.push(told.help(help));
    }
}

/// What autoscalers may make of each workload.
fn scalers<'a>(graph: &Graph<'a>) -> HashMap<(&'a str, &'a str, &'a str), Most<'a>> {
    let mut found = HashMap::new();
    for (kind, key) in [("HorizontalPodAutoscaler", "maxReplicas"), ("ScaledObject", "maxReplicaCount")] {
        for scaler in graph.of_kind(kind) {
            let Some(spec) = scaler.spec() else { continue };
            let Some(target) = spec.get("scaleTargetRef") else { continue };
            let most = spec.get(key).and_then(|place| Some((place.as_integer()?, scaler, place)));
            if let (Some(most), Some(name)) = (most, target.text("name")) {
                found.insert((scaler.namespace, target.text("kind").unwrap_or("Deployment"), name), most);
            }
        }
    }
    found
}

/// What it is that there can be one of only, and what to do.
fn why(program: &Program<'_, '_>) -> Option<(&'static str, &'static str)> {
    let command = &program.command;
    match program.application {
        Application::Postgres | Application::Mysql if is_plain_database(program) => {
            Some(("a database without replication: each has its own data", "one pod, or an operator that replicates"))
        }
        Application::Redis if program.is_alone_but_for_exporters() && is_plain_redis(program) => {
            Some(("a Redis without replication: each has its own data", "one pod, or an operator that replicates"))
        }
        Application::Mlflow if is_on_a_file(program) => Some((
            "MLflow, which keeps its experiments in a file",
            "one pod, or a PostgreSQL: `--backend-store-uri postgresql+psycopg2://`",
        )),
        Application::CeleryBeat if command.option(&["--scheduler", "-S"]).is_none() && !command.may_have_more() => {
            Some(("Celery's beat, which send every task each", "one pod, with `strategy: {type: Recreate}`"))
        }
        Application::CeleryWorker if command.has(&["-B", "--beat"]) => {
            Some(("a worker with beat inside, which send every task each", "beat as a Deployment of its own, with one pod"))
        }
        _ => None,
    }
}

/// Whether an official image starts a database by itself.
fn is_plain_database(program: &Program<'_, '_>) -> bool {
    let is_own = program.application == Application::Mysql || program.image.is_postgres();
    is_own && program.is_alone_but_for_exporters() && program.command.shell.is_none()
}

/// Whether no option and no file speaks of other servers.
fn is_plain_redis(program: &Program<'_, '_>) -> bool {
    let reads_file = program.command.words.first().is_some_and(|word| !word.text.starts_with('-'));
    let is_shell = program.command.shell.is_some() || program.command.may_have_more();
    let of_others = ["--replicaof", "--slaveof", "--cluster-enabled", "--sentinel", "--include"];
    !reads_file && !is_shell && !program.command.has(&of_others)
}
