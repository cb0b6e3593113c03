//! The kinds that are known in a run: those of the tables, and those of CustomResourceDefinitions that the input brings.

use super::crd;
use super::model::{Schema, Shape};
use super::table::{CUSTOM, KUBERNETES, Row, Table};
use super::versions::Versions;
use crate::yaml::Node;
use std::collections::BTreeMap;

/// Whether objects of a kind belong to a namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// They do.
    Namespace,
    /// They belong to the cluster.
    Cluster,
}

/// Who describes a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Kubernetes itself.
    Kubernetes,
    /// A CustomResourceDefinition that the tables were made from; a cluster may have that of another release.
    Table,
    /// A CustomResourceDefinition of the input.
    Given,
}

/// Every kind that is known.
#[derive(Debug, Default)]
pub struct Definitions {
    /// What CustomResourceDefinitions of the input say, by kind.
    given: BTreeMap<Box<str>, Vec<Given>>,
}

/// One version of a kind that a CustomResourceDefinition of the input describes.
#[derive(Debug)]
pub(super) struct Given {
    pub(super) api_version: Box<str>,
    pub(super) kind: Box<str>,
    pub(super) scope: Scope,
    pub(super) schema: Schema,
}

/// What is known of a kind.
#[derive(Clone, Copy, Debug)]
pub struct Kind<'a> {
    /// Group and version.
    pub api_version: &'a str,
    /// The kind.
    pub name: &'a str,
    /// Whether its objects belong to a namespace.
    pub scope: Scope,
    /// The versions of Kubernetes that serve it; all of them for a custom kind.
    pub versions: Versions,
    /// Its schema.
    pub schema: &'a Schema,
    /// Who describes it.
    pub origin: Origin,
}

impl Definitions {
    /// Adds the kinds that a CustomResourceDefinition of `apiextensions.k8s.io/v1` describes, one for each version that it serves.
    /// They come before those of the tables; what two of them describe differently is not judged. Anything else is left alone; returns how
    /// many kinds were added.
    pub fn add_crd(&mut self, object: &Node) -> usize {
        let kinds = crd::kinds(object);
        let count = kinds.len();
        for kind in kinds {
            let versions = self.given.entry(kind.kind.clone()).or_default();
            match versions.iter_mut().find(|other| other.api_version == kind.api_version) {
                None => versions.push(kind),
                Some(other) if format!("{:?}", other.schema) == format!("{:?}", kind.schema) => {}
                // Of several variants in one folder any may be the one that is applied.
                Some(other) => other.schema = Schema::of(Shape::Any),
            }
        }
        count
    }

    /// What is known of a kind.
    pub fn find(&self, api_version: &str, kind: &str) -> Option<Kind<'_>> {
        let given = self.given.get(kind).and_then(|versions| versions.iter().find(|given| *given.api_version == *api_version));
        given.map(Given::kind).or_else(|| of_tables(api_version, kind))
    }

    /// The scope of a kind; none if the kind is not known.
    pub fn scope(&self, api_version: &str, kind: &str) -> Option<Scope> {
        self.find(api_version, kind).map(|kind| kind.scope)
    }

    /// Every known pair of API version and kind; those of Kubernetes first, each part in order.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        let tables = [&*KUBERNETES, &*CUSTOM].into_iter().flat_map(Table::kinds).map(|row| (row.api_version, row.kind));
        let given = self.given.values().flatten().map(|given| (&*given.api_version, &*given.kind));
        tables.chain(given)
    }
}

/// The scope of a kind of Kubernetes, or of a custom kind of the tables; none if the kind is not known.
pub fn scope(api_version: &str, kind: &str) -> Option<Scope> {
    of_tables(api_version, kind).map(|kind| kind.scope)
}

/// Whether a group is one of Kubernetes' own.
pub(super) fn is_own_group(group: &str) -> bool {
    KUBERNETES.kinds().iter().any(|row| group_of(row.api_version) == group)
}

/// The group of an API version; empty for that of `v1`.
pub(super) fn group_of(api_version: &str) -> &str {
    api_version.split_once('/').map_or("", |(group, _)| group)
}

/// What the tables know of a kind.
pub(super) fn of_tables(api_version: &str, kind: &str) -> Option<Kind<'static>> {
    let (kubernetes, custom): (&'static Table, fn() -> &'static Table) = (&KUBERNETES, || &CUSTOM);
    row(kubernetes, api_version, kind, Origin::Kubernetes).or_else(|| row(custom(), api_version, kind, Origin::Table))
}

fn row(table: &'static Table, api_version: &str, kind: &str, origin: Origin) -> Option<Kind<'static>> {
    let row: &'static Row = table.find(api_version, kind)?;
    let schema = table.definition_of(row)?.schema();
    Some(Kind { api_version: row.api_version, name: row.kind, scope: row.scope, versions: row.versions, schema, origin })
}

impl Given {
    fn kind(&self) -> Kind<'_> {
        Kind {
            api_version: &self.api_version,
            name: &self.kind,
            scope: self.scope,
            versions: Versions::ALL,
            schema: &self.schema,
            origin: Origin::Given,
        }
    }
}
