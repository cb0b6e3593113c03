//! A project of which everything is known.

use super::served;
use crate::bundle::Bundle;
use crate::diag::{Allowed, Report};
use crate::extra::{self, ExtraFile};
use crate::fields::KubeVersion;
use crate::k8s::Entry;
use crate::layers::Place;
use crate::patches::{self, Patches};
use crate::plan::Plan;
use crate::profile::Profile;
use crate::source::{SourceId, Sources};
use crate::versions;
use crate::yaml::Node;
use std::mem;

/// A merged tree and files of the user's own, settled: what is left cannot fail, except for patches.
pub(crate) struct Ready<'a> {
    plan: Plan<'a>,
    own: Vec<Entry>,
    patches: Patches,
    kubernetes: KubeVersion,
}

impl<'a> Ready<'a> {
    /// Settles a merged tree, or reports everything that stands in the way.
    pub(crate) fn new(
        tree: &Node,
        spec: SourceId,
        extra: Vec<ExtraFile>,
        profile: Option<&'a Profile>,
        sources: &mut Sources,
        report: &mut Report,
    ) -> Option<Self> {
        Self::with(tree, extra, profile, sources, report, |report| Plan::new(tree, spec, profile, report))
    }

    /// Settles a merged tree, or reports something that stands in the way: for who only wants to know whether it can be settled.
    pub(crate) fn quick(
        tree: &Node,
        spec: SourceId,
        extra: Vec<ExtraFile>,
        profile: &'a Profile,
        sources: &mut Sources,
        report: &mut Report,
    ) -> Option<Self> {
        Self::with(tree, extra, Some(profile), sources, report, |report| Plan::quick(tree, spec, profile, report))
    }

    fn with(
        tree: &Node,
        extra: Vec<ExtraFile>,
        profile: Option<&'a Profile>,
        sources: &mut Sources,
        report: &mut Report,
        plan: impl FnOnce(&mut Report) -> Option<Plan<'a>>,
    ) -> Option<Self> {
        let kubernetes = profile.map(|profile| profile.kubernetes);
        let own = extra::read(extra, &Place::root(tree).key("extra"), kubernetes, sources, report);
        let patches = patches::read(tree, report);
        let plan = plan(report)?;
        let own = extra::settle(own, &plan.neighbours(), report);
        if let Some(profile) = profile {
            served::check(&own, tree, profile, report);
        }
        (!report.has_errors()).then_some(Self { plan, own, patches, kubernetes: kubernetes? })
    }

    /// Findings about objects that are right for the project.
    pub(crate) fn allowed(&self) -> Vec<Allowed> {
        self.plan.allowed().to_vec()
    }

    /// Builds the objects, in the form that the version of Kubernetes knows.
    pub(crate) fn objects(&mut self, sources: &mut Sources, report: &mut Report) -> Vec<Entry> {
        let mut entries = self.plan.build();
        entries.extend(extra::label(mem::take(&mut self.own), self.plan.project()));
        self.plan.provide_secrets(&mut entries, report);
        self.patches.apply(&mut entries, self.kubernetes, sources, report);
        versions::settle(&mut entries, self.kubernetes, report);
        entries
    }

    /// Builds the objects, and puts them in order.
    pub(crate) fn bundle(mut self, sources: &mut Sources, report: &mut Report) -> Bundle {
        let entries = self.objects(sources, report);
        let secrets = self.plan.secrets(&entries);
        Bundle::new(entries, secrets, self.plan.provider())
    }
}
