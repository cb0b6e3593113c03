//! The life of API versions: which versions of Kubernetes serve a kind, which are going to go, which are switched off.

use super::definitions::{Kind, group_of, of_tables};
use super::versions::Versions;
use crate::diag::{Diagnostic, codes};
use crate::fields::KubeVersion;
use crate::yaml::Node;
use std::sync::LazyLock;

/// The life of one kind of one API version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Life {
    /// Group and version.
    pub api_version: &'static str,
    /// The kind.
    pub kind: &'static str,
    /// The first version of Kubernetes that has it, where that is known.
    pub introduced: Option<KubeVersion>,
    /// The version that declared that it will go.
    pub deprecated: Option<KubeVersion>,
    /// The first version without it, which may be announced only.
    pub removed: Option<KubeVersion>,
    /// API version and kind that follow, if these are others than the stable version of the same group.
    instead: &'static str,
}

/// Betas that came later are switched off unless an administrator wants them (kubernetes.io, KEP-3136, since 1.24).
const BETAS_OFF_SINCE: KubeVersion = KubeVersion::minor(24);
/// The one group with a beta before that, whose later betas stayed switched on.
const BETAS_ON: &str = "flowcontrol.apiserver.k8s.io";

static LIVES: LazyLock<Box<[Life]>> = LazyLock::new(|| {
    let lines = include_str!("../../data/schemas/lifecycle.txt").lines();
    lines.filter(|line| !line.starts_with('#')).filter_map(Life::read).collect()
});

/// Every API version whose life is bounded, in order.
pub fn lives() -> &'static [Life] {
    &LIVES
}

/// The life of a kind; none if it is simply there, or not known.
pub fn life(api_version: &str, kind: &str) -> Option<&'static Life> {
    let index = lives().binary_search_by(|life| (life.api_version, life.kind).cmp(&(api_version, kind))).ok()?;
    lives().get(index)
}

impl Life {
    fn read(line: &'static str) -> Option<Self> {
        let mut words = line.split(' ');
        let version = |word: &str| word.strip_prefix("1.").and_then(|minor| minor.parse().ok()).map(KubeVersion::minor);
        let (api_version, kind) = (words.next()?, words.next()?);
        let (introduced, deprecated, removed) = (version(words.next()?), version(words.next()?), version(words.next()?));
        Some(Self { api_version, kind, introduced, deprecated, removed, instead: words.next().unwrap_or_default() })
    }

    /// API version and kind to write instead where these versions of Kubernetes run.
    pub fn next(&self, versions: Versions) -> Option<(String, &'static str)> {
        let served =
            |api_version: &str, kind: &str| of_tables(api_version, kind).is_some_and(|found| versions.within(found.versions));
        if let Some((api_version, kind)) = self.instead.rsplit_once('/') {
            return served(api_version, kind).then(|| (api_version.to_owned(), kind));
        }
        let group = group_of(self.api_version);
        let stable = ["v2", "v1"].map(|version| format!("{group}/{version}"));
        stable.into_iter().find(|stable| served(stable, self.kind)).map(|stable| (stable, self.kind))
    }

    /// What to do where these versions of Kubernetes run.
    fn successor(&self, versions: Versions) -> Option<String> {
        self.next(versions).map(|(api_version, kind)| write_instead(&api_version, kind, self.kind))
    }

    /// Whether clusters do not serve it by themselves.
    fn is_switched_off(&self) -> bool {
        let (_, version) = self.api_version.split_once('/').unwrap_or(("", self.api_version));
        let late = self.introduced.is_some_and(|introduced| introduced >= BETAS_OFF_SINCE);
        version.contains("alpha") || (version.contains("beta") && late && group_of(self.api_version) != BETAS_ON)
    }
}

fn write_instead(api_version: &str, kind: &str, old: &str) -> String {
    let and_kind = if kind == old { String::new() } else { format!(" and `kind: {kind}`") };
    format!("write `apiVersion: {api_version}`{and_kind}, and look at what differs")
}

