//! An MLflow server as it runs: its command, and the names that it answers to.

use super::Processes;
use super::auth::Auth;
use super::migration;
use super::storage::{ARTIFACTS, Database, Storage};
use crate::components::contract::{
    Capability, CloudIdentity, Component, Door, Exposure, Helper, Link, Links, Metrics, Need, Objects, Offer, Purpose, Variable,
    Way,
};
use crate::components::parts::{self, Address, BACKUP, Backup, Health, Placement, Replicas, SecuritySpec};
use crate::fields::{Bytes, Cpu, Environment, Port, Range, SecretKey};
use crate::k8s::Owner;
use crate::k8s::pod::{self, Pod, Spread};
use crate::k8s::probe::Check;
use crate::k8s::scaling::pod_disruption_budget;
use crate::k8s::service::{self, service};
use crate::k8s::storage;
use crate::k8s::workload::{Rollout, deployment, service_account};
use indexmap::IndexMap;
use k8s_openapi::api::core::v1::{ConfigMap, Container};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use std::collections::BTreeSet;

pub(super) const ROLE: &str = "mlflow";
pub(super) const PORT_NAME: &str = "http";
/// The port on which MLflow listens by itself.
pub(super) const PORT: Port = Port::new(5_000);
/// The seconds that the server and its workers may take to start: up to 50 on two busy cores (measured with mlflow 3.17.2).
const STARTUP: u32 = 300;
/// What lets clients download from the store itself and upload there, by addresses that the server signs. They do so by themselves when the
/// server says that its store can, and no setting of the server keeps it from saying so; but the way to the store is open to the server
/// alone. mlflow/store/artifact/mlflow_artifacts_repo.py and mlflow/server/handlers.py of MLflow 3.17.2, 2026-11.
const DETOURS: [&str; 2] = ["MLFLOW_ENABLE_PROXY_MULTIPART_DOWNLOAD", "MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD"];
/// Where requests are counted; a file for each process.
const METRICS_FOLDER: &str = "/tmp/metrics";

/// A tracking server, settled.
#[derive(Debug)]
pub(super) struct Mlflow {
    pub(super) owner: Owner,
    pub(super) image: String,
    pub(super) address: Address,
    pub(super) storage: Storage,
    pub(super) auth: Option<Auth>,
    pub(super) processes: Processes,
    pub(super) cpu: Range<Cpu>,
    pub(super) memory: Range<Bytes>,
    pub(super) replicas: Replicas,
    pub(super) spread: Spread,
    pub(super) placement: Placement,
    pub(super) security: SecuritySpec,
    /// Copies of what is kept on disks, if the experiments are.
    pub(super) backup: Option<Backup>,
    pub(super) pre_stop: u32,
    pub(super) keep_alive: u32,
    pub(super) metrics: Option<Metrics>,
    pub(super) environment: Environment,
    pub(super) needs: Vec<Need>,
    pub(super) exposure: Option<Exposure>,
    /// The origin of pages that a browser loads from the exposed host.
    pub(super) browser_origin: Option<String>,
    /// The path below which it answers; empty if there is none.
    pub(super) prefix: String,
    pub(super) egress: Vec<Way>,
    pub(super) labels: IndexMap<String, String>,
    pub(super) annotations: IndexMap<String, String>,
}

impl Component for Mlflow {
    fn offer(&self) -> Offer {
        Offer {
            capability: Capability::Mlflow { image: self.image.clone() },
            way: Way::Pods(vec![PORT.number()]),
            identity: None,
        }
    }

    fn variables(&self, namespace: &str) -> Vec<Variable> {
        // The API too answers below the prefix only.
        let url = format!("{}{}", self.address.url(&self.owner, namespace), self.prefix);
        let login = self.auth.iter().flat_map(Auth::client_variables);
        let detours = DETOURS.into_iter().filter(|_| self.storage.has_bucket);
        let no_detours = detours.map(|detour| Variable::text(detour, "false"));
        std::iter::once(Variable::text("MLFLOW_TRACKING_URI", url)).chain(no_detours).chain(login).collect()
    }

    fn needs(&self) -> &[Need] {
        &self.needs
    }

    fn exposures(&self) -> &[Exposure] {
        self.exposure.as_slice()
    }

