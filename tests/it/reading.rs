//! What is told about manifests as they are read: a file below `tests/reading/` and a snapshot for each.

use crate::harness::{assert_snapshot, files_below, for_each, root};
use mlkube::diag::Report;
use mlkube::manifest::{hints, read};
use mlkube::report;
use mlkube::source::Sources;
use std::fs;
use std::path::Path;

/// The names of the objects of a file, and what is found in it.
fn told(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("a text");
    let name = path.file_name().expect("a name").to_string_lossy().into_owned();
    let (mut sources, mut found) = (Sources::default(), Report::default());
    let source = sources.add(name, text.as_str());
    let documents = read::read(source, &text, &mut found);
    let mut about = Vec::new();
    documents.iter().for_each(|document| hints::look(&document.node, &sources, &mut about));
    about.into_iter().for_each(|finding| found.push(finding));
    let names: Vec<&str> = documents.iter().filter_map(read::Document::name).collect();
    format!("{}\n\nobjects: {}\n", report::human(&found, &sources, false), names.join(", "))
}

#[test]
fn what_is_read_otherwise_than_meant_is_told() {
    for_each(
        files_below(&root().join("tests/reading")),
        |path| path.display().to_string(),
        |path| {
            let name = path.file_name().expect("a name").to_string_lossy().replace('.', "-");
            assert_snapshot("reading", &name, "", &told(path));
        },
    );
}

/// Bundles as mlkube writes them, and the manifests of its examples, need no hint.
#[test]
fn rendered_bundles_are_read_without_a_finding() {
    let bundles: Vec<_> = files_below(&root().join("tests/snapshots"))
        .into_iter()
        .filter(|path| fs::read_to_string(path).is_ok_and(|text| text.contains("\n---\napiVersion: v1\nkind: Namespace\n")))
        .collect();
    assert!(bundles.len() > 20, "the snapshots of bundles are gone");
    for_each(
        bundles,
        |path| path.display().to_string(),
        |path| {
            let text = fs::read_to_string(path).expect("a text");
            let (_, bundle) = text.split_once("\n---\napiVersion: v1\nkind: Namespace\n").expect("a bundle");
            let bundle = format!("apiVersion: v1\nkind: Namespace\n{bundle}");
            let (mut sources, mut report) = (Sources::default(), Report::default());
            let source = sources.add("bundle.yaml", bundle.as_str());
            let documents = read::read(source, &bundle, &mut report);
            assert!(documents.len() > 1);
            let mut found = report.into_diagnostics();
            documents.iter().for_each(|document| hints::look(&document.node, &sources, &mut found));
            assert!(found.is_empty(), "{found:?}");
        },
    );
}
