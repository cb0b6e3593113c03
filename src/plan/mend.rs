//! Keys that are misspelt, read as what was meant.

use crate::source::Span;
use crate::yaml::{Key, Mapping, Misspelt, Node, Value};
use std::collections::HashMap;

/// A tree with other names for some keys.
pub(super) struct Mended {
    pub(super) tree: Node,
    /// The keys that have another name now, and where their values stand.
    pub(super) values: Vec<(Misspelt, Span)>,
}

/// Gives misspelt keys the names that were meant. Of two that mean the same the first gets it.
pub(super) fn mend(tree: &Node, misspelt: &[Misspelt]) -> Mended {
    let mut names = Names { by_key: misspelt.iter().map(|misspelt| (misspelt.key, misspelt)).collect(), values: Vec::new() };
    let tree = names.apply(tree);
    Mended { tree, values: names.values }
}

struct Names<'a> {
    by_key: HashMap<Span, &'a Misspelt>,
    values: Vec<(Misspelt, Span)>,
}

impl Names<'_> {
    fn apply(&mut self, node: &Node) -> Node {
        let value = match &node.value {
            Value::Mapping(mapping) => Value::Mapping(self.apply_to_keys(mapping)),
            Value::Sequence(items) => Value::Sequence(items.iter().map(|item| self.apply(item)).collect()),
            plain => plain.clone(),
        };
        Node { span: node.span, value }
    }

    fn apply_to_keys(&mut self, mapping: &Mapping) -> Mapping {
        let mut mended = Mapping::new();
        for (key, value) in mapping {
            let name = self
                .by_key
                .get(&key.span)
                .filter(|other| mapping.get(&other.meant).is_none() && mended.get(&other.meant).is_none());
            let key = match name {
                Some(misspelt) => {
                    self.values.push(((*misspelt).clone(), value.span));
                    Key { name: misspelt.meant.clone().into(), ..key.clone() }
                }
                None => key.clone(),
            };
            let value = self.apply(value);
            mended.insert(key, value);
        }
        mapping.with_entries(mended)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Report;
    use crate::source::Sources;
    use crate::yaml::read_document;

    #[test]
    fn keys_get_the_names_that_were_meant_and_keep_their_places() {
        let text = "a: {prot: 1, image: x}\nb: {prot: 2, port: 3}\nc: [{prt: 4, prot: 5}]";
        let source = Sources::default().add("test.yaml", text);
        let tree = read_document(source, text, &mut Report::default()).expect("a tree");
        let mut misspelt = Vec::new();
        for (start, found) in text.match_indices("prot").chain(text.match_indices("prt")) {
            misspelt.push(Misspelt { key: Span::new(source, start..start + found.len()), meant: "port".to_owned() });
        }
        let mended = mend(&tree, &misspelt);
        let expected = "a: {port: 1, image: x}\nb: {prot: 2, port: 3}\nc: [{port: 4, prot: 5}]";
        assert_eq!(mended.tree, read_document(source, expected, &mut Report::default()).expect("a tree"));
        assert_eq!(mended.values.iter().map(|(other, _)| other.key.start).collect::<Vec<_>>(), [4, 50]);
        let key = mended.tree.get("a").and_then(|a| a.as_mapping()?.key("port")).expect("the key");
        assert_eq!(key.span, misspelt[0].key);
    }
}
