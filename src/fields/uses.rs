//! Edges from one entry to another.

use super::name::Name;
use super::word::{Invalid, Word, word};
use crate::diag::codes;

/// The use of another entry: its name, and a prefix for the variables that it gives, `queue` or `cache as CACHE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// The entry that is used.
    pub name: Name,
    /// What stands before each variable, followed by `_`.
    pub prefix: Option<String>,
}

impl Word for Use {
    const EXPECTED: &'static str = "the name of another entry, such as `queue` or `cache as CACHE`";
    const PATTERN: &'static str = "^[a-z][a-z0-9-]*( as [A-Z][A-Z0-9_]*)?$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        let Some((name, prefix)) = text.split_once(" as ") else {
            return Ok(Self { name: Name::parse(text)?, prefix: None });
        };
        let name = Name::parse(name)?;
        if is_prefix(prefix) {
            return Ok(Self { name, prefix: Some(prefix.to_owned()) });
        }
        Err(Invalid::new(
            codes::BAD_NAME,
            format!("`{prefix}` cannot start the names of variables"),
            format!("use upper-case letters, digits and `_`, as in `{name} as CACHE`"),
        ))
    }
}

word!(Use, "Use");

fn is_prefix(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_uppercase())
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_a_name_and_perhaps_a_prefix() {
        assert_eq!(Use::parse("queue").unwrap().prefix, None);
        assert_eq!(Use::parse("cache as CACHE").unwrap().prefix.as_deref(), Some("CACHE"));
        for bad in ["Queue", "cache as ", "cache as cache", "cache AS C", ""] {
            assert!(Use::parse(bad).is_err(), "{bad}");
        }
    }
}
