//! Databases whose files lie on a network file system.

use super::image_tag::program;
use super::{Check, Context, Rule, claims};
use crate::diag::{Report, codes};
use crate::manifest::{Container, Graph, Pod};
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::DATABASE_ON_NFS,
        "\
What: a database, Redis with an append-only file, Prometheus, or an SQLite file whose data lie on NFS, SMB or a mounted bucket.
Why: they count on locks, on the order of writes and on what `fsync` promises. On such file systems these hold in part or not at all: \
files break when a node or the network fails, and everything is slow. SQLite and Prometheus say that it is not supported.
Example: PostgreSQL with a claim of a class of `efs.csi.aws.com`.
Fix: take a class that makes disks, with `ReadWriteOnce`. What is kept there for copies, beside the data, is in order.",
    )],
    rule: Rule::Graph(run),
};

/// Programs with the folders of their data, from their images' documentation (2026-11).
const DATA: [(&str, &[&str]); 12] = [
    ("etcd", &["/var/lib/etcd", "/etcd-data", "/bitnami/etcd"]),
    ("mariadb", &["/var/lib/mysql", "/bitnami/mariadb"]),
    ("mongo", &["/data/db"]),
    ("mongodb", &["/data/db", "/bitnami/mongodb"]),
    ("mysql", &["/var/lib/mysql", "/bitnami/mysql"]),
    ("percona-server", &["/var/lib/mysql"]),
    ("pgvector", &["/var/lib/postgresql"]),
    ("postgis", &["/var/lib/postgresql"]),
    ("postgres", &["/var/lib/postgresql"]),
    ("postgresql", &["/bitnami/postgresql", "/var/lib/postgresql"]),
    ("prometheus", &["/prometheus"]),
    ("timescaledb", &["/var/lib/postgresql", "/home/postgres/pgdata"]),
];

/// Drivers whose volumes are shares or buckets (their READMEs, 2026-11).
const DRIVERS: [&str; 11] = [
    "blob.csi.azure.com",
    "cluster.local/nfs-subdir-external-provisioner",
    "efs.csi.aws.com",
    "file.csi.azure.com",
    "filestore.csi.storage.gke.io",
    "gcsfuse.csi.storage.gke.io",
    "k8s-sigs.io/nfs-subdir-external-provisioner",
    "kubernetes.io/azure-file",
    "nfs.csi.k8s.io",
    "s3.csi.aws.com",
    "smb.csi.k8s.io",
];

/// Classes that platforms bring along, or whose name their guides give (GKE "Filestore CSI driver", AKS "Concepts: storage", AWS EFS CSI
/// driver examples, 2026-08).
const CLASSES: [&str; 12] = [
    "azureblob-fuse-premium",
    "azureblob-nfs-premium",
    "azurefile",
    "azurefile-csi",
    "azurefile-csi-premium",
    "azurefile-premium",
    "efs-sc",
    "enterprise-multishare-rwx",
    "enterprise-rwx",
    "nfs-client",
    "premium-rwx",
    "standard-rwx",
];

fn run(graph: &Graph<'_>, context: &Context<'_>, found: &mut Report) {
    for pod in graph.pods() {
        for container in pod.running() {
            for mount in container.node.items("volumeMounts") {
                check(graph, context, pod, container, mount, found);
            }
        }
    }
}

fn check<'a>(
    graph: &Graph<'a>,
    context: &Context<'_>,
    pod: &Pod<'a>,
    container: Container<'a>,
    mount: &'a Node,
    found: &mut Report,
) {
    let (Some(place), Some(name)) = (mount.get("mountPath"), mount.text("name")) else { return };
    let Some(path) = place.as_str().map(|path| path.trim_end_matches('/')).filter(|path| !path.is_empty()) else { return };
    let Some(what) = data_below(container, path) else { return };
    let Some(why) = network(graph, context, pod, name) else { return };
    found.push(
        pod.owner
            .warning(codes::DATABASE_ON_NFS, place, format!("{what} lie on a network file system: {why}"))
            .help("take a class that makes disks, with `ReadWriteOnce`"),
    );
}

