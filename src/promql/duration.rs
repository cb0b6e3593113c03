//! Durations as Prometheus and Alertmanager write them.

/// Units, the largest first, in milliseconds (prometheus/common model, `ParseDuration`, 2026-08).
const UNITS: [(&str, u64); 7] =
    [("y", 365 * 86_400_000), ("w", 7 * 86_400_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

/// The milliseconds of a duration such as `1h30m`; none for what is none. `0` needs no unit.
pub fn milliseconds(text: &str) -> Option<u64> {
    if text == "0" {
        return Some(0);
    }
    let mut rest = text;
    let mut sum: u64 = 0;
    let mut units = UNITS.iter();
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let number: u64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (_, length) = units.find(|(unit, _)| *unit == &rest[..letters])?;
        sum = sum.checked_add(number.checked_mul(*length)?)?;
        rest = &rest[letters..];
    }
    // Prometheus counts in nanoseconds of 64 bits.
    (!text.is_empty() && sum <= i64::MAX.unsigned_abs() / 1_000_000).then_some(sum)
}

/// The seconds of a duration; none for what is none.
#[expect(clippy::cast_precision_loss, reason = "288 years have fewer milliseconds than a number has digits")]
pub(super) fn seconds(text: &str) -> Option<f64> {
    milliseconds(text).map(|milliseconds| milliseconds as f64 / 1_000.0)
}

#[cfg(test)]
mod tests {
    use super::milliseconds;

    #[test]
    fn units_come_in_order_and_once() {
        for (text, length) in [("0", 0), ("15s", 15_000), ("1h30m", 5_400_000), ("1d", 86_400_000), ("1m1ms", 60_001), ("0s", 0)]
        {
            assert_eq!(milliseconds(text), Some(length), "{text}");
        }
        for bad in ["", "5", "5 m", "1.5h", "30s5m", "5min", "-5m", "1h1h", "m", "300y", "99999999999999999999s"] {
            assert_eq!(milliseconds(bad), None, "{bad}");
        }
    }
}
