//! What people are told although the render goes on: a file below `tests/warnings/` and a snapshot of standard error for each.

use crate::fixtures;
use crate::harness::{assert_snapshot, for_each};

#[test]
fn every_risk_is_told_and_rendered() {
    for_each(
        fixtures::all("warnings"),
        |fixture| fixture.name.clone(),
        |fixture| {
            let output = fixture.run().success();
            assert!(output.stderr.contains("warning[MLK"), "no warning:\n{}", output.stderr);
            assert!(output.stdout.starts_with("---\n"), "no bundle:\n{}", output.stdout);
            assert_snapshot("warnings", &fixture.name, &fixture.command(), &output.stderr);
        },
    );
}
