//! What there is to say about the codes of reading manifests.

use crate::diag::{Code, codes};

/// What each finds, why that is bad, an example, and what to do.
const READING: &[(Code, &str)] = &[
    (
        codes::NO_OBJECT,
        "\
What: a document, or an item of a list, that is no map.
Why: Kubernetes takes objects only. A text or a list at this place mostly comes from a wrong indentation, or from another kind of file.
Example: a document that consists of `- apiVersion: v1`.
Fix: separate objects with `---`, or put them under the `items` of a `kind: List`.",
    ),
    (
        codes::NO_TYPE,
        "\
What: an object without `apiVersion` or `kind`, or with something else than a word for it.
Why: nobody can tell what it is, so that it is refused and no check can look at it.
Example: `metadata: {name: a}` alone in a document.
Fix: begin the object with both, `apiVersion: apps/v1` and `kind: Deployment`; leave files out that are no manifests.",
    ),
    (
        codes::NOT_JSON,
        "\
What: a text that starts with `{` and is not JSON.
Why: kubectl takes a text that starts with a brace for JSON and refuses what JSON does not know: keys without quotes, a comma behind \
the last value, comments.
Example: `{apiVersion: v1, kind: Pod}` in the first line.
Fix: write JSON, or put `---` in a line before it, so that it is read as YAML.",
    ),
    (
        codes::UNREAD_DOCUMENT,
        "\
What: something behind `---` in its line, a directive such as `%YAML 1.2`, or text behind the `...` that ends a document.
Why: YAML knows all three; kubectl cuts a text at lines that are nothing but `---` before it reads YAML. It refuses the first two and leaves \
out the third without a word.
Example: `--- {apiVersion: v1, kind: Pod}`.
Fix: begin each document in the line after its `---`, and leave directives and `...` out.",
    ),
];

/// The page of a code; none if it belongs to somebody else.
pub fn page(code: Code) -> Option<&'static str> {
    READING.iter().find(|(own, _)| *own == code).map(|(_, page)| *page)
}
