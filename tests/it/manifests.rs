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
use mlkube::manifest::read;
use mlkube::profile::{Chain, OwnProfiles, Profile};
use mlkube::source::Sources;
use mlkube::validation::{Request, Validated, validate};
use mlkube::yaml::Node;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

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

/// Something that is found in a file.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Found {
    line: usize,
    code: String,
    words: String,
    is_advice: bool,
    /// The kind and the name of the object that it is about.
    about: Option<(String, String)>,
}

/// A file, and everything that is found in it.
struct File {
    path: PathBuf,
    text: String,
    found: BTreeSet<Found>,
}

/// All files. They are judged once for all tests.
static FILES: LazyLock<Vec<File>> = LazyLock::new(|| {
    let judged = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a text");
        File { found: found(&path, &text), path, text }
    };
    files().into_iter().map(judged).collect()
});

/// Everything that is found in a file.
fn found(path: &Path, text: &str) -> BTreeSet<Found> {
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
    let row = |found: &&mlkube::diag::Diagnostic| Found {
        line: place(found),
        code: found.code.id.to_owned(),
        words: found.headline(),
        is_advice: found.severity == Severity::Info,
        about: found.about.as_ref().map(|about| (about.kind.clone(), about.name.clone())),
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
    for File { path, text, found } in FILES.iter() {
        let wanted = wanted(text);
        let name = path.strip_prefix(root()).expect("below").display().to_string();
        let hears_advice = says(text, "advice").is_some();
        let group = group(path);
        for Found { line, code, words, is_advice, .. } in found {
            if group.as_ref().is_some_and(|codes| !codes.contains(code.as_str())) {
                continue;
            }
            if !wanted.contains(&(*line, code.clone())) && (hears_advice || !is_advice) {
                wrong.push(format!("{name}:{line}: {code} is found and not expected: {words}"));
            }
        }
        for (line, code) in &wanted {
            if !found.iter().any(|found| (&found.line, &found.code) == (line, code)) {
                wrong.push(format!("{name}:{line}: {code} is expected and not found"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_check_fires_in_a_manifest() {
    let codes: BTreeSet<String> = FILES.iter().flat_map(|file| wanted(&file.text)).map(|(_, code)| code).collect();
    let silent: Vec<&str> = checks::all()
        .flat_map(|check| check.pages)
        // Texts in which each of these is found stand beside their formats, where a place is a part of a text.
        .filter(|page| !contents::PAGES.contains(page))
        .map(|(code, _)| code.id)
        .filter(|code| !codes.contains(*code))
        .collect();
    assert!(silent.is_empty(), "write a manifest in tests/manifests that {silent:?} find something in");
}

/// A file and an object in it, by kind and name.
type Placed<'a> = (&'a File, (String, String));

/// A check that fires on every object of a kind would pass as well as one that looks.
#[test]
fn what_is_found_in_an_object_is_not_found_in_another_of_its_kind() {
    // What is wrong with each object of such a kind.
    const OF_KINDS: [&str; 5] = ["MLK1120", "MLK1121", "MLK1301", "MLK1302", "MLK1303"];
    let fires = |code: &str, file: &File, object: &(String, String)| {
        file.found.iter().any(|found| found.code == code && found.about.as_ref() == Some(object))
    };
    let mut of_kind: BTreeMap<String, Vec<Placed<'_>>> = BTreeMap::new();
    for file in FILES.iter() {
        for (kind, name) in objects(&file.text) {
            of_kind.entry(kind.clone()).or_default().push((file, (kind, name)));
        }
    }
    let all = FILES.iter().flat_map(|file| &file.found).filter_map(|found| Some((&found.code, &found.about.as_ref()?.0)));
    let told: BTreeSet<(&String, &String)> = all.filter(|(code, _)| !OF_KINDS.contains(&code.as_str())).collect();
    let is_silent =
        |code: &str, kind: &str| of_kind.get(kind).into_iter().flatten().any(|(file, object)| !fires(code, file, object));
    let always: Vec<_> = told.into_iter().filter(|(code, kind)| !is_silent(code, kind)).collect();
    assert!(always.is_empty(), "write manifests of these kinds in which these codes are not found: {always:?}");
}

/// The kinds and names of the objects in a text.
fn objects(text: &str) -> Vec<(String, String)> {
    let mut sources = Sources::default();
    let source = sources.add("manifest.yaml", text);
    let documents = read::read(source, text, &mut Report::default());
    let word = |node: &Node, way: &[&str]| node.dig(way).and_then(Node::as_str).unwrap_or_default().to_owned();
    documents.iter().map(|document| (word(&document.node, &["kind"]), word(&document.node, &["metadata", "name"]))).collect()
}

#[test]
fn nothing_is_found_in_good_manifests() {
    let is_good = |file: &&File| file.path.components().any(|part| part.as_os_str() == "good");
    for File { path, text, .. } in FILES.iter().filter(is_good) {
        assert!(wanted(text).is_empty(), "{}", path.display());
    }
}
