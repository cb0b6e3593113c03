//! What is rendered for each version of Kubernetes, against what the versions know.
//!
//! `tests/kubernetes/fields.txt` says which fields objects can have, and since which version; it knows nothing of the table of features.

use crate::fixtures;
use crate::harness::{Test, root};
use crate::render;
use mlkube::diag::Report;
use mlkube::fields::KubeVersion;
use mlkube::source::Sources;
use mlkube::versions::{self, APIS, Api, Before, Feature, On, Root};
use mlkube::yaml::{self, Limits, Node};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::sync::Mutex;
use std::thread;

/// What objects can say.
struct Fields {
    /// The type of each kind, by API and kind.
    kinds: BTreeMap<(String, String), String>,
    /// The fields of each type.
    types: BTreeMap<String, BTreeMap<String, Field>>,
}

/// A field of a type.
struct Field {
    /// The type of its value, of its items or of its values, if that is one with fields.
    of: Option<String>,
    is_map: bool,
    since: Option<KubeVersion>,
}

impl Fields {
    fn read() -> Self {
        let text = fs::read_to_string(root().join("tests/kubernetes/fields.txt")).expect("the list of fields");
        let (mut kinds, mut types): (BTreeMap<_, _>, BTreeMap<_, BTreeMap<_, _>>) = Default::default();
        let mut current = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words.as_slice() {
                [api, kind, "=", name] => {
                    kinds.insert(((*api).to_owned(), (*kind).to_owned()), (*name).to_owned());
                }
                [name] if !line.starts_with(' ') => (*name).clone_into(&mut current),
                [field, rest @ ..] => {
                    types.entry(current.clone()).or_default().insert((*field).to_owned(), Field::read(rest));
                }
                [] => {}
            }
        }
        Self { kinds, types }
    }

    /// The fields of an object that the version lacks, or that no version knows.
    fn unknown(&self, object: &Value, version: KubeVersion) -> Vec<String> {
        let text = |key: &str| object[key].as_str().unwrap_or_default().to_owned();
        let (api, kind) = (text("apiVersion"), text("kind"));
        let mut unknown = Vec::new();
        match self.kinds.get(&(api, kind.clone())) {
            Some(name) => self.look(name, object, version, &kind, &mut unknown),
            None => self.look_for_templates(object, version, &kind, &mut unknown),
        }
        unknown
    }

    fn look(&self, of: &str, value: &Value, version: KubeVersion, path: &str, unknown: &mut Vec<String>) {
        let (Some(fields), Some(map)) = (self.types.get(of), value.as_object()) else { return };
        for (key, value) in map {
            let path = format!("{path}.{key}");
            let Some(Field { of, is_map, since }) = fields.get(key) else {
                unknown.push(path);
                continue;
            };
            if since.is_some_and(|since| version < since) {
                unknown.push(path);
                continue;
            }
            let Some(of) = of else { continue };
            match value {
                Value::Array(items) => items.iter().for_each(|item| self.look(of, item, version, &path, unknown)),
                Value::Object(values) if *is_map => {
                    values.values().for_each(|value| self.look(of, value, version, &path, unknown));
                }
                value => self.look(of, value, version, &path, unknown),
            }
        }
    }

    /// Custom resources: the pods in them are Kubernetes' own.
    fn look_for_templates(&self, value: &Value, version: KubeVersion, path: &str, unknown: &mut Vec<String>) {
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    let path = format!("{path}.{key}");
                    if key == "template" && value["spec"]["containers"].is_array() {
                        self.look("core.v1.PodTemplateSpec", value, version, &path, unknown);
                    } else if key == "template" && value["spec"]["template"]["spec"]["containers"].is_array() {
                        self.look("batch.v1.JobTemplateSpec", value, version, &path, unknown);
                    } else {
                        self.look_for_templates(value, version, &path, unknown);
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.look_for_templates(item, version, path, unknown)),
            _ => {}
        }
    }
}

impl Field {
    fn read(words: &[&str]) -> Self {
        let (of, since) = match words {
            [] => (None, None),
            ["since", since] => (None, Some(*since)),
            [of] => (Some(*of), None),
            [of, "since", since] => (Some(*of), Some(*since)),
            other => panic!("{other:?}"),
        };
        let is_map = of.is_some_and(|of| of.starts_with("{}"));
        let of = of.map(|of| of.trim_start_matches(['[', ']', '{', '}']).to_owned());
        Self { of, is_map, since: since.map(minor) }
    }
}

