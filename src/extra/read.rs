//! Texts to objects.

use crate::diag::{Diagnostic, Report, codes, nearest};
use crate::fields::KubeVersion;
use crate::k8s::foreign::{is_of_cluster, usual_stage};
use crate::k8s::other::decode_object;
use crate::k8s::{Entry, Object};
use crate::layers::{Place, check_credentials};
use crate::source::Text;
use crate::source::{Sources, Span};
use crate::versions;
use crate::yaml::{Limits, Mapping, Node, read_documents};
use std::collections::BTreeSet;

/// What the rim has found for one item of `extra`.
#[derive(Clone, Debug)]
pub struct ExtraFile {
    /// The item as it was written: a path, or a pattern for several.
    pub pattern: String,
    /// The files, sorted by name; none if there is none.
    pub texts: Vec<Text>,
}

/// The namespaces around the objects of files.
#[derive(Clone, Debug)]
pub struct Neighbours {
    /// The project's namespace, for objects that name none.
    pub home: String,
    /// The namespaces of the project.
    pub own: BTreeSet<String>,
    /// Namespaces that the cluster has without the project.
    pub foreign: BTreeSet<String>,
}

/// An object of a file.
#[derive(Debug)]
pub struct Brought {
    object: Object,
    /// Where its name stands.
    named: Span,
    /// Where its namespace stands.
    namespace: Option<Span>,
}

/// Reads all files; `place` is the list in the spec. Everything that is wrong is reported, and what the version of Kubernetes lacks,
/// if that is known.
pub fn read(
    files: Vec<ExtraFile>,
    place: &Place<'_>,
    kubernetes: Option<KubeVersion>,
    sources: &mut Sources,
    report: &mut Report,
) -> Vec<Brought> {
    let mut objects = Vec::new();
    for (index, ExtraFile { pattern, texts }) in files.into_iter().enumerate() {
        if texts.is_empty() {
            report.push(
                Diagnostic::error(codes::BAD_EXTRA, format!("there is no file `{pattern}`"))
                    .at(place.index(index).span())
                    .help("name a file by its path from the spec, or several as in `k8s/*.yaml`"),
            );
        }
        for Text { name, content } in texts {
            let source = sources.add(name, content);
            for document in read_documents(source, &sources.get(source).text, &Limits::default(), report) {
                check_credentials(&document, report);
                read_object(&document, kubernetes, report, &mut objects);
            }
        }
    }
    objects
}

fn read_object(node: &Node, kubernetes: Option<KubeVersion>, report: &mut Report, objects: &mut Vec<Brought>) {
    let text = |key: &str| node.get(key).and_then(Node::as_str);
    let start = Span { end: node.span.start + 1, ..node.span };
    if text("kind") == Some("List") {
        for item in node.get("items").and_then(Node::as_sequence).unwrap_or_default() {
            read_object(item, kubernetes, report, objects);
        }
        return;
    }
    let name = node.get("metadata").and_then(|metadata| metadata.get("name"));
    let lacks: Vec<&str> = [
        ("`apiVersion`", text("apiVersion").is_some()),
        ("`kind`", text("kind").is_some()),
        ("`metadata.name`", name.and_then(Node::as_str).is_some()),
    ]
    .into_iter()
    .filter_map(|(key, is_there)| (!is_there).then_some(key))
    .collect();
    if !lacks.is_empty() {
        report.push(
            Diagnostic::error(codes::BAD_EXTRA, format!("an object without {}", lacks.join(", ")))
                .at(start)
                .help("a file of `extra` holds Kubernetes objects, each with `apiVersion`, `kind` and a name"),
        );
        return;
    }
    if text("kind") == Some("Secret") && refuse_values(node, report) {
        return;
    }
    if let Some(version) = kubernetes {
        versions::check(node, version, |_| true, report);
    }
    let named = name.map_or(start, |name| name.span);
    if let Some(object) = decode_object(node, named, report) {
        let namespace = node.get("metadata").and_then(|metadata| metadata.get("namespace")).map(|node| node.span);
        objects.push(Brought { object, named, namespace });
    }
}

/// Reports the values of a Secret: a bundle holds none.
fn refuse_values(node: &Node, report: &mut Report) -> bool {
    let mut found = false;
    for section in ["data", "stringData"] {
        for value in node.get(section).and_then(Node::as_mapping).into_iter().flat_map(Mapping::values) {
            found = true;
            report.push(
                Diagnostic::error(codes::LITERAL_CREDENTIAL, "a Secret whose value is written out")
                    .at(value.span)
                    .help("bring a SealedSecret or an ExternalSecret instead, or make the Secret beside the bundle")
                    .help("it is in your file, and perhaps in its history: replace it by a new one")
                    .secret(),
            );
        }
    }
    found
}

/// Puts objects into the project: each gets a namespace and a stage.
pub fn settle(objects: Vec<Brought>, neighbours: &Neighbours, report: &mut Report) -> Vec<Entry> {
    let brought: BTreeSet<String> = objects
        .iter()
        .filter(|brought| matches!(brought.object, Object::Namespace(_)))
        .map(|brought| brought.object.name().to_owned())
        .collect();
    let scoped: BTreeSet<String> = objects.iter().filter_map(|brought| kind_of_cluster(&brought.object)).collect();
    let mut entries = Vec::with_capacity(objects.len());
    for Brought { mut object, named, namespace: place } in objects {
        if is_of_cluster(object.kind()) || scoped.contains(object.kind()) {
            object.metadata_mut().namespace = None;
        } else if let Some(namespace) = object.namespace() {
            let is_known = [&neighbours.own, &neighbours.foreign, &brought].iter().any(|all| all.contains(namespace));
            if !is_known {
                report.push(unknown_namespace(namespace, &object, neighbours).at(place));
            }
        } else {
            object.metadata_mut().namespace = Some(neighbours.home.clone());
        }
        let stage = object.stage().unwrap_or_else(|| usual_stage(object.kind()));
        entries.push(Entry { object, stage, origin: Some(named) });
    }
    entries
}

/// The kind of the cluster that a definition of the files defines.
fn kind_of_cluster(object: &Object) -> Option<String> {
    match object {
        Object::CustomResourceDefinition(definition) if definition.spec.scope == "Cluster" => {
            Some(definition.spec.names.kind.clone())
        }
        _ => None,
    }
}

fn unknown_namespace(namespace: &str, object: &Object, neighbours: &Neighbours) -> Diagnostic {
    let near = nearest(namespace, neighbours.own.iter().map(String::as_str));
    Diagnostic::error(
        codes::BAD_EXTRA,
        format!("{} is for the namespace `{namespace}`, which is none of the project's", object.title()),
    )
    .maybe_help(near.map(|near| format!("did you mean `{near}`?")))
    .help(format!("add it to the project, `namespaces: {{{namespace}: {{}}}}`, or take the namespace out of the object"))
}
