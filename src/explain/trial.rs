//! Rendering a project again, a little different from what it is.

use crate::diag::{Diagnostic, Report};
use crate::extra::ExtraFile;
use crate::k8s::Entry;
use crate::profile::Profile;
use crate::project::Ready;
use crate::source::{SourceId, Sources};
use crate::yaml::Node;

/// What stays the same in all trials.
pub(super) struct Trial<'a> {
    /// The text of the project's own file.
    pub(super) spec: SourceId,
    /// As many texts as the project has, with nothing in them: no place of a trial is ever shown.
    pub(super) blank: Sources,
    /// Files of the user's own.
    pub(super) extra: &'a [ExtraFile],
}

impl Trial<'_> {
    /// The objects of another tree and other facts, or what is wrong with these. The checks are left out: what they would refuse shows
    /// where a field comes from all the same.
    pub(super) fn render(&self, tree: &Node, profile: &Profile) -> Result<Vec<Entry>, Vec<Diagnostic>> {
        let (mut sources, mut report) = (self.blank.clone(), Report::default());
        let ready = Ready::quick(tree, self.spec, self.extra.to_vec(), profile, &mut sources, &mut report);
        match ready.map(|mut ready| ready.objects(&mut sources, &mut report)) {
            Some(objects) if !report.has_errors() => Ok(objects),
            _ => Err(report.into_diagnostics()),
        }
    }
}
