//! Classes of priority.

use super::look::given;
use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::Object;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::SYSTEM_PRIORITY,
        "\
What: a PriorityClass with a name or a value that is kept for Kubernetes itself.
Why: the API server refuses it.
Example: `value: 2000000000`, or a class that is called `system-inference`.
Fix: write at most 1000000000, and another name.",
    )],
    rule: Rule::Object(run),
};

/// The highest priority that is not Kubernetes' own (`HighestUserDefinablePriority`).
const HIGHEST: i64 = 1_000_000_000;

/// Kubernetes `pkg/apis/scheduling/validation`, `ValidatePriorityClass`, 2026-10.
fn run(object: Object<'_>, _: &Context<'_>, report: &mut Report) {
    if !object.is("scheduling.k8s.io", "PriorityClass")
        || matches!(object.name, "system-node-critical" | "system-cluster-critical")
    {
        return;
    }
    if object.name.starts_with("system-") {
        let message = "names that begin with `system-` are kept for Kubernetes";
        report.push(object.error(codes::SYSTEM_PRIORITY, object.head(), message).help("write another name"));
    }
    if let Some(place) = given(object.tree(), "value").filter(|value| value.as_integer().is_some_and(|number| number > HIGHEST)) {
        let message = format!("priorities above {HIGHEST} are kept for Kubernetes");
        report.push(object.error(codes::SYSTEM_PRIORITY, place, message).help(format!("write at most {HIGHEST}")));
    }
}
