//! Environment variables.

use super::secret::{SecretKey, is_reference};
use super::word::{Invalid, Word, bad_value, word};
use crate::diag::codes;
use indexmap::IndexMap;

/// Variables by name, in the order of writing.
pub type Environment = IndexMap<VariableName, VariableValue>;

/// The name of an environment variable, such as `RISK_THRESHOLD`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VariableName(String);

/// The value of an environment variable: a text, or `secret(name/key)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VariableValue {
    /// A text that anybody may read.
    Text(String),
    /// A key of a Secret.
    Secret(SecretKey),
}

impl VariableName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The longest key of a ConfigMap, where most variables are kept (apimachinery `validation.IsConfigMapKey`).
const LENGTH: usize = 253;

impl Word for VariableName {
    const EXPECTED: &'static str = "the name of a variable, such as `RISK_THRESHOLD`";
    const PATTERN: &'static str = "^[A-Za-z_][A-Za-z0-9_]*$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        let fits = text.len() <= LENGTH
            && text.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if fits {
            return Ok(Self(text.to_owned()));
        }
        Err(Invalid::new(
            codes::BAD_NAME,
            format!("`{text}` is not the name of a variable"),
            "use letters, digits and `_`, no digit first and at most 253: no shell or ConfigMap could hold it otherwise",
        ))
    }
}

impl Word for VariableValue {
    const EXPECTED: &'static str = "a string, or a key of a Secret as `secret(name/key)`";
    const PATTERN: &'static str = "";

    fn parse(text: &str) -> Result<Self, Invalid> {
        if is_reference(text) {
            return SecretKey::parse(text).map(Self::Secret);
        }
        if text.contains('\0') {
            return Err(bad_value("a variable cannot hold a zero byte", "give binary content to the container as a file"));
        }
        Ok(Self::Text(text.to_owned()))
    }
}

word!(VariableName, "VariableName");
word!(VariableValue, "VariableValue");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_a_shell_can_read() {
        assert!(VariableName::parse("RISK_THRESHOLD").is_ok() && VariableName::parse("_a1").is_ok());
        for bad in ["", "1A", "A-B", "A.B", "A B", "Ä", &"A".repeat(254)] {
            assert!(VariableName::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_wrong_reference_is_not_taken_for_a_text() {
        assert!(matches!(VariableValue::parse("secret(a/b)"), Ok(VariableValue::Secret(_))));
        assert!(matches!(VariableValue::parse("0.5"), Ok(VariableValue::Text(_))));
        assert!(VariableValue::parse("secret(a)").is_err());
    }
}
