//! Tests of the whole room.

mod decode;
mod emit;
mod hostile;
mod properties;
mod read;
mod scalars;
mod strings;
mod to_node;

use crate::diag::Report;
use crate::source::Sources;

/// A finding as tests look at it.
#[derive(Debug, PartialEq, Eq)]
struct Problem {
    id: &'static str,
    line: usize,
    column: usize,
    text: String,
    message: String,
    help: Vec<String>,
}

impl Problem {
    /// Line, column, and the text that is underlined.
    fn place(&self) -> (usize, usize, &str) {
        (self.line, self.column, &self.text)
    }
}

/// Everything in a report, in order.
fn problems(sources: &Sources, report: &Report) -> Vec<Problem> {
    let sorted = report.sorted().into_iter();
    sorted
        .map(|found| {
            let span = found.span.expect("every problem of a text has a place");
            let position = sources.position(span);
            Problem {
                id: found.code.id,
                line: position.line,
                column: position.column,
                text: sources.text(span).to_owned(),
                message: found.message.clone(),
                help: found.help.clone(),
            }
        })
        .collect()
}
