//! `extra`: objects in files of the user's own, which join the bundle as if mlkube had built them.
//!
//! The rim reads the files; here they become objects, checked as far as their kind is known, with labels and a namespace.

mod read;

pub use read::{Brought, ExtraFile, Neighbours, read, settle};

use crate::k8s::{Entry, Owner};

/// Gives objects the labels by which the project's objects are found. What a file says itself stays.
pub fn label(mut entries: Vec<Entry>, project: &Owner) -> Vec<Entry> {
    let labels = [
        ("app.kubernetes.io/instance", project.project.as_str()),
        ("app.kubernetes.io/managed-by", "mlkube"),
        ("app.kubernetes.io/part-of", project.project.as_str()),
    ];
    for entry in &mut entries {
        let own = entry.object.metadata_mut().labels.get_or_insert_default();
        for (key, value) in labels {
            own.entry(key.to_owned()).or_insert_with(|| value.to_owned());
        }
    }
    entries
}
