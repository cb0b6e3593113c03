//! The fields of an object as it is, for those of the same object in a part of its project.

use super::field;
use crate::yaml::{Node, Value};

/// For each field of a part the value that stands for it in the whole; none if nothing does.
pub(super) fn counterparts<'a>(part: &Node, whole: &'a Node) -> Vec<Option<&'a Node>> {
    let mut found = Vec::new();
    collect(part, Some(whole), &mut found);
    found
}

fn collect<'a>(part: &Node, whole: Option<&'a Node>, found: &mut Vec<Option<&'a Node>>) {
    match &part.value {
        Value::Mapping(mapping) if !mapping.is_empty() => {
            for (key, inner) in mapping {
                collect(inner, whole.and_then(|whole| whole.get(&key.name)), found);
            }
        }
        Value::Sequence(items) if !items.is_empty() => {
            let others = whole.and_then(Node::as_sequence).unwrap_or_default();
            for (inner, at) in items.iter().zip(field::partners(items, others)) {
                collect(inner, at.and_then(|at| others.get(at)), found);
            }
        }
        _ => found.push(whole),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Report;
    use crate::source::Sources;

    fn read(text: &str) -> Node {
        let source = Sources::default().add("test.yaml", text);
        crate::yaml::read_document(source, text, &mut Report::default()).unwrap()
    }

    #[test]
    fn items_of_a_part_are_found_in_the_whole() {
        let whole = read("a: [{b: 0}, {b: 1}, {b: 2}, {b: 3}]\nc: long\n");
        let part = read("a: [{b: 1}, {b: 3}]\nc: short\nd: 1\n");
        let found: Vec<Option<&Value>> =
            counterparts(&part, &whole).into_iter().map(|node| node.map(|node| &node.value)).collect();
        let long = read("long");
        assert_eq!(found, [Some(&Value::Int(1)), Some(&Value::Int(3)), Some(&long.value), None]);
    }
}