/// Reports what the life of a known kind means for versions of Kubernetes.
pub(super) fn check(object: &Node, kind: &Kind<'_>, versions: Versions, sink: &mut Vec<Diagnostic>) {
    let life = life(kind.api_version, kind.name);
    let lacking = versions.without(kind.versions);
    if !lacking.is_empty() {
        sink.push(not_served(object, kind, life, lacking, versions));
    }
    let served = versions.and(kind.versions);
    let at = object.get("apiVersion").map(|node| node.span);
    let (Some(life), Some(newest)) = (life, served.iter().next_back()) else { return };
    if let Some(deprecated) = life.deprecated.filter(|deprecated| newest >= *deprecated) {
        let end = life.removed.map_or_else(String::new, |removed| format!(", and goes with {removed}"));
        let said = format!("{} of `{}` is deprecated since Kubernetes {deprecated}{end}", kind.name, kind.api_version);
        sink.push(Diagnostic::warning(codes::API_DEPRECATED, said).at(at).maybe_help(life.successor(served)));
    }
    if life.is_switched_off() {
        let said = format!("{} of `{}` is served only where somebody has switched it on", kind.name, kind.api_version);
        let switch = format!("have the API server started with `--runtime-config={}=true`", kind.api_version);
        sink.push(Diagnostic::warning(codes::API_SWITCHED_OFF, said).at(at).maybe_help(life.successor(served)).help(switch));
    }
}

/// Reports a kind that went before the oldest version whose schema is known; returns whether it is one.
pub(super) fn gone(object: &Node, versions: Versions, sink: &mut Vec<Diagnostic>) -> bool {
    let text = |key: &str| object.get(key).and_then(Node::as_str).unwrap_or_default();
    let Some(life) = life(text("apiVersion"), text("kind")) else { return false };
    let Some(removed) = life.removed else { return false };
    let said = format!("{} of `{}` went with Kubernetes {removed}", life.kind, life.api_version);
    let help = life.successor(versions).unwrap_or_else(|| "take the object out; nothing of the kind follows".to_owned());
    sink.push(Diagnostic::error(codes::API_GONE, said).at(object.get("apiVersion").map(|node| node.span)).help(help));
    true
}

fn not_served(object: &Node, kind: &Kind<'_>, life: Option<&Life>, lacking: Versions, asked: Versions) -> Diagnostic {
    let said = format!("{} {} of `{}`", lacking.said("does not serve", "do not serve"), kind.name, kind.api_version);
    let first = kind.versions.iter().next();
    let late = first.filter(|first| lacking.iter().any(|version| version < *first));
    let when = match (late, life.and_then(|life| life.removed)) {
        (Some(first), _) => format!(": it comes with {first}"),
        (None, Some(removed)) => format!(": it went with {removed}"),
        (None, None) => String::new(),
    };
    let help = life.and_then(|life| life.successor(asked)).unwrap_or_else(|| "take the object out for these clusters".to_owned());
    Diagnostic::error(codes::API_GONE, said + &when).at(object.get("apiVersion").map(|node| node.span)).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::versions::APIS;

    #[test]
    fn the_table_is_sorted_and_complete() {
        assert!(lives().windows(2).all(|pair| (pair[0].api_version, pair[0].kind) < (pair[1].api_version, pair[1].kind)));
        assert!(lives().iter().all(|life| life.removed.is_some() || life.deprecated.is_some()));
    }

    /// What the schemas of ten versions contain and what the marks of the API say are two sources for the same facts.
    #[test]
    fn schemas_and_lives_agree() {
        for life in lives() {
            for version in KubeVersion::all() {
                let exists = life.introduced.is_none_or(|first| version >= first) && life.removed.is_none_or(|end| version < end);
                let served =
                    of_tables(life.api_version, life.kind).is_some_and(|kind| kind.versions.iter().any(|one| one == version));
                assert!(served == exists || NOT_PUBLISHED.contains(&life.kind), "{life:?} in {version}");
            }
        }
    }

    /// Kinds that the published schemas leave out: they are asked or answered, and never kept.
    const NOT_PUBLISHED: [&str; 3] = ["AdmissionReview", "APIGroupDiscovery", "Scale"];

    #[test]
    fn agrees_with_what_bundles_are_rendered_by() {
        for api in APIS {
            for version in KubeVersion::all() {
                let exists = api.from.is_none_or(|first| version >= first) && api.until.is_none_or(|end| version < end);
                let served =
                    of_tables(api.api_version, api.kind).is_some_and(|kind| kind.versions.iter().any(|one| one == version));
                assert_eq!(served, exists, "{api:?} in {version}");
            }
        }
    }
}
