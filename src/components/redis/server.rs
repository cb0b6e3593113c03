//! A Redis or Valkey server in the cluster: its pod, and what stands around it.

use super::{PORT, ROLE, Redis};
use crate::components::contract::{Metrics, Objects};
use crate::components::parts::{self, Exporter};
use crate::fields::{Bytes, Cpu, Range};
use crate::k8s::Owner;
use crate::k8s::config::{self, CONFIG_HASH};
use crate::k8s::pod::{self, Pod};
use crate::k8s::probe::Check;
use crate::k8s::service::{self, headless_service, service};
use crate::k8s::storage::Claim;
use crate::k8s::workload::{Rollout, deployment, service_account, stateful_set};
use crate::text::{self, Template};
use k8s_openapi::api::core::v1::{ConfigMap, Container};
use serde::Serialize;
use std::collections::BTreeMap;

/// The user `valkey` of the image, and `redis` of Redis' own (Dockerfiles of both, 2026-08).
const USER: i64 = 999;
/// oliver006/redis_exporter, for Valkey and Redis (README.md, v1.88.0, 2026-08).
pub(super) const EXPORTER: Exporter = Exporter { image: "docker.io/oliver006/redis_exporter:v1.88.0", port: 9_121 };

/// A server in the cluster, settled.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) image: String,
    pub(super) cpu: Range<Cpu>,
    pub(super) memory: Range<Bytes>,
    /// The disk; none for a cache.
    pub(super) data: Option<Claim>,
    pub(super) metrics: Option<Metrics>,
}

#[derive(Serialize)]
struct Configuration {
    port: u16,
    max_memory_bytes: u64,
    keeps: bool,
}

#[derive(Serialize)]
struct Start {}

#[derive(Serialize)]
struct Ping {
    port: u16,
}

impl Template for Configuration {
    const NAME: &'static str = "redis/redis.conf";
    const TEXT: &'static str = include_str!("../../../templates/redis/redis.conf");
}

impl Template for Start {
    const NAME: &'static str = "redis/start.sh";
    const TEXT: &'static str = include_str!("../../../templates/redis/start.sh");
}

impl Template for Ping {
    const NAME: &'static str = "redis/ping.sh";
    const TEXT: &'static str = include_str!("../../../templates/redis/ping.sh");
}

impl Server {
    pub(super) fn build(&self, redis: &Redis, objects: &mut Objects) {
        let owner = &redis.owner;
        let port = service::Port { name: "redis", number: PORT.number(), target: PORT.number() };
        let files = self.files(owner);
        objects.push(service_account(owner, ROLE, BTreeMap::new()));
        objects.push(service(owner, ROLE, &owner.name, port));
        let mut pod = self.pod(redis, &files);
        if let Some(data) = &self.data {
            let headless = owner.derived(Some("headless"));
            objects.push(headless_service(owner, ROLE, &headless, port));
            objects.push(stateful_set(owner, ROLE, headless, pod, data));
        } else {
            pod.volumes.push(pod::empty_dir("data", None, "16Mi"));
            objects.push(deployment(owner, ROLE, Some(1), Rollout::Recreate, pod));
        }
        objects.push(files);
    }

    /// The configuration and the scripts of a server.
    fn files(&self, owner: &Owner) -> ConfigMap {
        let limit = self.memory.limit.number();
        let keeps = self.data.is_some();
        let max_memory_bytes = if keeps { limit / 2 } else { limit / 4 * 3 };
        let configuration = Configuration { port: PORT.number(), max_memory_bytes, keeps };
        let data = BTreeMap::from([
            ("redis.conf".to_owned(), text::render(&configuration)),
            ("start.sh".to_owned(), text::render(&Start {})),
            ("ping.sh".to_owned(), text::render(&Ping { port: PORT.number() })),
        ]);
        config::config_map(owner, ROLE, "config", data)
    }

    fn pod(&self, redis: &Redis, files: &ConfigMap) -> Pod {
        let mut container = pod::container(ROLE, &self.image, parts::resources(self.cpu, self.memory));
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
        let mut pod = Pod::new(&redis.owner.name, container);
        (pod.user, pod.group) = (USER, USER);
        pod.volumes = vec![
            pod::config_volume("config", &redis.owner.derived(Some("config"))),
            pod::secret_volume("credentials", &redis.password.name, &redis.password.key, "password"),
        ];
        pod.annotations.insert(CONFIG_HASH.to_owned(), config::hash_of(&[files]));
        if self.metrics.is_some() {
            pod.containers.push(exporter(redis));
        }
        pod
    }
}

/// It asks the server inside the pod. Its file of passwords has a form of its own, so that the key of the Secret cannot be one.
fn exporter(redis: &Redis) -> Container {
    let password = &redis.password;
    EXPORTER.container(vec![
        pod::variable("REDIS_ADDR", format!("redis://127.0.0.1:{}", PORT.number())),
        pod::secret_variable("REDIS_PASSWORD", &password.name, &password.key),
    ])
}
