//! A PostgreSQL server in the cluster: its pod, and what stands around it.

use super::backup;
use super::{PORT, Postgres, ROLE};
use crate::components::contract::{Component, Dump, Links, Metrics, Objects};
use crate::components::parts::{self, Backup, Exporter};
use crate::fields::{Bytes, Cpu, Range};
use crate::k8s::Owner;
use crate::k8s::pod::{self, Pod};
use crate::k8s::probe::Check;
use crate::k8s::service::{self, headless_service, service};
use crate::k8s::storage::Claim;
use crate::k8s::workload::{service_account, stateful_set};
use k8s_openapi::api::core::v1::Container;
use std::collections::BTreeMap;

/// The user `postgres` of the Debian images (docker-library/postgres Dockerfile, 2026-02-26).
const USER: i64 = 999;
/// prometheus-community/postgres_exporter, tested with PostgreSQL 13 to 18 (README and CHANGELOG.md, v0.20.1, 2026-07-07).
pub(super) const EXPORTER: Exporter = Exporter { image: "quay.io/prometheuscommunity/postgres-exporter:v0.20.1", port: 9_187 };

/// A server in the cluster, settled.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) image: String,
    pub(super) mount: &'static str,
    pub(super) data_directory: &'static str,
    pub(super) cpu: Range<Cpu>,
    pub(super) memory: Range<Bytes>,
    pub(super) data: Claim,
    pub(super) size: Bytes,
    pub(super) backup: Option<Backup>,
    pub(super) metrics: Option<Metrics>,
}

impl Server {
    pub(super) fn build(&self, postgres: &Postgres, links: &Links<'_>, objects: &mut Objects) {
        let owner = &postgres.owner;
        let port = service::Port { name: "postgres", number: PORT.number(), target: PORT.number() };
        let headless = owner.derived(Some("headless"));
        objects.push(service_account(owner, ROLE, BTreeMap::new()));
        objects.push(service(owner, ROLE, &owner.name, port));
        objects.push(headless_service(owner, ROLE, &headless, port));
        objects.push(stateful_set(owner, ROLE, headless, self.pod(postgres), &self.data));
        if let (Some(backup), Some(dump)) = (&self.backup, self.dump(owner)) {
            backup::build(backup, &dump, owner, USER, &postgres.variables(&owner.namespace), links, objects);
        }
    }

    /// How the database is dumped, if dumps are kept.
    pub(super) fn dump(&self, owner: &Owner) -> Option<Dump> {
        let copies = self.backup.as_ref()?.copies.clone();
        Some(Dump {
            name: owner.name.clone(),
            image: self.image.clone(),
            size: self.size.to_string(),
            account: parts::backup_account(owner),
            copies,
        })
    }

    fn pod(&self, postgres: &Postgres) -> Pod {
        let mut container = pod::container(ROLE, &self.image, parts::resources(self.cpu, self.memory));
        container.args = Some(settings(self.memory));
        container.ports = Some(vec![pod::port("postgres", PORT.number())]);
        container.env = Some(vec![
            pod::secret_variable("POSTGRES_USER", &postgres.username.name, &postgres.username.key),
            pod::variable("POSTGRES_PASSWORD_FILE", "/run/secrets/postgres/password"),
            pod::variable("POSTGRES_DB", &postgres.database),
            pod::variable("POSTGRES_INITDB_ARGS", "--data-checksums --auth-host=scram-sha-256"),
            pod::variable("PGDATA", self.data_directory),
        ]);
        let ready = ready();
        // Recovery after a crash reads the write-ahead log from the last checkpoint on.
        container.startup_probe = Some(ready.startup(600));
        container.readiness_probe = Some(ready.readiness());
        container.liveness_probe = Some(ready.liveness());
        container.volume_mounts.get_or_insert_default().extend([
            pod::mount("data", self.mount),
            pod::mount("run", "/var/run/postgresql"),
            pod::mount("shm", "/dev/shm"),
            pod::read_only_mount("credentials", "/run/secrets/postgres", None),
        ]);
        let mut pod = Pod::new(&postgres.owner.name, container);
        (pod.user, pod.group) = (USER, USER);
        // The image asks for a fast shutdown by SIGINT; the checkpoint at its end may take minutes.
        pod.grace = 120;
        let quarter = Bytes::from_mebibytes(self.memory.limit.mebibytes() / 4);
        pod.volumes = vec![
            pod::empty_dir("run", Some("Memory"), "16Mi"),
            // Parallel queries share memory here; the runtime gives 64 MiB by itself, and queries fail beyond.
            pod::empty_dir("shm", Some("Memory"), &quarter.to_string()),
            pod::secret_volume("credentials", &postgres.password.name, &postgres.password.key, "password"),
        ];
        if self.metrics.is_some() {
            pod.containers.push(exporter(postgres));
        }
        pod
    }
}

/// It reads the password from the same file as the server, and asks the server inside the pod.
fn exporter(postgres: &Postgres) -> Container {
    let uri = format!("127.0.0.1:{}/{}?sslmode=disable", PORT.number(), postgres.database);
    let mut container = EXPORTER.container(vec![
        pod::variable("DATA_SOURCE_URI", uri),
        pod::secret_variable("DATA_SOURCE_USER", &postgres.username.name, &postgres.username.key),
        pod::variable("DATA_SOURCE_PASS_FILE", "/run/secrets/postgres/password"),
    ]);
    container.volume_mounts.get_or_insert_default().push(pod::read_only_mount("credentials", "/run/secrets/postgres", None));
    container
}

/// Settings that follow from the memory limit: the share for buffers that the documentation recommends, and what the planner may
/// assume of the page cache (PostgreSQL 17 documentation, "Resource Consumption").
fn settings(memory: Range<Bytes>) -> Vec<String> {
    let mebibytes = memory.limit.mebibytes();
    [
        "-c".to_owned(),
        format!("shared_buffers={}MB", mebibytes / 4),
        "-c".to_owned(),
        format!("effective_cache_size={}MB", mebibytes / 2),
    ]
    .to_vec()
}

/// Asks over TCP: while the image initialises an empty volume, a temporary server answers on the socket only.
fn ready() -> Check {
    let script = "exec pg_isready --host=127.0.0.1 --username=\"$POSTGRES_USER\" --dbname=\"$POSTGRES_DB\"";
    Check::Command { argv: ["sh", "-c", script].map(str::to_owned).to_vec(), timeout: 5 }
}
