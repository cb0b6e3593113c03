//! `mlflow`: a tracking server with its model registry.

use super::contract::{
    Backend, Capability, CapabilityKind, CloudIdentity, Component, Exposure, Links, Need, Objects, Offer, Purpose, Surroundings,
    Variable, Way,
};
use super::parts::{self, Access, Disk, EgressSpec, ExposeSpec, Health, Replicas};
use super::{Kind, Written};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{BucketName, Bytes, Cpu, Environment, Image, Name, Port, Range, SecretKey, VersionNumber};
use crate::k8s::pod::{self, Pod, Spread};
use crate::k8s::scaling::pod_disruption_budget;
use crate::k8s::service::{self, service};
use crate::k8s::storage::{self, Claim};
use crate::k8s::workload::{Rollout, deployment, job, service_account};
use crate::k8s::{Owner, Stage};
use crate::text::{self, Template};
use crate::yaml::Step;
use indexmap::IndexMap;
use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::Container;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The line of the table.
pub(super) const KIND: Kind = Kind {
    section: "mlflow",
    noun: "mlflow",
    description: "MLflow tracking servers with their model registries.",
    stage: Stage::Workloads,
    serves_others_only: false,
    decode: super::decode::<MlflowSpec>,
    schema: super::schema::<MlflowSpec>,
};

/// An MLflow tracking server with its model registry.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct MlflowSpec {
    /// The version of MLflow, such as `3.17.2`.
    #[serde(default)]
    version: Option<VersionNumber>,
    /// An image of your own. It has to hold MLflow and the drivers of its backend and store.
    #[serde(default)]
    image: Option<Image>,
    /// Where experiments are kept: `sqlite`, or the name of an entry of `postgres`.
    #[serde(default)]
    backend: Option<Name>,
    /// Where artifacts are kept; clients reach them through the server and need no keys.
    artifacts: ArtifactsSpec,
    /// The processes that answer requests; 2 if not given.
    #[serde(default)]
    workers: Option<u16>,
    /// CPU from request to limit; `250m..1` if not given.
    #[serde(default)]
    cpu: Option<Range<Cpu>>,
    /// Memory from request to limit; what the workers need if not given.
    #[serde(default)]
    memory: Option<Range<Bytes>>,
    /// The number of pods; 1 if not given. More than one need a PostgreSQL backend and an object store.
    #[serde(default)]
    replicas: Option<u16>,
    /// Further environment variables.
    #[serde(default)]
    env: Environment,
    /// The host under which the world reaches it.
    #[serde(default)]
    expose: Option<ExposeSpec>,
    /// Addresses outside the cluster to which it may connect.
    #[serde(default)]
    egress: Vec<EgressSpec>,
    /// Labels of its pods.
    #[serde(default)]
    labels: IndexMap<String, String>,
    /// Annotations of its pods.
    #[serde(default)]
    annotations: IndexMap<String, String>,
    /// Its namespace, if not the project's.
    #[serde(default)]
    namespace: Option<Name>,
}

/// Where artifacts are kept: on a disk, or in a bucket of an object store.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ArtifactsSpec {
    /// The size of a disk; with SQLite the experiments are on it too.
    #[serde(default)]
    disk: Option<Bytes>,
    /// The storage class of the disk; the profile's default if not given.
    #[serde(default)]
    class: Option<String>,
    /// An entry of `objectStores`.
    #[serde(default)]
    store: Option<Name>,
    /// The bucket in the store.
    #[serde(default)]
    bucket: Option<BucketName>,
}

const ROLE: &str = "mlflow";
const MIGRATION_ROLE: &str = "db-upgrade";
const PORT_NAME: &str = "http";
const PORT: Port = Port::new(5_000);
/// 3.18.0 cannot be installed: it pins a version of mlflow-skinny that was never published (PyPI, 2026-11-20).
const VERSION: &str = "3.17.2";
const CPU: Range<Cpu> = Range::new(Cpu::from_millicores(250), Cpu::from_millicores(1_000));
const WORKERS: u16 = 2;
const DISK: Bytes = Bytes::from_mebibytes(10_240);
/// Where the disk is mounted.
const DATA: &str = "/mlflow";
/// The driver is named: SQLAlchemy 2.1 takes plain `postgresql://` for psycopg 3, which the image does not have. Host, user and
/// password come from libpq's own variables, so that no URI ever holds them (measured with mlflow 3.17.2).
const POSTGRES_URI: &str = "postgresql+psycopg2://";
/// The seconds that the server and its workers may take to start: up to 50 on two busy cores (measured with mlflow 3.17.2).
const STARTUP: u32 = 300;
/// The seconds that a migration may take, and that servers wait for it.
const MIGRATION: u32 = 1_800;

