//! What many changes do, each by itself, in few trials: those that do nothing are ruled out together.

use super::change::{self, Change, Refusal};
use super::search::Effect;

/// What came of changes that were made at once.
pub(super) enum Tried {
    /// What they changed.
    Fits(Effect),
    /// They cannot be made, because of some of them, or nobody knows of which.
    Refused(Refusal),
}

/// How much is tried of one thing.
#[derive(Clone, Copy)]
pub(super) struct Patience {
    /// How many changes.
    pub(super) tried: usize,
    /// How many changes that can be made.
    pub(super) fitting: usize,
    /// Whether a change does not count that takes an object away.
    pub(super) must_stay: bool,
}

/// How many changes are made at once at first. Where nothing comes of it, it becomes more.
const FIRST: usize = 8;

/// What is known of one thing.
#[derive(Clone, Default)]
struct Known {
    fitting: usize,
    effect: Option<Effect>,
}

/// For each thing that can be changed in several ways, what the first change does that does anything that counts. Changes that do
/// nothing at once do nothing by themselves; what does something was tried by itself.
pub(super) fn effects(
    ways: &[Vec<Change>],
    patience: Patience,
    counts: &dyn Fn(&Effect) -> bool,
    attempt: &dyn Fn(&[&Change]) -> Tried,
) -> Vec<Option<Effect>> {
    let mut known = vec![Known::default(); ways.len()];
    for round in 0..patience.tried {
        let is_open = |at: &usize| known[*at].effect.is_none() && known[*at].fitting < patience.fitting;
        let open: Vec<(usize, &Change)> =
            (0..ways.len()).filter(is_open).filter_map(|at| Some((at, ways[at].get(round)?))).collect();
        if open.is_empty() && ways.iter().all(|ways| ways.len() <= round) {
            break;
        }
        let mut tries = Tries { ways, round, must_stay: patience.must_stay, counts, attempt, known: &mut known };
        for group in change::apart(&open) {
            tries.all(&group);
        }
    }
    known.into_iter().map(|known| known.effect).collect()
}

/// One change of each thing.
struct Tries<'a> {
    ways: &'a [Vec<Change>],
    round: usize,
    must_stay: bool,
    counts: &'a dyn Fn(&Effect) -> bool,
    attempt: &'a dyn Fn(&[&Change]) -> Tried,
    known: &'a mut [Known],
}

impl Tries<'_> {
    fn attempt(&self, group: &[usize]) -> Tried {
        let changes: Vec<&Change> = group.iter().map(|at| &self.ways[*at][self.round]).collect();
        (self.attempt)(&changes)
    }

    /// Tries as many at once as are likely to do nothing.
    fn all(&mut self, group: &[usize]) {
        let (mut rest, mut size) = (group, FIRST);
        while !rest.is_empty() {
            let (some, others) = rest.split_at(size.min(rest.len()));
            size = if self.some(some) { (size / 2).max(1) } else { size * 2 };
            rest = others;
        }
    }

    /// Tries some at once, and fewer if they do anything. Says whether it was in vain to try so many.
    fn some(&mut self, group: &[usize]) -> bool {
        let [first, ..] = *group else { return false };
        match self.attempt(group) {
            Tried::Fits(effect) if !(self.counts)(&effect) => {
                for at in group {
                    self.known[*at].fitting += 1;
                }
                false
            }
            Tried::Fits(effect) if group.len() == 1 => {
                self.known[first].fitting += 1;
                if !self.must_stay || effect.iter().all(Option::is_some) {
                    self.known[first].effect = Some(effect);
                }
                true
            }
            Tried::Fits(_) => {
                self.halves(group);
                true
            }
            Tried::Refused(_) if group.len() == 1 => true,
            Tried::Refused(Refusal { blamed, .. }) if blamed.is_empty() => {
                self.halves(group);
                true
            }
            Tried::Refused(Refusal { blamed, doomed }) => {
                let (blamed_ones, others): (Vec<_>, Vec<_>) = group.iter().enumerate().partition(|(at, _)| blamed.contains(at));
                // Who is blamed may still fit when it is alone.
                for (_, thing) in blamed_ones.into_iter().filter(|(at, _)| !doomed.contains(at)) {
                    self.some(&[*thing]);
                }
                self.some(&others.into_iter().map(|(_, thing)| *thing).collect::<Vec<_>>())
            }
        }
    }

    fn halves(&mut self, group: &[usize]) {
        let (one, two) = group.split_at(group.len() / 2);
        self.some(one);
        self.some(two);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::field::Differences;
    use crate::yaml::Step;
    use std::cell::Cell;
    use std::collections::BTreeSet;

    /// A thing that can be taken out.
    fn thing(name: usize) -> Vec<Change> {
        vec![Change::remove(&[Step::Key(name.to_string())])]
    }

    /// Finds out which of so many things do something, and which are refused, if these do and are; and in how many trials.
    fn found(things: usize, doing: &[usize], refused: &[usize], is_blamed: bool) -> (Vec<usize>, usize) {
        let trials = Cell::new(0);
        let attempt = |changes: &[&Change]| {
            trials.set(trials.get() + 1);
            let has = |known: &[usize], change: &Change| known.iter().any(|at| change.removed == thing(*at)[0].removed);
            let blamed: BTreeSet<usize> =
                changes.iter().enumerate().filter(|(_, change)| has(refused, change)).map(|(at, _)| at).collect();
            if !blamed.is_empty() {
                let blamed = if is_blamed { blamed } else { BTreeSet::new() };
                return Tried::Refused(Refusal { doomed: blamed.clone(), blamed });
            }
            let changed = changes.iter().enumerate().filter(|(_, change)| has(doing, change)).map(|(at, _)| at).collect();
            Tried::Fits(vec![Some(Differences { changed, ..Differences::default() })])
        };
        let ways: Vec<Vec<Change>> = (0..things).map(thing).collect();
        let counts = |effect: &Effect| effect.iter().flatten().any(|fields| !fields.is_empty());
        let effects = effects(&ways, Patience { tried: 1, fitting: 1, must_stay: false }, &counts, &attempt);
        (effects.iter().enumerate().filter(|(_, effect)| effect.is_some()).map(|(at, _)| at).collect(), trials.get())
    }

    #[test]
    fn who_does_something_is_found_among_many() {
        for doing in [vec![], vec![0], vec![3, 4, 5], vec![99], vec![7, 50, 51, 98]] {
            for refused in [vec![], vec![1, 2], vec![10, 20, 30, 96]] {
                for is_blamed in [true, false] {
                    let (names, trials) = found(100, &doing, &refused, is_blamed);
                    assert_eq!(names, doing, "{refused:?}");
                    assert!(trials < 80, "{trials} for {doing:?} and {refused:?}");
                }
            }
        }
    }

    #[test]
    fn nothing_is_ruled_out_by_others_that_do_something() {
        let all: Vec<usize> = (0..20).collect();
        assert_eq!(found(20, &all, &[], true).0, all);
        assert_eq!(found(0, &[], &[], true), (vec![], 0));
    }
}
