//! `redis`: a Redis or Valkey server, as broker and store of results for Celery, or as a cache.

use super::contract::{
    Broker, Capability, Component, Links, Need, Objects, Offer, Piece, Surroundings, Variable, VariableSource, Way,
};
use super::parts::{self, Access, Disk};
use super::{Kind, Written};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Bytes, Cidr, Cpu, Duration, Host, Image, Name, Port, Range, SecretKey, SecretName};
use crate::k8s::config::{self, CONFIG_HASH};
use crate::k8s::pod::{self, Pod};
use crate::k8s::probe::Check;
use crate::k8s::service::{self, headless_service, service};
use crate::k8s::storage::Claim;
use crate::k8s::workload::{service_account, stateful_set};
use crate::k8s::{Owner, Stage};
use crate::text::{self, Template};
use k8s_openapi::api::core::v1::ConfigMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The line of the table.
pub(super) const KIND: Kind = Kind {
    section: "redis",
    noun: "redis",
    description: "Redis or Valkey servers: brokers for Celery, caches.",
    stage: Stage::Data,
    serves_others_only: true,
    decode: super::decode::<RedisSpec>,
    schema: super::schema::<RedisSpec>,
};

/// A Redis or Valkey server, in the cluster or outside.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RedisSpec {
    /// The image; a current Valkey if not given.
    #[serde(default)]
    image: Option<Image>,
    /// CPU from request to limit; `100m..500m` if not given.
    #[serde(default)]
    cpu: Option<Range<Cpu>>,
    /// Memory from request to limit; `256Mi` if not given. Half of the limit holds data, the rest is for rewriting its file.
    #[serde(default)]
    memory: Option<Range<Bytes>>,
    /// The disk for its append-only file; `1Gi` if not given.
    #[serde(default)]
    disk: Option<Bytes>,
    /// The storage class of the disk; the profile's default if not given.
    #[serde(default)]
    class: Option<String>,
    /// The password; `secret(NAME/password)` with the entry's name if not given. It goes into URLs, so it has to be letters and
    /// digits only.
    #[serde(default)]
    credentials: Option<SecretKey>,
    /// How long a Celery worker may hold a task before the broker gives it to another; 1 h if not given. It has to be longer than any
    /// task takes. Every worker that uses the entry is told so, in place of all `broker_transport_options` of its application.
    #[serde(default)]
    visibility_timeout: Option<Duration>,
    /// A server outside the cluster; nothing is installed then.
    #[serde(default)]
    external: Option<ExternalRedisSpec>,
    /// Its namespace, if not the project's.
    #[serde(default)]
    namespace: Option<Name>,
}

/// A Redis outside the cluster.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ExternalRedisSpec {
    /// Its host.
    host: Host,
    /// Its port; 6379 if not given.
    #[serde(default)]
    port: Option<Port>,
    /// Whether it wants TLS.
    #[serde(default)]
    tls: bool,
    /// Its addresses, for the network policies; all addresses if not given.
    #[serde(default)]
    addresses: Vec<Cidr>,
}

const ROLE: &str = "redis";
const PORT: Port = Port::new(6_379);
/// Valkey: Redis as it was under the BSD licence. Its images hold `redis-server` and `redis-cli` too
/// (valkey-io/valkey-container, versions.json, 2026-08).
const IMAGE: &str = "docker.io/valkey/valkey:8.1.8";
/// The user `valkey` of the image, and `redis` of Redis' own (Dockerfiles of both, 2026-08).
const USER: i64 = 999;
const CPU: Range<Cpu> = Range::new(Cpu::from_millicores(100), Cpu::from_millicores(500));
const MEMORY: Range<Bytes> = Range::new(Bytes::from_mebibytes(256), Bytes::from_mebibytes(256));
const DISK: Bytes = Bytes::from_mebibytes(1_024);

/// A server, wherever it runs.
#[derive(Debug)]
struct Redis {
    owner: Owner,
    password: SecretKey,
    visibility_timeout: Duration,
    place: Installation,
}

#[derive(Debug)]
enum Installation {
    InCluster(Box<Server>),
    External { host: String, port: u16, tls: bool, addresses: Vec<String> },
}

