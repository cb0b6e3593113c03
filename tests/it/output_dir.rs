//! `--output-dir` and `--check`: files that are whole, a folder that stays somebody else's, and a comparison for CI.

use crate::cli::SPEC;
use crate::harness::Test;
use std::fs;

const MANIFEST: &str = ".mlkube-manifest";

/// A folder that was rendered once.
fn rendered() -> Test {
    let test = Test::new().file("mlkube.yaml", SPEC).args(["render", "--output-dir", "out"]);
    let output = test.run().success();
    assert!(output.stdout.is_empty(), "files take the place of standard output:\n{}", output.stdout);
    test
}

#[test]
fn writes_a_file_for_each_stage_and_a_manifest() {
    let test = rendered();
    let names = test.names("out");
    let expected =
        ["10-namespaces.yaml", "20-policies.yaml", "30-identity.yaml", "40-config.yaml", "70-workloads.yaml", "80-scalers.yaml"];
    assert_eq!(names, [&[MANIFEST], &expected[..]].concat());
    let manifest = test.read(&format!("out/{MANIFEST}"));
    let listed: Vec<&str> = manifest.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(listed, expected);
}

#[test]
fn the_files_together_are_the_stream() {
    let test = rendered();
    let files: String = test.tree("out").into_iter().filter(|(name, _)| name != MANIFEST).map(|(_, content)| content).collect();
    assert_eq!(files, test.args(["render"]).run().success().stdout);
}

#[test]
fn files_are_readable_like_any_other() {
    let test = rendered();
    test.write("mine", "");
    let mode = |path: &str| fs::metadata(test.path(path)).expect("a file").permissions();
    assert_eq!(mode("out/10-namespaces.yaml"), mode("mine"));
}

#[test]
fn a_folder_is_made_with_those_above_it() {
    let test = Test::new().file("mlkube.yaml", SPEC).args(["render", "--output-dir", "k8s/minikube"]);
    test.run().success();
    assert!(test.path("k8s/minikube/10-namespaces.yaml").is_file());
}

#[test]
fn a_second_render_removes_only_its_own_stale_files() {
    let test = rendered();
    test.write("out/notes.txt", "mine");
    test.write("out/15-extra.yaml", "mine");
    let test = test.args(["render", "--output-dir", "out", "--set", "services.api.replicas=1"]);
    test.run().success();
    let names = test.names("out");
    assert!(!names.contains(&"80-scalers.yaml".to_owned()), "one pod needs no disruption budget: {names:?}");
    assert!(names.contains(&"notes.txt".to_owned()) && names.contains(&"15-extra.yaml".to_owned()), "{names:?}");
    assert!(!test.read(&format!("out/{MANIFEST}")).contains("80-scalers.yaml"));
}

#[test]
fn a_second_render_of_the_same_touches_nothing() {
    let test = rendered();
    let written = |name: &str| fs::metadata(test.path(&format!("out/{name}"))).expect("a file").modified().expect("a time");
    let before: Vec<_> = test.names("out").iter().map(|name| written(name)).collect();
    test.run().success();
    let after: Vec<_> = test.names("out").iter().map(|name| written(name)).collect();
    assert_eq!(before, after);
}

#[test]
fn a_file_of_somebody_else_is_never_replaced() {
    let test = Test::new().file("mlkube.yaml", SPEC).file("out/40-config.yaml", "mine").args(["render", "--output-dir", "out"]);
    test.run().failure(2).says("out").says("40-config.yaml").says("mlkube has not written it");
    assert_eq!(test.tree("out"), [("40-config.yaml".to_owned(), "mine".to_owned())], "nothing else was written either");
}

#[test]
fn a_failed_render_leaves_the_folder_as_it_was() {
    let test = rendered();
    let before = test.tree("out");
    let test = test.args(["render", "--output-dir", "out", "--set", "services.api.port=http"]);
    test.run().failure(1);
    assert_eq!(test.tree("out"), before);
    let test = test.args(["render", "--output-dir", "new", "--set", "services.api.port=http"]);
    test.run().failure(1);
    assert!(!test.path("new").exists(), "and makes no new one");
}

#[test]
fn a_damaged_manifest_leads_nowhere() {
    let test = rendered();
    test.write("victim.txt", "mine");
    for path in ["../victim.txt", "/etc/hosts", "a/../../victim.txt"] {
        test.write(&format!("out/{MANIFEST}"), format!("{path}\n"));
        test.run().failure(2).says("manifest is damaged").says("leads out of the folder");
    }
    assert_eq!(test.read("victim.txt"), "mine");
}

#[test]
fn a_check_says_nothing_if_nothing_differs() {
    let test = rendered().args(["render", "--output-dir", "out", "--check"]);
    let output = test.run().success();
    assert_eq!((output.stdout.as_str(), output.stderr.as_str()), ("", ""));
}

#[test]
fn a_check_lists_what_differs_and_changes_nothing() {
    let test = rendered();
    fs::remove_file(test.path("out/40-config.yaml")).expect("a file of the render");
    let before = test.tree("out");
    let test = test.args(["render", "--output-dir", "out", "--check", "--set", "services.api.replicas=1"]);
    let output = test.run().failure(1);
    let said = output.stderr.replace('\\', "/");
    for line in ["out/40-config.yaml is missing", "out/70-workloads.yaml differs", "out/80-scalers.yaml is no longer rendered"] {
        assert!(said.lines().any(|found| found == line), "`{line}` is not in:\n{said}");
    }
    assert_eq!(test.tree("out"), before);
}

#[test]
fn a_check_of_a_folder_that_is_not_there_makes_none() {
    let test = Test::new().file("mlkube.yaml", SPEC).args(["render", "--output-dir", "out", "--check"]);
    test.run().failure(1).says("is missing");
    assert!(!test.path("out").exists());
}

#[test]
fn a_check_needs_a_folder() {
    Test::new().file("mlkube.yaml", SPEC).args(["render", "--check"]).run().failure(2).says("--output-dir");
}

#[test]
fn a_check_of_a_wrong_spec_finds_the_mistakes() {
    let test = rendered().args(["render", "--output-dir", "out", "--check", "--set", "services.api.port=http"]);
    test.run().failure(1).says("MLK0108").does_not_say("differs");
}

#[test]
fn a_file_is_no_folder() {
    let test = Test::new().file("mlkube.yaml", SPEC).file("out", "mine").args(["render", "--output-dir", "out"]);
    test.run().failure(2).says("out");
    assert_eq!(test.read("out"), "mine");
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let test = Test::new().file("mlkube.yaml", SPEC).file("victim.yaml", "mine").file("out/keep", "");
    std::os::unix::fs::symlink(test.path("victim.yaml"), test.path("out/40-config.yaml")).expect("a link");
    let test = test.args(["render", "--output-dir", "out"]);
    test.run().failure(2).says("40-config.yaml is a link");
    assert_eq!(test.read("victim.yaml"), "mine");
    assert_eq!(test.names("out"), ["40-config.yaml", "keep"]);
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_an_own_file_is_refused() {
    let test = rendered();
    test.write("victim.yaml", "mine");
    fs::remove_file(test.path("out/70-workloads.yaml")).expect("a file of the render");
    std::os::unix::fs::symlink(test.path("victim.yaml"), test.path("out/70-workloads.yaml")).expect("a link");
    let before = test.tree("out");
    test.run().failure(2).says("70-workloads.yaml is a link");
    assert_eq!(test.tree("out"), before);
}
