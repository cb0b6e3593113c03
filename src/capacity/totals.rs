//! Sums over a namespace or over the whole project.

use super::demand::Demand;
use crate::k8s::quantity::Amount;
use std::collections::BTreeMap;

/// What pods, claims and Services take together.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    /// The pods.
    pub pods: u64,
    /// What the scheduler sets aside, by resource.
    pub requests: BTreeMap<String, Amount>,
    /// What the pods may use at most, by resource. Volumes in memory count towards the limits of the containers that fill them.
    pub limits: BTreeMap<String, Amount>,
    /// The pods that may use all of a resource that their node has, because a container of theirs has no limit: of CPU and of memory.
    pub unlimited: BTreeMap<String, u64>,
    /// The storage, by class.
    pub storage: BTreeMap<String, Claims>,
    /// Load balancers.
    pub load_balancers: u64,
    /// Ports of all nodes.
    pub node_ports: u64,
    /// Services with an address of the cluster.
    pub services: u64,
    /// Pods with an address of their own: all that do not use their node's.
    pub addressed_pods: u64,
}

/// Claims of one class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// How many.
    pub claims: u64,
    /// What they come to.
    pub size: Amount,
}

impl Totals {
    /// The addresses that the cluster gives out, to pods and to Services.
    pub fn addresses(&self) -> u64 {
        self.addressed_pods.saturating_add(self.services)
    }

    /// All storage.
    pub fn all_storage(&self) -> Claims {
        self.storage
            .values()
            .fold(Claims::default(), |sum, class| Claims { claims: sum.claims + class.claims, size: sum.size + class.size })
    }

    /// Adds pods that are alike.
    pub(super) fn add_pods(&mut self, demand: &Demand<'_>, pods: u64, with_address: bool) {
        self.pods = self.pods.saturating_add(pods);
        self.addressed_pods = self.addressed_pods.saturating_add(if with_address { pods } else { 0 });
        for (sums, amounts) in [(&mut self.requests, &demand.requests), (&mut self.limits, &demand.limits)] {
            for (resource, amount) in amounts {
                add(sums, resource, amount.times(pods));
            }
        }
        for resource in demand.unlimited.iter().filter(|_| pods > 0) {
            let sum = self.unlimited.entry((*resource).to_owned()).or_default();
            *sum = sum.saturating_add(pods);
        }
    }

    /// Adds what another part of the project takes.
    pub(super) fn add(&mut self, other: &Self) {
        let Self { pods, requests, limits, unlimited, storage, load_balancers, node_ports, services, addressed_pods } = other;
        self.pods = self.pods.saturating_add(*pods);
        self.load_balancers += load_balancers;
        self.node_ports += node_ports;
        self.services += services;
        self.addressed_pods = self.addressed_pods.saturating_add(*addressed_pods);
        for (sums, amounts) in [(&mut self.requests, requests), (&mut self.limits, limits)] {
            for (resource, amount) in amounts {
                add(sums, resource, *amount);
            }
        }
        for (resource, pods) in unlimited {
            let sum = self.unlimited.entry(resource.clone()).or_default();
            *sum = sum.saturating_add(*pods);
        }
        for (class, claims) in storage {
            let sum = self.storage.entry(class.clone()).or_default();
            sum.claims = sum.claims.saturating_add(claims.claims);
            sum.size = sum.size + claims.size;
        }
    }
}

fn add(sums: &mut BTreeMap<String, Amount>, resource: &str, amount: Amount) {
    if let Some(sum) = sums.get_mut(resource) {
        *sum = *sum + amount;
    } else if amount > Amount::default() {
        sums.insert(resource.to_owned(), amount);
    }
}
