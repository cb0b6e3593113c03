//! `pullSecrets`: how nodes prove to a registry who they are.

use crate::fields::Name;
use crate::k8s::{Entry, Object};
use k8s_openapi::api::core::v1::LocalObjectReference;

/// Names the Secrets in every account, and so for every pod that runs under one.
pub fn add_pull_secrets(entries: &mut [Entry], names: &[Name]) {
    if names.is_empty() {
        return;
    }
    for entry in entries {
        if let Object::ServiceAccount(account) = &mut entry.object {
            let own = account.image_pull_secrets.get_or_insert_default();
            own.extend(names.iter().map(|name| LocalObjectReference { name: name.to_string() }));
        }
    }
}
