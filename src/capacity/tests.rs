//! Whole projects counted, on profiles with nodes of our own.

use super::*;
use crate::profile::OwnProfiles;
use crate::profile::testing::own;
use crate::project::Project;
use crate::source::Text;

/// The objects of a spec for minikube.
fn objects(spec: &str) -> crate::bundle::Bundle {
    let content = format!("apiVersion: mlkube/v1\nproject: shop\nprofile: minikube\n{spec}");
    let outcome =
        Project::read(Text { name: "mlkube.yaml".to_owned(), content }, None, OwnProfiles::default()).render_anywhere(Vec::new());
    let told = crate::report::human(&outcome.report, &outcome.sources, false);
    outcome.bundle.unwrap_or_else(|| panic!("{told}"))
}

/// minikube with other nodes.
const TWO_POOLS: &str = "
extends: minikube
nodes:
  count: 2
  zones: 3
  pools:
    minikube: null
    general: {machine: m6i.xlarge, count: 2..10, cpu: 4, memory: 16Gi, pods: 58, reserved: {cpu: 300m, memory: 1500Mi, pods: 6}}
    gpu:
      machine: g6.2xlarge
      count: 0..4
      cpu: 8
      memory: 32Gi
      pods: 58
      resources: {nvidia.com/gpu: 1}
      reserved: {cpu: 300m, memory: 1800Mi, pods: 6}
";

fn pods(capacity: &Capacity) -> [u64; 3] {
    [0, 1, 2].map(|index| capacity.all[index].pods)
}

fn requested(capacity: &Capacity, resource: &str) -> [String; 3] {
    [0, 1, 2].map(|index| capacity.all[index].requests.get(resource).map_or_else(String::new, ToString::to_string))
}

fn counted(spec: &str) -> Capacity {
    count(objects(spec).entries(), &own(TWO_POOLS))
}

#[test]
fn scalers_and_rollouts_are_counted() {
    let capacity = counted("services: {api: {image: a/b:1, port: 80, cpu: 100m, scale: {min: 2, max: 8, cpu: 70%}}}\n");
    // A quarter of eight more while a rollout is under way.
    assert_eq!(pods(&capacity), [2, 2, 10]);
    assert_eq!(requested(&capacity, "cpu"), ["200m", "200m", "1"]);
}

#[test]
fn keda_may_leave_none() {
    let capacity = counted(
        "operators: [keda]\nredis: {queue: {disk: 1Gi}}\nworkers: {work: {image: a/b:1, celery: app, uses: [queue], cpu: 100m, scale: {min: 0, max: 6, queue: 10}}}\n",
    );
    let [least, start, most] = pods(&capacity);
    assert_eq!(start - least, 1, "the one that `kubectl apply` brings up");
    assert!(most >= least + 6, "{most}");
}

#[test]
fn jobs_run_at_start_and_cron_jobs_at_most() {
    let capacity = counted(
        "jobs:\n  parts: {image: a/b:1, command: [x], completions: 6, parallelism: 3, cpu: 1}\n  nightly: {image: a/b:1, command: [x], schedule: \"0 3 * * *\", cpu: 1}\n",
    );
    assert_eq!(pods(&capacity), [0, 3, 4]);
}

#[test]
fn distributed_jobs_are_counted_with_all_their_pods() {
    for engine in ["jobset", "ray", "trainer"] {
        let operators = "operators: [jobset, kuberay, kubeflow-trainer]\n";
        let capacity = counted(&format!(
            "{operators}jobs: {{train: {{image: a/b:1, command: [python, train.py], cpu: 1, memory: 2Gi, gpu: {{}}, distributed: {{engine: {engine}, nodes: 3}}}}}}\n"
        ));
        assert_eq!((engine, pods(&capacity)), (engine, [0, 3, 3]));
        assert_eq!(requested(&capacity, "nvidia.com/gpu"), ["", "3", "3"], "{engine}");
        let packing = &capacity.packings.as_ref().expect("nodes")[1];
        assert!(packing.pending.is_empty(), "{engine}: {:?}", packing.pending);
        assert_eq!(packing.pools[1].used, 3, "{engine}");
    }
}

#[test]
fn proxies_of_a_mesh_are_counted() {
    let spec = "services: {api: {image: a/b:1, port: 80, cpu: 100m, memory: 256Mi, replicas: 2}}\n";
    assert_eq!(requested(&counted(spec), "cpu")[0], "200m");
    let with_istio = counted(&format!("operators: [istio]\nmesh: {{istio: {{}}}}\n{spec}"));
    assert_eq!((requested(&with_istio, "cpu")[0].as_str(), requested(&with_istio, "memory")[0].as_str()), ("400m", "768Mi"));
}

#[test]
fn vertical_autoscalers_make_pods_larger_at_most() {
    let capacity = counted(
        "operators: [vertical-pod-autoscaler]\nservices: {api: {image: a/b:1, port: 80, replicas: 1, cpu: 100m, vertical: {mode: recreate, max: {cpu: 2}}}}\n",
    );
    // At most there are two: the second is that of a rollout.
    assert_eq!(requested(&capacity, "cpu"), ["100m", "100m", "4"]);
}

/// What does not fit names the pool of which there are too few nodes.
#[test]
fn a_pool_that_is_too_small_is_named() {
    let capacity = counted("services: {llm: {image: a/b:1, port: 80, replicas: 6, cpu: 4, memory: 8Gi, gpu: {}}}\n");
    let packing = &capacity.packings.as_ref().expect("nodes")[1];
    assert_eq!((packing.pending[0].pods, packing.pending[0].of), (2, 6));
    assert_eq!(packing.enough, Enough::Nodes(vec![("gpu".to_owned(), 6)]));
    assert!(packing.pending[0].reason.contains("6 Insufficient nvidia.com/gpu"), "{}", packing.pending[0].reason);
}
