//! mlkube turns one short spec into everything that an ML system needs on Kubernetes.
//!
//! The library is pure: it reads no file, no environment and no clock, and prints nothing. Texts come in, a bundle or a report of
//! every problem comes out; the same texts give the same bytes. [`rim`] and [`cli`] are the program around it.

pub mod bundle;
pub mod capacity;
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
pub mod versions;
pub mod yaml;

use bundle::Bundle;
use capacity::{Capacity, Sizes, Worth};
use diag::{Diagnostic, Report, codes};
use extra::ExtraFile;
use fields::KubeVersion;
use k8s::Entry;
use layers::{Layer, LayerKind, Place, Setting};
use patches::Patches;
use plan::Plan;
use profile::{Chain, OwnProfiles, Profile};
use source::{SourceId, Sources};
use std::path::Path;
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
    profile: Chain,
    kubernetes: Option<KubeVersion>,
}

/// What a run comes to.
#[derive(Debug)]
pub struct Outcome {
    /// The texts that were read, to show places in.
    pub sources: Sources,
    /// Everything that was found.
    pub report: Report,
    /// The version of Kubernetes that it is for; none if the profile is not known.
    pub kubernetes: Option<KubeVersion>,
    /// The bundle; none if anything stands in its way.
    pub bundle: Option<Bundle>,
}

/// What a project takes of its cluster.
#[derive(Debug)]
pub struct Counted {
    /// The texts that were read, to show places in.
    pub sources: Sources,
    /// Everything that was found.
    pub report: Report,
    /// What it takes; none if anything stands in the way of its objects.
    pub capacity: Option<Capacity>,
    /// What it costs, by the prices that were given.
    pub worth: Option<Worth>,
}

/// Objects, and what is known of who asks for how much.
struct Rendered {
    bundle: Bundle,
    sizes: Sizes,
}

/// The profile that is used when neither the command line nor the spec names one.
const DEFAULT_PROFILE: &str = "generic";

