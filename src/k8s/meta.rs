//! Names and labels that all objects of one entry share.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};
use std::collections::BTreeMap;

/// Labels or annotations.
pub type Labels = BTreeMap<String, String>;

/// To whom an object belongs: an entry of a project, or the project itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The project.
    pub project: String,
    /// The entry; the project's name for what belongs to the project as a whole.
    pub name: String,
    /// The version of the entry, if several run side by side and this is about one of them.
    pub version: Option<String>,
    /// Where its objects live.
    pub namespace: String,
}

/// The label with the name of an entry.
pub const ENTRY: &str = "app.kubernetes.io/name";
/// The label of a version. It is not `app.kubernetes.io/version`, which says what release runs: that changes with each release and
/// may be set by the user, while a selector must never change.
pub const VERSION: &str = "mlkube.dev/version";

impl Owner {
    /// The same entry, as one of its versions.
    #[must_use]
    pub fn with_version(&self, version: &str) -> Self {
        Self { version: Some(version.to_owned()), ..self.clone() }
    }

    /// The entry, whatever its versions.
    #[must_use]
    pub fn without_version(&self) -> Self {
        Self { version: None, ..self.clone() }
    }

    /// The labels that tell this entry's pods of one role, and of one version, from all other pods, and that never change.
    ///
    /// A selector is immutable, so it holds neither release nor hash; it holds the role, so that a Service never selects the
    /// pods of a Job that belongs to the same entry.
    pub fn selector_labels(&self, role: &str) -> Labels {
        let mut labels = self.group_labels();
        labels.insert("app.kubernetes.io/component".to_owned(), role.to_owned());
        if let Some(version) = &self.version {
            labels.insert(VERSION.to_owned(), version.clone());
        }
        labels
    }

    /// The labels that all pods of this entry carry, whatever their role and version.
    pub fn group_labels(&self) -> Labels {
        Labels::from([(ENTRY.to_owned(), self.name.clone()), ("app.kubernetes.io/instance".to_owned(), self.project.clone())])
    }

    /// The recommended labels (Kubernetes documentation, "Recommended Labels", 2026-11).
    pub fn labels(&self, role: &str) -> Labels {
        let mut labels = self.selector_labels(role);
        labels.insert("app.kubernetes.io/part-of".to_owned(), self.project.clone());
        labels.insert("app.kubernetes.io/managed-by".to_owned(), "mlkube".to_owned());
        labels
    }

    /// The metadata of an object of this entry; the name is the entry's and perhaps a suffix.
    pub fn metadata(&self, role: &str, suffix: Option<&str>) -> ObjectMeta {
        ObjectMeta {
            name: Some(self.derived(suffix)),
            namespace: Some(self.namespace.clone()),
            labels: Some(self.labels(role)),
            ..ObjectMeta::default()
        }
    }

    /// The metadata of an object of this entry that has a name of its own.
    pub fn named(&self, role: &str, name: &str) -> ObjectMeta {
        ObjectMeta { name: Some(name.to_owned()), ..self.metadata(role, None) }
    }

    /// The name of an object of the cluster: it starts with the project's, so that two projects do not meet.
    pub fn cluster_name(&self, suffix: &str) -> String {
        format!("{}-{suffix}", self.project)
    }

    /// The metadata of an object of the cluster.
    pub fn cluster_metadata(&self, role: &str, suffix: &str) -> ObjectMeta {
        ObjectMeta { name: Some(self.cluster_name(suffix)), labels: Some(self.labels(role)), ..ObjectMeta::default() }
    }

    /// The name of an object of this entry, or of its version.
    pub fn derived(&self, suffix: Option<&str>) -> String {
        let parts = [Some(self.name.as_str()), self.version.as_deref(), suffix];
        parts.into_iter().flatten().collect::<Vec<_>>().join("-")
    }

    /// The name under which pods of `namespace` reach a Service of this entry.
    ///
    /// It ends before the cluster's own domain, which differs between clusters and which every pod's search path adds.
    pub fn host(&self, service: &str, namespace: &str) -> String {
        if namespace == self.namespace { service.to_owned() } else { format!("{service}.{}.svc", self.namespace) }
    }
}

/// A selector for exactly these labels; none select everything.
pub fn selector(labels: Labels) -> LabelSelector {
    LabelSelector { match_labels: (!labels.is_empty()).then_some(labels), ..LabelSelector::default() }
}

/// Adds annotations to metadata; none leave it as it is.
pub fn annotate(metadata: &mut ObjectMeta, annotations: impl IntoIterator<Item = (String, String)>) {
    for (key, value) in annotations {
        metadata.annotations.get_or_insert_default().insert(key, value);
    }
}
