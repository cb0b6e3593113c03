//! How far an autoscaler goes at once.

use super::word::{Invalid, Word, bad_value, word};

/// A change of scale: a number of pods, `2`, or a share of those that run, `100%`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// So many pods.
    Pods(u16),
    /// So many per cent of the pods that run; more than a hundred is more than doubling.
    Percent(u16),
}

impl Word for Step {
    const EXPECTED: &'static str = "a number of pods such as `2`, or a share of them such as `100%`";
    const PATTERN: &'static str = "^[1-9][0-9]*%?$";
    const TYPES: &'static [&'static str] = &["string", "integer"];

    fn parse(text: &str) -> Result<Self, Invalid> {
        let is_plain = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
        let positive = |digits: &str| digits.parse::<u16>().ok().filter(|number| is_plain(digits) && *number > 0);
        let step = match text.strip_suffix('%') {
            Some(digits) => positive(digits).map(Self::Percent),
            None => positive(text).map(Self::Pods),
        };
        step.ok_or_else(|| bad_value(format!("`{text}` is not a step of scale"), "write pods, `2`, or a share, `100%`"))
    }
}

word!(Step, "Step");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_pods_from_shares() {
        assert_eq!(Step::parse("2").unwrap(), Step::Pods(2));
        assert_eq!(Step::parse("200%").unwrap(), Step::Percent(200));
        for bad in ["0", "0%", "-1", "x", "%", "+2", "02"] {
            assert!(Step::parse(bad).is_err(), "{bad}");
        }
    }
}
