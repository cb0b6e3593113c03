//! One stream of YAML documents, for `kubectl apply -f -`.

use super::Bundle;
use crate::k8s::Entry;
use crate::yaml::{self, EmitError};

/// Writes all objects as one stream.
pub fn stream(bundle: &Bundle) -> Result<Vec<u8>, EmitError> {
    documents(&bundle.entries)
}

/// Writes objects as documents, each after a line of its own.
pub(super) fn documents(entries: &[Entry]) -> Result<Vec<u8>, EmitError> {
    // Most objects take between one and two kilobytes.
    let mut out = Vec::with_capacity(entries.len() * 1_536);
    for entry in entries {
        out.extend_from_slice(b"---\n");
        yaml::write(&entry.object, &mut out)?;
    }
    Ok(out)
}
