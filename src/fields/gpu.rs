//! Partitions of accelerators.

use super::word::{Invalid, Word, bad_value, word};
use std::fmt;

/// The size of a partition of an accelerator, as NVIDIA's Multi-Instance GPU names it: slices and memory, `1g.5gb`.
///
/// Source: NVIDIA, "MIG User Guide", device names (2026-11).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GpuPartition(String);

impl fmt::Display for GpuPartition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Word for GpuPartition {
    const EXPECTED: &'static str = "the size of a partition such as `1g.5gb`";
    const PATTERN: &'static str = "^[1-7]g\\.[1-9][0-9]{0,2}gb$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        let is_number = |digits: &str| {
            (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0')
        };
        text.split_once("g.")
            .filter(|(slices, _)| matches!(slices.as_bytes(), [b'1'..=b'7']))
            .and_then(|(_, memory)| memory.strip_suffix("gb"))
            .filter(|digits| is_number(digits))
            .map(|_| Self(text.to_owned()))
            .ok_or_else(|| {
                bad_value(
                    format!("`{text}` is not the size of a partition"),
                    "write slices and memory, such as `1g.5gb`; `nvidia-smi mig -lgip` lists those of an accelerator",
                )
            })
    }
}

word!(GpuPartition, "GpuPartition");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_names_of_partitions_only() {
        for good in ["1g.5gb", "7g.80gb", "3g.141gb"] {
            assert_eq!(GpuPartition::parse(good).unwrap().to_string(), good);
        }
        for bad in ["", "1g", "8g.5gb", "1g.5", "1g.05gb", "1g.gb", "mig-1g.5gb", "1G.5GB"] {
            assert!(GpuPartition::parse(bad).is_err(), "{bad}");
        }
    }
}
