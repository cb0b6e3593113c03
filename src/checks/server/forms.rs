//! Forms that Kubernetes prescribes for names and keys (k8s.io/apimachinery `pkg/util/validation/validation.go` and
//! `pkg/api/validate/content`, 2026-10).

use crate::fields::label::is_label_of_any_length;
pub(super) use crate::fields::label::{LABEL, SUBDOMAIN, is_label_value, is_qualified_name, is_subdomain};

/// What a DNS label is, for helps.
pub(super) const LABEL_HELP: &str = "use at most 63 lower-case letters, digits and `-`, the first and the last a letter or digit";
/// What a DNS name is, for helps.
pub(super) const SUBDOMAIN_HELP: &str =
    "use at most 253 lower-case letters, digits, `-` and `.`, the first and the last a letter or digit";

/// Whether a text is a DNS label (RFC 1123): `my-name`.
pub(super) fn is_label(text: &str) -> bool {
    text.len() <= LABEL && is_label_of_any_length(text)
}

/// Whether a text is a DNS label that begins with a letter (RFC 1035), as names of Services had to.
pub(super) fn is_old_label(text: &str) -> bool {
    is_label(text) && text.starts_with(|letter: char| letter.is_ascii_lowercase())
}

/// Whether a text is a DNS name whose first label may be `*`, as hosts of Ingresses are.
pub(super) fn is_wildcard_host(text: &str) -> bool {
    text.len() <= SUBDOMAIN && text.strip_prefix("*.").is_some_and(is_subdomain)
}

/// Whether a text can stand in a path of a URL by itself, as names of roles do (`path.IsValidPathSegmentName`).
pub(super) fn is_path_segment(text: &str) -> bool {
    !text.is_empty() && text != "." && text != ".." && !text.contains(['/', '%'])
}

/// Whether a text is the name of a port (`IsValidPortName`, RFC 6335).
pub(super) fn is_port_name(text: &str) -> bool {
    (1..=15).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && text.bytes().any(|byte| byte.is_ascii_lowercase())
        && !text.contains("--")
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// Whether a text is a key of a ConfigMap or Secret (`IsConfigMapKey`).
pub(super) fn is_config_key(key: &str) -> bool {
    (1..=SUBDOMAIN).contains(&key.len())
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
        && key != "."
        && !key.starts_with("..")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Holds good and bad texts against a form.
    fn holds(form: fn(&str) -> bool, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(form(text), "{text:?}");
        }
        for text in bad {
            assert!(!form(text), "{text:?}");
        }
    }

    #[test]
    fn names_have_their_forms() {
        let (longest, longer) = ("a".repeat(63), "a".repeat(64));
        holds(is_label, &["a", "a-1", "0", "1-a", &longest], &["", "A", "a.b", "-a", "a-", "a_b", "ä", &longer]);
        holds(is_old_label, &["a", "a-1"], &["0", "1-a", ""]);
        holds(is_subdomain, &["a", "a.b", "1.a-b.c", &longer], &["", ".", "a..b", "a.", ".a", "a.-b", "A.b"]);
        holds(is_wildcard_host, &["*.a.b"], &["*", "*.", "a.b", "*a.b", "*.*.a"]);
        holds(is_path_segment, &["system:node", "Admin X"], &["", ".", "..", "a/b", "a%20"]);
    }

    #[test]
    fn keys_have_their_forms() {
        let (longest, longer) = ("a".repeat(63), "a".repeat(64));
        holds(is_qualified_name, &["a", "a.b/C_d", "A", &longest], &["", "/a", "a/", "a b", "A/b", "a/b/c", "-a", &longer]);
        holds(is_label_value, &["", "a", "A_b.c-d", &longest], &["a b", "-a", "a.", "ä", &longer]);
        holds(
            is_port_name,
            &["http", "a", "grpc-web", "1a"],
            &["", "80", "-a", "a-", "a--b", "HTTP", "sixteen-letters-", "abcdefghijklmnop"],
        );
        holds(is_config_key, &["a", ".env", "A_b.yaml", "a..b"], &["", ".", "..", "..a", "a/b", "a b"]);
    }
}
