//! What definitions of custom resources can say.

use super::super::{Before, Feature, On, Root};
use crate::fields::KubeVersion;

pub(super) const FEATURES: &[Feature] = &[Feature {
    name: "fields of custom resources to select by",
    root: Root::Object("apiextensions.k8s.io", "CustomResourceDefinition"),
    paths: &["spec.versions[].selectableFields"],
    values: &[],
    known: KubeVersion::minor(30),
    on: On::Beta(KubeVersion::minor(31)),
    gate: Some("CustomResourceFieldSelectors"),
    before: Before::Nothing("take it out, and select by labels"),
}];
