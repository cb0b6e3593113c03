//! From a text to the objects in it: YAML of one or many documents, JSON of one or many values, and lists.
//!
//! A text is read document by document, so that a broken one does not hide the others. What `kubectl` would read otherwise than YAML
//! says, or would not read at all, is reported here; see `separator.rs`.

mod json;
mod object;
mod portion;
mod problem;
mod secret;
mod separator;
#[cfg(test)]
mod tests;

use crate::diag::{Diagnostic, Report};
use crate::parallel::on_threads;
use crate::source::{SourceId, Span};
use crate::yaml::{Limits, Node, Used, read_part, split};
use std::num::NonZero;
use std::ops::Range;

use object::Objects;

pub use object::Document;

/// Bounds for one portion of a text. `Limits::bytes` stands for the whole text; a larger one cannot be told in places of 32 bits.
const LIMITS: Limits = Limits { bytes: 1 << 30, nodes: 4_000_000, depth: 100, repeated: 200_000 };

/// Reads the objects of a text, in their order.
///
/// Lists (`kind: List`, `PodList`) are taken apart. Documents without a value are skipped. What is no object, or has neither
/// `apiVersion` nor `kind`, is reported and left out. Large texts are read on all cores; what comes out does not depend on their number.
pub fn read(source: SourceId, text: &str, report: &mut Report) -> Vec<Document> {
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    read_on(threads, source, text, report)
}

/// Reads with so many threads at most.
fn read_on(threads: usize, source: SourceId, text: &str, report: &mut Report) -> Vec<Document> {
    if text.len() > LIMITS.bytes {
        report.push(problem::too_large(LIMITS.bytes, Span::new(source, 0..0)));
        return Vec::new();
    }
    let portions = portion::portions(split(text));
    let mut documents = Vec::new();
    for (mut read, found) in on_threads(threads, &portions, |parts| read_portion(source, text, parts)) {
        documents.append(&mut read);
        report.append(found);
    }
    documents
}

/// Reads the documents of one portion, whose limits are those of a text of its own.
fn read_portion(source: SourceId, text: &str, parts: &[Range<usize>]) -> (Vec<Document>, Report) {
    let (mut report, mut used) = (Report::default(), Used::default());
    let mut objects = Objects { documents: Vec::new(), used: &mut used, report: &mut report };
    for part in parts {
        let place = Span::new(source, part.clone());
        let (first, problems) = (objects.documents.len(), objects.report.len());
        for node in read_values(&text[part.clone()], place, objects.used, objects.report) {
            objects.add(node, None);
        }
        let is_read = objects.report.len() == problems;
        secret::cover(&text[part.clone()], place, &objects.documents[first..], is_read, objects.report);
        if !objects.used.goes_on() {
            break;
        }
    }
    (objects.documents, report)
}

/// The values of one part of a text.
fn read_values(text: &str, place: Span, used: &mut Used, report: &mut Report) -> Vec<Node> {
    if let Some(problem) = separator::check(text, place) {
        used.problem(problem, report);
    }
    let Some(start) = json::start(text) else {
        return read_part(text, place, &LIMITS, used, report);
    };
    match json::read(text, start, place, &LIMITS) {
        Ok((nodes, problems)) => {
            for problem in problems {
                used.problem(problem, report);
            }
            nodes
        }
        Err(problem) => read_braces(text, place, &problem, used, report),
    }
}

/// Reads a part that starts with a brace and is no JSON.
fn read_braces(text: &str, place: Span, problem: &Diagnostic, used: &mut Used, report: &mut Report) -> Vec<Node> {
    let mut found = Report::default();
    let nodes = read_part(text, place, &LIMITS, used, &mut found);
    if found.has_errors() && json::is_meant(text) {
        // Who writes JSON is helped by what JSON says.
        used.problem(problem.clone(), report);
        return nodes;
    }
    // Further down kubectl has decided already that it reads YAML.
    if !nodes.is_empty() && place.start == 0 && !text.starts_with("---") {
        used.problem(problem::braces(place, problem), report);
    }
    for problem in found.into_diagnostics() {
        report.push(problem);
    }
    nodes
}