#[derive(Debug)]
struct Mlflow {
    owner: Owner,
    image: String,
    backend: Database,
    artifacts: Artifacts,
    workers: u16,
    cpu: Range<Cpu>,
    memory: Range<Bytes>,
    replicas: Replicas,
    spread: Spread,
    pre_stop: u32,
    keep_alive: u32,
    environment: Environment,
    needs: Vec<Need>,
    exposure: Option<Exposure>,
    /// The origin of pages that a browser loads from the exposed host.
    browser_origin: Option<String>,
    egress: Vec<Way>,
    labels: IndexMap<String, String>,
    annotations: IndexMap<String, String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Database {
    Sqlite,
    Postgres,
}

#[derive(Debug)]
enum Artifacts {
    Disk(Claim),
    /// The bucket, and the disk that SQLite needs all the same.
    Bucket {
        bucket: String,
        disk: Option<Claim>,
    },
}

#[derive(Serialize)]
struct WaitForSchema<'a> {
    uri: &'a str,
    job: &'a str,
    deadline_seconds: u32,
}

impl Template for WaitForSchema<'_> {
    const NAME: &'static str = "mlflow/wait_for_schema.py";
    const TEXT: &'static str = include_str!("../../templates/mlflow/wait_for_schema.py");
}

impl Written for MlflowSpec {
    fn namespace(&self) -> Option<&Name> {
        self.namespace.as_ref()
    }

    fn resolve(self, around: &Surroundings<'_>, report: &mut Report) -> Option<Box<dyn Component>> {
        let place = &around.place;
        self.check_replicas(around, report);
        let Self {
            version,
            image,
            backend,
            artifacts,
            workers,
            cpu,
            memory,
            replicas,
            env,
            expose,
            egress,
            labels,
            annotations,
            namespace: _,
        } = self;
        if let Some(image) = &image {
            parts::check_image(image, around.profile, &place.key("image"), report);
        }
        let database = if backend.as_ref().is_none_or(|backend| backend.as_str() == "sqlite") {
            Database::Sqlite
        } else {
            Database::Postgres
        };
        let needs = needs(backend, artifacts.store.clone());
        let artifacts = artifacts.resolve(database, around, report)?;
        let workers = workers.unwrap_or(WORKERS);
        let memory = memory_for(workers, memory, around, report);
        let replicas = Replicas::Fixed(replicas.unwrap_or(1));
        let routing = &around.profile.routing;
        let exposure = expose.map(|expose| exposure(expose, around));
        let scheme = if around.tls { "https" } else { "http" };
        Some(Box::new(Mlflow {
            image: image.map_or_else(|| official_image(version.as_ref(), database, &artifacts), |image| image.to_string()),
            owner: around.owner.clone(),
            backend: database,
            artifacts,
            workers,
            cpu: cpu.unwrap_or(CPU),
            memory,
            spread: parts::spread(&replicas, around.profile),
            replicas,
            pre_stop: if exposure.is_some() { routing.drain.seconds() } else { 10 },
            keep_alive: routing.keep_alive.seconds(),
            environment: env,
            needs,
            browser_origin: exposure.as_ref().map(|exposure| format!("{scheme}://{}", exposure.host)),
            exposure,
            egress: parts::egress_ways(&egress),
            labels,
            annotations,
        }))
    }
}

impl MlflowSpec {
    /// Several pods on one SQLite file, or with a disk each, would see different experiments and artifacts.
    fn check_replicas(&self, around: &Surroundings<'_>, report: &mut Report) {
        let place = &around.place;
        if self.workers == Some(0) {
            report.push(
                Diagnostic::error(codes::BAD_VALUE, "a server without workers answers nothing")
                    .at(place.key("workers").span())
                    .help("set it to 1 or more, or leave it out"),
            );
        }
        let on_sqlite = self.backend.as_ref().is_none_or(|backend| backend.as_str() == "sqlite");
        if self.replicas.is_some_and(|replicas| replicas > 1) && (on_sqlite || self.artifacts.disk.is_some()) {
            let what = if on_sqlite { "one SQLite file" } else { "one disk" };
            report.push(
                Diagnostic::error(codes::UNFIT_REPLICAS, format!("several pods cannot share {what}"))
                    .at(place.key("replicas").span())
                    .help("keep experiments in PostgreSQL, `backend: NAME`, and artifacts in a store, `artifacts: {store: NAME, bucket: NAME}`"),
            );
        }
        if self.replicas == Some(0) {
            report.push(
                Diagnostic::error(codes::UNFIT_REPLICAS, "a server without pods")
                    .at(place.key("replicas").span())
                    .help("take the entry out, or set `replicas` to 1 or more"),
            );
        }
    }
}

