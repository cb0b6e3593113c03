//! `postgres`: a PostgreSQL database, in the cluster or managed outside.

use super::contract::{Capability, Component, Links, Need, Objects, Offer, Surroundings, Variable, Way};
use super::parts::{self, Access, Disk};
use super::{Kind, Written};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Bytes, Cidr, Cpu, DatabaseName, Host, Image, Name, Port, Range, SecretKey, SecretName};
use crate::k8s::pod::{self, Pod};
use crate::k8s::probe::Check;
use crate::k8s::service::{self, headless_service, service};
use crate::k8s::storage::Claim;
use crate::k8s::workload::{service_account, stateful_set};
use crate::k8s::{Owner, Stage};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The line of the table.
pub(super) const KIND: Kind = Kind {
    section: "postgres",
    noun: "postgres",
    description: "PostgreSQL databases, in the cluster or managed outside.",
    stage: Stage::Data,
    serves_others_only: true,
    decode: super::decode::<PostgresSpec>,
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
/// The user `postgres` of the Debian images (docker-library/postgres Dockerfile, 2026-02-26).
const USER: i64 = 999;
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

#[derive(Debug)]
struct Server {
    image: String,
    mount: &'static str,
    data_directory: &'static str,
    cpu: Range<Cpu>,
    memory: Range<Bytes>,
    data: Claim,
}

impl Written for PostgresSpec {
    fn namespace(&self) -> Option<&Name> {
        self.namespace.as_ref()
    }

    fn resolve(self, around: &Surroundings<'_>, report: &mut Report) -> Option<Box<dyn Component>> {
        let Self { version, image, cpu, memory, disk, class, database, credentials, external, namespace: _ } = self;
        let place = &around.place;
        let given = [
            ("version", version.is_some()),
            ("image", image.is_some()),
            ("cpu", cpu.is_some()),
            ("memory", memory.is_some()),
            ("disk", disk.is_some()),
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
            check_memory(memory, around, report);
            let disk = Disk {
                size: disk.unwrap_or(DISK),
                access: Access::One,
                class: class.as_deref(),
                size_place: place.key("disk"),
                place: place.clone(),
            };
            let server = Server {
                image: image.map_or_else(|| version.image.to_owned(), |image| image.to_string()),
                mount: version.mount,
                data_directory: version.data,
                cpu: cpu.unwrap_or(CPU),
                memory,
                data: disk.claim(around, report)?,
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

fn check_memory(memory: Range<Bytes>, around: &Surroundings<'_>, report: &mut Report) {
    if memory.limit < LEAST_MEMORY {
        report.push(
            Diagnostic::error(codes::UNFIT_MEMORY, format!("{} are too little for a PostgreSQL", memory.limit))
                .at(around.place.key("memory").span())
                .help(format!("give it {LEAST_MEMORY} or more")),
        );
    }
}

impl Component for Postgres {
    fn offer(&self) -> Offer {
        let way = match &self.place {
            Installation::InCluster(_) => Way::Pods(vec![PORT.number()]),
            Installation::External { port, addresses, .. } => Way::Outside { blocks: addresses.clone(), ports: vec![*port] },
        };
        Offer { capability: Capability::Postgres, way, identity: None }
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
        matches!(self.place, Installation::InCluster(_))
    }

    fn needs(&self) -> &[Need] {
        &[]
    }

    fn secrets(&self) -> Vec<SecretKey> {
        vec![self.username.clone(), self.password.clone()]
    }

    fn build(&self, _links: &Links<'_>, objects: &mut Objects) {
        let Installation::InCluster(server) = &self.place else { return };
        let owner = &self.owner;
        let port = service::Port { name: "postgres", number: PORT.number(), target: PORT.number() };
        let headless = owner.derived(Some("headless"));
        objects.push(service_account(owner, ROLE, BTreeMap::new()));
        objects.push(service(owner, ROLE, &owner.name, port));
        objects.push(headless_service(owner, ROLE, &headless, port));
        objects.push(stateful_set(owner, ROLE, headless, self.pod(server), &server.data));
    }
}

impl Postgres {
    fn pod(&self, server: &Server) -> Pod {
        let mut container = pod::container(ROLE, &server.image, parts::resources(server.cpu, server.memory));
        container.args = Some(settings(server.memory));
        container.ports = Some(vec![pod::port("postgres", PORT.number())]);
        container.env = Some(vec![
            pod::secret_variable("POSTGRES_USER", &self.username.name, &self.username.key),
            pod::variable("POSTGRES_PASSWORD_FILE", "/run/secrets/postgres/password"),
            pod::variable("POSTGRES_DB", &self.database),
            pod::variable("POSTGRES_INITDB_ARGS", "--data-checksums --auth-host=scram-sha-256"),
            pod::variable("PGDATA", server.data_directory),
        ]);
        let ready = ready();
        // Recovery after a crash reads the write-ahead log from the last checkpoint on.
        container.startup_probe = Some(ready.startup(600));
        container.readiness_probe = Some(ready.readiness());
        container.liveness_probe = Some(ready.liveness());
        container.volume_mounts.get_or_insert_default().extend([
            pod::mount("data", server.mount),
            pod::mount("run", "/var/run/postgresql"),
            pod::mount("shm", "/dev/shm"),
            pod::read_only_mount("credentials", "/run/secrets/postgres", None),
        ]);
        let mut pod = Pod::new(&self.owner.name, container);
        (pod.user, pod.group) = (USER, USER);
        // The image asks for a fast shutdown by SIGINT; the checkpoint at its end may take minutes.
        pod.grace = 120;
        let quarter = Bytes::from_mebibytes(server.memory.limit.mebibytes() / 4);
        pod.volumes = vec![
            pod::empty_dir("run", Some("Memory"), "16Mi"),
            // Parallel queries share memory here; the runtime gives 64 MiB by itself, and queries fail beyond.
            pod::empty_dir("shm", Some("Memory"), &quarter.to_string()),
            pod::secret_volume("credentials", &self.password.name, &self.password.key, "password"),
        ];
        pod
    }
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
