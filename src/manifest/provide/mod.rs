//! What the objects of the input bring about besides themselves: Secrets of certificates, Services of operators, claims of StatefulSets.
//!
//! A reference to something that is not among the objects is a mistake only if nobody makes it. [`Provided`] knows who makes what;
//! where an operator makes things of names that nobody can tell, nothing of its namespace is ever called missing.

mod known;

use super::Object;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// What there is to say about an object that somebody refers to.
#[derive(Clone, Copy, Debug)]
pub enum Answer<'a, 'b> {
    /// It is among the objects.
    Here(Object<'a>),
    /// An object makes it, or every cluster has it.
    Provided(&'b Provision<'a>),
    /// It is not among the objects, and may well be somewhere else.
    Elsewhere,
    /// The objects are all that there is, and it is not among them.
    Missing,
}

/// Something that is there without being an object of the input.
#[derive(Clone, Debug, Default)]
pub struct Provision<'a> {
    /// Who makes it; none for what every cluster has.
    pub by: Option<Object<'a>>,
    /// The keys of a ConfigMap or Secret, if they are known.
    pub keys: Option<Vec<&'a str>>,
}

/// Stands for each namespace.
const EVERYWHERE: &str = "*";
/// Stands for each kind.
const ANYTHING: &str = "*";
/// What a namespace has by itself: its root certificates, and an account. OpenShift and Istio add theirs.
const OF_EACH_NAMESPACE: [(&str, &str); 4] = [
    ("ServiceAccount", "default"),
    ("ConfigMap", "kube-root-ca.crt"),
    ("ConfigMap", "openshift-service-ca.crt"),
    ("ConfigMap", "istio-ca-root-cert"),
];
/// Roles that every cluster has, besides those that begin with `system:` (Kubernetes documentation, "Using RBAC Authorization").
const CLUSTER_ROLES: [&str; 4] = ["admin", "cluster-admin", "edit", "view"];
/// Kinds whose objects have pods.
const MAKE_PODS: [&str; 16] = [
    "ClusterTrainingRuntime",
    "CronJob",
    "DaemonSet",
    "Deployment",
    "Job",
    "JobSet",
    "Pod",
    "RayCluster",
    "RayJob",
    "RayService",
    "ReplicaSet",
    "ReplicationController",
    "Rollout",
    "ScaledJob",
    "StatefulSet",
    "TrainingRuntime",
];
/// Claims of StatefulSets are kept by what stands before their number.
const NUMBERED_CLAIM: &str = "PersistentVolumeClaim of a StatefulSet";

/// All that objects bring about.
#[derive(Debug, Default)]
pub struct Provided<'a> {
    /// By kind, namespace and name.
    named: HashMap<&'a str, HashMap<&'a str, HashMap<Cow<'a, str>, Provision<'a>>>>,
    /// Kinds and namespaces in which somebody makes objects of names that are not known.
    unknown: HashSet<(&'a str, &'a str)>,
    of_cluster: Provision<'a>,
}

impl<'a> Provided<'a> {
    /// Looks at every object once. Of those with the unreadable numbers it is known only that they are there.
    pub(super) fn new(objects: &[Object<'a>], unreadable: &HashSet<usize>) -> Self {
        let mut provided = Self::default();
        for object in objects {
            if unreadable.contains(&object.index) {
                provided.add_unreadable(*object);
            } else {
                known::add(*object, &mut provided);
            }
        }
        provided
    }

    /// Takes an object at its name. Where that cannot be read either, it may be any of its kind.
    fn add_unreadable(&mut self, object: Object<'a>) {
        let is_text =
            |key: &str| object.metadata().and_then(|metadata| metadata.get(key)).is_none_or(|node| node.as_str().is_some());
        let namespace = if is_text("namespace") { object.namespace } else { EVERYWHERE };
        if object.name.is_empty() || !is_text("name") {
            self.add_unknown(object.kind, namespace);
        } else {
            self.add(object.kind, namespace, object.name, object);
        }
        if MAKE_PODS.contains(&object.kind) {
            self.add_unknown("Pod", namespace);
        }
    }

    /// Who makes the object of this kind and name, if somebody is known to.
    pub fn find(&self, kind: &str, namespace: &str, name: &str) -> Option<&Provision<'a>> {
        let named = |kind, namespace, name| self.named(kind, namespace, name);
        let claim = || {
            let (set, number) = name.rsplit_once('-').filter(|_| kind == "PersistentVolumeClaim")?;
            number.parse::<u32>().ok().and_then(|_| named(NUMBERED_CLAIM, namespace, set))
        };
        let by_itself = OF_EACH_NAMESPACE.contains(&(kind, name))
            || (kind == "ClusterRole" && (CLUSTER_ROLES.contains(&name) || name.starts_with("system:")))
            || (kind, namespace, name) == ("Service", "default", "kubernetes");
        named(kind, namespace, name)
            .or_else(|| named(kind, EVERYWHERE, name))
            .or_else(claim)
            .or_else(|| by_itself.then_some(&self.of_cluster))
    }

    /// Whether somebody adds keys to a ConfigMap or Secret that is among the objects.
    pub fn adds_to(&self, kind: &str, object: Object<'_>) -> bool {
        self.named(kind, object.namespace, object.name).is_some()
    }

    fn named(&self, kind: &str, namespace: &str, name: &str) -> Option<&Provision<'a>> {
        self.named.get(kind)?.get(namespace)?.get(name)
    }

    /// Whether somebody makes objects of this kind in this namespace whose names are not known.
    pub fn may_have(&self, kind: &str, namespace: &str) -> bool {
        !self.unknown.is_empty()
            && [(kind, namespace), (kind, EVERYWHERE), (ANYTHING, namespace), (ANYTHING, EVERYWHERE)]
                .iter()
                .any(|place| self.unknown.contains(place))
    }

    fn add(&mut self, kind: &'a str, namespace: &'a str, name: impl Into<Cow<'a, str>>, by: Object<'a>) {
        self.add_keys(kind, namespace, name, by, None);
    }

    fn add_keys(
        &mut self,
        kind: &'a str,
        namespace: &'a str,
        name: impl Into<Cow<'a, str>>,
        by: Object<'a>,
        keys: Option<Vec<&'a str>>,
    ) {
        let of_namespace = self.named.entry(kind).or_default().entry(namespace).or_default();
        of_namespace.entry(name.into()).or_insert(Provision { by: Some(by), keys });
    }

    fn add_unknown(&mut self, kind: &'a str, namespace: &'a str) {
        self.unknown.insert((kind, namespace));
    }
}
