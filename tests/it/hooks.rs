//! What others run: the hooks for pre-commit and the action for GitHub.

use crate::harness::{Test, root};
use serde_yaml::Value;
use std::fs;

fn read(path: &str) -> Value {
    serde_yaml::from_str(&fs::read_to_string(root().join(path)).expect("a file")).expect("YAML")
}

/// Each hook runs a command that there is, and says on which files in a way that pre-commit understands.
#[test]
fn hooks_run_commands_that_there_are() {
    let hooks = read(".pre-commit-hooks.yaml");
    let hooks = hooks.as_sequence().expect("a list");
    assert_eq!(hooks.len(), 2);
    for hook in hooks {
        let entry = hook["entry"].as_str().expect("a command");
        let arguments = entry.strip_prefix("mlkube ").expect("the program").split(' ');
        Test::new().args(arguments).more_args(["--help"]).run().success();
        regex::Regex::new(hook["files"].as_str().expect("a pattern")).expect("a regular expression");
        assert_eq!(hook["language"], "rust");
    }
}

/// The commands of the action's script, with the program that the tests have built.
#[cfg(target_os = "linux")]
#[test]
fn the_action_shows_findings_beside_lines() {
    let action = read("action.yml");
    let script = action["runs"]["steps"][1]["run"].as_str().expect("a script");
    let test = Test::new().file("k8s/a.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: a, name: b}\n");
    let mut bash = crate::harness::clean_command("bash");
    fs::create_dir_all(test.path("tools/mlkube/bin")).expect("a folder");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_mlkube"), test.path("tools/mlkube/bin/mlkube")).expect("a link");
    bash.args(["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script]).current_dir(test.path(""));
    let output = bash
        .env("PATHS", "k8s/")
        .env("ARGUMENTS", "--deny warnings")
        .env("RUNNER_TEMP", test.path("tools"))
        .output()
        .expect("bash");
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(shown.starts_with("::error title=MLK0002,file=k8s/a.yaml,line=3,"), "{shown}");
    assert_eq!(output.status.code(), Some(1));
}
