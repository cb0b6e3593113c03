//! The way of the data: from layers to a bundle in which every check has passed.

use super::{Project, Ready};
use crate::bundle::Bundle;
use crate::capacity::{self, Capacity, Sizes, Worth};
use crate::checks::{self, Context};
use crate::diag::Report;
use crate::extra::ExtraFile;
use crate::fields::KubeVersion;
use crate::layers;
use crate::profile::Profile;
use crate::schema::Definitions;
use crate::source::{Sources, Text};

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

impl Project {
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
    pub(crate) fn cluster(&self, report: &mut Report) -> Option<Profile> {
        let profile = self.profile.merged(report).filter(|_| !self.is_profile_unclear)?;
        Some(match self.kubernetes {
            Some(version) => profile.with_kubernetes(version),
            None => profile,
        })
    }

    fn try_render(&mut self, profile: Option<&Profile>, extra: Vec<ExtraFile>) -> Option<Rendered> {
        let Self { sources, report, spec, layers, advice, .. } = self;
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
        let allowed = ready.allowed();
        let bundle = ready.bundle(sources, report);
        let profile = profile?;
        let definitions = Definitions::default();
        let context = Context {
            versions: profile.kubernetes..=profile.kubernetes,
            fix_versions: profile.kubernetes..=profile.kubernetes,
            profile: Some(profile),
            closed: true,
            advice: *advice,
            definitions: &definitions,
            allowed: &allowed,
            sources,
        };
        checks::run_on_bundle(bundle.manifests(), &context, report);
        Some(Rendered { bundle, sizes })
    }
}
