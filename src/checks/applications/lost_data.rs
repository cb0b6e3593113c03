//! Programs that keep data where nothing is kept.

use super::super::{Check, Context, Rule};
use super::brokers::broker_services;
use super::callers::Services;
use super::environment::Setting;
use super::known::{Application, Program, programs};
use super::postgres::data_directory;
use super::volumes::{Kind, above, mounts};
use crate::diag::{Report, codes};
use crate::manifest::Graph;
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::LOST_DATA,
        "\
What: a database, a Redis with its log switched on or with Celery's queues, or MLflow, that writes into the file system of its container.
Why: whatever was written is gone when the container is started anew: a crash, an update of the node, a new version.
Example: a Deployment of `postgres:17` without volumes; `mlflow server` with a PostgreSQL and without `--artifacts-destination`.
Fix: mount a claim at the folder, in a StatefulSet; let MLflow send artifacts to an object store, `--artifacts-destination=s3://bucket/path`.
An `emptyDir` outlives the container, but not the pod: where that is meant it is advice only.
Source: Dockerfiles of postgres 18 and redis 8, help of mlflow 3.17.2, 2026-11.",
    )],
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, _: &Context<'_>, found: &mut Report) {
    let mut known = None;
    for program in programs(graph, &[Application::Postgres, Application::Mysql, Application::Redis, Application::Mlflow]) {
        if !matches!(program.owner().kind, "Deployment" | "StatefulSet") {
            continue;
        }
        match program.application {
            Application::Postgres => {
                if let Some(folder) = data_directory(&program) {
                    check(&program, &folder, "the database", program.place(), found);
                }
            }
            Application::Mysql => {
                if !program.command.words.iter().any(|word| word.text.starts_with("--datadir")) {
                    check(&program, "/var/lib/mysql", "the database", program.place(), found);
                }
            }
            Application::Redis => {
                let (services, brokers) = known.get_or_insert_with(|| (Services::new(graph), broker_services(graph)));
                let is_broker = services.of(program.pod).iter().any(|service| brokers.contains(&service.index));
                check_redis(&program, is_broker, found);
            }
            _ => check_mlflow(&program, found),
        }
    }
}

/// Tells what is kept in a folder that no claim stands behind.
fn check<'a>(program: &Program<'a, '_>, folder: &str, what: &str, place: &'a Node, found: &mut Report) {
    let owner = program.owner();
    let told = match above(program.pod, program.container, folder).map(|mounted| mounted.kind) {
        Some(Kind::Claim | Kind::Other) => return,
        Some(Kind::Empty) => owner.info(codes::LOST_DATA, place, format!("{what} in `{folder}` goes with the pod")),
        None => owner.warning(codes::LOST_DATA, place, format!("{what} in `{folder}` goes with the container")),
    };
    found.push(told.help(format!("mount a claim at `{folder}`")));
}

fn check_redis(program: &Program<'_, '_>, is_broker: bool, found: &mut Report) {
    let log = program.command.option(&["--appendonly"]).filter(|word| word.text == "yes");
    let (what, place) = match log {
        Some(word) => ("the log", word.place),
        None if is_broker => ("what waits for workers", program.place()),
        None => return,
    };
    let folder = match program.setting(&["--dir"], "") {
        Setting::Text(folder, _) => folder.into_owned(),
        // The working directory of the image.
        Setting::Absent => "/data".to_owned(),
        Setting::Unknown => return,
    };
    check(program, &folder, what, place, found);
}

fn check_mlflow(program: &Program<'_, '_>, found: &mut Report) {
    // A share or a folder of the node may be the working directory.
    let has_place = mounts(program.pod, program.container)
        .any(|mounted| mounted.kind == Kind::Claim || (mounted.kind == Kind::Other && !is_of_files(program, mounted.mount)));
    match super::mlflow::store(program) {
        Setting::Text(uri, place) => {
            if let Some(file) = uri.strip_prefix("sqlite:////") {
                let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
                check(program, &format!("/{folder}"), "the file with all experiments", place, found);
            } else if super::mlflow::is_on_a_file(program) && !has_place {
                let words = "the file with all experiments goes with the container";
                let told = program.owner().warning(codes::LOST_DATA, place, words);
                found.push(told.help("give it a path below a mounted claim, or a PostgreSQL"));
            } else if !super::mlflow::is_on_a_file(program) {
                check_artifacts(program, has_place, found);
            }
        }
        Setting::Absent if !has_place && !program.command.has(&["--artifacts-only"]) => {
            let words = "all experiments and models go with the container";
            let told = program.owner().warning(codes::LOST_DATA, program.place(), words);
            found.push(told.help("say where they are kept: `--backend-store-uri`, `--artifacts-destination`"));
        }
        Setting::Absent | Setting::Unknown => {}
    }
}

/// Whether a mount is one of files that are there for reading.
fn is_of_files(program: &Program<'_, '_>, mount: &Node) -> bool {
    let name = mount.text("name");
    let volume = program.pod.volumes().iter().find(|volume| volume.text("name") == name);
    volume.is_some_and(|volume| ["configMap", "secret", "projected", "downwardAPI"].iter().any(|key| volume.get(key).is_some()))
}

/// Without a destination a server keeps artifacts in the folder `mlartifacts` beside it.
fn check_artifacts(program: &Program<'_, '_>, has_place: bool, found: &mut Report) {
    let destination = program.setting(&["--artifacts-destination"], "MLFLOW_ARTIFACTS_DESTINATION");
    let root = program.setting(&["--default-artifact-root"], "MLFLOW_DEFAULT_ARTIFACT_ROOT");
    let serves = !program.command.has(&["--no-serve-artifacts"]) && program.environment.get("MLFLOW_SERVE_ARTIFACTS").is_absent();
    if destination.is_absent() && root.is_absent() && serves && !has_place {
        let words = "models and other artifacts go with the container";
        let told = program.owner().warning(codes::LOST_DATA, program.place(), words);
        found.push(told.help("say where they are kept: `--artifacts-destination=s3://bucket/path`"));
    }
}
