//! The tables as a whole, and each code with objects that have the fault and objects that do not.

use super::model::{Limits, Schema, Shape};
use super::table::{CUSTOM, KUBERNETES, Table};
use super::{Definitions, PAGES, Scope, Versions, check, scope};
use crate::diag::{Code, Diagnostic, Report, Severity, codes};
use crate::fields::KubeVersion;
use crate::source::Sources;
use crate::yaml::{self, Node};

mod custom;
mod firing;
mod silent;

/// The documents of a text.
fn documents(text: &str) -> (Sources, Vec<Node>) {
    let (mut sources, mut report) = (Sources::default(), Report::default());
    let id = sources.add("objects.yaml", text);
    let documents = yaml::read_documents(id, &sources.get(id).text, &yaml::Limits::default(), &mut report);
    assert!(report.is_empty(), "{report:?}");
    (sources, documents)
}

/// What is found in a text, for some versions: each with the characters that it points to.
fn found(text: &str, versions: Versions) -> Vec<(Diagnostic, String)> {
    let (sources, documents) = documents(text);
    let (mut definitions, mut sink) = (Definitions::default(), Vec::new());
    for document in &documents {
        definitions.add_crd(document);
    }
    for document in &documents {
        check(document, versions, &definitions, &mut sink);
    }
    sink.into_iter()
        .map(|found| (found.clone(), found.span.map(|span| sources.text(span).to_owned()).unwrap_or_default()))
        .collect()
}

fn versions(first: u16, last: u16) -> Versions {
    Versions::of(&(KubeVersion::minor(first)..=KubeVersion::minor(last)))
}

/// The one finding in a text: its code, where it points to, and all of its words.
#[track_caller]
fn only(text: &str) -> (Code, String, String) {
    only_for(text, versions(37, 37))
}

#[track_caller]
fn only_for(text: &str, versions: Versions) -> (Code, String, String) {
    let found = found(text, versions);
    let [(diagnostic, place)] = found.as_slice() else { panic!("not one finding: {found:#?}") };
    let words = format!("{}; {}", diagnostic.message, diagnostic.help.join("; "));
    (diagnostic.code, place.clone(), words)
}

#[test]
fn all_definitions_can_be_read() {
    for table in [&*KUBERNETES as &Table, &CUSTOM] {
        assert!(table.definitions().windows(2).all(|pair| pair[0].name() < pair[1].name()), "definitions are in order");
        for definition in table.definitions() {
            let schema = definition.parse().unwrap_or_else(|problem| panic!("{problem}"));
            patterns(&schema, definition.name());
        }
    }
}

/// Every pattern is an expression that can be compiled.
fn patterns(schema: &Schema, name: &str) {
    if let Some(Limits { pattern: Some(pattern), .. }) = schema.limits.as_deref() {
        assert!(pattern.compiled().is_some(), "{name}: {}", pattern.text());
    }
    match &schema.shape {
        Shape::List(inner) | Shape::Map(inner) => patterns(inner, name),
        Shape::Object(object) => object.fields().iter().for_each(|field| patterns(&field.schema, name)),
        _ => {}
    }
}

#[test]
fn scopes_are_known() {
    for (api_version, kind, wanted) in [
        ("v1", "Namespace", Some(Scope::Cluster)),
        ("v1", "Pod", Some(Scope::Namespace)),
        ("rbac.authorization.k8s.io/v1", "ClusterRole", Some(Scope::Cluster)),
        ("rbac.authorization.k8s.io/v1", "Role", Some(Scope::Namespace)),
        ("apiextensions.k8s.io/v1", "CustomResourceDefinition", Some(Scope::Cluster)),
        ("resource.k8s.io/v1", "ResourceSlice", Some(Scope::Cluster)),
        ("cert-manager.io/v1", "ClusterIssuer", Some(Scope::Cluster)),
        ("keda.sh/v1alpha1", "ScaledObject", Some(Scope::Namespace)),
        ("example.com/v1", "Widget", None),
    ] {
        assert_eq!(scope(api_version, kind), wanted, "{api_version} {kind}");
    }
}

/// The table of kinds that bundles are built by has its own column for the same fact.
#[test]
fn scopes_agree_with_what_is_known_of_foreign_kinds() {
    for table in [&*KUBERNETES as &Table, &CUSTOM] {
        for row in table.kinds().iter().filter(|row| !row.kind.ends_with("List") && !FOREIGN_DOES_NOT_ASK.contains(&row.kind)) {
            let of_cluster = crate::k8s::foreign::is_of_cluster(row.kind);
            assert_eq!(row.scope == Scope::Cluster, of_cluster, "{} {}", row.api_version, row.kind);
        }
    }
}

/// Kinds that nobody puts into a bundle, so that the other table leaves them out.
const FOREIGN_DOES_NOT_ASK: [&str; 21] = [
    "ComponentStatus",
    "ComputeClass",
    "CSIDriver",
    "DeviceTaintRule",
    "IPAddress",
    "LeaseCandidate",
    "PodCertificateRequest",
    "ResourceClass",
    "ResourcePoolStatusRequest",
    "ResourceSlice",
    "SelfSubjectAccessReview",
    "SelfSubjectReview",
    "SelfSubjectRulesReview",
    "ServiceCIDR",
    "StorageVersion",
    "StorageVersionMigration",
    "SubjectAccessReview",
    "TokenReview",
    "VolumeAttachment",
    "ClusterCIDR",
    "VolumeAttributesClass",
];

#[test]
fn every_code_of_this_room_has_a_page_with_all_parts() {
    let ours = |code: &&Code| (codes::NO_SUCH_FIELD.id..=codes::API_SWITCHED_OFF.id).contains(&code.id) && is_ours(code.id);
    for code in codes::ALL.iter().filter(ours) {
        let (_, page) = PAGES.iter().find(|(other, _)| other == code).unwrap_or_else(|| panic!("{} has no page", code.id));
        for part in ["What:", "Why:", "Example:", "Fix:"] {
            assert!(page.contains(part), "{} lacks {part}", code.id);
        }
    }
}

fn is_ours(id: &str) -> bool {
    id.starts_with("MLK11") || id.starts_with("MLK13")
}

#[test]
fn documents_that_are_no_objects_are_told() {
    for (text, place) in [("- a\n", "- a"), ("kind: Pod\n", "kind"), ("apiVersion: v1\nkind: 3\n", "3"), ("text\n", "text")] {
        let (code, at, _) = only(text);
        assert_eq!((code, at.trim_end()), (codes::NO_OBJECT, place), "{text}");
    }
}

#[test]
fn warnings_are_no_errors() {
    let severity = |text: &str, versions| found(text, versions).into_iter().map(|(found, _)| found.severity).collect::<Vec<_>>();
    let class = "apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: a}\n";
    assert_eq!(severity(class, versions(30, 30)), [Severity::Info]);
    assert_eq!(
        severity("apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\n", versions(37, 37)),
        [Severity::Warning]
    );
}
