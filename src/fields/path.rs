//! Paths of URLs and of file systems.

use super::word::{Invalid, Word, bad_value, word};

/// The path of a URL, such as `/healthz`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpPath(String);

/// An absolute path inside a container, such as `/models`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MountPath(String);

impl HttpPath {
    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl MountPath {
    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Word for HttpPath {
    const EXPECTED: &'static str = "the path of a URL, such as `/healthz`";
    const PATTERN: &'static str = "^/[^\\s?#]*$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        let fits = text.starts_with('/')
            && !text.contains(|letter: char| letter.is_whitespace() || "?#".contains(letter) || letter.is_control());
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(bad_value(format!("`{text}` is not the path of a URL"), "start it with `/`, and leave out host and query"))
        }
    }
}

impl Word for MountPath {
    const EXPECTED: &'static str = "an absolute path inside the container, such as `/models`";
    const PATTERN: &'static str = "^/[^:]+$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        let plain = |part: &str| !part.is_empty() && part != "." && part != "..";
        let fits = text.strip_prefix('/').is_some_and(|rest| rest.split('/').all(plain)) && !text.contains([':', '\0']);
        if fits {
            return Ok(Self(text.to_owned()));
        }
        Err(bad_value(
            format!("`{text}` is not a path inside the container"),
            "start it with `/`; no `..`, no `:`, no `/` at the end",
        ))
    }
}

word!(HttpPath, "HttpPath");
word!(MountPath, "MountPath");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_paths_only() {
        assert!(HttpPath::parse("/").is_ok() && HttpPath::parse("/a/b").is_ok());
        assert!(HttpPath::parse("healthz").is_err() && HttpPath::parse("/a?b").is_err());
        assert!(MountPath::parse("/models").is_ok() && MountPath::parse("/etc/app/config.yaml").is_ok());
        for bad in ["/", "models", "/a/../b", "/a//b", "/a/", "/a:b", ""] {
            assert!(MountPath::parse(bad).is_err(), "{bad}");
        }
    }
}
