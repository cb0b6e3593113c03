//! Containers that can write to their own image.

use crate::checks::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::Pod;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::WRITABLE_ROOT,
        "\
What: containers without `readOnlyRootFilesystem: true`.
Why: advice. Whoever breaks into a container that can write puts programs into it; and what a program writes there is lost with the
container and fills the node's disk.
Example: a container whose `securityContext` says nothing about it.
Fix: set `readOnlyRootFilesystem: true`, and mount an `emptyDir` where the program writes: `/tmp`, and the caches of Hugging Face,
Matplotlib and MLflow.",
    )],
    rule: Rule::Pod(run),
};

fn run(pod: &Pod<'_>, _: &Context<'_>, report: &mut Report) {
    if pod.owner.is_rendered() {
        return;
    }
    let is_locked = |settings: &crate::yaml::Node| settings.is_true("readOnlyRootFilesystem");
    let mut open = pod.running().filter(|container| !container.node.get("securityContext").is_some_and(is_locked));
    let Some(first) = open.next() else { return };
    let message = match open.count() {
        0 => format!("container `{}` can write to its own image", first.name()),
        more => format!("container `{}` and {more} more can write to their own images", first.name()),
    };
    let found = pod.owner.info(codes::WRITABLE_ROOT, first.node, message);
    report.push(
        found.help("set `securityContext: {readOnlyRootFilesystem: true}`, and mount an `emptyDir` where the program writes"),
    );
}
