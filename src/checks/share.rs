//! Numbers of pods, written as such or as a share of all of them.

use crate::yaml::Node;

/// A number of things, or a share of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Share {
    Number(i64),
    Percent(u32),
}

impl Share {
    /// Digits and `%` (`IsValidPercent`); a number in quotes is no number.
    pub(super) fn read(value: &Node) -> Option<Self> {
        match value.as_str() {
            Some(text) => {
                let digits = text.strip_suffix('%')?;
                let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
                is_number.then(|| Self::Percent(digits.parse().unwrap_or(u32::MAX)))
            }
            None => value.as_integer().map(Self::Number),
        }
    }

    /// Whether it is nothing of however many.
    pub(super) fn is_zero(self) -> bool {
        matches!(self, Self::Number(0) | Self::Percent(0))
    }

    /// So many of a total, as Kubernetes counts what has to be there and what may be more or missing of a budget
    /// (`GetScaledValueFromIntOrPercent` with `roundUp`).
    pub(super) fn of_rounded_up(self, total: u64) -> u64 {
        match self {
            Self::Number(number) => u64::try_from(number).unwrap_or(0),
            Self::Percent(percent) => total.saturating_mul(u64::from(percent)).div_ceil(100),
        }
    }

    /// So many of a total, as Kubernetes counts what may be missing in an update.
    pub(super) fn of_rounded_down(self, total: u64) -> u64 {
        match self {
            Self::Number(number) => u64::try_from(number).unwrap_or(0),
            Self::Percent(percent) => total.saturating_mul(u64::from(percent)) / 100,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Share::{Number, Percent};

    #[test]
    fn shares_are_rounded_as_kubernetes_does() {
        assert_eq!((Percent(50).of_rounded_up(3), Percent(50).of_rounded_down(3)), (2, 1));
        assert_eq!((Percent(25).of_rounded_up(1), Percent(25).of_rounded_down(1)), (1, 0));
        assert_eq!((Percent(100).of_rounded_up(7), Number(2).of_rounded_up(7), Number(-1).of_rounded_down(7)), (7, 2, 0));
    }
}
