//! How traffic enters, as far as entries have to know it.

/// How traffic enters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entrance {
    /// Whether routes carry TLS, and so whether browsers come with `https`.
    pub tls: bool,
}
