//! Dumps of a database, night by night, in an object store.

use crate::components::contract::{
    BACKUP, Capability, CapabilityKind, Link, Links, Need, Objects, Purpose, Surroundings, Variable,
};
use crate::components::parts::{self, RcloneWork, rclone};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{BucketName, Cron, Duration, Name};
use crate::k8s::Owner;
use crate::k8s::job::{Run, Schedule, cron_job};
use crate::k8s::pod::{self, Pod, Resources};
use crate::k8s::workload::further_account;
use crate::text::{self, Template};
use crate::yaml::Step;
use k8s_openapi::api::core::v1::Container;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Copies of a database in an object store.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct BackupSpec {
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

const SCHEDULE: &str = "0 2 * * *";
const KEEP: Duration = Duration::from_seconds(14 * 86_400);
/// Less would delete a copy before anybody has looked at it.
const LEAST_KEEP: Duration = Duration::from_seconds(86_400);
/// The seconds that a copy may take.
const DEADLINE: i64 = 4 * 3_600;
const VOLUME: &str = "backup";
/// Where the dump stands between the two containers.
const FOLDER: &str = "/backup";

/// Copies of a database, settled.
#[derive(Debug)]
pub(super) struct Backup {
    need: Need,
    schedule: String,
    keep: Duration,
}

#[derive(Serialize)]
struct Dump<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct Upload<'a> {
    bucket: &'a str,
    folder: String,
    keep_seconds: u32,
}

impl Template for Dump<'_> {
    const NAME: &'static str = "postgres/dump.sh";
    const TEXT: &'static str = include_str!("../../../templates/postgres/dump.sh");
}

impl Template for Upload<'_> {
    const NAME: &'static str = "postgres/upload.sh";
    const TEXT: &'static str = include_str!("../../../templates/postgres/upload.sh");
}

impl BackupSpec {
    pub(super) fn resolve(self, around: &Surroundings<'_>, report: &mut Report) -> Backup {
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
        Backup { need, schedule: schedule.map_or_else(|| SCHEDULE.to_owned(), |cron| cron.as_str().to_owned()), keep }
    }
}

/// The database of which copies are made.
pub(super) struct Database<'a> {
    pub(super) owner: &'a Owner,
    /// The image of the server: `pg_dump` reads no newer server than itself.
    pub(super) image: &'a str,
    pub(super) user: i64,
    /// How clients reach it.
    pub(super) variables: Vec<Variable>,
    /// The size of its disk, which no dump exceeds.
    pub(super) disk: String,
}

impl Backup {
    pub(super) fn needs(&self) -> &[Need] {
        std::slice::from_ref(&self.need)
    }

    /// Builds the CronJob and the account of its pods: they may write to the store, the server's may not.
    pub(super) fn build(&self, database: &Database<'_>, links: &Links<'_>, objects: &mut Objects) {
        let Some(link) = links.for_purpose(|purpose| matches!(purpose, Purpose::Backup { .. })) else { return };
        let owner = database.owner;
        let annotations = parts::account_annotations(links.identity());
        objects.push(further_account(owner, BACKUP, Some(BACKUP), annotations));
        let Some(upload) = self.upload(owner, link) else { return };
        let mut pod = Pod::new(owner.derived(Some(BACKUP)), upload);
        pod.init_containers = vec![dump(database)];
        (pod.user, pod.group) = (database.user, database.user);
        pod.labels = parts::pod_labels(links.identity());
        pod.volumes = vec![pod::empty_dir(VOLUME, None, &database.disk)];
        let schedule = Schedule { cron: &self.schedule, timezone: None };
        objects.push(cron_job(owner, BACKUP, Some(BACKUP), schedule, &Run::repeated(2, DEADLINE), pod));
    }

    fn upload(&self, owner: &Owner, link: &Link<'_>) -> Option<Container> {
        let Capability::ObjectStore(address) = &link.offer.capability else { return None };
        let folder = format!("{}/{}", owner.project, owner.name);
        let bucket = link.need.purpose.bucket()?;
        let script = text::render(&Upload { bucket, folder, keep_seconds: self.keep.seconds() });
        let mut container = rclone("upload", RcloneWork::Transfer, script, address, &link.variables);
        container.volume_mounts.get_or_insert_default().push(pod::read_only_mount(VOLUME, FOLDER, None));
        Some(container)
    }
}

fn dump(database: &Database<'_>) -> Container {
    let resources = Resources::new(("100m", "1"), ("128Mi", "512Mi"));
    let mut container = pod::container("dump", database.image, resources);
    let script = text::render(&Dump { name: &database.owner.name });
    container.command = Some(vec!["sh".to_owned(), "-c".to_owned(), script]);
    // libpq waits for ever by itself.
    let patience = pod::variable("PGCONNECT_TIMEOUT", "30");
    container.env = Some(database.variables.iter().filter_map(parts::simple_variable).chain([patience]).collect());
    container.volume_mounts.get_or_insert_default().push(pod::mount(VOLUME, FOLDER));
    container
}
