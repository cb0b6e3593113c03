//! Keys, values and size of ConfigMaps and Secrets.

use super::forms::is_config_key;
use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::Object;
use crate::yaml::{Key, Node};

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::CONFIG_TOO_LARGE,
            "\
What: a ConfigMap or Secret of more than 1 MiB.
Why: the API server refuses it, because etcd holds no larger objects.
Example: a vocabulary or a model written into `files`.
Fix: bring large files with the image, from an object store, or on a volume.",
        ),
        (
            codes::BAD_CONFIG_KEY,
            "\
What: a key of a ConfigMap or Secret that Kubernetes does not take.
Why: the API server refuses the object.
Example: `conf.d/default.conf: ...`; keys become names of files, and have no folders.
Fix: use letters, digits, `-`, `_` and `.`; folders are made where the object is mounted: `items: [{key: KEY, path: PATH}]`.",
        ),
        (
            codes::CONFIG_KEY_TWICE,
            "\
What: a key that stands in `data` and in `binaryData` of a ConfigMap.
Why: the API server refuses the object.
Example: `logo.png` in both.
Fix: leave one.",
        ),
    ],
    rule: Rule::Object(run),
};

/// The most bytes that the values of an object may have together (Kubernetes core/v1 `MaxSecretSize`, which ConfigMaps share; those
/// count their keys too).
const LARGEST: usize = 1_024 * 1_024;

/// A part of an object that holds values.
struct Part {
    key: &'static str,
    is_encoded: bool,
}

fn run(object: Object<'_>, _: &Context<'_>, report: &mut Report) {
    let parts = match (object.group(), object.kind) {
        ("", "ConfigMap") => [Part { key: "data", is_encoded: false }, Part { key: "binaryData", is_encoded: true }],
        ("", "Secret") => [Part { key: "data", is_encoded: true }, Part { key: "stringData", is_encoded: false }],
        _ => return,
    };
    let is_secret = object.kind == "Secret";
    let mut size = 0;
    for part in parts {
        let Some(values) = object.tree().get(part.key) else { continue };
        for (key, value) in object.tree().entries(part.key) {
            check_key(object, values, key, report);
            size += if is_secret { 0 } else { key.name.len() };
            size += length_of(&part, value);
        }
    }
    if !is_secret {
        check_overlap(object, report);
    }
    if size > LARGEST {
        let message = format!("a {} of {} KiB, it may have 1024", object.kind, size.div_ceil(1_024));
        let found = object.error(codes::CONFIG_TOO_LARGE, object.head(), message);
        report.push(found.help("bring large files with the image, from an object store, or on a volume"));
    }
}

fn check_key<'a>(object: Object<'a>, values: &'a Node, key: &Key, report: &mut Report) {
    if !is_config_key(&key.name) {
        let message = format!("`{}` cannot be a key of a {}", key.name, object.kind);
        let found = object.error(codes::BAD_CONFIG_KEY, values, message).at(object.key_place(key));
        report.push(found.help("use at most 253 letters, digits, `-`, `_` and `.`; not `.` or `..` at the beginning"));
    }
}

/// How many bytes a value has.
fn length_of(part: &Part, value: &Node) -> usize {
    let Some(text) = value.as_str() else { return 0 };
    if !part.is_encoded {
        return text.len();
    }
    // What is not in base64 cannot be decoded, so that nothing else is asked of its object.
    decoded_length(text).unwrap_or(0)
}

fn check_overlap(object: Object<'_>, report: &mut Report) {
    for (key, value) in object.tree().entries("binaryData") {
        let Some(first) = object.tree().get("data").and_then(|data| data.as_mapping()).and_then(|data| data.key(&key.name))
        else {
            continue;
        };
        let message = format!("`{}` stands in `data` and in `binaryData`", key.name);
        let found = object.error(codes::CONFIG_KEY_TWICE, value, message).at(object.key_place(key));
        report.push(found.related(object.key_place(first), "the first is here").help("leave one"));
    }
}

/// How many bytes a text in base64 stands for, none if it is not base64. As Go's `base64.StdEncoding` reads it: line breaks anywhere,
/// and `=` at the end up to a whole number of four letters.
fn decoded_length(text: &str) -> Option<usize> {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
    let (mut letters, mut padding) = (0, 0);
    for byte in text.bytes() {
        match byte {
            b'\n' | b'\r' => {}
            b'=' => padding += 1,
            _ if is_letter(byte) && padding == 0 => letters += 1,
            _ => return None,
        }
    }
    let is_whole = (letters + padding) % 4 == 0 && padding <= 2 && (padding == 0 || letters % 4 >= 2);
    is_whole.then_some(letters * 3 / 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_as_go_reads_it() {
        for (text, length) in [("", 0), ("YQ==", 1), ("YWI=", 2), ("YWJj", 3), ("YWJj\nYQ==\n", 4), ("+/+/", 3)] {
            assert_eq!(decoded_length(text), Some(length), "{text}");
        }
        for bad in ["a", "YQ", "YQ=", "YQ===", "=YQ=", "Y Q=", "-_-_", "hunter2!", "====", "YWJj=", "YWJjY==="] {
            assert_eq!(decoded_length(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_megabyte_is_the_limit() {
        use crate::manifest::Manifest;
        use crate::source::{SourceId, Sources};
        use crate::yaml::{Limits, read_documents};
        let codes_of = |size: usize| {
            let text = format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata: {{key: {}}}\n", "x".repeat(size));
            let mut report = Report::default();
            let limits = Limits::default();
            let documents = read_documents(SourceId::default(), &text, &limits, &mut report);
            let manifests: Vec<Manifest> = documents.into_iter().map(Manifest::written).collect();
            let versions = crate::fields::KubeVersion::OLDEST..=crate::fields::KubeVersion::NEWEST;
            let sources = Sources::default();
            let context = Context::open(versions, &sources);
            run(Object::new(0, &manifests[0]), &context, &mut report);
            report.sorted().iter().map(|found| found.code).collect::<Vec<_>>()
        };
        assert_eq!(codes_of(LARGEST - 2), [codes::CONFIG_TOO_LARGE]);
        assert_eq!(codes_of(LARGEST - 3), []);
    }
}
