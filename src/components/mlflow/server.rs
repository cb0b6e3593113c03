//! An MLflow server as it runs: its command, the names that it answers to, and the Job that migrates its database.

use crate::components::contract::{
    Capability, CloudIdentity, Component, Door, Exposure, Link, Links, Need, Objects, Offer, Purpose, Variable, Way,
};
use crate::components::parts::{self, Health, Replicas};
use crate::fields::{Bytes, Cpu, Environment, Port, Range, SecretKey};
use crate::k8s::Owner;
use crate::k8s::job::{Run, job};
use crate::k8s::pod::{self, Pod, Spread};
use crate::k8s::probe::Check;
use crate::k8s::scaling::pod_disruption_budget;
use crate::k8s::service::{self, service};
use crate::k8s::storage::{self, Claim};
use crate::k8s::workload::{Rollout, deployment, service_account};
use crate::text::{self, Template};
use indexmap::IndexMap;
use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::Container;
use serde::Serialize;

const ROLE: &str = "mlflow";
const MIGRATION_ROLE: &str = "db-upgrade";
const PORT_NAME: &str = "http";
/// The port on which MLflow listens by itself.
pub(super) const PORT: Port = Port::new(5_000);
/// Where the disk is mounted.
const DATA: &str = "/mlflow";
/// The driver is named: SQLAlchemy 2.1 takes plain `postgresql://` for psycopg 3, which the image does not have. Host, user and
/// password come from libpq's own variables, so that no URI ever holds them (measured with mlflow 3.17.2).
const POSTGRES_URI: &str = "postgresql+psycopg2://";
/// The seconds that the server and its workers may take to start: up to 50 on two busy cores (measured with mlflow 3.17.2).
const STARTUP: u32 = 300;
/// The seconds that a migration may take, and that servers wait for it.
const MIGRATION: u32 = 1_800;

/// A tracking server, settled.
#[derive(Debug)]
pub(super) struct Mlflow {
    pub(super) owner: Owner,
    pub(super) image: String,
    pub(super) backend: Database,
    pub(super) artifacts: Artifacts,
    pub(super) workers: u16,
    pub(super) cpu: Range<Cpu>,
    pub(super) memory: Range<Bytes>,
    pub(super) replicas: Replicas,
    pub(super) spread: Spread,
    pub(super) pre_stop: u32,
    pub(super) keep_alive: u32,
    pub(super) environment: Environment,
    pub(super) needs: Vec<Need>,
    pub(super) exposure: Option<Exposure>,
    /// The origin of pages that a browser loads from the exposed host.
    pub(super) browser_origin: Option<String>,
    pub(super) egress: Vec<Way>,
    pub(super) labels: IndexMap<String, String>,
    pub(super) annotations: IndexMap<String, String>,
}

/// Where experiments are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Database {
    Sqlite,
    Postgres,
}

/// Where artifacts are kept.
#[derive(Debug)]
pub(super) enum Artifacts {
    Disk(Claim),
    /// A bucket, with the disk that SQLite needs all the same.
    Bucket {
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
    const TEXT: &'static str = include_str!("../../../templates/mlflow/wait_for_schema.py");
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

    fn exposures(&self) -> &[Exposure] {
        self.exposure.as_slice()
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

fn is_artifacts(purpose: &Purpose) -> bool {
    matches!(purpose, Purpose::Artifacts { .. })
}

/// The address of the bucket for which an edge is there.
fn bucket_address(link: &Link<'_>) -> Option<String> {
    match &link.offer.capability {
        Capability::ObjectStore(address) => link.need.purpose.bucket().map(|bucket| address.of(bucket)),
        _ => None,
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
        let health = Check::Http { path: "/health".to_owned(), port: PORT_NAME };
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
            Artifacts::Bucket { .. } => links.for_purpose(is_artifacts).and_then(bucket_address).unwrap_or_default(),
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
        match self.exposure.as_ref().map(|exposure| &exposure.door) {
            Some(Door::Url { host, .. }) => hosts.extend([host.to_string(), format!("{host}:*")]),
            // Whatever the address of the node is, the port is ours.
            Some(Door::NodePort(port)) => hosts.push(format!("*:{port}")),
            None => {}
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
        job(&self.owner, MIGRATION_ROLE, Some(MIGRATION_ROLE), &Run::once(6, i64::from(MIGRATION)), pod)
    }

    fn wait_for_schema(&self, job: &str) -> Container {
        let script = text::render(&WaitForSchema { uri: POSTGRES_URI, job, deadline_seconds: MIGRATION });
        let mut container = self.container("wait-for-schema");
        container.command = Some(vec!["python".to_owned(), "-c".to_owned(), script]);
        container
    }
}
