//! How findings are shown: one file for each format.

mod human;

pub use human::human;
