//! Words with a meaning of their own, in letters of any size (`lex.go`, `key`).

use super::aggregators::Aggregator;
use super::operators::Operator;
use super::token::Token;

/// A word that says how something else is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keyword {
    Anchored,
    Bool,
    By,
    End,
    Fill,
    FillLeft,
    FillRight,
    GroupLeft,
    GroupRight,
    Ignoring,
    MaxOf,
    MinOf,
    Offset,
    On,
    Range,
    Smoothed,
    Start,
    Step,
    Without,
}

impl Keyword {
    /// Whether it is a function when a parenthesis follows.
    pub(super) fn is_function(self) -> bool {
        matches!(self, Self::End | Self::MaxOf | Self::MinOf | Self::Range | Self::Start | Self::Step)
    }

    /// Whether a metric may be called like this.
    pub(super) fn is_metric(self) -> bool {
        !matches!(self, Self::Bool | Self::GroupLeft | Self::GroupRight | Self::Ignoring | Self::On)
    }
}

const KEYWORDS: [(&str, Keyword); 19] = [
    ("anchored", Keyword::Anchored),
    ("bool", Keyword::Bool),
    ("by", Keyword::By),
    ("end", Keyword::End),
    ("fill", Keyword::Fill),
    ("fill_left", Keyword::FillLeft),
    ("fill_right", Keyword::FillRight),
    ("group_left", Keyword::GroupLeft),
    ("group_right", Keyword::GroupRight),
    ("ignoring", Keyword::Ignoring),
    ("max_of", Keyword::MaxOf),
    ("min_of", Keyword::MinOf),
    ("offset", Keyword::Offset),
    ("on", Keyword::On),
    ("range", Keyword::Range),
    ("smoothed", Keyword::Smoothed),
    ("start", Keyword::Start),
    ("step", Keyword::Step),
    ("without", Keyword::Without),
];

const OPERATORS: [(&str, Operator); 4] =
    [("and", Operator::And), ("atan2", Operator::Atan2), ("or", Operator::Or), ("unless", Operator::Unless)];

/// What a word means by itself; none for a name.
pub(super) fn meaning(word: &str) -> Option<Token> {
    fn find<T: Copy>(table: &[(&str, T)], word: &str) -> Option<T> {
        table.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map(|(_, meaning)| *meaning)
    }
    let is_number = word.eq_ignore_ascii_case("inf") || word.eq_ignore_ascii_case("nan");
    is_number
        .then_some(Token::Number)
        .or_else(|| find(&Aggregator::ALL, word).map(Token::Aggregator))
        .or_else(|| find(&KEYWORDS, word).map(Token::Keyword))
        .or_else(|| find(&OPERATORS, word).map(Token::Operator))
}
