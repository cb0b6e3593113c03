//! The operators that make few series of many.

use std::fmt;

/// An operator that makes few series of many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aggregator {
    /// `avg`.
    Avg,
    /// `bottomk`.
    Bottomk,
    /// `count`.
    Count,
    /// `count_values`.
    CountValues,
    /// `group`.
    Group,
    /// `limit_ratio`, which is experimental.
    LimitRatio,
    /// `limitk`, which is experimental.
    Limitk,
    /// `max`.
    Max,
    /// `min`.
    Min,
    /// `quantile`.
    Quantile,
    /// `stddev`.
    Stddev,
    /// `stdvar`.
    Stdvar,
    /// `sum`.
    Sum,
    /// `topk`.
    Topk,
}

impl Aggregator {
    /// All of them, with how they are written.
    pub(super) const ALL: [(&'static str, Self); 14] = [
        ("avg", Self::Avg),
        ("bottomk", Self::Bottomk),
        ("count", Self::Count),
        ("count_values", Self::CountValues),
        ("group", Self::Group),
        ("limit_ratio", Self::LimitRatio),
        ("limitk", Self::Limitk),
        ("max", Self::Max),
        ("min", Self::Min),
        ("quantile", Self::Quantile),
        ("stddev", Self::Stddev),
        ("stdvar", Self::Stdvar),
        ("sum", Self::Sum),
        ("topk", Self::Topk),
    ];

    /// As it is written.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, aggregator)| *aggregator == self).map_or("", |(name, _)| name)
    }

    /// Whether it takes a parameter in front of the series.
    pub fn has_parameter(self) -> bool {
        matches!(self, Self::Bottomk | Self::CountValues | Self::LimitRatio | Self::Limitk | Self::Quantile | Self::Topk)
    }
}

impl fmt::Display for Aggregator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
