//! Where things come from: values, keys, and the fields of rendered objects.

use crate::harness::{Test, assert_snapshot, files_below, for_each, root, stem};
use crate::render::{copy_of, documents};
use mlkube::diag::Report;
use mlkube::explain::{FieldPath, RULES, fields};
use mlkube::source::Sources;
use mlkube::yaml::{self, Limits};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;

fn example(name: &str, arguments: &[&str]) -> Test {
    copy_of(&root().join("examples").join(name), Test::new(), "").args(arguments)
}

#[test]
fn answers_are_as_people_read_them() {
    let questions: [(&str, &str, &str); 10] = [
        ("deployment", "loan-default", "explain Deployment/loan-api -p eks"),
        ("autoscaler", "loan-default", "explain HorizontalPodAutoscaler/loan-api -p minikube"),
        ("network-policy", "loan-default", "explain NetworkPolicy/queue -p minikube"),
        ("route", "inference", "explain HTTPRoute/mlops-inference -p gke-gpu"),
        ("field", "loan-default", "explain Deployment/loan-api spec.template.spec.containers[0].resources -p eks"),
        ("value", "loan-default", "explain services.loan-api.scale.max --set services.loan-api.scale.max=20"),
        ("values", "loan-default", "explain mlflow -p eks"),
        ("value-not-given", "loan-default", "explain services.loan-api.startup"),
        ("key", "loan-default", "explain --spec services.gpu"),
        ("key-word", "loan-default", "explain --spec services.cpu"),
    ];
    for_each(
        questions,
        |(name, ..)| (*name).to_owned(),
        |(name, folder, command)| {
            let arguments: Vec<&str> = command.split_whitespace().collect();
            let output = example(folder, &arguments).run().success();
            assert_eq!(output.stderr, "");
            assert_snapshot("explain", name, &format!("mlkube {command}"), &output.stdout);
        },
    );
}

/// The fields of an object with the paths or names of their origins.
fn origins(test: Test, object: &str) -> Vec<(String, Vec<(String, String)>)> {
    let arguments = ["explain", object, "-o", "json"];
    let output = test.args(arguments).run().success();
    let answer: Value = serde_json::from_str(&output.stdout).expect("JSON");
    let words = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let fields = answer["fields"].as_array().expect("fields").iter();
    fields
        .map(|field| {
            let origins = field["origins"].as_array().expect("origins").iter();
            let place = |origin: &Value| format!("{}:{}", words(&origin["file"]), origin["line"]);
            let told = |origin: &Value| {
                let told = if origin["file"].is_null() { String::new() } else { place(origin) };
                (format!("{} {}", words(&origin["kind"]), words(&origin["path"])), told)
            };
            (words(&field["field"]), origins.map(told).collect())
        })
        .collect()
}

const SPEC: &str = "\
apiVersion: mlkube/v1
project: shop
profile: minikube
extra: [own.yaml]
services:
  api:
    image: ghcr.io/acme/api:1.4.2
    port: 8000
    uses: [queue]
    env: {MODE: fast, TOKEN: secret(api/token)}
redis:
  queue: {disk: 1Gi}
patches:
  Deployment/api: {spec: {revisionHistoryLimit: 9}}
";
const OWN: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: own\ndata:\n  word: text\n";

