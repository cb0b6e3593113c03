//! Quantities as Kubernetes reads them, to compare them.

/// An amount in billionths, which is as exact as quantities are (apimachinery `pkg/api/resource/quantity.go`, 2026-10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Quantity(i128);

/// One, in billionths.
const ONE: i128 = 1_000_000_000;
/// The largest amount: quantities have 63 bits.
const LARGEST: i128 = 0x7fff_ffff_ffff_ffff * ONE;

impl Quantity {
    /// Nothing.
    pub(super) const ZERO: Self = Self(0);

    /// A number of whole things.
    pub(super) const fn whole(number: i128) -> Self {
        Self(number * ONE)
    }

    /// The amount of a text; none if Kubernetes cannot read it. What is too much to be counted is as much as can be.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (is_negative, unsigned) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let end = unsigned.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(unsigned.len());
        let (number, suffix) = unsigned.split_at(end);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') {
            return None;
        }
        let (base, exponent) = scale(suffix)?;
        let amount = scaled(whole, fraction, base, exponent);
        Some(Self(if is_negative { -amount } else { amount }))
    }

    /// Whether it is less than nothing.
    pub(super) fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Whether it is a number of whole things.
    pub(super) fn is_whole(self) -> bool {
        self.0 % ONE == 0
    }
}

/// By how much a suffix multiplies: a power of two, and a power of ten.
fn scale(suffix: &str) -> Option<(u32, i32)> {
    let decimal = |exponent| Some((0, exponent));
    match suffix {
        "" => decimal(0),
        "n" => decimal(-9),
        "u" => decimal(-6),
        "m" => decimal(-3),
        "k" => decimal(3),
        "M" => decimal(6),
        "G" => decimal(9),
        "T" => decimal(12),
        "P" => decimal(15),
        "E" => decimal(18),
        "Ki" => Some((10, 0)),
        "Mi" => Some((20, 0)),
        "Gi" => Some((30, 0)),
        "Ti" => Some((40, 0)),
        "Pi" => Some((50, 0)),
        "Ei" => Some((60, 0)),
        _ => {
            let exponent = suffix.strip_prefix(['e', 'E'])?;
            let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            // Beyond this everything is as much as can be, or next to nothing.
            let size = digits.parse::<i32>().unwrap_or(i32::MAX).min(60);
            decimal(if exponent.starts_with('-') { -size } else { size })
        }
    }
}

/// Digits before and after the point, times powers of two and of ten, in billionths; rounded up as Kubernetes rounds.
fn scaled(whole: &str, fraction: &str, base: u32, exponent: i32) -> i128 {
    let mut amount: i128 = 0;
    for digit in whole.bytes() {
        amount = amount.saturating_mul(10).saturating_add(i128::from(digit - b'0'));
    }
    let mut amount = amount.saturating_mul(ONE);
    let mut share = ONE / 10;
    for digit in fraction.bytes().take(9) {
        amount = amount.saturating_add(share * i128::from(digit - b'0'));
        share /= 10;
    }
    amount = amount.saturating_mul(1 << base);
    for _ in 0..exponent {
        amount = amount.saturating_mul(10);
    }
    for _ in exponent..0 {
        amount = amount / 10 + i128::from(amount % 10 != 0);
    }
    amount.min(LARGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn billionths(text: &str) -> Option<i128> {
        Quantity::parse(text).map(|quantity| quantity.0)
    }

    #[test]
    fn reads_what_kubernetes_reads() {
        for (text, wanted) in [
            ("1", ONE),
            ("+1", ONE),
            ("-1", -ONE),
            ("0.5", ONE / 2),
            (".5", ONE / 2),
            ("5.", 5 * ONE),
            ("500m", ONE / 2),
            ("1n", 1),
            ("0.1n", 1),
            ("1Ki", 1_024 * ONE),
            ("1.5Gi", 1_610_612_736 * ONE),
            ("1e3", 1_000 * ONE),
            ("1E3", 1_000 * ONE),
            ("1E", 1_000_000_000_000_000_000 * ONE),
            ("12e-1", 1_200_000_000),
            ("9Ei", LARGEST),
            ("1e999999999999", LARGEST),
            ("99999999999999999999999999999999999999999999", LARGEST),
        ] {
            assert_eq!(billionths(text), Some(wanted), "{text}");
        }
        for bad in
            ["", "-", ".", "Mi", "1mi", "1MB", "1Mib", "1 Gi", "1g", "1K", "1.2.3", "1e", "1e+", "0x1", "1,5", "ten", "--1", "½"]
        {
            assert_eq!(billionths(bad), None, "{bad}");
        }
    }
}
