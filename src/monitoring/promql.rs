//! Expressions of PromQL, put together from small parts. A test parses every expression that mlkube writes.

use std::collections::BTreeSet;
use std::fmt::{self, Display, Write};

/// A selector of series: a name, and what their labels have to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Series {
    name: String,
    matchers: Vec<String>,
}

/// All series of a name.
pub(super) fn series(name: impl Into<String>) -> Series {
    Series { name: name.into(), matchers: Vec::new() }
}

impl Series {
    /// Those whose label has this value.
    #[must_use]
    pub(super) fn is(self, label: &str, value: &str) -> Self {
        self.matching(label, "=", value)
    }

    /// Those whose label has another value.
    #[must_use]
    pub(super) fn other_than(self, label: &str, value: &str) -> Self {
        self.matching(label, "!=", value)
    }

    /// Those whose label has a value like this, a regular expression for the whole of it.
    #[must_use]
    pub(super) fn like(self, label: &str, pattern: &str) -> Self {
        self.matching(label, "=~", pattern)
    }

    /// Those of some namespaces.
    #[must_use]
    pub(super) fn within(self, namespaces: &BTreeSet<String>) -> Self {
        self.one_of("namespace", namespaces.iter().map(String::as_str))
    }

    /// Those whose label has one of these values. They are plain names, in which a regular expression reads nothing but letters.
    #[must_use]
    pub(super) fn one_of<'a>(self, label: &str, values: impl IntoIterator<Item = &'a str>) -> Self {
        let values: Vec<&str> = values.into_iter().collect();
        match values.as_slice() {
            [only] => self.is(label, only),
            _ => self.like(label, &values.join("|")),
        }
    }

    fn matching(mut self, label: &str, operator: &str, value: &str) -> Self {
        self.matchers.push(format!("{label}{operator}{}", quoted(value)));
        self
    }
}

impl Display for Series {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.name)?;
        if !self.matchers.is_empty() {
            write!(formatter, "{{{}}}", self.matchers.join(","))?;
        }
        Ok(())
    }
}

fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(letter);
            }
            '\n' => quoted.push_str("\\n"),
            _ => {
                let _ = write!(quoted, "{letter}");
            }
        }
    }
    quoted.push('"');
    quoted
}

/// The growth of a counter in a second, as it was over a window.
pub(super) fn rate(series: &Series, window: &str) -> String {
    format!("rate({series}[{window}])")
}

/// The growth of a counter over a window.
pub(super) fn increase(series: &Series, window: &str) -> String {
    format!("increase({series}[{window}])")
}

/// The sum of everything.
pub(super) fn sum(expression: impl Display) -> String {
    format!("sum({expression})")
}

/// The sums that differ in some labels.
pub(super) fn sum_by(labels: &[&str], expression: impl Display) -> String {
    format!("sum by ({}) ({expression})", labels.join(", "))
}

/// The largest of those that differ in some labels.
pub(super) fn max_by(labels: &[&str], expression: impl Display) -> String {
    format!("max by ({}) ({expression})", labels.join(", "))
}

/// The time in seconds in which a share of requests was answered, by a histogram without its ending.
pub(super) fn quantile(share: &str, histogram: &Series, labels: &[&str], window: &str) -> String {
    let labels: Vec<&str> = ["le"].iter().chain(labels).copied().collect();
    format!("histogram_quantile({share}, {})", sum_by(&labels, rate(&histogram.ending("_bucket"), window)))
}

impl Series {
    /// The series of the same labels whose name has an ending more.
    pub(super) fn ending(&self, ending: &str) -> Self {
        Self { name: format!("{}{ending}", self.name), ..self.clone() }
    }
}

/// The pattern of a bucket's bound. Prometheus 3 writes `1.0` for whole bounds whatever the program says, older ones what it says
/// (Prometheus 3.0 migration guide, "Normalization of le and quantile label values").
pub(super) fn bound(seconds: &str) -> String {
    match seconds.split_once('.') {
        Some((whole, fraction)) => format!("{whole}[.]{fraction}"),
        None => format!("{seconds}([.]0)?"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn series_quote_their_values() {
        let odd = series("x").is("path", "a\"b\\c\n");
        assert_eq!(odd.to_string(), r#"x{path="a\"b\\c\n"}"#);
        assert!(crate::promql::parse(&odd.to_string()).is_ok());
        let namespaces = ["a".to_owned(), "b".to_owned()].into();
        assert_eq!(series("up").within(&namespaces).to_string(), r#"up{namespace=~"a|b"}"#);
    }

    #[test]
    fn bounds_are_met_in_both_spellings() {
        assert_eq!((bound("0.5").as_str(), bound("1").as_str()), ("0[.]5", "1([.]0)?"));
    }
}
