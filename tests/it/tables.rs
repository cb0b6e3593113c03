//! Tables and folders that have to hold the same: nothing is forgotten, nothing is left over.

use crate::fixtures;
use crate::harness::{files_below, folders_in, root, stem};
use mlkube::components::KINDS;
use mlkube::profile::BUILTIN;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The names of the files directly in a folder, without extensions.
fn files_in(folder: &str) -> BTreeSet<String> {
    let folder = root().join(folder);
    files_below(&folder).iter().filter(|path| path.parent() == Some(&folder)).map(|path| stem(path)).collect()
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_component_is_in_its_table() {
    let mut files = files_in("src/components");
    // A kind with much to say has a folder of its own.
    files.extend(folders_in(&root().join("src/components")).iter().map(|folder| stem(folder)));
    for shared in ["mod", "contract", "parts", "testing"] {
        assert!(files.remove(shared), "src/components/{shared}");
    }
    let kinds: BTreeSet<String> = KINDS.iter().map(|kind| kind.noun.replace(' ', "_")).collect();
    assert_eq!(files, kinds);
}

#[test]
fn sections_and_nouns_are_unique() {
    let unique = |names: Vec<&str>| names.len() == names.iter().collect::<BTreeSet<_>>().len();
    assert!(unique(KINDS.iter().map(|kind| kind.section).collect()));
    assert!(unique(KINDS.iter().map(|kind| kind.noun).collect()));
}

#[test]
fn every_profile_is_in_its_table() {
    let names: Vec<String> = BUILTIN.iter().map(|builtin| builtin.name.to_owned()).collect();
    assert!(names.is_sorted(), "{names:?}");
    assert_eq!(files_in("profiles").into_iter().collect::<Vec<_>>(), names);
    for builtin in BUILTIN {
        assert_eq!(text(&root().join(format!("profiles/{}.yaml", builtin.name))), builtin.text);
    }
}

#[test]
fn every_check_is_in_its_table() {
    for group in folders_in(&root().join("src/checks")).iter().filter(|folder| stem(folder) != "typed") {
        let table = text(&group.join("mod.rs"));
        for file in files_below(group).iter().filter(|file| text(file).contains("const CHECK: Check")) {
            // A check of several files stands in the folder of its name.
            let name = if stem(file) == "mod" { file.parent().map(stem).unwrap_or_default() } else { stem(file) };
            let line = format!("{name}::CHECK");
            assert!(table.contains(&line), "{} lacks {line}", group.display());
        }
    }
}

#[test]
fn every_template_is_used() {
    let sources: String = files_below(&root().join("src")).iter().map(|path| text(path)).collect();
    for template in files_below(&root().join("templates")) {
        let name = template.strip_prefix(root()).expect("a path below").to_string_lossy().replace('\\', "/");
        assert!(sources.contains(&format!("{name}\")")), "no source includes {name}");
    }
}

/// The snapshots of a folder.
fn snapshots(folder: &str) -> BTreeSet<String> {
    let folder = root().join("tests/snapshots").join(folder);
    let files = files_below(&folder);
    let strangers: Vec<_> = files.iter().filter(|path| path.extension().is_none_or(|extension| extension != "snap")).collect();
    assert!(strangers.is_empty(), "no snapshots: {strangers:?}; look at them with `cargo insta review`");
    files.iter().map(|path| stem(path)).collect()
}

#[test]
fn no_snapshot_is_without_its_fixture() {
    let names = |folder: &str| fixtures::all(folder).into_iter().map(|fixture| fixture.name).collect::<BTreeSet<String>>();
    let mut errors = names("errors");
    errors.extend(crate::errors::hostile_names());
    let left_over: Vec<_> = snapshots("errors").difference(&errors).cloned().collect();
    assert!(left_over.is_empty(), "remove {left_over:?}");
    assert_eq!(snapshots("warnings"), names("warnings"));
    let streams = |name: &String| ["stdout", "stderr"].map(|stream| format!("{name}.{stream}"));
    assert_eq!(snapshots("specs"), names("specs").iter().flat_map(streams).collect());
}

#[test]
fn no_overlay_is_without_its_spec() {
    for folder in ["errors", "specs", "warnings"] {
        for file in files_in(&format!("tests/{folder}")) {
            if let Some(spec) = [".overlay", ".extra", ".profile"].iter().find_map(|beside| file.strip_suffix(beside)) {
                assert!(root().join(format!("tests/{folder}/{spec}.yaml")).is_file(), "{file}");
            }
        }
    }
}

#[test]
fn no_snapshot_is_without_its_example() {
    let examples: Vec<String> = folders_in(&root().join("examples")).iter().map(|folder| stem(folder)).collect();
    for snapshot in snapshots("render") {
        let parts: Vec<&str> = snapshot.split('.').collect();
        let [example, profile, stream] = parts.as_slice() else { panic!("{snapshot}") };
        assert!(examples.iter().any(|name| name == example), "{snapshot}");
        assert!(BUILTIN.iter().any(|builtin| builtin.name == *profile), "{snapshot}");
        assert!(["stdout", "stderr"].contains(stream), "{snapshot}");
    }
}

/// A file of tests that nobody declares is a file of tests that nobody runs.
#[test]
fn every_module_of_tests_is_declared() {
    for (folder, file) in [("tests/it", "main"), ("tests/it/properties", "mod")] {
        let mut modules = files_in(folder);
        assert!(modules.remove(file));
        modules.extend(folders_in(&root().join(folder)).iter().map(|path| stem(path)));
        let text = text(&root().join(folder).join(format!("{file}.rs")));
        let declared: BTreeSet<String> =
            text.lines().filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';')).map(str::to_owned).collect();
        assert_eq!(modules, declared, "{folder}");
    }
}
