//! What faces the outside: Services and Ingresses, and what pods can reach there.

mod addresses;
mod internal;
mod metadata;
mod nginx;
mod service;
mod tls;

pub(super) use addresses::CHECK as ADDRESSES;
pub(super) use internal::CHECK as INTERNAL;
pub(super) use metadata::CHECK as METADATA;
pub(super) use nginx::CHECK as NGINX;
pub(super) use service::CHECK as SERVICE;
pub(super) use tls::CHECK as TLS;
