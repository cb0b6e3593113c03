//! Programs whose processes share more memory than a container gives by itself.

use super::super::{Check, Context, Rule};
use super::known::{Application, Program, programs};
use super::volumes::above;
use crate::diag::{Report, codes};
use crate::manifest::Graph;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::SHARED_MEMORY,
        "\
What: a program whose processes talk over shared memory, in a container with the 64 MiB of it that every container has: vLLM, Triton, torchrun.
Why: with several GPUs, or with data that other processes load, that is too little: `Bus error`, `No space left on device`.
Example: `vllm serve model --tensor-parallel-size 2` without a volume at `/dev/shm`.
Fix: a volume `emptyDir: {medium: Memory, sizeLimit: 2Gi}`, mounted at `/dev/shm`; it counts against the limit for memory.
Source: documentation of vLLM, \"Using Docker\", of Triton, \"Python Backend\", and of PyTorch, 2026-11.",
    )],
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, _: &Context<'_>, found: &mut Report) {
    for program in programs(graph, &[Application::Vllm, Application::Triton, Application::Torchrun]) {
        let is_shared = program.pod.spec.is_true("hostIPC");
        if is_shared || above(program.pod, program.container, "/dev/shm").is_some_and(|mounted| mounted.path.starts_with("/dev"))
        {
            continue;
        }
        let owner = program.owner();
        let words = "its processes share memory, and `/dev/shm` has 64 MiB";
        let told = if has_several_processes(&program) {
            owner.warning(codes::SHARED_MEMORY, program.place(), words)
        } else {
            owner.info(codes::SHARED_MEMORY, program.place(), words)
        };
        found.push(told.help("mount an `emptyDir` with `medium: Memory` at `/dev/shm`"));
    }
}

/// Whether a model is surely spread over several GPUs, whose processes share memory.
fn has_several_processes(program: &Program<'_, '_>) -> bool {
    let size = program.command.option(&["--tensor-parallel-size", "-tp"]).and_then(|word| word.text.parse::<u32>().ok());
    program.application == Application::Vllm && size.is_some_and(|size| size > 1)
}
