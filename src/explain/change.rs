//! Changes of a spec or of facts, made one at a time or many at once.

use super::{echo, edit};
use crate::diag::{Diagnostic, Severity};
use crate::source::Span;
use crate::yaml::{Key, Node, Step, Value};
use std::collections::BTreeSet;

/// One change of a tree.
#[derive(Clone, Debug, Default)]
pub(super) struct Change {
    /// Values, and where they are put.
    pub(super) set: Vec<(Vec<Step>, Node)>,
    /// Keys, and what they are called instead.
    pub(super) renamed: Vec<(Vec<Step>, String)>,
    /// What is taken out.
    pub(super) removed: Vec<Vec<Step>>,
}

impl Change {
    /// Puts a value at a path.
    pub(super) fn set(path: &[Step], value: Node) -> Self {
        Self { set: vec![(path.to_vec(), value)], ..Self::default() }
    }

    /// Takes out what stands at a path.
    pub(super) fn remove(path: &[Step]) -> Self {
        Self { removed: vec![path.to_vec()], ..Self::default() }
    }

    /// The words that it puts in.
    pub(super) fn words(&self) -> Vec<String> {
        self.set.iter().flat_map(|(_, node)| echo::words(node)).collect()
    }

    fn paths(&self) -> impl Iterator<Item = &Vec<Step>> {
        let sets = self.set.iter().map(|(path, _)| path);
        sets.chain(self.renamed.iter().map(|(path, _)| path)).chain(&self.removed)
    }
}

/// The first byte of places that stand in no text: no text of a project is as long.
const MARKS: u32 = 1 << 31;

fn mark(source: Span, index: usize) -> Span {
    let at = MARKS + u32::try_from(index).unwrap_or_default();
    Span { source: source.source, start: at, end: at }
}

/// Why changes that were made at once cannot be made.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Refusal {
    /// Those that are named in what was found wrong.
    pub(super) blamed: BTreeSet<usize>,
    /// Those, of these, whose value is wrong wherever it stands: nobody has to try them again.
    pub(super) doomed: BTreeSet<usize>,
}

impl Refusal {
    /// The changes, of several made at once, that are to blame for what was found.
    pub(super) fn new(found: &[Diagnostic]) -> Self {
        let mut refusal = Self::default();
        for found in found.iter().filter(|found| found.severity == Severity::Error) {
            refusal
                .blamed
                .extend(found.span.into_iter().chain(found.related.iter().map(|(span, _)| *span)).filter_map(marked_by));
            // What is wrong with one value, and not with how it goes with others.
            if found.code.id.starts_with("MLK01") && found.related.is_empty() {
                refusal.doomed.extend(found.span.and_then(marked_by));
            }
        }
        refusal
    }
}

/// The change that has left its mark at a place.
fn marked_by(place: Span) -> Option<usize> {
    usize::try_from(place.start.checked_sub(MARKS)?).ok()
}

/// The tree with changes, which do not touch each other. Of several, each leaves a mark at the values that it puts in, by which
/// a [`Refusal`] knows it again.
pub(super) fn apply(tree: &Node, changes: &[&Change]) -> Node {
    let mut tree = tree.clone();
    for (index, change) in changes.iter().enumerate() {
        for (path, value) in &change.set {
            if changes.len() == 1 {
                edit::set(&mut tree, path, value.clone(), None);
            } else {
                let mark = mark(value.span, index);
                edit::set(&mut tree, path, marked(value, mark), Some(mark));
            }
        }
    }
    // What stands last goes first, and of names what is inside, so that the other paths still lead there.
    let mut removed: Vec<&Vec<Step>> = changes.iter().flat_map(|change| &change.removed).collect();
    removed.sort_unstable();
    for path in removed.into_iter().rev() {
        edit::remove(&mut tree, path);
    }
    let mut renamed: Vec<&(Vec<Step>, String)> = changes.iter().flat_map(|change| &change.renamed).collect();
    renamed.sort_by_key(|(path, _)| std::cmp::Reverse(path.len()));
    for (path, new) in renamed {
        edit::rename(&mut tree, path, new);
    }
    tree
}

