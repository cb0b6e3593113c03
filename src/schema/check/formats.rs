//! Texts that Kubernetes decodes into something else.

/// Whether a text is a quantity (apimachinery `pkg/api/resource/quantity.go`, 1.36): digits with at most one point, and a suffix.
pub(super) fn is_quantity(text: &str) -> bool {
    let text = text.trim();
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let end = unsigned.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(unsigned.len());
    let (number, suffix) = unsigned.split_at(end);
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    digits > 0 && number.len() - digits <= 1 && is_suffix(suffix)
}

fn is_suffix(suffix: &str) -> bool {
    const UNITS: [&str; 17] = ["", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Ri"];
    if suffix != "Ri" && UNITS.contains(&suffix) {
        return true;
    }
    let Some(exponent) = suffix.strip_prefix(['e', 'E']) else { return false };
    let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The quantity that somebody most likely meant: units of other systems, and blanks.
pub(super) fn meant_quantity(text: &str) -> Option<String> {
    let text = text.trim();
    let end = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.')?;
    let (number, unit) = text.split_at(end);
    let unit = match unit.trim() {
        "K" | "KB" | "kB" | "kb" => "k",
        "KiB" | "ki" | "kib" | "KI" => "Ki",
        "MB" | "Mb" | "mb" => "M",
        "MiB" | "mi" | "mib" | "MI" => "Mi",
        "GB" | "Gb" | "gb" | "g" => "G",
        "GiB" | "gi" | "gib" | "GI" => "Gi",
        "TB" | "Tb" | "tb" | "t" => "T",
        "TiB" | "ti" | "tib" | "TI" => "Ti",
        "core" | "cores" | "cpu" | "cpus" | "vcpu" => "",
        other => other,
    };
    Some(format!("{number}{unit}")).filter(|meant| is_quantity(meant))
}

/// Whether a text is base64 with padding and the usual alphabet; breaks of lines do not count (Go `encoding/base64`, `StdEncoding`).
pub(super) fn is_base64(text: &str) -> bool {
    let letters = || text.bytes().filter(|byte| !matches!(byte, b'\n' | b'\r'));
    let length = letters().count();
    let padding = letters().rev_padding();
    let plain = letters().take(length - padding).all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'));
    length.is_multiple_of(4) && padding <= 2 && plain
}

/// Counts `=` at the end.
trait Padding: Iterator<Item = u8> + Sized {
    fn rev_padding(self) -> usize {
        self.fold(0, |count, byte| if byte == b'=' { count + 1 } else { 0 })
    }
}

impl<I: Iterator<Item = u8>> Padding for I {}

/// Whether a text is a point in time of RFC 3339, with its zone.
pub(super) fn is_time(text: &str) -> bool {
    let shaped = |text: &str, shape: &str| {
        text.len() == shape.len()
            && text
                .bytes()
                .zip(shape.bytes())
                .all(|(byte, wanted)| if wanted == b'0' { byte.is_ascii_digit() } else { byte == wanted })
    };
    let (Some(moment), Some(rest)) = (text.get(..19), text.get(19..)) else { return false };
    let zone = match rest.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches(|letter: char| letter.is_ascii_digit()),
        None => rest,
    };
    let has_zone = zone == "Z" || shaped(zone, "+00:00") || shaped(zone, "-00:00");
    let within = |range: std::ops::Range<usize>, least: u8, most: u8| {
        text.get(range).and_then(|digits| digits.parse::<u8>().ok()).is_some_and(|number| (least..=most).contains(&number))
    };
    shaped(moment, "0000-00-00T00:00:00")
        && has_zone
        && within(5..7, 1, 12)
        && within(8..10, 1, 31)
        && within(11..13, 0, 23)
        && within(14..16, 0, 59)
        && within(17..19, 0, 59)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_those_of_kubernetes() {
        for good in ["1", "0", "500m", "1.5Gi", ".5", "5.", "+1", "-1", "1e3", "1E-3", "2Ei", "100n", " 1Gi ", "1E"] {
            assert!(is_quantity(good), "{good}");
        }
        for bad in ["", "Gi", "1 Gi", "1GB", "1Gib", "1.2.3", "1K", "half", ".", "1e", "1e+", "١", "1Ri", "0x10"] {
            assert!(!is_quantity(bad), "{bad}");
        }
        assert_eq!(meant_quantity("4GB").as_deref(), Some("4G"));
        assert_eq!(meant_quantity("512 Mi").as_deref(), Some("512Mi"));
        assert_eq!(meant_quantity("half"), None);
    }

    #[test]
    fn base64_has_its_padding() {
        for good in ["", "YQ==", "YWI=", "YWJj", "YWJj\nYWJj\n"] {
            assert!(is_base64(good), "{good}");
        }
        for bad in ["a", "YQ", "YQ=", "Y=Q=", "pass word", "YW_j", "====", "YWJjYQ==="] {
            assert!(!is_base64(bad), "{bad}");
        }
    }

    #[test]
    fn times_have_zones() {
        for good in ["2026-11-26T08:00:00Z", "2026-11-26T08:00:00.123456Z", "2026-11-26T08:00:00+01:00"] {
            assert!(is_time(good), "{good}");
        }
        for bad in ["2026-11-26", "2026-11-26T08:00:00", "2026-13-26T08:00:00Z", "yesterday", "2026-11-26 08:00:00Z", "", "ä"] {
            assert!(!is_time(bad), "{bad}");
        }
    }
}
