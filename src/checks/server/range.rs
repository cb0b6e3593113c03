//! Numbers that are too small or too large.

use super::look::each;
use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::{Graph, Object, Pod};
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::OUT_OF_RANGE,
        "\
What: a number that is smaller or larger than Kubernetes takes.
Why: the API server refuses the object. Schemas know the type of a field and not its range.
Example: `containerPort: 80800`, `replicas: -1`, `defaultMode: 644`, which is 01204 in octal and so no mode.
Fix: write a number in the range that the message tells; modes of files with a `0` before: `0644`.",
    )],
    rule: Rule::Graph(run),
};

/// The largest number of 32 bits.
const MANY: i64 = 0x7fff_ffff;

/// The numbers at the end of a way, and the range that they are to be in.
struct Range {
    way: &'static str,
    least: i64,
    most: i64,
}

const fn range(way: &'static str, least: i64, most: i64) -> Range {
    Range { way, least, most }
}

/// A number of things, which cannot be negative.
const fn count(way: &'static str) -> Range {
    range(way, 0, MANY)
}

/// A number of things of which there is at least one.
const fn positive(way: &'static str) -> Range {
    range(way, 1, MANY)
}

const fn port(way: &'static str) -> Range {
    range(way, 1, 65_535)
}

/// The mode of a file: nine bits.
const fn mode(way: &'static str) -> Range {
    range(way, 0, 0o777)
}

/// Ranges in the `spec` of pods (kubernetes `pkg/apis/core/validation`, `ValidatePodSpec`, 2026-10).
const POD: &[Range] = &[
    range("activeDeadlineSeconds", 1, MANY),
    range("securityContext.runAsUser", 0, MANY),
    range("securityContext.runAsGroup", 0, MANY),
    range("securityContext.fsGroup", 0, MANY),
    range("securityContext.supplementalGroups.*", 0, MANY),
    mode("volumes.*.configMap.defaultMode"),
    mode("volumes.*.configMap.items.*.mode"),
    mode("volumes.*.secret.defaultMode"),
    mode("volumes.*.secret.items.*.mode"),
    mode("volumes.*.downwardAPI.defaultMode"),
    mode("volumes.*.downwardAPI.items.*.mode"),
    mode("volumes.*.projected.defaultMode"),
    mode("volumes.*.projected.sources.*.configMap.items.*.mode"),
    mode("volumes.*.projected.sources.*.secret.items.*.mode"),
    mode("volumes.*.projected.sources.*.downwardAPI.items.*.mode"),
    range("volumes.*.projected.sources.*.serviceAccountToken.expirationSeconds", 600, 1 << 32),
    positive("topologySpreadConstraints.*.maxSkew"),
    positive("topologySpreadConstraints.*.minDomains"),
    range("affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution.*.weight", 1, 100),
    range("affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution.*.weight", 1, 100),
    range("affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution.*.weight", 1, 100),
];

/// Ranges in containers.
const CONTAINER: &[Range] = &[
    port("ports.*.containerPort"),
    range("ports.*.hostPort", 0, 65_535),
    range("securityContext.runAsUser", 0, MANY),
    range("securityContext.runAsGroup", 0, MANY),
    port("lifecycle.postStart.httpGet.port"),
    port("lifecycle.preStop.httpGet.port"),
    count("lifecycle.postStart.sleep.seconds"),
    count("lifecycle.preStop.sleep.seconds"),
];

/// Ranges in probes; 0 stands for what is used when nothing is written.
const PROBE: &[Range] = &[
    count("initialDelaySeconds"),
    count("periodSeconds"),
    count("timeoutSeconds"),
    count("successThreshold"),
    count("failureThreshold"),
    positive("terminationGracePeriodSeconds"),
    port("httpGet.port"),
    port("tcpSocket.port"),
    port("grpc.port"),
];

