//! `mlkube validate PATH`: what is read, in which formats it is told, and what fails.

use crate::harness::{Output, Test};
use serde_json::Value;

/// An object in which nothing is found.
const GOOD: &str =
    "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: api\n  namespace: shop\nautomountServiceAccountToken: false\n";
/// An object with a warning at its annotation.
const RISKY: &str = "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: api\n  namespace: shop\n  annotations:\n    mlkube.dev/ignore: MLK0501=it was there twice\nautomountServiceAccountToken: false\n";
/// A key given twice.
const BROKEN: &str = "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: api\n  name: worker\n  namespace: shop\n";

fn validate(arguments: &[&str]) -> Test {
    Test::new().args(["validate"]).more_args(arguments)
}

fn json(output: &Output) -> Value {
    serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", output.stdout))
}

#[test]
fn files_folders_and_standard_input_are_read() {
    let test = |path: &'static str| {
        validate(&[path])
            .file("k8s/a.yaml", GOOD)
            .file("k8s/deep/b.json", "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \"shop\"}}")
    };
    test("k8s").run().success().writes("2 objects in 2 files: nothing to say against them\n");
    test("k8s/a.yaml").run().success().writes("1 object in 1 file: nothing to say against them\n");
    validate(&["-"]).stdin(GOOD).run().success().writes("1 object in 1 file: nothing to say against them\n");
    validate(&["k8s", "k8s/a.yaml"])
        .file("k8s/a.yaml", GOOD)
        .run()
        .success()
        .writes("1 object in 1 file: nothing to say against them\n");
}

/// What stands beside manifests in a repository is not judged.
#[test]
fn a_folder_is_read_for_its_manifests() {
    validate(&["."])
        .file("a.yaml", GOOD)
        .file("mlkube.yaml", "apiVersion: mlkube/v1\nproject: shop\n")
        .file("kustomization.yaml", "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n")
        .file("compose.yaml", "services: {api: {image: x}}\n")
        .file("chart/Chart.yaml", "apiVersion: v2\nname: chart\nversion: 1.0.0\n".replace("apiVersion: v2\n", ""))
        .file("chart/templates/a.yaml", "apiVersion: v1\nkind: {{ .Values.kind }}\n")
        .file(".git/a.yaml", BROKEN)
        .file("notes.txt", "apiVersion: none\n")
        .run()
        .success()
        .writes("1 object in 1 file: nothing to say against them\n");
}

/// A patch looks like an object that lacks nearly everything; what a kustomization names so is none.
#[test]
fn what_a_kustomization_names_is_no_object() {
    let kustomization = "\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [../base, service.yaml]
patches:
  - path: patch.yaml
  - patch: |-
      - op: remove
        path: /spec
    target: {kind: Service}
patchesStrategicMerge:
  - ../shared/memory.yaml
  - |-
    apiVersion: v1
    kind: Pod
transformers: [more]
configMapGenerator:
  - name: files
    files: [inner.yaml=files/inner.yaml, files/other.yaml]
";
    let patch = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec: {replicas: 3}\n";
    let test = Test::new()
        .file("k8s/base/kustomization.yml", "resources: [account.yaml]\n")
        .file("k8s/base/account.yaml", GOOD)
        .file("k8s/prod/kustomization.yaml", kustomization)
        .file("k8s/prod/patch.yaml", patch)
        .file("k8s/prod/service.yaml", GOOD.replace("name: api", "name: worker"))
        .file("k8s/prod/more/labels.yaml", "apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: a}\n")
        .file("k8s/prod/files/inner.yaml", "apiVersion: v1\nkind: Nothing\n")
        .file("k8s/prod/files/other.yaml", "apiVersion: v1\nkind: Nothing\n")
        .file("k8s/shared/memory.yaml", patch);
    let told = "`k8s/prod` is a kustomization: objects are judged as they are written, and 5 files that are no objects were left out; \
                `kustomize build k8s/prod | mlkube validate -` judges what comes out\n";
    let output = test.args(["validate", "k8s"]).run().success().writes("2 objects in 2 files: nothing to say against them\n");
    assert_eq!(output.stderr, told);
    // Who names a file wants it read.
    validate(&["prod", "prod/patch.yaml"])
        .file("prod/kustomization.yaml", "patches: [{path: patch.yaml}]\n")
        .file("prod/patch.yaml", patch)
        .run()
        .code_is(1)
        .writes("prod/patch.yaml:");
}

/// What has no folder of its own for templates, or changes nothing, is not told.
#[test]
fn only_what_is_left_out_is_told() {
    let quiet =
        validate(&["k8s"]).file("k8s/kustomization.yaml", "resources: [a.yaml]\n").file("k8s/a.yaml", GOOD).run().success();
    assert_eq!(quiet.stderr, "");
    let chart = |test: Test| test.file("chart/Chart.yaml", "name: a\n").file("chart/crds/a.yaml", GOOD);
    let quiet = chart(validate(&["chart"])).run().success();
    assert_eq!(quiet.stderr, "");
    let told = chart(validate(&["."])).file("chart/templates/a.yaml", "apiVersion: v1\nkind: {{ .kind }}\n").run().success();
    let words =
        "`./chart` is a Helm chart: templates were left out; `helm template ./chart | mlkube validate -` judges what comes out\n";
    assert_eq!(told.stderr, words);
    // A kustomization that cannot be read says nothing of the files beside it.
    validate(&["k8s"]).file("k8s/kustomization.yaml", "patches: [\n").file("k8s/a.yaml", GOOD).run().success();
}

