//! How findings are shown: one file for each format.

mod finding;
mod human;
mod matrix;

pub use finding::{Finding, FoundAt, findings};
pub use human::human;
pub use matrix::{Row, matrix};