#[test]
fn every_kind_of_origin_is_told() {
    let test = || Test::new().file("mlkube.yaml", SPEC).file("own.yaml", OWN);
    let wanted: [(&str, &str, &str, &str); 12] = [
        ("Deployment/api", "metadata.name", "name services.api", "mlkube.yaml:6"),
        ("Deployment/api", "metadata.namespace", "value project", "mlkube.yaml:2"),
        ("Deployment/api", "spec.template.spec.containers[api].image", "value services.api.image", "mlkube.yaml:7"),
        (
            "Deployment/api",
            "spec.template.spec.containers[api].ports[http].containerPort",
            "value services.api.port",
            "mlkube.yaml:8",
        ),
        (
            "Deployment/api",
            "spec.template.spec.containers[api].env[REDIS_PASSWORD].name",
            "presence services.api.uses[0]",
            "mlkube.yaml:9",
        ),
        (
            "Deployment/api",
            "spec.template.spec.containers[api].env[TOKEN].valueFrom.secretKeyRef.key",
            "value services.api.env.TOKEN",
            "mlkube.yaml:10",
        ),
        ("Deployment/api", "spec.replicas", "default services.api.replicas", ""),
        ("Deployment/api", "spec.template.metadata.annotations[mlkube.dev/config-hash]", "rule config hash", ""),
        (
            "Deployment/api",
            "spec.revisionHistoryLimit",
            "value patches.Deployment/api.spec.revisionHistoryLimit",
            "mlkube.yaml:14",
        ),
        (
            "StatefulSet/queue",
            "spec.volumeClaimTemplates[0].spec.storageClassName",
            "profile storage.default",
            "profiles/minikube.yaml",
        ),
        ("ConfigMap/own", "data.word", "file ", "own.yaml:6"),
        ("ConfigMap/own", "metadata.labels[app.kubernetes.io/instance]", "value project", "mlkube.yaml:2"),
    ];
    let objects: BTreeSet<&str> = wanted.iter().map(|(object, ..)| *object).collect();
    for object in objects {
        let found = origins(test(), object);
        for (_, field, origin, place) in wanted.iter().filter(|(of, ..)| of == &object) {
            let (_, told) = found.iter().find(|(path, _)| path == field).unwrap_or_else(|| panic!("{object} has no {field}"));
            let first = told.first().unwrap_or_else(|| panic!("{object} {field} has no origin"));
            assert!(first.0 == *origin && first.1.starts_with(place), "{object} {field}: {told:?}");
        }
        assert!(found.iter().all(|(_, told)| !told.is_empty()), "{object}: a field without origin and rule: {found:?}");
    }
}

/// What stands beside an entry is left out of the search; the answers stay.
#[test]
fn a_large_project_gives_the_answers_of_a_small_one() {
    let service = |number: usize| {
        format!(
            "  api-{number}: {{image: \"ghcr.io/acme/api:1.4.2\", port: 8000, health: /healthz, scale: {{min: 2, max: 5, cpu: 70%}}, uses: [queue]}}\n"
        )
    };
    let spec = |services: usize| {
        let head = "apiVersion: mlkube/v1\nproject: shop\nprofile: eks\nredis:\n  queue: {disk: 1Gi}\nservices:\n";
        head.to_owned() + &(0..services).map(service).collect::<String>()
    };
    let answer = |services: usize| origins(Test::new().file("mlkube.yaml", spec(services)), "Deployment/api-0");
    assert_eq!(answer(1), answer(80));
}

/// Comments change nothing of what a reader finds.
#[test]
fn annotated_bundles_are_the_bundles() {
    for_each(
        [("inference", "gke-gpu"), ("inference", "minikube")],
        |(name, profile)| format!("{name} for {profile}"),
        |(name, profile)| {
            let plain = example(name, &["render", "-p", profile]).run().success().stdout;
            let annotated = example(name, &["render", "-p", profile, "--annotate"]).run().success().stdout;
            assert_eq!(documents(&plain), documents(&annotated));
            // The value of each line has its comment.
            for line in annotated.lines().filter(|line| line.contains("image: ") || line.contains("containerPort: ")) {
                assert!(line.contains("  # "), "{line}");
            }
            let test = example(name, &["render", "-p", profile, "--annotate", "--output-dir", "out"]);
            let _ = test.run().success();
            let written: String = test
                .tree("out")
                .into_iter()
                .filter(|(name, _)| name.starts_with(|digit: char| digit.is_ascii_digit()))
                .map(|(_, text)| text)
                .collect();
            assert_eq!(documents(&written), documents(&plain));
            assert!(written.contains("  # "));
            let unknown: Vec<&str> = written.lines().filter(|line| line.contains("  # rule: of mlkube's")).collect();
            assert_eq!(unknown, Vec::<&str>::new(), "each field has an origin, or a rule with a name");
        },
    );
}

#[test]
fn json_has_no_comments() {
    example("inference", &["render", "--annotate", "-o", "json"]).run().failure(2).says("JSON has none");
}

/// A value that may be a credential is not shown, whatever is asked.
#[test]
fn credentials_are_covered() {
    let spec = "apiVersion: mlkube/v1\nproject: shop\nservices:\n  api: {image: \"ghcr.io/acme/api:1\", port: 8000, env: {DB_PASSWORD: hunter2}}\n";
    for format in ["text", "json"] {
        for path in ["services.api.env.DB_PASSWORD", "services.api", "services"] {
            let test = Test::new().file("mlkube.yaml", spec).args(["explain", path, "-o", format]);
            let output = test.run().success();
            assert!(!(output.stdout + &output.stderr).contains("hunter2"), "{path} as {format}");
        }
    }
}

