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
use crate::secrets::{NeededSecrets, ProviderKind};

/// Everything that a project needs on a cluster, in order.
#[derive(Debug)]
pub struct Bundle {
    entries: Vec<Entry>,
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
        Self { entries, secrets, provider }
    }

    /// The objects in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
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
