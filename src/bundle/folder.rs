//! A folder with a file for each stage, numbered in the order in which `kubectl apply -f FOLDER` reads them.

use super::stream::documents;
use super::{Bundle, File, Notes};
use crate::k8s::Stage;
use crate::yaml::EmitError;

/// Writes each stage that has objects as a file, with comments if there are any.
pub fn folder(bundle: &Bundle, notes: &Notes) -> Result<Vec<File>, EmitError> {
    let mut files = Vec::new();
    for (index, stage) in Stage::ALL.into_iter().enumerate() {
        // Entries are sorted by stage, so those of one stage stand together.
        let start = bundle.entries.partition_point(|entry| entry.stage < stage);
        let end = bundle.entries.partition_point(|entry| entry.stage <= stage);
        if start < end {
            let path = format!("{}0-{}.yaml", index + 1, stage.name());
            files.push(File { path, content: documents(bundle, start..end, notes)? });
        }
    }
    Ok(files)
}
