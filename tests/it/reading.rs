//! What is told about manifests as they are read: a file below `tests/reading/` and a snapshot for each.

use crate::harness::{assert_snapshot, files_below, for_each, root};
use mlkube::checks::{self, Context};
use mlkube::diag::Report;
use mlkube::fields::KubeVersion;
use mlkube::manifest::{Manifest, read};
use mlkube::report;
use mlkube::source::Sources;
use proptest::collection::vec;
use proptest::prelude::*;
use std::fs;
use std::path::Path;

/// What is found in the way in which objects are written: codes from MLK1000 to MLK1099.
fn written(documents: Vec<read::Document>, sources: &Sources) -> Report {
    let manifests: Vec<Manifest> = documents.into_iter().map(|document| Manifest::written(document.node)).collect();
    let newest = KubeVersion::NEWEST;
    let context = Context::open(newest..=newest, sources);
    let mut report = Report::default();
    checks::run(&manifests, &context, &mut report);
    report.retain_from(0, |found| found.code.id.starts_with("MLK10"));
    report
}

/// The names of the objects of a file, and what is found in it.
fn told(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("a text");
    let name = path.file_name().expect("a name").to_string_lossy().into_owned();
    told_about(&name, &text)
}

fn told_about(name: &str, text: &str) -> String {
    let (mut sources, mut found) = (Sources::default(), Report::default());
    let source = sources.add(name, text);
    let documents = read::read(source, text, &mut found);
    let names: Vec<String> = documents.iter().filter_map(|document| document.name().map(str::to_owned)).collect();
    found.append(written(documents, &sources));
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
            report.append(written(documents, &sources));
            assert!(report.is_empty(), "{report:?}");
        },
    );
}

/// A change of a text: where, how many characters go, and what comes.
fn changes() -> impl Strategy<Value = Vec<(prop::sample::Index, usize, String)>> {
    let new = prop_oneof![Just(String::new()), "[-:{}\\[\\]\"'#&*!|>%@`,. \n\t]{1,3}", "\\PC{0,4}", Just("\n---\n".to_owned())];
    vec((any::<prop::sample::Index>(), 0_usize..6, new), 1..4)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn manifests_with_any_mistake_are_answered(changes in changes()) {
        for path in files_below(&root().join("tests/reading")) {
            let mut text: Vec<char> = fs::read_to_string(&path).expect("a text").chars().collect();
            for (at, gone, new) in &changes {
                let start = at.index(text.len() + 1);
                let end = (start + gone).min(text.len());
                text.splice(start..end, new.chars());
            }
            let text: String = text.into_iter().collect();
            prop_assert!(told_about("a.yaml", &text).contains("objects: "));
        }
    }
}
