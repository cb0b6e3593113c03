//! What a control of the Pod Security Standards is, and the table of all.
//!
//! Source of all controls: k8s.io/pod-security-admission, folder `policy`, 2026-07-01 (the one of Kubernetes 1.37). What only policies of
//! before 1.19 judge is left out: annotations that no version that mlkube knows reads.

use super::level::Level;
use super::{host, kernel, privileges, users};
use crate::fields::KubeVersion;
use crate::manifest::{Container, Pod};
use crate::yaml::Node;
use std::fmt;
use std::ops::RangeInclusive;

/// One control.
#[derive(Debug)]
pub(super) struct Control {
    /// The name that Kubernetes has for it.
    id: &'static str,
    /// The lowest level that has it.
    level: Level,
    /// The minor versions from which on it judges otherwise than before. The first is the one that brought it.
    changes: &'static [u16],
    /// The control of `baseline` of which it is the stricter form.
    replaces: Option<&'static str>,
    /// Looks at a pod.
    look: fn(&mut Look<'_>),
}

/// A look at a pod with the eyes of a version.
pub(super) struct Look<'a> {
    /// The pod.
    pub(super) pod: Pod<'a>,
    /// The version of the policy.
    pub(super) version: KubeVersion,
    faults: Vec<Fault<'a>>,
}

/// What a control does not admit.
#[derive(Debug)]
pub(super) struct Fault<'a> {
    /// The value that has to change, or what lacks one.
    pub(super) place: &'a Node,
    /// What is wrong, as a sentence about the pod.
    pub(super) words: String,
    /// What to do.
    pub(super) help: &'static str,
    /// The first version that does not admit it.
    pub(super) from: KubeVersion,
    /// The first later version that admits it again.
    pub(super) until: Option<KubeVersion>,
}

/// Whose settings something is about.
#[derive(Clone, Copy)]
pub(super) enum Whose<'a> {
    /// Those of the pod, which its containers share.
    Pod,
    /// Those of the container of this name.
    Container(&'a str),
}

impl fmt::Display for Whose<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pod => formatter.write_str("the pod"),
            Self::Container(name) => write!(formatter, "container `{name}`"),
        }
    }
}

const ALWAYS: &[u16] = &[0];

/// All controls in the order of Kubernetes' own documentation.
const CONTROLS: &[Control] = &[
    baseline("windowsHostProcess", ALWAYS, host::process),
    baseline("hostNamespaces", ALWAYS, host::namespaces),
    baseline("privileged", ALWAYS, privileges::privileged),
    baseline("capabilities_baseline", ALWAYS, privileges::added),
    baseline("hostPathVolumes", ALWAYS, host::paths),
    baseline("hostPorts", ALWAYS, host::ports),
    baseline("hostProbesAndHostLifecycle", &[34], host::probes),
    baseline("appArmorProfile", ALWAYS, kernel::app_armor),
    baseline("seLinuxOptions", &[0, 31], kernel::se_linux),
    baseline("procMount", &[0, 35], kernel::proc_mount),
    baseline("seccompProfile_baseline", &[19], kernel::seccomp),
    baseline("sysctls", &[0, 27, 29, 32, 37], kernel::sysctls),
    restricted("restrictedVolumes", ALWAYS, Some("hostPathVolumes"), host::volumes),
    restricted("allowPrivilegeEscalation", &[8, 25], None, privileges::escalation),
    restricted("runAsNonRoot", &[0, 35], None, users::non_root),
    restricted("runAsUser", &[23, 35], None, users::user),
    restricted("seccompProfile_restricted", &[19, 25], Some("seccompProfile_baseline"), kernel::seccomp_set),
    restricted("capabilities_restricted", &[22, 25], Some("capabilities_baseline"), privileges::dropped),
    restricted("procMount_restricted", &[35], Some("procMount"), kernel::proc_mount_default),
];

