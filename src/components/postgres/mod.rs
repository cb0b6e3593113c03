//! `postgres`: a PostgreSQL database, in the cluster or managed outside.

mod backup;
mod server;

use super::contract::{
    Capability, Component, Helper, Links, Metrics, Need, Objects, Offer, Subject, Surroundings, Variable, Way,
};
use super::parts::{self, BACKUP, BackupSpec, Disk};
use super::{Kind, Written};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Bytes, Cidr, Cpu, DatabaseName, Host, Image, Name, Port, Range, SecretKey, SecretName};
use crate::k8s::{Owner, Stage};
use schemars::JsonSchema;
use serde::Deserialize;
use server::Server;
use std::collections::BTreeSet;

/// The line of the table.
pub(super) const KIND: Kind = Kind {
    section: "postgres",
    noun: "postgres",
    description: "PostgreSQL databases, in the cluster or managed outside.",
    stage: Stage::Data,
    serves_others_only: true,
    decode: super::decode::<PostgresSpec>,
    #[cfg(test)]
    schema: super::schema::<PostgresSpec>,
};

/// A PostgreSQL database, in the cluster or outside.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct PostgresSpec {
    /// The major version; 17 if not given. A new one does not read the old one's files: dump and restore.
    #[serde(default)]
    version: Option<u16>,
    /// The image, if not the official one of the version.
    #[serde(default)]
    image: Option<Image>,
    /// CPU from request to limit; `250m..1` if not given.
    #[serde(default)]
    cpu: Option<Range<Cpu>>,
    /// Memory from request to limit; `512Mi..1Gi` if not given. A quarter of the limit holds the shared buffers.
    #[serde(default)]
    memory: Option<Range<Bytes>>,
    /// The disk; `10Gi` if not given.
    #[serde(default)]
    disk: Option<Bytes>,
    /// The storage class of the disk; the profile's default if not given.
    #[serde(default)]
    class: Option<String>,
    /// The name of the database; the entry's, with `_` for `-`, if not given.
    #[serde(default)]
    database: Option<DatabaseName>,
    /// A Secret with the keys `username` and `password`; `secret(NAME)` with the entry's name if not given.
    #[serde(default)]
    credentials: Option<SecretName>,
    /// Copies in an object store.
    #[serde(default)]
    backup: Option<BackupSpec>,
    /// A server outside the cluster; nothing is installed then.
    #[serde(default)]
    external: Option<ExternalPostgresSpec>,
    /// Its namespace, if not the project's.
    #[serde(default)]
    namespace: Option<Name>,
}

/// A PostgreSQL server outside the cluster.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ExternalPostgresSpec {
    /// Its host.
    host: Host,
    /// Its port; 5432 if not given.
    #[serde(default)]
    port: Option<Port>,
    /// The Secret with the keys `username` and `password`.
    #[serde(default)]
    credentials: Option<SecretName>,
    /// Its addresses, for the network policies; all addresses if not given.
    #[serde(default)]
    addresses: Vec<Cidr>,
}

/// What differs between the major versions that are maintained.
struct Version {
    number: u16,
    /// The newest image (docker-library/official-images library/postgres, 2026-08-13).
    image: &'static str,
    /// Where the volume goes and where in it the data: since 18 the image declares the folder above as its volume, and refuses
    /// one at the old place (docker-library/postgres 18 docker-entrypoint.sh, 2026-02-26). Never the root of the volume, where
    /// `lost+found` stands in the way of initdb.
    mount: &'static str,
    data: &'static str,
}

const VERSIONS: [Version; 3] = [
    Version {
        number: 16,
        image: "docker.io/library/postgres:16.15",
        mount: "/var/lib/postgresql/data",
        data: "/var/lib/postgresql/data/pgdata",
    },
    Version {
        number: 17,
        image: "docker.io/library/postgres:17.11",
        mount: "/var/lib/postgresql/data",
        data: "/var/lib/postgresql/data/pgdata",
    },
    Version {
        number: 18,
        image: "docker.io/library/postgres:18.6",
        mount: "/var/lib/postgresql",
        data: "/var/lib/postgresql/18/docker",
    },
];
const DEFAULT_VERSION: u16 = 17;

const ROLE: &str = "postgres";
const PORT: Port = Port::new(5_432);
const PORTS: [u16; 1] = [PORT.number()];
const CPU: Range<Cpu> = Range::new(Cpu::from_millicores(250), Cpu::from_millicores(1_000));
const MEMORY: Range<Bytes> = Range::new(Bytes::from_mebibytes(512), Bytes::from_mebibytes(1_024));
const DISK: Bytes = Bytes::from_mebibytes(10_240);
/// The least memory for shared buffers, a handful of connections and maintenance.
const LEAST_MEMORY: Bytes = Bytes::from_mebibytes(256);

/// A server, wherever it runs.
#[derive(Debug)]
struct Postgres {
    owner: Owner,
    database: String,
    username: SecretKey,
    password: SecretKey,
    place: Installation,
}

#[derive(Debug)]
enum Installation {
    InCluster(Box<Server>),
    External { host: String, port: u16, addresses: Vec<String> },
}

impl Written for PostgresSpec {
    fn namespace(&self) -> Option<&Name> {
        self.namespace.as_ref()
    }

