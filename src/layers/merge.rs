//! The merge rules.

use super::Layer;
use crate::diag::{Diagnostic, Report, codes, nearest};
use crate::yaml::{Key, Mapping, Node, Value};
use std::borrow::Cow;

/// Merges layers, the earliest first: maps merge by key, lists and scalars replace, and `null` removes.
///
/// A key keeps the place at which it first appeared, a value has the place of the layer that won. Keys of an overlay that
/// change nothing are warned of, and a removal of what is not there is an error: both are most likely a mistyped path.
pub fn merge<'a>(layers: &'a [Layer], report: &mut Report) -> Option<Cow<'a, Node>> {
    let (first, rest) = layers.split_first()?;
    let mut merged = Cow::Borrowed(&first.tree);
    for layer in rest {
        merge_node(merged.to_mut(), &layer.tree, report);
    }
    Some(merged)
}

/// Lays one tree over another by the same rules.
pub fn merge_node(base: &mut Node, over: &Node, report: &mut Report) {
    if let (Value::Mapping(base), Value::Mapping(over)) = (&mut base.value, &over.value) {
        merge_mapping(base, over, report);
        return;
    }
    if base.same_value(over) {
        report.push(changes_nothing(over).related(base.span, "it has this value already"));
    }
    *base = over.clone();
}

fn merge_mapping(base: &mut Mapping, over: &Mapping, report: &mut Report) {
    for (key, value) in over {
        match base.get_mut(&key.name) {
            Some(_) if value.is_null() => {
                base.remove_by(key);
            }
            Some(existing) => {
                if existing.as_mapping().is_some() && value.as_mapping().is_some_and(Mapping::is_empty) {
                    report.push(changes_nothing(value));
                }
                merge_node(existing, value, report);
            }
            None if value.is_null() => report.push(nothing_to_remove(key, base)),
            None => {
                base.insert(key.clone(), value.clone());
            }
        }
    }
}

fn changes_nothing(over: &Node) -> Diagnostic {
    Diagnostic::warning(codes::CHANGES_NOTHING, "this changes nothing").at(over.span).help("take it out, or give another value")
}

fn nothing_to_remove(key: &Key, base: &Mapping) -> Diagnostic {
    let near = nearest(&key.name, base.keys().map(|key| &*key.name));
    Diagnostic::error(codes::NOTHING_TO_REMOVE, format!("there is no `{}` to remove here", key.name))
        .at(key.span)
        .maybe_help(near.map(|near| format!("did you mean `{near}`?")))
        .help("`null` takes out what an earlier layer has set")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::LayerKind;
    use crate::source::Sources;
    use crate::yaml::read_document;

    fn merged(base: &str, over: &str) -> (Node, Report) {
        let (mut sources, mut report) = (Sources::default(), Report::default());
        let layers: Vec<Layer> = [(LayerKind::Spec, base), (LayerKind::Overlay, over)]
            .into_iter()
            .map(|(kind, text)| {
                let source = sources.add("test.yaml", text);
                Layer { kind, source, tree: read_document(source, text, &mut report).unwrap() }
            })
            .collect();
        (merge(&layers, &mut report).unwrap().into_owned(), report)
    }

    fn read(text: &str) -> Node {
        let source = Sources::default().add("expected.yaml", text);
        read_document(source, text, &mut Report::default()).unwrap()
    }

    #[test]
    fn maps_merge_and_the_rest_replaces() {
        let (tree, report) = merged("a: {x: 1, y: [1, 2], z: 3}\nb: 1", "a: {x: 2, y: [3]}\nc: 4");
        assert_eq!(tree, read("a: {x: 2, y: [3], z: 3}\nb: 1\nc: 4"));
        assert!(report.is_empty());
    }

    #[test]
    fn null_removes() {
        let (tree, report) = merged("a: {x: 1, y: 2}", "a: {x: null}");
        assert_eq!(tree, read("a: {y: 2}"));
        assert!(report.is_empty());
    }

    #[test]
    fn what_has_no_effect_is_told() {
        let (_, report) = merged("a: {x: 1}", "a: {x: 1, xx: null}");
        let codes: Vec<_> = report.sorted().iter().map(|found| found.code).collect();
        assert_eq!(codes, [codes::CHANGES_NOTHING, codes::NOTHING_TO_REMOVE]);
        let (_, report) = merged("a: {x: 1}", "a: {}");
        assert_eq!(report.into_diagnostics()[0].code, codes::CHANGES_NOTHING);
    }

    #[test]
    fn merging_twice_is_merging_once() {
        let base = "a: {x: 1, y: [1]}\nb: text";
        let (once, _) = merged(base, "a: {y: [2]}");
        let (twice, _) = merged(base, "a: {y: [2]}");
        assert_eq!(once, twice);
    }
}
