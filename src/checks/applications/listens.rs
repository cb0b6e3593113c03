//! Servers that listen to their own pod only.

use super::super::{Check, Context, Rule};
use super::environment::Setting;
use super::known::{Application, Program, programs};
use crate::diag::{Report, codes};
use crate::manifest::Graph;
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::LISTENS_LOCALLY,
        "\
What: a server that listens to 127.0.0.1, alone in a pod that has ports or probes. MLflow, uvicorn and Flask do that unless they are told
otherwise.
Why: nothing that comes to the pod's address reaches it: no Service, no probe, so that the pod is restarted again and again.
Example: `command: [uvicorn, app:api, --port=8000]`, `mlflow server --port 5000`.
Fix: let it listen to all addresses, `--host=0.0.0.0`.
Source: help of mlflow 3.17.2 and uvicorn 0.54, documentation of Flask 3.1, 2026-11.",
    )],
    rule: Rule::Graph(run),
};

const SERVERS: &[Application] = &[
    Application::Mlflow,
    Application::Uvicorn,
    Application::Gunicorn,
    Application::Flask,
    Application::Vllm,
    Application::Redis,
];

fn run(graph: &Graph<'_>, _: &Context<'_>, found: &mut Report) {
    for program in programs(graph, SERVERS) {
        let node = program.container.node;
        let is_called = !node.items("ports").is_empty() || has_network_probe(node);
        // Beside others, it may be one of them that it speaks to. A proxy that is put in calls 127.0.0.1 only if it is told to.
        if !is_called || !program.is_alone() {
            continue;
        }
        let host = host(&program);
        let (place, words) = match &host {
            Setting::Text(host, place) if is_local(host) => (*place, format!("it listens to {host} only")),
            Setting::Absent => (program.place(), "it listens to 127.0.0.1 only, which is what it does by itself".to_owned()),
            _ => continue,
        };
        let told = program.owner().error(codes::LISTENS_LOCALLY, place, words);
        found.push(told.help(format!("let it listen to all addresses: `{}`", way_out(program.application))));
    }
}

/// Whether the kubelet asks it at the pod's address.
fn has_network_probe(container: &Node) -> bool {
    let probes = ["startupProbe", "readinessProbe", "livenessProbe"].into_iter().filter_map(|key| container.get(key));
    probes.into_iter().any(|probe| ["httpGet", "tcpSocket", "grpc"].iter().any(|key| probe.get(key).is_some()))
}

/// The address that it listens to. `Absent` is that of its own choice, if that is the pod's own.
fn host<'a>(program: &Program<'a, '_>) -> Setting<'a> {
    let command = &program.command;
    match program.application {
        Application::Mlflow => {
            // Options for the server behind it may say the same.
            let is_told = command.option(&["--uvicorn-opts", "--gunicorn-opts"]).is_some()
                || program.environment.may_have_any("MLFLOW_UVICORN_OPTS")
                || program.environment.may_have_any("MLFLOW_GUNICORN_OPTS");
            match program.setting(&["--host", "-h"], "MLFLOW_HOST") {
                Setting::Absent if is_told => Setting::Unknown,
                host => host,
            }
        }
        Application::Uvicorn if command.has(&["--uds", "--fd"]) || command.option(&["--uds", "--fd"]).is_some() => {
            Setting::Unknown
        }
        Application::Uvicorn => program.setting(&["--host"], "UVICORN_HOST"),
        Application::Flask => program.setting(&["--host", "-h"], "FLASK_RUN_HOST"),
        // Gunicorn reads a file of its own too, vLLM listens to all addresses, and so does Redis in its image.
        Application::Gunicorn => known(program.setting(&["--bind", "-b"], "")),
        Application::Vllm => known(program.setting(&["--host"], "")),
        Application::Redis if binds_to_several(program) => Setting::Unknown,
        Application::Redis => known(program.setting(&["--bind"], "")),
        _ => Setting::Unknown,
    }
}

/// Whether a Redis has more addresses behind `--bind` than one.
fn binds_to_several(program: &Program<'_, '_>) -> bool {
    let mut words = program.command.words.iter().skip_while(|word| word.text != "--bind").skip(2);
    words.next().is_some_and(|word| !word.text.starts_with("--"))
}

/// A setting that is not made says nothing.
fn known(setting: Setting<'_>) -> Setting<'_> {
    if setting.is_absent() { Setting::Unknown } else { setting }
}

fn is_local(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, port)| if port.parse::<u16>().is_ok() { name } else { host });
    matches!(name, "127.0.0.1" | "localhost" | "::1" | "[::1]")
}

fn way_out(application: Application) -> &'static str {
    match application {
        Application::Gunicorn => "--bind=0.0.0.0:8000",
        Application::Redis => "--bind 0.0.0.0",
        _ => "--host=0.0.0.0",
    }
}
