//! What is said of origins holds. This looks at it from outside: the text of the spec is edited as a person would do it, and rendered again.
//! Another value gives another field wherever the field is said to come from it, and what is a rule stays as it is.

use crate::harness::{for_each, root};
use mlkube::diag::Report;
use mlkube::explain::{Examined, Extent, Keys, Origin, fields};
use mlkube::k8s::Entry;
use mlkube::profile::OwnProfiles;
use mlkube::source::{Sources, Span};
use mlkube::yaml::{self, Node, Step, Value};
use mlkube::{Project, Text};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// Specs that show many keys in few lines.
const SPECS: [&str; 6] = ["gpu-gke", "identity-aks", "job-scheduled", "mlflow-guarded", "postgres-backup-on-eks", "scaling"];

/// An object by kind, namespace and name.
type Name = (String, String, String);

/// The fields of each object.
type Rendered = BTreeMap<Name, BTreeMap<String, String>>;

/// The fields of an object with their origins.
type Told = Vec<(String, Vec<Origin>)>;

/// What a text is rendered for: a profile by its name, or one of the user's own that changes a fact of it.
#[derive(Clone, Copy)]
struct Cluster<'a> {
    profile: &'a str,
    own: Option<&'a str>,
}

fn project(text: &str, cluster: Cluster<'_>) -> Project {
    let spec = Text { name: "mlkube.yaml".to_owned(), content: text.to_owned() };
    let name = cluster.own.map_or(cluster.profile, |_| "own.yaml");
    let mut project = Project::read(spec, Some(name), OwnProfiles::default());
    if project.wanted_profile().is_some() {
        project.supply_profile(cluster.own.map(str::to_owned));
    }
    project
}

fn name_of(entry: &Entry) -> Name {
    let object = &entry.object;
    (object.kind().to_owned(), object.namespace().unwrap_or_default().to_owned(), object.name().to_owned())
}

/// The fields of everything that a text renders to; none if it is refused.
fn rendered(text: &str, cluster: Cluster<'_>) -> Option<Rendered> {
    let outcome = project(text, cluster).render(Vec::new());
    let entries = outcome.bundle.as_ref().filter(|_| !outcome.report.has_errors())?.entries();
    let of_entry = |entry: &Entry| {
        let node = yaml::to_node(&entry.object, Span::default()).expect("a tree");
        let own = fields(&node).into_iter().map(|field| (field.path.to_string(), format!("{:?}", field.value.value)));
        (name_of(entry), own.collect())
    };
    Some(entries.iter().map(of_entry).collect())
}

/// Other values for a scalar, as they are written.
fn others(written: &str) -> Vec<String> {
    let inner = written.trim_matches(['"', '\'']);
    let quoted = |text: String| if inner.len() < written.len() { format!("\"{text}\"") } else { text };
    let mut found = match inner {
        "true" => vec!["false".to_owned()],
        "false" => vec!["true".to_owned()],
        _ => Vec::new(),
    };
    if let Ok(number) = inner.parse::<i64>() {
        found.extend([number + 1, number - 1, number * 2, number * 10, 1].map(|number| number.to_string()));
    }
    let digits = |text: &str| -> String {
        let next = |digit: char| char::from_digit((digit.to_digit(10).unwrap_or(0) + 1) % 10, 10).unwrap_or('1');
        text.chars().map(|letter| if letter.is_ascii_digit() { next(letter) } else { letter }).collect()
    };
    let last = inner.rfind(|letter: char| letter.is_ascii_digit());
    found.extend(last.map(|at| format!("{}{}{}", &inner[..at], digits(&inner[at..=at]), &inner[at + 1..])));
    found.push(digits(inner));
    // A letter more in each word.
    let ends = inner.char_indices().filter(|(at, letter)| {
        letter.is_ascii_alphabetic() && !inner[at + 1..].starts_with(|next: char| next.is_ascii_alphanumeric())
    });
    found.extend(ends.map(|(at, _)| format!("{}e{}", &inner[..=at], &inner[at + 1..])));
    let mut found: Vec<String> = found.into_iter().map(quoted).filter(|text| text != written).collect();
    found.dedup();
    found
}

