//! How many pods more or fewer a rollout may have for a time.

use super::word::{Invalid, Word, bad_value, word};

/// A number of pods, `1`, or a share of them, `25%`; 0 is one, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PodShare {
    /// So many pods.
    Pods(u16),
    /// So many per cent of the pods.
    Percent(u8),
}

impl PodShare {
    /// Whether it is none at all.
    pub fn is_zero(self) -> bool {
        matches!(self, Self::Pods(0) | Self::Percent(0))
    }
}

impl Word for PodShare {
    const EXPECTED: &'static str = "a number of pods such as `1`, or a share of them such as `25%`";
    const PATTERN: &'static str = "^(0|[1-9][0-9]*)%?$";
    const TYPES: &'static [&'static str] = &["string", "integer"];

    fn parse(text: &str) -> Result<Self, Invalid> {
        let is_plain =
            |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'));
        let share = match text.strip_suffix('%') {
            Some(digits) => digits.parse().ok().filter(|percent| is_plain(digits) && *percent <= 100).map(Self::Percent),
            None => text.parse().ok().filter(|_| is_plain(text)).map(Self::Pods),
        };
        share.ok_or_else(|| bad_value(format!("`{text}` is no number of pods"), "write pods, `1`, or a share up to `100%`"))
    }
}

word!(PodShare, "PodShare");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_pods_from_shares() {
        assert_eq!(PodShare::parse("0").unwrap(), PodShare::Pods(0));
        assert_eq!(PodShare::parse("25%").unwrap(), PodShare::Percent(25));
        for bad in ["-1", "101%", "01", "%", "", "x", "+1"] {
            assert!(PodShare::parse(bad).is_err(), "{bad}");
        }
    }
}