/// Ranges in the `spec` of other objects.
fn of_kind(group: &str, kind: &str) -> &'static [Range] {
    match (group, kind) {
        ("apps", "Deployment") => {
            const { &[count("replicas"), count("minReadySeconds"), count("revisionHistoryLimit"), count("progressDeadlineSeconds")] }
        }
        ("apps", "StatefulSet") => {
            const {
                &[
                    count("replicas"),
                    count("minReadySeconds"),
                    count("revisionHistoryLimit"),
                    count("ordinals.start"),
                    count("updateStrategy.rollingUpdate.partition"),
                ]
            }
        }
        ("apps", "DaemonSet") => const { &[count("minReadySeconds"), count("revisionHistoryLimit")] },
        ("apps", "ReplicaSet") | ("", "ReplicationController") => const { &[count("replicas"), count("minReadySeconds")] },
        ("batch", "Job") => JOB,
        ("batch", "CronJob") => {
            const {
                &[
                    count("startingDeadlineSeconds"),
                    count("successfulJobsHistoryLimit"),
                    count("failedJobsHistoryLimit"),
                    count("jobTemplate.spec.parallelism"),
                    count("jobTemplate.spec.completions"),
                    count("jobTemplate.spec.backoffLimit"),
                    count("jobTemplate.spec.activeDeadlineSeconds"),
                    count("jobTemplate.spec.ttlSecondsAfterFinished"),
                ]
            }
        }
        ("", "Service") => {
            const {
                &[
                    port("ports.*.port"),
                    range("ports.*.targetPort", 0, 65_535),
                    range("ports.*.nodePort", 0, 65_535),
                    range("healthCheckNodePort", 0, 65_535),
                    range("sessionAffinityConfig.clientIP.timeoutSeconds", 1, 86_400),
                ]
            }
        }
        ("networking.k8s.io", "Ingress") => {
            const { &[port("rules.*.http.paths.*.backend.service.port.number"), port("defaultBackend.service.port.number")] }
        }
        ("networking.k8s.io", "NetworkPolicy") => {
            const {
                &[
                    port("ingress.*.ports.*.port"),
                    port("egress.*.ports.*.port"),
                    port("ingress.*.ports.*.endPort"),
                    port("egress.*.ports.*.endPort"),
                ]
            }
        }
        ("policy", "PodDisruptionBudget") => const { &[count("minAvailable"), count("maxUnavailable")] },
        ("autoscaling", "HorizontalPodAutoscaler") => SCALER,
        _ => &[],
    }
}

const JOB: &[Range] = &[
    count("parallelism"),
    count("completions"),
    count("backoffLimit"),
    count("backoffLimitPerIndex"),
    count("maxFailedIndexes"),
    count("activeDeadlineSeconds"),
    count("ttlSecondsAfterFinished"),
];

/// Kubernetes `pkg/apis/autoscaling/validation`; an hour is `MaxStabilizationWindowSeconds`, half of it `MaxPeriodSeconds`.
const SCALER: &[Range] = &[
    count("minReplicas"),
    positive("maxReplicas"),
    positive("targetCPUUtilizationPercentage"),
    positive("metrics.*.resource.target.averageUtilization"),
    positive("metrics.*.containerResource.target.averageUtilization"),
    range("behavior.scaleUp.stabilizationWindowSeconds", 0, 3_600),
    range("behavior.scaleDown.stabilizationWindowSeconds", 0, 3_600),
    positive("behavior.scaleUp.policies.*.value"),
    positive("behavior.scaleDown.policies.*.value"),
    range("behavior.scaleUp.policies.*.periodSeconds", 1, 1_800),
    range("behavior.scaleDown.policies.*.periodSeconds", 1, 1_800),
];

fn run(graph: &Graph<'_>, _: &Context<'_>, report: &mut Report) {
    for object in graph.objects() {
        if let Some(spec) = object.spec() {
            check(*object, spec, of_kind(object.group(), object.kind), report);
        }
    }
    for pod in graph.pods() {
        check_pod(pod, report);
    }
}

fn check_pod(pod: &Pod<'_>, report: &mut Report) {
    check(pod.owner, pod.spec, POD, report);
    for container in pod.containers() {
        check(pod.owner, container.node, CONTAINER, report);
        for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
            if let Some(probe) = container.node.get(probe) {
                check(pod.owner, probe, PROBE, report);
            }
        }
    }
}

fn check<'a>(object: Object<'a>, node: &'a Node, ranges: &[Range], report: &mut Report) {
    for range in ranges {
        each(node, range.way, &mut |value| {
            let Some(number) = value.as_integer().filter(|number| !(range.least..=range.most).contains(number)) else { return };
            let key = range.way.rsplit('.').find(|step| *step != "*").unwrap_or(range.way);
            let found = object.error(codes::OUT_OF_RANGE, value, format!("`{key}` cannot be {number}, only {}", words(range)));
            report.push(match octal(range, number) {
                Some(mode) => found.help(format!("modes are octal: write `{mode}`")),
                None => found.help("write a number in this range"),
            });
        });
    }
}

/// The range for people. The largest number of 32 bits is no range that they think of.
fn words(range: &Range) -> String {
    match (range.least, range.most) {
        (least, most) if most == MANY => format!("{least} or more"),
        (least, 0o777) => format!("{least} to 0777"),
        (least, most) => format!("{least} to {most}"),
    }
}

/// The mode that somebody meant who wrote it without the `0` before it.
fn octal(range: &Range, number: i64) -> Option<String> {
    let digits = number.to_string();
    let is_mode = range.most == 0o777 && digits.len() == 3 && digits.bytes().all(|digit| (b'0'..b'8').contains(&digit));
    is_mode.then(|| format!("0{digits}"))
}
