//! `mlflow`: a tracking server with its model registry.

mod auth;
mod backup;
mod migration;
mod server;
mod storage;

use super::contract::{Backend, CapabilityKind, Component, Door, Exposure, Metrics, Need, Purpose, Subject, Surroundings};
use super::parts::{
    self, Address, Backup, BackupSpec, EgressSpec, ExposeSpec, Placement, Prefix, Replicas, SecuritySpec, ServicePortSpec,
};
use super::{Kind, Written};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{BucketName, Bytes, Cpu, Environment, Image, Name, Range, VersionNumber};
use crate::k8s::Stage;
use crate::yaml::Step;
use auth::{Auth, AuthSpec};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use server::{Mlflow, PORT, PORT_NAME, ROLE};
use storage::{ArtifactsSpec, Database, Storage, Wanted};

/// The line of the table.
pub(super) const KIND: Kind = Kind {
    section: "mlflow",
    noun: "mlflow",
    description: "MLflow tracking servers with their model registries.",
    stage: Stage::Workloads,
    serves_others_only: false,
    decode: super::decode::<MlflowSpec>,
    #[cfg(test)]
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
    /// A disk for SQLite alone; on that of `artifacts` if not given.
    #[serde(default)]
    disk: Option<Bytes>,
    /// Where artifacts are kept; clients reach them through the server and need no keys.
    artifacts: ArtifactsSpec,
    /// Copies of the databases of SQLite in an object store; PostgreSQL has a key of its own. A disk that has copies is one that all
    /// pods of a node can mount.
    #[serde(default)]
    backup: Option<BackupSpec>,
    /// Who may use it; without it whoever reaches it may do everything.
    #[serde(default)]
    auth: Option<AuthSpec>,
    /// How others in the cluster reach it; by its own name and port 5000 if not given.
    #[serde(default)]
    service: Option<ServicePortSpec>,
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
    /// Whether it counts its requests for Prometheus, at `/metrics`.
    #[serde(default)]
    metrics: bool,
    /// Whether it runs jobs by itself, such as scorers of traces: eight processes more, with 1.3 GiB, in one pod.
    #[serde(default)]
    jobs: bool,
    /// Whether nodes will do that cost less and may go at any time.
    #[serde(default)]
    spot: bool,
    /// Further environment variables.
    #[serde(default)]
    env: Environment,
    /// Where the world reaches it.
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
    /// What differs from the safest defaults.
    #[serde(default)]
    security: SecuritySpec,
    /// Its namespace, if not the project's.
    #[serde(default)]
    namespace: Option<Name>,
}