    fn resolve(self, around: &Surroundings<'_>, report: &mut Report) -> Option<Box<dyn Component>> {
        let Self { version, image, cpu, memory, disk, class, database, credentials, backup, external, namespace: _ } = self;
        let place = &around.place;
        let given = [
            ("version", version.is_some()),
            ("image", image.is_some()),
            ("cpu", cpu.is_some()),
            ("memory", memory.is_some()),
            ("disk", disk.is_some()),
            ("class", class.is_some()),
            ("backup", backup.is_some()),
        ];
        let own_secret = || SecretName::derived(&around.owner.name);
        let (secret, installation) = if let Some(external) = external {
            parts::refuse_beside_external(&given, place, report);
            let ExternalPostgresSpec { host, port, credentials: of_server, addresses } = external;
            let installation = Installation::External {
                host: host.to_string(),
                port: port.unwrap_or(PORT).number(),
                addresses: parts::blocks(&addresses),
            };
            (of_server.or(credentials).unwrap_or_else(own_secret), installation)
        } else {
            if let Some(image) = &image {
                parts::check_image(image, around.profile, &place.key("image"), report);
            }
            let version = known_version(version.unwrap_or(DEFAULT_VERSION), around, report)?;
            let memory = memory.unwrap_or(MEMORY);
            parts::check_least_memory(memory, LEAST_MEMORY, "a PostgreSQL", place, report);
            let size = disk.unwrap_or(DISK);
            let disk = Disk::of_server(size, class.as_deref(), place);
            let server = Server {
                image: image.map_or_else(|| version.image.to_owned(), |image| image.to_string()),
                mount: version.mount,
                data_directory: version.data,
                cpu: cpu.unwrap_or(CPU),
                memory,
                data: disk.claim(around, report)?,
                size,
                backup: backup.map(|backup| backup.resolve(backup::ENDING, around, report)),
                metrics: around.monitored.then(|| server::EXPORTER.metrics(ROLE, Subject::Postgres)),
            };
            (credentials.unwrap_or_else(own_secret), Installation::InCluster(Box::new(server)))
        };
        Some(Box::new(Postgres {
            database: database.map_or_else(|| around.owner.name.replace('-', "_"), |name| name.as_str().to_owned()),
            owner: around.owner.clone(),
            username: secret.key("username"),
            password: secret.key("password"),
            place: installation,
        }))
    }
}

fn known_version(number: u16, around: &Surroundings<'_>, report: &mut Report) -> Option<&'static Version> {
    let version = VERSIONS.iter().find(|version| version.number == number);
    if version.is_none() {
        let list = VERSIONS.iter().map(|version| format!("`{}`", version.number)).collect::<Vec<_>>().join(", ");
        report.push(
            Diagnostic::error(codes::BAD_VALUE, format!("mlkube does not know PostgreSQL {number}"))
                .at(around.place.key("version").span())
                .help(format!("it knows {list}")),
        );
    }
    version
}

impl Postgres {
    fn server(&self) -> Option<&Server> {
        match &self.place {
            Installation::InCluster(server) => Some(server),
            Installation::External { .. } => None,
        }
    }
}

impl Component for Postgres {
    fn offer(&self) -> Offer {
        let way = match &self.place {
            Installation::InCluster(_) => Way::Pods(vec![PORT.number()]),
            Installation::External { port, addresses, .. } => Way::Outside { blocks: addresses.clone(), ports: vec![*port] },
        };
        let dump = self.server().and_then(|server| server.dump(&self.owner)).map(Box::new);
        Offer { capability: Capability::Postgres { dump }, way, identity: None }
    }

    /// The variables of libpq, which psycopg, SQLAlchemy and psql all read. The password stands in none of their URLs, so it may
    /// hold any character (PostgreSQL documentation, "Environment Variables" of libpq).
    fn variables(&self, namespace: &str) -> Vec<Variable> {
        let (host, port) = match &self.place {
            Installation::InCluster(_) => (self.owner.host(&self.owner.name, namespace), PORT.number()),
            Installation::External { host, port, .. } => (host.clone(), *port),
        };
        vec![
            Variable::text("PGHOST", host),
            Variable::text("PGPORT", port.to_string()),
            Variable::text("PGDATABASE", &self.database),
            Variable::secret("PGUSER", self.username.clone()),
            Variable::secret("PGPASSWORD", self.password.clone()),
        ]
    }

    fn has_pods(&self) -> bool {
        self.server().is_some()
    }

    fn needs(&self) -> &[Need] {
        self.server().and_then(|server| server.backup.as_ref()).map_or(&[], |backup| std::slice::from_ref(backup.need()))
    }

    fn metrics(&self) -> &[Metrics] {
        self.server().map_or(&[], |server| server.metrics.as_slice())
    }

    fn helpers(&self, _buckets: &BTreeSet<&str>) -> Vec<Helper<'_>> {
        let has_backup = !self.needs().is_empty();
        has_backup.then_some(Helper { role: BACKUP, asks: &PORTS, sends_copies: true }).into_iter().collect()
    }

    fn secrets(&self) -> Vec<SecretKey> {
        vec![self.username.clone(), self.password.clone()]
    }

    fn build(&self, links: &Links<'_>, objects: &mut Objects) {
        if let Installation::InCluster(server) = &self.place {
            server.build(self, links, objects);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::testing::monitored;
    use crate::k8s::pod_templates::pod_templates;

    #[test]
    fn a_monitored_database_has_an_exporter() {
        let (entries, metrics) = monitored(&KIND, "{version: 18, database: shop}");
        let container = entries
            .iter()
            .flat_map(pod_templates)
            .flat_map(|pod| pod.containers().collect::<Vec<_>>())
            .find(|found| found.name == "exporter");
        let text = serde_json::to_string(container.expect("an exporter")).expect("JSON");
        for part in ["127.0.0.1:5432/shop?sslmode=disable", "/run/secrets/postgres/password", "\"containerPort\":9187"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert_eq!((metrics[0].port, metrics[0].role), (9_187, ROLE));
    }
}
