//! Images of MLflow that lack what they are to do.

use crate::checks::applications::image::Image;
use crate::checks::applications::known::{Application, Program, programs};
use crate::checks::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::Graph;
use crate::yaml::Node;

pub(in crate::checks::applications) const CHECK: Check = Check {
    pages: &[
        (
            codes::MLFLOW_DRIVER,
            "\
What: the plain image of MLflow with a database or an object store that it has no driver for: it is Python with `mlflow`, and nothing else.
Why: the server ends with `No module named 'psycopg2'`; without boto3, every upload of an artifact fails.
Example: `image: ghcr.io/mlflow/mlflow:v3.17.2` with `--backend-store-uri postgresql+psycopg2://`.
Fix: the image with the ending `-full`, which there is since 3.9.0, or one of your own.
Source: `docker/Dockerfile` and `docker/README.md` of mlflow, 2026-11.",
        ),
        (
            codes::MLFLOW_IDLE,
            "\
What: a container of MLflow's own image without a command.
Why: the image starts Python, which has nothing to do and ends; the container is started again and again.
Example: `image: ghcr.io/mlflow/mlflow:v3.17.2` with nothing but ports and variables.
Fix: `command: [mlflow, server, --host=0.0.0.0, --port=5000]`.
Source: `docker/Dockerfile` of mlflow, which has neither `ENTRYPOINT` nor `CMD`, 2026-11.",
        ),
    ],
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, _: &Context<'_>, found: &mut Report) {
    for pod in graph.pods() {
        for container in pod.running() {
            let Some(place) = container.node.get("image") else { continue };
            let image = Image::of(place.as_str().unwrap_or_default());
            let has_words = ["command", "args"].iter().any(|key| !container.node.items(key).is_empty());
            if is_own(&image) && !has_words {
                let told = pod.owner.error(codes::MLFLOW_IDLE, place, "the image of MLflow starts nothing by itself");
                found.push(told.help("say what it is to start: `command: [mlflow, server, --host=0.0.0.0, --port=5000]`"));
            }
        }
    }
    for program in programs(graph, &[Application::Mlflow]) {
        // A script may install what is missing.
        if is_own(&program.image) && program.command.shell.is_none() && !program.image.tag.contains("-full") {
            check_driver(&program, found);
        }
    }
}

fn is_own(image: &Image<'_>) -> bool {
    image.registry == "ghcr.io" && image.path == "mlflow/mlflow"
}

fn check_driver(program: &Program<'_, '_>, found: &mut Report) {
    const STORES: &[&str] = &["postgresql", "postgres", "mysql", "mssql"];
    const OBJECTS: &[&str] = &["s3", "gs", "wasbs", "wasb", "abfss"];
    tell(program, "--backend-store-uri", "MLFLOW_BACKEND_STORE_URI", STORES, "the server cannot start", found);
    if !program.command.has(&["--no-serve-artifacts"]) {
        let (option, variable) = ("--artifacts-destination", "MLFLOW_ARTIFACTS_DESTINATION");
        tell(program, option, variable, OBJECTS, "no artifact can be stored", found);
    }
}

fn tell(program: &Program<'_, '_>, option: &str, variable: &str, schemes: &[&str], effect: &str, found: &mut Report) {
    let Some((text, place)) = program.environment.raw(&program.command, &[option], variable) else { return };
    let Some((scheme, _)) = text.split_once("://") else { return };
    let plain = scheme.split('+').next().unwrap_or_default();
    if schemes.contains(&plain) {
        let words = format!("the plain image of MLflow has no driver for `{plain}`: {effect}");
        let image: Option<&Node> = program.container.node.get("image");
        let told = program.owner().error(codes::MLFLOW_DRIVER, place, words);
        let told = told.related(image.and_then(|image| program.owner().place(image)), "the image");
        found.push(told.help("take the image that ends in `-full`, or one of your own with the driver"));
    }
}
