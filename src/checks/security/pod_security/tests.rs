//! The words for versions, and the rules for what mlkube renders.

use super::run;
use crate::checks::Context;
use crate::checks::testing::{good_pod, workload};
use crate::components::contract::Objects;
use crate::diag::Report;
use crate::fields::KubeVersion;
use crate::k8s::Object;
use crate::k8s::pod::Pod;
use crate::manifest::{Graph, Manifest};
use crate::source::{SourceId, Sources};
use crate::yaml::{Limits, read_documents};
use std::ops::RangeInclusive;

fn messages(manifests: &[Manifest], versions: RangeInclusive<u16>) -> Vec<String> {
    let (sources, mut report) = (Sources::default(), Report::default());
    let versions = KubeVersion::minor(*versions.start())..=KubeVersion::minor(*versions.end());
    run(&Graph::new(manifests), &Context::open(versions, &sources), &mut report);
    report.sorted().iter().map(|found| found.message.clone()).collect()
}

/// What is said about a pod with these keys in a namespace that enforces `baseline`.
fn said(spec: &str, versions: RangeInclusive<u16>) -> Vec<String> {
    let text = format!(
        "kind: Namespace\napiVersion: v1\nmetadata: {{name: shop, labels: {{pod-security.kubernetes.io/enforce: baseline}}}}\n---\n\
         kind: Pod\napiVersion: v1\nmetadata: {{name: a, namespace: shop}}\nspec: {spec}\n"
    );
    let documents = read_documents(SourceId::default(), &text, &Limits::default(), &mut Report::default());
    let manifests: Vec<Manifest> = documents.into_iter().map(Manifest::written).collect();
    messages(&manifests, versions)
}

#[test]
fn it_is_told_for_which_versions_a_pod_is_refused() {
    let probe = "{containers: [{name: a, livenessProbe: {httpGet: {host: 10.0.0.1}}}]}";
    let words = "container `a` has a probe or a hook that names a host";
    assert_eq!(said(probe, 30..=33), [] as [String; 0]);
    assert_eq!(said(probe, 30..=36), [format!("{words} (from Kubernetes 1.34 on), which namespace `shop` does not admit")]);
    assert_eq!(said(probe, 34..=36), [format!("{words}, which namespace `shop` does not admit")]);
    let proc = "{hostUsers: false, containers: [{name: a, securityContext: {procMount: Unmasked}}]}";
    let words = "container `a` sees all of `/proc`";
    assert_eq!(said(proc, 30..=36), [format!("{words} (before Kubernetes 1.35), which namespace `shop` does not admit")]);
    assert_eq!(said(proc, 35..=36), [] as [String; 0]);
}

fn rendered(objects: impl IntoIterator<Item = Object>) -> Vec<String> {
    let mut all = Objects::new();
    for object in objects {
        all.push(object);
    }
    let manifests: Vec<Manifest> = all.into_entries().iter().map(Manifest::rendered).collect();
    messages(&manifests, 36..=36)
}

fn changed(change: impl FnOnce(&mut Pod)) -> Object {
    let mut pod = good_pod();
    change(&mut pod);
    workload(pod)
}

fn namespace(level: &str) -> Object {
    let mut namespace = k8s_openapi::api::core::v1::Namespace::default();
    namespace.metadata.name = Some("shop".to_owned());
    namespace.metadata.labels = Some([("pod-security.kubernetes.io/enforce".to_owned(), level.to_owned())].into());
    namespace.into()
}

#[test]
fn what_mlkube_builds_is_admitted() {
    assert_eq!(rendered([changed(|_| ())]), [] as [String; 0]);
}

#[test]
fn what_is_rendered_keeps_to_restricted_unless_its_namespace_admits_more() {
    let root = || changed(|pod| pod.user = 0);
    let node = || changed(|pod| pod.containers[0].security_context.as_mut().unwrap().privileged = Some(true));
    assert_eq!(rendered([root()]), ["the pod runs as root"]);
    assert_eq!(rendered([root(), namespace("restricted")]), ["the pod runs as root"]);
    assert_eq!(rendered([root(), namespace("baseline")]), [] as [String; 0]);
    assert_eq!(rendered([node(), namespace("baseline")]), ["container `api` is privileged"]);
    assert_eq!(rendered([node(), namespace("privileged")]), [] as [String; 0]);
}

#[test]
fn what_is_rendered_needs_no_variables_of_services() {
    let mut object = changed(|_| ());
    let Object::Deployment(deployment) = &mut object else { panic!("no Deployment") };
    let spec = deployment.spec.template.spec.as_mut().unwrap();
    spec.enable_service_links = None;
    assert_eq!(rendered([object]), ["it is given the Services of its namespace as variables"]);
}
