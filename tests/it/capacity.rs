//! `mlkube capacity`: what examples take, whether they fit, and what they cost.

use crate::harness::{Output, Test, assert_snapshot, folders_in, for_each, root, stem};
use crate::render::copy_of;
use serde_json::{Value, json};
use std::path::Path;

/// A service that one node of minikube takes three times at most.
const SPEC: &str = "\
apiVersion: mlkube/v1
project: shop
profile: minikube
services:
  api: {image: \"ghcr.io/acme/api:1.4.2\", port: 8000, cpu: 800m, memory: 1Gi, scale: {min: 1, max: 5, cpu: 70%}}
";

const PRICES: &str = "\
currency: EUR
nodes: {minikube: 0.05}
storage: {standard: 0.1}
loadBalancer: 0.025
";

fn shop() -> Test {
    Test::new().file("mlkube.yaml", SPEC).file("prices.yaml", PRICES)
}

fn run(test: Test, arguments: &[&str]) -> Output {
    let all = ["capacity"].iter().chain(arguments);
    test.args(all).run()
}

fn parsed(output: &Output) -> Value {
    serde_json::from_str(&output.stdout).expect("JSON")
}

fn example(folder: &Path) -> Test {
    copy_of(folder, Test::new(), "")
}

#[test]
fn examples_are_counted() {
    let folders = folders_in(&root().join("examples"));
    for_each(
        &folders,
        |folder| stem(folder),
        |folder| {
            let output = run(example(folder), &["-p", "minikube"]).success();
            let wide: Vec<&str> = output.stdout.lines().filter(|line| line.chars().count() > 100).collect();
            assert!(wide.is_empty(), "lines of more than a hundred columns: {wide:#?}");
            assert_snapshot("capacity", &stem(folder), "mlkube capacity -p minikube", &output.stdout);
        },
    );
}

/// The totals of the system as its author wrote them down: seven claims of 57Gi in all.
#[test]
fn cancer_claims_57_gibibytes_seven_times() {
    let output = run(example(&root().join("examples/cancer")), &["-p", "minikube", "-o", "json"]).success();
    let all = parsed(&output);
    for scenario in ["least", "start", "most"] {
        let storage = &all["scenarios"][scenario]["total"]["storage"];
        assert_eq!(storage, &json!({ "standard": { "claims": 7, "size": "57Gi" } }), "{scenario}");
    }
    // Three servers of 500m, MLflow, Prometheus and Grafana.
    let total = &all["scenarios"]["start"]["total"];
    assert_eq!((&total["pods"], &total["requests"]["cpu"]), (&json!(7), &json!("2150m")));
    assert_snapshot("capacity", "cancer.json", "mlkube capacity -p minikube -o json", &output.stdout);
}

#[test]
fn what_does_not_fit_is_told_with_what_would() {
    let output = run(shop(), &[]).success();
    assert_snapshot("capacity", "pending", "mlkube capacity", &output.stdout);
    let all = parsed(&run(shop(), &["-o", "json"]).success());
    let packing = &all["scenarios"]["most"]["packing"];
    assert_eq!((&packing["fits"], &packing["enough"]), (&json!(false), &json!({ "minikube": 3 })));
    let pending = &packing["pending"][0];
    assert_eq!((&pending["workload"], &pending["pods"], &pending["of"]), (&json!("Deployment/api"), &json!(4), &json!(7)));
    assert_eq!(pending["reason"], "0/1 nodes are available: 1 Insufficient cpu.");
}

/// Only who asks for one scenario is answered by the exit code.
#[test]
fn a_scenario_is_a_question() {
    run(shop(), &["--scenario", "start"]).success().writes("at start");
    let output = run(shop(), &["--scenario", "most"]);
    assert_eq!(output.code, Some(1), "{}", output.stderr);
    assert!(output.stdout.contains("Pending at most") && !output.stdout.contains("at least"), "{}", output.stdout);
    let output = shop().env("MLKUBE_SCENARIO", "least").env("MLKUBE_OUTPUT", "json").args(["capacity"]).run().success();
    let scenarios = parsed(&output)["scenarios"].as_object().expect("a map").keys().cloned().collect::<Vec<_>>();
    assert_eq!(scenarios, ["least"]);
}

#[test]
fn prices_make_costs() {
    let folder = root().join("examples/cancer");
    let output = run(example(&folder).file("prices.yaml", PRICES), &["-p", "minikube", "--prices", "prices.yaml"]).success();
    // One node for 730 hours is 36.50, 57 GiB are 5.70.
    output.writes("36.50").writes("5.70").writes("42.20");
    let output = run(shop().env("MLKUBE_PRICES", "prices.yaml"), &["--scenario", "start", "-o", "json"]).success();
    let cost = json!({ "currency": "EUR", "nodes": "36.50", "storage": "0.00", "loadBalancers": "0.00", "all": "36.50" });
    assert_eq!(parsed(&output)["scenarios"]["start"]["costPerMonth"], cost);
    let some = run(shop().file("some.yaml", "currency: EUR\n"), &["--prices", "some.yaml"]).success();
    some.writes("Without a price: nodes of minikube.");
}

#[test]
fn mistakes_in_prices_are_told() {
    let wrong = "\
currency: US dollars
nodes: {minikub: 0.05, minikube: 1e-9}
storage: {gp3: -1}
loadbalancer: 0.02
";
    let output = run(shop().file("prices.yaml", wrong), &["--prices", "prices.yaml"]).failure(1);
    assert_snapshot("capacity", "prices-wrong", "mlkube capacity --prices prices.yaml", &output.stderr);
    let unknown = "currency: EUR\nnodes: {minikub: 0.05}\nstorage: {gp3: 0.1}\n";
    let output = run(shop().file("prices.yaml", unknown), &["--prices", "prices.yaml"]).failure(1);
    assert_snapshot("capacity", "prices-unknown", "mlkube capacity --prices prices.yaml", &output.stderr);
    run(shop(), &["--prices", "nosuch.yaml"]).failure(2).says("cannot read nosuch.yaml");
}

/// What stops a render because of the nodes is what this command is there to show.
#[test]
fn what_the_nodes_do_not_hold_is_shown_all_the_same() {
    let spec = SPEC.replace("cpu: 800m", "cpu: 6");
    let test = || Test::new().file("mlkube.yaml", &spec);
    test().args(["render"]).run().failure(1).says("MLK0430");
    let output = run(test(), &[]).success();
    output.does_not_say("MLK0430").writes("No node of these pools would do");
    test().args(["capacity", "--set", "services.api.prot=1"]).run().failure(1).says("MLK0101");
}

/// A profile without nodes counts all the same, and says how to name them.
#[test]
fn without_nodes_there_are_sums() {
    let output = run(shop(), &["-p", "generic"]).success();
    output.writes("at most").writes("knows no nodes").writes("nodes.pools");
}

/// Objects in files of the user's own count too, of kinds that mlkube does not build as well.
#[test]
fn extra_objects_are_counted() {
    let spec = format!("{SPEC}extra: [extra.yaml]\n");
    let extra = "\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      enableServiceLinks: false
      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
      containers:
        - name: agent
          image: acme/agent:1
          resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {cpu: 100m, memory: 64Mi}}
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
---
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: other}
spec: {predictor: {containers: [{name: c, image: \"acme/other:1\"}]}}
";
    let output = run(Test::new().file("mlkube.yaml", spec).file("extra.yaml", extra), &["-o", "json"]).success();
    let all = parsed(&output);
    assert_eq!(all["uncounted"], json!(["InferenceService/other"]));
    let least = &all["scenarios"]["least"];
    assert_eq!((&least["total"]["pods"], &least["total"]["requests"]["cpu"]), (&json!(2), &json!("900m")));
    // What runs on every node is not there for others any more.
    assert_eq!(least["packing"]["pools"][0]["resources"]["cpu"]["allocatable"], json!("2700m"));
}

/// An object in a file of the user's own, with pods of one container that passes all checks.
fn workload(kind: &str, name: &str, replicas: &str, resources: &str) -> String {
    format!(
        "---
apiVersion: apps/v1
kind: {kind}
metadata: {{name: {name}}}
spec:
  {replicas}
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec:
      enableServiceLinks: false
      securityContext: {{runAsNonRoot: true, seccompProfile: {{type: RuntimeDefault}}}}
      containers:
        - name: c
          image: acme/agent:1
          resources: {resources}
          securityContext: {{allowPrivilegeEscalation: false, capabilities: {{drop: [ALL]}}, readOnlyRootFilesystem: true}}
"
    )
}

fn with_extra(extra: &str) -> Test {
    Test::new().file("mlkube.yaml", format!("{SPEC}extra: [extra.yaml]\n")).file("extra.yaml", extra)
}

/// A pod that finds no room on its node takes none from others.
#[test]
fn a_daemon_that_is_too_large_is_pending_itself() {
    let daemon = workload("DaemonSet", "agent", "", "{requests: {cpu: 5, memory: 64Mi}, limits: {cpu: 5, memory: 64Mi}}");
    let output = run(with_extra(&daemon), &["-o", "json"]).success();
    let packing = &parsed(&output)["scenarios"]["start"]["packing"];
    let pending = json!([{
        "namespace": "shop", "workload": "DaemonSet/agent", "pods": 1, "of": 1,
        "reason": "0/1 nodes are available: 1 Insufficient cpu.", "onAnyNumberOfNodes": true,
    }]);
    assert_eq!((&packing["pending"], &packing["pools"][0]["used"]), (&pending, &json!(1)));
}

#[test]
fn what_a_limit_range_gives_is_counted() {
    let range = "\
apiVersion: v1
kind: LimitRange
metadata: {name: sizes}
spec: {limits: [{type: Container, defaultRequest: {cpu: 300m, memory: 129e6}, default: {cpu: 500m, memory: 1Gi}}]}
";
    let extra = format!(
        "{range}{}",
        workload("Deployment", "other", "replicas: 2", "{}")
            .replace("spec:\n  replicas", "spec:\n  strategy: {type: Recreate}\n  replicas")
    );
    let output = run(with_extra(&extra), &["-o", "json"]).success();
    let total = &parsed(&output)["scenarios"]["start"]["total"];
    // One server of 800m and 1Gi, and two pods that say nothing.
    assert_eq!(total["requests"], json!({ "cpu": "1400m", "memory": "1331741824" }));
    assert_eq!((&total["limits"], &total["unlimited"]), (&json!({ "cpu": "1800m", "memory": "3Gi" }), &json!({})));
}

/// Packed they fit; the scheduler puts the servers on both nodes, and leaves no room for the large pod that comes after them.
#[test]
fn what_fits_only_if_it_is_packed_is_tight() {
    let profile = "\
extends: minikube
nodes:
  count: 2
  pools:
    minikube: null
    a: {count: 2, cpu: 4, memory: 16Gi, pods: 58, reserved: {cpu: 100m, memory: 500Mi, pods: 6}}
";
    let large = workload(
        "Deployment",
        "large",
        "replicas: 1",
        "{requests: {cpu: 3700m, memory: 64Mi}, limits: {cpu: 3700m, memory: 64Mi}}",
    );
    let large = large.replace("spec:\n  replicas", "spec:\n  strategy: {type: Recreate}\n  replicas");
    let spec = SPEC.replace("scale: {min: 1, max: 5, cpu: 70%}", "replicas: 4, strategy: recreate");
    let test = || {
        let spec = format!("{spec}extra: [extra.yaml]\n");
        Test::new().file("mlkube.yaml", spec).file("extra.yaml", &large).file("two.yaml", profile)
    };
    let output = run(test(), &["-p", "two.yaml", "--scenario", "start"]).success();
    assert_snapshot("capacity", "tight", "mlkube capacity -p two.yaml --scenario start", &output.stdout);
    let all = parsed(&run(test(), &["-p", "two.yaml", "-o", "json"]).success());
    let packing = &all["scenarios"]["start"]["packing"];
    assert_eq!((&packing["fits"], &packing["pendingWhenSpread"][0]["workload"]), (&json!(true), &json!("Deployment/large")));
}
