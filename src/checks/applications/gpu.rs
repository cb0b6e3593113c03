//! Programs that use more GPUs than their container has.

use super::super::{Check, Context, Rule};
use super::environment::Setting;
use super::known::{Application, Program, programs};
use crate::diag::{Report, codes};
use crate::manifest::Graph;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::GPU_COUNT,
        "\
What: a program that is told to use more GPUs than its container has: vLLM by `--tensor-parallel-size`, torchrun by `--nproc-per-node`.
Why: it ends when it starts: `invalid device ordinal`, or `World size is larger than the number of available GPUs`.
Example: `vllm serve model --tensor-parallel-size 4` with `limits: {nvidia.com/gpu: 1}`.
Fix: ask for as many GPUs, or lower the number.
Source: documentation of vLLM, \"Parallelism and Scaling\", and of PyTorch, \"torchrun\", 2026-11.",
    )],
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, _: &Context<'_>, found: &mut Report) {
    for program in programs(graph, &[Application::Vllm, Application::Torchrun]) {
        let limits = program.container.node.get("resources").into_iter().flat_map(|resources| resources.entries("limits"));
        let gpus = limits
            .filter(|(key, _)| is_gpu(&key.name))
            .filter_map(|(_, value)| Some((value.as_integer().or_else(|| value.as_str()?.parse().ok())?, value)));
        let gpus: Vec<(i64, _)> = gpus.collect();
        // Without one it may be meant for processors, and claims for devices say nothing here.
        let [(has, place)] = gpus[..] else { continue };
        let Some(wants) = wants(&program).filter(|wants| *wants > has) else { continue };
        let words = format!("the program uses {wants} GPUs, and the container has {has}");
        let told = program.owner().error(codes::GPU_COUNT, place, words);
        let at = program.owner().place(program.place());
        found.push(told.related(at, "the program").help(format!("ask for {wants}, or lower the number in the command")));
    }
}

/// Whole GPUs; slices of one are counted otherwise.
fn is_gpu(resource: &str) -> bool {
    matches!(resource, "nvidia.com/gpu" | "amd.com/gpu")
}

fn wants(program: &Program<'_, '_>) -> Option<i64> {
    let number = |options: &[&str], usual: Option<i64>| match program.setting(options, "") {
        Setting::Text(text, _) => text.parse().ok().filter(|number| (1..=1_024).contains(number)),
        Setting::Absent => usual,
        Setting::Unknown => None,
    };
    if program.application == Application::Torchrun {
        return number(&["--nproc-per-node", "--nproc_per_node"], None);
    }
    // Ray brings the GPUs of other pods.
    if program.command.option(&["--distributed-executor-backend"]).is_some_and(|word| word.text == "ray")
        || program.command.option(&["--nnodes", "--data-parallel-address"]).is_some()
    {
        return None;
    }
    Some(number(&["--tensor-parallel-size", "-tp"], Some(1))? * number(&["--pipeline-parallel-size", "-pp"], Some(1))?)
}
