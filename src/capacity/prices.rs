//! The user's own prices: a file of its own, because they are a contract's and no fact of a cluster.

use crate::diag::{Diagnostic, Report, codes, nearest};
use crate::fields::{Currency, Price};
use crate::profile::Profile;
use crate::source::Sources;
use crate::source::Text;
use crate::yaml::{self, Mapping, Node};
use indexmap::IndexMap;
use serde::Deserialize;

/// What things cost.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Prices {
    /// What the prices are in.
    pub currency: Currency,
    /// The price of a node for an hour, by the name of its pool or of its machine; that of the pool counts where both are given.
    #[serde(default)]
    pub nodes: IndexMap<String, Price>,
    /// The price of a GiB of storage for a month, by class.
    #[serde(default)]
    pub storage: IndexMap<String, Price>,
    /// The price of a load balancer for an hour.
    #[serde(default)]
    pub load_balancer: Option<Price>,
}

/// Reads a file of prices for a profile: what the profile does not have cannot have a price.
pub fn read_prices(text: Text, profile: &Profile, sources: &mut Sources, report: &mut Report) -> Option<Prices> {
    let source = sources.add(text.name, text.content);
    let tree = yaml::read_document(source, &sources.get(source).text, report)?;
    let prices: Prices = yaml::decode(&tree, tree.span, report)?;
    let pools = profile.nodes.pools.iter();
    let nodes: Vec<&str> = pools.flat_map(|(name, pool)| [Some(name.as_str()), pool.machine.as_deref()]).flatten().collect();
    check(&tree, "nodes", "pool or machine", &nodes, report);
    let classes: Vec<&str> = profile.storage.classes.keys().map(String::as_str).collect();
    // Where no class is known, any may be there.
    if profile.storage.unknown.is_none() {
        check(&tree, "storage", "storage class", &classes, report);
    }
    (!report.has_errors()).then_some(prices)
}

/// Reports names that the profile does not have.
fn check(tree: &Node, section: &str, noun: &str, known: &[&str], report: &mut Report) {
    let keys = tree.get(section).and_then(Node::as_mapping).into_iter().flat_map(Mapping::keys);
    for key in keys.filter(|key| !known.contains(&&*key.name)) {
        let list = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        report.push(
            Diagnostic::error(codes::UNKNOWN_PRICE, format!("the profile has no {noun} `{}`", key.name))
                .at(key.span)
                .maybe_help(nearest(&key.name, known.iter().copied()).map(|near| format!("did you mean `{near}`?")))
                .help(if known.is_empty() { "it knows of none".to_owned() } else { format!("it has {list}") }),
        );
    }
}
