//! What stands behind an operator and says how the series of both sides find each other.

use super::error::Error;
use super::keywords::Keyword;
use super::operators::Operator;
use super::parse::Parser;
use super::text::unquoted;
use super::token::Token;
use super::tree::{Grouping, Matching};

impl Parser<'_> {
    /// `bool`, `on (…)`, `group_left (…)`, `fill (…)` in this order, each if it is there.
    pub(super) fn matching(&mut self) -> Result<Matching, Error> {
        let returns_bool = self.take(Token::Keyword(Keyword::Bool)).is_some();
        let mut matching = Matching { returns_bool, ..Matching::default() };
        let without = match self.token() {
            Token::Keyword(Keyword::On) => Some(false),
            Token::Keyword(Keyword::Ignoring) => Some(true),
            _ => None,
        };
        if let Some(without) = without {
            self.advance();
            matching.by = Some(Grouping { without, labels: self.labels()? });
            if matches!(self.token(), Token::Keyword(Keyword::GroupLeft | Keyword::GroupRight)) {
                self.advance();
                let labels = if self.token() == Token::OpenParenthesis { self.labels()? } else { Vec::new() };
                matching.group = Some(labels);
            }
        }
        matching.fills = self.fills()?;
        Ok(matching)
    }

    /// `fill (0)`, or one for each side (Prometheus 3.10, experimental).
    fn fills(&mut self) -> Result<bool, Error> {
        let first = self.token();
        let second = match first {
            Token::Keyword(Keyword::Fill) => None,
            Token::Keyword(Keyword::FillLeft) => Some(Keyword::FillRight),
            Token::Keyword(Keyword::FillRight) => Some(Keyword::FillLeft),
            _ => return Ok(false),
        };
        self.advance();
        self.fill_value()?;
        if let Some(second) = second
            && self.take(Token::Keyword(second)).is_some()
        {
            self.fill_value()?;
        }
        Ok(true)
    }

    fn fill_value(&mut self) -> Result<(), Error> {
        self.expect(Token::OpenParenthesis, "`(`")?;
        if matches!(self.token(), Token::Operator(Operator::Add | Operator::Subtract)) {
            self.advance();
        }
        if !matches!(self.token(), Token::Number | Token::Duration) {
            return Err(self.unexpected("a number"));
        }
        self.number()?;
        self.advance();
        self.expect(Token::CloseParenthesis, "`)`")?;
        Ok(())
    }

    /// Labels in parentheses.
    pub(super) fn labels(&mut self) -> Result<Vec<String>, Error> {
        self.expect(Token::OpenParenthesis, "`(` and the names of labels")?;
        let mut labels = Vec::new();
        while self.take(Token::CloseParenthesis).is_none() {
            labels.push(self.label()?);
            if self.token() != Token::CloseParenthesis {
                self.expect(Token::Comma, "`,` or `)`")?;
            }
        }
        Ok(labels)
    }

    /// The name of a label. Nearly every word may be one.
    fn label(&mut self) -> Result<String, Error> {
        let name = match self.token() {
            Token::Text => unquoted(self.written()),
            Token::Name
            | Token::MetricName
            | Token::Aggregator(_)
            | Token::Operator(Operator::And | Operator::Or | Operator::Unless | Operator::Atan2) => self.written().to_owned(),
            Token::Keyword(word) if word != Keyword::Without => self.written().to_owned(),
            _ => return Err(self.unexpected("the name of a label")),
        };
        if name.is_empty() || name.contains('\u{fffd}') {
            return Err(Error::new(self.place(), "this cannot be the name of a label"));
        }
        self.advance();
        Ok(name)
    }
}
