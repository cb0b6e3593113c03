//! How much a text may ask of the reader.

/// Bounds beyond which a text is refused instead of read. No manifest that people or tools write comes near them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The length of the text in bytes; 32 MiB by default.
    pub bytes: usize,
    /// The values in all documents together, those that aliases repeat included; 2,000,000 by default.
    pub nodes: usize,
    /// The nesting of lists and maps, through aliases too; 100 levels by default.
    pub depth: usize,
    /// The values that anchors and aliases repeat, with 64 bytes of text counted as one more value; 200,000 by default.
    pub repeated: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 32 << 20, nodes: 2_000_000, depth: 100, repeated: 200_000 }
    }
}
