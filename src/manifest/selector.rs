//! Label selectors: which labels they mean.

use crate::yaml::{Mapping, Node};

/// A selector of objects by labels: what a label has to be, and conditions.
#[derive(Clone, Debug, Default)]
pub struct Selector<'a> {
    /// Labels with the value that each must have.
    pub equal: Vec<(&'a str, &'a str)>,
    /// Conditions of `matchExpressions`.
    pub conditions: Vec<Condition<'a>>,
}

/// One item of `matchExpressions`.
#[derive(Clone, Debug)]
pub struct Condition<'a> {
    /// The label.
    pub key: &'a str,
    /// `In`, `NotIn`, `Exists`, `DoesNotExist`.
    pub operator: &'a str,
    /// The values of the first two.
    pub values: Vec<&'a str>,
}

impl<'a> Selector<'a> {
    /// A map of labels, as Services and ReplicationControllers have it. Values that are no strings select nothing and are left out.
    pub fn of_labels(labels: &'a Node) -> Self {
        let pairs = labels.as_mapping().into_iter().flat_map(Mapping::iter);
        Self { equal: pairs.filter_map(|(key, value)| Some((&*key.name, value.as_str()?))).collect(), conditions: Vec::new() }
    }

    /// A `LabelSelector` with `matchLabels` and `matchExpressions`.
    pub fn of(selector: &'a Node) -> Self {
        let condition = |item: &'a Node| {
            Some(Condition {
                key: item.text("key")?,
                operator: item.text("operator")?,
                values: item.items("values").iter().filter_map(Node::as_str).collect(),
            })
        };
        Self {
            equal: selector.get("matchLabels").map(Self::of_labels).unwrap_or_default().equal,
            conditions: selector.items("matchExpressions").iter().filter_map(condition).collect(),
        }
    }

    /// Whether it has no condition, and so means everything.
    pub fn is_empty(&self) -> bool {
        self.equal.is_empty() && self.conditions.is_empty()
    }

    /// Whether it means an object whose labels `value` tells.
    pub fn matches<'b>(&self, value: impl Fn(&str) -> Option<&'b str>) -> bool {
        self.equal.iter().all(|(key, wanted)| value(key) == Some(wanted))
            && self.conditions.iter().all(|condition| condition.holds(value(condition.key)))
    }

    /// The selector in a line, as `kubectl -l` takes it.
    pub fn shown(&self) -> String {
        let equal = self.equal.iter().map(|(key, value)| format!("{key}={value}"));
        equal.chain(self.conditions.iter().map(Condition::shown)).collect::<Vec<_>>().join(",")
    }
}

impl Condition<'_> {
    fn holds(&self, value: Option<&str>) -> bool {
        match self.operator {
            "In" => value.is_some_and(|value| self.values.contains(&value)),
            "NotIn" => value.is_none_or(|value| !self.values.contains(&value)),
            "Exists" => value.is_some(),
            "DoesNotExist" => value.is_none(),
            // The schema tells that there is no such operator.
            _ => true,
        }
    }

    fn shown(&self) -> String {
        match self.operator {
            "In" => format!("{} in ({})", self.key, self.values.join(",")),
            "NotIn" => format!("{} notin ({})", self.key, self.values.join(",")),
            "DoesNotExist" => format!("!{}", self.key),
            _ => self.key.to_owned(),
        }
    }
}
