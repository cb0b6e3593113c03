//! Selectors of series: a name, and what is asked of labels.

use super::error::Error;
use super::nullable::matches_nothing;
use super::operators::Operator;
use super::parse::Parser;
use super::pattern;
use super::text::unquoted;
use super::token::Token;
use super::tree::{Comparison, Id, Kind, METRIC_NAME, Matcher, Selector};

impl Parser<'_> {
    /// A name, braces, or both.
    pub(super) fn selector(&mut self) -> Result<Id, Error> {
        let is_name = match self.token() {
            Token::Name
            | Token::MetricName
            | Token::Aggregator(_)
            | Token::Operator(Operator::And | Operator::Or | Operator::Unless) => true,
            Token::Keyword(word) if word.is_metric() => true,
            Token::OpenBrace => false,
            _ => return Err(self.unexpected("an expression")),
        };
        let mut range = self.place();
        let front = is_name.then(|| self.written().to_owned());
        if is_name {
            self.advance();
        }
        let mut matchers = Vec::new();
        if self.token() == Token::OpenBrace {
            self.advance();
            range.end = self.matchers(&mut matchers)?;
        }
        Ok(self.add(range, Kind::Selector(Selector { front, matchers })))
    }

    /// What stands between braces, and where it ends.
    fn matchers(&mut self, matchers: &mut Vec<Matcher>) -> Result<usize, Error> {
        loop {
            if let Some(close) = self.take(Token::CloseBrace) {
                return Ok(close.end);
            }
            matchers.push(self.matcher()?);
            if self.token() != Token::CloseBrace {
                self.expect(Token::Comma, "`,` or `}`")?;
            }
        }
    }

    /// One label, or the name of the metric in quotes.
    fn matcher(&mut self) -> Result<Matcher, Error> {
        let (label, quoted) = match self.token() {
            Token::Name => (self.written().to_owned(), false),
            Token::Text => (unquoted(self.written()), true),
            _ => return Err(self.unexpected("the name of a label or `}`")),
        };
        let place = self.advance();
        let comparison = match self.token() {
            Token::Equals => Comparison::Equal,
            Token::Operator(Operator::NotEqual) => Comparison::NotEqual,
            Token::Like => Comparison::Like,
            Token::Unlike => Comparison::Unlike,
            _ if quoted => {
                return Ok(Matcher { label: METRIC_NAME.to_owned(), comparison: Comparison::Equal, value: label, range: place });
            }
            _ => return Err(self.unexpected("`=`, `!=`, `=~` or `!~`")),
        };
        self.advance();
        if self.token() != Token::Text {
            let error = self.unexpected("a text in quotes");
            return Err(error.help("values of labels stand in quotes: `{job=\"api\"}`"));
        }
        let value = unquoted(self.written());
        let range = self.advance();
        if matches!(comparison, Comparison::Like | Comparison::Unlike)
            && let Some(wrong) = pattern::wrong(&value)
        {
            return Err(Error::new(range, format!("a regular expression with {wrong}"))
                .help("see https://github.com/google/re2/wiki/Syntax"));
        }
        Ok(Matcher { label, comparison, value, range })
    }
}

impl Matcher {
    /// Whether series without the label may match.
    pub(super) fn matches_nothing(&self) -> bool {
        match self.comparison {
            Comparison::Equal => self.value.is_empty(),
            Comparison::NotEqual => !self.value.is_empty(),
            Comparison::Like => matches_nothing(&self.value) == Some(true),
            Comparison::Unlike => matches_nothing(&self.value) == Some(false),
        }
    }
}
