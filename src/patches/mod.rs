//! `patches`: changes to objects that were rendered, for what no key of the spec can say.
//!
//! A target is the key, `Deployment/loan-api`; a map is merged into the object, a list are operations of JSON Patch. What comes out
//! is decoded again, so that a wrong field is told at its place in the patch, and the checks see what will be applied.

mod merge;
mod ops;
mod target;

use crate::diag::{Diagnostic, Report, codes, nearest};
use crate::fields::KubeVersion;
use crate::k8s::config::{CONFIG_HASH, hash, hash_of};
use crate::k8s::other::decode_object;
use crate::k8s::template::{change_template, name_hash, rename};
use crate::k8s::{Entry, Object};
use crate::source::{Sources, Span};
use crate::versions;
use crate::yaml::{self, Node, Value};
#[cfg(test)]
use schemars::{Schema, json_schema};
use std::collections::HashMap;
use target::Target;

/// The section of a spec.
pub const SECTION: &str = "patches";

/// The patches of a spec.
#[derive(Debug, Default)]
pub struct Patches(Vec<Patch>);

#[derive(Debug)]
struct Patch {
    target: Target,
    /// Where the target stands.
    key: Span,
    change: Node,
}

/// Reads the section.
pub fn read(tree: &Node, report: &mut Report) -> Patches {
    let Some(section) = tree.get(SECTION).filter(|section| !section.is_null()) else { return Patches::default() };
    let Some(section) = section.as_mapping() else {
        report.push(
            Diagnostic::error(
                codes::WRONG_KIND,
                format!("`{SECTION}` is a map from objects to changes, this is {}", section.kind()),
            )
            .at(section.span)
            .help("write the object, a colon, and below it what changes: `patches: {Deployment/loan-api: {spec: ...}}`"),
        );
        return Patches::default();
    };
    let mut patches = Vec::new();
    for (key, change) in section {
        let Some(target) = Target::parse(&key.name) else {
            report.push(
                Diagnostic::error(codes::BAD_PATCH, format!("`{}` names no object", key.name))
                    .at(key.span)
                    .help("write `KIND/NAME`, or `KIND/NAMESPACE/NAME`; a name may end in `*`"),
            );
            continue;
        };
        match &change.value {
            Value::Mapping(_) => {}
            Value::Sequence(operations) => ops::check(operations, report),
            _ => {
                report.push(
                    Diagnostic::error(codes::WRONG_KIND, format!("expected a map or a list, found {}", change.kind()))
                        .at(change.span)
                        .help("write what changes as a map that is merged, or as a list of operations: `{op: remove, path: /spec/replicas}`"),
                );
                continue;
            }
        }
        patches.push(Patch { target, key: key.span, change: change.clone() });
    }
    Patches(patches)
}

/// The form of the section.
#[cfg(test)]
pub fn schema() -> Schema {
    json_schema!({
        "description": "Changes to rendered objects, by `KIND/NAME`: a map is merged into the object, lists of named things by name; \
                        a list holds operations of JSON Patch.",
        "type": ["object", "null"],
        "propertyNames": {"type": "string", "pattern": target::PATTERN},
        "additionalProperties": {"type": ["object", "array"]},
    })
}

impl Patches {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Changes objects, patch after patch, for a version of Kubernetes. `sources` gets the texts of the objects, to show places in.
    pub fn apply(&self, entries: &mut [Entry], kubernetes: KubeVersion, sources: &mut Sources, report: &mut Report) {
        if self.is_empty() {
            return;
        }
        let mut by_name: HashMap<(String, String), Vec<usize>> = HashMap::new();
        for (index, Entry { object, .. }) in entries.iter().enumerate() {
            by_name.entry((object.kind().to_owned(), object.name().to_owned())).or_default().push(index);
        }
        let mut changed_maps = Vec::new();
        for patch in &self.0 {
            for index in patch.targets(entries, &by_name, report) {
                let entry = &mut entries[index];
                if let Some(object) = patch.changed(&entry.object, kubernetes, sources, report) {
                    entry.object = object;
                    entry.origin = Some(patch.key);
                    if matches!(entry.object, Object::ConfigMap(_)) {
                        changed_maps.push(index);
                    }
                }
            }
        }
        for index in changed_maps {
            restart_readers(entries, index);
        }
    }
}

impl Patch {
    /// The objects that the patch means.
    fn targets(&self, entries: &[Entry], by_name: &HashMap<(String, String), Vec<usize>>, report: &mut Report) -> Vec<usize> {
        let Target { kind, namespace, name } = &self.target;
        let in_namespace = |index: &usize| {
            namespace.as_ref().is_none_or(|namespace| entries[*index].object.namespace() == Some(namespace.as_str()))
        };
        if let Some(start) = name.strip_suffix('*') {
            let fits = |entry: &Entry| entry.object.kind() == kind && entry.object.name().starts_with(start);
            let found: Vec<usize> = entries
                .iter()
                .enumerate()
                .filter(|(_, entry)| fits(entry))
                .map(|(index, _)| index)
                .filter(in_namespace)
                .collect();
            if found.is_empty() {
                report.push(self.unreached(entries));
            }
            return found;
        }
        let all = by_name.get(&(kind.clone(), name.clone())).map_or(&[][..], Vec::as_slice);
        let found: Vec<usize> = all.iter().copied().filter(in_namespace).collect();
        match found.as_slice() {
            [] => report.push(self.unreached(entries)),
            [_] => {}
            [first, second, ..] => {
                let spaces = [first, second].map(|index| entries[*index].object.namespace().unwrap_or_default());
                report.push(
                    Diagnostic::error(codes::PATCH_UNREACHED, format!("there is more than one {kind}/{name}"))
                        .at(self.key)
                        .help(format!("name the namespace too: `{kind}/{}/{name}` or `{kind}/{}/{name}`", spaces[0], spaces[1])),
                );
                return Vec::new();
            }
        }
        found
    }

