//! Amounts of CPU and of memory or disk, in Kubernetes' notation.

use super::word::{Invalid, Word, word};
use crate::diag::codes;
use std::fmt;

/// CPU in thousandths of a core, written `250m`, `0.5` or `2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cpu(u64);

/// Memory or disk in bytes, written `512Mi`, `2Gi` or `10G`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bytes(u64);

/// One mebibyte.
const MEBI: u64 = 1 << 20;

const UNITS: [(&str, u64); 10] = [
    ("Ki", 1 << 10),
    ("Mi", 1 << 20),
    ("Gi", 1 << 30),
    ("Ti", 1 << 40),
    ("Pi", 1 << 50),
    ("k", 1_000),
    ("M", 1_000_000),
    ("G", 1_000_000_000),
    ("T", 1_000_000_000_000),
    ("P", 1_000_000_000_000_000),
];

impl Cpu {
    /// An amount that the code names.
    pub const fn from_millicores(millicores: u64) -> Self {
        Self(millicores)
    }

    /// Thousandths of a core.
    pub const fn millicores(self) -> u64 {
        self.0
    }

    /// Whole cores, rounded down, but at least one: how many processes can really run side by side.
    pub fn whole_cores(self) -> u64 {
        (self.0 / 1_000).max(1)
    }
}

impl Bytes {
    /// An amount in mebibytes that the code names.
    pub const fn from_mebibytes(mebibytes: u64) -> Self {
        Self(mebibytes * MEBI)
    }

    /// The bytes.
    pub const fn number(self) -> u64 {
        self.0
    }

    /// Whole mebibytes, rounded down.
    pub const fn mebibytes(self) -> u64 {
        self.0 / MEBI
    }
}

impl fmt::Display for Cpu {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_multiple_of(1_000) { write!(formatter, "{}", self.0 / 1_000) } else { write!(formatter, "{}m", self.0) }
    }
}

/// In the unit that needs the smallest whole number, so that `10G` stays `10G` and `1024Mi` becomes `1Gi`.
impl fmt::Display for Bytes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = UNITS.iter().filter(|(_, size)| self.0 > 0 && self.0.is_multiple_of(*size));
        match whole.min_by_key(|(_, size)| self.0 / size) {
            Some((unit, size)) => write!(formatter, "{}{unit}", self.0 / size),
            None => write!(formatter, "{}", self.0),
        }
    }
}

impl Word for Cpu {
    const EXPECTED: &'static str = "an amount of CPU such as `250m` or `2`";
    const PATTERN: &'static str = "^[0-9]+(\\.[0-9]+)?m?$";
    const TYPES: &'static [&'static str] = &["string", "number"];

    fn parse(text: &str) -> Result<Self, Invalid> {
        let invalid = |help: &str| Invalid::new(codes::BAD_QUANTITY, format!("`{text}` is not an amount of CPU"), help);
        if UNITS.iter().any(|(unit, _)| text.ends_with(unit)) {
            return Err(invalid("CPU is counted in cores: `500m` is half a core, `2` are two; `Mi` and `Gi` are for memory"));
        }
        let millicores = match text.strip_suffix('m') {
            Some(number) => scaled(number, 1),
            None => scaled(text, 1_000),
        };
        match millicores {
            Some(0) => Err(invalid("give it at least `1m`")),
            Some(millicores) => Ok(Self(millicores)),
            None => Err(invalid("write cores, `2` or `0.5`, or thousandths of a core, `250m`")),
        }
    }
}

