//! Programs on a read-only root that have to write.

use super::super::{Check, Context, Rule};
use super::environment::Setting;
use super::known::{Application, Program, programs};
use super::volumes::{is_writable, mounts};
use crate::diag::{Report, codes};
use crate::manifest::Graph;
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::READ_ONLY_PROGRAM,
        "\
What: a container with `readOnlyRootFilesystem: true` and no volume where its program has to write: PostgreSQL for its socket, nginx for its
buffers, Grafana for its data, Python's servers for temporary files, Celery's beat for its schedule, vLLM for what it downloads.
Why: the program ends when it starts: `Read-only file system`.
Example: `image: nginx:1.29` with a read-only root and no `emptyDir` at `/var/cache/nginx`.
Fix: mount an `emptyDir` there.
Source: Dockerfiles of postgres 18, nginx 1.29 and grafana 12; gunicorn 23 `workers/workertmp.py`; measured with mlflow 3.17.2 and celery 5.7,
2026-11.",
    )],
    rule: Rule::Graph(run),
};

const WRITERS: &[Application] = &[
    Application::Postgres,
    Application::Nginx,
    Application::Grafana,
    Application::Mlflow,
    Application::Gunicorn,
    Application::CeleryBeat,
    Application::Vllm,
];

fn run(graph: &Graph<'_>, _: &Context<'_>, found: &mut Report) {
    for program in programs(graph, WRITERS) {
        let Some(place) = program.container.node.dig(&["securityContext", "readOnlyRootFilesystem"]) else { continue };
        if place.as_bool() == Some(true)
            && let Some(folder) = missing(&program)
        {
            let words = format!("the root is read-only, and the program has to write into `{folder}`");
            let told = program.owner().error(codes::READ_ONLY_PROGRAM, place, words);
            found.push(told.help(format!("mount an `emptyDir` at `{folder}`")));
        }
    }
}

/// A folder that a program has to write into and cannot.
fn missing(program: &Program<'_, '_>) -> Option<String> {
    let can = |path: &str| is_writable(program.pod, program.container, path);
    let can_anywhere = || {
        mounts(program.pod, program.container)
            .any(|mounted| !mounted.mount.is_true("readOnly") && is_place(program, mounted.mount))
    };
    let one_of = |paths: &[&str]| (!paths.iter().any(|path| can(path))).then(|| paths[0].to_owned());
    match program.application {
        // `/var/run` is a link to `/run`.
        Application::Postgres if program.command.words.iter().any(|word| word.text.contains("unix_socket_directories")) => None,
        Application::Postgres => one_of(&["/var/run/postgresql", "/run/postgresql"]),
        // A configuration of one's own may name other folders.
        Application::Nginx
            if mounts(program.pod, program.container)
                .any(|mounted| mounted.path.starts_with("/etc/nginx") && !mounted.path.starts_with("/etc/nginx/conf.d")) =>
        {
            None
        }
        Application::Nginx => one_of(&["/var/cache/nginx"])
            .or_else(|| one_of(&["/var/run/nginx.pid", "/run/nginx.pid"]).map(|_| "/var/run".to_owned())),
        Application::Grafana if program.environment.may_have_any("GF_PATHS_") => None,
        Application::Grafana => one_of(&["/var/lib/grafana"]),
        // The folder that it is started in may be one of those that are mounted.
        Application::Mlflow | Application::Gunicorn => {
            let is_told = program.command.option(&["--worker-tmp-dir"]).is_some() || program.environment.may_have_any("TMPDIR");
            (!is_told && !can_anywhere()).then(|| "/tmp".to_owned())
        }
        Application::CeleryBeat if program.command.option(&["--scheduler", "-S"]).is_some() => None,
        Application::CeleryBeat => match program.setting(&["--schedule", "-s"], "") {
            Setting::Text(file, _) if file.starts_with('/') => {
                let folder = file.rsplit_once('/').map_or("/", |(folder, _)| folder);
                let is_memory = folder.starts_with("/dev/shm");
                (!can(&file) && !is_memory).then(|| folder.to_owned())
            }
            Setting::Unknown => None,
            _ => (!can_anywhere()).then(|| "/tmp".to_owned()),
        },
        Application::Vllm => (downloads(program) && !can_anywhere()).then(|| "/root/.cache".to_owned()),
        _ => None,
    }
}

/// Whether a mount is more than files for reading.
fn is_place(program: &Program<'_, '_>, mount: &Node) -> bool {
    let name = mount.text("name");
    let volume = program.pod.volumes().iter().find(|volume| volume.text("name") == name);
    let files = ["configMap", "secret", "projected", "downwardAPI", "image"];
    !volume.is_some_and(|volume| files.iter().any(|key| volume.get(key).is_some()))
}

/// Whether a model is named that is to be downloaded: `org/model`.
fn downloads(program: &Program<'_, '_>) -> bool {
    let model = program.command.option(&["--model"]).or_else(|| program.command.words.first().cloned());
    model.is_some_and(|model| !model.has_gap && !model.text.starts_with(['-', '/', '.']) && model.text.matches('/').count() == 1)
}
