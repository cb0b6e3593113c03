//! The tables that are part of the program: definitions by name, kinds by API version.

use super::definitions::Scope;
use super::model::Schema;
use super::parse;
use super::versions::Versions;
use crate::embedded::embedded;
use std::iter;
use std::sync::{LazyLock, OnceLock};

/// Kubernetes' own kinds.
pub(super) static KUBERNETES: LazyLock<Table> = LazyLock::new(|| {
    static TEXT: LazyLock<String> = LazyLock::new(|| embedded!("data/schemas/kubernetes.txt").text());
    Table::read(&TEXT)
});
/// Custom kinds.
pub(super) static CUSTOM: LazyLock<Table> = LazyLock::new(|| {
    static TEXT: LazyLock<String> = LazyLock::new(|| embedded!("data/schemas/custom.txt").text());
    Table::read(&TEXT)
});

/// A named schema, parsed when somebody first asks for it.
#[derive(Debug)]
pub struct Definition {
    name: &'static str,
    /// What stands behind the name.
    text: &'static str,
    parsed: OnceLock<Schema>,
}

/// Definitions and kinds of one file.
#[derive(Debug)]
pub(super) struct Table {
    definitions: Box<[Definition]>,
    kinds: Box<[Row]>,
}

/// A kind of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// Group and version.
    pub(super) api_version: &'static str,
    /// The kind.
    pub(super) kind: &'static str,
    /// The versions of Kubernetes that serve it.
    pub(super) versions: Versions,
    /// Whether its objects belong to a namespace.
    pub(super) scope: Scope,
    /// The index of its definition.
    index: usize,
}

impl Definition {
    /// Its name in the tables, such as `core.v1.PodSpec`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What it says.
    pub fn schema(&self) -> &Schema {
        self.parsed.get_or_init(|| self.parse().unwrap_or_default())
    }

    pub(super) fn parse(&self) -> Result<Schema, String> {
        parse::definition(self.text, named).map_err(|problem| format!("{}: {problem}", self.name))
    }
}

/// The definition of a name; those of custom kinds refer to Kubernetes' own.
pub(super) fn named(name: &str) -> Option<&'static Definition> {
    let (kubernetes, custom): (&'static Table, &'static LazyLock<Table>) = (&KUBERNETES, &CUSTOM);
    kubernetes.definition(name).or_else(|| custom.definition(name))
}

impl Table {
    /// Finds where definitions and kinds stand; comments are at the top only.
    fn read(text: &'static str) -> Self {
        let blocks = blocks(text.trim_end()).filter(|block| !block.starts_with('#'));
        let split = |block: &'static str| block.split_once(' ').unwrap_or((block, ""));
        let definitions: Box<[Definition]> =
            blocks.map(split).map(|(name, text)| Definition { name, text, parsed: OnceLock::new() }).collect();
        let rows = definitions.iter().enumerate().filter_map(|(index, definition)| Row::read(index, definition.text));
        let mut kinds: Box<[Row]> = rows.collect();
        kinds.sort_by_key(|row| (row.kind, row.api_version));
        Self { definitions, kinds }
    }

    /// Every definition, by name.
    #[cfg(test)]
    pub(super) fn definitions(&self) -> &[Definition] {
        &self.definitions
    }

    /// The definition of a name.
    pub(super) fn definition(&self, name: &str) -> Option<&Definition> {
        let index = self.definitions.binary_search_by(|definition| definition.name.cmp(name)).ok()?;
        self.definitions.get(index)
    }

    /// The row of a kind.
    pub(super) fn find(&self, api_version: &str, kind: &str) -> Option<&Row> {
        let index = self.kinds.binary_search_by(|row| (row.kind, row.api_version).cmp(&(kind, api_version))).ok()?;
        self.kinds.get(index)
    }

    /// The definition of a row of this table.
    pub(super) fn definition_of(&self, row: &Row) -> Option<&Definition> {
        self.definitions.get(row.index)
    }

    /// Every kind, by name and then by API version.
    pub(super) fn kinds(&self) -> &[Row] {
        &self.kinds
    }
}

/// The blocks of lines between empty lines. A search for two line breaks at once takes three times as long.
fn blocks(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    iter::from_fn(move || {
        let text = rest?;
        let is_end = |(at, _): &(usize, &str)| text.as_bytes().get(at + 1) == Some(&b'\n');
        let end = text.match_indices('\n').find(is_end).map(|(at, _)| at);
        rest = end.map(|at| &text[at + 2..]);
        Some(&text[..end.unwrap_or(text.len())])
    })
}

impl Row {
    /// Reads `object kind=apps/v1/Deployment in=28-37 cluster`, the first line of a definition; none if it is of no kind.
    fn read(index: usize, text: &'static str) -> Option<Self> {
        let head = text.lines().next()?;
        let words = || head.split(' ');
        let (api_version, kind) = words().find_map(|word| word.strip_prefix("kind="))?.rsplit_once('/')?;
        let versions = words().find_map(|word| word.strip_prefix("in=")).and_then(Versions::parse).unwrap_or(Versions::ALL);
        let scope = if words().any(|word| word == "cluster") { Scope::Cluster } else { Scope::Namespace };
        Some(Self { api_version, kind, versions, scope, index })
    }
}
