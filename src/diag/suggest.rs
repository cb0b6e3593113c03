//! The nearest right word.

/// The candidate that a mistyped word most likely meant, if any is near enough.
///
/// Near means an edit distance of at most one and a quarter of the word's length, letters compared without case; of two that
/// are equally near the first in the alphabet is taken, so that the answer never depends on the order of the candidates.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let limit = 1 + word.chars().count() / 4;
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_the_word_that_was_meant() {
        let keys = ["image", "replicas", "memory"];
        assert_eq!(nearest("replcias", keys), Some("replicas"));
        assert_eq!(nearest("Image", keys), Some("image"));
        assert_eq!(nearest("zookeeper", keys), None);
    }
}
