//! Sets of versions of Kubernetes.

use crate::fields::KubeVersion;
use std::ops::RangeInclusive;

/// The minor version of the oldest that is known, [`KubeVersion::OLDEST`], and how many are.
const FIRST: u16 = 28;
const COUNT: u16 = 10;

/// A set of the versions that mlkube knows, 1.28 to 1.37.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Versions(u16);

impl Versions {
    /// Every version.
    pub const ALL: Self = Self(0x3FF);

    /// The versions of a range; what lies outside of the known ones is left out.
    pub fn of(range: &RangeInclusive<KubeVersion>) -> Self {
        let members = Self::bits().filter(|(version, _)| range.contains(version));
        Self(members.fold(0, |set, (_, bit)| set | bit))
    }

    /// Each version with its bit.
    fn bits() -> impl DoubleEndedIterator<Item = (KubeVersion, u16)> {
        (0..COUNT).map(|index| (KubeVersion::minor(FIRST + index), 1 << index))
    }

    /// Reads `28-30,33`, the minor versions of the tables.
    pub(super) fn parse(text: &str) -> Option<Self> {
        text.split(',').try_fold(Self(0), |set, part| {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let (first, last) = (first.parse().ok()?, last.parse().ok()?);
            Some(Self(set.0 | Self::of(&(KubeVersion::minor(first)..=KubeVersion::minor(last))).0))
        })
    }

    /// Whether all of these are in `others`.
    pub fn within(self, others: Self) -> bool {
        self.0 & !others.0 == 0
    }

    /// Those that are not in `others`.
    #[must_use]
    pub fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// Those that are in both.
    #[must_use]
    pub fn and(self, others: Self) -> Self {
        Self(self.0 & others.0)
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The versions in order.
    pub fn iter(self) -> impl DoubleEndedIterator<Item = KubeVersion> {
        Self::bits().filter(move |(_, bit)| self.0 & bit != 0).map(|(version, _)| version)
    }

    /// The set as people say it, with the verb that fits: `Kubernetes 1.28 and 1.31 to 1.37 do`.
    pub(super) fn said(self, one: &str, several: &str) -> String {
        let mut runs: Vec<(KubeVersion, KubeVersion)> = Vec::new();
        let mut before = None;
        for (version, bit) in Self::bits().filter(|(_, bit)| self.0 & bit != 0) {
            match runs.last_mut() {
                Some((_, last)) if before == Some(bit >> 1) => *last = version,
                _ => runs.push((version, version)),
            }
            before = Some(bit);
        }
        let shown = |(first, last): &(KubeVersion, KubeVersion)| {
            if first == last { first.to_string() } else { format!("{first} to {last}") }
        };
        let alone = matches!(runs.as_slice(), [(first, last)] if first == last);
        let verb = if alone { one } else { several };
        format!("Kubernetes {} {verb}", runs.iter().map(shown).collect::<Vec<_>>().join(" and "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_hold_the_versions_that_there_are() {
        assert!(Versions::ALL.iter().eq(KubeVersion::all()));
        let some = Versions::parse("28-29,31").unwrap();
        assert_eq!(some.iter().map(|version| version.to_string()).collect::<Vec<_>>(), ["1.28", "1.29", "1.31"]);
        assert!(some.within(Versions::ALL) && !Versions::ALL.within(some));
        assert_eq!(Versions::of(&(KubeVersion::minor(20)..=KubeVersion::minor(28))), Versions::parse("28").unwrap());
        assert!(Versions::ALL.without(Versions::ALL).is_empty());
        assert_eq!(Versions::parse("28-x"), None);
        assert_eq!(some.said("has", "have"), "Kubernetes 1.28 to 1.29 and 1.31 have");
        assert_eq!(Versions::parse("37").unwrap().said("has", "have"), "Kubernetes 1.37 has");
    }
}
