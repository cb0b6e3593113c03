//! How many nodes a pool has.

use super::word::{Invalid, Word, bad_value, word};

/// A number of nodes, `3`, or from the fewest to the most where something adds nodes as pods need them, `1..10`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeCount {
    /// The nodes that are always there.
    pub least: u16,
    /// The nodes that there can be.
    pub most: u16,
}

impl Word for NodeCount {
    const EXPECTED: &'static str = "a number of nodes such as `3`, or from the fewest to the most such as `1..10`";
    const PATTERN: &'static str = "^(0|[1-9][0-9]*)(\\.\\.[1-9][0-9]*)?$";
    const TYPES: &'static [&'static str] = &["string", "integer"];

    fn parse(text: &str) -> Result<Self, Invalid> {
        let is_plain =
            |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'));
        let number = |digits: &str| digits.parse::<u16>().ok().filter(|_| is_plain(digits));
        let (least, most) = text.split_once("..").unwrap_or((text, text));
        match (number(least), number(most)) {
            (Some(least), Some(most)) if least <= most => Ok(Self { least, most }),
            (Some(least), Some(most)) => {
                Err(bad_value(format!("`{text}` runs backwards"), format!("the fewest come first: `{most}..{least}`")))
            }
            _ => Err(bad_value(
                format!("`{text}` is no number of nodes"),
                "write nodes, `3`, or from the fewest to the most, `1..10`",
            )),
        }
    }
}

word!(NodeCount, "NodeCount");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_is_both_ends() {
        assert_eq!(NodeCount::parse("3").unwrap(), NodeCount { least: 3, most: 3 });
        assert_eq!(NodeCount::parse("0..10").unwrap(), NodeCount { least: 0, most: 10 });
        for bad in ["", "..", "1..", "..3", "3..1", "01", "-1", "1.5", "1...3", "70000"] {
            assert!(NodeCount::parse(bad).is_err(), "{bad}");
        }
    }
}
