//! Versions of Kubernetes.

use super::word::{Invalid, Word, bad_value, word};
use serde::{Serialize, Serializer};
use std::fmt;

/// A minor version of Kubernetes that can be rendered for, such as `1.30`. What a server says of itself is read too, as
/// `v1.30.2-gke.1587003`: what it knows, and whether it has it switched on, goes by minor versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KubeVersion(u16);

impl KubeVersion {
    /// The oldest that can be rendered for.
    pub const OLDEST: Self = Self(28);
    /// The newest, whose fields k8s-openapi knows.
    pub const NEWEST: Self = Self(37);

    /// The version `1.MINOR`, which may be older than any that can be rendered for: facts of old versions are facts too.
    pub const fn minor(minor: u16) -> Self {
        Self(minor)
    }

    /// Every version that can be rendered for, in order.
    pub fn all() -> impl DoubleEndedIterator<Item = Self> + Clone {
        (Self::OLDEST.0..=Self::NEWEST.0).map(Self)
    }
}

impl fmt::Display for KubeVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "1.{}", self.0)
    }
}

impl Serialize for KubeVersion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Word for KubeVersion {
    const EXPECTED: &'static str = "a version of Kubernetes such as `\"1.35\"`";
    const PATTERN: &'static str = "^v?1\\.[0-9]+([.+-].*)?$";

    fn parse(text: &str) -> Result<Self, Invalid> {
        let minor = minor_of(text).map(Self);
        let help = format!(
            "versions go from `{}` to `{}`; in YAML in quotes, because 1.30 is the number 1.3",
            Self::OLDEST,
            Self::NEWEST
        );
        match minor {
            Some(version) if version < Self::OLDEST => {
                Err(bad_value(format!("Kubernetes {version} is older than any that mlkube renders for"), help))
            }
            Some(version) if version > Self::NEWEST => {
                Err(bad_value(format!("Kubernetes {version} is newer than any that this mlkube knows"), help))
            }
            Some(version) => Ok(version),
            None => Err(bad_value(format!("`{text}` is not a minor version of Kubernetes"), help)),
        }
    }
}

/// The minor version in `1.30`, `1.30.2` or what `kubectl version` shows, `v1.30.2-eks-1234567` or `v1.30.2+k3s1`.
fn minor_of(text: &str) -> Option<u16> {
    let number = |text: &str| {
        let is_number =
            !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
        text.parse::<u16>().ok().filter(|_| is_number)
    };
    let (version, build) = match text.split_once(['-', '+']) {
        Some((version, build)) => (version, Some(build)),
        None => (text, None),
    };
    let mut parts = version.strip_prefix('v').unwrap_or(version).split('.');
    let (major, minor, patch) = (parts.next()?, number(parts.next()?)?, parts.next());
    let is_patch = patch.is_none_or(|patch| number(patch).is_some());
    let is_build = build.is_none_or(|build| patch.is_some() && !build.is_empty() && !build.contains(char::is_whitespace));
    (major == "1" && is_patch && is_build && parts.next().is_none()).then_some(minor)
}

word!(KubeVersion, "KubeVersion");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_minor_versions_in_order() {
        let parse = |text| KubeVersion::parse(text).unwrap();
        assert!(parse("1.28") < parse("1.30") && parse("1.30") < parse("1.37"));
        assert_eq!(parse("1.30").to_string(), "1.30");
        assert_eq!(KubeVersion::all().count(), 10);
        for bad in [
            "1.27",
            "1.38",
            "1.3",
            "1",
            "2.30",
            "1.",
            "1.99999999",
            "1.+30",
            "1.030",
            "1.30.",
            "1.30.x",
            "1.30.1.2",
            "1.30-gke",
            "",
        ] {
            assert!(KubeVersion::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn takes_what_servers_say_of_themselves() {
        for version in
            ["v1.30", "1.30.4", "v1.30.2", "v1.30.2-eks-1552ad0", "v1.30.5-gke.1014001", "v1.30.4+k3s1", "v1.30.0-rc.1"]
        {
            assert_eq!(KubeVersion::parse(version), Ok(KubeVersion::minor(30)), "{version}");
        }
    }

    /// The crate has a macro for each version, which expands to what is given to it for the version of its feature only: with another
    /// feature this does not compile.
    #[test]
    fn the_newest_is_that_of_k8s_openapi() {
        let newest = k8s_openapi::k8s_if_1_37! { "1.37" };
        assert_eq!(newest, KubeVersion::NEWEST.to_string());
    }
}
