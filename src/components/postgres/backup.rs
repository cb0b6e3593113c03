//! Dumps of a database, night by night, in an object store.

use crate::components::contract::{Dump, Links, Objects, Variable};
use crate::components::parts::{self, Backup, Sent};
use crate::k8s::Owner;
use crate::k8s::pod::Pod;

/// What the names of dumps end in.
pub(super) const ENDING: &str = "dump";
/// The seconds that a dump may take.
const DEADLINE: i64 = 4 * 3_600;

/// Builds what dumps a database that is reached by these variables; `user` is the one of its server.
pub(super) fn build(
    backup: &Backup,
    dump: &Dump,
    owner: &Owner,
    user: i64,
    variables: &[Variable],
    links: &Links<'_>,
    objects: &mut Objects,
) {
    let Some(link) = links.backup() else { return };
    let Some(upload) = parts::upload(&dump.copies, Sent::default(), link) else { return };
    let mut pod = Pod::new(&owner.name, upload);
    pod.init_containers = vec![parts::dump(dump, None, variables)];
    (pod.user, pod.group) = (user, user);
    pod.volumes = vec![parts::copy_volume(&dump.size)];
    backup.build(owner, pod, DEADLINE, link, objects);
}
