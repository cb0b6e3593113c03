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
    permissions::grants::CHECK,
    permissions::unknown::CHECK,
    permissions::scope::CHECK,
    permissions::bindings::CHECK,
    credentials::CHECK,
    plain_secret::CHECK,
    exposure::service::CHECK,
    exposure::internal::CHECK,
    exposure::addresses::CHECK,
    exposure::tls::CHECK,
    exposure::nginx::CHECK,
    exposure::metadata::CHECK,
];
