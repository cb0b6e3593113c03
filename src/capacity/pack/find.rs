//! Looking for a way to place all pods.

use super::cluster::Cluster;
use super::fewest::Fewest;
use super::fill::{Bounds, Packed, WAYS, fill, ways};
use super::needs::Requirements;
use super::search::{Missed, search};

/// Who looks for a way.
pub(super) struct Finder<'c> {
    pub(super) cluster: &'c Cluster,
    pub(super) requirements: &'c Requirements,
    pub(super) fewest: &'c Fewest,
    /// How many pods may still be placed while all ways are tried.
    pub(super) steps: usize,
}

impl<'c> Finder<'c> {
    /// Packs in every way, and takes the one that needs the fewest nodes.
    pub(super) fn best(&mut self, bounds: &Bounds) -> Result<Packed<'c>, Missed> {
        let fewest = self.fewest.together();
        // Nodes that are there anyway cost nothing: the first way that fits on them is as good as any.
        let is_free = |packed: &Packed<'_>| bounds.iter().zip(&packed.room.open).all(|((least, _), open)| open == least);
        self.find(bounds, |packed| is_free(packed) || packed.room.nodes.len() as u64 <= fewest)
    }

    /// Packs in one way after the other until all pods have a place.
    pub(super) fn any(&mut self, bounds: &Bounds) -> Option<Packed<'c>> {
        self.find(bounds, |_| true).ok()
    }

    /// Packs in one way, with nodes of one pool wherever they take a pod.
    pub(super) fn mostly(&self, pool: usize, bounds: &Bounds) -> Option<Packed<'c>> {
        Some(fill(self.cluster, self.requirements, bounds, WAYS[0].growing(pool))).filter(Packed::fits)
    }

    /// Packs in one way after the other until one is as good as can be. Of those that are equally good the first is taken.
    fn find(&mut self, bounds: &Bounds, is_best: impl Fn(&Packed<'_>) -> bool) -> Result<Packed<'c>, Missed> {
        let most: Vec<usize> = bounds.iter().map(|(_, most)| *most).collect();
        if self.fewest.excludes(&most) {
            return Err(Missed::Certainly);
        }
        let mut best: Option<Packed<'c>> = None;
        for way in ways(self.requirements.pods()) {
            let packed = fill(self.cluster, self.requirements, bounds, *way);
            if packed.fits() && best.as_ref().is_none_or(|best| packed.room.nodes.len() < best.room.nodes.len()) {
                let is_best = is_best(&packed);
                best = Some(packed);
                if is_best {
                    break;
                }
            }
        }
        if let Some(best) = best {
            return Ok(best);
        }
        search(self.cluster, self.requirements, bounds, &mut self.steps)
    }
}
