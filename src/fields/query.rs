//! Expressions of PromQL.

use super::word::{Invalid, Word, word};
use crate::diag::codes;
use crate::promql::{self, ValueType};

/// An expression of PromQL with numbers for an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query(String);

impl Query {
    /// The expression as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Word for Query {
    const EXPECTED: &'static str = "a PromQL expression such as `queue_length > 100`";
    const PATTERN: &'static str = "\\S";

    fn parse(text: &str) -> Result<Self, Invalid> {
        let invalid = |message: &str, help: &str| Err(Invalid::new(codes::BAD_QUERY, message, help));
        let expression = match promql::parse(text) {
            Ok(expression) => expression,
            Err(error) => {
                let help = "try the expression in Prometheus first".to_owned();
                let message = format!("this is not PromQL: {}", error.message);
                return Err(Invalid::new(codes::BAD_QUERY, message, error.help.unwrap_or(help)));
            }
        };
        match expression.whole().value() {
            ValueType::String => invalid("the answer would be a text", "ask for a number: `queue_length`, `queue_length > 100`"),
            ValueType::RangeVector => {
                invalid("the answer would be a range of samples", "put the range into a function: `rate(errors_total[5m]) > 0.1`")
            }
            ValueType::Scalar | ValueType::InstantVector => Ok(Self(text.to_owned())),
        }
    }
}

word!(Query, "Query");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_expressions_with_numbers_for_an_answer() {
        for good in ["up == 0", "sum by (job) (rate(x_total{status=~\"5..\"}[5m])) > 0.1", "absent(up{job=\"api\"})"] {
            assert!(Query::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "rate(x_total) > 1", "x_total[5m]", "sum by job (x)", "\"text\"", "x{status=5}", "x >"] {
            assert!(Query::parse(bad).is_err(), "{bad}");
        }
    }
}
