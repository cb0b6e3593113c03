//! Where the program meets the machine: files, environment, terminal. Nothing above this room does I/O.
#![expect(clippy::disallowed_methods, reason = "this is the one room that may")]

mod files;
mod folder;
mod kustomize;
mod manifests;
mod output;
mod rewrite;

pub use files::{Found, bound_overlay, find_folder, find_spec, own_profiles, read_if_there, read_matching, read_text};
pub use folder::{Differences, compare_folder, write_folder};
pub use manifests::{ReadManifests, read_manifests};
pub use output::write_stdout;
pub use rewrite::rewrite;
