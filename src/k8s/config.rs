//! ConfigMaps, and the hash by which a change of them reaches the pods that read them.

use super::meta::Owner;
use k8s_openapi::api::core::v1::ConfigMap;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The annotation that changes with a pod's configuration, and so makes the pod new.
pub const CONFIG_HASH: &str = "mlkube.dev/config-hash";

/// A ConfigMap of an entry.
pub fn config_map(owner: &Owner, role: &str, suffix: &str, data: BTreeMap<String, String>) -> ConfigMap {
    ConfigMap { metadata: owner.metadata(role, Some(suffix)), data: Some(data), ..ConfigMap::default() }
}

/// Ten hexadecimal digits that differ when any part differs.
pub fn hash<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().iter().take(5).fold(String::with_capacity(10), |mut text, byte| {
        for nibble in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
        }
        text
    })
}

/// The hash of everything in some ConfigMaps.
pub fn hash_of(maps: &[&ConfigMap]) -> String {
    let data = maps.iter().flat_map(|map| map.data.iter().flatten());
    hash(data.flat_map(|(key, value)| [key.as_str(), value.as_str()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_tells_parts_apart() {
        assert_eq!(hash(["a"]).len(), 10);
        assert_ne!(hash(["ab", "c"]), hash(["a", "bc"]));
        assert_eq!(hash(["ab", "c"]), hash(["ab", "c"]));
    }
}