/// 3.18.0 cannot be installed: it pins a version of mlflow-skinny that was never published (PyPI, 2026-11-20).
const VERSION: &str = "3.17.2";
const CPU: Range<Cpu> = Range::new(Cpu::from_millicores(250), Cpu::from_millicores(1_000));
const WORKERS: u16 = 2;

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
            disk,
            artifacts,
            backup,
            auth,
            service,
            workers,
            cpu,
            memory,
            replicas,
            metrics,
            jobs,
            spot,
            env,
            expose,
            egress,
            labels,
            annotations,
            security,
            namespace: _,
        } = self;
        if let Some(image) = &image {
            parts::check_image(image, around.profile, &place.key("image"), report);
        }
        let on_sqlite = backend.as_ref().is_none_or(|backend| backend.as_str() == "sqlite");
        let database = if on_sqlite { Database::Sqlite } else { Database::Postgres };
        security.check(place, report);
        check_backup(backup.is_some(), database, around, report);
        let mut needs = needs(backend, artifacts.store.clone().zip(artifacts.bucket.clone()));
        let backup = backup.filter(|_| on_sqlite).map(|backup| backup.resolve(backup::ENDING, around, report));
        needs.extend(backup.iter().map(Backup::need).cloned());
        let wanted = Wanted { database, disk, has_backup: backup.is_some() };
        let storage = Storage::resolve(&wanted, artifacts, around, report)?;
        check_spot(spot, &storage, around, report);
        let processes = Processes { workers: workers.unwrap_or(WORKERS), jobs };
        let memory = processes.memory(memory, around, report);
        let replicas = Replicas::Fixed(replicas.unwrap_or(1));
        let routing = &around.profile.routing;
        let address = Address::resolve(service, &around.owner, PORT);
        let auth = auth.map(AuthSpec::resolve);
        let login = auth.as_ref().map(|auth| auth.clients().clone());
        let exposure = expose.and_then(|expose| exposure(expose, &address, auth.as_ref(), around, report));
        let needs_full = database == Database::Postgres || storage.has_bucket || auth.is_some() || metrics;
        Some(Box::new(Mlflow {
            image: image.map_or_else(|| official_image(version.as_ref(), needs_full), |image| image.to_string()),
            owner: around.owner.clone(),
            address,
            storage,
            auth,
            processes,
            cpu: cpu.unwrap_or(CPU),
            memory,
            backup,
            spread: parts::spread(&replicas, around.profile),
            placement: Placement::resolve(None, spot, around, place, report),
            security,
            replicas,
            pre_stop: if exposure.is_some() { routing.drain.seconds() } else { 10 },
            keep_alive: routing.keep_alive.seconds(),
            // Never below the prefix (measured with mlflow 3.17.2).
            metrics: metrics.then(|| Metrics { login, ..Metrics::usual(ROLE, PORT.number(), PORT_NAME, Subject::Mlflow) }),
            environment: env,
            needs,
            browser_origin: exposure.as_ref().map(|exposure| browser_origin(exposure, around)),
            prefix: exposure.as_ref().and_then(Exposure::kept_prefix).unwrap_or_default().to_owned(),
            exposure,
            egress: parts::egress_ways(&egress, place, report),
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
        if self.replicas.is_some_and(|replicas| replicas > 1) && (on_sqlite || self.artifacts.store.is_none()) {
            let what = if on_sqlite { "one SQLite file" } else { "one disk" };
            report.push(
                Diagnostic::error(codes::UNFIT_REPLICAS, format!("several pods cannot share {what}"))
                    .at(place.key("replicas").span())
                    .help("keep experiments in PostgreSQL, `backend: NAME`, and artifacts in a store, `artifacts: {store: NAME, bucket: NAME}`"),
            );
        }
        // Each pod has a queue of its own in its memory. Pods could share one in a Redis, but periodic jobs have to be switched on in
        // exactly one of them, and the pods of a Deployment are all alike (mlflow 3.17 environment_variables.py,
        // `MLFLOW_SERVER_JOB_HUEY_REDIS_URL` and `MLFLOW_SERVER_JOB_ENABLE_PERIODIC_TASKS`, 2026-11).
        if self.jobs && self.replicas.is_some_and(|replicas| replicas > 1) {
            report.push(
                Diagnostic::error(codes::UNFIT_REPLICAS, "several pods would each run the same periodic jobs")
                    .at(place.key("jobs").span())
                    .related(place.key("replicas").span(), "so many pods")
                    .help("give it one pod, `replicas: 1`: pods know nothing of the jobs that others run"),
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

/// Each database says itself where its copies go.
fn check_backup(is_given: bool, database: Database, around: &Surroundings<'_>, report: &mut Report) {
    if is_given && database == Database::Postgres {
        let place = &around.place;
        report.push(
            Diagnostic::error(codes::BACKUP_ELSEWHERE, "the experiments are in PostgreSQL, which has copies of its own")
                .at(place.key("backup").key_span())
                .related(place.key("backend").span(), "they are here")
                .help("move it to that entry of `postgres`; in an overlay, `null` removes what the spec has set"),
        );
    }
}

/// A disk has to be taken off a node that goes before another can have it.
fn check_spot(spot: bool, storage: &Storage, around: &Surroundings<'_>, report: &mut Report) {
    if spot && !storage.disks.is_empty() {
        report.push(
            Diagnostic::warning(
                codes::RISKY_NODES,
                "MLflow is away for minutes whenever its node goes: its disk has to follow it",
            )
            .at(around.place.key("spot").span())
            .help("keep experiments in PostgreSQL and artifacts in a store, with `replicas: 2`, or take `spot` out"),
        );
    }
}

fn needs(backend: Option<Name>, store: Option<(Name, BucketName)>) -> Vec<Need> {
    let key = |key: &str| Step::Key(key.to_owned());
    let database = backend.filter(|backend| backend.as_str() != "sqlite").map(|target| Need {
        target,
        wanted: &[CapabilityKind::Postgres],
        purpose: Purpose::Backend,
        prefix: None,
        path: vec![key("backend")],
    });
    let store = store.map(|(target, bucket)| Need {
        target,
        wanted: &[CapabilityKind::ObjectStore],
        purpose: Purpose::Artifacts { bucket: bucket.as_str().to_owned() },
        prefix: None,
        path: vec![key("artifacts"), key("store")],
    });
    database.into_iter().chain(store).collect()
}

/// The image. The plain one has neither database drivers nor clients of object stores, nor what users and metrics need
/// (mlflow docker/Dockerfile and docker/Dockerfile.full, 3.17).
fn official_image(version: Option<&VersionNumber>, full: bool) -> String {
    let version = version.map_or(VERSION, VersionNumber::as_str);
    format!("ghcr.io/mlflow/mlflow:v{version}{}", if full { "-full" } else { "" })
}

/// The processes of a server.
#[derive(Clone, Copy, Debug)]
struct Processes {
    workers: u16,
    jobs: bool,
}

impl Processes {
    /// The least memory, in mebibytes: 180, 180 for each worker, and 1332 for the eight processes that run jobs (measured with
    /// mlflow 3.17.2, memory of its control group after 40 requests; again in 2026-11: 563 and 1927 in all with two workers).
    fn least_memory(self) -> Bytes {
        Bytes::from_mebibytes(180 + 180 * u64::from(self.workers) + if self.jobs { 1_332 } else { 0 })
    }

    fn memory(self, memory: Option<Range<Bytes>>, around: &Surroundings<'_>, report: &mut Report) -> Range<Bytes> {
        let least = self.least_memory();
        let Some(memory) = memory else {
            let request = least.mebibytes().next_multiple_of(256);
            let limit = (request * 4 / 3).next_multiple_of(256);
            return Range::new(Bytes::from_mebibytes(request), Bytes::from_mebibytes(limit));
        };
        if memory.limit < least {
            let (workers, jobs) = (self.workers, if self.jobs { " and jobs" } else { "" });
            report.push(
                Diagnostic::error(
                    codes::UNFIT_MEMORY,
                    format!("{workers} workers{jobs} of MLflow need {least}, the limit is {}", memory.limit),
                )
                .at(around.place.key("memory").span())
                .help("raise the limit, or set `workers` lower: each takes about 180Mi")
                .maybe_help(self.jobs.then_some("or take `jobs` out: they take 1332Mi, even when nothing runs")),
            );
        }
        memory
    }
}

/// The origin that a browser names when a page of the server sends something. Which address a node has is not known, but the port
/// is ours; MLflow takes patterns (mlflow server/security_utils.py, 2026-08).
fn browser_origin(exposure: &Exposure, around: &Surroundings<'_>) -> String {
    match &exposure.door {
        Door::Url { host, .. } => format!("{}://{host}", around.entrance.scheme()),
        Door::NodePort(port) => format!("http://*:{port}"),
    }
}

fn exposure(
    expose: ExposeSpec,
    address: &Address,
    auth: Option<&Auth>,
    around: &Surroundings<'_>,
    report: &mut Report,
) -> Option<Exposure> {
    let backend = Backend::only(address.name.clone(), address.port, PORT.number(), server::health_path(""));
    let exposure = expose.resolve(vec![backend], Prefix::Known, around, &around.place.key("expose"), report)?;
    Some(Exposure { uploads: true, unguarded: auth.is_none(), ..exposure })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_follows_the_processes() {
        let least = |workers, jobs| Processes { workers, jobs }.least_memory().mebibytes();
        assert_eq!([least(2, false), least(4, false), least(4, true)], [540, 900, 2_232]);
    }
}
