//! `mlkube validate --fix`: what is put right, and that nothing else changes.
//!
//! `tests/fix/NAME.yaml` becomes `NAME.fixed.yaml` beside it, and stays as it is if there is none.

use crate::harness::{Test, files_below, for_each, root};
use mlkube::Text;
use mlkube::diag::{Report, Severity};
use mlkube::source::Sources;
use mlkube::validation::{Fixed, Request, fix};
use std::fs;
use std::path::{Path, PathBuf};

/// The files that are to be put right.
fn inputs() -> Vec<PathBuf> {
    let is_input = |path: &PathBuf| !path.to_string_lossy().contains(".fixed.");
    files_below(&root().join("tests/fix")).into_iter().filter(is_input).collect()
}

fn name(path: &Path) -> String {
    path.file_name().expect("a file").to_string_lossy().into_owned()
}

fn put_right(name: &str, content: &str) -> Fixed {
    let request = Request { versions: None, profiles: &[], closed: false, advice: true, crds: Vec::new() };
    let texts = vec![Text { name: name.to_owned(), content: content.to_owned() }];
    fix(texts, &request, &Sources::default(), &Report::default(), Severity::Info)
}

#[test]
fn exactly_what_has_one_safe_answer_is_put_right() {
    for_each(
        inputs(),
        |path| name(path),
        |path| {
            let input = fs::read_to_string(path).expect("a text");
            let extension = path.extension().expect("an extension").to_string_lossy();
            let fixed = fs::read_to_string(path.with_extension(format!("fixed.{extension}"))).unwrap_or_else(|_| input.clone());
            let (name, windows) = (name(path), |text: &str| text.replace('\n', "\r\n"));
            for (input, fixed) in
                [(input.clone(), fixed.clone()), (format!("\u{feff}{}", windows(&input)), format!("\u{feff}{}", windows(&fixed)))]
            {
                let test = Test::new().file(&name, &input).args(["validate", "--fix", "--format", "json", &name]);
                let output = test.run();
                assert_eq!(test.read(&name), fixed, "{name}");
                assert!(!output.stdout.contains("fixable"), "{name}: {}", output.stdout);
                test.run().says("nothing here has one safe answer");
                assert_eq!(test.read(&name), fixed, "{name}, once more");
            }
        },
    );
}

/// Of all manifests of the tests: what is put right is gone, and nothing is put right twice.
#[test]
fn nothing_is_put_right_twice() {
    let manifests = files_below(&root().join("tests/manifests")).into_iter().chain(inputs());
    let mut changes = 0;
    for path in manifests {
        let (name, text) = (name(&path), fs::read_to_string(&path).expect("a text"));
        let once = put_right(&name, &text);
        assert!(once.validated.report.sorted().iter().all(|found| found.fix.is_none()), "{name}");
        let twice = put_right(&name, &once.texts[0].content);
        assert_eq!((twice.changes, &twice.texts[0].content), (0, &once.texts[0].content), "{name}");
        assert_eq!(once.changes == 0, once.texts[0].content == text, "{name}");
        assert_eq!(text.lines().count(), once.texts[0].content.lines().count(), "{name}");
        changes += once.changes;
    }
    assert!(changes > 20, "only {changes} changes in all manifests");
}

/// What follows an API version has to be there in each version that was asked for.
#[test]
fn versions_that_are_asked_for_decide() {
    let claim = "apiVersion: resource.k8s.io/v1beta2\nkind: ResourceClaimTemplate\nmetadata: {name: gpu, namespace: shop}\nspec: {spec: {devices: {requests: [{name: gpu, exactly: {deviceClassName: gpu.nvidia.com}}]}}}\n";
    let after = |versions: &str| {
        let test = Test::new().file("a.yaml", claim).args(["validate", "--fix", "--kube-version", versions, "a.yaml"]);
        test.run();
        test.read("a.yaml")
    };
    assert_eq!(after("1.36"), claim.replace("v1beta2", "v1"));
    assert_eq!(after("1.33..1.36"), claim, "1.33 has no v1 yet");
}

#[test]
fn a_folder_is_put_right_and_told() {
    let pod = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: NAME, namespace: shop}\ndata: {port: 8080, on: x}\n";
    let test = Test::new().file("k8s/a.yaml", pod.replace("NAME", "a")).file("k8s/deep/b.yaml", pod.replace("NAME", "b"));
    let test = test.file("k8s/c.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n").args(["validate", "k8s"]);
    // What a server cannot decode hides what else is wrong with an object.
    test.run().code_is(1).writes("`--fix` puts 2 of them right\n");
    let test = test.more_args(["--fix"]);
    test.run().success().says("4 places put right in 2 files").writes("3 objects in 3 files");
    assert_eq!(test.read("k8s/a.yaml"), pod.replace("NAME", "a").replace("8080, on", "\"8080\", \"on\""));
    test.run().success().says("nothing here has one safe answer");
}

#[test]
fn only_files_of_manifests_can_be_put_right() {
    let spec = "apiVersion: mlkube/v1\nproject: shop\nservices: {}\n";
    let run = |arguments: &[&str]| {
        Test::new().file("mlkube.yaml", spec).args(["validate", "--fix"]).more_args(arguments).run().failure(2)
    };
    run(&[]).says("`--fix` changes files with manifests");
    run(&["-"]).says("`--fix` changes files with manifests");
    run(&["-f", "mlkube.yaml", "mlkube.yaml"]).says("give one or the other");
    run(&["nowhere.yaml"]).says("cannot read nowhere.yaml");
}

/// Values of Secrets are put in quotes and said nowhere.
#[test]
fn values_of_secrets_stay_unsaid() {
    let secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: a, namespace: shop}\nstringData: {pin: 424242}\n";
    for arguments in [&["validate", "a.yaml"], &["validate", "--fix"]] {
        for format in ["human", "json", "sarif", "github", "junit"] {
            let output = Test::new().file("a.yaml", secret).args(arguments).more_args(["a.yaml", "--format", format]).run();
            assert!(!output.stdout.contains("424242") && !output.stderr.contains("424242"), "{format}: {output:?}");
        }
    }
}
