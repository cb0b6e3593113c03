//! No objects at all.

use super::{Check, Context, Rule};
use crate::diag::{Diagnostic, Report, codes};
use crate::manifest::Graph;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::NO_OBJECTS,
        "\
What: files or a standard input without a single object.
Why: nothing was judged, and that must not look as if everything were right: a pipe whose first program fails hands on an empty text.
Example: `helm template wrong-path | mlkube validate -`.
Fix: name files or folders with Kubernetes objects, or `-` for standard input.",
    )],
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, _: &Context<'_>, report: &mut Report) {
    if graph.objects().is_empty() {
        report.push(
            Diagnostic::error(codes::NO_OBJECTS, "there are no objects to validate")
                .help("name files or folders with Kubernetes objects, or `-` for standard input"),
        );
    }
}
