//! `redis`: a Redis or Valkey server, as broker and store of results for Celery, or as a cache.

mod server;

use super::contract::{
    Broker, Capability, Component, Links, Metrics, Need, Objects, Offer, Piece, Subject, Surroundings, Variable, VariableSource,
    Way,
};
use super::parts::{self, Disk};
use super::{Kind, Written};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Bytes, Cidr, Cpu, Duration, Host, Image, Name, Port, Range, SecretKey, SecretName};
use crate::k8s::{Owner, Stage};
use crate::layers::Place;
use schemars::JsonSchema;
use serde::Deserialize;
use server::Server;

/// The line of the table.
pub(super) const KIND: Kind = Kind {
    section: "redis",
    noun: "redis",
    description: "Redis or Valkey servers: brokers for Celery, caches.",
    stage: Stage::Data,
    serves_others_only: true,
    decode: super::decode::<RedisSpec>,
    #[cfg(test)]
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
    /// Makes it a cache: what was not asked for lately makes room for what is new, and nothing outlives the pod. Never a broker.
    #[serde(default)]
    evict: bool,
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

impl Written for RedisSpec {
    fn namespace(&self) -> Option<&Name> {
        self.namespace.as_ref()
    }

    fn resolve(self, around: &Surroundings<'_>, report: &mut Report) -> Option<Box<dyn Component>> {
        let Self { image, cpu, memory, disk, class, evict, credentials, visibility_timeout, external, namespace: _ } = self;
        let place = &around.place;
        let password = credentials.unwrap_or_else(|| SecretName::derived(&around.owner.name).key("password"));
        let installation = if let Some(external) = external {
            let keys = [
                ("image", image.is_some()),
                ("cpu", cpu.is_some()),
                ("memory", memory.is_some()),
                ("disk", disk.is_some()),
                ("class", class.is_some()),
                ("evict", evict),
            ];
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
            if evict {
                refuse_disk(&[("disk", disk.is_some()), ("class", class.is_some())], place, report);
            }
            let disk = Disk::of_server(disk.unwrap_or(DISK), class.as_deref(), place);
            let data = if evict { None } else { Some(disk.claim(around, report)?) };
            Installation::InCluster(Box::new(Server {
                image: image.map_or_else(|| IMAGE.to_owned(), |image| image.to_string()),
                cpu: cpu.unwrap_or(CPU),
                memory,
                data,
                metrics: around.monitored.then(|| server::EXPORTER.metrics(ROLE, Subject::Redis)),
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

/// Reports keys of a disk beside `evict`.
fn refuse_disk(keys: &[(&str, bool)], place: &Place<'_>, report: &mut Report) {
    for (key, _) in keys.iter().filter(|(_, given)| *given) {
        report.push(
            Diagnostic::error(codes::BAD_VALUE, "a cache keeps nothing on a disk")
                .at(place.key(key).key_span())
                .related(place.key("evict").key_span(), "this makes it a cache")
                .help("take one of the two out; in an overlay, `null` removes what the spec has set"),
        );
    }
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

    fn server(&self) -> Option<&Server> {
        match &self.place {
            Installation::InCluster(server) => Some(server),
            Installation::External { .. } => None,
        }
    }

    /// Whether what is written stays until it is deleted.
    fn keeps(&self) -> bool {
        self.server().is_none_or(|server| server.data.is_some())
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
        let mut variables = vec![
            Variable::text("REDIS_HOST", host.clone()),
            Variable::text("REDIS_PORT", port.to_string()),
            Variable::secret("REDIS_PASSWORD", self.password.clone()),
            url("REDIS_URL", "0"),
        ];
        // A server that drops what was not asked for lately would drop tasks.
        if self.keeps() {
            // Celery takes no URL with TLS for results that does not say this (celery 5.7 backends/redis.py).
            let results = if tls { "1?ssl_cert_reqs=CERT_REQUIRED" } else { "1" };
            variables.extend([url("CELERY_BROKER_URL", "0"), url("CELERY_RESULT_BACKEND", results)]);
        }
        variables
    }

    fn has_pods(&self) -> bool {
        self.server().is_some()
    }

    fn needs(&self) -> &[Need] {
        &[]
    }

    fn secrets(&self) -> Vec<SecretKey> {
        vec![self.password.clone()]
    }

    fn metrics(&self) -> &[Metrics] {
        self.server().map_or(&[], |server| server.metrics.as_slice())
    }

    fn build(&self, _links: &Links<'_>, objects: &mut Objects) {
        if let Installation::InCluster(server) = &self.place {
            server.build(self, objects);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::testing::monitored;
    use crate::k8s::pod_templates::pod_templates;

    #[test]
    fn a_monitored_server_has_an_exporter() {
        for text in ["{}", "{evict: true}"] {
            let (entries, metrics) = monitored(&KIND, text);
            let container = entries
                .iter()
                .flat_map(pod_templates)
                .flat_map(|pod| pod.containers().collect::<Vec<_>>())
                .find(|found| found.name == "exporter");
            let written = serde_json::to_string(container.expect("an exporter")).expect("JSON");
            for part in ["redis://127.0.0.1:6379", "\"secretKeyRef\":{\"key\":\"password\"", "\"containerPort\":9121"] {
                assert!(written.contains(part), "{part}: {written}");
            }
            assert_eq!((metrics[0].port, metrics[0].role), (9_121, ROLE));
        }
    }
}
