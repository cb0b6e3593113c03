//! Copies of what an entry keeps: where they are, and what has to be known to make one.

use crate::fields::Duration;

/// Copies of one entry in a bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copies {
    /// The folder in the bucket.
    pub folder: String,
    /// What the name of each copy ends in.
    pub ending: &'static str,
    /// How long one is kept.
    pub keep: Duration,
}

/// How PostgreSQL is dumped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dump {
    /// What the name of each dump begins with.
    pub name: String,
    /// The image of the server: `pg_dump` reads no newer server than itself.
    pub image: String,
    /// The size of the server's disk, which no dump exceeds.
    pub size: String,
    /// The account of those who make dumps, where the server is: it may write to the store.
    pub account: String,
    /// Where dumps go.
    pub copies: Copies,
}
