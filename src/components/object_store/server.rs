//! A store in the cluster: one pod that speaks S3, and its disk.

use super::buckets;
use super::cloud::compatible_variables;
use super::keys::S3Keys;
use crate::components::contract::{
    BucketAddress, Capability, Component, Helper, Links, Need, Objects, Offer, Surroundings, Variable, Way,
};
use crate::components::parts::{self, Disk};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{BucketName, Bytes, Cpu, Image, Name, Range, SecretKey, SecretName};
use crate::k8s::Owner;
use crate::k8s::pod::{self, Pod};
use crate::k8s::probe::Check;
use crate::k8s::service::{self, headless_service, service};
use crate::k8s::storage::Claim;
use crate::k8s::workload::{service_account, stateful_set};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// A store in the cluster.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ServerSpec {
    /// The disk.
    disk: Bytes,
    /// The storage class of the disk; the profile's default if not given.
    #[serde(default)]
    class: Option<String>,
    /// A Secret with the keys `access-key-id` and `secret-access-key`; `secret(NAME)` with the entry's name if not given. Or
    /// each key by itself, `{accessKeyId: secret(NAME/KEY), secretAccessKey: secret(NAME/KEY)}`.
    #[serde(default)]
    credentials: Option<S3Keys>,
    /// Buckets beside those that entries of the spec name.
    #[serde(default)]
    buckets: Vec<BucketName>,
    /// The image, if not the one that mlkube knows.
    #[serde(default)]
    image: Option<Image>,
    /// CPU from request to limit; `100m..1` if not given.
    #[serde(default)]
    cpu: Option<Range<Cpu>>,
    /// Memory from request to limit; `512Mi..1Gi` if not given.
    #[serde(default)]
    memory: Option<Range<Bytes>>,
    /// Its namespace, if not the project's.
    #[serde(default)]
    namespace: Option<Name>,
}

/// What differs between the programs.
#[derive(Debug)]
pub(super) struct Product {
    key: &'static str,
    name: &'static str,
    image: &'static str,
    user: i64,
    port: u16,
    live: &'static str,
    ready: &'static str,
    /// The variables of the server itself that hold the keys.
    keys: [&'static str; 2],
    /// Command and arguments for a disk of so many mebibytes.
    argv: fn(disk: u64) -> Vec<String>,
    /// Why the program should not be chosen.
    warning: Option<&'static str>,
}

impl Product {
    /// SeaweedFS (Apache 2.0), with the tags of its releases (seaweedfs .github/workflows/container_release_unified.yml) and the
    /// user of its image (docker/Dockerfile.go_build, 2026-08-21).
    pub(super) const SEAWEEDFS: Self = Self {
        key: "seaweedfs",
        name: "SeaweedFS",
        image: "docker.io/chrislusf/seaweedfs:4.43",
        user: 1_000,
        port: 8_333,
        // It answers as soon as the gateway has found the rest (weed/s3api/s3api_server.go and weed/command/s3.go).
        live: "/healthz",
        ready: "/healthz",
        // With them the gateway has one administrator, and nobody else may do anything (weed/s3api/auth_credentials.go).
        keys: ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
        argv: seaweedfs_argv,
        warning: None,
    };

    /// MinIO: the last image that its makers have published. The one on Docker Hub was deleted on 2026-09-12.
    pub(super) const MINIO: Self = Self {
        key: "minio",
        name: "MinIO",
        image: "quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z",
        user: 1_000,
        port: 9_000,
        live: "/minio/health/live",
        ready: "/minio/health/ready",
        keys: ["MINIO_ROOT_USER", "MINIO_ROOT_PASSWORD"],
        argv: |_| ["minio", "server", "/data", "--address=:9000"].map(str::to_owned).to_vec(),
        warning: Some("nobody maintains MinIO any more: its repository was archived in April 2026, and holes stay open"),
    };
}

/// One process of master, volume server, filer and gateway (weed/command/server.go, 4.43).
fn seaweedfs_argv(disk: u64) -> Vec<String> {
    let mut argv: Vec<String> = [
        "weed",
        "-logtostderr=true",
        "server",
        "-dir=/data",
        // The parts ask each other for no password: they talk inside the pod, and only the gateway is reached from outside. The
        // address also stays the same when the pod does not.
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        "-s3",
        "-s3.ip.bind=0.0.0.0",
        "-s3.port=8333",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        "-s3.allowDeleteBucketNotEmpty=false",
        // As many volumes as the disk holds.
        "-volume.max=0",
        "-volume.preStopSeconds=1",
        "-master.telemetry=false",
    ]
    .map(str::to_owned)
    .to_vec();
    argv.push(format!("-master.volumeSizeLimitMB={}", volume_size(disk)));
    argv
}

/// The size of a volume. Each bucket takes seven of them at its first write, so that a disk has to hold about a hundred for all
/// buckets to find room; SeaweedFS itself reckons so for small installations (weed/command/mini.go).
fn volume_size(disk: u64) -> u64 {
    (disk / 100).next_power_of_two().clamp(64, 1_024)
}

const ROLE: &str = "object-store";
const PORT_NAME: &str = "s3";
/// Clients ask for a region; the store has none.
const REGION: &str = "us-east-1";
const CPU: Range<Cpu> = Range::new(Cpu::from_millicores(100), Cpu::from_millicores(1_000));
const MEMORY: Range<Bytes> = Range::new(Bytes::from_mebibytes(512), Bytes::from_mebibytes(1_024));
/// The least memory in which either program starts and buffers an upload.
const LEAST_MEMORY: Bytes = Bytes::from_mebibytes(256);

/// A store in the cluster, settled.
#[derive(Debug)]
pub(super) struct Server {
    owner: Owner,
    product: &'static Product,
    image: String,
    credentials: S3Keys,
    buckets: BTreeSet<String>,
    cpu: Range<Cpu>,
    memory: Range<Bytes>,
    disk: Bytes,
    data: Claim,
    ports: [u16; 1],
}

impl ServerSpec {
    pub(super) fn namespace(&self) -> Option<&Name> {
        self.namespace.as_ref()
    }

