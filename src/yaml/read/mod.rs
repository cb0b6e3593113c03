//! Text to trees: every document, every problem, each with its place.

mod builder;
mod encoding;
mod frame;
mod key;
mod limits;
mod problem;
mod scalar;
mod simple;
mod split;
mod syntax;
mod tag;
mod value;

use granit_parser::Parser;

use self::builder::Builder;
use super::Node;
use crate::diag::Report;
use crate::source::{SourceId, Span};

pub use encoding::text_from_utf8;
pub use limits::Limits;
pub(crate) use limits::Used;
pub(crate) use split::split;
pub use value::read_value;

/// Reads every document of a text.
///
/// What is no YAML, a key given twice, an unknown alias and the like are reported, all of them in one run: a broken document
/// is left out and reading goes on with the next one. A document without a value counts as none. After a hundred problems
/// the rest of the text is left for the next run.
///
/// The keys of a map win over those that it merges with `<<`, wherever it stands; `kubectl` lets the later ones win.
pub fn read_documents(source: SourceId, text: &str, limits: &Limits, report: &mut Report) -> Vec<Node> {
    read(text, Span::new(source, 0..text.len()), limits, report).documents
}

/// Reads the only document of a text; an empty text and a second document are errors.
pub fn read_document(source: SourceId, text: &str, report: &mut Report) -> Option<Node> {
    let Reading { documents, failed } = read(text, Span::new(source, 0..text.len()), &Limits::default(), report);
    let mut documents = documents.into_iter();
    match (documents.next(), documents.next()) {
        (Some(first), Some(second)) => {
            report.push(problem::many_documents(second.span, first.span));
            None
        }
        (first, _) => {
            if first.is_none() && !failed {
                report.push(problem::empty_document(Span::new(source, 0..0)));
            }
            first
        }
    }
}

/// What became of a text.
struct Reading {
    /// The documents that could be read.
    documents: Vec<Node>,
    /// Whether something was reported.
    failed: bool,
}

/// Reads a text that stands somewhere in a source.
fn read(text: &str, origin: Span, limits: &Limits, report: &mut Report) -> Reading {
    if text.len() > limits.bytes {
        report.push(problem::too_long(limits.bytes, Span { end: origin.start, ..origin }));
        return Reading { documents: Vec::new(), failed: true };
    }
    let (mut documents, mut used) = (Vec::new(), Used::default());
    for range in split(text) {
        let start = origin.start as usize;
        let place = Span::new(origin.source, start + range.start..start + range.end);
        documents.append(&mut read_part(&text[range], place, limits, &mut used, report));
        if !used.goes_on() {
            break;
        }
    }
    Reading { documents, failed: used.failed() }
}

/// Reads one of the parts that [`split`] has found, which is one document as a rule. `used` is what the parts before it have used
/// of the limits.
pub(crate) fn read_part(text: &str, origin: Span, limits: &Limits, used: &mut Used, report: &mut Report) -> Vec<Node> {
    if let Some(problem) = control_character(text, origin) {
        used.problem(problem, report);
        return Vec::new();
    }
    if let Some((node, nodes)) = simple::read(text, origin, &Limits { nodes: limits.nodes.saturating_sub(used.nodes), ..*limits })
    {
        used.nodes += nodes;
        return vec![node];
    }
    parse(text, origin, limits, used, report)
}

/// Reads with the parser, which knows all of YAML.
fn parse(text: &str, origin: Span, limits: &Limits, used: &mut Used, report: &mut Report) -> Vec<Node> {
    let mut builder = Builder::new(text, origin, limits, used, report);
    let mut parser = Parser::new_from_str_with_options(text, options(limits));
    while let Some(step) = parser.next_event() {
        match step {
            Ok((event, span)) => {
                if builder.take(event, &span).is_break() {
                    break;
                }
            }
            Err(error) => {
                if builder.fail(&error).is_break() || !matches!(parser.proceed_next_document(), Ok(true)) {
                    break;
                }
            }
        }
    }
    builder.finish()
}

fn options(limits: &Limits) -> granit_parser::Options {
    granit_parser::options! {
        emit_unresolved_aliases: true,
        emit_anchor_events: true,
        flow_nesting_limit: limits.depth,
        block_nesting_limit: limits.depth,
    }
}

/// The first character that Kubernetes refuses anywhere in a text.
fn control_character(text: &str, origin: Span) -> Option<crate::diag::Diagnostic> {
    let forbidden = |byte: &u8| matches!(byte, 0..=8 | 11 | 12 | 14..=31 | 127);
    let at = text.as_bytes().iter().position(forbidden)?;
    let character = text[at..].chars().next()?;
    let start = origin.start as usize + at;
    Some(problem::control_character(character, Span::new(origin.source, start..start + 1)))
}
