//! Times at which something is done again and again.

use super::word::{Invalid, Word, bad_value, word};

/// A schedule in cron's notation: minute, hour, day of the month, month, day of the week; or a word such as `@daily`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cron(String);

impl Cron {
    /// The schedule as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A field of a schedule: its name, its least and greatest number, and names for numbers from the least on.
struct Field {
    name: &'static str,
    least: u8,
    most: u8,
    names: &'static [&'static str],
}

/// What Kubernetes takes (robfig/cron v3 parser.go, `ParseStandard`): Sunday is 0 and never 7.
const FIELDS: [Field; 5] = [
    Field { name: "minute", least: 0, most: 59, names: &[] },
    Field { name: "hour", least: 0, most: 23, names: &[] },
    Field { name: "day of the month", least: 1, most: 31, names: &[] },
    Field {
        name: "month",
        least: 1,
        most: 12,
        names: &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
    },
    Field { name: "day of the week", least: 0, most: 6, names: &["sun", "mon", "tue", "wed", "thu", "fri", "sat"] },
];
const WORDS: [&str; 7] = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

impl Word for Cron {
    const EXPECTED: &'static str = "a schedule such as `0 2 * * *`";
    const PATTERN: &'static str = "^(@[a-z]+|\\S+ +\\S+ +\\S+ +\\S+ +\\S+)$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        if WORDS.contains(&text) {
            return Ok(Self(text.to_owned()));
        }
        if text.starts_with('@') {
            return Err(bad_value(format!("`{text}` is not a schedule"), format!("write one of `{}`", WORDS.join("`, `"))));
        }
        let parts: Vec<&str> = text.split(' ').filter(|part| !part.is_empty()).collect();
        if parts.len() != FIELDS.len() {
            return Err(bad_value(
                format!("`{text}` is not a schedule"),
                "write five fields: minute, hour, day of the month, month, day of the week; `0 2 * * *` is every night at two",
            ));
        }
        for (part, field) in parts.iter().zip(&FIELDS) {
            if !part.split(',').all(|item| field.takes(item)) {
                let Field { name, least, most, .. } = field;
                return Err(bad_value(
                    format!("`{part}` is no {name}"),
                    format!("write `*`, numbers from {least} to {most}, ranges such as `{least}-{most}`, or steps such as `*/2`"),
                ));
            }
        }
        Ok(Self(parts.join(" ")))
    }
}

impl Field {
    /// Whether an item of a list is one of this field: `*`, `3`, `1-5`, and each with a step.
    fn takes(&self, item: &str) -> bool {
        let (range, step) = item.split_once('/').map_or((item, None), |(range, step)| (range, Some(step)));
        let is_step = |step: &str| number(step).is_some_and(|step| (1..=self.most).contains(&step));
        let is_range = match range.split_once('-') {
            Some((first, last)) => matches!((self.number(first), self.number(last)), (Some(first), Some(last)) if first <= last),
            None => range == "*" || self.number(range).is_some(),
        };
        is_range && step.is_none_or(is_step)
    }

    fn number(&self, text: &str) -> Option<u8> {
        let named = || {
            let position = self.names.iter().position(|name| name.eq_ignore_ascii_case(text))?;
            u8::try_from(position).ok().map(|position| self.least + position)
        };
        number(text).or_else(named).filter(|number| (self.least..=self.most).contains(number))
    }
}

fn number(text: &str) -> Option<u8> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

word!(Cron, "Cron");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_kubernetes_takes() {
        for good in ["0 2 * * *", "*/15 0-6,22 1 jan-MAR mon", "0 3 * * 1", "@daily", "5/10 * * * *"] {
            assert_eq!(Cron::parse(good).unwrap().as_str(), good);
        }
        let bad = ["", "0 2 * *", "0 2 * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 7", "@reboot"];
        for bad in bad.into_iter().chain(["a * * * *", "5-1 * * * *", "*/0 * * * *", "1,,2 * * * *", "-1 * * * *", "1- * * * *"])
        {
            assert!(Cron::parse(bad).is_err(), "{bad}");
        }
    }
}