    pub(super) fn resolve(self, product: &'static Product, around: &Surroundings<'_>, report: &mut Report) -> Option<Server> {
        let Self { disk, class, credentials, buckets, image, cpu, memory, namespace: _ } = self;
        let place = around.place.key(product.key);
        if let Some(warning) = product.warning {
            report.push(
                Diagnostic::warning(codes::UNMAINTAINED, warning)
                    .at(place.key_span())
                    .help("new projects take `seaweedfs: {disk: 50Gi}`; move what is there with `rclone sync`"),
            );
        }
        if let Some(image) = &image {
            parts::check_image(image, around.profile, &place.key("image"), report);
        }
        let memory = memory.unwrap_or(MEMORY);
        parts::check_least_memory(memory, LEAST_MEMORY, product.name, &place, report);
        let wanted = Disk::of_server(disk, class.as_deref(), &place);
        Some(Server {
            image: image.map_or_else(|| product.image.to_owned(), |image| image.to_string()),
            credentials: credentials.unwrap_or_else(|| S3Keys::of(&SecretName::derived(&around.owner.name))),
            buckets: buckets.iter().map(|bucket| bucket.as_str().to_owned()).collect(),
            cpu: cpu.unwrap_or(CPU),
            memory,
            disk,
            data: wanted.claim(around, report)?,
            ports: [product.port],
            owner: around.owner.clone(),
            product,
        })
    }
}

impl Component for Server {
    fn offer(&self) -> Offer {
        Offer { capability: Capability::ObjectStore(BucketAddress::S3), way: Way::Pods(self.ports.to_vec()), identity: None }
    }

    fn variables(&self, namespace: &str) -> Vec<Variable> {
        let endpoint = format!("http://{}:{}", self.owner.host(&self.owner.name, namespace), self.product.port);
        let mut variables = vec![Variable::text("AWS_DEFAULT_REGION", REGION)];
        variables.extend(compatible_variables(&endpoint));
        variables.extend(self.credentials.variables().into_iter().map(|(name, key)| Variable::secret(name, key)));
        variables
    }

    fn needs(&self) -> &[Need] {
        &[]
    }

    fn helpers(&self, buckets: &BTreeSet<&str>) -> Vec<Helper<'_>> {
        let makes_buckets = !(buckets.is_empty() && self.buckets.is_empty());
        makes_buckets.then_some(Helper { role: buckets::ROLE, asks: &self.ports, sends_copies: false }).into_iter().collect()
    }

    fn secrets(&self) -> Vec<SecretKey> {
        self.credentials.variables().into_iter().map(|(_, key)| key).collect()
    }

    fn build(&self, _links: &Links<'_>, objects: &mut Objects) {
        let owner = &self.owner;
        let port = service::Port { name: PORT_NAME, number: self.product.port, target: self.product.port };
        let headless = owner.derived(Some("headless"));
        objects.push(service_account(owner, ROLE, BTreeMap::new()));
        objects.push(service(owner, ROLE, &owner.name, port));
        objects.push(headless_service(owner, ROLE, &headless, port));
        objects.push(stateful_set(owner, ROLE, headless, self.pod(), &self.data));
    }

    fn provide(&self, buckets: &BTreeSet<&str>, objects: &mut Objects) {
        let buckets: BTreeSet<&str> = self.buckets.iter().map(String::as_str).chain(buckets.iter().copied()).collect();
        if !buckets.is_empty() {
            objects.push(buckets::job(&self.owner, &self.variables(&self.owner.namespace), &buckets));
        }
    }
}

impl Server {
    fn pod(&self) -> Pod {
        let product = self.product;
        let mut container = pod::container(product.key, &self.image, parts::resources(self.cpu, self.memory));
        container.command = Some((product.argv)(self.disk.mebibytes()));
        container.ports = Some(vec![pod::port(PORT_NAME, product.port)]);
        let keys = product.keys.iter().zip(self.credentials.variables());
        let mut environment: Vec<_> = keys.map(|(name, (_, key))| pod::secret_variable(name, &key.name, &key.key)).collect();
        // Both are written in Go: memory that is about to reach the limit is collected before the kernel ends the program.
        environment.push(pod::variable("GOMEMLIMIT", format!("{}MiB", self.memory.limit.mebibytes() * 9 / 10)));
        environment.push(pod::variable("HOME", "/tmp"));
        container.env = Some(environment);
        let check = |path: &str| Check::Http { path: path.to_owned(), port: PORT_NAME };
        container.startup_probe = Some(check(product.ready).startup(300));
        container.readiness_probe = Some(check(product.ready).readiness());
        container.liveness_probe = Some(check(product.live).liveness());
        container.volume_mounts.get_or_insert_default().push(pod::mount("data", "/data"));
        let mut pod = Pod::new(&self.owner.name, container);
        (pod.user, pod.group) = (product.user, product.user);
        pod.grace = 60;
        pod
    }
}

#[cfg(test)]
mod tests {
    use super::volume_size;

    #[test]
    fn a_disk_holds_about_a_hundred_volumes() {
        assert_eq!([1_024, 10_240, 51_200, 1_048_576].map(volume_size), [64, 128, 512, 1_024]);
    }
}