fn minor(version: &str) -> KubeVersion {
    KubeVersion::minor(version.strip_prefix("1.").and_then(|minor| minor.parse().ok()).expect("a version"))
}

/// Everything that the repository renders: features, and examples for every profile that has what they need. What names a version of
/// its own is left out.
fn everything() -> Vec<(String, Test)> {
    let specs = fixtures::all("specs").into_iter().filter(|fixture| !fixture.command().contains("--kube-version"));
    let specs = specs.map(|fixture| (fixture.name.clone(), fixture.test()));
    let examples = render::cases().into_iter().filter(render::Case::is_rendered);
    specs
        .chain(examples.map(|case| (case.name(), case.test())))
        .map(|(name, test)| (name, test.more_args(["-o", "json"])))
        .collect()
}

/// The older a version is, the less it knows: nothing that is rendered for it says more than that. Or nothing is rendered, because
/// nothing takes the place of what it lacks.
#[test]
fn no_version_is_told_what_it_does_not_know() {
    let fields = Fields::read();
    let waiting = Mutex::new(everything());
    let work = || {
        let mut complaints = Vec::new();
        loop {
            let Some((name, test)) = waiting.lock().expect("nobody panics with the list").pop() else { return complaints };
            complaints.extend(complaints_of(&name, test, &fields));
        }
    };
    let complaints: Vec<String> = thread::scope(|scope| {
        let workers: Vec<_> = (0..4).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a worker that does not panic")).collect()
    });
    assert!(complaints.is_empty(), "{complaints:#?}");
}

fn complaints_of(name: &str, mut test: Test, fields: &Fields) -> Vec<String> {
    let mut complaints = Vec::new();
    for version in KubeVersion::all() {
        test = test.env("MLKUBE_KUBE_VERSION", &version.to_string());
        let output = test.run();
        if output.code != Some(0) {
            if !output.stderr.contains("MLK0410") {
                complaints.push(format!("{name} for {version}:\n{}", output.stderr));
            }
            continue;
        }
        let list: Value = serde_json::from_str(&output.stdout).expect("JSON");
        let objects = list["items"].as_array().expect("a list");
        let unknown: BTreeSet<String> = objects.iter().flat_map(|object| fields.unknown(object, version)).collect();
        complaints.extend(unknown.iter().map(|field| format!("{name} for {version}: {field}")));
    }
    complaints
}

/// The objects of a stream of documents.
fn objects(stream: &str) -> Vec<Node> {
    let (mut sources, mut report) = (Sources::default(), Report::default());
    let source = sources.add("bundle.yaml", stream);
    yaml::read_documents(source, stream, &Limits::default(), &mut report)
}

/// A row that nothing exercises is a row that nobody has seen at work.
#[test]
fn every_feature_is_said_by_some_spec() {
    let newest = KubeVersion::NEWEST.to_string();
    let rendered = fixtures::all("specs").into_iter().filter(|fixture| fixture.name != "kube-version-oldest").map(|fixture| {
        let test = fixture.test();
        if fixture.command().contains("--kube-version") { test } else { test.more_args(["--kube-version", newest.as_str()]) }
    });
    let objects: Vec<Node> = rendered.flat_map(|test| objects(&test.run().success().stdout)).collect();
    let unseen: Vec<&str> = versions::all()
        .filter(|feature| !objects.iter().any(|object| !feature.places(object).is_empty()))
        .map(|feature| feature.name)
        .collect();
    assert!(unseen.is_empty(), "no spec below tests/specs says {unseen:?}");
}

/// Fields that came after the oldest version and stand inside something that came after it too.
const INSIDE: [&str; 4] = ["request", "resourceClaimName", "resourceClaimTemplateName", "userAnnotations"];