fn marked(node: &Node, mark: Span) -> Node {
    let value = match &node.value {
        Value::Mapping(mapping) => {
            Value::Mapping(mapping.iter().map(|(key, inner)| (Key { span: mark, ..key.clone() }, marked(inner, mark))).collect())
        }
        Value::Sequence(items) => Value::Sequence(items.iter().map(|item| marked(item, mark)).collect()),
        scalar => scalar.clone(),
    };
    Node { span: mark, value }
}

/// Sorts changes into groups within which none touches what another does: of one that is inside another nothing would be seen.
pub(super) fn apart(changes: &[(usize, &Change)]) -> Vec<Vec<usize>> {
    let mut groups: Vec<(BTreeSet<&Vec<Step>>, Vec<usize>)> = Vec::new();
    for (index, change) in changes {
        let is_free = |taken: &BTreeSet<&Vec<Step>>| change.paths().all(|path| !touches(taken, path));
        let at = groups.iter().position(|(taken, _)| is_free(taken)).unwrap_or(groups.len());
        if at == groups.len() {
            groups.push(Default::default());
        }
        groups[at].0.extend(change.paths());
        groups[at].1.push(*index);
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// Whether a path is around any of some paths, or inside one.
fn touches(taken: &BTreeSet<&Vec<Step>>, path: &Vec<Step>) -> bool {
    taken.range::<&Vec<Step>, _>(path..).next().is_some_and(|next| next.starts_with(path))
        || (0..path.len()).any(|length| taken.contains(&path[..length].to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Report, codes};
    use crate::source::Sources;
    use crate::yaml::read_document;

    fn path(text: &str) -> Vec<Step> {
        let step = |word: &str| word.parse().map_or_else(|_| Step::Key(word.to_owned()), Step::Index);
        text.split('.').map(step).collect()
    }

    fn text(text: &str) -> Node {
        let source = Sources::default().add("test.yaml", text);
        read_document(source, text, &mut Report::default()).unwrap()
    }

    #[test]
    fn changes_are_made_from_the_inside_out() {
        let tree = text("a: {b: [1, 2, 3], c: 4}\nd: 5\n");
        let rename = |at: &str, new: &str| Change { renamed: vec![(path(at), new.to_owned())], ..Change::default() };
        let changes = [
            Change::remove(&path("a.b.0")),
            Change::remove(&path("a.b.1")),
            rename("a", "x"),
            rename("a.c", "y"),
            Change::set(&path("d"), text("6")),
        ];
        let outcome = apply(&tree, &changes.iter().collect::<Vec<_>>());
        let same = |one: &Node, other: &Node| serde_json::to_value(one).unwrap() == serde_json::to_value(other).unwrap();
        assert!(same(&outcome, &text("x: {b: [3], y: 4}\nd: 6\n")), "{outcome:?}");
    }

    #[test]
    fn a_change_is_known_by_its_mark() {
        let changes = [Change::set(&path("a"), text("1")), Change::set(&path("b.c"), text("[{d: 1}]"))];
        let outcome = apply(&text("a: 0"), &changes.iter().collect::<Vec<_>>());
        for (at, wanted) in [("a", 0), ("b.c.0.d", 1)] {
            let place = outcome.at_path(&path(at)).unwrap().span;
            let found = |code| Refusal::new(&[Diagnostic::error(code, "wrong").at(place)]);
            let wanted = BTreeSet::from([wanted]);
            assert_eq!(found(codes::WRONG_KIND), Refusal { blamed: wanted.clone(), doomed: wanted.clone() });
            assert_eq!(found(codes::CYCLE), Refusal { blamed: wanted, doomed: BTreeSet::new() });
        }
        let elsewhere = Diagnostic::error(codes::WRONG_KIND, "wrong").at(text("a: 0").span);
        assert_eq!(Refusal::new(&[elsewhere]), Refusal::default());
    }

    #[test]
    fn what_is_inside_another_change_is_tried_by_itself() {
        let changes = ["a.b", "a", "a.c", "d", "a.b.1", "ab"].map(|at| Change::remove(&path(at)));
        let all: Vec<(usize, &Change)> = changes.iter().enumerate().collect();
        assert_eq!(apart(&all), [vec![0, 2, 3, 5], vec![1], vec![4]]);
    }
}
