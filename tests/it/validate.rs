//! `mlkube validate`: the matrix of profiles and versions.

use crate::cli::SPEC;
use crate::harness::{Test, assert_snapshot, folders_in, for_each, root, stem};
use crate::render::copy_of;
use mlkube::fields::KubeVersion;
use mlkube::profile::BUILTIN;
use serde_json::Value;
use std::path::PathBuf;

/// A model in an image of its own, which a newer Kubernetes mounts.
const IMAGE: &str = "apiVersion: mlkube/v1\nproject: shop\nprofile: minikube\nservices:\n  api:\n    image: ghcr.io/acme/api:1.4.2\n    port: 8000\n    model: {path: /model, from: {image: \"ghcr.io/acme/model:1.0.0\"}}\n";

fn shop(spec: &str) -> Test {
    Test::new().file("mlkube.yaml", spec)
}

#[test]
fn the_matrix_of_each_example() {
    for_each(
        folders_in(&root().join("examples")),
        |folder: &PathBuf| stem(folder),
        |folder| {
            let arguments = ["validate", "-p", "all", "--kube-version", "1.28..1.37"];
            let output = copy_of(folder, Test::new(), "").args(arguments).run();
            let lines = output.stdout.lines().count();
            assert_eq!(lines, BUILTIN.len() * KubeVersion::all().count(), "{}", output.stdout);
            assert_snapshot("validate", &stem(folder), "mlkube validate -p all --kube-version 1.28..1.37", &output.stdout);
        },
    );
}

#[test]
fn no_matrix_is_without_its_example() {
    let snapshots = folders_in(&root().join("tests/snapshots")).into_iter().filter(|folder| stem(folder) == "validate");
    for snapshot in snapshots.flat_map(|folder| crate::harness::files_below(&folder)) {
        assert!(root().join("examples").join(stem(&snapshot)).is_dir(), "{}", snapshot.display());
    }
}

#[test]
fn a_line_for_each_pair() {
    let test = shop(IMAGE).args(["validate", "-p", "minikube,eks", "--kube-version", "1.34..1.35"]);
    let output = test.run();
    assert_eq!(output.code, Some(1), "one of the pairs does not render");
    let error = "error MLK0410: images as volumes need Kubernetes 1.35 or newer, and this is for 1.34 (mlkube.yaml:8:34)";
    let lines = [
        format!("minikube  1.34  {error}"),
        "minikube  1.35  ok".to_owned(),
        format!("eks       1.34  {error}"),
        "eks       1.35  ok".to_owned(),
    ];
    assert_eq!(output.stdout, lines.join("\n") + "\n");
    output.says("`-p minikube --kube-version 1.34`");
}

#[test]
fn what_renders_everywhere_is_fine() {
    let output = shop(SPEC).args(["validate", "-p", "all", "--kube-version", "1.30..1.37"]).run().success();
    assert!(output.stdout.lines().all(|line| line.contains(" ok")), "{}", output.stdout);
}

/// Without versions, each profile is taken with its own.
#[test]
fn each_profile_has_a_version_of_its_own() {
    let output = shop(SPEC).args(["validate", "-p", "minikube,eks"]).run().success();
    assert_eq!(output.stdout, "minikube  1.36  ok\neks       1.35  ok\n");
    assert!(output.stderr.is_empty(), "{}", output.stderr);
    shop(SPEC).args(["validate"]).run().success().writes("minikube  1.36  ok\n");
}

/// A single pair is told in full, as a render tells it.
#[test]
fn a_single_pair_is_told_in_full() {
    let arguments = ["-p", "eks", "--kube-version", "1.34"];
    let validated = shop(IMAGE).args(["validate"]).more_args(arguments).run();
    let rendered = shop(IMAGE).args(["render"]).more_args(arguments).run().failure(1);
    assert_eq!((validated.code, validated.stderr), (Some(1), rendered.stderr));
    assert!(validated.stdout.starts_with("eks  1.34  error MLK0410"), "{}", validated.stdout);
}

#[test]
fn programs_read_a_list() {
    let test = shop(IMAGE).args(["validate", "-p", "nosuch,eks", "--kube-version", "1.34..1.35", "-o", "json"]);
    let output = test.run();
    assert_eq!(output.code, Some(1));
    let told: Value = serde_json::from_str(&output.stdout).expect("JSON");
    let rows = &told["renders"];
    assert_eq!(told["findings"].as_array().map(Vec::len), Some(2), "each finding once: {told}");
    let rows = rows.as_array().expect("a list");
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[0]["findings"][0]["code"], "MLK0401");
    assert_eq!((&rows[2]["profile"], &rows[2]["kubernetes"], &rows[2]["ok"]), (&"eks".into(), &"1.34".into(), &false.into()));
    let finding = &rows[2]["findings"][0];
    assert_eq!((&finding["file"], &finding["line"], &finding["column"]), (&"mlkube.yaml".into(), &8.into(), &34.into()));
    assert_eq!((&finding["code"], &finding["severity"]), (&"MLK0410".into(), &"error".into()));
    assert!(finding["help"][0].as_str().is_some_and(|help| help.contains("download the model")), "{finding}");
    assert_eq!((&rows[3]["ok"], &rows[3]["findings"]), (&true.into(), &Value::Array(Vec::new())));
    assert!(rows[3]["objects"].as_u64().is_some_and(|objects| objects > 5), "{}", rows[3]);
}

/// An overlay that belongs to a profile by its name is laid for that profile only.
#[test]
fn overlays_are_those_of_each_profile() {
    let test = shop(SPEC).file("overlays/eks.yaml", "services: {api: {prot: 1}}\n").args(["validate", "-p", "minikube,eks"]);
    let output = test.run();
    assert_eq!(output.code, Some(1));
    assert!(output.stdout.contains("minikube  1.36  ok\n"), "{}", output.stdout);
    assert!(
        output.stdout.contains("eks       1.35  error MLK0101: unknown key `prot` (overlays/eks.yaml:1:18)"),
        "{}",
        output.stdout
    );
}

/// Standard input can be read once only.
#[test]
fn a_spec_from_standard_input_is_taken_for_all() {
    let test = Test::new().args(["validate", "-f", "-", "-p", "all"]).stdin(SPEC);
    assert_eq!(test.run().success().stdout.lines().count(), BUILTIN.len());
}

#[test]
fn what_cannot_be_read_ends_with_2() {
    shop(SPEC).args(["validate", "-f", "nosuch.yaml", "-p", "all"]).run().failure(2).says("cannot read nosuch.yaml");
    shop(SPEC).args(["validate", "--overlay", "nosuch.yaml", "-p", "all"]).run().failure(2).says("cannot read nosuch.yaml");
    for range in ["1.37..1.28", "1.27..1.30", "1.30..", "new", "1.30,1.31"] {
        shop(SPEC).args(["validate", "--kube-version", range]).run().failure(2).says("--kube-version");
    }
}

#[test]
fn variables_name_profiles_and_versions() {
    let test = shop(SPEC).env("MLKUBE_PROFILE", "eks,minikube").env("MLKUBE_KUBE_VERSION", "1.30..1.31").args(["validate"]);
    assert_eq!(test.run().success().stdout, "eks       1.30  ok\neks       1.31  ok\nminikube  1.30  ok\nminikube  1.31  ok\n");
}