fn needs(backend: Option<Name>, store: Option<Name>) -> Vec<Need> {
    let key = |key: &str| Step::Key(key.to_owned());
    let database = backend.filter(|backend| backend.as_str() != "sqlite").map(|target| Need {
        target,
        wanted: &[CapabilityKind::Postgres],
        purpose: Purpose::Backend,
        prefix: None,
        path: vec![key("backend")],
    });
    let store = store.map(|target| Need {
        target,
        wanted: &[CapabilityKind::ObjectStore],
        purpose: Purpose::Artifacts,
        prefix: None,
        path: vec![key("artifacts"), key("store")],
    });
    database.into_iter().chain(store).collect()
}

impl ArtifactsSpec {
    fn resolve(self, database: Database, around: &Surroundings<'_>, report: &mut Report) -> Option<Artifacts> {
        let place = around.place.key("artifacts");
        let Self { disk, class, store, bucket } = self;
        let claim = |size: Option<Bytes>, report: &mut Report| {
            let access = if database == Database::Sqlite { single_writer(around) } else { Access::One };
            let size_place = place.key("disk");
            Disk { size: size.unwrap_or(DISK), access, class: class.as_deref(), size_place, place: place.clone() }
                .claim(around, report)
        };
        match (store, bucket, disk) {
            (Some(_), Some(bucket), disk) => {
                let disk = if database == Database::Sqlite { Some(claim(disk, report)?) } else { None };
                Some(Artifacts::Bucket { bucket: bucket.as_str().to_owned(), disk })
            }
            (None, None, Some(size)) => claim(Some(size), report).map(Artifacts::Disk),
            (None, None, None) => {
                report.push(
                    Diagnostic::error(codes::MISSING_KEY, "nothing says where artifacts are kept")
                        .at(place.key_span())
                        .help("give it `{disk: 10Gi}` or `{store: NAME, bucket: NAME}`"),
                );
                None
            }
            (store, ..) => {
                let (given, missing) = if store.is_some() { ("store", "bucket") } else { ("bucket", "store") };
                report.push(
                    Diagnostic::error(codes::MISSING_KEY, format!("`{given}` without `{missing}`"))
                        .at(place.key(given).key_span())
                        .help("both are needed: `{store: NAME, bucket: NAME}`"),
                );
                None
            }
        }
    }
}

/// SQLite breaks when two pods write: where the class can, nobody but one pod may mount the file.
fn single_writer(around: &Surroundings<'_>) -> Access {
    let storage = &around.profile.storage;
    let default = storage.default.as_ref().and_then(|name| storage.classes.get(name));
    if default.is_some_and(|class| class.access.contains(&storage::AccessMode::ReadWriteOncePod)) {
        Access::OnePod
    } else {
        Access::One
    }
}

/// The image with the drivers that are needed: the plain one has neither database drivers nor clients of object stores
/// (mlflow docker/Dockerfile and docker/Dockerfile.full, 3.17).
fn official_image(version: Option<&VersionNumber>, database: Database, artifacts: &Artifacts) -> String {
    let version = version.map_or(VERSION, VersionNumber::as_str);
    let plain = database == Database::Sqlite && matches!(artifacts, Artifacts::Disk(_));
    format!("ghcr.io/mlflow/mlflow:v{version}{}", if plain { "" } else { "-full" })
}

/// The least memory for so many workers, in mebibytes: 180 and 180 for each, without job execution (measured with mlflow 3.17.2,
/// memory of its control group after 40 requests).
fn least_memory(workers: u16) -> Bytes {
    Bytes::from_mebibytes(180 + 180 * u64::from(workers))
}

fn memory_for(workers: u16, memory: Option<Range<Bytes>>, around: &Surroundings<'_>, report: &mut Report) -> Range<Bytes> {
    let least = least_memory(workers);
    let Some(memory) = memory else {
        let request = least.mebibytes().next_multiple_of(256);
        return Range::new(Bytes::from_mebibytes(request), Bytes::from_mebibytes((request * 4 / 3).next_multiple_of(256)));
    };
    if memory.limit < least {
        report.push(
            Diagnostic::error(
                codes::UNFIT_MEMORY,
                format!("{workers} workers of MLflow need {least}, the limit is {}", memory.limit),
            )
            .at(around.place.key("memory").span())
            .help("raise the limit, or set `workers` lower: each takes about 180Mi"),
        );
    }
    memory
}

