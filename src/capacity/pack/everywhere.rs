//! Pods that run on every node which takes them.

use super::Pending;
use super::cluster::Cluster;
use super::free::has;
use super::matching::{is_wanted, untolerated};
use super::needs::Alike;
use super::refusal::{Refusal, lack, sentence};
use k8s_openapi::api::core::v1::PodSpec;

/// Pods of which one runs on every node that takes them.
pub(super) struct Everywhere {
    title: String,
    namespace: String,
    /// For each pool what is missing on its nodes; none where no pod is made for them.
    missing: Vec<Option<Vec<Refusal>>>,
}

/// Takes the pods that run on every node from what nodes offer, in the order of the bundle. One that finds no room takes none.
pub(super) fn settle(cluster: &mut Cluster, groups: &[Alike<'_>]) -> Vec<Everywhere> {
    groups.iter().map(|group| settle_one(cluster, group)).collect()
}

fn settle_one(cluster: &mut Cluster, group: &Alike<'_>) -> Everywhere {
    let nothing = PodSpec::default();
    let pod = group.template.spec.as_ref().unwrap_or(&nothing);
    let asked = cluster.resources.of(group.demand, pod);
    let names = cluster.resources.names();
    let missing = cluster.pools.iter_mut().map(|pool| {
        let is_made = untolerated(pod, &pool.taints).is_none()
            && pool.kinds.iter().any(|kind| is_wanted(pod, &cluster.kinds[*kind].labels));
        is_made.then(|| {
            if has(&pool.offer, &asked) {
                pool.offer.iter_mut().zip(&asked).for_each(|(offer, asked)| *offer -= asked);
                return Vec::new();
            }
            let short = (0..names.len()).filter(|index| asked[*index] > pool.offer[*index]);
            short.map(|index| lack(index, &names[index])).collect()
        })
    });
    Everywhere { title: group.title.to_owned(), namespace: group.namespace.to_owned(), missing: missing.collect() }
}

/// Those that have no room on some node, with so many nodes of each pool.
pub(super) fn pending(everywhere: &[Everywhere], nodes: &[usize]) -> Vec<Pending> {
    let pending = everywhere.iter().map(|pods| {
        let made = || pods.missing.iter().zip(nodes).filter_map(|(missing, nodes)| Some((missing.as_ref()?, *nodes)));
        let refused = || made().filter(|(missing, _)| !missing.is_empty());
        let of = made().map(|(_, nodes)| nodes).sum();
        let refusals = refused().flat_map(|(missing, nodes)| std::iter::repeat_n(missing, nodes).flatten().cloned());
        Pending {
            title: pods.title.clone(),
            namespace: pods.namespace.clone(),
            pods: refused().map(|(_, nodes)| nodes).sum(),
            of,
            reason: sentence(of, refusals),
            anywhere: true,
        }
    });
    pending.filter(|pending| pending.pods > 0).collect()
}
