//! Layers: which overlays belong to a run, which of them wins, and what they may do to a spec.

use crate::harness::Test;
use crate::render::documents;

const SPEC: &str = "\
apiVersion: mlkube/v1
project: shop
profile: minikube
services:
  api:
    image: ghcr.io/acme/api:1.4.2
    port: 8000
    replicas: 2
    args: [serve, --fast]
    env: {LOG_LEVEL: info, REGION: west}
";

fn replicas(number: u16) -> String {
    format!("services: {{api: {{replicas: {number}}}}}\n")
}

/// The spec with an overlay for the profile and two more.
fn layered() -> Test {
    Test::new()
        .file("mlkube.yaml", SPEC)
        .file("overlays/minikube.yaml", replicas(3))
        .file("overlays/eks.yaml", replicas(4))
        .file("one.yaml", replicas(5))
        .file("two.yaml", replicas(6))
}

/// The number of pods that a run of [`layered`] comes to.
#[track_caller]
fn rendered(arguments: &[&str]) -> String {
    let output = layered().args(["render"].iter().chain(arguments)).run().success();
    let line = output.stdout.lines().find_map(|line| line.strip_prefix("  replicas: "));
    line.expect("a fixed number of pods").to_owned()
}

#[test]
fn the_overlay_of_the_profile_is_taken_by_itself() {
    assert_eq!(rendered(&[]), "3", "that of the profile in the spec");
    assert_eq!(rendered(&["-p", "eks"]), "4", "that of the profile on the command line");
    assert_eq!(rendered(&["-p", "gke-gpu"]), "2", "none");
}

#[test]
fn a_later_layer_wins() {
    assert_eq!(rendered(&["--overlay", "one.yaml"]), "5");
    assert_eq!(rendered(&["--overlay", "one.yaml", "--overlay", "two.yaml"]), "6");
    assert_eq!(rendered(&["--overlay", "two.yaml", "--overlay", "one.yaml"]), "5");
    assert_eq!(rendered(&["--overlay", "two.yaml,one.yaml"]), "5");
    assert_eq!(rendered(&["--set", "services.api.replicas=7", "--overlay", "one.yaml"]), "7", "wherever it stands");
    assert_eq!(rendered(&["--set", "services.api.replicas=7", "--set", "services.api.replicas=8"]), "8");
}

/// An overlay may name another profile, but which overlay belongs to a run is decided before overlays are read.
#[test]
fn the_folder_of_overlays_is_that_of_the_spec() {
    let test = Test::new().file("sub/mlkube.yaml", SPEC).file("sub/overlays/minikube.yaml", replicas(3));
    let test = test.file("overlays/minikube.yaml", replicas(9)).args(["render", "-f", "sub/mlkube.yaml"]);
    test.run().success().writes("  replicas: 3\n");
}

#[test]
fn a_profile_that_is_a_path_opens_no_file() {
    let test = layered().args(["render", "-p", "../one"]);
    test.run().failure(1).says("MLK0401");
}

#[test]
fn null_takes_a_key_out() {
    let test = layered().file("none.yaml", "services: {api: {env: {REGION: null}}}\n");
    let output = test.args(["render", "--overlay", "none.yaml"]).run().success();
    assert!(!output.stdout.contains("REGION") && output.stdout.contains("LOG_LEVEL"));
    let output = layered().args(["render", "--set", "services.api.env=null"]).run().success();
    assert!(!output.stdout.contains("LOG_LEVEL"));
}

#[test]
fn null_takes_an_entry_out() {
    let spec = format!("{SPEC}redis:\n  queue: {{}}\n");
    let test = Test::new().file("mlkube.yaml", spec).args(["render", "--set", "redis.queue=null"]);
    let output = test.run().success();
    assert!(!output.stdout.contains("queue"), "{}", output.stdout);
}

#[test]
fn maps_merge_and_lists_are_replaced() {
    let test = layered().file("list.yaml", "services: {api: {args: [serve], env: {COLOUR: blue}}}\n");
    let output = test.args(["render", "--overlay", "list.yaml"]).run().success();
    assert!(!output.stdout.contains("--fast"), "a list is replaced as a whole");
    output.writes("COLOUR: blue").writes("LOG_LEVEL: info");
}

#[test]
fn an_overlay_may_bring_a_whole_entry() {
    let entry = "services: {web: {image: \"ghcr.io/acme/web:1.0\", port: 3000, uses: [api]}}\n";
    let test = layered().file("web.yaml", entry).args(["render", "--overlay", "web.yaml"]);
    test.run().success().writes("API_URL: http://api:8000");
}

#[test]
fn the_namespace_of_the_flag_wins() {
    let spec = SPEC.replace("project: shop", "project: shop\nnamespace: in-the-spec");
    let test = Test::new().file("mlkube.yaml", spec).args(["render", "-n", "by-flag", "--set", "namespace=by-set"]);
    let output = test.run().success();
    assert!(!output.stdout.contains("in-the-spec") && !output.stdout.contains("by-set"));
    output.writes("namespace: by-flag");
}

#[test]
fn set_reads_values_as_yaml() {
    let environment = |value: &str| {
        let set = format!("services.api.env.VALUE={value}");
        layered().args(["render", "--set", &set]).run()
    };
    for (value, read) in [("\"5\"", "5"), ("a=b", "a=b"), ("a: b", "a: b"), ("#fff", "#fff"), (" spaced ", "spaced"), ("*", "*")]
    {
        let objects = documents(&environment(value).success().stdout);
        let values: Vec<&str> = objects.iter().filter_map(|object| object["data"]["VALUE"].as_str()).collect();
        assert_eq!(values, [read], "--set {value}");
    }
    environment("5").failure(1).says("MLK0103");
    let output = layered().args(["render", "--set", "services.api.args=[one, two]"]).run().success();
    output.writes("        - one\n        - two\n");
}

/// A value that an overlay repeats is most likely a line that was forgotten; it is told and does no harm.
#[test]
fn what_changes_nothing_is_told() {
    let test = layered().file("same.yaml", "project: shop\n").args(["render", "--overlay", "same.yaml"]);
    test.run().success().says("warning[MLK0203]").says("same.yaml:1:10").says("mlkube.yaml:2:10");
}

#[test]
fn an_empty_map_changes_nothing() {
    let test = layered().file("empty.yaml", "services: {api: {}}\n").args(["render", "--overlay", "empty.yaml"]);
    test.run().success().writes("  replicas: 3\n").says("warning[MLK0203]").says("empty.yaml:1:17");
}

/// A place to write what will differ one day. There is nothing wrong with it.
#[test]
fn an_overlay_of_comments_is_fine() {
    for text in ["# Nothing differs here yet.\n", "---\n# Nothing differs here yet.\n", ""] {
        let test = layered().file("overlays/minikube.yaml", text).args(["render"]);
        test.run().success().writes("  replicas: 2\n");
    }
}
