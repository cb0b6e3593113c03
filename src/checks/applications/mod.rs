//! Checks of applications that run in pods: settings of databases, queues, MLflow and servers with which they cannot work.
//!
//! [`known`] tells which program a container runs, if that is certain; of any other nothing is said. [`command`] has its options,
//! [`environment`] its variables, [`volumes`] what is mounted where, [`callers`] and [`url`] who speaks to it.

mod brokers;
mod callers;
mod celery;
mod command;
mod databases;
mod environment;
mod gpu;
mod image;
mod images;
mod known;
mod listens;
mod lost_data;
mod memory;
mod mlflow;
mod passwords;
mod postgres;
mod read_only;
mod redis;
mod script;
mod service_link;
mod shared_memory;
mod single;
mod url;
mod volumes;

use super::Check;

/// The checks of this group.
pub(super) const CHECKS: &[Check] = &[
    listens::CHECK,
    single::CHECK,
    lost_data::CHECK,
    service_link::CHECK,
    read_only::CHECK,
    gpu::CHECK,
    shared_memory::CHECK,
    images::CHECK,
    passwords::CHECK,
    memory::CHECK,
    mlflow::hosts::CHECK,
    mlflow::prefix::CHECK,
    mlflow::memory::CHECK,
    mlflow::image::CHECK,
    postgres::CHECK,
    redis::CHECK,
    celery::CHECK,
    brokers::CHECK,
    databases::CHECK,
];
