//! The vocabulary of spec authors: one file for each kind of word that may stand in a spec.
//!
//! A value of these types is right by construction: its only way in is [`Word::parse`], which decoding calls.

mod address;
mod celery;
mod credential;
mod cron;
mod database;
mod duration;
mod endpoint;
mod environment;
mod gpu;
mod host;
mod image;
mod name;
mod origin;
mod path;
mod percent;
mod port;
mod prefix;
mod quantity;
mod range;
mod rate;
mod secret;
mod step;
mod timezone;
mod uses;
mod version;
mod word;

pub use address::Cidr;
pub use celery::{CeleryApplication, QueueName};
pub use credential::{is_credential_option, is_token, names_credential, names_credential_value};
pub use cron::Cron;
pub use database::{BucketName, DatabaseName};
pub use duration::Duration;
pub use endpoint::Endpoint;
pub use environment::{Environment, VariableName, VariableValue};
pub use gpu::GpuPartition;
pub use host::Host;
pub use image::Image;
pub use name::Name;
pub use origin::Origin;
pub use path::{HttpPath, MountPath};
pub use percent::Percent;
pub use port::Port;
pub use prefix::PathPrefix;
pub use quantity::{Bytes, Cpu};
pub use range::Range;
pub use rate::Rate;
pub use secret::{SecretKey, SecretName};
pub use step::Step;
pub use timezone::TimeZone;
pub use uses::Use;
pub use version::VersionNumber;
pub use word::{Invalid, Word};
