//! Long texts that the program carries deflated: a fifth of their size, and most runs need none or one of them.

/// A text of the repository, as `build.rs` has deflated it.
#[derive(Debug)]
pub(crate) struct Embedded(pub(crate) &'static [u8]);

/// The text of a path from the root of the repository; `build.rs` lists it.
macro_rules! embedded {
    ($path:literal) => {
        $crate::embedded::Embedded(include_bytes!(concat!(env!("OUT_DIR"), "/", $path, ".deflate")))
    };
}
pub(crate) use embedded;

impl Embedded {
    /// Inflates the text.
    ///
    /// # Panics
    ///
    /// Panics if it is not what `build.rs` writes; a test inflates each.
    pub(crate) fn text(&self) -> String {
        let bytes = miniz_oxide::inflate::decompress_to_vec(self.0).expect("a text that build.rs has deflated");
        String::from_utf8(bytes).expect("a text in UTF-8")
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn texts_are_those_of_the_repository() {
        macro_rules! same {
            ($($path:literal)*) => {
                $(assert!(embedded!($path).text() == include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/", $path)), $path);)*
            };
        }
        same! { "data/schemas/custom.txt" "data/schemas/kubernetes.txt" "docs/mlkube.schema.json" "docs/profile.schema.json" }
    }
}
