//! The words of an expression.

use super::aggregators::Aggregator;
use super::keywords::Keyword;
use super::operators::Operator;
use std::ops::Range;

/// What a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A number such as `1.5`, `0x1F` or `Inf`.
    Number,
    /// A duration such as `1h30m`.
    Duration,
    /// A text in quotes.
    Text,
    /// A name.
    Name,
    /// A name with colons, which only metrics and labels have.
    MetricName,
    Operator(Operator),
    Aggregator(Aggregator),
    Keyword(Keyword),
    /// `=`, inside of braces.
    Equals,
    /// `=~`, inside of braces.
    Like,
    /// `!~`, inside of braces.
    Unlike,
    Comma,
    Colon,
    At,
    OpenParenthesis,
    CloseParenthesis,
    OpenBrace,
    CloseBrace,
    OpenBracket,
    CloseBracket,
    /// Behind the last word.
    End,
}

/// A word and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) token: Token,
    pub(super) range: Range<usize>,
}
