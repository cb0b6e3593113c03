//! Integration tests, in one binary: the program as people run it, and what every table of the project promises.
#![allow(clippy::disallowed_methods, reason = "tests look at folders and run the program")]

mod annotate;
mod broken;
mod capacity;
mod cli;
mod codes;
mod contents;
mod errors;
mod explain;
mod explain_few;
mod explain_truth;
mod fix;
mod fixtures;
mod harness;
mod hooks;
mod layers;
mod manifests;
mod output_dir;
mod profiles;
mod properties;
// The commands of a README are those of a Linux shell; elsewhere `uniq -c`, for one, prints other blanks.
mod reading;
#[cfg(target_os = "linux")]
mod readme;
mod reference;
mod render;
mod schema;
mod schema_of_bundles;
mod secrets;
mod specs;
mod tables;
mod validate;
mod validate_manifests;
mod validator;
mod versions;
mod warnings;
