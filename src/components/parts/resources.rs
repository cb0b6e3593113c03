//! CPU and memory of a container.

use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Bytes, Cpu, Range};
use crate::k8s::pod::Resources;
use crate::layers::Place;

/// Ranges as the quantities of a container.
pub fn resources(cpu: Range<Cpu>, memory: Range<Bytes>) -> Resources {
    Resources {
        cpu: (cpu.request.to_string(), cpu.limit.to_string()),
        memory: (memory.request.to_string(), memory.limit.to_string()),
    }
}

/// Reports a limit below the least memory in which a server does anything; `place` is the map with `memory`.
pub fn check_least_memory(memory: Range<Bytes>, least: Bytes, server: &str, place: &Place<'_>, report: &mut Report) {
    if memory.limit < least {
        report.push(
            Diagnostic::error(codes::UNFIT_MEMORY, format!("{} are too little for {server}", memory.limit))
                .at(place.key("memory").span())
                .help(format!("give it {least} or more")),
        );
    }
}

/// Reports shared memory that leaves the program none; `place` is the entry, `place_of_memory` where the limit stands.
pub fn check_shared_memory(
    shm: Option<Bytes>,
    memory: Range<Bytes>,
    place: &Place<'_>,
    place_of_memory: &Place<'_>,
    report: &mut Report,
) {
    if let Some(shm) = shm.filter(|shm| *shm >= memory.limit) {
        report.push(
            Diagnostic::error(codes::UNFIT_MEMORY, format!("`shm` is {shm}, and the container may use {} in all", memory.limit))
                .at(place.key("shm").span())
                .related(place_of_memory.span(), "the limit")
                .help("shared memory counts as memory: raise the limit by as much"),
        );
    }
}
