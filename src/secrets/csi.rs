//! Secrets that the Secrets Store CSI driver makes while some pod mounts their values.

use super::external::ROLE;
use super::needed::NeededSecret;
use super::provider::{CsiDriver, Values};
use crate::fields::RemoteKey;
use crate::k8s::custom::Custom;
use crate::k8s::custom::secrets_store::{ObjectKey, SecretObject, SecretProviderClassSpec};
use crate::k8s::pod::read_only_mount;
use crate::k8s::pod_templates::pod_templates;
use crate::k8s::template::change_template;
use crate::k8s::{Entry, Object, Owner, Stage};
use crate::yaml;
use k8s_openapi::api::core::v1::{CSIVolumeSource, Volume};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The driver (secrets-store.csi.k8s.io, "Usage", 2026-08).
const DRIVER: &str = "secrets-store.csi.k8s.io";
/// Where values appear that nobody reads as files: without a mount nothing is fetched.
const FOLDER: &str = "/mnt/secrets-store";

/// Adds a class for each Secret that some pod uses, and a mount of it to each such pod. Others, such as certificates of the
/// entrance, no pod could bring about: they have to exist.
pub(super) fn build(
    driver: CsiDriver,
    parameters: &BTreeMap<String, String>,
    values: &Values,
    wanted: &[&NeededSecret],
    project: &Owner,
    entries: &mut Vec<Entry>,
) {
    let mut used = BTreeSet::new();
    for entry in entries.iter_mut() {
        let secrets = secrets_of(entry, wanted);
        if !secrets.is_empty() {
            change_template(&mut entry.object, |template| {
                let Some(spec) = &mut template.spec else { return };
                for (index, secret) in secrets.iter().enumerate() {
                    let volume = format!("secrets-store-{index}");
                    spec.volumes.get_or_insert_default().push(class_volume(&volume, &secret.name));
                    if let Some(container) = spec.containers.first_mut() {
                        let mount = read_only_mount(&volume, &format!("{FOLDER}/{}", secret.name), None);
                        container.volume_mounts.get_or_insert_default().push(mount);
                    }
                }
            });
        }
        used.extend(secrets.iter().map(|secret| (secret.namespace.as_str(), secret.name.as_str())));
    }
    let classes = wanted
        .iter()
        .filter(|secret| used.contains(&(secret.namespace.as_str(), secret.name.as_str())))
        .map(|secret| class(driver, parameters, values, secret, project));
    entries.extend(classes.map(|class| Entry { object: Object::from(class), stage: Stage::Config, origin: None }));
}

/// The wanted Secrets that the pods of a workload use.
fn secrets_of<'a>(entry: &Entry, wanted: &[&'a NeededSecret]) -> Vec<&'a NeededSecret> {
    if pod_templates(entry).next().is_none() {
        return Vec::new();
    }
    let (namespace, title) = (entry.object.namespace().unwrap_or_default(), entry.object.title());
    let uses = |secret: &NeededSecret| {
        secret.uses.iter().chain(secret.keys.values().flat_map(|key| &key.uses)).any(|used| used.by == title)
    };
    wanted.iter().copied().filter(|secret| secret.namespace == namespace && uses(secret)).collect()
}

fn class_volume(name: &str, class: &str) -> Volume {
    let source = CSIVolumeSource {
        driver: DRIVER.to_owned(),
        read_only: Some(true),
        volume_attributes: Some(BTreeMap::from([("secretProviderClass".to_owned(), class.to_owned())])),
        ..CSIVolumeSource::default()
    };
    Volume { name: name.to_owned(), csi: Some(source), ..Volume::default() }
}

fn class(
    driver: CsiDriver,
    parameters: &BTreeMap<String, String>,
    values: &Values,
    secret: &NeededSecret,
    project: &Owner,
) -> Custom<SecretProviderClassSpec> {
    let owner = Owner { namespace: secret.namespace.clone(), ..project.clone() };
    let files: Vec<(String, String, RemoteKey)> = secret
        .keys
        .keys()
        .enumerate()
        .map(|(index, key)| (key.clone(), file_name(index, key), remote(driver, values, secret, key)))
        .collect();
    let mut parameters = parameters.clone();
    let (name, text) = objects(driver, &files);
    parameters.insert(name.to_owned(), text);
    let data = files.into_iter().map(|(key, file, _)| ObjectKey { object_name: file, key }).collect();
    Custom {
        metadata: owner.named(ROLE, &secret.name),
        spec: SecretProviderClassSpec {
            provider: driver.word(),
            parameters,
            secret_objects: vec![SecretObject { secret_name: secret.name.clone(), kind: secret.kind.word(), data }],
        },
    }
}

