//! What a cluster is and can do. The facts stand in commented YAML files, each with its source and date; a project may have files of
//! its own, which extend others.

mod builtin;
mod chain;
mod check;
mod difference;
mod facts;
mod gaps;
mod merged;
mod nodes;
mod operator;
mod resolved;
mod schema;
mod words;

pub use builtin::{BUILTIN, Builtin};
pub use chain::{Chain, OwnProfiles};
pub use difference::{Difference, differences};
pub use facts::{
    ApiServer, Binding, BucketDriver, Controller, Creation, Dns, Endpoint, Enforcement, Facts, GATEWAYS, GpuExporter, GpuFacts,
    IdentityFacts, IdentityPlatform, Monitoring, RouterPods, RoutingFacts, ServiceExposure, Sharing, SharingFacts, SpotFacts,
    Storage, StorageClass, Taint,
};
pub use gaps::builtin_with;
pub use merged::Profile;
pub use nodes::{Nodes, Pool, Reserved};
pub use operator::Operator;
pub use schema::schema;

use crate::diag::Report;
use crate::source::{Sources, Span};

/// The built-in profile of this name. `place` is where the name was given, if a file gave it.
pub fn load(name: &str, place: Option<Span>, sources: &mut Sources, report: &mut Report) -> Option<Profile> {
    Chain::start(name, place, OwnProfiles::default(), sources, report).merged(report)
}

#[cfg(test)]
pub(crate) mod testing {
    //! Clusters for tests.

    use super::{Chain, OwnProfiles, Profile};
    use crate::diag::Report;
    use crate::source::Sources;

    /// The profile of a project's own with this text.
    pub(crate) fn own(text: &str) -> Profile {
        let (mut sources, mut report) = (Sources::default(), Report::default());
        let own = OwnProfiles { names: vec!["own".to_owned()], ..OwnProfiles::default() };
        let mut chain = Chain::start("own", None, own, &mut sources, &mut report);
        chain.supply(Some(text.to_owned()), &mut sources, &mut report);
        let profile = chain.merged(&mut report);
        assert!(report.is_empty(), "{report:?}");
        profile.expect("a profile")
    }
}