const SMALL: &str = "\
apiVersion: mlkube/v1
project: shop
profile: minikube
services:
  api: {image: \"ghcr.io/acme/api:1.4.2\", port: 8000, annotations: {example.com/a.b: c}, scale: {min: 2, max: 5, cpu: 70%}}
redis:
  queue:
";

fn asked(arguments: &[&str]) -> String {
    let test = Test::new().file("mlkube.yaml", SMALL).file("over.yaml", "services: {api: {scale: null}}\n");
    test.args(["explain"].iter().chain(arguments)).run().success().stdout
}

/// Objects and fields are found however people write them.
#[test]
fn questions_may_be_written_as_for_kubectl() {
    let paths = [
        "spec.template.spec.containers[0].image",
        "spec.template.spec.containers.image",
        "{.spec.template.spec.containers[?(@.name==\"api\")].image}",
        "/spec/template/spec/containers/0/image",
    ];
    let whole = asked(&["Deployment/api", paths[0]]);
    assert!(whole.contains("services.api.image") && whole.lines().count() == 3, "{whole}");
    for object in ["deploy/api", "deployments.apps/api", "shop/deploy/api", "deploy/shop/api"] {
        assert_eq!(asked(&[object, paths[1]]), whole);
    }
    for path in paths {
        assert_eq!(asked(&["deploy/api", path]), whole);
    }
    assert!(asked(&["svc/queue", "metadata.labels.app.kubernetes.io/name"]).contains("name of redis.queue"));
    let small = || Test::new().file("mlkube.yaml", SMALL);
    small()
        .args(["explain", "deploy/api", "image"])
        .run()
        .failure(1)
        .says("did you mean `spec.template.spec.containers[api].image`?");
    small().args(["explain", "api"]).run().failure(1).says("did you mean `services.api`?");
    small().args(["explain", "services.api", "image"]).run().failure(1).says("is no object");
}

/// What counts stands first, whoever says it, and nothing else is said.
#[test]
fn values_are_told_with_all_that_decides_them() {
    for (arguments, answer) in [
        (vec!["profile", "-p", "eks"], "profile  eks       --profile:1:1\n         minikube  mlkube.yaml:3:10  overridden\n"),
        (vec!["redis.queue"], "redis.queue  null  mlkube.yaml:7:8\n"),
        (vec!["redis.queue.disk"], "redis.queue.disk  not given  "),
        (vec!["services.api.annotations.example.com/a.b"], "services.api.annotations[example.com/a.b]  c  mlkube.yaml:5:"),
        (vec!["storage.default"], "profile.storage.default  standard  profiles/minikube.yaml:"),
        (vec!["profile.routing.drain", "-p", "eks"], "profile.routing.drain  30s  profiles/eks.yaml:"),
    ] {
        let found = asked(&arguments);
        assert!(found.starts_with(answer), "{arguments:?}: {found}");
    }
    let removed = asked(&["services.api.scale", "--overlay", "over.yaml"]);
    assert!(removed.starts_with("services.api.scale.min  removed  over.yaml:1:25\n"), "{removed}");
    assert_eq!(removed.lines().count(), 6, "{removed}");
    let small = || Test::new().file("mlkube.yaml", SMALL);
    small().args(["explain", "storage.defalt"]).run().failure(1).says("did you mean `default`?");
    small().args(["explain", "routing.drain"]).run().failure(1).says("`profile.routing.drain` is a fact of the profile");
}

/// Kind and fields of every object in the snapshots of bundles.
fn rendered_fields() -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for path in ["render", "specs"].iter().flat_map(|folder| files_below(&root().join("tests/snapshots").join(folder))) {
        if !stem(&path).ends_with(".stdout") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a snapshot");
        let Some(bundle) = text.splitn(3, "---\n").nth(2) else { continue };
        let (mut sources, mut report) = (Sources::default(), Report::default());
        let source = sources.add("bundle.yaml", bundle);
        for object in yaml::read_documents(source, bundle, &Limits::default(), &mut report) {
            let kind = object.get("kind").and_then(yaml::Node::as_str).unwrap_or_default();
            found.extend(fields(&object).iter().map(|field| (kind.to_owned(), FieldPath::pattern(&field.path))));
        }
    }
    found
}

#[test]
fn every_rule_is_about_something() {
    let fields = rendered_fields();
    for rule in RULES {
        for kind in rule.kinds {
            assert!(fields.iter().any(|(of, field)| of == kind && rule.is_for(of, field)), "`{}` is about no {kind}", rule.name);
        }
        assert!(fields.iter().any(|(kind, field)| rule.is_for(kind, field)), "`{}` is about nothing", rule.name);
    }
}