const fn baseline(id: &'static str, changes: &'static [u16], look: fn(&mut Look<'_>)) -> Control {
    Control { id, level: Level::Baseline, changes, replaces: None, look }
}

const fn restricted(
    id: &'static str,
    changes: &'static [u16],
    replaces: Option<&'static str>,
    look: fn(&mut Look<'_>),
) -> Control {
    Control { id, level: Level::Restricted, changes, replaces, look }
}

/// What a level does not admit in a pod, by the policies of some versions.
pub(super) fn faults<'a>(pod: Pod<'a>, level: Level, versions: &RangeInclusive<KubeVersion>) -> Vec<Fault<'a>> {
    let mut faults = Vec::new();
    for control in CONTROLS.iter().filter(|control| control.level <= level) {
        let mut own: Vec<Fault<'a>> = Vec::new();
        for version in control.versions(versions).filter(|version| !control.is_replaced(level, *version)) {
            let mut look = Look { pod, version, faults: Vec::new() };
            (control.look)(&mut look);
            merge(&mut own, look);
        }
        // In the version in which a stricter control begins, it goes on with what the other one found.
        own.retain(|fault| !faults.iter().any(|known: &Fault<'_>| known.is_same(fault)));
        faults.append(&mut own);
    }
    faults
}

/// Adds what one more version finds to what the earlier ones found.
fn merge<'a>(known: &mut Vec<Fault<'a>>, look: Look<'a>) {
    for old in known.iter_mut().filter(|old| !look.faults.iter().any(|new| old.is_same(new))) {
        old.until = old.until.or(Some(look.version));
    }
    for new in look.faults {
        if !known.iter().any(|old| old.is_same(&new)) {
            known.push(new);
        }
    }
}

impl Fault<'_> {
    /// Whether two policies mean the same.
    pub(super) fn is_same(&self, other: &Fault<'_>) -> bool {
        std::ptr::eq(self.place, other.place) && self.words == other.words
    }

    /// What is wrong, and for which versions, if it is not for all of these.
    pub(super) fn said(&self, versions: &RangeInclusive<KubeVersion>) -> String {
        match (self.from > *versions.start(), self.until) {
            (false, None) => self.words.clone(),
            (true, None) => format!("{} (from Kubernetes {} on)", self.words, self.from),
            (false, Some(until)) => format!("{} (before Kubernetes {until})", self.words),
            (true, Some(until)) => format!("{} (from Kubernetes {} on, before {until})", self.words, self.from),
        }
    }
}

impl Control {
    /// The versions of a range at which it has to look: the first that has it, and each that judges otherwise than the one before.
    fn versions(&self, range: &RangeInclusive<KubeVersion>) -> impl Iterator<Item = KubeVersion> {
        let (first, last) = (*range.start(), *range.end());
        let own = self.changes.iter().map(|minor| KubeVersion::minor(*minor));
        let since = self.changes.first().map_or(first, |minor| KubeVersion::minor(*minor)).max(first);
        std::iter::once(since).chain(own.filter(move |version| *version > since)).take_while(move |version| *version <= last)
    }

    /// Whether a stricter control of the level looks instead. Its faults are the same and more.
    fn is_replaced(&self, level: Level, version: KubeVersion) -> bool {
        level == Level::Restricted
            && CONTROLS.iter().any(|other| {
                other.replaces == Some(self.id)
                    && other.changes.first().is_some_and(|minor| KubeVersion::minor(*minor) <= version)
            })
    }
}

impl<'a> Look<'a> {
    /// The containers of every role.
    pub(super) fn containers(&self) -> impl Iterator<Item = Container<'a>> + use<'a> {
        self.pod.containers()
    }

    /// The settings of the pod and of each container, and whose they are.
    pub(super) fn settings(&self) -> impl Iterator<Item = (Whose<'a>, &'a Node)> + use<'a> {
        let shared = self.pod.spec.get("securityContext").map(|settings| (Whose::Pod, settings));
        let own = |container: Container<'a>| Some((Whose::Container(container.name()), container.node.get("securityContext")?));
        shared.into_iter().chain(self.containers().filter_map(own))
    }

    /// Whether the policy is of this minor version or newer.
    pub(super) fn is_since(&self, minor: u16) -> bool {
        self.version >= KubeVersion::minor(minor)
    }

    /// Whether the pod is for Windows, where much of `restricted` means nothing (policies since 1.25).
    pub(super) fn is_windows(&self) -> bool {
        self.is_since(25) && self.pod.spec.get("os").and_then(|system| system.text("name")) == Some("windows")
    }

    /// Whether the root of the pod is somebody else on the node, so that some rules do not hold (policies since 1.35).
    pub(super) fn has_own_users(&self) -> bool {
        self.is_since(35) && self.pod.spec.is_false("hostUsers")
    }

    /// Adds a fault.
    pub(super) fn fault(&mut self, place: &'a Node, words: impl Into<String>, help: &'static str) {
        self.faults.push(Fault { place, words: words.into(), help, from: self.version, until: None });
    }
}
