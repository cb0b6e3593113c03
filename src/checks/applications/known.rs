//! Which program a container runs, if that is certain: by its command, or by an image whose own command is known.

use super::command::{Command, Word};
use super::environment::Environment;
use super::image::Image;
use crate::manifest::{Container, Graph, Object, Pod};
use crate::yaml::Node;

/// A program that checks know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Application {
    /// `mlflow server` or `mlflow ui`.
    Mlflow,
    /// PostgreSQL from its official image, or one that is built on it.
    Postgres,
    /// MySQL or MariaDB from the official image.
    Mysql,
    /// Redis or Valkey from the official image.
    Redis,
    /// `celery worker`.
    CeleryWorker,
    /// `celery beat`.
    CeleryBeat,
    /// `celery flower`.
    Flower,
    /// `uvicorn`.
    Uvicorn,
    /// `gunicorn`.
    Gunicorn,
    /// `flask run`.
    Flask,
    /// vLLM's server.
    Vllm,
    /// Triton's server.
    Triton,
    /// `torchrun`.
    Torchrun,
    /// Grafana from its official image.
    Grafana,
    /// nginx from its official image.
    Nginx,
}

/// A container of which it is certain what it runs.
#[derive(Debug)]
pub(super) struct Program<'a, 'b> {
    pub(super) application: Application,
    pub(super) pod: &'b Pod<'a>,
    pub(super) container: Container<'a>,
    pub(super) image: Image<'a>,
    pub(super) command: Command<'a>,
    pub(super) environment: Environment<'a, 'b>,
}

/// What has to stand somewhere in the image or the command of a program, so that most containers need no closer look.
fn hints(application: Application) -> &'static [&'static str] {
    match application {
        Application::Mlflow => &["mlflow"],
        Application::Postgres => &["postgres", "postgis", "pgvector"],
        Application::Mysql => &["mysql", "mariadb"],
        Application::Redis => &["redis", "valkey"],
        Application::CeleryWorker | Application::CeleryBeat | Application::Flower => &["celery"],
        Application::Uvicorn => &["uvicorn"],
        Application::Gunicorn => &["gunicorn"],
        Application::Flask => &["flask"],
        Application::Vllm => &["vllm"],
        Application::Triton => &["tritonserver"],
        Application::Torchrun => &["torchrun", "torch.distributed.run"],
        Application::Grafana => &["grafana"],
        Application::Nginx => &["nginx"],
    }
}

/// The containers that run one of these programs as long as their pod does.
pub(super) fn programs<'a, 'b>(
    graph: &'b Graph<'a>,
    wanted: &'static [Application],
) -> impl Iterator<Item = Program<'a, 'b>> + use<'a, 'b> {
    graph.pods().iter().flat_map(move |pod| {
        let may_be = move |container: &Container<'a>| {
            wanted.iter().flat_map(|application| hints(*application)).any(|hint| mentions(container.node, hint))
        };
        let running = pod.running().filter(may_be);
        running
            .filter_map(move |container| program(graph, pod, container))
            .filter(|program| wanted.contains(&program.application))
    })
}

fn mentions(container: &Node, hint: &str) -> bool {
    let words = container.items("command").iter().chain(container.items("args"));
    container.get("image").into_iter().chain(words).any(|node| node.as_str().is_some_and(|text| text.contains(hint)))
}

fn program<'a, 'b>(graph: &'b Graph<'a>, pod: &'b Pod<'a>, container: Container<'a>) -> Option<Program<'a, 'b>> {
    let image = Image::of(container.node.text("image").unwrap_or_default());
    let environment = Environment { graph, namespace: pod.owner.namespace, container: container.node };
    let commands = Command::all(container.node);
    let found = commands.into_iter().find_map(|command| Some((by_words(&command.words)?, command)));
    let (application, command) = match found {
        Some(((application, skip), command)) => (application, command.without(skip)),
        None => (by_image(&image, container.node)?, Command::of_image(container.node)),
    };
    Some(Program { application, pod, container, image, command, environment })
}

