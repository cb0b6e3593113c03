//! `mlflow`: a tracking server with its model registry.

mod server;

use super::contract::{Backend, CapabilityKind, Component, Door, Exposure, Need, Purpose, Surroundings};
use super::parts::{self, Access, Disk, EgressSpec, ExposeSpec, Prefix, Replicas};
use super::{Kind, Written};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{BucketName, Bytes, Cpu, Environment, Image, Name, Range, VersionNumber};
use crate::k8s::Stage;
use crate::k8s::storage::AccessMode;
use crate::yaml::Step;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use server::{Artifacts, Database, Mlflow, PORT};

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
    /// Its namespace, if not the project's.
    #[serde(default)]
    namespace: Option<Name>,
}

/// Where artifacts are kept: on a disk, or in a bucket of an object store.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ArtifactsSpec {
    /// The size of a disk; with SQLite the experiments are on it too. Beside a store only SQLite needs one.
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

/// 3.18.0 cannot be installed: it pins a version of mlflow-skinny that was never published (PyPI, 2026-11-20).
const VERSION: &str = "3.17.2";
const CPU: Range<Cpu> = Range::new(Cpu::from_millicores(250), Cpu::from_millicores(1_000));
const WORKERS: u16 = 2;
const DISK: Bytes = Bytes::from_mebibytes(10_240);

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
        let needs = needs(backend, artifacts.store.clone().zip(artifacts.bucket.clone()));
        let artifacts = artifacts.resolve(database, around, report)?;
        let workers = workers.unwrap_or(WORKERS);
        let memory = memory_for(workers, memory, around, report);
        let replicas = Replicas::Fixed(replicas.unwrap_or(1));
        let routing = &around.profile.routing;
        let exposure = expose.and_then(|expose| exposure(expose, around, report));
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
            browser_origin: exposure.as_ref().map(|exposure| browser_origin(exposure, around)),
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
        if self.replicas == Some(0) {
            report.push(
                Diagnostic::error(codes::UNFIT_REPLICAS, "a server without pods")
                    .at(place.key("replicas").span())
                    .help("take the entry out, or set `replicas` to 1 or more"),
            );
        }
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
            (Some(_), Some(_), disk) => {
                let disk = if database == Database::Sqlite { Some(claim(disk, report)?) } else { None };
                Some(Artifacts::Bucket { disk })
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
    if default.is_some_and(|class| class.access.contains(&AccessMode::ReadWriteOncePod)) { Access::OnePod } else { Access::One }
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

/// The origin that a browser names when a page of the server sends something. Which address a node has is not known, but the port
/// is ours; MLflow takes patterns (mlflow server/security_utils.py, 2026-08).
fn browser_origin(exposure: &Exposure, around: &Surroundings<'_>) -> String {
    match &exposure.door {
        Door::Url { host, .. } => format!("{}://{host}", around.entrance.scheme()),
        Door::NodePort(port) => format!("http://*:{port}"),
    }
}

fn exposure(expose: ExposeSpec, around: &Surroundings<'_>, report: &mut Report) -> Option<Exposure> {
    let backend = Backend {
        service: around.owner.name.clone(),
        service_port: PORT.number(),
        container_port: PORT.number(),
        health_path: "/health".to_owned(),
        weight: 100,
        matched: None,
    };
    let exposure = expose.resolve(vec![backend], Prefix::Known, around, &around.place.key("expose"), report)?;
    Some(Exposure { uploads: true, unguarded: true, ..exposure })
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
