//! Kubernetes' quantities as numbers, to count with.

use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};

/// An amount in thousandths, which is as exact as quantities are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount(i128);

/// Suffixes with their size in thousandths (apimachinery `pkg/api/resource/suffix.go`).
const SUFFIXES: [(&str, i128); 13] = [
    ("Ki", 1_000 << 10),
    ("Mi", 1_000 << 20),
    ("Gi", 1_000 << 30),
    ("Ti", 1_000 << 40),
    ("Pi", 1_000 << 50),
    ("Ei", 1_000 << 60),
    ("m", 1),
    ("k", 1_000_000),
    ("M", 1_000_000_000),
    ("G", 1_000_000_000_000),
    ("T", 1_000_000_000_000_000),
    ("P", 1_000_000_000_000_000_000),
    ("E", 1_000_000_000_000_000_000_000),
];

/// Suffixes of less than a thousandth, with how many of them make one.
const SMALL: [(&str, i128); 2] = [("u", 1_000), ("n", 1_000_000)];

impl Amount {
    /// A number of whole things.
    pub fn whole(number: u64) -> Self {
        Self(i128::from(number) * 1_000)
    }

    /// A number of thousandths.
    pub fn from_thousandths(thousandths: i128) -> Self {
        Self(thousandths)
    }

    /// The number of thousandths.
    pub fn thousandths(self) -> i128 {
        self.0
    }

    /// The amount of a quantity; none for one that is not written as people write them.
    pub fn of(quantity: &Quantity) -> Option<Self> {
        Self::parse(&quantity.0)
    }

    /// The amount of a text; none for one that is not written as people write them.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some((number, parts)) = SMALL.iter().find_map(|(suffix, parts)| Some((text.strip_suffix(suffix)?, *parts))) {
            // Digits after the point are less than anybody counts; the rest is rounded up, as servers do.
            let number = number.split_once('.').map_or(number, |(whole, _)| whole);
            return Some(Self(Self::scaled(number, 1)?.checked_add(parts - 1)? / parts));
        }
        if let Some((number, exponent)) = text.split_once(['e', 'E']).filter(|(_, exponent)| !exponent.is_empty()) {
            let exponent: u32 = exponent.strip_prefix('+').unwrap_or(exponent).parse().ok()?;
            return Self::scaled(number, 10_i128.checked_pow(exponent)?.checked_mul(1_000)?).map(Self);
        }
        let (number, size) =
            SUFFIXES.iter().find_map(|(suffix, size)| Some((text.strip_suffix(suffix)?, *size))).unwrap_or((text, 1_000));
        Self::scaled(number, size).map(Self)
    }

    /// A decimal number times a size.
    fn scaled(number: &str, size: i128) -> Option<i128> {
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let is_digits = |digits: &str| digits.len() <= 18 && digits.bytes().all(|byte| byte.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !is_digits(whole) || !is_digits(fraction) || fraction.len() > 9 {
            return None;
        }
        let value = |digits: &str| if digits.is_empty() { Some(0) } else { digits.parse::<i128>().ok() };
        let part = 10_i128.pow(u32::try_from(fraction.len()).ok()?);
        value(whole)?.checked_mul(size)?.checked_add(value(fraction)?.checked_mul(size)? / part)
    }

    /// So many times as much.
    #[must_use]
    pub fn times(self, count: u64) -> Self {
        Self(self.0.saturating_mul(i128::from(count)))
    }

    /// The amount as people write it: with a binary suffix if it is a number of whole mebibytes, else as a plain number.
    pub fn shown(self) -> String {
        let binary = SUFFIXES[1..6].iter().rev().find(|(_, size)| self.0 >= *size && self.0 % size == 0);
        match binary {
            Some((suffix, size)) => format!("{}{suffix}", self.0 / size),
            None if self.0 % 1_000 == 0 => (self.0 / 1_000).to_string(),
            None => format!("{}m", self.0),
        }
    }
}

impl Add for Amount {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Amount {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::default(), Add::add)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.shown())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Option<Amount> {
        Amount::of(&Quantity(text.to_owned()))
    }

    #[test]
    fn reads_what_people_write() {
        for (text, shown) in
            [("250m", "250m"), ("1.5", "1500m"), ("2", "2"), ("512Mi", "512Mi"), ("1024Mi", "1Gi"), ("1.5Gi", "1536Mi")]
        {
            assert_eq!(amount(text).unwrap().shown(), shown);
        }
        for (text, shown) in
            [("129e6", "129000000"), ("1E3", "1000"), ("1.5e+3", "1500"), ("500u", "1m"), ("2000001n", "3m"), ("2E", "2000P")]
        {
            assert_eq!(amount(text), amount(shown), "{text}");
        }
        for bad in ["", "Mi", "a", "-1", "1e", "1e99", "e3", "1e-3", "u", "."] {
            assert_eq!(amount(bad), None, "{bad}");
        }
    }

    #[test]
    fn counts() {
        assert_eq!(amount("250m").unwrap().times(4), amount("1").unwrap());
        assert_eq!([amount("1Gi").unwrap(), amount("512Mi").unwrap()].into_iter().sum::<Amount>(), amount("1536Mi").unwrap());
        assert!(amount("10G").unwrap() < amount("10Gi").unwrap());
    }
}