/// Whether a field is another one, or gone. Of a list without names the items may move up, so all of it is looked at.
fn differs(field: &str, one: &BTreeMap<String, String>, two: &BTreeMap<String, String>) -> bool {
    let is_item = |at: &usize| field[at + 1..].starts_with(|letter: char| letter.is_ascii_digit());
    let list = field.match_indices('[').map(|(at, _)| at).find(is_item).map(|at| &field[..=at]);
    match list {
        Some(list) => {
            !one.iter().filter(|(path, _)| path.starts_with(list)).eq(two.iter().filter(|(path, _)| path.starts_with(list)))
        }
        None => one.get(field) != two.get(field),
    }
}

/// The text with other letters at a place.
fn edited(text: &str, place: Span, other: &str) -> String {
    let range = place.range();
    [&text[..range.start], other, &text[range.end..]].concat()
}

/// All that is explained of a text: of each object the fields with their origins.
fn explained(text: &str, cluster: Cluster<'_>) -> Vec<(Name, Told)> {
    let examined = Examined::new(project(text, cluster), Vec::new());
    let entries = examined.outcome.bundle.as_ref().expect("a bundle").entries();
    let mut groups: BTreeMap<Option<Span>, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        groups.entry(examined.owner(entry).map(|(_, place)| place)).or_default().push(entry);
    }
    let of_group = |group: &Vec<&Entry>| {
        let all = examined.explain(&Keys::default(), group, Extent::WHOLE).into_iter();
        let of_object = |explained: mlkube::explain::Explained| {
            explained.fields.into_iter().map(|(field, origins)| (field.path.to_string(), origins)).collect()
        };
        group.iter().map(|entry| name_of(entry)).zip(all.map(of_object)).collect::<Vec<_>>()
    };
    groups.values().flat_map(of_group).collect()
}

/// The scalars of a text with their places.
fn scalars(node: &Node, path: &mut Vec<Step>, found: &mut Vec<(Vec<Step>, Span)>) {
    match &node.value {
        Value::Mapping(mapping) => {
            for (key, inner) in mapping {
                path.push(Step::Key(key.name.to_string()));
                scalars(inner, path, found);
                path.pop();
            }
        }
        Value::Sequence(items) => {
            for (index, inner) in items.iter().enumerate() {
                path.push(Step::Index(index));
                scalars(inner, path, found);
                path.pop();
            }
        }
        Value::Null => {}
        _ => found.push((path.clone(), node.span)),
    }
}

/// What was looked at.
#[derive(Debug, Default)]
struct Counts {
    values: usize,
    facts: usize,
    rules: usize,
}

/// Looks at every origin that is told of a spec.
fn look(text: &str, profile: &str) -> Counts {
    let cluster = Cluster { profile, own: None };
    let plain = rendered(text, cluster).expect("the spec");
    let explained = explained(text, cluster);
    let (mut counts, mut wrong) = (Counts::default(), Vec::new());
    let tree = yaml::read_document(Sources::default().add("mlkube.yaml", text), text, &mut Report::default()).expect("a tree");
    let mut found = Vec::new();
    scalars(&tree, &mut Vec::new(), &mut found);
    for (path, place) in found {
        let renders: Vec<Rendered> =
            others(&text[place.range()]).iter().filter_map(|other| rendered(&edited(text, place, other), cluster)).collect();
        for (name, fields) in &explained {
            for (field, origins) in fields {
                let own = &plain[name];
                let is_changed = |render: &Rendered| render.get(name).is_none_or(|other| differs(field, other, own));
                let says_value = origins.iter().any(|origin| matches!(origin, Origin::Value { path: told, .. } if *told == path));
                let says_rule = matches!(origins.as_slice(), [] | [Origin::Rule(_)]) && !is_sum(origins);
                if says_value && !renders.is_empty() {
                    counts.values += 1;
                    if !renders.iter().any(is_changed) {
                        wrong.push(format!("{name:?} {field} does not come from {path:?}"));
                    }
                }
                if says_rule {
                    counts.rules += 1;
                    // What has another name, or is gone with something around it, is not another value.
                    let mut others = renders.iter().filter_map(|render| render.get(name)?.get(field));
                    if others.any(|other| *other != own[field]) {
                        wrong.push(format!("{name:?} {field} is no rule, but comes from {path:?}"));
                    }
                }
            }
        }
    }
    counts.facts = look_at_facts(text, profile, &plain, &explained, &mut wrong);
    assert_eq!(wrong, Vec::<String>::new());
    counts
}

