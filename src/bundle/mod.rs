//! A bundle: objects in the order in which they are applied, and the layouts in which they are written.

mod folder;
mod list;
mod notes;
mod stream;

pub use folder::folder;
pub use list::list;
pub use notes::Notes;
pub use stream::stream;

use crate::k8s::{Entry, Stage};
use crate::manifest::Manifest;
use crate::secrets::{NeededSecrets, ProviderKind};
use crate::yaml::{EmitError, Node};
use std::ops::Range;

/// Everything that a project needs on a cluster, in order.
#[derive(Debug)]
pub struct Bundle {
    entries: Vec<Entry>,
    /// The same objects as trees: what checks look at is what is written.
    manifests: Vec<Manifest>,
    secrets: NeededSecrets,
    provider: ProviderKind,
}

/// A file of a layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The path below the folder.
    pub path: String,
    /// The content.
    pub content: Vec<u8>,
}

/// What decides the place of an object; no two objects of a bundle are alike in it.
fn place(entry: &Entry) -> (Stage, usize, &str, &str, &str, &str) {
    let Entry { object, stage, .. } = entry;
    let namespace = object.namespace().unwrap_or_default();
    (*stage, object.rank(), object.kind(), namespace, object.name(), object.api_version())
}

impl Bundle {
    /// Orders objects: by stage, then by kind, namespace and name, so that equal projects give equal bytes.
    pub fn new(mut entries: Vec<Entry>, secrets: NeededSecrets, provider: ProviderKind) -> Self {
        entries.sort_by(|one, two| place(one).cmp(&place(two)));
        let manifests = entries.iter().map(Manifest::rendered).collect();
        Self { entries, manifests, secrets, provider }
    }

    /// The objects in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The objects as trees, in the same order.
    pub fn manifests(&self) -> &[Manifest] {
        &self.manifests
    }

    /// The trees of some of the objects, to write.
    fn trees(&self, positions: Range<usize>) -> impl Iterator<Item = Result<&Node, EmitError>> {
        let objects = self.entries[positions.clone()].iter().zip(&self.manifests[positions]);
        // An object that has no tree says why.
        objects.map(|(entry, Manifest { tree, .. })| if tree.is_null() { entry.tree().map(|_| tree) } else { Ok(tree) })
    }

    /// The Secrets that the objects use.
    pub fn secrets(&self) -> &NeededSecrets {
        &self.secrets
    }

    /// Who makes them.
    pub fn provider(&self) -> ProviderKind {
        self.provider
    }
}