    fn unreached(&self, entries: &[Entry]) -> Diagnostic {
        let Target { kind, namespace, name } = &self.target;
        let titles = |entry: &Entry| match namespace {
            Some(_) => {
                format!("{}/{}/{}", entry.object.kind(), entry.object.namespace().unwrap_or_default(), entry.object.name())
            }
            None => entry.object.title(),
        };
        let all: Vec<String> = entries.iter().map(titles).collect();
        let meant = nearest(&self.target.to_string(), all.iter().map(String::as_str));
        let mut same_kind: Vec<&str> =
            entries.iter().filter(|entry| entry.object.kind() == kind).map(|entry| entry.object.name()).collect();
        same_kind.sort_unstable();
        same_kind.dedup();
        let mut same_name: Vec<&str> =
            entries.iter().filter(|entry| entry.object.name() == name).map(|entry| entry.object.kind()).collect();
        same_name.sort_unstable();
        same_name.dedup();
        let list = |words: &[&str]| words.iter().take(8).map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
        Diagnostic::error(codes::PATCH_UNREACHED, format!("the bundle has no {}", self.target))
            .at(self.key)
            .maybe_help(meant.map(|meant| format!("did you mean `{meant}`?")))
            .maybe_help((!same_kind.is_empty()).then(|| format!("objects of the kind {kind}: {}", list(&same_kind))))
            .maybe_help((!same_name.is_empty()).then(|| format!("kinds of objects called `{name}`: {}", list(&same_name))))
            .help("`mlkube render` shows all objects")
    }

    /// The object after the patch; none if it cannot be carried out, which is reported.
    fn changed(&self, object: &Object, kubernetes: KubeVersion, sources: &mut Sources, report: &mut Report) -> Option<Object> {
        let before = tree(object, sources)?;
        let mut after = before.clone();
        let errors = report.error_count();
        match &self.change.value {
            Value::Sequence(operations) => ops::apply(&mut after, operations, report),
            _ => merge::merge(&mut after, &self.change, Object::facts(object.api_version(), object.kind()).is_some(), report),
        }
        if report.error_count() > errors {
            return None;
        }
        if after == before {
            report.push(
                Diagnostic::warning(codes::PATCH_WITHOUT_EFFECT, format!("this changes nothing in {}", object.title()))
                    .at(self.key)
                    .help("take it out, or give another value"),
            );
            return None;
        }
        // What was there before the patch is told, or written in an older form, for all objects alike.
        versions::check(&after, kubernetes, |place| place.source != before.span.source, report);
        let mut changed = decode_object(&after, self.key, report).filter(|_| report.error_count() == errors)?;
        let same = |one: &Object| (one.kind().to_owned(), one.name().to_owned(), one.namespace().map(str::to_owned));
        if same(&changed) != same(object) {
            report.push(
                Diagnostic::error(codes::BAD_PATCH, format!("this makes {} another object", object.title()))
                    .at(self.key)
                    .help("kind, name and namespace stay; names come from the spec, and further objects from `extra`"),
            );
            return None;
        }
        if let (Object::Job(before), Object::Job(after)) = (object, &mut changed) {
            rename(after, name_hash(before));
        }
        Some(changed)
    }
}

/// An object as a tree, with places in a text of its own.
fn tree(object: &Object, sources: &mut Sources) -> Option<Node> {
    let source = sources.add(format!("<{}>", object.title()), yaml::to_text(object).ok()?);
    yaml::read_document(source, &sources.get(source).text, &mut Report::default())
}

/// Gives the pods that read a changed ConfigMap another hash, so that they start anew.
fn restart_readers(entries: &mut [Entry], index: usize) {
    let Object::ConfigMap(map) = &entries[index].object else { return };
    let (name, namespace, new) = (map.metadata.name.clone(), map.metadata.namespace.clone(), hash_of(&[map]));
    for entry in entries.iter_mut().filter(|entry| entry.object.metadata().namespace == namespace) {
        change_template(&mut entry.object, |template| {
            let Some(spec) = &template.spec else { return };
            let mounts = spec.volumes.iter().flatten().filter_map(|volume| volume.config_map.as_ref()).map(|map| &map.name);
            let containers = spec.containers.iter().chain(spec.init_containers.iter().flatten());
            let reads = containers
                .flat_map(|container| container.env_from.iter().flatten())
                .filter_map(|source| source.config_map_ref.as_ref())
                .map(|map| &map.name);
            if mounts.chain(reads).any(|read| Some(read) == name.as_ref()) {
                let annotations = template.metadata.get_or_insert_default().annotations.get_or_insert_default();
                let before = annotations.remove(CONFIG_HASH).unwrap_or_default();
                annotations.insert(CONFIG_HASH.to_owned(), hash([before.as_str(), new.as_str()]));
            }
        });
    }
}
