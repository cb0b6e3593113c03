//! What several kinds of entry add to their pods in the same way.

use super::pod_labels;
use crate::components::contract::{CloudIdentity, Metrics};
use crate::fields::{Bytes, MountPath};
use crate::k8s::Owner;
use crate::k8s::config::{self, CONFIG_HASH};
use crate::k8s::pod::{self, Pod};
use indexmap::IndexMap;
use k8s_openapi::api::core::v1::ConfigMap;
use std::collections::BTreeMap;

/// A command or its arguments; an empty list leaves them to the image.
pub fn argv(words: &[String]) -> Option<Vec<String>> {
    (!words.is_empty()).then(|| words.to_vec())
}

/// Adds the labels and annotations of a spec, and those that an identity needs.
pub fn dress(
    pod: &mut Pod,
    labels: &IndexMap<String, String>,
    annotations: &IndexMap<String, String>,
    identity: Option<&CloudIdentity>,
) {
    let owned = |(key, value): (&String, &String)| (key.clone(), value.clone());
    pod.labels.extend(labels.iter().map(owned));
    pod.labels.extend(pod_labels(identity));
    pod.annotations.extend(annotations.iter().map(owned));
}

/// The annotations by which Prometheus' widely used example configuration finds what to scrape
/// (prometheus/prometheus documentation/examples/prometheus-kubernetes.yml, 2026-08).
pub fn add_scrape_annotations(pod: &mut Pod, metrics: &Option<Metrics>) {
    let Some(Metrics { port, path, .. }) = metrics else { return };
    let values = [("scrape", "true".to_owned()), ("port", port.to_string()), ("path", path.clone())];
    pod.annotations.extend(values.map(|(key, value)| (format!("prometheus.io/{key}"), value)));
}

/// Gives a pod shared memory, and sets the size of its scratch space.
pub fn add_memory(pod: &mut Pod, shared: Option<Bytes>, scratch: Option<Bytes>) {
    if let Some(scratch) = scratch {
        pod.scratch = scratch.to_string();
    }
    let Some(shared) = shared else { return };
    pod.volumes.push(pod::empty_dir("shm", Some("Memory"), &shared.to_string()));
    if let Some(container) = pod.containers.first_mut() {
        container.volume_mounts.get_or_insert_default().push(pod::mount("shm", "/dev/shm"));
    }
}

/// Gives a pod files with their text. The ConfigMap that holds them comes back; a change of it changes the pod.
pub fn add_files(owner: &Owner, role: &str, files: &IndexMap<MountPath, String>, pod: &mut Pod) -> Option<ConfigMap> {
    if files.is_empty() {
        return None;
    }
    let mut data = BTreeMap::new();
    let container = pod.containers.first_mut()?;
    for (path, text) in files {
        let key = file_key(path.as_str());
        container.volume_mounts.get_or_insert_default().push(pod::read_only_mount("files", path.as_str(), Some(&key)));
        data.insert(key, text.clone());
    }
    let map = config::config_map(owner, role, "files", data);
    pod.volumes.push(pod::config_volume("files", &owner.derived(Some("files"))));
    let before = pod.annotations.remove(CONFIG_HASH).unwrap_or_default();
    pod.annotations.insert(CONFIG_HASH.to_owned(), config::hash([before.as_str(), config::hash_of(&[&map]).as_str()]));
    Some(map)
}

/// A key for a path that no other path has: keys may hold letters, digits, `-`, `_` and `.` only.
fn file_key(path: &str) -> String {
    let letter = |letter: char| if letter.is_ascii_alphanumeric() || "-_.".contains(letter) { letter } else { '_' };
    let readable: String = path.trim_start_matches('/').chars().map(letter).collect();
    if readable.replace('_', "/") == path.trim_start_matches('/') {
        readable
    } else {
        format!("{readable}.{}", config::hash([path]))
    }
}

#[cfg(test)]
mod tests {
    use super::file_key;

    #[test]
    fn different_paths_have_different_keys() {
        assert_eq!(file_key("/etc/app/config.yaml"), "etc_app_config.yaml");
        assert_ne!(file_key("/etc/app_config"), file_key("/etc/app/config"));
        assert_ne!(file_key("/etc/a b"), file_key("/etc/a/b"));
    }
}