fn exposure(expose: ExposeSpec, around: &Surroundings<'_>) -> Exposure {
    let backend = Backend {
        service: around.owner.name.clone(),
        service_port: PORT.number(),
        container_port: PORT.number(),
        health_path: "/health".to_owned(),
    };
    Exposure { uploads: true, unguarded: true, ..expose.resolve(backend, &around.place.key("expose")) }
}

impl Component for Mlflow {
    fn offer(&self) -> Offer {
        Offer { capability: Capability::Mlflow, way: Way::Pods(vec![PORT.number()]), identity: None }
    }

    fn variables(&self, namespace: &str) -> Vec<Variable> {
        let host = self.owner.host(&self.owner.name, namespace);
        vec![Variable::text("MLFLOW_TRACKING_URI", format!("http://{host}:{}", PORT.number()))]
    }

    fn needs(&self) -> &[Need] {
        &self.needs
    }

    fn exposure(&self) -> Option<&Exposure> {
        self.exposure.as_ref()
    }

    fn egress(&self) -> &[Way] {
        &self.egress
    }

    fn secrets(&self) -> Vec<SecretKey> {
        parts::environment_secrets(&self.environment)
    }

    fn build(&self, links: &Links<'_>, objects: &mut Objects) {
        let owner = &self.owner;
        let identity = links.identity();
        objects.push(service_account(owner, ROLE, parts::account_annotations(identity)));
        objects.push(service(
            owner,
            ROLE,
            &owner.name,
            service::Port { name: PORT_NAME, number: PORT.number(), target: PORT.number() },
        ));
        let mut pod = self.server_pod(links, identity);
        let environment = parts::configure(&self.defaults(), links, &self.environment);
        if self.backend == Database::Postgres {
            let migration = self.migration_job(identity, environment.clone());
            pod.patience = MIGRATION;
            pod.init_containers = vec![self.wait_for_schema(migration.metadata.name.as_deref().unwrap_or_default())];
            objects.push(migration);
        }
        if let Some(map) = environment.apply(owner, ROLE, &mut pod) {
            objects.push(map);
        }
        share_environment(&mut pod);
        if let Some(claim) = self.claim() {
            objects.push(storage::claim(owner.metadata(ROLE, None), claim));
        }
        let rollout = if self.claim().is_some() { Rollout::Recreate } else { Rollout::Surge };
        objects.push(deployment(owner, ROLE, self.replicas.fixed(), rollout, pod));
        if self.replicas.least() > 1 {
            objects.push(pod_disruption_budget(owner, ROLE));
        }
    }
}

/// What waits before the server needs the same variables to find the database.
fn share_environment(pod: &mut Pod) {
    if let Some(server) = pod.containers.first() {
        for waiting in &mut pod.init_containers {
            waiting.env.clone_from(&server.env);
            waiting.env_from.clone_from(&server.env_from);
        }
    }
}

impl Mlflow {
    fn claim(&self) -> Option<&Claim> {
        match &self.artifacts {
            Artifacts::Disk(claim) => Some(claim),
            Artifacts::Bucket { disk, .. } => disk.as_ref(),
        }
    }

    fn defaults(&self) -> Vec<Variable> {
        let mut defaults = parts::identity_defaults(&self.owner);
        defaults.extend([
            // Eight processes and 1.3 GiB more, for features that run inside the server; off unless asked for.
            Variable::text("MLFLOW_SERVER_ENABLE_JOB_EXECUTION", "false"),
            Variable::text("MLFLOW_DISABLE_TELEMETRY", "true"),
            Variable::text("PYTHONDONTWRITEBYTECODE", "1"),
            // The proxy in front tells scheme and address of the client; only it can reach the pod.
            Variable::text("FORWARDED_ALLOW_IPS", "*"),
        ]);
        if self.backend == Database::Postgres {
            // libpq waits for ever by itself; behind a closed network policy that is minutes for each attempt.
            defaults.push(Variable::text("PGCONNECT_TIMEOUT", "10"));
        }
        defaults
    }

    fn container(&self, name: &str) -> Container {
        pod::container(name, &self.image, parts::resources(self.cpu, self.memory))
    }

