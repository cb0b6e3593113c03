//! A project from its texts to its bundle.
//!
//! This file reads what people wrote; `render.rs` is the way from there to objects.

mod ready;
mod render;
mod served;

pub(crate) use ready::Ready;
pub use render::{Counted, Outcome};

use crate::diag::{Diagnostic, Report, codes, nearest};
use crate::fields::KubeVersion;
use crate::layers::{self, Layer, LayerKind, Setting};
use crate::profile::{Chain, OwnProfiles};
use crate::source::{SourceId, Sources, Text};
use crate::yaml::{self, Node};
use std::path::Path;

/// A spec and what is laid over it, read but not yet merged.
#[derive(Debug)]
pub struct Project {
    sources: Sources,
    report: Report,
    /// The text of the project's own file.
    pub(crate) spec: Option<SourceId>,
    /// What was written, in the order in which it counts.
    pub(crate) layers: Vec<Layer>,
    profile: Chain,
    /// Whether the spec names a profile in a way that cannot be read, so that nobody knows what the cluster can do.
    is_profile_unclear: bool,
    kubernetes: Option<KubeVersion>,
    /// Whether advice is told too.
    advice: bool,
}

/// The profile that is used when neither the command line nor the spec names one.
const DEFAULT_PROFILE: &str = "generic";

impl Project {
    /// Reads a spec. The profile is the one asked for, or else the one that the spec names: it decides which overlays belong to it.
    pub fn read(spec: Text, profile: Option<&str>, own: OwnProfiles) -> Self {
        let (mut sources, mut report) = (Sources::default(), Report::default());
        let spec = read_layer(LayerKind::Spec, spec, &mut sources, &mut report);
        let named = spec.as_ref().and_then(|layer| named_profile(&layer.tree));
        let (name, place) = match (profile, named.and_then(Node::as_str)) {
            (Some(name), _) => (name, None),
            (None, Some(name)) => (name, named.map(|node| node.span)),
            (None, None) => (DEFAULT_PROFILE, None),
        };
        let is_profile_unclear = profile.is_none() && named.is_some_and(|named| !named.is_null() && named.as_str().is_none());
        let profile = Chain::start(name, place, own, &mut sources, &mut report);
        Self {
            sources,
            report,
            spec: spec.as_ref().map(|layer| layer.source),
            layers: spec.into_iter().collect(),
            profile,
            is_profile_unclear,
            kubernetes: None,
            advice: false,
        }
    }

    /// The name of the profile, known or not.
    pub fn profile(&self) -> &str {
        self.profile.name()
    }

    /// The file of the profile that has to be read next; none if all of it is known.
    pub fn wanted_profile(&self) -> Option<&Path> {
        self.profile.wanted()
    }

    /// Takes the text of the file that was wanted; none if there is no such file.
    pub fn supply_profile(&mut self, text: Option<String>) {
        self.profile.supply(text, &mut self.sources, &mut self.report);
    }

    /// Renders for a version of Kubernetes, whatever the profile's cluster runs.
    pub fn for_kubernetes(&mut self, version: Option<KubeVersion>) {
        self.kubernetes = version;
    }

    /// Tells advice too, which is no reason to change anything.
    pub fn with_advice(&mut self, advice: bool) {
        self.advice = advice;
    }

    /// Lays overlays over the spec, and single values over those.
    pub fn lay(&mut self, overlays: Vec<Text>, sets: &[Setting]) {
        let Self { sources, report, layers, profile, .. } = self;
        let first = layers.len();
        layers.extend(overlays.into_iter().filter_map(|overlay| read_layer(LayerKind::Overlay, overlay, sources, report)));
        layers.extend(sets.iter().filter_map(|set| layers::parse_set(set, sources, report)));
        for layer in &layers[first..] {
            refuse_profile(layer, profile.name(), report);
        }
    }

    /// The files of the user's own that the render needs, as the spec names them: the last layer that has such a list decides.
    pub fn extra(&self) -> Vec<String> {
        let list = self.layers.iter().rev().find_map(|layer| layer.tree.get("extra"));
        let items = list.and_then(Node::as_sequence).unwrap_or_default();
        items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
    }
}

/// The profile that a spec names, by a misspelt key too: decoding says what is wrong, and the rest is judged for the right cluster.
fn named_profile(spec: &Node) -> Option<&Node> {
    let meant = || spec.as_mapping()?.iter().find(|(key, _)| nearest(&key.name, ["profile"]).is_some());
    spec.get("profile").or_else(|| meant().map(|(_, profile)| profile))
}

/// Reports a layer that names another profile: which one it is was settled before, because overlays belong to it.
fn refuse_profile(layer: &Layer, chosen: &str, report: &mut Report) {
    let Some(named) = layer.tree.get("profile").filter(|node| node.as_str().is_some_and(|name| name != chosen)) else { return };
    report.push(
        Diagnostic::error(codes::CHANGES_NOTHING, format!("the profile is `{chosen}` already, and this does not change it"))
            .at(named.span)
            .help("name another one with `-p NAME`, or in the spec itself; overlays belong to a profile, so that it comes first"),
    );
}

/// Whether a line is empty, a comment, or the mark before a document.
fn says_nothing(line: &str) -> bool {
    matches!(line.trim_start().bytes().next(), None | Some(b'#')) || line.trim_end() == "---"
}

fn read_layer(kind: LayerKind, text: Text, sources: &mut Sources, report: &mut Report) -> Option<Layer> {
    let Text { name, content } = text;
    if kind == LayerKind::Overlay && content.lines().all(says_nothing) {
        // An overlay of comments only changes nothing, and may be meant as a place for changes to come.
        return None;
    }
    let source = sources.add(name, content);
    let tree = yaml::read_document(source, &sources.get(source).text, report)?;
    if kind == LayerKind::Overlay && tree.as_mapping().is_none() {
        report.push(
            Diagnostic::error(codes::WRONG_KIND, format!("an overlay has the shape of a spec, this is {}", tree.kind()))
                .at(tree.span)
                .help("write the keys that differ, from the section on: `services: {loan-api: {replicas: 5}}`"),
        );
        return None;
    }
    Some(Layer { kind, source, tree })
}
