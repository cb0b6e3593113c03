//! From a request to a limit.

use super::quantity::{Bytes, Cpu};
use super::word::{Invalid, Word, word};
use crate::diag::codes;
use std::fmt;

/// What a container is promised and what it may use at most, written `250m..500m`; one value means both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range<T> {
    /// What the scheduler sets aside.
    pub request: T,
    /// What the kernel enforces.
    pub limit: T,
}

impl<T: Copy> Range<T> {
    /// From one amount to another.
    pub const fn new(request: T, limit: T) -> Self {
        Self { request, limit }
    }
}

fn parse<T: Word + Copy + PartialOrd + fmt::Display>(text: &str, unit: &str) -> Result<Range<T>, Invalid> {
    let Some((request, limit)) = text.split_once("..") else {
        let both = T::parse(text)?;
        return Ok(Range { request: both, limit: both });
    };
    if request.is_empty() || limit.is_empty() || limit.starts_with('.') {
        let help = format!("write both ends, as in `{unit}`; one value alone means both");
        return Err(Invalid::new(codes::BAD_RANGE, format!("`{text}` is half a range"), help));
    }
    let (request, limit) = (T::parse(request)?, T::parse(limit)?);
    if request <= limit {
        return Ok(Range { request, limit });
    }
    let help = format!("the request comes first and is the smaller: `{limit}..{request}`");
    Err(Invalid::new(codes::BAD_RANGE, format!("`{text}` runs backwards"), help))
}

impl Word for Range<Cpu> {
    const EXPECTED: &'static str = "CPU from request to limit, such as `250m..1`; one value means both";
    const PATTERN: &'static str = "^[0-9.]+m?(\\.\\.[0-9.]+m?)?$";
    const TYPES: &'static [&'static str] = &["string", "number"];

    fn parse(text: &str) -> Result<Self, Invalid> {
        parse(text, "250m..500m")
    }
}

impl Word for Range<Bytes> {
    const EXPECTED: &'static str = "memory from request to limit, such as `512Mi..1Gi`; one value means both";
    const PATTERN: &'static str = "^[0-9.]+([KMGTP]i|[kMGTP])?(\\.\\.[0-9.]+([KMGTP]i|[kMGTP])?)?$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        parse(text, "512Mi..1Gi")
    }
}

word!(Range<Cpu>, "CpuRange");
word!(Range<Bytes>, "MemoryRange");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_one_value_or_two() {
        let cpu = <Range<Cpu>>::parse("250m..1").unwrap();
        assert_eq!((cpu.request.millicores(), cpu.limit.millicores()), (250, 1_000));
        let memory = <Range<Bytes>>::parse("1Gi").unwrap();
        assert_eq!(memory.request, memory.limit);
    }

    #[test]
    fn refuses_what_cannot_hold() {
        assert_eq!(<Range<Cpu>>::parse("2..1").unwrap_err().code, codes::BAD_RANGE);
        assert!(<Range<Cpu>>::parse("2..1").unwrap_err().help.contains("`1..2`"));
        for half in ["..1", "1..", "..", "1...2"] {
            assert_eq!(<Range<Cpu>>::parse(half).unwrap_err().code, codes::BAD_RANGE, "{half}");
        }
        assert_eq!(<Range<Bytes>>::parse("1Gi..2zz").unwrap_err().code, codes::BAD_QUANTITY);
    }
}
