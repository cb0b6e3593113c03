//! The layers of a spec: kept as they were written, merged into one tree that still knows who set what.

mod credentials;
mod merge;
mod place;
mod set;

pub use credentials::check_credentials;
pub use merge::{merge, merge_node};
pub use place::Place;
pub use set::{Setting, parse_set};

use crate::source::SourceId;
use crate::yaml::Node;

/// Where a layer comes from, in order of precedence: a later kind wins over an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LayerKind {
    /// The project's spec.
    Spec,
    /// A file over the spec, in the order given.
    Overlay,
    /// One `--set path=value` of the command line, in the order given.
    Set,
}

/// One layer.
#[derive(Clone, Debug)]
pub struct Layer {
    /// Where it comes from.
    pub kind: LayerKind,
    /// The text.
    pub source: SourceId,
    /// The tree.
    pub tree: Node,
}
