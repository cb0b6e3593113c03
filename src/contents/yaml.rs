//! YAML of any program.

use super::fault::Fault;
use super::formats::{Format, ends_in};
use super::template;
use crate::diag::{Report, codes};
use crate::source::SourceId;
use crate::yaml::{Limits, Node, read_documents};

pub(super) const FORMAT: Format = Format {
    name: "YAML",
    recognize: |name, _| ends_in(name, &[".yaml", ".yml"]),
    check: |text, faults| {
        read(text, faults);
    },
};

/// What Kubernetes refuses and other readers of YAML take: tags, numbers without end, keys that are lists or maps.
const KUBERNETES_ONLY: [&str; 5] =
    ["tags mean nothing", "` is not what `", "is a number that Kubernetes", "cannot be a key", "control character"];

/// Reads every document; empty when something is wrong or a template.
pub(super) fn read(text: &str, faults: &mut Vec<Fault>) -> Vec<Node> {
    let mut report = Report::default();
    let documents = read_documents(SourceId::default(), text, &Limits::default(), &mut report);
    let mut failed = false;
    for found in report.into_diagnostics() {
        failed = true;
        let range = found.span.map_or(0..0, crate::source::Span::range);
        if KUBERNETES_ONLY.iter().any(|phrase| found.message.contains(phrase)) || template::explains(text, &range) {
            continue;
        }
        let fault = if found.code == codes::YAML_SYNTAX {
            Fault::error(codes::CONTENT_YAML, range, format!("not YAML: {}", found.message))
        } else if found.code == codes::DUPLICATE_KEY {
            Fault::warning(codes::CONTENT_YAML, range, found.message.clone())
        } else {
            continue;
        };
        faults.push(match found.help.first() {
            Some(help) => fault.help(help),
            None => fault,
        });
    }
    if failed { Vec::new() } else { documents }
}
