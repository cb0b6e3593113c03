//! Manifests that say themselves what is to be found in them, and at which line.
//!
//! A file in `tests/manifests/GROUP` holds objects for the checks of a group. A line that ends in `# finds: MLK2001` is where that is found, and nothing else is found
//! anywhere, but for advice, which counts as unexpected only where the file says `# advice`. Inside of texts, where no comment can stand,
//! a line of its own at the beginning of the file says `# finds at 12: MLK1501`.
//! The first lines may say more: `# kubernetes: 1.30..1.33`, `# profile: eks` or one in braces, `# closed`. In `tests/manifests/good` stand manifests as
//! people write them, in which other programs find what is not wrong.

use crate::harness::{files_below, root};
use mlkube::Text;
use mlkube::checks;
use mlkube::contents;
use mlkube::diag::{Report, Severity};
use mlkube::fields::KubeVersion;
use mlkube::profile::{Chain, OwnProfiles, Profile};
use mlkube::source::Sources;
use mlkube::validation::{Request, Validated, validate};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A line, counted from 1, and a code.
type Place = (usize, String);

fn files() -> Vec<PathBuf> {
    let is_manifest = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "yaml" || extension == "json");
    files_below(&root().join("tests/manifests")).into_iter().filter(is_manifest).collect()
}

/// What a file says of itself.
fn says<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let mut comments = text.lines().take_while(|line| line.starts_with('#'));
    comments.find_map(|line| line[1..].trim().strip_prefix(key)).map(|rest| rest.trim_start_matches(':').trim())
}

fn version(text: &str) -> KubeVersion {
    KubeVersion::all().find(|version| version.to_string() == text).unwrap_or_else(|| panic!("no version {text}"))
}

fn wanted(text: &str) -> BTreeSet<Place> {
    let mut places = BTreeSet::new();
    for (index, line) in text.lines().enumerate() {
        let (at, codes) = match (line.split_once("# finds at "), line.split_once("# finds: ")) {
            (Some((_, rest)), _) => {
                let (number, codes) = rest.split_once(':').expect("a line and codes");
                (number.parse().expect("a line"), codes)
            }
            (None, Some((_, codes))) => (index + 1, codes),
            (None, None) => continue,
        };
        places.extend(codes.split_whitespace().map(|code| (at, code.to_owned())));
    }
    places
}

/// The cluster that a file is for: a built-in profile, or one in braces.
fn profile(text: &str, sources: &mut Sources, report: &mut Report) -> Option<Profile> {
    let said = says(text, "profile")?;
    let (name, own) = if said.starts_with('{') { ("own", vec!["own".to_owned()]) } else { (said, Vec::new()) };
    let own = OwnProfiles { names: own, ..OwnProfiles::default() };
    let mut chain = Chain::start(name, None, own, sources, report);
    if name == "own" {
        chain.supply(Some(said.to_owned()), sources, report);
    }
    Some(chain.merged(report).expect("a profile"))
}

/// Everything that is found in a file: the line, the code, the words, and whether it is only advice.
fn found(path: &Path, text: &str) -> BTreeSet<(usize, String, String, bool)> {
    let (mut sources, mut report) = (Sources::default(), Report::default());
    let profile = profile(text, &mut sources, &mut report);
    let asked = says(text, "kubernetes").unwrap_or("1.36");
    let (first, last) = asked.split_once("..").unwrap_or((asked, asked));
    let request = Request {
        versions: Some(version(first)..=version(last)),
        profiles: profile.as_slice(),
        closed: says(text, "closed").is_some(),
        advice: true,
        crds: Vec::new(),
    };
    let manifest = Text { name: path.display().to_string(), content: text.to_owned() };
    let Validated { sources, report, .. } = validate(vec![manifest], &request, sources, report);
    let place = |found: &&mlkube::diag::Diagnostic| {
        if found.code.id == "MLK0440" {
            // That there is nothing is nowhere.
            return 1;
        }
        let span = found.span.unwrap_or_else(|| panic!("{}: {} has no place", path.display(), found.message));
        assert_eq!(sources.get(span.source).text, text, "{}: {} points elsewhere", path.display(), found.message);
        sources.position(span).line
    };
    let told = report.sorted();
    let row = |found: &&mlkube::diag::Diagnostic| {
        (place(found), found.code.id.to_owned(), found.headline(), found.severity == Severity::Info)
    };
    told.iter().map(row).collect()
}

/// The codes of the group whose folder a file stands in: what others find in it is no business of its. None in the folder `good`.
fn group(path: &Path) -> Option<BTreeSet<&'static str>> {
    let of_group = |(name, checks): &(&str, &'static [checks::Check])| {
        let is_it = path.components().any(|part| part.as_os_str() == *name);
        is_it.then(|| checks.iter().flat_map(|check| check.pages).map(|(code, _)| code.id).collect())
    };
    let found = checks::GROUPS.iter().find_map(of_group);
    assert!(found.is_some() || path.components().any(|part| part.as_os_str() == "good"), "{}: no such group", path.display());
    found
}

#[test]
fn exactly_what_a_manifest_says_is_found_in_it() {
    let mut wrong = Vec::new();
    for path in files() {
        let text = fs::read_to_string(&path).expect("a text");
        let (wanted, found) = (wanted(&text), found(&path, &text));
        let name = path.strip_prefix(root()).expect("below").display().to_string();
        let hears_advice = says(&text, "advice").is_some();
        let group = group(&path);
        for (line, code, words, is_advice) in &found {
            if group.as_ref().is_some_and(|codes| !codes.contains(code.as_str())) {
                continue;
            }
            if !wanted.contains(&(*line, code.clone())) && (hears_advice || !is_advice) {
                wrong.push(format!("{name}:{line}: {code} is found and not expected: {words}"));
            }
        }
        for (line, code) in &wanted {
            if !found.iter().any(|(at, id, ..)| (at, id) == (line, code)) {
                wrong.push(format!("{name}:{line}: {code} is expected and not found"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_check_fires_in_a_manifest() {
    let codes: BTreeSet<String> =
        files().iter().flat_map(|path| wanted(&fs::read_to_string(path).expect("a text"))).map(|(_, code)| code).collect();
    let silent: Vec<&str> = checks::all()
        .flat_map(|check| check.pages)
        // Texts in which each of these is found stand beside their formats, where a place is a part of a text.
        .filter(|page| !contents::PAGES.contains(page))
        .map(|(code, _)| code.id)
        .filter(|code| !codes.contains(*code))
        .collect();
    assert!(silent.is_empty(), "write a manifest in tests/manifests that {silent:?} find something in");
}

#[test]
fn nothing_is_found_in_good_manifests() {
    for path in files().iter().filter(|path| path.components().any(|part| part.as_os_str() == "good")) {
        assert!(wanted(&fs::read_to_string(path).expect("a text")).is_empty(), "{}", path.display());
    }
}
