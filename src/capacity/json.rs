//! The picture for programs: `docs/capacity.md` describes it.

use super::worth::{Cost, Money, Worth};
use super::{Capacity, Enough, Packing, Pending, Scenario, Totals};
use crate::k8s::quantity::Amount;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What a project takes, in these scenarios.
pub fn json(capacity: &Capacity, worth: Option<&Worth>, scenarios: &[Scenario]) -> Value {
    let of = |scenario: &Scenario| (scenario.key().to_owned(), of_scenario(capacity, worth, *scenario));
    let scenarios: Map<String, Value> = scenarios.iter().map(of).collect();
    let mut all = json!({ "profile": capacity.profile, "scenarios": scenarios, "uncounted": capacity.uncounted });
    if let Some(worth) = worth {
        all["unpriced"] = json!(worth.unpriced);
    }
    all
}

fn of_scenario(capacity: &Capacity, worth: Option<&Worth>, scenario: Scenario) -> Value {
    let namespaces = capacity.namespaces.iter();
    let namespaces: Map<String, Value> =
        namespaces.map(|(name, totals)| (name.clone(), of_totals(&totals[scenario.index()]))).collect();
    let mut all = json!({ "total": of_totals(&capacity.all[scenario.index()]), "namespaces": namespaces });
    if let Some(packings) = &capacity.packings {
        all["packing"] = of_packing(&packings[scenario.index()]);
    }
    if let Some(worth) = worth {
        all["costPerMonth"] = of_cost(worth, &worth.costs[scenario.index()]);
    }
    all
}

fn of_totals(totals: &Totals) -> Value {
    let storage = totals.storage.iter();
    let storage: Map<String, Value> = storage
        .map(|(class, claims)| (class.clone(), json!({ "claims": claims.claims, "size": claims.size.to_string() })))
        .collect();
    json!({
        "pods": totals.pods,
        "requests": amounts(&totals.requests),
        "limits": amounts(&totals.limits),
        "unlimited": totals.unlimited,
        "storage": storage,
        "loadBalancers": totals.load_balancers,
        "nodePorts": totals.node_ports,
        "addresses": { "pods": totals.addressed_pods, "services": totals.services },
    })
}

fn amounts(amounts: &BTreeMap<String, Amount>) -> Map<String, Value> {
    amounts.iter().map(|(resource, amount)| (resource.clone(), json!(amount.to_string()))).collect()
}

fn of_packing(packing: &Packing) -> Value {
    let pools = packing.pools.iter().map(|pool| {
        let resources = pool.resources.iter();
        let resources: Map<String, Value> = resources
            .map(|(name, (asked, all))| (name.clone(), json!({ "requested": asked.to_string(), "allocatable": all.to_string() })))
            .collect();
        json!({ "name": pool.name, "used": pool.used, "nodes": pool.nodes, "most": pool.most, "resources": resources })
    });
    let pending = |all: &[Pending]| -> Vec<Value> { all.iter().map(of_pending).collect() };
    let enough = match &packing.enough {
        Enough::Never => Value::Null,
        Enough::Nodes(pools) => pools.iter().map(|(name, nodes)| (name.clone(), json!(nodes))).collect::<Map<_, _>>().into(),
    };
    json!({
        "fits": packing.pending.is_empty(),
        "pools": pools.collect::<Vec<_>>(),
        "pending": pending(&packing.pending),
        "proven": packing.proven,
        "pendingWhenSpread": pending(&packing.when_spread),
        "enough": enough,
        "fewestNodes": packing.fewest,
    })
}

fn of_pending(pending: &Pending) -> Value {
    json!({
        "namespace": pending.namespace,
        "workload": pending.title,
        "pods": pending.pods,
        "of": pending.of,
        "reason": pending.reason,
        "onAnyNumberOfNodes": pending.anywhere,
    })
}

fn of_cost(worth: &Worth, cost: &Cost) -> Value {
    json!({
        "currency": worth.currency.to_string(),
        "nodes": money(cost.nodes),
        "storage": money(cost.storage),
        "loadBalancers": money(cost.load_balancers),
        "all": money(cost.all()),
    })
}

/// Money with two digits behind the point, as a text that loses nothing on the way.
pub(super) fn money(millionths: Money) -> String {
    let hundredths = (millionths + 5_000) / 10_000;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