impl Project {
    /// Reads a spec. The profile is the one asked for, or else the one that the spec names: it decides which overlays belong to it.
    pub fn read(spec: Text, profile: Option<&str>, own: OwnProfiles) -> Self {
        let (mut sources, mut report) = (Sources::default(), Report::default());
        let spec = read_layer(LayerKind::Spec, spec, &mut sources, &mut report);
        let named = spec.as_ref().and_then(|layer| layer.tree.get("profile"));
        let (name, place) = match (profile, named.and_then(Node::as_str)) {
            (Some(name), _) => (name, None),
            (None, Some(name)) => (name, named.map(|node| node.span)),
            (None, None) => (DEFAULT_PROFILE, None),
        };
        let profile = Chain::start(name, place, own, &mut sources, &mut report);
        Self {
            sources,
            report,
            spec: spec.as_ref().map(|layer| layer.source),
            layers: spec.into_iter().collect(),
            profile,
            kubernetes: None,
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

    /// Renders the project: the way of the data, from texts to a bundle in which every check has passed.
    pub fn render(mut self, extra: Vec<ExtraFile>) -> Outcome {
        let profile = self.load_profile();
        let rendered = self.try_render(profile.as_ref(), extra);
        if let (Some(Rendered { bundle, sizes }), Some(profile)) = (&rendered, &profile) {
            capacity::check(bundle.entries(), profile, sizes, &mut self.report);
        }
        self.into_outcome(rendered, profile.as_ref())
    }

    /// Renders the project as for a cluster that has room for everything.
    pub fn render_anywhere(mut self, extra: Vec<ExtraFile>) -> Outcome {
        let profile = self.load_profile();
        let rendered = self.try_render(profile.as_ref(), extra);
        self.into_outcome(rendered, profile.as_ref())
    }

    fn into_outcome(self, rendered: Option<Rendered>, profile: Option<&Profile>) -> Outcome {
        let bundle = rendered.map(|rendered| rendered.bundle).filter(|_| !self.report.has_errors());
        let kubernetes = profile.map(|profile| profile.kubernetes).or(self.kubernetes);
        Outcome { sources: self.sources, report: self.report, kubernetes, bundle }
    }

    /// Counts what the project takes of its cluster. What has no room there is part of the picture, and no error.
    pub fn count(mut self, extra: Vec<ExtraFile>, prices: Option<Text>) -> Counted {
        let profile = self.load_profile();
        let rendered = self.try_render(profile.as_ref(), extra).filter(|_| !self.report.has_errors());
        let (mut sources, mut report) = (self.sources, self.report);
        let (Some(Rendered { bundle, .. }), Some(profile)) = (rendered, profile) else {
            return Counted { sources, report, capacity: None, worth: None };
        };
        let prices = prices.map(|text| capacity::read_prices(text, &profile, &mut sources, &mut report));
        if let Some(None) = prices {
            return Counted { sources, report, capacity: None, worth: None };
        }
        let capacity = capacity::count(bundle.entries(), &profile);
        let worth = prices.flatten().map(|prices| capacity::worth(&capacity, &prices, &profile));
        Counted { sources, report, capacity: Some(capacity), worth }
    }

    /// The facts of the cluster, or a report that nobody knows them.
    fn load_profile(&mut self) -> Option<Profile> {
        // A file that nobody has supplied is not there.
        self.profile.supply(None, &mut self.sources, &mut self.report);
        let mut report = std::mem::take(&mut self.report);
        let profile = self.cluster(&mut report);
        self.report = report;
        profile
    }

    /// The facts of the cluster, if everything is there that it takes to know them.
    fn cluster(&self, report: &mut Report) -> Option<Profile> {
        let profile = self.profile.merged(report)?;
        Some(match self.kubernetes {
            Some(version) => profile.with_kubernetes(version),
            None => profile,
        })
    }

    fn try_render(&mut self, profile: Option<&Profile>, extra: Vec<ExtraFile>) -> Option<Rendered> {
        let Self { sources, report, spec, layers, .. } = self;
        for layer in layers.iter() {
            layers::check_credentials(&layer.tree, report);
        }
        let spec = (*spec)?;
        let tree = layers::merge(layers, report)?;
        let ready = Ready::new(&tree, spec, extra, profile, sources, report)?;
        let sizes = Sizes::new(&tree);
        // The plan stands by itself. Thousands of objects find room where the trees were.
        drop(tree);
        layers.clear();
        let bundle = ready.bundle(sources, report);
        checks::run(bundle.entries(), profile?, report);
        Some(Rendered { bundle, sizes })
    }
}

/// A merged tree and files of the user's own, settled: what is left cannot fail, except for patches.
struct Ready<'a> {
    plan: Plan<'a>,
    own: Vec<Entry>,
    patches: Patches,
    kubernetes: KubeVersion,
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
        let kubernetes = profile.map(|profile| profile.kubernetes);
        let own = extra::read(extra, &Place::root(tree).key("extra"), kubernetes, sources, report);
        let patches = patches::read(tree, report);
        let plan = Plan::new(tree, spec, profile, report)?;
        let own = extra::settle(own, &plan.neighbours(), report);
        (!report.has_errors()).then_some(Self { plan, own, patches, kubernetes: kubernetes? })
    }

    /// Builds the objects, in the form that the version of Kubernetes knows.
    fn objects(&mut self, sources: &mut Sources, report: &mut Report) -> Vec<Entry> {
        let mut entries = self.plan.build();
        entries.extend(extra::label(std::mem::take(&mut self.own), self.plan.project()));
        self.plan.provide_secrets(&mut entries, report);
        self.patches.apply(&mut entries, self.kubernetes, sources, report);
        versions::settle(&mut entries, self.kubernetes, report);
        entries
    }

    /// Builds the objects, and puts them in order.
    fn bundle(mut self, sources: &mut Sources, report: &mut Report) -> Bundle {
        let entries = self.objects(sources, report);
        let secrets = self.plan.secrets(&entries);
        Bundle::new(entries, secrets, self.plan.provider())
    }
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
