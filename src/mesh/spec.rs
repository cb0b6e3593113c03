//! The key `mesh` of a spec.

use super::Mesh;
use crate::components::parts::operator_missing;
use crate::diag::{Diagnostic, Report, codes};
use crate::layers::Place;
use crate::profile::{Operator, Profile};
use crate::versions::NATIVE_SIDECARS;
use crate::yaml::{WordOrMap, word_or_map};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeSet;

/// The mesh that the pods join: `istio`, `linkerd`, or `{istio: {...}}` with more to say.
#[derive(Clone, Debug)]
pub enum MeshSpec {
    /// Istio.
    Istio(IstioSpec),
    /// Linkerd.
    Linkerd,
}

/// Istio with sidecars.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IstioSpec {
    /// The revision of the control plane, such as `1-29`; the default one if not given.
    #[serde(default)]
    revision: Option<String>,
    /// Shares requests inside the cluster among the versions of a service too; without it they go to the main version.
    #[serde(default)]
    routes: bool,
}

// Without descriptions of their own, editors show both words in one line.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub(crate) enum MeshWord {
    Istio,
    Linkerd,
}

/// The map form; exactly one key.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct MeshMap {
    /// Istio with sidecars.
    istio: IstioSpec,
}

impl MeshSpec {
    /// Settles the mesh; `place` is its place in the spec.
    pub fn resolve(self, operators: &BTreeSet<Operator>, profile: &Profile, place: &Place<'_>, report: &mut Report) -> Mesh {
        let way_out = "leave `mesh` out for this cluster: the proxies are such containers, and would keep pods from starting";
        NATIVE_SIDECARS.require(profile, place.key_span(), way_out, report);
        let (operator, mesh) = match self {
            Self::Istio(IstioSpec { revision, routes }) => {
                if let Some(revision) = &revision
                    && !is_revision(revision)
                {
                    report.push(
                        Diagnostic::error(codes::BAD_NAME, format!("`{revision}` is no revision of a control plane"))
                            .at(place.key("istio").key("revision").span())
                            .help("use lower-case letters, digits and `-`, as in `1-29`; dots are written as `-`"),
                    );
                }
                (Operator::Istio, Mesh::Istio { revision, routes })
            }
            Self::Linkerd => (Operator::Linkerd, Mesh::Linkerd),
        };
        if !operators.contains(&operator) {
            report.push(
                operator_missing(operator, "the mesh", profile)
                    .at(place.key_span())
                    .help("its CNI plugin is needed too: the namespaces admit no container that changes the network"),
            );
        }
        mesh
    }
}

/// Revisions end the names of the control plane's objects, and may begin with a digit.
fn is_revision(text: &str) -> bool {
    let edge = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    let bytes = text.as_bytes();
    bytes.len() <= 57 && edge(bytes.first()) && edge(bytes.last()) && bytes.iter().all(|byte| edge(Some(byte)) || *byte == b'-')
}

impl WordOrMap for MeshSpec {
    type Word = MeshWord;
    type Map = MeshMap;
    const EXPECTED: &'static str = "`istio`, `linkerd`, or `{istio: {revision: 1-29}}`";

    fn of_word(word: MeshWord) -> Self {
        match word {
            MeshWord::Istio => Self::Istio(IstioSpec::default()),
            MeshWord::Linkerd => Self::Linkerd,
        }
    }

    fn of_map(MeshMap { istio }: MeshMap) -> Self {
        Self::Istio(istio)
    }
}

word_or_map!(MeshSpec, "Mesh", "`istio`, `linkerd`, or `{istio: {...}}` with more to say.");
