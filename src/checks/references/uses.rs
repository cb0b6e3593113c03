//! Which ConfigMaps and Secrets a pod uses, and which keys of them.

use crate::manifest::Pod;
use crate::yaml::Node;

/// A use of a ConfigMap or a Secret.
pub(super) struct Use<'a> {
    /// `ConfigMap` or `Secret`.
    pub(super) kind: &'static str,
    /// Where the name stands, and the name.
    pub(super) name: &'a Node,
    /// The keys that are asked for; none if all are taken.
    pub(super) keys: Vec<&'a Node>,
    /// Whether pods start without it too.
    pub(super) optional: bool,
}

/// What a pod uses, in the order in which it is written.
pub(super) fn of_pod<'a>(pod: &Pod<'a>) -> Vec<Use<'a>> {
    let mut uses = Vec::new();
    for container in pod.containers() {
        for source in container.node.items("env").iter().filter_map(|variable| variable.get("valueFrom")) {
            uses.extend(of_key(source.get("configMapKeyRef"), "ConfigMap"));
            uses.extend(of_key(source.get("secretKeyRef"), "Secret"));
        }
        for source in container.node.items("envFrom") {
            uses.extend(whole(source.get("configMapRef"), "ConfigMap", "name"));
            uses.extend(whole(source.get("secretRef"), "Secret", "name"));
        }
    }
    for volume in pod.volumes() {
        let own =
            [of_volume(volume.get("configMap"), "ConfigMap", "name"), of_volume(volume.get("secret"), "Secret", "secretName")];
        for mut used in own.into_iter().flatten() {
            if used.keys.is_empty() {
                used.keys = sub_paths(pod, volume);
            }
            uses.push(used);
        }
        for source in volume.get("projected").into_iter().flat_map(|projected| projected.items("sources")) {
            uses.extend(of_volume(source.get("configMap"), "ConfigMap", "name"));
            uses.extend(of_volume(source.get("secret"), "Secret", "name"));
        }
    }
    uses
}

fn whole<'a>(reference: Option<&'a Node>, kind: &'static str, key: &str) -> Option<Use<'a>> {
    let reference = reference?;
    Some(Use { kind, name: reference.get(key)?, keys: Vec::new(), optional: reference.is_true("optional") })
}

fn of_key<'a>(reference: Option<&'a Node>, kind: &'static str) -> Option<Use<'a>> {
    let key = reference?.get("key");
    whole(reference, kind, "name").map(|used| Use { keys: key.into_iter().collect(), ..used })
}

fn of_volume<'a>(reference: Option<&'a Node>, kind: &'static str, name: &str) -> Option<Use<'a>> {
    let keys = reference?.items("items").iter().filter_map(|item| item.get("key")).collect();
    whole(reference, kind, name).map(|used| Use { keys, ..used })
}

/// The files of a volume that containers mount by name: each has to be a key.
fn sub_paths<'a>(pod: &Pod<'a>, volume: &Node) -> Vec<&'a Node> {
    let Some(name) = volume.text("name") else { return Vec::new() };
    let mounts = pod.containers().flat_map(|container| container.node.items("volumeMounts"));
    mounts
        .filter(|mount| mount.text("name") == Some(name))
        .filter_map(|mount| mount.get("subPath"))
        .filter(|path| path.as_str().is_some_and(|path| !path.is_empty() && path != "." && !path.contains('/')))
        .collect()
}