#[test]
fn nothing_to_validate_is_an_error() {
    validate(&["-"]).stdin("# nothing\n").run().code_is(1).writes("there are no objects to validate");
    validate(&["empty"]).file("empty/a.txt", "").run().code_is(1);
    validate(&["nowhere.yaml"]).run().failure(2).says("cannot read nowhere.yaml");
    validate(&["-f", "mlkube.yaml", "a.yaml"]).file("a.yaml", GOOD).run().failure(2).says("give one or the other");
}

#[test]
fn errors_fail_and_warnings_when_denied() {
    validate(&["a.yaml"]).file("a.yaml", BROKEN).run().code_is(1).writes("MLK0002").writes("a.yaml:5:3");
    let risky = |arguments: &[&str]| validate(arguments).file("a.yaml", RISKY).run();
    risky(&["a.yaml"]).code_is(0).writes("warning[MLK0442]: ServiceAccount/api: ");
    risky(&["a.yaml", "--deny", "warnings"]).code_is(1);
}

#[test]
fn json_tells_objects_and_places() {
    let output = validate(&["a.yaml", "--format", "json"]).file("a.yaml", RISKY).run().code_is(0);
    let told = json(&output);
    let finding = &told["findings"][0];
    assert_eq!(told["documents"], 1);
    assert_eq!((&finding["code"], &finding["severity"]), (&"MLK0442".into(), &"warning".into()));
    assert_eq!((&finding["file"], &finding["line"], &finding["column"]), (&"a.yaml".into(), &7.into(), &24.into()));
    assert_eq!((&finding["object"], &finding["namespace"]), (&"ServiceAccount/api".into(), &"shop".into()));
    assert_eq!(finding["field"], "metadata.annotations[\"mlkube.dev/ignore\"]");
    assert!(finding["help"][0].is_string() && told.get("renders").is_none(), "{told}");
}

#[test]
fn sarif_has_a_rule_for_each_code() {
    let output = validate(&["k8s/my file.yaml", "--format", "sarif"]).file("k8s/my file.yaml", RISKY).run().code_is(0);
    let told = json(&output);
    let run = &told["runs"][0];
    let result = &run["results"][0];
    let rule = &run["tool"]["driver"]["rules"]
        [usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("a small number")];
    assert_eq!((&told["version"], &rule["id"], &result["ruleId"]), (&"2.1.0".into(), &"MLK0442".into(), &"MLK0442".into()));
    assert!(rule["help"]["text"].as_str().expect("a text").contains("Fix:"), "{rule}");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "k8s/my%20file.yaml");
    assert_eq!((&place["region"]["startLine"], &place["region"]["endLine"]), (&7.into(), &7.into()));
}

#[test]
fn github_and_junit_escape_what_they_must() {
    let github = validate(&["a,b.yaml", "--format", "github"]).file("a,b.yaml", RISKY).run().code_is(0);
    let start = "::warning title=MLK0442,file=a%2Cb.yaml,line=7,endLine=7,col=24,endColumn=50::ServiceAccount/api: ";
    assert!(github.stdout.starts_with(start), "{}", github.stdout);
    assert_eq!(github.stdout.lines().count(), 1);
    let test = |deny| {
        validate(&["a&b.yaml", "c.yaml", "--format", "junit", "--deny", deny])
            .file("a&b.yaml", RISKY)
            .file("c.yaml", GOOD.replace("name: api", "name: worker"))
    };
    let junit = test("warnings").run().code_is(1).stdout;
    assert!(junit.contains("<testsuite name=\"a&amp;b.yaml\" tests=\"1\" failures=\"1\">"), "{junit}");
    assert!(junit.contains("<testcase classname=\"c.yaml\" name=\"valid\"/>"), "{junit}");
    let junit = test("errors").run().code_is(0).stdout;
    assert!(junit.contains("<testsuites name=\"mlkube validate\" tests=\"2\" failures=\"0\">"), "{junit}");
}

/// The same findings in the same order, however many threads there are and however often it runs.
#[test]
fn the_order_never_varies() {
    let object = |index: usize| RISKY.replace("name: api", &format!("name: api-{index}"));
    let many: String = (0..400).map(object).collect::<Vec<_>>().join("---\n");
    let run = || validate(&["a.yaml", "b.yaml", "-o", "json"]).file("a.yaml", &many).file("b.yaml", GOOD).run().stdout;
    let first = run();
    let told: Value = serde_json::from_str(&first).expect("JSON");
    assert_eq!(told["findings"].as_array().map(Vec::len), Some(400));
    assert_eq!(first, run());
}

/// Whatever is wrong around them, and in whichever format it is told, values of Secrets stay unsaid.
#[test]
fn values_of_secrets_are_never_told() {
    let text = "\
apiVersion: v1
kind: Secret
metadata: {name: a, namespace: shop}
typ: Opaque
data: {token: zebra2-not-base64!, other: c2VjcmV0LXZhbHVl}
stringData: {url: 'postgres://u:zebra3@db/x', pin: 424242}
---
apiVersion: v1
kind: Secret
metadata: {name: b, namespace: shop}
stringData: {plain: zebra4, bad key: zebra5}
---
apiVersion: v1
kind: Secrets
metadata: {name: c, namespace: shop}
stringData: {plain: zebra6, bad key: [zebra7]}
---
apiVersion: v1
kind: Secret
stringData: {plain: zebra8
---
metadata: {name: d}
stringData:
  plain: zebra9
";
    for format in ["human", "json", "sarif", "github", "junit"] {
        let output = validate(&["a.yaml", "--info", "--format", format]).file("a.yaml", text).run().code_is(1);
        for secret in ["zebra", "c2VjcmV0", "424242"] {
            assert!(!output.stdout.contains(secret), "{format}: {}", output.stdout);
        }
        assert!(output.stderr.is_empty(), "{}", output.stderr);
    }
}
