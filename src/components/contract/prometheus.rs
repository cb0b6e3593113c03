//! The project's own Prometheus, for those who are told of what it knows.

/// A Prometheus that stands beside the entries, as pods of any namespace reach it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnPrometheus {
    /// The entry that it is.
    pub name: String,
    /// The port on which it listens.
    pub port: u16,
    /// Its address, with the path below which it answers.
    pub url: String,
}
