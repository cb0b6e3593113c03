//! How findings are shown: one file for each format.

mod finding;
mod github;
mod human;
mod json;
mod junit;
mod matrix;
mod sarif;

pub use finding::{Finding, FoundAt, Related, findings};
pub use github::github;
pub use human::human;
pub use json::{Told, json};
pub use junit::junit;
pub use matrix::{Row, matrix};
pub use sarif::sarif;