impl Word for Bytes {
    const EXPECTED: &'static str = "an amount of bytes such as `512Mi` or `2Gi`";
    const PATTERN: &'static str = "^[0-9]+(\\.[0-9]+)?(Ki|Mi|Gi|Ti|Pi|k|M|G|T|P)?$";
    const TYPES: &'static [&'static str] = &["string", "number"];

    fn parse(text: &str) -> Result<Self, Invalid> {
        let invalid = |help: String| Invalid::new(codes::BAD_QUANTITY, format!("`{text}` is not an amount of bytes"), help);
        let (number, size) = match UNITS.iter().find(|(unit, _)| text.ends_with(unit)) {
            Some((unit, size)) => (&text[..text.len() - unit.len()], *size),
            None => (text, 1),
        };
        let Some(bytes) = scaled(number, size) else {
            let words = match text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic()) {
                digits if digits.len() < text.len() && scaled(digits, 1).is_some() => match text[digits.len()..].bytes().next() {
                    Some(b'g' | b'G') => format!("did you mean `{digits}Gi`?"),
                    Some(b't' | b'T') => format!("did you mean `{digits}Ti`?"),
                    _ => format!("did you mean `{digits}Mi` or `{digits}Gi`?"),
                },
                _ => "write a number and a unit: `512Mi`, `2Gi`, `10G`".to_owned(),
            };
            return Err(invalid(words));
        };
        if bytes < MEBI {
            return Err(Invalid::new(
                codes::BAD_QUANTITY,
                format!("`{text}` is less than a mebibyte"),
                if bytes == 0 {
                    "give it at least `1Mi`".to_owned()
                } else {
                    format!("did you mean `{number}Mi` or `{number}Gi`?")
                },
            ));
        }
        Ok(Self(bytes))
    }
}

word!(Cpu, "Cpu");
word!(Bytes, "Bytes");

/// A decimal number times `size`, if it is a whole number of at most 2^63 - 1, which is what Kubernetes can hold.
fn scaled(number: &str, size: u64) -> Option<u64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let is_digits = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole) || !is_digits(fraction) || fraction.len() > 9 {
        return None;
    }
    let denominator = 10_u128.pow(u32::try_from(fraction.len()).ok()?);
    let numerator = whole.parse::<u128>().ok()?.checked_mul(denominator)?.checked_add(fraction.parse().ok()?)?;
    let product = numerator.checked_mul(u128::from(size))?;
    let whole = product.is_multiple_of(denominator).then_some(product / denominator)?;
    i64::try_from(whole).ok().and_then(|number| u64::try_from(number).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpu_reads_cores_and_millicores() {
        for (text, millicores, shown) in
            [("250m", 250, "250m"), ("0.5", 500, "500m"), ("2", 2_000, "2"), ("1000m", 1_000, "1"), ("1.25", 1_250, "1250m")]
        {
            let cpu = Cpu::parse(text).unwrap();
            assert_eq!((cpu.millicores(), cpu.to_string().as_str()), (millicores, shown));
        }
        for bad in ["0", "0m", "0.0001", "-1", "1e3", "500Mi", "2 cores", "", "m", "."] {
            assert!(Cpu::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn bytes_read_binary_and_decimal_units() {
        for (text, bytes, shown) in [
            ("512Mi", 536_870_912, "512Mi"),
            ("1Gi", 1 << 30, "1Gi"),
            ("1024Mi", 1 << 30, "1Gi"),
            ("1.5Gi", 1_610_612_736, "1536Mi"),
            ("10G", 10_000_000_000, "10G"),
            ("1000001k", 1_000_001_000, "1000001k"),
        ] {
            let amount = Bytes::parse(text).unwrap();
            assert_eq!((amount.number(), amount.to_string().as_str()), (bytes, shown));
        }
        for bad in ["512", "512m", "100zz", "10GiB", "", "Mi", "-1Gi", "99999999Pi", "1e9"] {
            assert!(Bytes::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_wrong_unit_gets_the_right_one() {
        assert!(Bytes::parse("10GiB").unwrap_err().help.contains("`10Gi`"));
        assert!(Bytes::parse("512").unwrap_err().help.contains("`512Mi`"));
        assert!(Cpu::parse("500Mi").unwrap_err().help.contains("for memory"));
    }
}