    fn helpers(&self, _buckets: &BTreeSet<&str>) -> Vec<Helper<'_>> {
        let role = match self.storage.database {
            Database::Sqlite => self.backup.as_ref().map(|_| BACKUP),
            Database::Postgres => Some(migration::ROLE),
        };
        role.map(|role| Helper { role, asks: &[], sends_copies: true }).into_iter().collect()
    }

    fn egress(&self) -> &[Way] {
        &self.egress
    }

    fn metrics(&self) -> &[Metrics] {
        self.metrics.as_slice()
    }

    fn secrets(&self) -> Vec<SecretKey> {
        let mut secrets = parts::environment_secrets(&self.environment);
        secrets.extend(self.auth.iter().flat_map(Auth::secrets));
        secrets
    }

    fn build(&self, links: &Links<'_>, objects: &mut Objects) {
        let owner = &self.owner;
        let identity = links.identity();
        objects.push(service_account(owner, ROLE, parts::account_annotations(identity)));
        let port = service::Port { name: PORT_NAME, number: self.address.port, target: PORT.number() };
        objects.push(service(owner, ROLE, &self.address.name, port));
        let mut pod = self.server_pod(links, identity);
        let environment = parts::configure(&self.defaults(), links, &self.environment);
        if self.storage.database == Database::Postgres {
            pod.patience = self.build_migration(environment.clone(), links, objects);
            pod.init_containers = vec![self.wait_for_schema(pod.patience)];
        } else if let Some(disk) = self.storage.sqlite_disk() {
            pod.patience = migration::MIGRATION;
            pod.init_containers = vec![self.upgrade_sqlite(disk)];
        }
        if let Some(map) = environment.apply(owner, ROLE, None, &mut pod) {
            objects.push(map);
        }
        share_environment(&mut pod);
        if let Some(map) = self.add_users(&mut pod) {
            objects.push(map);
        }
        for disk in &self.storage.disks {
            let metadata = ObjectMeta { name: Some(disk.claim_name.clone()), ..owner.metadata(ROLE, None) };
            objects.push(storage::claim(metadata, &disk.claim));
        }
        let rollout = if self.storage.disks.is_empty() { Rollout::Surge } else { Rollout::Recreate };
        objects.push(deployment(owner, ROLE, self.replicas.fixed(), rollout, pod));
        if self.replicas.least() > 1 {
            objects.push(pod_disruption_budget(owner, ROLE));
        }
        self.build_backup(links, objects);
    }
}