/// Whose data lie below a path of a container; none if nobody's are known to.
fn data_below(container: Container<'_>, path: &str) -> Option<String> {
    let program = container.node.text("image").map(program).unwrap_or_default();
    let is_below =
        |folder: &str, path: &str| folder == path || folder.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
    let meets = |folder: &&str| is_below(folder, path) || is_below(path, folder);
    if DATA.iter().any(|(name, folders)| *name == program && folders.iter().any(&meets)) {
        return Some(format!("the data of `{program}`"));
    }
    if matches!(program, "redis" | "valkey") && meets(&"/data") && has_append_only_file(container) {
        return Some(format!("the append-only file of `{program}`"));
    }
    let mut texts = words(container).chain(container.node.items("env").iter().filter_map(|variable| variable.text("value")));
    texts.any(|text| sqlite_file(text).is_some_and(|file| is_below(file, path))).then(|| "the files of SQLite".to_owned())
}

/// The words of the command line.
fn words(container: Container<'_>) -> impl Iterator<Item = &str> {
    let part = move |key: &str| container.node.items(key).iter().filter_map(Node::as_str);
    part("command").chain(part("args"))
}

fn has_append_only_file(container: Container<'_>) -> bool {
    let line = words(container).collect::<Vec<_>>().join(" ");
    line.contains("--appendonly yes") || line.contains("--appendonly=yes")
}

/// The file of a URL such as `sqlite:////mlflow/mlflow.db`, if its way is from the root.
fn sqlite_file(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("sqlite:///")?;
    let file = rest.split(|letter: char| letter.is_whitespace() || matches!(letter, '"' | '\'' | '?')).next()?;
    file.starts_with('/').then_some(file)
}

/// Why a volume is a share; none if it is not known to be one.
fn network(graph: &Graph<'_>, context: &Context<'_>, pod: &Pod<'_>, name: &str) -> Option<String> {
    let volume = pod.volumes().iter().find(|volume| volume.text("name") == Some(name));
    if let Some(why) = volume.and_then(source) {
        return Some(why);
    }
    let (claim, spec) = claims::of_volume(graph, pod, name)?;
    if let Some(volume) = spec.text("volumeName").and_then(|volume| graph.find("PersistentVolume", "", volume)) {
        return source(volume.spec()?);
    }
    let (_, class) = claims::class(spec)?;
    if let Some(class) = graph.find("StorageClass", "", class) {
        let driver = class.tree().text("provisioner").filter(|driver| DRIVERS.contains(driver))?;
        return Some(format!("the class `{}` is of `{driver}`", class.name));
    }
    let of_profile = context.profile.and_then(|profile| Some((profile, profile.storage.classes.get(class)?)));
    let is_share = match of_profile {
        // What many nodes can write to is no disk; on one node it may be a folder.
        Some((profile, facts)) => !profile.nodes.is_one() && facts.access.iter().any(|mode| mode.to_string() == "ReadWriteMany"),
        None => CLASSES.contains(&class),
    };
    is_share.then(|| format!("the claim of {} has the class `{class}`", claim.title()))
}

/// Whether a volume of a pod or of the cluster is a share itself.
fn source(volume: &Node) -> Option<String> {
    let driver = || volume.dig(&["csi", "driver"]).and_then(Node::as_str).filter(|driver| DRIVERS.contains(driver));
    if volume.get("nfs").is_some() {
        Some("the volume is `nfs`".to_owned())
    } else if volume.get("azureFile").is_some() {
        Some("the volume is `azureFile`".to_owned())
    } else {
        driver().map(|driver| format!("the volume is of `{driver}`"))
    }
}

#[cfg(test)]
mod tests {
    use super::sqlite_file;

    #[test]
    fn files_of_sqlite_are_found_by_their_url() {
        assert_eq!(sqlite_file("--backend-store-uri=sqlite:////data/mlflow.db"), Some("/data/mlflow.db"));
        assert_eq!(sqlite_file("mlflow server --backend-store-uri 'sqlite:////a/b.db' --port 5000"), Some("/a/b.db"));
        assert_eq!(sqlite_file("sqlite:///mlflow.db"), None, "below the folder that it runs in");
        assert_eq!(sqlite_file("postgresql:///x"), None);
    }
}
