//! One stream of YAML documents, for `kubectl apply -f -`.

use super::{Bundle, Notes};
use crate::yaml::{self, EmitError};
use std::ops::Range;

/// Writes all objects as one stream, with comments if there are any.
pub fn stream(bundle: &Bundle, notes: &Notes) -> Result<Vec<u8>, EmitError> {
    documents(bundle, 0..bundle.entries.len(), notes)
}

/// Writes some objects of a bundle as documents, each after a line of its own.
pub(super) fn documents(bundle: &Bundle, positions: Range<usize>, notes: &Notes) -> Result<Vec<u8>, EmitError> {
    // Most objects take between one and two kilobytes.
    let mut out = Vec::with_capacity(positions.len() * 1_536);
    for (index, tree) in positions.clone().zip(bundle.trees(positions)) {
        out.extend_from_slice(b"---\n");
        let start = out.len();
        yaml::write(tree?, &mut out)?;
        notes.write(index, start, &mut out);
    }
    Ok(out)
}