#[derive(Debug)]
struct Server {
    image: String,
    cpu: Range<Cpu>,
    memory: Range<Bytes>,
    data: Claim,
}

#[derive(Serialize)]
struct Configuration {
    port: u16,
    max_memory_bytes: u64,
}

#[derive(Serialize)]
struct Start {}

#[derive(Serialize)]
struct Ping {
    port: u16,
}

impl Template for Configuration {
    const NAME: &'static str = "redis/redis.conf";
    const TEXT: &'static str = include_str!("../../templates/redis/redis.conf");
}

impl Template for Start {
    const NAME: &'static str = "redis/start.sh";
    const TEXT: &'static str = include_str!("../../templates/redis/start.sh");
}

impl Template for Ping {
    const NAME: &'static str = "redis/ping.sh";
    const TEXT: &'static str = include_str!("../../templates/redis/ping.sh");
}

impl Written for RedisSpec {
    fn namespace(&self) -> Option<&Name> {
        self.namespace.as_ref()
    }

    fn resolve(self, around: &Surroundings<'_>, report: &mut Report) -> Option<Box<dyn Component>> {
        let Self { image, cpu, memory, disk, class, credentials, visibility_timeout, external, namespace: _ } = self;
        let place = &around.place;
        let password = credentials.unwrap_or_else(|| SecretName::derived(&around.owner.name).key("password"));
        let installation = if let Some(external) = external {
            let keys =
                [("image", image.is_some()), ("cpu", cpu.is_some()), ("memory", memory.is_some()), ("disk", disk.is_some())];
            parts::refuse_beside_external(&keys, place, report);
            let ExternalRedisSpec { host, port, tls, addresses } = external;
            Installation::External {
                host: host.to_string(),
                port: port.unwrap_or(PORT).number(),
                tls,
                addresses: parts::blocks(&addresses),
            }
        } else {
            if let Some(image) = &image {
                parts::check_image(image, around.profile, &place.key("image"), report);
            }
            let memory = memory.unwrap_or(MEMORY);
            check_memory(memory, around, report);
            let disk = Disk {
                size: disk.unwrap_or(DISK),
                access: Access::One,
                class: class.as_deref(),
                size_place: place.key("disk"),
                place: place.clone(),
            };
            Installation::InCluster(Box::new(Server {
                image: image.map_or_else(|| IMAGE.to_owned(), |image| image.to_string()),
                cpu: cpu.unwrap_or(CPU),
                memory,
                data: disk.claim(around, report)?,
            }))
        };
        Some(Box::new(Redis {
            owner: around.owner.clone(),
            password,
            visibility_timeout: visibility_timeout.unwrap_or(Broker::VISIBILITY_TIMEOUT),
            place: installation,
        }))
    }
}

/// The least memory in which a server starts, keeps its buffers and holds anything at all.
const LEAST_MEMORY: Bytes = Bytes::from_mebibytes(64);

fn check_memory(memory: Range<Bytes>, around: &Surroundings<'_>, report: &mut Report) {
    if memory.limit < LEAST_MEMORY {
        report.push(
            Diagnostic::error(codes::UNFIT_MEMORY, format!("{} are too little for a Redis", memory.limit))
                .at(around.place.key("memory").span())
                .help(format!("half of it holds data: give it {LEAST_MEMORY} or more")),
        );
    }
}

impl Component for Redis {
    fn offer(&self) -> Offer {
        let way = match &self.place {
            Installation::InCluster(_) => Way::Pods(vec![PORT.number()]),
            Installation::External { port, addresses, .. } => Way::Outside { blocks: addresses.clone(), ports: vec![*port] },
        };
        Offer { capability: Capability::Redis(Box::new(self.broker())), way, identity: None }
    }

