//! What two profiles say differently.

use super::Profile;
use super::resolved::inline;
use crate::fields::{Bytes, Cpu, Duration, NodeCount, Word};
use crate::yaml::{Key, Mapping, Node, Value};

/// Maps of things with names. One that only one profile has is one difference.
const NAMED: [&str; 3] = ["nodes.pools", "storage.classes", "gpu.sharing"];

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
        let text = |value: &Node| value.as_str().map_or_else(|| inline(value), str::to_owned);
        [self.one, self.other].map(|value| value.map_or("-".to_owned(), text))
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
    let is_new = one.is_none() || other.is_none();
    let is_named = path.rsplit_once('.').is_some_and(|(of, _)| NAMED.contains(&of));
    if is_map(one, maps[0]) && is_map(other, maps[1]) && !(is_new && is_named) {
        let own = maps[0].into_iter().flat_map(Mapping::keys);
        let is_new = |key: &&Key| maps[0].is_none_or(|map| map.get(&key.name).is_none());
        for key in own.chain(maps[1].into_iter().flat_map(Mapping::keys).filter(is_new)) {
            let value = |map: Option<&'a Mapping>| map.and_then(|map| map.get(&key.name));
            let path = if path.is_empty() { key.name.to_string() } else { format!("{path}.{}", key.name) };
            compare(&path, value(maps[0]), value(maps[1]), found);
        }
    } else if !is_same(path, one, other) {
        found.push(Difference { path: path.to_owned(), one, other });
    }
}

/// Whether each key of a map is a fact by itself. Labels are one fact together.
fn is_of_facts(mapping: &Mapping) -> bool {
    !mapping.is_empty() && mapping.keys().all(|key| !key.name.contains(['.', '/']))
}

/// Whether two profiles say the same. The order of a list means nothing in a profile.
fn is_same(path: &str, one: Option<&Node>, other: Option<&Node>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return one.or(other).is_none_or(|said| says_nothing(path, said)) };
    match (&one.value, &other.value) {
        (Value::Sequence(one), Value::Sequence(other)) => {
            one.len() == other.len() && one.iter().all(|item| count(item, one) == count(item, other))
        }
        _ => one.same_value(other) || is_same_amount(one, other),
    }
}

/// Whether a value is what holds if nothing is said.
fn says_nothing(path: &str, said: &Node) -> bool {
    match &said.value {
        Value::Sequence(items) => items.is_empty(),
        Value::Mapping(mapping) => mapping.is_empty(),
        Value::Bool(said) => match path.rsplit('.').next() {
            Some("local" | "hidesModel") => !said,
            Some("rewritesPaths") => *said,
            _ => false,
        },
        _ => false,
    }
}

/// Whether two words are ways to write one amount: `16Gi` and `16384Mi`, `4` and `"4"`, `3` and `3..3`.
fn is_same_amount(one: &Node, other: &Node) -> bool {
    let [Some(one), Some(other)] = [one, other].map(word) else { return false };
    is_one::<Bytes>(&one, &other)
        || is_one::<Cpu>(&one, &other)
        || is_one::<Duration>(&one, &other)
        || is_one::<NodeCount>(&one, &other)
}

fn word(node: &Node) -> Option<String> {
    node.as_str().map(str::to_owned).or_else(|| node.as_integer().map(|number| number.to_string()))
}

fn is_one<W: Word + PartialEq>(one: &str, other: &str) -> bool {
    W::parse(one).ok().zip(W::parse(other).ok()).is_some_and(|(one, other)| one == other)
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
        assert_eq!(told("nodes: {zones: 3}", "description: another"), ["nodes.zones 3 1"]);
        assert_eq!(told("", "spot: {labels: {a.b/c: d}}"), ["spot.labels - {a.b/c: d}"]);
        assert_eq!(told("gpu: null", ""), ["gpu.resource - nvidia.com/gpu"]);
        assert_eq!(told("kubernetes: '1.34'", ""), ["kubernetes 1.34 1.36"]);
    }

    #[test]
    fn what_only_one_has_is_one_difference() {
        let pool =
            "nodes: {pools: {more: {count: 0..2, cpu: 4, memory: 8Gi, pods: 9, reserved: {cpu: 1, memory: 1Gi, pods: 2}}}}";
        let shown = "{count: \"0..2\", cpu: 4, memory: 8Gi, pods: 9, reserved: {cpu: 1, memory: 1Gi, pods: 2}}";
        assert_eq!(told("", pool), [format!("nodes.pools.more - {shown}")]);
        assert_eq!(
            told("storage: {classes: {fast: {access: [ReadWriteOnce]}}}", ""),
            ["storage.classes.fast {access: [ReadWriteOnce]} -"]
        );
    }

    #[test]
    fn another_way_to_say_it_is_no_difference() {
        let same = "nodes: {pools: {minikube: {memory: 8192Mi, cpu: 4000m, count: 1..1}}}\nrouting: {rewritesPaths: true}";
        assert_eq!(told(same, "operators: []"), Vec::<String>::new());
        assert_eq!(told("local: false", "local: false\nrouting: {rewritesPaths: false}"), ["routing.rewritesPaths - false"]);
    }

    #[test]
    fn lists_are_compared_whatever_their_order() {
        assert_eq!(told("operators: [keda, istio]", "operators: [istio, keda]"), Vec::<String>::new());
        assert_eq!(told("operators: [keda]", "operators: [istio, keda]"), ["operators [keda] [istio, keda]"]);
    }
}