fn is_sum(origins: &[Origin]) -> bool {
    matches!(origins, [Origin::Rule(rule)] if rule.is_sum)
}

/// Looks at what is said of facts: a profile of the user's own that changes one gives another field.
fn look_at_facts(text: &str, profile: &str, plain: &Rendered, explained: &[(Name, Told)], wrong: &mut Vec<String>) -> usize {
    let mut told: BTreeMap<&[Step], BTreeSet<(&Name, &str)>> = BTreeMap::new();
    for (name, fields) in explained {
        for (field, origins) in fields {
            for origin in origins {
                if let Origin::Fact { path, .. } = origin {
                    told.entry(path.as_slice()).or_default().insert((name, field.as_str()));
                }
            }
        }
    }
    let facts = mlkube::profile::load(profile, None, &mut Sources::default(), &mut Report::default()).expect("the profile");
    let mut looked = 0;
    for (path, fields) in told {
        let keys: Option<Vec<&String>> =
            path.iter().map(|step| if let Step::Key(key) = step { Some(key) } else { None }).collect();
        let written = facts.tree().at_path(path).and_then(|node| match &node.value {
            Value::String { text, .. } => Some(format!("\"{text}\"")),
            Value::Int(number) => Some(number.to_string()),
            Value::Bool(value) => Some(value.to_string()),
            _ => None,
        });
        let (Some(keys), Some(written)) = (keys, written) else { continue };
        let own = |value: &String| {
            let open = keys.iter().map(|key| format!("{{\"{key}\": ")).collect::<Vec<_>>().concat();
            let inner = open[1..].to_owned() + value + &"}".repeat(keys.len() - 1);
            format!("extends: {profile}\n{inner}\n")
        };
        let renders: Vec<Rendered> =
            others(&written).iter().filter_map(|value| rendered(text, Cluster { profile, own: Some(&own(value)) })).collect();
        for (name, field) in fields.into_iter().filter(|_| !renders.is_empty()) {
            looked += 1;
            let is_changed = |render: &Rendered| render.get(name).is_none_or(|other| differs(field, other, &plain[name]));
            if !renders.iter().any(is_changed) {
                wrong.push(format!("{name:?} {field} does not come from the fact {path:?}"));
            }
        }
    }
    looked
}

#[test]
fn what_is_said_of_origins_holds() {
    let looked = std::sync::Mutex::new(Counts::default());
    for_each(
        SPECS,
        |name| (*name).to_owned(),
        |name| {
            let text = fs::read_to_string(root().join(format!("tests/specs/{name}.yaml"))).expect("a spec");
            let behind = |start: &str| text.lines().find_map(|line| line.strip_prefix(start));
            let profile = behind("# args: -p ").or_else(|| behind("profile: ")).unwrap_or("generic");
            let counts = look(&text, profile);
            let mut all = looked.lock().expect("the counts");
            all.values += counts.values;
            all.facts += counts.facts;
            all.rules += counts.rules;
        },
    );
    let all = looked.into_inner().expect("the counts");
    assert!(all.values > 200 && all.facts > 20 && all.rules > 5000, "{all:?}");
}
