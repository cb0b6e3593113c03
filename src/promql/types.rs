//! What each part of an expression gives, and whether those around it take that (`parse.go`, `checkAST`).

use super::aggregators::Aggregator;
use super::error::Error;
use super::functions::Function;
use super::operators::Operator;
use super::tree::{Expression, Id, Kind, METRIC_NAME, Matching, Selector, Stored};
use std::fmt;
use std::ops::Range;

/// What an expression gives, as Prometheus names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueType {
    /// One number.
    Scalar,
    /// One sample of each of some series.
    InstantVector,
    /// The samples of some series within a window.
    RangeVector,
    /// A text.
    String,
}

impl fmt::Display for ValueType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Scalar => "a scalar",
            Self::InstantVector => "an instant vector",
            Self::RangeVector => "a range vector",
            Self::String => "a string",
        })
    }
}

/// Looks at every part, those inside of others first.
pub(super) fn check(parts: Vec<Stored>) -> Result<Expression, Error> {
    let mut checked = Checked { parts: &parts, values: Vec::with_capacity(parts.len()) };
    let labels_only = labels_only(&parts);
    for (index, part) in parts.iter().enumerate() {
        let value = match &part.kind {
            Kind::Number(_) => ValueType::Scalar,
            Kind::Text(_) => ValueType::String,
            Kind::Selector(selector) => {
                check_selector(selector, &part.range, labels_only.contains(&index))?;
                ValueType::InstantVector
            }
            Kind::Range(_) => ValueType::RangeVector,
            Kind::Subquery(inner) => {
                checked.wants(*inner, ValueType::InstantVector, "a subquery")?;
                ValueType::RangeVector
            }
            Kind::Parentheses(inner) => checked.value(*inner),
            Kind::Signed { inner, .. } => checked.numbers(*inner, "a sign")?,
            Kind::Binary { operator, place, left, right, matching } => {
                checked.binary(*operator, place, (*left, *right), matching)?
            }
            Kind::Call { function, arguments } => checked.call(function, arguments, &part.range)?,
            Kind::Aggregation { aggregator, parameter, inner, .. } => checked.aggregation(*aggregator, *parameter, *inner)?,
        };
        checked.values.push(value);
    }
    let values = checked.values;
    Ok(Expression { parts, values })
}

/// The selectors that only name labels: those behind the first argument of `info`.
fn labels_only(parts: &[Stored]) -> Vec<usize> {
    let calls = parts.iter().filter_map(|part| match &part.kind {
        Kind::Call { function, arguments } if function.name == "info" => arguments.get(1).map(|id| id.0),
        _ => None,
    });
    calls.collect()
}

fn check_selector(selector: &Selector, range: &Range<usize>, labels_only: bool) -> Result<(), Error> {
    if labels_only {
        return match selector.front {
            Some(_) => {
                Err(Error::new(range.clone(), "a metric where `info` takes labels only").help("leave the name out: `{…}`"))
            }
            None => Ok(()),
        };
    }
    if let Some(front) = &selector.front {
        return match selector.matchers.iter().find(|matcher| matcher.label == METRIC_NAME) {
            Some(matcher) => {
                Err(Error::new(matcher.range.clone(), format!("the name of the metric is there twice: `{front}`, and in braces"))
                    .help("take one of them out"))
            }
            None => Ok(()),
        };
    }
    if selector.matchers.iter().all(super::tree::Matcher::matches_nothing) {
        return Err(Error::new(range.clone(), "a selector of all series")
            .help("name the metric, or ask one label for a value that is not empty: `{job=\"api\"}`"));
    }
    Ok(())
}

/// The parts, and what those that were looked at give.
struct Checked<'a> {
    parts: &'a [Stored],
    values: Vec<ValueType>,
}

