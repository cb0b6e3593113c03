//! mlkube turns one short spec into everything that an ML system needs on Kubernetes.
//!
//! The library is pure: it reads no file, no environment and no clock, and prints nothing. Texts come in, a bundle or a report of
//! every problem comes out; the same texts give the same bytes. [`rim`] and [`cli`] are the program around it.

pub mod bundle;
pub mod checks;
pub mod cli;
pub mod components;
pub mod diag;
pub mod explain;
pub mod extra;
pub mod fields;
pub mod governance;
pub mod k8s;
pub mod layers;
pub mod mesh;
pub mod monitoring;
pub mod patches;
pub mod plan;
pub mod profile;
pub mod report;
pub mod rim;
pub mod routing;
pub mod secrets;
pub mod source;
pub mod text;
pub mod yaml;

use bundle::Bundle;
use diag::{Diagnostic, Report, codes};
use extra::ExtraFile;
use k8s::Entry;
use layers::{Layer, LayerKind, Place, Setting};
use patches::Patches;
use plan::Plan;
use profile::Profile;
use source::{SourceId, Sources, Span};
use yaml::Node;

/// A text and the name under which people know it.
#[derive(Clone, Debug)]
pub struct Text {
    /// The name, usually a path.
    pub name: String,
    /// The content.
    pub content: String,
}

/// A spec and what is laid over it, read but not yet merged.
#[derive(Debug)]
pub struct Project {
    sources: Sources,
    report: Report,
    spec: Option<SourceId>,
    layers: Vec<Layer>,
    profile: (String, Option<Span>),
}

/// What a run comes to.
#[derive(Debug)]
pub struct Outcome {
    /// The texts that were read, to show places in.
    pub sources: Sources,
    /// Everything that was found.
    pub report: Report,
    /// The bundle; none if anything stands in its way.
    pub bundle: Option<Bundle>,
}

/// The profile that is used when neither the command line nor the spec names one.
const DEFAULT_PROFILE: &str = "generic";

impl Project {
    /// Reads a spec. The profile is the one asked for, or else the one that the spec names: it decides which overlays belong to it.
    pub fn read(spec: Text, profile: Option<&str>) -> Self {
        let (mut sources, mut report) = (Sources::default(), Report::default());
        let spec = read_layer(LayerKind::Spec, spec, &mut sources, &mut report);
        let named = spec.as_ref().and_then(|layer| layer.tree.get("profile"));
        let profile = match (profile, named.and_then(Node::as_str)) {
            (Some(name), _) => (name.to_owned(), None),
            (None, Some(name)) => (name.to_owned(), named.map(|node| node.span)),
            (None, None) => (DEFAULT_PROFILE.to_owned(), None),
        };
        Self { sources, report, spec: spec.as_ref().map(|layer| layer.source), layers: spec.into_iter().collect(), profile }
    }

    /// The name of the profile, known or not.
    pub fn profile(&self) -> &str {
        &self.profile.0
    }

    /// Lays overlays over the spec, and single values over those.
    pub fn lay(&mut self, overlays: Vec<Text>, sets: &[Setting]) {
        let Self { sources, report, layers, .. } = self;
        layers.extend(overlays.into_iter().filter_map(|overlay| read_layer(LayerKind::Overlay, overlay, sources, report)));
        layers.extend(sets.iter().filter_map(|set| layers::parse_set(set, sources, report)));
    }

    /// The files of the user's own that the render needs, as the spec names them: the last layer that has such a list decides.
    pub fn extra(&self) -> Vec<String> {
        let list = self.layers.iter().rev().find_map(|layer| layer.tree.get("extra"));
        let items = list.and_then(Node::as_sequence).unwrap_or_default();
        items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
    }

    /// Renders the project: the way of the data, from texts to a bundle in which every check has passed.
    pub fn render(mut self, extra: Vec<ExtraFile>) -> Outcome {
        let bundle = self.try_render(extra).filter(|_| !self.report.has_errors());
        Outcome { sources: self.sources, report: self.report, bundle }
    }

    fn try_render(&mut self, extra: Vec<ExtraFile>) -> Option<Bundle> {
        let Self { sources, report, spec, layers, profile } = self;
        let profile = profile::load(&profile.0, profile.1, sources, report);
        for layer in layers.iter() {
            layers::check_credentials(&layer.tree, report);
        }
        let spec = (*spec)?;
        let tree = layers::merge(layers, report)?;
        let ready = Ready::new(&tree, spec, extra, profile.as_ref(), sources, report)?;
        // The plan stands by itself. Thousands of objects find room where the trees were.
        drop(tree);
        layers.clear();
        let bundle = ready.bundle(sources, report);
        checks::run(bundle.entries(), report);
        Some(bundle)
    }
}

/// A merged tree and files of the user's own, settled: what is left cannot fail, except for patches.
struct Ready<'a> {
    plan: Plan<'a>,
    own: Vec<Entry>,
    patches: Patches,
}

impl<'a> Ready<'a> {
    /// Settles a merged tree, or reports everything that stands in the way.
    fn new(
        tree: &Node,
        spec: SourceId,
        extra: Vec<ExtraFile>,
        profile: Option<&'a Profile>,
        sources: &mut Sources,
        report: &mut Report,
    ) -> Option<Self> {
        let own = extra::read(extra, &Place::root(tree).key("extra"), sources, report);
        let patches = patches::read(tree, report);
        let plan = Plan::new(tree, spec, profile, report)?;
        let own = extra::settle(own, &plan.neighbours(), report);
        (!report.has_errors()).then_some(Self { plan, own, patches })
    }

    /// Builds the objects.
    fn objects(&mut self, sources: &mut Sources, report: &mut Report) -> Vec<Entry> {
        let mut entries = self.plan.build();
        entries.extend(extra::label(std::mem::take(&mut self.own), self.plan.project()));
        self.plan.provide_secrets(&mut entries, report);
        self.patches.apply(&mut entries, sources, report);
        entries
    }

    /// Builds the objects, and puts them in order.
    fn bundle(mut self, sources: &mut Sources, report: &mut Report) -> Bundle {
        let entries = self.objects(sources, report);
        let secrets = self.plan.secrets(&entries);
        Bundle::new(entries, secrets, self.plan.provider())
    }
}

fn read_layer(kind: LayerKind, text: Text, sources: &mut Sources, report: &mut Report) -> Option<Layer> {
    let Text { name, content } = text;
    if kind == LayerKind::Overlay && content.lines().all(|line| matches!(line.trim_start().bytes().next(), None | Some(b'#'))) {
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
