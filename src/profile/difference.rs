//! What two profiles say differently.

use super::Profile;
use super::resolved::inline;
use crate::yaml::{Key, Mapping, Node, Value};

/// A fact that two profiles do not share.
#[derive(Clone, Debug)]
pub struct Difference<'a> {
    /// The keys that lead to it: `storage.classes.gp3.access`.
    pub path: String,
    /// What the one says; none if nothing.
    pub one: Option<&'a Node>,
    /// What the other says.
    pub other: Option<&'a Node>,
}

impl Difference<'_> {
    /// The two values in one line each; `-` stands for nothing.
    pub fn shown(&self) -> [String; 2] {
        [self.one, self.other].map(|value| value.map_or("-".to_owned(), inline))
    }
}

/// The facts that differ, in the order of the first profile; what only the second has follows in its place. The line about a profile
/// for people is no fact.
pub fn differences<'a>(one: &'a Profile, other: &'a Profile) -> Vec<Difference<'a>> {
    let mut found = Vec::new();
    compare("", Some(one.tree()), Some(other.tree()), &mut found);
    found.retain(|difference| difference.path != "description");
    found
}

fn compare<'a>(path: &str, one: Option<&'a Node>, other: Option<&'a Node>, found: &mut Vec<Difference<'a>>) {
    let maps = [one, other].map(|node| node.and_then(Node::as_mapping).filter(|mapping| is_of_facts(mapping)));
    let is_map = |node: Option<&Node>, map: Option<&Mapping>| node.is_none() || map.is_some();
    if is_map(one, maps[0]) && is_map(other, maps[1]) {
        let own = maps[0].into_iter().flat_map(Mapping::keys);
        let is_new = |key: &&Key| maps[0].is_none_or(|map| map.get(&key.name).is_none());
        for key in own.chain(maps[1].into_iter().flat_map(Mapping::keys).filter(is_new)) {
            let value = |map: Option<&'a Mapping>| map.and_then(|map| map.get(&key.name));
            let path = if path.is_empty() { key.name.to_string() } else { format!("{path}.{}", key.name) };
            compare(&path, value(maps[0]), value(maps[1]), found);
        }
    } else if !one.zip(other).is_some_and(|(one, other)| is_same(one, other)) {
        found.push(Difference { path: path.to_owned(), one, other });
    }
}

/// Whether each key of a map is a fact by itself. Labels are one fact together.
fn is_of_facts(mapping: &Mapping) -> bool {
    !mapping.is_empty() && mapping.keys().all(|key| !key.name.contains(['.', '/']))
}

/// Whether two values are the same fact. The order of a list means nothing in a profile.
fn is_same(one: &Node, other: &Node) -> bool {
    match (&one.value, &other.value) {
        (Value::Sequence(one), Value::Sequence(other)) => {
            one.len() == other.len() && one.iter().all(|item| count(item, one) == count(item, other))
        }
        _ => one.same_value(other),
    }
}

fn count(item: &Node, items: &[Node]) -> usize {
    items.iter().filter(|other| other.same_value(item)).count()
}

#[cfg(test)]
mod tests {
    use super::differences;
    use crate::profile::testing::own;

    fn told(one: &str, other: &str) -> Vec<String> {
        let (one, other) = (own(&format!("extends: minikube\n{one}")), own(&format!("extends: minikube\n{other}")));
        let line = |difference: &super::Difference<'_>| format!("{} {}", difference.path, difference.shown().join(" "));
        differences(&one, &other).iter().map(line).collect()
    }

    #[test]
    fn facts_are_compared_one_by_one() {
        assert_eq!(told("", ""), Vec::<String>::new());
        assert_eq!(told("nodes: {count: 3}", "description: another"), ["nodes.count 3 1"]);
        assert_eq!(told("", "spot: {labels: {a.b/c: d}}"), ["spot.labels - {a.b/c: d}"]);
        assert_eq!(told("gpu: null", ""), ["gpu.resource - nvidia.com/gpu"]);
    }

    #[test]
    fn lists_are_compared_whatever_their_order() {
        assert_eq!(told("operators: [keda, istio]", "operators: [istio, keda]"), Vec::<String>::new());
        assert_eq!(told("operators: [keda]", "operators: [istio, keda]"), ["operators [keda] [istio, keda]"]);
    }
}
