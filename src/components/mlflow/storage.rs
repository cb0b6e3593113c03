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
    /// Whether `backup` beside `artifacts` copies those on a disk too. What is deleted on the disk stays in the copy.
    #[serde(default)]
    pub(super) backup: bool,
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
    /// Whether backups hold those on a disk.
    pub(super) copies_artifacts: bool,
    pub(super) disks: Vec<MountedDisk>,
}

/// A disk and where it is mounted.
#[derive(Debug)]
pub(super) struct MountedDisk {
    /// The volume in the pod.
    pub(super) volume: &'static str,
    pub(super) claim_name: String,
    pub(super) path: &'static str,
    pub(super) claim: Claim,
}

/// Where everything is, however many disks there are.
const DATA: &str = "/mlflow";
const BACKEND: &str = "/mlflow/backend";
pub(super) const ARTIFACTS: &str = "/mlflow/artifacts";
/// The disk of SQLite beside a store.
const DISK: Bytes = Bytes::from_mebibytes(10_240);

/// What a server's own keys say of its disks.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) database: Database,
    /// The disk that only the experiments are on.
    pub(super) disk: Option<Bytes>,
    /// Whether copies are made of what is on disks.
    pub(super) has_backup: bool,
}

impl Storage {
    /// Settles where everything goes.
    pub(super) fn resolve(
        wanted: &Wanted,
        artifacts: ArtifactsSpec,
        around: &Surroundings<'_>,
        report: &mut Report,
    ) -> Option<Self> {
        let Wanted { database, disk, has_backup } = *wanted;
        if database == Database::Postgres && disk.is_some() {
            report.push(
                Diagnostic::error(codes::BAD_VALUE, "`disk` is for SQLite, and the experiments are in PostgreSQL")
                    .at(around.place.key("disk").key_span())
                    .related(around.place.key("backend").span(), "they are here")
                    .help("take it out; in an overlay, `null` removes what the spec has set"),
            );
        }
        let has_bucket = artifacts.has_bucket(around, report)?;
        artifacts.check_backup(has_bucket, has_backup, around, report);
        let ArtifactsSpec { disk: for_artifacts, class, backup: copies_artifacts, store: _, bucket: _ } = artifacts;
        let claims = Claims { class: class.as_deref(), has_backup, around };
        let disks = match (database, disk, has_bucket) {
            (Database::Sqlite, Some(disk), _) => {
                let backend = claims.experiments(disk, "disk", report)?;
                let backend = claims.disk("backend", Some("backend"), BACKEND, backend);
                let artifacts = match for_artifacts.filter(|_| !has_bucket) {
                    Some(size) => Some(claims.disk("artifacts", Some("artifacts"), ARTIFACTS, claims.artifacts(size, report)?)),
                    None => None,
                };
                std::iter::once(backend).chain(artifacts).collect()
            }
            (Database::Sqlite, None, _) => {
                vec![claims.whole(claims.experiments(for_artifacts.unwrap_or(DISK), "artifacts.disk", report)?)]
            }
            (Database::Postgres, _, true) => Vec::new(),
            (Database::Postgres, _, false) => vec![claims.whole(claims.artifacts(for_artifacts.unwrap_or(DISK), report)?)],
        };
        let place = around.place.key("artifacts");
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
        Some(Self { database, has_bucket, copies_artifacts, disks })
    }

    /// Where SQLite's file is.
    pub(super) fn sqlite_folder(&self) -> &'static str {
        if self.disks.iter().any(|disk| disk.path == BACKEND) { BACKEND } else { DATA }
    }

    /// SQLite's file.
    pub(super) fn sqlite_file(&self) -> String {
        format!("{}/mlflow.db", self.sqlite_folder())
    }

    /// The disk that SQLite's file is on.
    pub(super) fn sqlite_disk(&self) -> Option<&MountedDisk> {
        let folder = self.sqlite_folder();
        self.disks.iter().find(|disk| self.database == Database::Sqlite && disk.path == folder)
    }

    /// The disk that artifacts are on.
    pub(super) fn artifacts_disk(&self) -> Option<&MountedDisk> {
        let is_meant = |disk: &&MountedDisk| disk.path == ARTIFACTS || disk.path == DATA;
        self.disks.iter().find(is_meant).filter(|_| !self.has_bucket)
    }
}

impl ArtifactsSpec {
    /// Whether artifacts go to a bucket, or a report of why nobody knows where they go.
    fn has_bucket(&self, around: &Surroundings<'_>, report: &mut Report) -> Option<bool> {
        let place = around.place.key("artifacts");
        match (&self.store, &self.bucket, self.disk) {
            (Some(_), Some(_), _) => Some(true),
            (None, None, Some(_)) => Some(false),
            (None, None, None) => {
                report.push(
                    Diagnostic::error(codes::MISSING_KEY, "nothing says where artifacts are kept")
                        .at(place.key_span())
                        .help("give it `{disk: 10Gi}` or `{store: NAME, bucket: NAME}`"),
                );
                None
            }
            _ => {
                let (given, missing) = if self.store.is_some() { ("store", "bucket") } else { ("bucket", "store") };
                report.push(
                    Diagnostic::error(codes::MISSING_KEY, format!("`{given}` without `{missing}`"))
                        .at(place.key(given).key_span())
                        .help("both are needed: `{store: NAME, bucket: NAME}`"),
                );
                None
            }
        }
    }

    fn check_backup(&self, has_bucket: bool, has_backup: bool, around: &Surroundings<'_>, report: &mut Report) {
        let place = around.place.key("artifacts");
        if self.backup && has_bucket {
            report.push(
                Diagnostic::error(codes::BACKUP_ELSEWHERE, "a copy of artifacts that are in a store already")
                    .at(place.key("backup").key_span())
                    .related(place.key("store").span(), "they are here")
                    .help("take it out, and let the bucket keep versions of what is in it"),
            );
        } else if self.backup && !has_backup {
            report.push(
                Diagnostic::error(codes::MISSING_KEY, "nothing says where copies of artifacts go")
                    .at(place.key("backup").key_span())
                    .help("add `backup: {store: NAME, bucket: NAME}` beside `artifacts`"),
            );
        }
    }
}

struct Claims<'a> {
    class: Option<&'a str>,
    has_backup: bool,
    around: &'a Surroundings<'a>,
}

impl Claims<'_> {
    fn disk(&self, volume: &'static str, suffix: Option<&str>, path: &'static str, claim: Claim) -> MountedDisk {
        MountedDisk { volume, claim_name: self.around.owner.derived(suffix), path, claim }
    }

    /// The one disk for everything.
    fn whole(&self, claim: Claim) -> MountedDisk {
        self.disk("data", None, DATA, claim)
    }

    /// SQLite breaks when two pods write: where the class can, nobody but one pod may mount the file. Who makes copies has to.
    fn experiments(&self, size: Bytes, key: &str, report: &mut Report) -> Option<Claim> {
        let access = if self.has_backup { Access::One } else { single_writer(self.around) };
        self.claim(size, access, key, report)
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

/// One pod, where the class knows how.
fn single_writer(around: &Surroundings<'_>) -> Access {
    let storage = &around.profile.storage;
    let default = storage.default.as_ref().and_then(|name| storage.classes.get(name));
    if default.is_some_and(|class| class.access.contains(&AccessMode::ReadWriteOncePod)) { Access::OnePod } else { Access::One }
}