impl Checked<'_> {
    fn value(&self, id: Id) -> ValueType {
        self.values[id.0]
    }

    fn range(&self, id: Id) -> Range<usize> {
        self.parts[id.0].range.clone()
    }

    /// Holds a part against what something takes.
    fn wants(&self, id: Id, wanted: ValueType, who: &str) -> Result<(), Error> {
        let found = self.value(id);
        if found == wanted {
            return Ok(());
        }
        let error = Error::new(self.range(id), format!("{who} takes {wanted}, and gets {found}"));
        Err(match (wanted, found) {
            (ValueType::RangeVector, ValueType::InstantVector) => match self.parts[id.0].kind {
                Kind::Selector(_) => error.help("put a range behind the series: `x[5m]`"),
                _ => error.help("functions over time go inside of others: `sum(rate(x[5m]))`"),
            },
            (ValueType::InstantVector, ValueType::RangeVector) => {
                error.help("put the range into a function: `rate(x[5m])`, or leave it out")
            }
            (ValueType::InstantVector, ValueType::Scalar) => error.help("make a series of the number: `vector(1)`"),
            (ValueType::Scalar, ValueType::InstantVector) => error.help("make a number of a single series: `scalar(x)`"),
            (ValueType::String, _) => error.help("put it in quotes"),
            _ => error,
        })
    }

    /// What a part gives, which has to be numbers.
    fn numbers(&self, id: Id, who: &str) -> Result<ValueType, Error> {
        match self.value(id) {
            ValueType::RangeVector => Err(Error::new(self.range(id), format!("{who} and a range vector"))
                .help("put the range into a function: `rate(x[5m])`, or leave it out")),
            ValueType::String => Err(Error::new(self.range(id), format!("{who} and a string"))),
            value => Ok(value),
        }
    }

    fn binary(
        &self,
        operator: Operator,
        place: &Range<usize>,
        (left, right): (Id, Id),
        matching: &Matching,
    ) -> Result<ValueType, Error> {
        let who = format!("`{operator}`");
        let values = (self.numbers(left, &who)?, self.numbers(right, &who)?);
        let are_vectors = values == (ValueType::InstantVector, ValueType::InstantVector);
        let wrong = |message: String, help: &str| Err(Error::new(place.clone(), message).help(help));
        if matching.returns_bool && !operator.is_comparison() {
            return wrong(format!("`bool` behind `{operator}`"), "only comparisons have it: take it out");
        }
        if operator.is_set() && !are_vectors {
            return wrong(format!("`{operator}` beside a scalar"), "it joins series: make one of a number with `vector(1)`");
        }
        if operator.is_set() && matching.group.is_some() {
            return wrong(
                format!("`group_left` or `group_right` behind `{operator}`"),
                "take it out: all series that match are joined",
            );
        }
        if matching.fills && (operator.is_set() || !are_vectors) {
            return wrong(
                format!("`fill` behind `{operator}`"),
                "only arithmetic and comparisons of series have it: take it out",
            );
        }
        if matching.by.as_ref().is_some_and(|by| !by.labels.is_empty()) && !are_vectors {
            return wrong(
                format!("labels behind `{operator}` beside a scalar"),
                "a number has no labels: take `on` or `ignoring` out",
            );
        }
        if let (Some(by), Some(group)) = (&matching.by, &matching.group)
            && !by.without
            && let Some(label) = group.iter().find(|label| by.labels.contains(label))
        {
            return wrong(
                format!("the label `{label}` behind `on` and behind `group_left` or `group_right`"),
                "take it out of the second",
            );
        }
        if values != (ValueType::Scalar, ValueType::Scalar) {
            return Ok(ValueType::InstantVector);
        }
        if operator.is_comparison() && !matching.returns_bool {
            return wrong("two scalars are compared".to_owned(), &format!("write `{operator} bool`, which gives 0 or 1"));
        }
        Ok(ValueType::Scalar)
    }

    fn call(&self, function: &Function, arguments: &[Id], range: &Range<usize>) -> Result<ValueType, Error> {
        let count = arguments.len();
        let (least, most) = (function.least, function.most);
        if count < least || most.is_some_and(|most| count > most) {
            let wanted = match most {
                Some(most) if most == least => least.to_string(),
                Some(most) => format!("{least} to {most}"),
                None => format!("at least {least}"),
            };
            let noun = if wanted == "1" { "argument" } else { "arguments" };
            return Err(Error::new(range.clone(), format!("`{}` takes {wanted} {noun}, and gets {count}", function.name)));
        }
        let who = format!("`{}`", function.name);
        for (index, &argument) in arguments.iter().enumerate() {
            if let Some(&wanted) = function.takes.get(index).or(function.takes.last()) {
                self.wants(argument, wanted, &who)?;
            }
        }
        if let ("info", Some(&labels)) = (function.name, arguments.get(1))
            && !matches!(self.parts[labels.0].kind, Kind::Selector(_))
        {
            return Err(
                Error::new(self.range(labels), "an expression where `info` takes labels only").help("write `{label=\"value\"}`")
            );
        }
        Ok(function.gives)
    }

    fn aggregation(&self, aggregator: Aggregator, parameter: Option<Id>, inner: Id) -> Result<ValueType, Error> {
        let who = format!("`{aggregator}`");
        if let Some(parameter) = parameter {
            let wanted = if aggregator == Aggregator::CountValues { ValueType::String } else { ValueType::Scalar };
            self.wants(parameter, wanted, &format!("{who} in front of the series"))?;
        }
        self.wants(inner, ValueType::InstantVector, &who)?;
        Ok(ValueType::InstantVector)
    }
}
