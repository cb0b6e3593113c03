//! Which Secrets have to exist, and who uses them as what.

use crate::k8s::pod_templates::{PodTemplate, pod_templates};
use crate::k8s::{Entry, Object};
use k8s_openapi::api::core::v1::Volume;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The Secrets of a project, by namespace and name.
#[derive(Clone, Debug, Default)]
pub struct NeededSecrets(BTreeMap<(String, String), NeededSecret>);

/// A Secret that has to exist before the bundle works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeededSecret {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: SecretKind,
    /// The keys that it has to have; none if it is used as a whole.
    pub keys: BTreeMap<String, NeededKey>,
    /// Who uses it as a whole.
    pub uses: BTreeSet<SecretUse>,
    /// The object of the bundle that makes it, such as `SealedSecret/loan-api-keys`.
    pub provided_by: Option<String>,
}

/// A key of a Secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NeededKey {
    /// Where its value comes from.
    pub origin: KeyOrigin,
    /// Who uses it.
    pub uses: BTreeSet<SecretUse>,
}

/// Where the value of a key comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyOrigin {
    /// Somebody else says it.
    #[default]
    Given,
    /// Any value will do that nobody can guess: both ends are in the project.
    Invented,
    /// Any name will do.
    InventedName,
    /// The value that the Secret of this name has in another namespace.
    CopiedFrom(String),
}

/// The types of Secrets (Kubernetes documentation, "Secrets: Types of Secret", 2026-11).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SecretKind {
    /// Any keys.
    #[default]
    Opaque,
    /// A certificate and its key.
    Tls,
    /// Credentials of image registries.
    Registry,
}

/// Who uses a Secret as what.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SecretUse {
    /// Such as `Deployment/loan-api`.
    pub by: String,
    /// Such as `variable API_KEY`.
    #[serde(rename = "as")]
    pub as_what: String,
}

impl SecretKind {
    /// The type as Kubernetes calls it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Opaque => "Opaque",
            Self::Tls => "kubernetes.io/tls",
            Self::Registry => "kubernetes.io/dockerconfigjson",
        }
    }
}

/// The key of a Secret with credentials of registries.
pub(super) const REGISTRY_KEY: &str = ".dockerconfigjson";

impl SecretUse {
    fn new(by: impl Into<String>, as_what: impl Into<String>) -> Self {
        Self { by: by.into(), as_what: as_what.into() }
    }
}

impl NeededSecrets {
    /// The Secrets in order.
    pub fn iter(&self) -> impl Iterator<Item = &NeededSecret> {
        self.0.values()
    }

    /// The Secrets that nothing in the bundle makes.
    pub fn missing(&self) -> impl Iterator<Item = &NeededSecret> {
        self.iter().filter(|secret| secret.provided_by.is_none())
    }

    /// The Secret of a namespace.
    pub fn get(&self, namespace: &str, name: &str) -> Option<&NeededSecret> {
        self.0.get(&(namespace.to_owned(), name.to_owned()))
    }

    fn secret(&mut self, namespace: &str, name: &str) -> &mut NeededSecret {
        self.0.entry((namespace.to_owned(), name.to_owned())).or_insert_with(|| NeededSecret {
            namespace: namespace.to_owned(),
            name: name.to_owned(),
            kind: SecretKind::default(),
            keys: BTreeMap::new(),
            uses: BTreeSet::new(),
            provided_by: None,
        })
    }

    /// Adds a key. If several say where its value comes from, the one that can invent it wins.
    pub fn need(&mut self, namespace: &str, name: &str, key: &str, origin: KeyOrigin) {
        let known = self.secret(namespace, name).keys.entry(key.to_owned()).or_default();
        if known.origin == KeyOrigin::Given {
            known.origin = origin;
        }
    }

    /// Adds the certificate of a host.
    pub fn need_certificate(&mut self, namespace: &str, name: &str, by: &str) {
        let secret = self.secret(namespace, name);
        secret.kind = SecretKind::Tls;
        for key in ["tls.crt", "tls.key"] {
            secret.keys.entry(key.to_owned()).or_default().uses.insert(SecretUse::new(by, "certificate"));
        }
    }

    /// Adds what objects say: who uses which Secret as what, and which of them they make themselves.
    #[must_use]
    pub fn with(mut self, entries: &[Entry]) -> Self {
        for entry in entries {
            for pod in pod_templates(entry) {
                self.look_at_pod(&pod);
            }
            if let Object::ServiceAccount(account) = &entry.object {
                let namespace = entry.object.namespace().unwrap_or_default();
                for reference in account.image_pull_secrets.iter().flatten() {
                    let secret = self.secret(namespace, &reference.name);
                    secret.kind = SecretKind::Registry;
                    let key = secret.keys.entry(REGISTRY_KEY.to_owned()).or_default();
                    key.uses.insert(SecretUse::new(entry.object.title(), "access to images"));
                }
            }
        }
        for entry in entries {
            self.look_at_monitor(entry);
        }
        self.find_copies();
        for entry in entries {
            if let Some(name) = made_secret(&entry.object)
                && let Some(secret) = self.0.get_mut(&(entry.object.namespace().unwrap_or_default().to_owned(), name.to_owned()))
            {
                secret.provided_by = Some(entry.object.title());
            }
        }
        self
    }