/// The file of a value. A hyphen in it would have to be quoted once more for AWS
/// (AWS Secrets Manager User Guide, "SecretProviderClass", 2026-08).
fn file_name(index: usize, key: &str) -> String {
    let letter = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '_' };
    format!("{}_{index}", key.trim_start_matches('.').chars().map(letter).collect::<String>())
}

/// Where a key is. A store whose values have no properties has a value for each key, named after the Secret and the key.
fn remote(driver: CsiDriver, values: &Values, secret: &NeededSecret, key: &str) -> RemoteKey {
    let remote = values.remote(secret, key);
    if driver.has_properties() || values.names(&secret.name, key) {
        return remote;
    }
    let letter = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
    let name: String = format!("{}-{}", secret.name, key.trim_start_matches('.')).chars().map(letter).collect();
    RemoteKey { key: format!("{}{name}", values.path), property: None }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AwsObject<'a> {
    object_name: &'a str,
    object_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    object_alias: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    jmes_path: Vec<JmesPath<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JmesPath<'a> {
    path: String,
    object_alias: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct GcpObject<'a> {
    resource_name: String,
    path: &'a str,
}

#[derive(Serialize)]
struct AzureObject<'a> {
    #[serde(rename = "objectName")]
    name: &'a str,
    #[serde(rename = "objectType")]
    kind: &'static str,
    #[serde(rename = "objectAlias")]
    alias: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AzureArray {
    array: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct VaultObject<'a> {
    object_name: &'a str,
    secret_path: &'a str,
    secret_key: &'a str,
}

/// The parameter that lists values, and its text, which is YAML inside a text (documentation of each provider, 2026-08).
fn objects(driver: CsiDriver, files: &[(String, String, RemoteKey)]) -> (&'static str, String) {
    match driver {
        CsiDriver::Aws => ("objects", text(&aws(files))),
        CsiDriver::Gcp => {
            let object = |(_, file, remote): &'_ (String, String, RemoteKey)| -> (String, String) {
                let version = if remote.key.contains("/versions/") { "" } else { "/versions/latest" };
                (format!("{}{version}", remote.key), file.clone())
            };
            let named: Vec<(String, String)> = files.iter().map(object).collect();
            let objects: Vec<GcpObject<'_>> =
                named.iter().map(|(name, file)| GcpObject { resource_name: name.clone(), path: file }).collect();
            ("secrets", text(&objects))
        }
        CsiDriver::Azure => {
            let object = |(_, file, remote): &(String, String, RemoteKey)| {
                text(&AzureObject { name: &remote.key, kind: "secret", alias: file })
            };
            ("objects", text(&AzureArray { array: files.iter().map(object).collect() }))
        }
        CsiDriver::Vault => {
            let objects: Vec<VaultObject<'_>> = files
                .iter()
                .map(|(key, file, remote)| VaultObject {
                    object_name: file,
                    secret_path: &remote.key,
                    secret_key: remote.property.as_deref().unwrap_or(key),
                })
                .collect();
            ("objects", text(&objects))
        }
    }
}

/// Values of AWS Secrets Manager: one object for each value, with all of its properties.
fn aws(files: &[(String, String, RemoteKey)]) -> Vec<AwsObject<'_>> {
    let mut objects: BTreeMap<&str, AwsObject<'_>> = BTreeMap::new();
    for (_, file, remote) in files {
        let object = objects.entry(&remote.key).or_insert_with(|| AwsObject {
            object_name: &remote.key,
            object_type: "secretsmanager",
            object_alias: None,
            jmes_path: Vec::new(),
        });
        match &remote.property {
            Some(property) => object.jmes_path.push(JmesPath { path: format!("\"{property}\""), object_alias: file }),
            None => object.object_alias = Some(file),
        }
    }
    objects.into_values().collect()
}

fn text<T: Serialize>(value: &T) -> String {
    // Small structs of texts can always be written.
    yaml::to_text(value).unwrap_or_default()
}
