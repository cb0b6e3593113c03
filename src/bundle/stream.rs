//! One stream of YAML documents, for `kubectl apply -f -`.

use super::{Bundle, Notes};
use crate::k8s::Entry;
use crate::yaml::{self, EmitError};

/// Writes all objects as one stream, with comments if there are any.
pub fn stream(bundle: &Bundle, notes: &Notes) -> Result<Vec<u8>, EmitError> {
    documents(&bundle.entries, 0, notes)
}

/// Writes objects as documents, each after a line of its own. The first of them is the object `first` of the bundle.
pub(super) fn documents(entries: &[Entry], first: usize, notes: &Notes) -> Result<Vec<u8>, EmitError> {
    // Most objects take between one and two kilobytes.
    let mut out = Vec::with_capacity(entries.len() * 1_536);
    for (index, entry) in entries.iter().enumerate() {
        out.extend_from_slice(b"---\n");
        let start = out.len();
        yaml::write(&entry.tree()?, &mut out)?;
        notes.write(first + index, start, &mut out);
    }
    Ok(out)
}