    fn look_at_pod(&mut self, pod: &PodTemplate<'_>) {
        let (namespace, by) = (pod.entry.object.namespace().unwrap_or_default(), pod.entry.object.title());
        for container in pod.containers() {
            for variable in container.env.iter().flatten() {
                let source = variable.value_from.as_ref().and_then(|source| source.secret_key_ref.as_ref());
                if let Some(key) = source.filter(|key| key.optional != Some(true)) {
                    let what = format!("variable {}", variable.name);
                    let known = self.secret(namespace, &key.name).keys.entry(key.key.clone()).or_default();
                    known.uses.insert(SecretUse::new(&by, what));
                }
            }
            let whole = container.env_from.iter().flatten().filter_map(|source| source.secret_ref.as_ref());
            for reference in whole.filter(|reference| reference.optional != Some(true)) {
                self.secret(namespace, &reference.name).uses.insert(SecretUse::new(&by, "variables"));
            }
        }
        for volume in pod.spec().into_iter().flat_map(|spec| spec.volumes.iter().flatten()) {
            self.look_at_volume(namespace, &by, volume);
        }
    }

    /// What a monitor's operator needs to ask on its behalf.
    fn look_at_monitor(&mut self, entry: &Entry) {
        let endpoints = match &entry.object {
            Object::ServiceMonitor(monitor) => &monitor.spec.endpoints,
            Object::PodMonitor(monitor) => &monitor.spec.pod_metrics_endpoints,
            _ => return,
        };
        let namespace = entry.object.namespace().unwrap_or_default();
        for login in endpoints.iter().filter_map(|endpoint| endpoint.basic_auth.as_ref()) {
            for key in [&login.username, &login.password] {
                let known = self.secret(namespace, &key.name).keys.entry(key.key.clone()).or_default();
                known.uses.insert(SecretUse::new(entry.object.title(), "login for metrics"));
            }
        }
    }

    fn look_at_volume(&mut self, namespace: &str, by: &str, volume: &Volume) {
        let own = volume.secret.as_ref().filter(|secret| secret.optional != Some(true));
        let own = own.and_then(|secret| Some((secret.secret_name.as_deref()?, secret.items.as_deref())));
        let projected = volume.projected.iter().flat_map(|projected| projected.sources.iter().flatten());
        let projected = projected.filter_map(|source| source.secret.as_ref()).filter(|secret| secret.optional != Some(true));
        for (name, items) in own.into_iter().chain(projected.map(|secret| (secret.name.as_str(), secret.items.as_deref()))) {
            let secret = self.secret(namespace, name);
            match items {
                None => {
                    secret.uses.insert(SecretUse::new(by, "files"));
                }
                Some(items) => {
                    for item in items {
                        let key = secret.keys.entry(item.key.clone()).or_default();
                        key.uses.insert(SecretUse::new(by, format!("file {}", item.path)));
                    }
                }
            }
        }
    }

    /// A value that is invented for one namespace is the same in every other.
    fn find_copies(&mut self) {
        let mut invented: BTreeMap<(String, String), String> = BTreeMap::new();
        for secret in self.0.values() {
            for (key, _) in secret.keys.iter().filter(|(_, known)| known.origin != KeyOrigin::Given) {
                invented.entry((secret.name.clone(), key.clone())).or_insert_with(|| secret.namespace.clone());
            }
        }
        for secret in self.0.values_mut() {
            for (key, known) in &mut secret.keys {
                if let Some(home) = invented.get(&(secret.name.clone(), key.clone())).filter(|home| **home != secret.namespace) {
                    known.origin = KeyOrigin::CopiedFrom(home.clone());
                }
            }
        }
    }
}

/// The Secret that an object makes, if it makes one.
fn made_secret(object: &Object) -> Option<&str> {
    match object {
        Object::ExternalSecret(secret) => Some(&secret.spec.target.name),
        Object::SecretProviderClass(class) => class.spec.secret_objects.first().map(|secret| secret.secret_name.as_str()),
        Object::Other(other) => {
            let below = |path: [&str; 2]| other.rest.get(path[0])?.get(path[1])?.as_str();
            match other.kind.as_str() {
                "SealedSecret" | "Secret" => other.metadata.name.as_deref(),
                "ExternalSecret" => other
                    .rest
                    .get("spec")?
                    .get("target")
                    .and_then(|target| target.get("name")?.as_str())
                    .or(other.metadata.name.as_deref()),
                "Certificate" => below(["spec", "secretName"]),
                _ => None,
            }
        }
        _ => None,
    }
}
