//! Places in secret stores.

use super::word::{Invalid, Word, bad_value, word};

/// A value in a secret store, written `prod/wandb`, or `prod/wandb#key` for one property of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteKey {
    /// The name in the store.
    pub key: String,
    /// The property of a value that holds several.
    pub property: Option<String>,
}

impl Word for RemoteKey {
    const EXPECTED: &'static str = "a value of the secret store, such as `prod/wandb` or `prod/wandb#api-key`";
    const PATTERN: &'static str = "^[^\\s#]+(#[^\\s#]+)?$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        let (key, property) = match text.split_once('#') {
            Some((key, property)) => (key, Some(property)),
            None => (text, None),
        };
        let is_good = |part: &str| !part.is_empty() && !part.contains(|letter: char| letter.is_whitespace() || letter == '#');
        if is_good(key) && property.is_none_or(is_good) {
            return Ok(Self { key: key.to_owned(), property: property.map(str::to_owned) });
        }
        Err(bad_value(
            format!("`{text}` names no value of a secret store"),
            "write its name in the store, and after `#` the property if the value holds several: `prod/wandb#api-key`",
        ))
    }
}

word!(RemoteKey, "RemoteKey");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_a_name_and_perhaps_a_property() {
        assert_eq!(RemoteKey::parse("prod/wandb").unwrap().property, None);
        assert_eq!(RemoteKey::parse("prod/wandb#key").unwrap().property.as_deref(), Some("key"));
        for bad in ["", "#key", "a#", "a b", "a#b#c"] {
            assert!(RemoteKey::parse(bad).is_err(), "{bad}");
        }
    }
}
