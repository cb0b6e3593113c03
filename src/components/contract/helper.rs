//! Pods that an entry brings along beside its program.

/// Pods of a role of their own that ask the entry's program: they take dumps, or make buckets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Helper<'a> {
    /// Their role, which is the label of their component.
    pub role: &'static str,
    /// The ports of the program that they ask.
    pub ports: &'a [u16],
}
