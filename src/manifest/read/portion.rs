//! A large text in portions that are read at the same time.

use std::ops::Range;

/// The bytes from which a portion is large enough. What is smaller is read sooner than a thread starts.
const ENOUGH: usize = 256 << 10;

/// The parts of a text in portions. They depend on nothing but the text, and so do the limits, which hold for each portion.
pub(super) fn portions(parts: Vec<Range<usize>>) -> Vec<Vec<Range<usize>>> {
    let mut portions = vec![Vec::new()];
    let mut size = 0;
    for part in parts {
        if size >= ENOUGH {
            portions.push(Vec::new());
            size = 0;
        }
        size += part.len();
        if let Some(last) = portions.last_mut() {
            last.push(part);
        }
    }
    portions
}
