//! One object: its tree, and a view that knows its kind and its name.

use super::path::{path_to, path_to_place};
use crate::diag::{About, Code, Diagnostic, Severity};
use crate::k8s::Entry;
use crate::k8s::foreign::is_of_cluster;
use crate::source::Span;
use crate::yaml::{self, Key, Node, Value};

/// One object as somebody wrote it or as mlkube renders it.
#[derive(Debug)]
pub struct Manifest {
    /// The object. What was written has the place of each value; in what is rendered, all places are that of the entry in the spec.
    pub tree: Node,
    /// Whether it is rendered: its places are those of a spec, and it is not told where in the object something stands.
    pub rendered: bool,
    /// Whether its places mean anything; objects that come from no entry have none.
    placed: bool,
}

impl Manifest {
    /// An object as it stands in a file.
    pub fn written(tree: Node) -> Self {
        Self { tree, rendered: false, placed: true }
    }

    /// An object that was built.
    pub fn rendered(entry: &Entry) -> Self {
        let place = entry.origin.unwrap_or_default();
        // What cannot be written is told when it is to be written.
        let tree = yaml::to_node(&entry.object, place).unwrap_or(Node { span: place, value: Value::Null });
        Self { tree, rendered: true, placed: entry.origin.is_some() }
    }
}

/// A view of an object. Two views are equal when they are of the same object.
#[derive(Clone, Copy, Debug)]
pub struct Object<'a> {
    /// The number of the object among all.
    pub index: usize,
    /// Group and version as written; empty if missing.
    pub api_version: &'a str,
    /// The kind; empty if missing.
    pub kind: &'a str,
    /// The name, or the beginning of one that the server completes; empty if missing.
    pub name: &'a str,
    /// The namespace: `default` if none is written, empty for an object of the cluster.
    pub namespace: &'a str,
    manifest: &'a Manifest,
}

impl PartialEq for Object<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
    }
}

impl<'a> Object<'a> {
    /// A view of the object with this number.
    pub fn new(index: usize, manifest: &'a Manifest) -> Self {
        let tree = &manifest.tree;
        let kind = tree.text("kind").unwrap_or_default();
        let metadata = tree.get("metadata");
        let text = |key: &str| metadata.and_then(|metadata| metadata.text(key)).filter(|text| !text.is_empty());
        let namespace = if is_of_cluster(kind) { "" } else { text("namespace").unwrap_or("default") };
        let name = text("name").or_else(|| text("generateName")).unwrap_or_default();
        Self { index, api_version: tree.text("apiVersion").unwrap_or_default(), kind, name, namespace, manifest }
    }

    /// The whole object.
    pub fn tree(&self) -> &'a Node {
        &self.manifest.tree
    }

    /// Whether mlkube rendered it: its places are those of a spec.
    pub fn is_rendered(&self) -> bool {
        self.manifest.rendered
    }

    /// The group; empty for Kubernetes' oldest kinds.
    pub fn group(&self) -> &'a str {
        self.api_version.split_once('/').map_or("", |(group, _)| group)
    }

    /// The version without the group.
    pub fn version(&self) -> &'a str {
        self.api_version.split_once('/').map_or(self.api_version, |(_, version)| version)
    }

    /// Whether it is of this group and kind, whatever the version.
    pub fn is(&self, group: &str, kind: &str) -> bool {
        self.kind == kind && self.group() == group
    }

    /// `metadata`.
    pub fn metadata(&self) -> Option<&'a Node> {
        self.tree().get("metadata")
    }

    /// `spec`.
    pub fn spec(&self) -> Option<&'a Node> {
        self.tree().get("spec")
    }

    /// The labels.
    pub fn labels(&self) -> impl Iterator<Item = (&'a Key, &'a Node)> + Clone {
        self.metadata().into_iter().flat_map(|metadata| metadata.entries("labels"))
    }

    /// A label.
    pub fn label(&self, key: &str) -> Option<&'a str> {
        self.metadata()?.get("labels")?.text(key)
    }

    /// An annotation.
    pub fn annotation(&self, key: &str) -> Option<&'a str> {
        self.metadata()?.get("annotations")?.text(key)
    }

    /// What people call it: `Deployment/loan-api`.
    pub fn title(&self) -> String {
        format!("{}/{}", self.kind, self.name)
    }

    /// Something that a server refuses, or that cannot work. `place` is a value of the object; its key is underlined where the value has
    /// no place of its own.
    pub fn error(&self, code: Code, place: &'a Node, message: impl Into<String>) -> Diagnostic {
        self.diagnostic(Severity::Error, code, place, message.into())
    }

    /// A risk.
    pub fn warning(&self, code: Code, place: &'a Node, message: impl Into<String>) -> Diagnostic {
        self.diagnostic(Severity::Warning, code, place, message.into())
    }

    /// Advice, which is told only to who asks for it.
    pub fn info(&self, code: Code, place: &'a Node, message: impl Into<String>) -> Diagnostic {
        self.diagnostic(Severity::Info, code, place, message.into())
    }

    /// The place of a value, for [`Diagnostic::related`]; none if the object comes from nowhere.
    pub fn place(&self, node: &Node) -> Option<Span> {
        self.manifest.placed.then(|| node.start())
    }

    /// The place of a key, for findings about the key itself: `diagnostic.at(object.key_place(key))`.
    pub fn key_place(&self, key: &Key) -> Option<Span> {
        self.manifest.placed.then_some(key.span)
    }

    /// Where findings about the object as a whole point: at its name.
    pub fn head(&self) -> &'a Node {
        let metadata = self.metadata();
        let name = metadata.and_then(|metadata| metadata.get("name").or_else(|| metadata.get("generateName")));
        name.or_else(|| self.tree().get("kind")).unwrap_or(self.tree())
    }

    /// A finding whose place is known already, as one about this object.
    pub fn told(&self, mut found: Diagnostic) -> Diagnostic {
        // In what is rendered all places are the same one.
        let place = found.span.filter(|_| !self.manifest.rendered);
        let path = place.map(|span| path_to_place(self.tree(), span)).unwrap_or_default();
        let span = found.span.filter(|_| self.manifest.placed);
        // A spec is changed by the person who writes it.
        found.fix = found.fix.filter(|_| !self.manifest.rendered);
        found.at(span).about(self.about(path))
    }

    fn about(&self, path: String) -> About {
        About {
            index: self.index,
            kind: self.kind.to_owned(),
            namespace: self.namespace.to_owned(),
            name: self.name.to_owned(),
            path,
            rendered: self.manifest.rendered,
        }
    }

    fn diagnostic(&self, severity: Severity, code: Code, place: &'a Node, message: String) -> Diagnostic {
        let about = self.about(path_to(self.tree(), place));
        Diagnostic::new(severity, code, message).at(self.place(place)).about(about)
    }
}
