//! Pods that an entry brings along beside its program.

/// Pods of a role of their own that work for the entry's program: they take dumps, migrate, or make buckets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Helper<'a> {
    /// Their role, which is the label of their component.
    pub role: &'static str,
    /// The ports of the program that they ask.
    pub asks: &'a [u16],
    /// Whether it is they who take copies to where the entry's `backup` says.
    pub sends_copies: bool,
}
