//! The spec as a whole: settings of the project, and a section for each kind of entry.

use super::allowed::ChecksSpec;
use crate::components::KINDS;
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Name, Word};
use crate::governance::{NamespaceSpec, PrioritiesSpec};
use crate::layers::Place;
use crate::mesh::MeshSpec;
use crate::monitoring::MonitoringSpec;
use crate::patches;
use crate::profile::Operator;
use crate::routing::RoutingSpec;
use crate::secrets::SecretsSpec;
use crate::yaml::{self, Node, Recovery};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What a spec says of the project itself.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Settings {
    /// The version of this format.
    #[serde(rename = "apiVersion")]
    pub api_version: ApiVersion,
    /// The name of the project.
    pub project: Name,
    /// The namespace; the project's name if not given.
    #[serde(default)]
    pub namespace: Option<Name>,
    /// The profile that is used when the command line names none, by its name or by the path of its file from here; `generic` if
    /// not given.
    #[serde(default)]
    pub profile: Option<String>,
    /// What the cluster runs beyond what its profile says, such as `keda` or `cert-manager`.
    #[serde(default)]
    pub operators: Vec<Operator>,
    /// What watches the project.
    #[serde(default)]
    pub monitoring: Option<MonitoringSpec>,
    /// The namespaces of operators whose pods connect to those of the project, if not the usual ones: `{keda: autoscaling}`.
    #[serde(default)]
    pub operator_namespaces: OperatorNamespaces,
    /// How traffic enters.
    #[serde(default)]
    pub routing: RoutingSpec,
    /// Namespaces beside the project's, and rules for any of them.
    #[serde(default)]
    pub namespaces: IndexMap<Name, NamespaceSpec>,
    /// Who goes first when the cluster is full: `true` brings priority classes of the project's own, for servers above workers
    /// above jobs; a map names classes that the cluster has. Without it all pods are alike.
    #[serde(default)]
    pub priorities: Option<PrioritiesSpec>,
    /// Secrets with the credentials of image registries, for all pods.
    #[serde(default)]
    pub pull_secrets: Vec<Name>,
    /// The service mesh that all pods join. Its CNI plugin has to be installed: the namespaces admit no container that changes the
    /// network.
    #[serde(default)]
    pub mesh: Option<MeshSpec>,
    /// Where Secrets come from.
    #[serde(default)]
    pub secrets: SecretsSpec,
    /// Files with objects of your own, by their path from the spec; `k8s/*.yaml` stands for several. They are checked, ordered and
    /// labelled with the rest.
    #[serde(default)]
    pub extra: Vec<String>,
    /// How the objects are checked.
    #[serde(default)]
    pub checks: ChecksSpec,
}

/// Namespaces of operators, where they are not the usual ones.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct OperatorNamespaces(BTreeMap<Operator, Name>);

impl OperatorNamespaces {
    /// The namespace of an operator whose pods connect to those of projects.
    pub(super) fn of(&self, operator: Operator) -> Option<&str> {
        self.0.get(&operator).map(Name::as_str).or(operator.usual_namespace())
    }

    /// Reports namespaces that nobody needs to know; `place` is where they stand.
    pub(super) fn check(&self, place: &Place<'_>, report: &mut Report) {
        for operator in self.0.keys().filter(|operator| operator.usual_namespace().is_none()) {
            report.push(
                Diagnostic::error(codes::BAD_VALUE, format!("{} connects to no pods of a project", operator.word()))
                    .at(place.key(operator.word()).key_span())
                    .help("take it out: no network policy would change"),
            );
        }
    }
}

/// The version of the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum ApiVersion {
    /// The first.
    #[serde(rename = "mlkube/v1")]
    V1,
}

/// Namespaces in which no project may live: what is there belongs to the cluster, or to nobody.
const RESERVED: [&str; 4] = ["default", "kube-system", "kube-public", "kube-node-lease"];

impl Settings {
    /// Decodes the settings of a spec; the sections of entries are left to their kinds.
    pub fn decode(tree: &Node, recovery: &mut Recovery, report: &mut Report) -> Option<Self> {
        if tree.as_mapping().is_none() {
            report.push(
                Diagnostic::error(codes::WRONG_KIND, format!("a spec is a map of keys, this is {}", tree.kind()))
                    .at(tree.span)
                    .help("begin with `apiVersion: mlkube/v1` and `project: NAME`"),
            );
            recovery.is_broken = true;
            return None;
        }
        let sections: Vec<&str> = KINDS.iter().map(|kind| kind.section).chain([patches::SECTION]).collect();
        let start = crate::source::Span { end: tree.span.start + 1, ..tree.span };
        yaml::recover(tree, start, &sections, recovery, report).filter(|_| !recovery.is_in_vain())
    }

    /// Reports namespaces that do not fit.
    pub(super) fn check(&self, root: &Place<'_>, report: &mut Report) {
        let key = if self.namespace.is_some() { "namespace" } else { "project" };
        check_namespace(self.namespace(), &root.key(key), report);
        self.operator_namespaces.check(&root.key("operatorNamespaces"), report);
    }

    /// What stands in for settings that could not be decoded, so that entries can be looked at all the same.
    pub(super) fn unknown() -> Self {
        let project = Name::parse("project").expect("a plain word is a name");
        Self {
            api_version: ApiVersion::V1,
            project,
            namespace: None,
            profile: None,
            operators: Vec::new(),
            namespaces: IndexMap::new(),
            priorities: None,
            pull_secrets: Vec::new(),
            mesh: None,
            operator_namespaces: OperatorNamespaces::default(),
            routing: RoutingSpec::unknown(),
            monitoring: None,
            secrets: SecretsSpec::default(),
            extra: Vec::new(),
            checks: ChecksSpec::default(),
        }
    }

    /// The namespace of entries that name none.
    pub fn namespace(&self) -> &Name {
        self.namespace.as_ref().unwrap_or(&self.project)
    }
}

/// Reports a namespace that no project may have.
pub(super) fn check_namespace(namespace: &Name, place: &Place<'_>, report: &mut Report) {
    if RESERVED.contains(&namespace.as_str()) {
        report.push(
            Diagnostic::error(codes::BAD_NAME, format!("the namespace `{namespace}` is not for projects"))
                .at(place.span())
                .help("give the project a namespace of its own: the bundle closes it and labels it"),
        );
    }
}
