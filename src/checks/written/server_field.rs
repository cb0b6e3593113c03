//! Fields that the server sets, in a manifest.

use super::told;
use crate::checks::{Check, Rule};
use crate::diag::{Diagnostic, Severity, codes};
use crate::source::{Sources, Span};
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[(codes::SERVER_FIELD, "\
What: `status`, or in the metadata `uid`, `resourceVersion`, `generation`, `creationTimestamp`, `managedFields` or `selfLink`.
Why: the server sets them and ignores or refuses what a manifest says. A `resourceVersion` makes every later change fail, and a `uid` \
that of another cluster. They come from `kubectl get -o yaml`.
Example: `metadata: {name: a, uid: 5d2c...}`.
Fix: take them out.")],
    rule: Rule::Object(|object, context, report| told(object, context, report, look)),
};

/// What the server sets in the metadata.
const METADATA: [&str; 6] = ["uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "selfLink"];

fn look(object: &Node, _: &Sources, found: &mut Vec<Diagnostic>) {
    let key = |node: Option<&Node>, name: &str| node?.as_mapping()?.key(name).map(|key| key.span);
    let metadata = object.get("metadata");
    let set = METADATA.iter().map(|name| (format!("metadata.{name}"), key(metadata, name)));
    let fields: Vec<(String, Span)> = set
        .chain([("status".to_owned(), key(Some(object), "status"))])
        .filter_map(|(name, place)| Some((name, place?)))
        .collect();
    let Some((_, first)) = fields.first() else { return };
    let names: Vec<String> = fields.iter().map(|(name, _)| format!("`{name}`")).collect();
    let mut advice = Diagnostic::warning(codes::SERVER_FIELD, format!("the server sets {}", names.join(", ")))
        .at(*first)
        .help("take it out of the manifest");
    advice.severity = Severity::Info;
    found.push(advice);
}

#[cfg(test)]
mod tests {
    use super::super::testing::{found, places};

    #[test]
    fn fields_of_the_server_are_told_once_an_object() {
        let text = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  creationTimestamp: null\n  uid: b\nstatus: {}\n";
        let message = "the server sets `metadata.uid`, `metadata.creationTimestamp`, `status`";
        assert_eq!(found("MLK1014", text), [("uid".to_owned(), message.to_owned())]);
        assert_eq!(places("MLK1014", "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {uid: 1, status: b}\n"), [""; 0]);
    }
}
