//! Programs that are ended before they can have started.

use super::image_tag::program;
use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::{Container, Pod};
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::START_BUDGET,
        "\
What: a container without `startupProbe` whose `livenessProbe` ends it before it can have started: a warning for programs of which it is \
known how long they take, advice for what loads something onto an accelerator.
Why: it is ended in the middle of its start, begins again and is ended again: `CrashLoopBackOff` without an error in its log.
Example: vLLM with `initialDelaySeconds: 10`, `periodSeconds: 5` and the default of three failures: it has 25 s.
Fix: write a `startupProbe` with the longest start that is right: `periodSeconds: 10, failureThreshold: 60` are ten minutes.",
    )],
    rule: Rule::Pod(run),
};

/// How long programs take to start at the least, in seconds, by the names of their images. MLflow 3.17 took 17 to 50 s on two busy cores
/// (measured 2026-11). Servers of language models read gigabytes of weights: AWS gives vLLM 120 s and more before the first question
/// ("Deep Learning Containers", EKS deployment, 2026-11).
const SLOW: [(&str, i64); 6] = [
    ("mlflow", 50),
    ("sglang", 60),
    ("text-generation-inference", 60),
    ("vllm", 60),
    ("vllm-openai", 60),
    ("vllm-openai-rocm", 60),
];
/// What anything takes that loads a model onto an accelerator.
const WITH_ACCELERATOR: i64 = 60;

fn run(pod: &Pod<'_>, _: &Context<'_>, found: &mut Report) {
    for container in pod.running().filter(|container| container.node.get("startupProbe").is_none_or(Node::is_null)) {
        let Some(probe) = container.node.get("livenessProbe").filter(|probe| !probe.is_null()) else { continue };
        let number = |key: &str, default: i64| probe.integer(key).unwrap_or(default);
        // Defaults: k8s.io/api core/v1 `Probe` (1.37).
        let budget = number("initialDelaySeconds", 0)
            .saturating_add(number("periodSeconds", 10).saturating_mul(number("failureThreshold", 3)));
        let program = container.node.text("image").map(program).unwrap_or_default();
        let known = SLOW.iter().find(|(name, _)| *name == program);
        let told = match known {
            Some((_, seconds)) if budget < *seconds => pod.owner.warning(
                codes::START_BUDGET,
                probe,
                format!("`{}` is ended {budget} s after its start, and {program} takes {seconds} s and more", container.name()),
            ),
            None if budget < WITH_ACCELERATOR && has_accelerator(container) => pod.owner.info(
                codes::START_BUDGET,
                probe,
                format!("`{}` is ended {budget} s after its start, and loads a model onto an accelerator", container.name()),
            ),
            _ => continue,
        };
        found.push(told.help("write a `startupProbe` with the longest start that is right"));
    }
}

fn has_accelerator(container: Container<'_>) -> bool {
    let limits = container.node.get("resources").into_iter().flat_map(|resources| resources.entries("limits"));
    limits.into_iter().any(|(key, _)| key.name.starts_with("nvidia.com/") || &*key.name == "amd.com/gpu")
}
