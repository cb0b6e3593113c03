//! Checks of what pods may do, who may do what, credentials, and what faces the internet.

mod credentials;
mod exposure;
mod permissions;
mod plain_secret;
mod pod_security;
mod root_filesystem;
mod runtime_socket;
mod service_account_token;

use super::Check;

/// The checks of this group.
pub(super) const CHECKS: &[Check] = &[
    pod_security::CHECK,
    runtime_socket::CHECK,
    root_filesystem::CHECK,
    service_account_token::CHECK,
    permissions::GRANTS,
    permissions::UNKNOWN,
    permissions::SCOPE,
    permissions::BINDINGS,
    credentials::CHECK,
    plain_secret::CHECK,
    exposure::SERVICE,
    exposure::INTERNAL,
    exposure::ADDRESSES,
    exposure::TLS,
    exposure::NGINX,
    exposure::METADATA,
];
