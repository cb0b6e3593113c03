//! What bash reads and a plain shell may not.

use crate::contents::fault::Fault;
use crate::diag::codes;
use std::ops::Range;

/// Says for the first place of each kind what to write instead.
pub(super) fn check(found: &[(Range<usize>, &'static str)], faults: &mut Vec<Fault>) {
    let mut told: Vec<&str> = Vec::new();
    for (range, what) in found {
        if !told.contains(what) {
            told.push(what);
            let fault = Fault::info(codes::BASHISM, range.clone(), format!("{what} in a script for `sh`"));
            faults.push(fault.help("name bash in the first line if the image has it, or write it as POSIX has it"));
        }
    }
}