    fn server_pod(&self, links: &Links<'_>, identity: Option<&CloudIdentity>) -> Pod {
        let mut container = self.container(&self.owner.name);
        container.command = Some(vec!["mlflow".to_owned(), "server".to_owned()]);
        container.args = Some(self.arguments(links));
        container.ports = Some(vec![pod::port(PORT_NAME, PORT.number())]);
        container.lifecycle = Some(pod::sleep_before_stop(self.pre_stop));
        let health = crate::k8s::probe::Check::Http { path: "/health".to_owned(), port: PORT_NAME };
        Health { live: health.clone(), ready: health, startup: STARTUP, path: None }.probe(&mut container);
        let mut pod = Pod::new(&self.owner.name, container);
        // An upload of a model may still be under way.
        pod.grace = self.pre_stop + 60;
        pod.spread = self.spread;
        // Artifacts pass through temporary files on their way to the store.
        "5Gi".clone_into(&mut pod.scratch);
        parts::dress(&mut pod, &self.labels, &self.annotations, identity);
        if self.claim().is_some() {
            pod.volumes.push(pod::claim_volume("data", &self.owner.name));
            pod.containers[0].volume_mounts.get_or_insert_default().push(pod::mount("data", DATA));
        }
        pod
    }

    fn arguments(&self, links: &Links<'_>) -> Vec<String> {
        let mut arguments =
            vec!["--host=0.0.0.0".to_owned(), format!("--port={}", PORT.number()), format!("--workers={}", self.workers)];
        arguments.push(match self.backend {
            Database::Sqlite => format!("--backend-store-uri=sqlite:///{DATA}/mlflow.db"),
            Database::Postgres => format!("--backend-store-uri={POSTGRES_URI}"),
        });
        // Clients send artifacts to the server, not to the store: no `--default-artifact-root`, which would send them there.
        arguments.push(format!("--artifacts-destination={}", self.artifacts_destination(links)));
        arguments.push(format!("--allowed-hosts={}", self.allowed_hosts().join(",")));
        if let Some(origin) = &self.browser_origin {
            arguments.push(format!("--cors-allowed-origins={origin}"));
        }
        arguments.push(format!("--uvicorn-opts=--timeout-keep-alive {} --proxy-headers", self.keep_alive));
        arguments
    }

    fn artifacts_destination(&self, links: &Links<'_>) -> String {
        match &self.artifacts {
            Artifacts::Disk(_) => format!("{DATA}/artifacts"),
            Artifacts::Bucket { bucket, .. } => match links.for_purpose(&Purpose::Artifacts).map(|link| &link.offer.capability) {
                Some(Capability::ObjectStore(address)) => address.of(bucket),
                _ => bucket.clone(),
            },
        }
    }

    /// Every name under which the server is reached; MLflow answers 403 to any other. Names count with and without a port, because
    /// a pattern is compared with the whole header (mlflow 3.17 server/security_utils.py). Probes and load balancers come by the
    /// pod's address, but they ask for `/health`, which is answered whatever the name.
    fn allowed_hosts(&self) -> Vec<String> {
        let (name, namespace) = (&self.owner.name, &self.owner.namespace);
        let own = [
            name.clone(),
            format!("{name}.{namespace}"),
            format!("{name}.{namespace}.svc"),
            format!("{name}.{namespace}.svc.cluster.local"),
            "localhost".to_owned(),
            "127.0.0.1".to_owned(),
        ];
        let mut hosts: Vec<String> = own.iter().flat_map(|host| [host.clone(), format!("{host}:*")]).collect();
        if let Some(exposure) = &self.exposure {
            hosts.extend([exposure.host.to_string(), format!("{}:*", exposure.host)]);
        }
        hosts
    }

    /// The Job that brings the database to the schema of the image. `mlflow db upgrade` has no lock that two pods would share, so
    /// the servers must not migrate by themselves.
    fn migration_job(&self, identity: Option<&CloudIdentity>, environment: parts::ConfiguredEnvironment) -> Job {
        let mut container = self.container(MIGRATION_ROLE);
        container.command = Some(["mlflow", "db", "upgrade", POSTGRES_URI].map(str::to_owned).to_vec());
        let mut pod = Pod::new(&self.owner.name, container);
        parts::dress(&mut pod, &self.labels, &self.annotations, identity);
        // The ConfigMap itself is the server's; the Job only refers to it.
        let _of_the_server = environment.apply(&self.owner, ROLE, &mut pod);
        job(&self.owner, MIGRATION_ROLE, 6, i64::from(MIGRATION), pod)
    }

    fn wait_for_schema(&self, job: &str) -> Container {
        let script = text::render(&WaitForSchema { uri: POSTGRES_URI, job, deadline_seconds: MIGRATION });
        let mut container = self.container("wait-for-schema");
        container.command = Some(vec!["python".to_owned(), "-c".to_owned(), script]);
        container
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_follows_the_workers() {
        assert_eq!(least_memory(2).mebibytes(), 540);
        assert_eq!(least_memory(4).mebibytes(), 900);
    }
}
