//! Services whose name sets a variable that a program reads.

use super::super::{Check, Context, Rule};
use super::known::{Application, programs};
use crate::diag::{Report, codes};
use crate::manifest::Graph;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::SERVICE_LINK,
        "\
What: a program that takes its port from a variable, in a namespace with a Service by whose name Kubernetes sets the same variable.
Why: for each Service, every pod of the namespace gets a variable such as `MLFLOW_PORT=tcp://10.0.3.7:5000`. The program reads it as its port
and ends: `'tcp://...' is not a valid integer`. The first pod may still start, if it is older than the Service.
Example: `mlflow server --host 0.0.0.0` beside a Service `mlflow`; Flower beside `flower`; vLLM beside `vllm`.
Fix: `enableServiceLinks: false` in the pod; or give the port, `--port=5000`; or rename the Service.
Source: measured with mlflow 3.17.2 and flower 2.0, 2026-11; vLLM documentation, \"Environment Variables\".",
    )],
    rule: Rule::Graph(run),
};

/// A program, the Service that breaks it, the variable, and the options that overrule it.
const LINKS: [(Application, &str, &str, &[&str]); 4] = [
    (Application::Mlflow, "mlflow", "MLFLOW_PORT", &["--port", "-p"]),
    (Application::Flower, "flower", "FLOWER_PORT", &["--port"]),
    (Application::Uvicorn, "uvicorn", "UVICORN_PORT", &["--port"]),
    // Of vLLM, the variable and the option are for different ports.
    (Application::Vllm, "vllm", "VLLM_PORT", &[]),
];

fn run(graph: &Graph<'_>, _: &Context<'_>, found: &mut Report) {
    const PROGRAMS: &[Application] = &[Application::Mlflow, Application::Flower, Application::Uvicorn, Application::Vllm];
    for program in programs(graph, PROGRAMS).filter(|program| !program.pod.spec.is_false("enableServiceLinks")) {
        let Some((_, name, variable, options)) = LINKS.iter().find(|(application, ..)| *application == program.application)
        else {
            continue;
        };
        let Some(service) = graph.find("Service", program.owner().namespace, name) else { continue };
        let has_address = service
            .spec()
            .is_some_and(|spec| spec.text("clusterIP") != Some("None") && spec.text("type") != Some("ExternalName"));
        if has_address && program.setting(options, variable).is_absent() {
            let words = format!(
                "Kubernetes sets `{variable}` to the address of the Service `{name}`, and the program takes it for its port"
            );
            found.push(
                program
                    .owner()
                    .error(codes::SERVICE_LINK, program.place(), words)
                    .related(service.place(service.head()), "the Service")
                    .help("switch these variables off: `enableServiceLinks: false` in the pod"),
            );
        }
    }
}
