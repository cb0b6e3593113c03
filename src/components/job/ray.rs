//! Distributed jobs on a Ray cluster of their own.

use super::distributed::metadata;
use super::{Job, ROLE};
use crate::k8s::custom::Custom;
use crate::k8s::custom::ray::{HeadGroup, RayClusterSpec, RayJobSpec, WorkerGroup};
use crate::k8s::job::hash_of;
use crate::k8s::meta::Labels;
use crate::k8s::pod::{self, Pod};
use k8s_openapi::api::core::v1::PodTemplateSpec;

/// The port of the head's dashboard, where programs are handed in (KubeRay's samples, 2026-08-19).
pub(super) const DASHBOARD: u16 = 8_265;
/// The ports of the head: the cluster's memory of itself, the dashboard, and clients.
const PORTS: [(&str, u16); 3] = [("gcs-server", 6_379), ("dashboard", DASHBOARD), ("client", 10_001)];

/// The job. Its first pod is the head, which works like all others.
pub(super) fn ray_job(job: &Job, nodes: i32, mut pod: Pod) -> Custom<RayJobSpec> {
    // KubeRay writes the command that starts Ray; the program itself is handed in.
    let mut entrypoint = Vec::new();
    if let Some(container) = pod.containers.first_mut() {
        entrypoint.extend(container.command.take().into_iter().chain(container.args.take()).flatten());
    }
    let others = nodes - 1;
    let workers = WorkerGroup {
        group_name: "workers",
        replicas: others,
        min_replicas: others,
        max_replicas: others,
        ray_start_params: Labels::new(),
        template: template(job, "ray-worker", &[], pod.clone()),
    };
    let mut spec = RayJobSpec {
        entrypoint: entrypoint.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" "),
        // The operator hands the program in by itself. A pod of its own for that would be another that has to be let in.
        submission_mode: "HTTPMode",
        shutdown_after_job_finishes: true,
        keep: None,
        active_deadline_seconds: job.run.deadline,
        backoff_limit: job.run.retries,
        suspend: None,
        ray_cluster_spec: RayClusterSpec {
            head_group_spec: HeadGroup { ray_start_params: Labels::new(), template: template(job, "ray-head", &PORTS, pod) },
            worker_group_specs: if others > 0 { vec![workers] } else { Vec::new() },
        },
    };
    let metadata = metadata(job, &hash_of(&spec));
    (spec.keep, spec.suspend) = (job.run.keep, job.run.suspend());
    Custom { metadata, spec }
}

fn template(job: &Job, name: &str, ports: &[(&str, u16)], mut pod: Pod) -> PodTemplateSpec {
    if let Some(container) = pod.containers.first_mut() {
        name.clone_into(&mut container.name);
        container.ports = (!ports.is_empty()).then(|| ports.iter().map(|(name, port)| pod::port(name, *port)).collect());
    }
    pod.template(job.program.owner.labels(ROLE), &Labels::new())
}

/// A word as a POSIX shell reads it.
fn quoted(word: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:=,@%+".contains(&byte);
    if !word.is_empty() && word.bytes().all(is_plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn words_stay_words() {
        assert_eq!(quoted("acme.train"), "acme.train");
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted("it's $HOME"), r"'it'\''s $HOME'");
        assert_eq!(quoted(""), "''");
    }
}
