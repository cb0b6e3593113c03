//! What each feature renders to: a file below `tests/specs/` and a snapshot of its bundle for each.

use crate::fixtures;
use crate::harness::{assert_snapshot, for_each};

#[test]
fn every_feature_renders_as_before() {
    for_each(
        fixtures::all("specs"),
        |fixture| fixture.name.clone(),
        |fixture| {
            let output = fixture.run().success();
            assert_snapshot("specs", &format!("{}.stdout", fixture.name), &fixture.command(), &output.stdout);
            assert_snapshot("specs", &format!("{}.stderr", fixture.name), &fixture.command(), &output.stderr);
        },
    );
}