    /// Host, port and password each by itself, and put together as URLs: one for clients of Redis, two for Celery, which takes
    /// these before its own configuration (celery 5.7 app/utils.py). Results have a database of their own.
    fn variables(&self, namespace: &str) -> Vec<Variable> {
        let (host, port, tls) = self.address(namespace);
        let scheme = if tls { "rediss" } else { "redis" };
        let url = |name: &str, end: &str| Variable {
            name: name.to_owned(),
            value: VariableSource::Composed(vec![
                Piece::Text(format!("{scheme}://:")),
                Piece::Variable("REDIS_PASSWORD".to_owned()),
                Piece::Text(format!("@{host}:{port}/{end}")),
            ]),
        };
        // Celery takes no URL with TLS for results that does not say this (celery 5.7 backends/redis.py).
        let results = if tls { "1?ssl_cert_reqs=CERT_REQUIRED" } else { "1" };
        vec![
            Variable::text("REDIS_HOST", host.clone()),
            Variable::text("REDIS_PORT", port.to_string()),
            Variable::secret("REDIS_PASSWORD", self.password.clone()),
            url("REDIS_URL", "0"),
            url("CELERY_BROKER_URL", "0"),
            url("CELERY_RESULT_BACKEND", results),
        ]
    }

    fn has_pods(&self) -> bool {
        matches!(self.place, Installation::InCluster(_))
    }

    fn needs(&self) -> &[Need] {
        &[]
    }

    fn secrets(&self) -> Vec<SecretKey> {
        vec![self.password.clone()]
    }

    fn build(&self, _links: &Links<'_>, objects: &mut Objects) {
        let Installation::InCluster(server) = &self.place else { return };
        let owner = &self.owner;
        let port = service::Port { name: "redis", number: PORT.number(), target: PORT.number() };
        let headless = owner.derived(Some("headless"));
        let files = files(owner, server.memory);
        objects.push(service_account(owner, ROLE, BTreeMap::new()));
        objects.push(service(owner, ROLE, &owner.name, port));
        objects.push(headless_service(owner, ROLE, &headless, port));
        objects.push(stateful_set(owner, ROLE, headless, self.pod(server, &files), &server.data));
        objects.push(files);
    }
}

/// The configuration and the scripts of a server.
fn files(owner: &Owner, memory: Range<Bytes>) -> ConfigMap {
    let configuration = Configuration { port: PORT.number(), max_memory_bytes: memory.limit.number() / 2 };
    let data = BTreeMap::from([
        ("redis.conf".to_owned(), text::render(&configuration)),
        ("start.sh".to_owned(), text::render(&Start {})),
        ("ping.sh".to_owned(), text::render(&Ping { port: PORT.number() })),
    ]);
    config::config_map(owner, ROLE, "config", data)
}

impl Redis {
    /// Host, port, and whether it wants TLS, for pods of a namespace.
    fn address(&self, namespace: &str) -> (String, u16, bool) {
        match &self.place {
            Installation::InCluster(_) => (self.owner.host(&self.owner.name, namespace), PORT.number(), false),
            Installation::External { host, port, tls, .. } => (host.clone(), *port, *tls),
        }
    }

    fn broker(&self) -> Broker {
        // No project lives in a namespace without a name: the host is told in full.
        let (host, port, tls) = self.address("");
        let (password, visibility_timeout) = (self.password.clone(), self.visibility_timeout);
        Broker { host, port, tls, password, visibility_timeout }
    }

    fn pod(&self, server: &Server, files: &ConfigMap) -> Pod {
        let mut container = pod::container(ROLE, &server.image, parts::resources(server.cpu, server.memory));
        let script = |name: &str| vec!["sh".to_owned(), format!("/etc/redis/{name}")];
        container.command = Some(script("start.sh"));
        container.ports = Some(vec![pod::port("redis", PORT.number())]);
        let ping = Check::Command { argv: script("ping.sh"), timeout: 5 };
        // Reading a large append-only file takes its time; until then the server answers that it is loading.
        container.startup_probe = Some(ping.startup(600));
        container.readiness_probe = Some(ping.readiness());
        container.liveness_probe = Some(ping.liveness());
        container.volume_mounts.get_or_insert_default().extend([
            pod::mount("data", "/data"),
            pod::read_only_mount("config", "/etc/redis", None),
            pod::read_only_mount("credentials", "/run/secrets/redis", None),
        ]);
        let mut pod = Pod::new(&self.owner.name, container);
        (pod.user, pod.group) = (USER, USER);
        pod.volumes = vec![
            pod::config_volume("config", &self.owner.derived(Some("config"))),
            pod::secret_volume("credentials", &self.password.name, &self.password.key, "password"),
        ];
        pod.annotations.insert(CONFIG_HASH.to_owned(), config::hash_of(&[files]));
        pod
    }
}
