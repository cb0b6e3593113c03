//! Copies in an object store: when they are made, where they go, and how long they stay.

use super::{RcloneWork, account_annotations, pod_labels, rclone};
use crate::components::contract::{Capability, CapabilityKind, Copies, Link, Need, Objects, Purpose, Surroundings};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{BucketName, Cron, Duration, Name};
use crate::k8s::Owner;
use crate::k8s::job::{Run, Schedule, cron_job};
use crate::k8s::pod::{self, Pod};
use crate::k8s::workload::further_account;
use crate::text::{self, Template};
use crate::yaml::Step;
use k8s_openapi::api::core::v1::{Container, Volume};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Copies of a database in an object store.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BackupSpec {
    /// An entry of `objectStores`.
    store: Name,
    /// The bucket in the store.
    bucket: BucketName,
    /// When, in UTC; `0 2 * * *` if not given.
    #[serde(default)]
    schedule: Option<Cron>,
    /// How long a copy is kept; `14d` if not given. The newest always stays.
    #[serde(default)]
    keep: Option<Duration>,
}

/// The suffix of its objects, and what its pods do.
pub const BACKUP: &str = "backup";
const SCHEDULE: &str = "0 2 * * *";
const KEEP: Duration = Duration::from_seconds(14 * 86_400);
/// Less would delete a copy before anybody has looked at it.
const LEAST_KEEP: Duration = Duration::from_seconds(86_400);
const VOLUME: &str = "backup";
/// Where a copy stands between the container that makes it and the one that sends it.
const FOLDER: &str = "/backup";

/// Copies in an object store, settled.
#[derive(Debug)]
pub struct Backup {
    need: Need,
    schedule: String,
    /// Where they are, and how long they stay.
    pub copies: Copies,
}

impl BackupSpec {
    /// Settles when copies are made and where they go; the name of each ends in `ending`.
    pub fn resolve(self, ending: &'static str, around: &Surroundings<'_>, report: &mut Report) -> Backup {
        let Self { store, bucket, schedule, keep } = self;
        let keep = keep.unwrap_or(KEEP);
        if keep < LEAST_KEEP {
            report.push(
                Diagnostic::error(codes::BAD_DURATION, format!("a backup that is kept for `{keep}` is gone when it is needed"))
                    .at(around.place.key("backup").key("keep").span())
                    .help(format!("keep it for `{LEAST_KEEP}` or longer")),
            );
        }
        let key = |key: &str| Step::Key(key.to_owned());
        let need = Need {
            target: store,
            wanted: &[CapabilityKind::ObjectStore],
            purpose: Purpose::Backup { bucket: bucket.as_str().to_owned() },
            prefix: None,
            path: vec![key("backup"), key("store")],
        };
        let owner = &around.owner;
        let copies = Copies { folder: format!("{}/{}", owner.project, owner.name), ending, keep };
        Backup { need, schedule: schedule.map_or_else(|| SCHEDULE.to_owned(), |cron| cron.as_str().to_owned()), copies }
    }
}

impl Backup {
    /// The edge to the store.
    pub fn need(&self) -> &Need {
        &self.need
    }

    /// Builds the `CronJob` of a pod that may take so many seconds, and the account under which it runs: it may write to the store,
    /// the entry's other pods may not.
    pub fn build(&self, owner: &Owner, mut pod: Pod, deadline: i64, link: &Link<'_>, objects: &mut Objects) {
        take_account(owner, BACKUP, &mut pod, link, objects);
        let schedule = Schedule { cron: &self.schedule, timezone: None };
        objects.push(cron_job(owner, BACKUP, Some(BACKUP), schedule, &Run::repeated(2, deadline), pod));
    }
}

/// The account of those who make an entry's copies.
pub fn backup_account(owner: &Owner) -> String {
    owner.derived(Some(BACKUP))
}

/// Gives a pod an account of its own that may write to a store, and builds it.
pub fn take_account(owner: &Owner, role: &str, pod: &mut Pod, link: &Link<'_>, objects: &mut Objects) {
    let identity = link.offer.identity.as_ref();
    objects.push(further_account(owner, role, Some(role), account_annotations(identity)));
    pod.account = owner.derived(Some(role));
    pod.labels.extend(pod_labels(identity));
}

/// What there is to send.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sent<'a> {
    /// A folder whose files are sent too, one by one.
    pub tree: Option<&'a str>,
    /// Whether no copy may have been made, because there was nothing to copy.
    pub may_be_nothing: bool,
}

#[derive(Serialize)]
struct Upload<'a> {
    from: &'a str,
    bucket: &'a str,
    folder: &'a str,
    ending: &'a str,
    keep_seconds: u32,
    tree: Option<&'a str>,
    may_be_nothing: bool,
}

impl Template for Upload<'_> {
    const NAME: &'static str = "backup/upload.sh";
    const TEXT: &'static str = include_str!("../../../templates/backup/upload.sh");
}

/// The container that sends a copy to the store at the other end of an edge; none if that is no store.
pub fn upload(copies: &Copies, sent: Sent<'_>, link: &Link<'_>) -> Option<Container> {
    let Capability::ObjectStore(address) = &link.offer.capability else { return None };
    let Copies { folder, ending, keep } = copies;
    let Sent { tree, may_be_nothing } = sent;
    let bucket = link.need.purpose.bucket()?;
    let keep_seconds = keep.seconds();
    let script = text::render(&Upload { from: FOLDER, bucket, folder, ending, keep_seconds, tree, may_be_nothing });
    let mut container = rclone("upload", RcloneWork::Transfer, script, address, &link.variables);
    container.volume_mounts.get_or_insert_default().push(pod::read_only_mount(VOLUME, FOLDER, None));
    Some(container)
}

/// Lets a container write a copy to where the one that sends it finds it.
pub fn mount_copy(container: &mut Container) {
    container.volume_mounts.get_or_insert_default().push(pod::mount(VOLUME, FOLDER));
}

/// The volume on which a copy stands between the two.
pub fn copy_volume(size: &str) -> Volume {
    pod::empty_dir(VOLUME, None, size)
}
