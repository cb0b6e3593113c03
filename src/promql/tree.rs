//! An expression as a tree: a list in which each part stands behind those inside it.

use super::aggregators::Aggregator;
use super::functions::Function;
use super::operators::Operator;
use super::types::ValueType;
use std::ops::Range;

/// An expression that Prometheus takes.
#[derive(Debug, PartialEq)]
pub struct Expression {
    pub(super) parts: Vec<Stored>,
    /// What each part gives.
    pub(super) values: Vec<ValueType>,
}

/// Where a part stands in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Id(pub(super) usize);

/// A part as it is kept.
#[derive(Debug, PartialEq)]
pub(super) struct Stored {
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
}

/// What a part is.
#[derive(Debug, PartialEq)]
pub enum Kind {
    /// A number; a duration is one of seconds.
    Number(f64),
    /// A text.
    Text(String),
    /// The newest samples of some series.
    Selector(Selector),
    /// The samples of some series within a window: `x[5m]`.
    Range(Id),
    /// The answers to an expression within a window: `x[1h:5m]`.
    Subquery(Id),
    /// An expression in parentheses.
    Parentheses(Id),
    /// An expression behind a sign.
    Signed {
        /// Whether the sign is `-`.
        negative: bool,
        /// What it stands in front of.
        inner: Id,
    },
    /// Two expressions and an operator.
    Binary {
        /// The operator.
        operator: Operator,
        /// Where it stands.
        place: Range<usize>,
        /// What stands in front of it.
        left: Id,
        /// What stands behind it.
        right: Id,
        /// How their series find each other.
        matching: Box<Matching>,
    },
    /// A function and what it is given.
    Call {
        /// The function.
        function: &'static Function,
        /// Its arguments.
        arguments: Vec<Id>,
    },
    /// Few series of many.
    Aggregation {
        /// The operator.
        aggregator: Aggregator,
        /// By which labels.
        grouping: Option<Grouping>,
        /// What stands in front of the series: the 3 of `topk(3, x)`.
        parameter: Option<Id>,
        /// The series.
        inner: Id,
    },
}

/// Which series are picked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selector {
    /// The name in front of the braces.
    pub(super) front: Option<String>,
    /// What is asked of labels.
    pub matchers: Vec<Matcher>,
}

impl Selector {
    /// The name of the series, if it is given as a whole.
    pub fn name(&self) -> Option<&str> {
        let is_name = |matcher: &&Matcher| matcher.label == METRIC_NAME && matcher.comparison == Comparison::Equal;
        let inside = || self.matchers.iter().find(is_name).map(|matcher| matcher.value.as_str());
        self.front.as_deref().or_else(inside)
    }
}

/// The label that holds the name of a series.
pub(super) const METRIC_NAME: &str = "__name__";

/// What is asked of a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matcher {
    /// The label.
    pub label: String,
    /// How its value is compared.
    pub comparison: Comparison,
    /// With what.
    pub value: String,
    /// Where the value stands, with its quotes.
    pub range: Range<usize>,
}

/// How the value of a label is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `=`.
    Equal,
    /// `!=`.
    NotEqual,
    /// `=~`, with a regular expression for the whole value.
    Like,
    /// `!~`, with a regular expression for the whole value.
    Unlike,
}

/// By which labels series are put together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grouping {
    /// Whether these labels are left out, and all others count.
    pub without: bool,
    /// The labels.
    pub labels: Vec<String>,
}

/// How the series of two sides find each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matching {
    /// Whether `bool` makes 0 and 1 of a comparison.
    pub returns_bool: bool,
    /// The labels behind `on`, or behind `ignoring`, which leaves them out.
    pub by: Option<Grouping>,
    /// The labels behind `group_left` or `group_right`.
    pub group: Option<Vec<String>>,
    /// Whether series without a counterpart are given a value.
    pub fills: bool,
}

/// A part of an expression, and the way to those inside it.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    expression: &'a Expression,
    id: Id,
}

impl Expression {
    /// The expression as a whole.
    pub fn whole(&self) -> Part<'_> {
        Part { expression: self, id: Id(self.parts.len().saturating_sub(1)) }
    }

    /// Every part, each behind those inside it.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        (0..self.parts.len()).map(|index| Part { expression: self, id: Id(index) })
    }
}

impl<'a> Part<'a> {
    /// What it is.
    pub fn kind(self) -> &'a Kind {
        &self.expression.parts[self.id.0].kind
    }

    /// Its bytes in the text.
    pub fn range(self) -> Range<usize> {
        self.expression.parts[self.id.0].range.clone()
    }

    /// What it gives.
    pub fn value(self) -> ValueType {
        self.expression.values[self.id.0]
    }

    /// Its number in [`Expression::parts`].
    pub fn index(self) -> usize {
        self.id.0
    }

    /// Another part of the same expression.
    #[must_use]
    pub fn at(self, id: Id) -> Self {
        Self { id, ..self }
    }

    /// It, or what its parentheses hold.
    #[must_use]
    pub fn bare(mut self) -> Self {
        while let Kind::Parentheses(inner) = self.kind() {
            self.id = *inner;
        }
        self
    }

    /// The parts directly inside.
    pub fn children(self) -> Vec<Self> {
        let ids: Vec<Id> = match self.kind() {
            Kind::Number(_) | Kind::Text(_) | Kind::Selector(_) => Vec::new(),
            Kind::Range(inner) | Kind::Subquery(inner) | Kind::Parentheses(inner) | Kind::Signed { inner, .. } => vec![*inner],
            Kind::Binary { left, right, .. } => vec![*left, *right],
            Kind::Call { arguments, .. } => arguments.clone(),
            Kind::Aggregation { parameter, inner, .. } => parameter.iter().copied().chain([*inner]).collect(),
        };
        ids.into_iter().map(|id| self.at(id)).collect()
    }

    /// It and every part inside, at any depth.
    pub fn inside(self) -> Vec<Self> {
        let mut parts = vec![self];
        let mut next = 0;
        while next < parts.len() {
            let children = parts[next].children();
            parts.extend(children);
            next += 1;
        }
        parts
    }

    /// Its value, if it is a number, with its signs.
    pub fn number(self) -> Option<f64> {
        let mut part = self.bare();
        let mut factor = 1.0;
        while let Kind::Signed { negative, inner } = part.kind() {
            factor = if *negative { -factor } else { factor };
            part = part.at(*inner).bare();
        }
        match part.kind() {
            Kind::Number(number) => Some(factor * number),
            _ => None,
        }
    }
}
