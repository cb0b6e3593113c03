//! Where models come from.

use super::word::{Invalid, Word, bad_value, word};

/// A model of a registry: `qna@champion` by an alias, or `qna/3` by a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelReference(String);

/// The key of an object, or of a folder of objects, in a bucket: `qna/3`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectKey(String);

/// An address from which a file is fetched: `https://models.example.com/qna.onnx`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileUrl {
    text: String,
    port: u16,
}

/// A SHA-256 checksum: 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checksum(String);

impl ModelReference {
    /// The reference as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ObjectKey {
    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FileUrl {
    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The name of the file.
    pub fn file(&self) -> &str {
        self.text.rsplit('/').next().unwrap_or_default()
    }
}

impl Checksum {
    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Letters, digits, `.`, `_` and `-`, no `.` first: what stands for itself in a shell, a URL and a path.
fn is_plain(part: &str) -> bool {
    !part.is_empty() && !part.starts_with('.') && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

impl Word for ModelReference {
    const EXPECTED: &'static str = "a registered model such as `qna@champion` or `qna/3`";
    const PATTERN: &'static str = "^[A-Za-z0-9._-]+(@[A-Za-z0-9._-]+|/[0-9]+)$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        let by_alias = text.split_once('@').is_some_and(|(name, alias)| is_plain(name) && is_plain(alias));
        let by_version = text.split_once('/').is_some_and(|(name, version)| {
            is_plain(name) && !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit())
        });
        if by_alias || by_version {
            return Ok(Self(text.to_owned()));
        }
        let help = match text.strip_prefix("models:/") {
            Some(rest) => format!("leave out `models:/`: `{rest}`"),
            None => "write the name and an alias, `qna@champion`, or a version, `qna/3`".to_owned(),
        };
        Err(bad_value(format!("`{text}` is not a registered model"), help))
    }
}

impl Word for ObjectKey {
    const EXPECTED: &'static str = "the key of objects in a bucket, such as `qna/3`";
    const PATTERN: &'static str = "^[A-Za-z0-9_-][A-Za-z0-9._/-]*$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        if text.split('/').all(is_plain) {
            Ok(Self(text.to_owned()))
        } else {
            Err(bad_value(
                format!("`{text}` is not the key of objects"),
                "use letters, digits, `.`, `_` and `-` between single `/`, none first or last",
            ))
        }
    }
}

impl Word for FileUrl {
    const EXPECTED: &'static str = "an address such as `https://models.example.com/qna.onnx`";
    const PATTERN: &'static str = "^https://[A-Za-z0-9.-]+(:[0-9]+)?/[A-Za-z0-9._/-]+$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        let parts = text.strip_prefix("https://").and_then(|rest| rest.split_once('/'));
        let url = parts.and_then(|(authority, path)| {
            let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
            let port = port.parse().ok().filter(|port| *port > 0)?;
            (host.split('.').all(is_plain) && path.split('/').all(is_plain)).then(|| Self { text: text.to_owned(), port })
        });
        url.ok_or_else(|| {
            bad_value(
                format!("`{}` is not an address of a file", text.split('?').next().unwrap_or_default()),
                "write `https://HOST/PATH` in plain letters, without user, password and query",
            )
        })
    }
}

impl Word for Checksum {
    const EXPECTED: &'static str = "a SHA-256 checksum of 64 hexadecimal digits";
    const PATTERN: &'static str = "^[0-9a-f]{64}$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        if text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            Ok(Self(text.to_owned()))
        } else {
            Err(bad_value("this is not a SHA-256 checksum", "write the 64 digits that `sha256sum` prints for the file"))
        }
    }
}

word!(ModelReference, "ModelReference");
word!(ObjectKey, "ObjectKey");
word!(FileUrl, "FileUrl");
word!(Checksum, "Checksum");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_needs_quotes_in_a_shell() {
        assert!(ModelReference::parse("qna@champion").is_ok() && ModelReference::parse("qna.v2/12").is_ok());
        for bad in ["", "qna", "qna@", "qna/latest", "models:/qna@champion", "a b@c", "qna@$x", "@x", "qna/"] {
            assert!(ModelReference::parse(bad).is_err(), "{bad}");
        }
        assert!(ObjectKey::parse("qna/3/model.onnx").is_ok());
        for bad in ["", "/qna", "qna/", "a//b", "../x", "a b", "a;b", "a\"b"] {
            assert!(ObjectKey::parse(bad).is_err(), "{bad}");
        }
        let url = FileUrl::parse("https://models.example.com:8443/a/qna.onnx").unwrap();
        assert_eq!((url.port(), url.file()), (8_443, "qna.onnx"));
        for bad in ["", "http://a/b", "https://a", "https://u:p@a/b", "https://a/b?c=d", "https://a/$b", "https://a:0/b"] {
            assert!(FileUrl::parse(bad).is_err(), "{bad}");
        }
        assert!(Checksum::parse(&"0a".repeat(32)).is_ok() && Checksum::parse(&"0A".repeat(32)).is_err());
    }
}
