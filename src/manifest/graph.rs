//! All objects: who is there, which pods there are, and which of them a selector means.

use super::provide::{Answer, Provided};
use super::{Manifest, Object, Pod, Selector};
use std::collections::{HashMap, HashSet};

/// The objects of a run, ready to be asked.
#[derive(Debug)]
pub struct Graph<'a> {
    objects: Vec<Object<'a>>,
    by_kind: HashMap<&'a str, Vec<usize>>,
    by_name: HashMap<(&'a str, &'a str, &'a str), usize>,
    /// Kinds, namespaces and names that several objects have.
    shared: HashSet<(&'a str, &'a str, &'a str)>,
    pods: Vec<Pod<'a>>,
    /// The pods of each namespace.
    by_namespace: HashMap<&'a str, Vec<usize>>,
    /// For each label of a namespace the pods that carry it.
    by_label: HashMap<(&'a str, &'a str, &'a str), Vec<usize>>,
    provided: Provided<'a>,
}

impl<'a> Graph<'a> {
    /// Looks at every object once.
    pub fn new(manifests: &'a [Manifest]) -> Self {
        Self::with_unreadable(manifests, &HashSet::new())
    }

    /// The same with objects that no server can decode, by their numbers. They are there, and what they say is not known: none is
    /// missing, none is looked into, and a workload among them may have any pods.
    pub fn with_unreadable(manifests: &'a [Manifest], unreadable: &HashSet<usize>) -> Self {
        let objects: Vec<Object<'a>> =
            manifests.iter().enumerate().map(|(index, manifest)| Object::new(index, manifest)).collect();
        let is_read = |object: &&Object<'a>| !unreadable.contains(&object.index);
        let mut by_kind: HashMap<_, Vec<usize>> = HashMap::new();
        let (mut by_name, mut shared) = (HashMap::new(), HashSet::new());
        for object in objects.iter().filter(is_read) {
            by_kind.entry(object.kind).or_default().push(object.index);
            // Of two objects of one name the first counts; that there are two is another finding.
            let id = (object.kind, object.namespace, object.name);
            if *by_name.entry(id).or_insert(object.index) != object.index {
                shared.insert(id);
            }
        }
        let pods: Vec<Pod<'a>> = objects.iter().filter(is_read).flat_map(|object| Pod::of(*object)).collect();
        let mut by_namespace: HashMap<_, Vec<usize>> = HashMap::new();
        let mut by_label: HashMap<_, Vec<usize>> = HashMap::new();
        for (index, pod) in pods.iter().enumerate() {
            by_namespace.entry(pod.owner.namespace).or_default().push(index);
            for (key, value) in pod.labels() {
                if let Some(value) = value.as_str() {
                    by_label.entry((pod.owner.namespace, &*key.name, value)).or_default().push(index);
                }
            }
        }
        let provided = Provided::new(&objects, unreadable);
        Self { objects, by_kind, by_name, shared, pods, by_namespace, by_label, provided }
    }

    /// All objects in order.
    pub fn objects(&self) -> &[Object<'a>] {
        &self.objects
    }

    /// The objects of a kind in order, of whatever group.
    pub fn of_kind(&self, kind: &str) -> impl Iterator<Item = Object<'a>> {
        self.by_kind.get(kind).into_iter().flatten().map(|index| self.objects[*index])
    }

    /// The object of this kind and name; the namespace of an object of the cluster is empty.
    pub fn find(&self, kind: &str, namespace: &str, name: &str) -> Option<Object<'a>> {
        self.by_name.get(&(kind, namespace, name)).map(|index| self.objects[*index])
    }

    /// Whether another object has the kind and the name of this one, so that nobody knows which of them a reference means.
    pub fn has_twin(&self, object: Object<'_>) -> bool {
        self.shared.contains(&(object.kind, object.namespace, object.name))
    }

    /// Whether there is such an object, or somebody who makes it. `closed` says that the objects are all that there is.
    pub fn answer(&self, kind: &str, namespace: &str, name: &str, closed: bool) -> Answer<'a, '_> {
        if let Some(object) = self.find(kind, namespace, name) {
            return Answer::Here(object);
        }
        match self.provided.find(kind, namespace, name) {
            Some(provision) => Answer::Provided(provision),
            None if closed && !self.provided.may_have(kind, namespace) => Answer::Missing,
            None => Answer::Elsewhere,
        }
    }

    /// What the objects bring about besides themselves.
    pub fn provided(&self) -> &Provided<'a> {
        &self.provided
    }

    /// All pod templates in order.
    pub fn pods(&self) -> &[Pod<'a>] {
        &self.pods
    }

    /// The pods that an object makes.
    pub fn pods_of(&self, object: Object<'a>) -> impl Iterator<Item = &Pod<'a>> {
        let first = self.pods.partition_point(|pod| pod.owner.index < object.index);
        self.pods[first..].iter().take_while(move |pod| pod.owner.index == object.index)
    }

    /// The pods of a namespace.
    pub fn pods_in(&self, namespace: &str) -> impl Iterator<Item = &Pod<'a>> {
        self.by_namespace.get(namespace).into_iter().flatten().map(|index| &self.pods[*index])
    }

    /// The pods of a namespace that a selector means. The rarest label decides how many have to be looked at.
    pub fn selected<'b>(&'b self, namespace: &'b str, selector: &'b Selector<'_>) -> impl Iterator<Item = &'b Pod<'a>> {
        const NONE: &[usize] = &[];
        let carrying =
            |(key, value): &(&'b str, &'b str)| self.by_label.get(&(namespace, *key, *value)).map_or(NONE, Vec::as_slice);
        let candidates = selector
            .equal
            .iter()
            .map(carrying)
            .min_by_key(|found| found.len())
            .unwrap_or_else(|| self.by_namespace.get(namespace).map_or(NONE, Vec::as_slice));
        candidates.iter().map(|index| &self.pods[*index]).filter(move |pod| selector.matches(|key| pod.label(key)))
    }
}
