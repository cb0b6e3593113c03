//! Views of objects in a small bundle.

use super::{ContainerRole, Graph, Manifest, Selector, path_to};
use crate::diag::Report;
use crate::source::SourceId;
use crate::yaml::{Limits, read_documents};

const TEXT: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec:
  template:
    metadata: {labels: {app: api, tier: web}}
    spec:
      initContainers: [{name: proxy, restartPolicy: Always}, {name: wait}]
      containers: [{name: api, ports: [{name: http, containerPort: 80}]}]
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: train, namespace: shop, annotations: {acme.com/a: x}}
spec: {jobTemplate: {spec: {template: {metadata: {labels: {app: train}}, spec: {containers: [{name: train}]}}}}}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop}
";

fn manifests() -> Vec<Manifest> {
    let documents = read_documents(SourceId::default(), TEXT, &Limits::default(), &mut Report::default());
    documents.into_iter().map(Manifest::written).collect()
}

#[test]
fn objects_are_found_by_name_and_pods_by_label() {
    let manifests = manifests();
    let graph = Graph::new(&manifests);
    assert_eq!(graph.find("Deployment", "shop", "api").map(|object| object.title()).as_deref(), Some("Deployment/api"));
    assert!(graph.find("Deployment", "default", "api").is_none());
    assert_eq!(graph.find("Namespace", "", "shop").map(|object| object.namespace), Some(""));
    let meant = |selector: &Selector<'_>| graph.selected("shop", selector).map(|pod| pod.owner.name).collect::<Vec<_>>();
    let equal = |labels: &[(&'static str, &'static str)]| Selector { equal: labels.to_vec(), conditions: Vec::new() };
    assert_eq!(meant(&equal(&[("app", "api"), ("tier", "web")])), ["api"]);
    assert_eq!(meant(&equal(&[("app", "api"), ("tier", "data")])), [] as [&str; 0]);
    assert_eq!(meant(&Selector::default()), ["api", "train"]);
}

#[test]
fn containers_have_roles() {
    let manifests = manifests();
    let graph = Graph::new(&manifests);
    let roles: Vec<_> = graph.pods()[0].containers().map(|container| (container.name(), container.role)).collect();
    assert_eq!(roles, [("proxy", ContainerRole::Sidecar), ("wait", ContainerRole::Init), ("api", ContainerRole::Main)]);
    assert_eq!(graph.pods()[0].running().count(), 2);
}

#[test]
fn a_path_leads_to_a_value() {
    let manifests = manifests();
    let port = manifests[0].tree.dig(&["spec", "template", "spec"]).unwrap().items("containers")[0].items("ports")[0].get("name");
    assert_eq!(path_to(&manifests[0].tree, port.unwrap()), "spec.template.spec.containers[0].ports[0].name");
    let annotation = manifests[1].tree.dig(&["metadata", "annotations", "acme.com/a"]).unwrap();
    assert_eq!(path_to(&manifests[1].tree, annotation), "metadata.annotations[\"acme.com/a\"]");
    assert_eq!(path_to(&manifests[0].tree, &manifests[0].tree), "");
}
