//! Names of databases, buckets and the like.

use super::word::{Invalid, Word, word};
use crate::diag::codes;

/// The name of a database that needs no quotes in SQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseName(String);

/// The name of a bucket, or in Azure's words of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketName(String);

impl DatabaseName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl BucketName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Word for DatabaseName {
    const EXPECTED: &'static str = "the name of a database, such as `mlflow`";
    const PATTERN: &'static str = "^[a-z_][a-z0-9_]{0,62}$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        let fits = text.len() <= 63
            && text.starts_with(|letter: char| letter.is_ascii_lowercase() || letter == '_')
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        if fits {
            return Ok(Self(text.to_owned()));
        }
        Err(Invalid::new(
            codes::BAD_NAME,
            format!("`{text}` is not the name of a database"),
            "use lower-case letters, digits and `_`, at most 63, so that SQL needs no quotes",
        ))
    }
}

/// The names that all three clouds take (Amazon S3 User Guide, "General purpose bucket naming rules", the strictest of them).
impl Word for BucketName {
    const EXPECTED: &'static str = "the name of a bucket, such as `acme-mlflow`";
    const PATTERN: &'static str = "^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        let edge = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        let fits = (3..=63).contains(&text.len())
            && edge(text.bytes().next())
            && edge(text.bytes().last())
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte))
            && !text.contains("..");
        if fits {
            return Ok(Self(text.to_owned()));
        }
        let help = if text.contains("://") {
            "write the bucket's name alone: the store knows the scheme"
        } else {
            "use 3 to 63 lower-case letters, digits, `-` and `.`"
        };
        Err(Invalid::new(codes::BAD_NAME, format!("`{text}` is not the name of a bucket"), help))
    }
}

word!(DatabaseName, "DatabaseName");
word!(BucketName, "BucketName");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_plain_names() {
        assert!(DatabaseName::parse("mlflow_1").is_ok() && DatabaseName::parse("Ml-Flow").is_err());
        assert!(BucketName::parse("acme-mlflow").is_ok());
        for bad in ["ab", "s3://acme", "Acme", "a..b", "-ab", ""] {
            assert!(BucketName::parse(bad).is_err(), "{bad}");
        }
    }
}
