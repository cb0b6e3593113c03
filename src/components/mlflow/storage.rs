//! Where a tracking server keeps what it is given: experiments in a database, artifacts on a disk or in a bucket.

use crate::components::contract::Surroundings;
use crate::components::parts::{Access, Disk};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{BucketName, Bytes, Name};
use crate::k8s::storage::{AccessMode, Claim};
use schemars::JsonSchema;
use serde::Deserialize;

/// Where artifacts are kept: on a disk, or in a bucket of an object store.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ArtifactsSpec {
    /// The size of a disk; with SQLite the experiments are on it too, unless `disk` beside `artifacts` gives them one of their own.
    /// Beside a store only SQLite needs one.
    #[serde(default)]
    pub(super) disk: Option<Bytes>,
    /// The storage class of all disks; the profile's default if not given.
    #[serde(default)]
    pub(super) class: Option<String>,
    /// An entry of `objectStores`.
    #[serde(default)]
    pub(super) store: Option<Name>,
    /// The bucket in the store.
    #[serde(default)]
    pub(super) bucket: Option<BucketName>,
}

/// Where experiments are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Database {
    Sqlite,
    Postgres,
}

/// The disks of a server.
#[derive(Debug)]
pub(super) struct Storage {
    pub(super) database: Database,
    /// Whether artifacts are in a bucket.
    pub(super) has_bucket: bool,
    pub(super) disks: Vec<MountedDisk>,
}

/// A disk and where it is mounted.
#[derive(Debug)]
pub(super) struct MountedDisk {
    /// The volume in the pod.
    pub(super) volume: &'static str,
    /// What the claim's name ends in.
    pub(super) suffix: Option<&'static str>,
    pub(super) path: &'static str,
    pub(super) claim: Claim,
}

/// Where everything is, however many disks there are.
const DATA: &str = "/mlflow";
const BACKEND: &str = "/mlflow/backend";
pub(super) const ARTIFACTS: &str = "/mlflow/artifacts";
/// The disk of SQLite beside a store.
const DISK: Bytes = Bytes::from_mebibytes(10_240);

impl Storage {
    /// Settles where everything goes; `disk` is the one that only the experiments are on.
    pub(super) fn resolve(
        database: Database,
        disk: Option<Bytes>,
        artifacts: ArtifactsSpec,
        around: &Surroundings<'_>,
        report: &mut Report,
    ) -> Option<Self> {
        let place = around.place.key("artifacts");
        let ArtifactsSpec { disk: for_artifacts, class, store, bucket } = artifacts;
        if database == Database::Postgres && disk.is_some() {
            report.push(
                Diagnostic::error(codes::BAD_VALUE, "`disk` is for SQLite, and the experiments are in PostgreSQL")
                    .at(around.place.key("disk").key_span())
                    .related(around.place.key("backend").span(), "they are here")
                    .help("take it out; in an overlay, `null` removes what the spec has set"),
            );
        }
        let has_bucket = match (&store, &bucket, for_artifacts) {
            (Some(_), Some(_), _) => true,
            (None, None, Some(_)) => false,
            (None, None, None) => {
                report.push(
                    Diagnostic::error(codes::MISSING_KEY, "nothing says where artifacts are kept")
                        .at(place.key_span())
                        .help("give it `{disk: 10Gi}` or `{store: NAME, bucket: NAME}`"),
                );
                return None;
            }
            _ => {
                let (given, missing) = if store.is_some() { ("store", "bucket") } else { ("bucket", "store") };
                report.push(
                    Diagnostic::error(codes::MISSING_KEY, format!("`{given}` without `{missing}`"))
                        .at(place.key(given).key_span())
                        .help("both are needed: `{store: NAME, bucket: NAME}`"),
                );
                return None;
            }
        };
        let claims = Claims { class: class.as_deref(), around };
        let disks = match (database, disk, has_bucket) {
            (Database::Sqlite, Some(disk), _) => {
                let backend = claims.experiments(disk, "disk", report)?;
                let backend = MountedDisk { volume: "backend", suffix: Some("backend"), path: BACKEND, claim: backend };
                let artifacts = match for_artifacts.filter(|_| !has_bucket) {
                    Some(size) => Some(MountedDisk {
                        volume: "artifacts",
                        suffix: Some("artifacts"),
                        path: ARTIFACTS,
                        claim: claims.artifacts(size, report)?,
                    }),
                    None => None,
                };
                std::iter::once(backend).chain(artifacts).collect()
            }
            (Database::Sqlite, None, _) => {
                vec![whole(claims.experiments(for_artifacts.unwrap_or(DISK), "artifacts.disk", report)?)]
            }
            (Database::Postgres, _, true) => Vec::new(),
            (Database::Postgres, _, false) => vec![whole(claims.artifacts(for_artifacts.unwrap_or(DISK), report)?)],
        };
        let keeps_nothing = has_bucket && (database == Database::Postgres || disk.is_some());
        let idle = [("disk", keeps_nothing && for_artifacts.is_some()), ("class", disks.is_empty() && class.is_some())];
        for (key, _) in idle.iter().filter(|(_, is_idle)| *is_idle) {
            report.push(
                Diagnostic::error(codes::BAD_VALUE, format!("`{key}` has no effect: artifacts are in a store"))
                    .at(place.key(key).key_span())
                    .related(place.key("store").span(), "they are here")
                    .help("take it out; in an overlay, `null` removes what the spec has set"),
            );
        }
        Some(Self { database, has_bucket, disks })
    }

    /// Where SQLite's file is.
    pub(super) fn sqlite_folder(&self) -> &'static str {
        if self.disks.iter().any(|disk| disk.path == BACKEND) { BACKEND } else { DATA }
    }
}

/// The one disk for everything.
fn whole(claim: Claim) -> MountedDisk {
    MountedDisk { volume: "data", suffix: None, path: DATA, claim }
}

struct Claims<'a> {
    class: Option<&'a str>,
    around: &'a Surroundings<'a>,
}

impl Claims<'_> {
    fn experiments(&self, size: Bytes, key: &str, report: &mut Report) -> Option<Claim> {
        self.claim(size, single_writer(self.around), key, report)
    }

    fn artifacts(&self, size: Bytes, report: &mut Report) -> Option<Claim> {
        self.claim(size, Access::One, "artifacts.disk", report)
    }

    fn claim(&self, size: Bytes, access: Access, key: &str, report: &mut Report) -> Option<Claim> {
        let artifacts = self.around.place.key("artifacts");
        let size_place = if key == "disk" { self.around.place.key("disk") } else { artifacts.key("disk") };
        Disk { size, access, class: self.class, size_place, place: artifacts }.claim(self.around, report)
    }
}

/// SQLite breaks when two pods write: where the class can, nobody but one pod may mount the file.
fn single_writer(around: &Surroundings<'_>) -> Access {
    let storage = &around.profile.storage;
    let default = storage.default.as_ref().and_then(|name| storage.classes.get(name));
    if default.is_some_and(|class| class.access.contains(&AccessMode::ReadWriteOncePod)) { Access::OnePod } else { Access::One }
}
