//! Words of Celery.

use super::word::{Invalid, Word, bad_value, word};
use crate::diag::codes;

/// A Celery application as after `celery -A`: `package.module` or `package.module:attribute`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CeleryApplication(String);

/// The name of a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueName(String);

impl CeleryApplication {
    /// The application as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl QueueName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Word for CeleryApplication {
    const EXPECTED: &'static str = "a Celery application such as `app.worker`";
    const PATTERN: &'static str = "^[A-Za-z_][A-Za-z0-9_.]*(:[A-Za-z_][A-Za-z0-9_.]*)?$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        let (module, attribute) = text.split_once(':').unwrap_or((text, "app"));
        if module.split('.').chain(attribute.split('.')).all(is_identifier) {
            return Ok(Self(text.to_owned()));
        }
        Err(bad_value(
            format!("`{text}` is not a Celery application"),
            "write the Python module as after `celery -A`: `app.worker` or `app.worker:celery`",
        ))
    }
}

impl Word for QueueName {
    const EXPECTED: &'static str = "the name of a queue";
    const PATTERN: &'static str = "^[A-Za-z0-9._:-]+$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._:-".contains(&byte)) {
            return Ok(Self(text.to_owned()));
        }
        Err(Invalid::new(
            codes::BAD_NAME,
            format!("`{text}` is not the name of a queue"),
            "use letters, digits, `.`, `_`, `:` and `-`",
        ))
    }
}

word!(CeleryApplication, "CeleryApplication");
word!(QueueName, "QueueName");

/// Whether Python takes the text as a name.
fn is_identifier(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_python_modules() {
        for good in ["app", "app.worker", "app.worker:celery", "_a.b1"] {
            assert!(CeleryApplication::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "app.", "app worker", "app;rm", "1app", "app:", "a:b:c", "-A"] {
            assert!(CeleryApplication::parse(bad).is_err(), "{bad}");
        }
        assert!(QueueName::parse("gpu.high").is_ok() && QueueName::parse("a,b").is_err());
    }
}