/// The program that words start, and how many of them name it.
fn by_words(words: &[Word<'_>]) -> Option<(Application, usize)> {
    let text = |index: usize| words.get(index).map(|word| &*word.text);
    // A variable that is set to a path is no program.
    let name = text(0).filter(|text| !text.contains('='))?.rsplit('/').next()?;
    if matches!(name, "python" | "python3") && text(1) == Some("-m") {
        let application = match text(2)? {
            "mlflow" if matches!(text(3), Some("server" | "ui")) => return Some((Application::Mlflow, 4)),
            "celery" => return celery(words, 3),
            "uvicorn" => Application::Uvicorn,
            "gunicorn" => Application::Gunicorn,
            "flask" if text(3) == Some("run") => return Some((Application::Flask, 4)),
            "torch.distributed.run" => Application::Torchrun,
            "vllm.entrypoints.openai.api_server" => Application::Vllm,
            _ => return None,
        };
        return Some((application, 3));
    }
    Some(match name {
        "mlflow" if matches!(text(1), Some("server" | "ui")) => (Application::Mlflow, 2),
        "celery" => return celery(words, 1),
        "uvicorn" => (Application::Uvicorn, 1),
        "gunicorn" => (Application::Gunicorn, 1),
        "flask" if text(1) == Some("run") => (Application::Flask, 2),
        "vllm" if text(1) == Some("serve") => (Application::Vllm, 2),
        "tritonserver" => (Application::Triton, 1),
        "torchrun" => (Application::Torchrun, 1),
        "postgres" => (Application::Postgres, 1),
        "redis-server" | "valkey-server" => (Application::Redis, 1),
        "docker-entrypoint.sh" => match text(1)? {
            "postgres" => (Application::Postgres, 2),
            "redis-server" | "valkey-server" => (Application::Redis, 2),
            _ => return None,
        },
        _ => return None,
    })
}

/// Options of `celery` itself that are followed by a value (celery 5.7 `bin/celery.py`).
const CELERY_OPTIONS: [&str; 8] = ["-A", "--app", "-b", "--broker", "--result-backend", "--loader", "--config", "--workdir"];

fn celery(words: &[Word<'_>], first: usize) -> Option<(Application, usize)> {
    let mut at = first;
    loop {
        let word = &*words.get(at)?.text;
        if CELERY_OPTIONS.contains(&word) {
            at += 2;
        } else if word.starts_with('-') {
            at += 1;
        } else {
            break;
        }
    }
    let application = match &*words[at].text {
        "worker" => Application::CeleryWorker,
        "beat" => Application::CeleryBeat,
        "flower" => Application::Flower,
        _ => return None,
    };
    // Options may stand in front of the word too, and stay.
    Some((application, first))
}

/// What an image runs by itself.
fn by_image(image: &Image<'_>, container: &Node) -> Option<Application> {
    if !container.items("command").is_empty() {
        return None;
    }
    // The entry point of these takes options, or the program; anything else is something else.
    let first = container.items("args").first().and_then(Node::as_str);
    let is_option = first.is_none_or(|first| first.starts_with('-'));
    let is_configuration = first.is_some_and(|first| first.rsplit_once('.').is_some_and(|(_, ending)| ending == "conf"));
    Some(match image.path {
        _ if image.is_postgres() && is_option => Application::Postgres,
        _ if (image.is_official("mysql") || image.is_official("mariadb")) && is_option => Application::Mysql,
        _ if image.is_official("redis") && (is_option || is_configuration) => Application::Redis,
        "valkey/valkey" if is_option || is_configuration => Application::Redis,
        "vllm/vllm-openai" => Application::Vllm,
        "grafana/grafana" | "grafana/grafana-oss" | "grafana/grafana-enterprise" if is_option => Application::Grafana,
        _ if image.is_official("nginx") && first.is_none() => Application::Nginx,
        _ => return None,
    })
}

impl<'a> Program<'a, '_> {
    /// The workload.
    pub(super) fn owner(&self) -> Object<'a> {
        self.pod.owner
    }

    /// Where findings about the program as a whole point: at its first word, or at the image.
    pub(super) fn place(&self) -> &'a Node {
        let first = self.container.node.items("command").first().or_else(|| self.container.node.items("args").first());
        first.or_else(|| self.container.node.get("image")).unwrap_or(self.container.node)
    }

    /// Whether it is alone in its pod: nobody beside it may speak for it.
    pub(super) fn is_alone(&self) -> bool {
        self.pod.running().nth(1).is_none()
    }

    /// Whether nothing else runs in its pod, before it or beside it, but exporters of metrics: so nothing else sets it up.
    pub(super) fn is_alone_but_for_exporters(&self) -> bool {
        let others = self.pod.containers().filter(|other| !std::ptr::eq(other.node, self.container.node));
        let is_exporter = |node: &Node| node.text("image").is_some_and(|image| image.contains("exporter"));
        others.into_iter().all(|other| is_exporter(other.node))
    }

    /// The value of an option, or of the variable that stands for it.
    pub(super) fn setting(&self, options: &[&str], variable: &str) -> super::environment::Setting<'a> {
        self.environment.option(&self.command, options, variable)
    }
}
