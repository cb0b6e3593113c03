//! `--set path=value` as a layer.

use super::{Layer, LayerKind};
use crate::diag::{Diagnostic, Report, codes};
use crate::source::{Sources, Span};
use crate::yaml::{Key, Mapping, Node, Value, read_value};

/// A value that a flag of the command line sets.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The flag, for messages.
    pub flag: &'static str,
    /// `path=value`.
    pub text: String,
}

/// Reads one `path=value`. The path is keys joined by dots; the value is YAML: `5`, `true`, `[a, b]`, `null`.
pub fn parse_set(setting: &Setting, sources: &mut Sources, report: &mut Report) -> Option<Layer> {
    let argument = setting.text.as_str();
    let source = sources.add(setting.flag, argument);
    let span = |range| Span::new(source, range);
    let Some(equals) = argument.find('=') else {
        report.push(
            Diagnostic::error(codes::BAD_SET, "`--set` needs a path and a value")
                .at(span(0..argument.len()))
                .help("write `--set services.loan-api.scale.max=20`"),
        );
        return None;
    };
    let value = read_value(&argument[equals + 1..], span(equals + 1..argument.len()), report)?;
    let mut keys = Vec::new();
    let mut start = 0;
    for name in argument[..equals].split('.') {
        let place = span(start..start + name.len());
        if name.is_empty() {
            report.push(
                Diagnostic::error(codes::BAD_SET, "the path has an empty key")
                    .at(span(start..start + 1))
                    .help("join keys with single dots: `services.loan-api.scale.max`"),
            );
            return None;
        }
        keys.push(Key::new(place, name.to_owned()));
        start += name.len() + 1;
    }
    let tree = keys.into_iter().rev().fold(value, |inner, key| {
        let span = Span { end: inner.span.end, ..key.span };
        Node { span, value: Value::Mapping(Mapping::from_iter([(key, inner)])) }
    });
    Some(Layer { kind: LayerKind::Set, source, tree })
}
