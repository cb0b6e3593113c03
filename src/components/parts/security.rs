//! What an entry asks for beyond the safest defaults.

use crate::diag::{Diagnostic, Report, codes};
use crate::k8s::pod::Pod;
use crate::layers::Place;
use schemars::JsonSchema;
use serde::Deserialize;

/// What differs from the defaults: user 10001, and a root file system that nobody can write to.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SecuritySpec {
    /// The numeric user, never 0; 10001 if not given.
    #[serde(default)]
    pub user: Option<u32>,
    /// The numeric group, which also owns the volumes; the user's number if not given.
    #[serde(default)]
    pub group: Option<u32>,
    /// Lets the container write to its own root file system; `false` if not given.
    #[serde(default)]
    pub writable_root: bool,
}

impl SecuritySpec {
    /// Reports what no cluster with Pod Security `restricted` admits; `place` is the entry.
    pub fn check(&self, place: &Place<'_>, report: &mut Report) {
        if self.user == Some(0) {
            report.push(
                Diagnostic::error(codes::BAD_VALUE, "user 0 is root")
                    .at(place.key("security").key("user").span())
                    .help("choose a number above 0; the namespace admits no pod that runs as root"),
            );
        }
    }
}

/// Applies the settings to a pod.
pub fn secure(pod: &mut Pod, security: &SecuritySpec) {
    let SecuritySpec { user, group, writable_root } = security;
    if let Some(user) = user {
        pod.user = i64::from(*user);
        pod.group = i64::from(*user);
    }
    if let Some(group) = group {
        pod.group = i64::from(*group);
    }
    if *writable_root {
        for container in &mut pod.containers {
            container.security_context.get_or_insert_default().read_only_root_filesystem = Some(false);
        }
    }
}
