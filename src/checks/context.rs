//! What is known besides the objects: for which cluster they are.

use crate::diag::Allowed;
use crate::fields::KubeVersion;
use crate::profile::Profile;
use crate::schema::Definitions;
use crate::source::Sources;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

/// The cluster that objects are for, as far as it is known, and how strictly they are judged.
#[derive(Clone, Debug)]
pub struct Context<'a> {
    /// The versions of Kubernetes that they have to work with.
    pub versions: RangeInclusive<KubeVersion>,
    /// The versions that whatever is put right in them has to work with: of all clusters of the run, or every known one.
    pub fix_versions: RangeInclusive<KubeVersion>,
    /// The facts of the cluster, if a profile was named.
    pub profile: Option<&'a Profile>,
    /// Whether the objects are everything that there is: a reference to something else is an error, not a question.
    pub closed: bool,
    /// Whether advice is wanted too.
    pub advice: bool,
    /// The kinds that are known, those of CustomResourceDefinitions of the input among them.
    pub definitions: &'a Definitions,
    /// Findings that the spec allows.
    pub allowed: &'a [Allowed],
    /// The texts that the objects stand in.
    pub sources: &'a Sources,
}

/// The kinds that are known without any input.
static KNOWN: LazyLock<Definitions> = LazyLock::new(Definitions::default);

impl<'a> Context<'a> {
    /// Of a cluster of which only the versions are known, and of objects that may not be all; with advice.
    pub fn open(versions: RangeInclusive<KubeVersion>, sources: &'a Sources) -> Self {
        let fix_versions = KubeVersion::OLDEST..=KubeVersion::NEWEST;
        Self { versions, fix_versions, profile: None, closed: false, advice: true, definitions: &KNOWN, allowed: &[], sources }
    }
}
