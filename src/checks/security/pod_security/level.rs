//! What a namespace says about the pods that it admits.

use crate::diag::{Report, codes, nearest};
use crate::fields::KubeVersion;
use crate::manifest::Object;
use crate::yaml::Node;
use std::ops::RangeInclusive;

/// A level of the Pod Security Standards; a stricter one is greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// Admits everything.
    Privileged,
    /// Keeps pods off their node.
    Baseline,
    /// Wants every protection that there is.
    Restricted,
}

impl Level {
    /// The word of labels.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Privileged => "privileged",
            Self::Baseline => "baseline",
            Self::Restricted => "restricted",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Self::Privileged, Self::Baseline, Self::Restricted].into_iter().find(|level| level.word() == word)
    }
}

const PREFIX: &str = "pod-security.kubernetes.io/";
/// What a namespace does with a pod that its level does not admit, the hardest first.
pub(super) const MODES: [&str; 3] = ["enforce", "warn", "audit"];

/// What a namespace asks for in one of its modes.
#[derive(Clone, Debug)]
pub(super) struct Demand<'a> {
    /// What happens to other pods: one of [`MODES`].
    pub(super) mode: &'static str,
    /// The level.
    pub(super) level: Level,
    /// The versions whose policies count.
    pub(super) versions: RangeInclusive<KubeVersion>,
    /// The namespace and its label.
    pub(super) label: (Object<'a>, &'a Node),
}

/// What a namespace asks for in a mode. As in Kubernetes, a word that is no level means `restricted`, and one
/// that is no version the newest; and no policy is newer than the cluster.
pub(super) fn demand<'a>(
    namespace: Object<'a>,
    mode: &'static str,
    versions: &RangeInclusive<KubeVersion>,
) -> Option<Demand<'a>> {
    let labels = namespace.metadata()?.get("labels")?;
    let label = labels.get(&format!("{PREFIX}{mode}"))?;
    let level = label.as_str().and_then(Level::parse).unwrap_or(Level::Restricted);
    let pinned = labels.text(&format!("{PREFIX}{mode}-version")).and_then(pinned);
    let capped = |version: KubeVersion| pinned.map_or(version, |pinned| pinned.min(version));
    Some(Demand { mode, level, versions: capped(*versions.start())..=capped(*versions.end()), label: (namespace, label) })
}

/// The version of `v1.30`; none for `latest`.
fn pinned(text: &str) -> Option<KubeVersion> {
    let digits = text.strip_prefix("v1.")?;
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'));
    digits.parse().ok().filter(|_| is_number).map(KubeVersion::minor)
}

/// Looks at the labels of a namespace.
pub(super) fn check(namespace: Object<'_>, report: &mut Report) {
    let mut has_any = false;
    for (key, value) in namespace.labels() {
        let Some(mode) = key.name.strip_prefix(PREFIX) else { continue };
        has_any = true;
        let text = value.as_str().unwrap_or_default();
        if MODES.contains(&mode) {
            if Level::parse(text).is_none() {
                let near = nearest(text, ["privileged", "baseline", "restricted"]).map(|near| format!("did you mean `{near}`?"));
                let found = namespace.error(codes::BAD_POD_SECURITY_LABEL, value, format!("`{text}` is no Pod Security level"));
                report.push(found.maybe_help(near).help("the levels are `privileged`, `baseline` and `restricted`"));
            }
        } else if mode.strip_suffix("-version").is_some_and(|mode| MODES.contains(&mode)) {
            if text != "latest" && pinned(text).is_none() {
                let found = namespace.error(codes::BAD_POD_SECURITY_LABEL, value, format!("`{text}` is no Pod Security version"));
                report.push(found.help("write `latest`, or a version of Kubernetes with a `v`: `v1.34`"));
            }
        } else {
            let near = nearest(mode, MODES).map(|near| format!("did you mean `{PREFIX}{near}`?"));
            let message = format!("`{}` is no label of Pod Security, and nobody reads it", key.name);
            let found = namespace.warning(codes::BAD_POD_SECURITY_LABEL, value, message).at(namespace.key_place(key));
            report.push(found.maybe_help(near));
        }
    }
    if !has_any && !namespace.is_rendered() && !namespace.name.starts_with("kube-") {
        let message = "the namespace does not say what its pods may do, so that they may do everything";
        report.push(
            namespace
                .info(codes::UNGUARDED_NAMESPACE, namespace.head(), message)
                .help(format!("label it `{PREFIX}enforce: restricted`, or `baseline` if its pods need more")),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_pinned_as_kubernetes_reads_them() {
        assert_eq!(pinned("v1.30"), Some(KubeVersion::minor(30)));
        for other in ["latest", "1.30", "v1.030", "v2.1", "v1.", "v1.-1", "v1.99999999"] {
            assert_eq!(pinned(other), None, "{other}");
        }
    }
}
