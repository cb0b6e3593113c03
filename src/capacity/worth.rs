//! What a project costs a month.

use super::prices::Prices;
use super::scenario::Scenario;
use super::totals::Totals;
use super::{Capacity, Packing};
use crate::fields::{Currency, Price};
use crate::k8s::quantity::Amount;
use crate::profile::Profile;
use std::collections::BTreeSet;

/// The hours of a month, as clouds count them: 365 days of 24 hours over 12 months.
const HOURS: u64 = 730;

/// Money in millionths.
pub type Money = i128;

/// What a project costs.
#[derive(Clone, Debug)]
pub struct Worth {
    /// What it costs in.
    pub currency: Currency,
    /// What it costs a month, in each scenario.
    pub costs: [Cost; 3],
    /// What it takes that has no price in the file.
    pub unpriced: BTreeSet<String>,
}

/// What a month costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// All nodes that are there, used or not.
    pub nodes: Money,
    /// Storage.
    pub storage: Money,
    /// Load balancers.
    pub load_balancers: Money,
}

impl Cost {
    /// Everything.
    pub fn all(self) -> Money {
        self.nodes + self.storage + self.load_balancers
    }
}

/// Multiplies what a project takes by what that costs.
pub fn worth(capacity: &Capacity, prices: &Prices, profile: &Profile) -> Worth {
    let mut unpriced = BTreeSet::new();
    if capacity.packings.is_none() {
        unpriced.insert("nodes, of which the profile knows none".to_owned());
    }
    let costs = Scenario::ALL.map(|scenario| {
        let packing = capacity.packings.as_ref().map(|packings| &packings[scenario.index()]);
        let totals = &capacity.all[scenario.index()];
        Cost {
            nodes: packing.map_or(0, |packing| of_nodes(packing, prices, profile, &mut unpriced)),
            storage: of_storage(totals, prices, &mut unpriced),
            load_balancers: of_load_balancers(totals, prices, &mut unpriced),
        }
    });
    Worth { currency: prices.currency.clone(), costs, unpriced }
}

fn of_nodes(packing: &Packing, prices: &Prices, profile: &Profile, unpriced: &mut BTreeSet<String>) -> Money {
    let used = packing.pools.iter().filter(|pool| pool.nodes > 0);
    used.map(|pool| {
        let machine = profile.nodes.pools.get(&pool.name).and_then(|facts| facts.machine.as_ref());
        let price = prices.nodes.get(&pool.name).or_else(|| prices.nodes.get(machine?));
        let Some(price) = price else {
            unpriced.insert(format!("nodes of {}", pool.name));
            return 0;
        };
        by_the_hour(*price, pool.nodes as u64)
    })
    .sum()
}

fn of_storage(totals: &Totals, prices: &Prices, unpriced: &mut BTreeSet<String>) -> Money {
    let classes = totals.storage.iter();
    classes
        .map(|(class, claims)| {
            let Some(price) = prices.storage.get(class) else {
                unpriced.insert(format!("storage of {class}"));
                return 0;
            };
            i128::from(price.millionths()) * claims.size.thousandths() / one_gibibyte().thousandths()
        })
        .sum()
}

fn of_load_balancers(totals: &Totals, prices: &Prices, unpriced: &mut BTreeSet<String>) -> Money {
    match prices.load_balancer {
        _ if totals.load_balancers == 0 => 0,
        Some(price) => by_the_hour(price, totals.load_balancers),
        None => {
            unpriced.insert("load balancers".to_owned());
            0
        }
    }
}

fn by_the_hour(price: Price, count: u64) -> Money {
    i128::from(price.millionths()) * i128::from(count) * i128::from(HOURS)
}

fn one_gibibyte() -> Amount {
    Amount::whole(1 << 30)
}
