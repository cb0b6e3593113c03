//! What faces the outside: Services and Ingresses, and what pods can reach there.

pub(super) mod addresses;
pub(super) mod internal;
pub(super) mod metadata;
pub(super) mod nginx;
pub(super) mod service;
pub(super) mod tls;
