//! The Job that brings a database to the schema of an image, and the servers' waiting for it.

use super::auth;
use super::server::Mlflow;
use crate::components::contract::CloudIdentity;
use crate::components::parts::{self, ConfiguredEnvironment};
use crate::k8s::job::{Run, job};
use crate::k8s::pod::Pod;
use crate::text::{self, Template};
use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::Container;
use serde::Serialize;

const ROLE: &str = "db-upgrade";
/// The seconds that a migration may take, and that servers wait for it.
pub(super) const PATIENCE: u32 = 1_800;
/// The driver is named: SQLAlchemy 2.1 takes plain `postgresql://` for psycopg 3, which the image does not have. Host, user and
/// password come from libpq's own variables, so that no URI ever holds them (measured with mlflow 3.17.2).
pub(super) const POSTGRES_URI: &str = "postgresql+psycopg2://";

#[derive(Serialize)]
struct WaitForSchema<'a> {
    uri: &'a str,
    job: &'a str,
    deadline_seconds: u32,
    users: bool,
}

impl Template for WaitForSchema<'_> {
    const NAME: &'static str = "mlflow/wait_for_schema.py";
    const TEXT: &'static str = include_str!("../../../templates/mlflow/wait_for_schema.py");
}

impl Mlflow {
    /// The Job. `mlflow db upgrade` has no lock that two pods would share, so the servers must not migrate by themselves. Users have
    /// tables of their own, with a command of their own.
    pub(super) fn migration_job(&self, identity: Option<&CloudIdentity>, environment: ConfiguredEnvironment) -> Job {
        let mut container = self.container(ROLE);
        let words = |words: &[&str]| Some(words.iter().map(|word| (*word).to_owned()).collect());
        container.command = if self.auth.is_some() {
            let users = format!("python -m mlflow.server.auth db upgrade --url {}", auth::POSTGRES_URI);
            words(&["sh", "-c", &format!("mlflow db upgrade {POSTGRES_URI} && exec {users}")])
        } else {
            words(&["mlflow", "db", "upgrade", POSTGRES_URI])
        };
        let mut pod = Pod::new(&self.owner.name, container);
        parts::dress(&mut pod, &self.labels, &self.annotations, identity);
        // The ConfigMap itself is the server's; the Job only refers to it.
        let _of_the_server = environment.apply(&self.owner, super::server::ROLE, None, &mut pod);
        job(&self.owner, ROLE, Some(ROLE), &Run::once(6, i64::from(PATIENCE)), pod)
    }

    /// What a server's pod does first.
    pub(super) fn wait_for_schema(&self, job: &str) -> Container {
        let users = self.auth.is_some();
        let script = text::render(&WaitForSchema { uri: POSTGRES_URI, job, deadline_seconds: PATIENCE, users });
        let mut container = self.container("wait-for-schema");
        container.command = Some(vec!["python".to_owned(), "-c".to_owned(), script]);
        container
    }
}
