//! Functions and aggregations: a word, and arguments in parentheses behind it.

use super::aggregators::Aggregator;
use super::error::Error;
use super::functions::{FUNCTIONS, function};
use super::keywords::Keyword;
use super::parse::Parser;
use super::token::Token;
use super::tree::{Grouping, Id, Kind};
use crate::diag::nearest;

impl Parser<'_> {
    /// A function and its arguments.
    pub(super) fn call(&mut self) -> Result<Id, Error> {
        let name = self.written();
        let Some(function) = function(name) else {
            let near = nearest(name, FUNCTIONS.iter().map(|function| function.name));
            let error = Error::new(self.place(), format!("there is no function `{name}`"));
            return Err(match near {
                Some(near) => error.help(format!("did you mean `{near}`?")),
                None => error,
            });
        };
        let start = self.advance().start;
        let (arguments, end) = self.arguments()?;
        Ok(self.add(start..end, Kind::Call { function, arguments }))
    }

    /// What stands in parentheses behind a function, and where it ends.
    fn arguments(&mut self) -> Result<(Vec<Id>, usize), Error> {
        self.expect(Token::OpenParenthesis, "`(`")?;
        let mut arguments = Vec::new();
        if let Some(close) = self.take(Token::CloseParenthesis) {
            return Ok((arguments, close.end));
        }
        loop {
            arguments.push(self.deeper(Self::expression)?);
            let Some(comma) = self.take(Token::Comma) else { break };
            if self.token() == Token::CloseParenthesis {
                return Err(Error::new(comma, "a comma behind the last argument").help("take it out"));
            }
        }
        let close = self.expect(Token::CloseParenthesis, "an operator, `,` or `)`")?;
        Ok((arguments, close.end))
    }

    /// An aggregation, its labels in front of its arguments or behind them.
    pub(super) fn aggregation(&mut self, aggregator: Aggregator) -> Result<Id, Error> {
        let place = self.advance();
        let mut grouping = self.grouping()?;
        let (arguments, mut end) = self.arguments()?;
        if grouping.is_none() {
            grouping = self.grouping()?;
            end = self.end();
        }
        let (parameter, inner) = match (aggregator.has_parameter(), arguments.as_slice()) {
            (true, [parameter, inner]) => (Some(*parameter), *inner),
            (false, [inner]) => (None, *inner),
            (true, found) => {
                return Err(Error::new(place, format!("`{aggregator}` takes 2 arguments, and gets {}", found.len()))
                    .help(format!("write `{aggregator}(PARAMETER, SERIES)`")));
            }
            (false, found) => {
                return Err(Error::new(place, format!("`{aggregator}` takes 1 argument, and gets {}", found.len()))
                    .help(format!("write `{aggregator} by (LABEL) (SERIES)`")));
            }
        };
        Ok(self.add(place.start..end, Kind::Aggregation { aggregator, grouping, parameter, inner }))
    }

    /// `by (…)` or `without (…)`, if one stands here.
    fn grouping(&mut self) -> Result<Option<Grouping>, Error> {
        let without = match self.token() {
            Token::Keyword(Keyword::By) => false,
            Token::Keyword(Keyword::Without) => true,
            _ => return Ok(None),
        };
        self.advance();
        Ok(Some(Grouping { without, labels: self.labels()? }))
    }
}
