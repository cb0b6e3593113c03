//! PromQL, the language of Prometheus: from a text to a tree with places, or what is wrong with it and where.
//!
//! The language is that of Prometheus 3.14 (`promql/parser` of github.com/prometheus/prometheus, 2026-08-21) with everything that is
//! experimental there: nothing in an expression tells what its server has enabled. `lex` makes words, `parse` a tree of them,
//! `types` looks whether each operation gets what it takes.
//!
//! A tree is a list in which each part stands behind those inside it. So a chain of thousands of operators takes room, and no stack.

mod aggregators;
mod calls;
mod duration;
mod error;
mod functions;
mod keywords;
mod length;
mod lex;
mod literals;
mod matching;
mod nullable;
mod number;
mod operators;
mod parse;
mod pattern;
mod postfix;
mod selector;
mod text;
mod token;
mod tree;
mod types;

#[cfg(test)]
mod tests;

pub use aggregators::Aggregator;
pub use duration::milliseconds;
pub use error::Error;
pub use functions::Function;
pub use operators::Operator;
pub use pattern::wrong as wrong_pattern;
pub use tree::{Comparison, Expression, Grouping, Kind, Matcher, Matching, Part, Selector};
pub use types::ValueType;

/// Reads an expression.
///
/// # Errors
///
/// What Prometheus would refuse, the first thing of it.
pub fn parse(text: &str) -> Result<Expression, Error> {
    let tree = parse::tree(text)?;
    types::check(tree)
}
