//! Secrets that the External Secrets Operator makes.

use super::needed::{NeededSecret, SecretKind};
use super::provider::{External, Values};
use crate::k8s::custom::Custom;
use crate::k8s::custom::external_secrets::{Data, ExternalSecretSpec, RemoteReference, StoreReference, Target, Template};
use crate::k8s::{Entry, Object, Owner, Stage};

/// The label of what belongs to Secrets.
pub(super) const ROLE: &str = "secrets";

pub(super) fn build(store: &External, values: &Values, wanted: &[&NeededSecret], project: &Owner) -> Vec<Entry> {
    let entry = |secret: &&NeededSecret| Entry {
        object: Object::from(external_secret(store, values, secret, project)),
        stage: Stage::Config,
        origin: None,
    };
    wanted.iter().map(entry).collect()
}

fn external_secret(store: &External, values: &Values, secret: &NeededSecret, project: &Owner) -> Custom<ExternalSecretSpec> {
    let owner = Owner { namespace: secret.namespace.clone(), ..project.clone() };
    let data = |key: &String| {
        let remote = values.remote(secret, key);
        Data { secret_key: key.clone(), remote_ref: RemoteReference { key: remote.key, property: remote.property } }
    };
    Custom {
        metadata: owner.named(ROLE, &secret.name),
        spec: ExternalSecretSpec {
            refresh_interval: format!("{}s", store.refresh.seconds()),
            secret_store_ref: StoreReference { kind: store.kind, name: store.store.clone() },
            target: Target {
                name: secret.name.clone(),
                creation_policy: "Owner",
                deletion_policy: "Retain",
                template: (secret.kind != SecretKind::Opaque).then(|| Template { kind: secret.kind.word() }),
            },
            data: secret.keys.keys().map(data).collect(),
        },
    }
}