/// What comes first needs the same variables to find the database.
pub(super) fn share_environment(pod: &mut Pod) {
    if let Some(main) = pod.containers.first() {
        for first in &mut pod.init_containers {
            first.env.clone_from(&main.env);
            first.env_from.clone_from(&main.env_from);
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

/// A bucket, or else the folder on the disk.
fn artifacts_destination(links: &Links<'_>) -> String {
    links.for_purpose(is_artifacts).and_then(bucket_address).unwrap_or_else(|| ARTIFACTS.to_owned())
}

/// The path that tells whether a server is well. It asks for no password.
pub(super) fn health_path(prefix: &str) -> String {
    format!("{prefix}/health")
}

impl Mlflow {
    fn defaults(&self) -> Vec<Variable> {
        let mut defaults = parts::identity_defaults(&self.owner);
        defaults.extend([
            // On by itself, with the memory that it takes.
            Variable::text("MLFLOW_SERVER_ENABLE_JOB_EXECUTION", self.processes.jobs.to_string()),
            Variable::text("MLFLOW_DISABLE_TELEMETRY", "true"),
            Variable::text("PYTHONDONTWRITEBYTECODE", "1"),
            // The proxy in front tells scheme and address of the client; only it can reach the pod.
            Variable::text("FORWARDED_ALLOW_IPS", "*"),
        ]);
        if self.storage.database == Database::Postgres {
            // libpq waits for ever by itself; behind a closed network policy that is minutes for each attempt.
            defaults.push(Variable::text("PGCONNECT_TIMEOUT", "10"));
        }
        defaults
    }

    pub(super) fn container(&self, name: &str) -> Container {
        pod::container(name, &self.image, parts::resources(self.cpu, self.memory))
    }

    fn server_pod(&self, links: &Links<'_>, identity: Option<&CloudIdentity>) -> Pod {
        let mut container = self.container(&self.owner.name);
        container.command = Some(self.command());
        container.args = Some(self.arguments(links));
        container.ports = Some(vec![pod::port(PORT_NAME, PORT.number())]);
        container.lifecycle = Some(pod::sleep_before_stop(self.pre_stop));
        let health = Check::Http { path: health_path(&self.prefix), port: PORT_NAME };
        Health::usual(health.clone(), health, STARTUP).probe(&mut container);
        let mut pod = Pod::new(&self.owner.name, container);
        // An upload of a model may still be under way.
        pod.grace = self.pre_stop + 60;
        pod.spread = self.spread;
        // Artifacts pass through temporary files on their way to the store.
        "5Gi".clone_into(&mut pod.scratch);
        parts::dress(&mut pod, &self.labels, &self.annotations, identity);
        parts::secure(&mut pod, &self.security);
        self.placement.apply(&mut pod);
        for disk in &self.storage.disks {
            pod.volumes.push(pod::claim_volume(disk.volume, &disk.claim_name));
            pod.containers[0].volume_mounts.get_or_insert_default().push(pod::mount(disk.volume, disk.path));
        }
        if self.metrics.is_some() {
            pod.containers[0].env.get_or_insert_default().push(pod::field_variable("POD_IP", "status.podIP"));
        }
        pod
    }

    /// The command. Files of processes that have ended would be counted for ever, and `/tmp` outlives a container that is started
    /// anew in the same pod.
    fn command(&self) -> Vec<String> {
        if self.metrics.is_none() {
            return vec!["mlflow".to_owned(), "server".to_owned()];
        }
        let script = format!("rm -rf {METRICS_FOLDER} && exec mlflow server \"$@\"");
        vec!["sh".to_owned(), "-c".to_owned(), script, "mlflow".to_owned()]
    }

    /// Gives a server its users. Nothing else of the entry needs to know of them.
    fn add_users(&self, pod: &mut Pod) -> Option<ConfigMap> {
        let auth = self.auth.as_ref()?;
        let server = pod.containers.first_mut()?;
        server.env.get_or_insert_default().extend(auth.server_variables());
        parts::add_files(&self.owner, ROLE, &auth.files(&self.storage), pod)
    }

    fn arguments(&self, links: &Links<'_>) -> Vec<String> {
        let mut arguments = vec![
            "--host=0.0.0.0".to_owned(),
            format!("--port={}", PORT.number()),
            format!("--workers={}", self.processes.workers),
        ];
        arguments.push(match self.storage.database {
            Database::Sqlite => format!("--backend-store-uri=sqlite:///{}", self.storage.sqlite_file()),
            Database::Postgres => format!("--backend-store-uri={}", migration::POSTGRES_URI),
        });
        if self.auth.is_some() {
            arguments.push("--app-name=basic-auth".to_owned());
        }
        if !self.prefix.is_empty() {
            arguments.push(format!("--static-prefix={}", self.prefix));
        }
        if self.metrics.is_some() {
            arguments.push(format!("--expose-prometheus={METRICS_FOLDER}"));
        }
        // Clients send artifacts to the server, not to the store: no `--default-artifact-root`, which would send them there.
        arguments.push(format!("--artifacts-destination={}", artifacts_destination(links)));
        arguments.push(format!("--allowed-hosts={}", self.allowed_hosts().join(",")));
        if let Some(origin) = &self.browser_origin {
            arguments.push(format!("--cors-allowed-origins={origin}"));
        }
        arguments.push(format!("--uvicorn-opts=--timeout-keep-alive {} --proxy-headers", self.keep_alive));
        arguments
    }

    /// Every name under which the server is reached; MLflow answers 403 to any other. Names count with and without a port, because
    /// a pattern is compared with the whole header (mlflow 3.17 server/security_utils.py). Probes and load balancers come by the
    /// pod's address, but they ask for `/health`, which is answered whatever the name.
    fn allowed_hosts(&self) -> Vec<String> {
        let (name, namespace) = (&self.address.name, &self.owner.namespace);
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
        if self.metrics.is_some() {
            // Who scrapes asks each pod by its address, which the kubelet puts in here.
            hosts.extend(["$(POD_IP)".to_owned(), "$(POD_IP):*".to_owned()]);
        }
        hosts
    }
}
