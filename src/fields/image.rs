//! Container images.

use super::word::{Invalid, Word, word};
use crate::diag::codes;
use std::fmt;

/// A container image with a tag, a digest or both: `ghcr.io/acme/api:1.4.2`, `valkey/valkey@sha256:...`.
///
/// Grammar: github.com/distribution/reference, `reference.go` (2026-11).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    text: String,
    tag: Option<String>,
    has_digest: bool,
}

impl Image {
    /// The image as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the image behind the name can change while the name stays: no digest, and no tag or `latest`.
    pub fn moves(&self) -> bool {
        !self.has_digest && self.tag.as_deref().is_none_or(|tag| tag == "latest")
    }
}

impl fmt::Display for Image {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl Word for Image {
    const EXPECTED: &'static str = "a container image such as `ghcr.io/acme/api:1.4.2`";
    const PATTERN: &'static str = "^[a-zA-Z0-9][a-zA-Z0-9._:/-]*(@sha256:[a-f0-9]{64})?$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest)),
            None => (text, None),
        };
        let (repository, tag) = match rest.rsplit_once(':') {
            Some((repository, tag)) if !tag.contains('/') => (repository, Some(tag)),
            _ => (rest, None),
        };
        if let Some(help) = fault(repository, tag, digest) {
            return Err(Invalid::new(codes::BAD_IMAGE, format!("`{text}` is not an image"), help));
        }
        Ok(Self { text: text.to_owned(), tag: tag.map(str::to_owned), has_digest: digest.is_some() })
    }
}

word!(Image, "Image");

/// What is wrong with the parts, put as what to do.
fn fault(repository: &str, tag: Option<&str>, digest: Option<&str>) -> Option<String> {
    if repository.contains("://") {
        return Some("leave out the scheme: `ghcr.io/acme/api:1.4.2`".to_owned());
    }
    if let Some(digest) = digest
        && !digest
            .strip_prefix("sha256:")
            .is_some_and(|hex| hex.len() == 64 && hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')))
    {
        return Some("a digest is `@sha256:` and 64 hexadecimal digits".to_owned());
    }
    if let Some(tag) = tag
        && !is_tag(tag)
    {
        return Some("a tag has letters, digits, `_`, `.` and `-`, at most 128 of them".to_owned());
    }
    let (registry, path) = match repository.split_once('/') {
        Some((first, rest)) if first.contains(['.', ':']) || first == "localhost" => (Some(first), rest),
        _ => (None, repository),
    };
    if registry.is_some_and(|registry| !is_registry(registry)) || !path.split('/').all(is_component) {
        let lower = repository.to_lowercase();
        return Some(if lower == repository {
            "write `registry/repository:tag`, the repository in lower-case letters, digits, `.`, `_` and `-`".to_owned()
        } else {
            format!("repositories are written in lower case: `{lower}{}`", tag.map(|tag| format!(":{tag}")).unwrap_or_default())
        });
    }
    None
}

fn is_tag(tag: &str) -> bool {
    tag.len() <= 128
        && tag.starts_with(|letter: char| letter.is_ascii_alphanumeric() || letter == '_')
        && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
}

fn is_registry(registry: &str) -> bool {
    let (host, port) = registry.split_once(':').unwrap_or((registry, "443"));
    let is_label = |label: &str| {
        let edge = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
        edge(label.bytes().next())
            && edge(label.bytes().last())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok() && host.split('.').all(is_label)
}

fn is_component(component: &str) -> bool {
    let edge = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    edge(component.bytes().next())
        && edge(component.bytes().last())
        && component.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_images_only() {
        let digest = "sha256:".to_owned() + &"a".repeat(64);
        for good in [
            "api",
            "acme/api:1.4.2",
            "ghcr.io/acme/api:1.4.2",
            "localhost:5000/api",
            &format!("api@{digest}"),
            &format!("a/b:1@{digest}"),
        ] {
            assert!(Image::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "Api:1",
            "api:",
            "api:a b",
            "https://ghcr.io/a:1",
            "api@sha256:abc",
            "a//b",
            "api:1:2",
            "/api",
            "api/",
            "./api",
            "a..b/c",
        ] {
            assert!(Image::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn knows_which_images_move() {
        let digest = "sha256:".to_owned() + &"a".repeat(64);
        for moving in ["api", "api:latest", "localhost:5000/api"] {
            assert!(Image::parse(moving).unwrap().moves(), "{moving}");
        }
        for fixed in ["api:1.0".to_owned(), format!("api@{digest}"), format!("api:latest@{digest}")] {
            assert!(!Image::parse(&fixed).unwrap().moves(), "{fixed}");
        }
    }
}
