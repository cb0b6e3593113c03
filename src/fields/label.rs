//! The forms of labels of objects and nodes, and of the names of resources (k8s.io/apimachinery `pkg/util/validation/validation.go`,
//! 2026-10).

/// The longest DNS label, name of a label's key, and value of a label.
pub(crate) const LABEL: usize = 63;
/// The longest DNS name.
pub(crate) const SUBDOMAIN: usize = 253;

/// Whether a text is a DNS name: labels with dots between.
pub(crate) fn is_subdomain(text: &str) -> bool {
    text.len() <= SUBDOMAIN && text.split('.').all(is_label_of_any_length)
}

/// Whether a text is a key of a label or annotation: a name, or a domain, `/` and a name.
pub(crate) fn is_qualified_name(key: &str) -> bool {
    match key.split_once('/') {
        Some((prefix, name)) => is_subdomain(prefix) && is_plain_name(name),
        None => is_plain_name(key),
    }
}

/// Whether a text is the value of a label, which may be empty.
pub(crate) fn is_label_value(value: &str) -> bool {
    let bytes = value.as_bytes();
    let edge = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_alphanumeric);
    bytes.len() <= LABEL
        && edge(bytes.first())
        && edge(bytes.last())
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
}

/// Whether a text is a DNS label, however long.
pub(crate) fn is_label_of_any_length(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty() && text.bytes().all(inner) && !text.starts_with('-') && !text.ends_with('-')
}

fn is_plain_name(name: &str) -> bool {
    !name.is_empty() && is_label_value(name)
}