#[test]
fn every_field_that_came_later_has_a_row() {
    let paths: Vec<&str> = versions::all().flat_map(|feature| feature.paths.iter().copied()).collect();
    for (of, fields) in Fields::read().types {
        for (field, _) in fields.iter().filter(|(field, known)| known.since.is_some() && !INSIDE.contains(&field.as_str())) {
            let ends = |path: &&str| path.rsplit('.').next().is_some_and(|last| last.trim_end_matches("[]") == field);
            assert!(paths.iter().any(ends), "{of} has a field `{field}` that no feature knows");
        }
    }
}

#[test]
fn every_file_of_features_is_in_the_table() {
    let files = fs::read_dir(root().join("src/versions/features")).expect("a folder").count() - 1;
    assert_eq!(files, versions::FAMILIES.len());
}

/// `docs/kube-versions.md` shows the tables. `UPDATE_DOCS=1 cargo test --test integration versions` writes it anew.
#[test]
fn the_page_of_versions_is_up_to_date() {
    let (path, wanted) = (root().join("docs/kube-versions.md"), page());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &wanted).expect("a page");
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == wanted, "docs/kube-versions.md is out of date: UPDATE_DOCS=1 cargo test --test integration versions");
}

const HEADER: &str = "\
# Versions of Kubernetes

Made from the tables in `src/versions`; `CONTRIBUTING.md` says how. `--kube-version` says which version a bundle is for, from";

fn page() -> String {
    let mut text = format!("{HEADER} {} to {};\nwithout it the profile does.\n", KubeVersion::OLDEST, KubeVersion::NEWEST);
    text.push_str("\n## What mlkube writes in an older form\n\nWhat is lost is told by a warning, with the objects.\n\n");
    text.push_str("| feature | field | on by itself since | before that | what is lost |\n|---|---|---|---|---|\n");
    for feature in versions::all() {
        if let Before::Older { form, less, .. } = feature.before {
            let _ = writeln!(
                text,
                "| {} | {} | {} | {form} | {} |",
                feature.name,
                fields(feature),
                since(feature),
                less.unwrap_or("nothing")
            );
        }
    }
    text.push_str(
        "\n## What nothing takes the place of\n\nA key of a spec that asks for it, a file of `extra` or a patch that says it is an error \
         before the version that knows\nit, and a warning as long as it is off by itself.\n\n",
    );
    text.push_str(
        "| feature | field | known since | on by itself since | feature gate | what to do before |\n|---|---|---|---|---|---|\n",
    );
    for feature in versions::all() {
        if let Before::Nothing(way) = feature.before {
            let known = if feature.known <= KubeVersion::OLDEST { "before 1.29".to_owned() } else { feature.known.to_string() };
            let gate = feature.gate.map(|gate| format!("`{gate}`")).unwrap_or_default();
            let _ = writeln!(text, "| {} | {} | {known} | {} | {gate} | {way} |", feature.name, fields(feature), since(feature));
        }
    }
    text.push_str("\n## Kinds that not every version serves\n\nAn object of such a kind in a file of `extra` is an error for the others.\n\n");
    text.push_str("| API | kind | served from | no longer from | what follows |\n|---|---|---|---|---|\n");
    for Api { api_version, kind, from, until, instead } in APIS {
        let shown = |version: &Option<KubeVersion>| version.map(|version| version.to_string()).unwrap_or_default();
        let instead = if instead.is_empty() { String::new() } else { format!("`{instead}`") };
        let _ = writeln!(text, "| `{api_version}` | {kind} | {} | {} | {instead} |", shown(from), shown(until));
    }
    text
}

fn since(feature: &Feature) -> String {
    match feature.on {
        On::Beta(version) => format!("{version}, as beta"),
        On::Stable(version) => format!("{version}, as stable"),
        On::Never => "not yet".to_owned(),
    }
}

/// The fields, each after what it belongs to, and the values that are new.
fn fields(feature: &Feature) -> String {
    let of = match feature.root {
        Root::Pod => "pod",
        Root::Container => "container",
        Root::Job => "Job",
        Root::Claim => "claim",
        Root::Object(_, kind) => kind,
    };
    let paths: Vec<String> = feature.paths.iter().map(|path| format!("`{path}`")).collect();
    let values: Vec<String> = feature.values.iter().map(|value| format!("`{value}`")).collect();
    let values = if values.is_empty() { String::new() } else { format!(": {}", values.join(", ")) };
    format!("{of} {}{values}", paths.join(", "))
}
