//! Paths by which MLflow does not answer.

use crate::checks::applications::callers::Services;
use crate::checks::applications::environment::{Environment, Setting};
use crate::checks::applications::known::{Application, Program, programs};
use crate::checks::applications::url::Url;
use crate::checks::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::{Graph, Object};
use crate::yaml::Node;

pub(in crate::checks::applications) const CHECK: Check = Check {
    pages: &[(
        codes::MLFLOW_PREFIX,
        "\
What: a probe or a client of MLflow that leaves out its static prefix, or has one that the server does not.
Why: everything but `/metrics` answers below the prefix only: the probe gets 404, and the pod is restarted again and again; so does every
client.
Example: `--static-prefix=/mlflow` with a probe of `/health`, or `MLFLOW_TRACKING_URI: http://mlflow:5000`.
Fix: `path: /mlflow/health`, `MLFLOW_TRACKING_URI: http://mlflow:5000/mlflow`.
Source: measured with mlflow 3.17.2, 2026-11.",
    )],
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, _: &Context<'_>, found: &mut Report) {
    let mut known = None;
    for program in programs(graph, &[Application::Mlflow]) {
        let prefix = program.setting(&["--static-prefix"], "MLFLOW_STATIC_PREFIX");
        let prefix = match &prefix {
            Setting::Text(prefix, _) => prefix.trim_end_matches('/'),
            Setting::Absent => "",
            Setting::Unknown => continue,
        };
        check_probes(&program, prefix, found);
        let (services, uris) = known.get_or_insert_with(|| (Services::new(graph), tracking_uris(graph)));
        check_clients(graph, &program, prefix, (services.of(program.pod), uris), found);
    }
}

fn check_probes(program: &Program<'_, '_>, prefix: &str, found: &mut Report) {
    let owner = program.owner();
    for probe in ["startupProbe", "readinessProbe", "livenessProbe"] {
        let Some(place) = program.container.node.dig(&[probe, "httpGet", "path"]) else { continue };
        let Some(path) = place.as_str() else { continue };
        let is_health = path.ends_with("/health") || path == "/";
        let right = format!("{prefix}/health");
        if is_health && path != right && path != format!("{prefix}/") {
            let words = if prefix.is_empty() {
                format!("MLflow has no prefix, and nothing at `{path}`")
            } else {
                format!("MLflow answers below `{prefix}` only, and not at `{path}`")
            };
            found.push(owner.error(codes::MLFLOW_PREFIX, place, words).help(format!("ask for `{right}`")));
        }
    }
}

fn check_clients<'a>(
    graph: &Graph<'a>,
    program: &Program<'a, '_>,
    prefix: &str,
    (services, uris): (&[Object<'a>], &[TrackingUri<'a>]),
    found: &mut Report,
) {
    for TrackingUri { owner, place, text } in uris {
        let Some(url) = Url::of(text).filter(|url| url.scheme.starts_with("http")) else { continue };
        let Some(service) = url.service(graph, owner.namespace).filter(|service| services.contains(service)) else { continue };
        let path = url.path.trim_end_matches('/');
        if path == prefix {
            continue;
        }
        let words = if prefix.is_empty() {
            format!("MLflow has no prefix, and nothing at `{path}`")
        } else {
            format!("MLflow answers below `{prefix}` only")
        };
        let port = url.port.map(|port| format!(":{port}")).unwrap_or_default();
        found.push(
            owner
                .error(codes::MLFLOW_PREFIX, place, words)
                .related(program.owner().place(program.place()), format!("the server behind the Service `{}`", service.name))
                .help(format!("write `{}://{}{port}{prefix}`", url.scheme, url.host)),
        );
    }
}

/// A program that is told where MLflow is.
#[derive(Debug)]
pub(super) struct TrackingUri<'a> {
    /// Who is told.
    pub(super) owner: Object<'a>,
    /// Where that stands.
    pub(super) place: &'a Node,
    /// The address.
    pub(super) text: String,
}

/// Every program that is told where MLflow is.
pub(super) fn tracking_uris<'a>(graph: &Graph<'a>) -> Vec<TrackingUri<'a>> {
    let mut found = Vec::new();
    for pod in graph.pods() {
        for container in pod.containers() {
            let has_any = ["env", "envFrom"].iter().any(|key| !container.node.items(key).is_empty());
            let environment = Environment { graph, namespace: pod.owner.namespace, container: container.node };
            if let Some(Setting::Text(text, place)) = has_any.then(|| environment.get("MLFLOW_TRACKING_URI")) {
                found.push(TrackingUri { owner: pod.owner, place, text: text.into_owned() });
            }
        }
    }
    found
}
