//! What stands inside objects as text: configuration, rules, dashboards and scripts, judged by the rules of who reads them.
//!
//! [`texts_of`] finds the texts of an object and tells what each is; [`check`] hands each to the file of its format, and turns what is
//! found into places of the manifest. A text with gaps that somebody else fills in is left alone, and so is one whose format is
//! not certain. To add a format, write a file with a `FORMAT` and add its line to [`FORMATS`].

mod alertmanager;
mod fault;
mod fields;
mod finding;
mod formats;
mod grafana;
mod json;
mod json_tree;
mod nginx;
mod pages;
mod position;
mod postgres;
mod prometheus;
mod promql;
mod redis;
mod rules;
mod shell;
mod template;
mod texts;
mod toml;
mod yaml;

#[cfg(test)]
mod tests;

pub use fault::Fault;
pub use finding::check;
pub use formats::{FORMATS, Format};
pub use nginx::upstreams;
pub use pages::PAGES;
pub use position::Positions;
pub use texts::{Form, Text, texts_of};
