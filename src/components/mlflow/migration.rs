//! What brings a database to the schema of an image: a Job for which servers wait, or on SQLite the server's own pod.

use super::auth;
use super::server::Mlflow;
use super::storage::MountedDisk;
use crate::components::contract::{Capability, Dump, Link, Links, Objects, Purpose};
use crate::components::parts::{self, ConfiguredEnvironment, Sent};
use crate::k8s::Owner;
use crate::k8s::job::{Run, job};
use crate::k8s::pod::{self, Pod};
use crate::text::{self, Template};
use k8s_openapi::api::core::v1::Container;
use serde::Serialize;

pub(super) const ROLE: &str = "db-upgrade";
/// The seconds that a migration may take, and those that the dump before it may take.
pub(super) const MIGRATION: u32 = 1_800;
const DUMP: u32 = 3_600;
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

#[derive(Serialize)]
struct UpgradeSqlite {
    database: String,
}

impl Template for UpgradeSqlite {
    const NAME: &'static str = "mlflow/upgrade_sqlite.py";
    const TEXT: &'static str = include_str!("../../../templates/mlflow/upgrade_sqlite.py");
}

/// How the database is dumped before it is changed, and where the dump goes.
struct Before<'a> {
    dump: &'a Dump,
    database: &'a Link<'a>,
    store: &'a Link<'a>,
}

impl<'a> Before<'a> {
    /// Nothing if nobody keeps copies of the database.
    fn of(links: &'a Links<'a>) -> Option<Self> {
        let database = links.for_purpose(|purpose| *purpose == Purpose::Backend)?;
        match &database.offer.capability {
            Capability::Postgres { dump: Some(dump) } => Some(Self { dump, database, store: links.backup()? }),
            _ => None,
        }
    }

    /// Puts the dump first: a migration cannot be taken back, so it starts once the dump has arrived.
    fn add(&self, name: &str, pod: &mut Pod) {
        let sent = Sent { may_be_nothing: true, ..Sent::default() };
        let dump = parts::dump(self.dump, Some(name), &self.database.variables);
        let upload = parts::upload(&self.dump.copies, sent, self.store);
        pod.init_containers.splice(0..0, std::iter::once(dump).chain(upload));
        pod.volumes.push(parts::copy_volume(&self.dump.size));
    }

    /// The account of the database's own dumps, which clouds know already; one of its own where that is in another namespace.
    fn set_account(&self, owner: &Owner, pod: &mut Pod, objects: &mut Objects) {
        if self.database.owner.namespace == owner.namespace {
            pod.account.clone_from(&self.dump.account);
            pod.labels.extend(parts::pod_labels(self.store.offer.identity.as_ref()));
        } else {
            parts::take_account(owner, ROLE, pod, self.store, objects);
        }
    }
}

impl Mlflow {
    /// Builds the Job, and says how many seconds it may take. `mlflow db upgrade` has no lock that two pods would share, so the servers
    /// must not migrate by themselves.
    pub(super) fn build_migration(&self, environment: ConfiguredEnvironment, links: &Links<'_>, objects: &mut Objects) -> u32 {
        let mut containers = self.migrations();
        let last = containers.pop().unwrap_or_else(|| self.container(ROLE));
        let mut pod = Pod::new(&self.owner.name, last);
        pod.init_containers = containers;
        // The ConfigMap itself is the server's; the Job only refers to it.
        let _of_the_server = environment.apply(&self.owner, super::server::ROLE, None, &mut pod);
        super::server::share_environment(&mut pod);
        let before = Before::of(links);
        let identity = links.identity().filter(|_| before.is_none());
        parts::dress(&mut pod, &self.labels, &self.annotations, identity);
        parts::secure(&mut pod, &self.security);
        let mut patience = MIGRATION;
        if let Some(before) = before {
            before.add(&self.owner.name, &mut pod);
            before.set_account(&self.owner, &mut pod, objects);
            patience += DUMP;
        }
        objects.push(job(&self.owner, ROLE, Some(ROLE), &Run::once(6, i64::from(patience)), pod));
        patience
    }

    /// What migrates, in its order. Users have tables of their own, with a command of their own.
    fn migrations(&self) -> Vec<Container> {
        let container = |name: &str, words: &[&str]| {
            let mut container = self.container(name);
            container.command = Some(words.iter().map(|word| (*word).to_owned()).collect());
            container
        };
        let mut containers = vec![container(ROLE, &["mlflow", "db", "upgrade", POSTGRES_URI])];
        if self.auth.is_some() {
            let words = ["python", "-m", "mlflow.server.auth", "db", "upgrade", "--url", auth::POSTGRES_URI];
            containers.push(container("users-upgrade", &words));
        }
        containers
    }

    /// What a server's pod does first, for at most so many seconds.
    pub(super) fn wait_for_schema(&self, patience: u32) -> Container {
        let (job, users) = (self.owner.derived(Some(ROLE)), self.auth.is_some());
        let script = text::render(&WaitForSchema { uri: POSTGRES_URI, job: &job, deadline_seconds: patience, users });
        let mut container = self.container("wait-for-schema");
        container.command = Some(vec!["python".to_owned(), "-c".to_owned(), script]);
        container
    }

    /// What the pod of a server on SQLite does first. Nobody else mounts the disk then, or writes to it. Users' tables the server
    /// migrates itself (mlflow 3.17 server/auth/sqlalchemy_store.py).
    pub(super) fn upgrade_sqlite(&self, disk: &MountedDisk) -> Container {
        let script = text::render(&UpgradeSqlite { database: self.storage.sqlite_file() });
        let mut container = self.container(ROLE);
        container.command = Some(vec!["python".to_owned(), "-c".to_owned(), script]);
        container.volume_mounts.get_or_insert_default().push(pod::mount(disk.volume, disk.path));
        container
    }
}
