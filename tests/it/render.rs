//! Every example for every profile: all examples render, or fail with the one reason that a person would give.

use crate::harness::{Output, Test, assert_snapshot, files_below, folders_in, for_each, root, stem};
use mlkube::diag::Report;
use mlkube::profile::BUILTIN;
use mlkube::source::Sources;
use mlkube::yaml::{self, Limits};
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};

/// An example for a profile.
pub(crate) struct Case {
    pub(crate) folder: PathBuf,
    pub(crate) profile: &'static str,
}

impl Case {
    pub(crate) fn name(&self) -> String {
        format!("{}.{}", stem(&self.folder), self.profile)
    }

    /// A copy of the example, and the arguments that render it.
    pub(crate) fn test(&self) -> Test {
        copy_of(&self.folder, Test::new(), "").args(["render", "-p", self.profile])
    }

    pub(crate) fn is_rendered(&self) -> bool {
        self.test().run().code == Some(0)
    }
}

/// Copies a folder into that of a test, below `place`.
pub(crate) fn copy_of(folder: &Path, test: Test, place: &str) -> Test {
    for file in files_below(folder) {
        let path = file.strip_prefix(folder).expect("a path below").to_string_lossy().replace('\\', "/");
        test.write(&format!("{place}{path}"), fs::read(&file).expect("a file of an example"));
    }
    test
}

pub(crate) fn cases() -> Vec<Case> {
    let examples = folders_in(&root().join("examples"));
    assert!(!examples.is_empty(), "there is no example");
    let profiles = |folder: &PathBuf| {
        let folder = folder.clone();
        BUILTIN.iter().map(move |builtin| Case { folder: folder.clone(), profile: builtin.name })
    };
    examples.iter().flat_map(profiles).collect()
}

fn rendered() -> Vec<Case> {
    let cases: Vec<Case> = cases().into_iter().filter(Case::is_rendered).collect();
    assert!(!cases.is_empty(), "no example renders");
    cases
}

#[test]
fn examples_render_or_fail_for_one_reason() {
    for_each(cases(), Case::name, |case| {
        let Output { stdout, stderr, code } = case.test().run();
        let (name, command) = (case.name(), format!("mlkube render -p {}", case.profile));
        assert_snapshot("render", &format!("{name}.stderr"), &command, &stderr);
        match code {
            Some(0) => assert_snapshot("render", &format!("{name}.stdout"), &command, &stdout),
            _ => assert_eq!((code, stdout.as_str()), (Some(1), "")),
        }
    });
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for_each(rendered(), Case::name, |case| {
        let first = case.test().run().success();
        let again = case.test().run().success();
        assert_eq!(first.stdout, again.stdout, "a second time");
        let elsewhere = copy_of(&case.folder, Test::new(), "deep/below/")
            .args(["render", "-p", case.profile, "-f", "deep/below/mlkube.yaml"])
            .env("LANG", "tr_TR.UTF-8")
            .env("LC_ALL", "tr_TR.UTF-8")
            .env("TZ", "Pacific/Chatham")
            .env("HOME", "/nonexistent");
        let elsewhere = elsewhere.run().success();
        assert_eq!(first.stdout, elsewhere.stdout, "from another folder, language and time zone");
        assert_eq!(first.stderr, elsewhere.stderr.replace("deep/below/", ""), "what is said, too");
    });
}

#[test]
fn json_holds_the_objects_of_the_yaml() {
    for_each(rendered(), Case::name, |case| {
        let yaml = case.test().run().success().stdout;
        let json = case.test().args(["render", "-p", case.profile, "-o", "json"]).run().success().stdout;
        let list: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!((&list["apiVersion"], &list["kind"]), (&"v1".into(), &"List".into()));
        assert_eq!(list["items"].as_array().expect("a list"), &documents(&yaml));
    });
}

#[test]
fn another_reader_finds_the_same_in_the_yaml() {
    for_each(rendered(), Case::name, |case| {
        let text = case.test().run().success().stdout;
        let (mut sources, mut report) = (Sources::default(), Report::default());
        let source = sources.add("bundle.yaml", text.as_str());
        let own = yaml::read_documents(source, &text, &Limits::default(), &mut report);
        assert!(report.is_empty(), "{:?}", report.sorted());
        let own: Vec<_> = own.iter().map(|node| serde_json::to_value(node).expect("a tree without infinities")).collect();
        assert_eq!(own, documents(&text));
    });
}

/// The documents of a stream, as serde_yaml reads them.
pub(crate) fn documents(text: &str) -> Vec<serde_json::Value> {
    serde_yaml::Deserializer::from_str(text)
        .map(|document| {
            let value = serde_yaml::Value::deserialize(document).expect("a document of YAML");
            serde_json::to_value(value).expect("a document that JSON can hold")
        })
        .collect()
}
