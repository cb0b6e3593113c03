//! What neither spec nor profile decides: rules of mlkube's own, by the fields that they give.

/// Why some fields are as they are, whatever a spec says.
#[derive(Debug)]
pub struct Rule {
    /// The kinds of objects; none for all of them.
    pub kinds: &'static [&'static str],
    /// The ends of the fields' paths, without the names of items: `securityContext.runAsNonRoot`. One that ends in a dot stands for
    /// everything inside, and one that starts with a dot is the whole path.
    pub fields: &'static [&'static str],
    /// Whether the field is a sum of others: it changes with whatever changes.
    pub is_sum: bool,
    /// The rule in a few words.
    pub name: &'static str,
    /// The reason, and who says so.
    pub why: &'static str,
}

/// Writes rows: kinds, fields, a name and a reason; a sum is marked.
macro_rules! rules {
    ($($mark:ident [$($kind:literal),*] [$($field:literal),*] $name:literal $why:literal)*) => {
        &[$(Rule {
            kinds: &[$($kind),*],
            fields: &[$($field),*],
            is_sum: rules!(@sum $mark),
            name: $name,
            why: $why,
        },)*]
    };
    (@sum sum) => { true };
    (@sum rule) => { false };
}

/// The table, the most particular rules first.
pub const RULES: &[Rule] = rules! {
    sum [] ["annotations[mlkube.dev/config-hash]"] "config hash"
    "a sum of all configuration that the pods read: they start anew when any of it changes"

    sum ["Job", "TrainJob", "JobSet", "RayJob"] ["metadata.name"] "name with a sum"
    "the name and a sum of the template, which is immutable: a changed job is a new one (kubernetes.io \"Jobs\", 2026-08)"

    rule ["Namespace"] ["labels[pod-security.kubernetes.io/enforce-version]", "labels[pod-security.kubernetes.io/warn-version]",
        "labels[pod-security.kubernetes.io/audit-version]"] "version"
    "the standard as the version of Kubernetes has it that `--kube-version` names"

    rule [] [".apiVersion", ".kind"] "kind"
    "the object that mlkube builds for this"

    rule [] ["scaleTargetRef.", "targetRef.", "parentRefs[].", "backendRefs[].", "issuerRef.", "parametersRef.", "roleRef.",
        "runtimeRef."] "reference"
    "by its kind and its name an object finds another that goes with it"

    rule [] ["labels[app.kubernetes.io/managed-by]", "labels[app.kubernetes.io/component]", "labels[app.kubernetes.io/name]",
        "matchLabels[app.kubernetes.io/component]", "matchLabels[app.kubernetes.io/name]"] "recommended labels"
    "by which objects and pods are found and told apart (kubernetes.io \"Recommended Labels\", 2026-11)"

    rule ["Namespace"] ["labels[pod-security.kubernetes.io/enforce]", "labels[pod-security.kubernetes.io/warn]",
        "labels[pod-security.kubernetes.io/audit]"] "restricted namespace"
    "only pods of the standard `restricted` are admitted (kubernetes.io \"Pod Security Standards\", 2026-08)"

    rule ["NetworkPolicy"] ["spec."] "closed network"
    "nothing goes in or out but name resolution and what the spec connects (kubernetes.io \"Network Policies\", 2026-08)"

    rule ["Service"] ["spec.clusterIP", "publishNotReadyAddresses"] "headless"
    "an address for each pod instead of one for all, for those that have to be told apart (kubernetes.io \"Service\", 2026-11)"

    rule ["StatefulSet"] ["spec.serviceName"] "headless"
    "the Service that gives each pod a name of its own (kubernetes.io \"StatefulSets\", 2026-11)"

    rule ["Service"] ["spec."] "address"
    "under which the pods of an entry are reached inside the cluster (kubernetes.io \"Service\", 2026-08)"

    rule ["ResourceQuota", "LimitRange"] ["spec."] "quota"
    "a quota admits no container without amounts, so limits give them (kubernetes.io \"Resource Quotas\", 2026-08)"

    rule [] ["securityContext.runAsUser", "securityContext.runAsGroup", "securityContext.fsGroup",
        "securityContext.fsGroupChangePolicy"] "user"
    "the user, never root, that the image of this program is made for, and the group that its volumes are handed to \
     (kubernetes.io \"Configure a Security Context\", 2026-11)"

    rule [] ["securityContext.", "seccompProfile."] "restricted pods"
    "what Pod Security `restricted` asks of every pod, and a root file system that nobody writes to \
     (kubernetes.io \"Pod Security Standards\", 2026-08)"

    rule [] ["automountServiceAccountToken"] "no token"
    "a pod that does not call the API server holds no key to it (kubernetes.io \"Configure Service Accounts for Pods\", 2026-08)"

    rule [] ["enableServiceLinks"] "no service links"
    "the environment holds what the spec says, and not a variable for every Service (kubernetes.io \"Service\", 2026-08)"

    rule [] ["imagePullPolicy", "terminationMessagePolicy", "restartPolicy", "terminationGracePeriodSeconds", "lifecycle."] "pods"
    "how every pod of mlkube's starts, ends and says why it failed (kubernetes.io \"Pod Lifecycle\", 2026-08)"

    rule [] ["startupProbe.", "readinessProbe.", "livenessProbe."] "probes"
    "a pod gets requests when it is ready, and is restarted only after minutes without an answer \
     (kubernetes.io \"Configure Liveness, Readiness and Startup Probes\", 2026-08)"

    rule [] ["volumes[].", "volumeMounts[]."] "files of pods"
    "a writable `/tmp`, configuration and secrets as files, each volume under a name of its own"

    rule ["Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"] ["rules[].", "roleRef.", "subjects[]."] "least rights"
    "a program may read what it has to know, and nothing else (kubernetes.io \"Using RBAC Authorization\", 2026-08)"

    rule [] ["env[].", "envFrom[].", "command[]", "args[]", "image", "ports[].", "containers[].resources.",
        "initContainers[].resources.", "containers[].name", "initContainers[].name"] "program"
    "how mlkube runs this program: image, arguments, variables, ports and amounts that were tried with it"

    rule [] ["topologySpreadConstraints[].", "affinity.", "tolerations[].", "nodeSelector."] "placement"
    "pods of one entry go to different nodes and zones where they can (kubernetes.io \"Pod Topology Spread Constraints\", 2026-08)"

    rule ["Deployment", "StatefulSet"] ["revisionHistoryLimit"] "history"
    "how many former versions `kubectl rollout undo` can go back to (kubernetes.io \"Deployments\", 2026-11)"

    rule ["Deployment"] ["progressDeadlineSeconds"] "patience"
    "what pods may take to start, and ten minutes for image and node: then a rollout counts as stuck \
     (kubernetes.io \"Deployments\", 2026-11)"

    rule ["Deployment", "StatefulSet"] ["strategy.", "updateStrategy.", "spec.replicas", "podManagementPolicy",
        "minReadySeconds"] "rollout"
    "a rollout never takes the last good pod away, and what holds a disk runs once (kubernetes.io \"Deployments\", 2026-08)"

    rule ["StatefulSet"] ["volumeClaimTemplates[].", "persistentVolumeClaimRetentionPolicy."] "disk"
    "data outlives its pods and the bundle (kubernetes.io \"StatefulSets\", 2026-08)"

    rule ["PersistentVolume", "PersistentVolumeClaim", "StorageClass"] ["spec.", "provisioner", "reclaimPolicy",
        "volumeBindingMode", "allowVolumeExpansion", "parameters."] "disk"
    "volumes appear where their pods run and stay when claims go (kubernetes.io \"Persistent Volumes\", 2026-08)"

    rule ["CronJob"] ["concurrencyPolicy", "startingDeadlineSeconds", "timeZone", "successfulJobsHistoryLimit",
        "failedJobsHistoryLimit"] "schedule"
    "a run that would start beside the one before it, or much too late, is left out; times are those of one zone, and \
     the last runs stay to be read (kubernetes.io \"CronJob\", 2026-11)"

    rule ["Job", "CronJob", "TrainJob", "TrainingRuntime", "JobSet", "RayJob"] ["spec."] "jobs"
    "failures are tried again a few times, evictions are none, and what is done goes away (kubernetes.io \"Jobs\", 2026-08)"

    rule ["HorizontalPodAutoscaler", "ScaledObject", "VerticalPodAutoscaler", "TriggerAuthentication"] ["spec."] "scaling"
    "pods grow fast and shrink slowly (kubernetes.io \"Horizontal Pod Autoscaling\", 2026-08)"

    rule ["PodDisruptionBudget"] ["spec."] "disruptions"
    "nodes can be drained, one pod at a time, also when pods are broken (kubernetes.io \"Disruptions\", 2026-08)"

    rule ["Gateway", "GatewayClass", "HTTPRoute", "Ingress", "IngressClass", "IngressClassParams", "LoadBalancerConfiguration", "TargetGroupConfiguration",
        "HealthCheckPolicy", "GCPBackendPolicy", "VirtualService", "PeerAuthentication", "Server", "ClusterIssuer", "Certificate"]
        ["spec.", "metadata.annotations."] "routes"
    "how this cluster's way in is told about hosts, certificates and health, as its documentation asks; see the profile"

    rule ["ServiceMonitor", "PodMonitor", "PrometheusRule"] ["spec."] "monitoring"
    "what mlkube watches of every entry; `monitoring.alerts` has the thresholds"

    rule ["ConfigMap"] ["data.", "labels.grafana_dashboard"] "configuration"
    "settings and files that the program needs to run as a pod"

    rule ["PriorityClass"] ["value", "globalDefault", "preemptionPolicy", "description"] "priorities"
    "servers go before workers, and workers before jobs (kubernetes.io \"Pod Priority and Preemption\", 2026-08)"

    rule ["ExternalSecret", "SecretProviderClass"] ["spec."] "secrets"
    "a Secret is made from its source, and its values stand nowhere else"

    rule [] ["metadata.name", "metadata.namespace", "serviceAccountName"] "name"
    "objects of an entry have its name, and those of the project a name of their own"

    rule [] ["metadata.labels.", "metadata.annotations."] "metadata"
    "what this kind of object carries always"

    rule ["Deployment", "StatefulSet"] ["spec."] "workload"
    "what every server and worker has in common"
};

/// The rule for a field.
pub(super) fn find(kind: &str, pattern: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.is_for(kind, pattern))
}

impl Rule {
    /// Whether the rule is about a field, of a path without names of items.
    pub fn is_for(&self, kind: &str, pattern: &str) -> bool {
        (self.kinds.is_empty() || self.kinds.contains(&kind)) && self.fields.iter().any(|field| fits(field, pattern))
    }
}

/// Whether a path ends with a field, or is inside it.
fn fits(field: &str, pattern: &str) -> bool {
    if let Some(whole) = field.strip_prefix('.') {
        return pattern == whole;
    }
    let starts_here = |before: &str| before.is_empty() || before.ends_with('.');
    match field.strip_suffix('.') {
        Some(outer) => pattern.match_indices(outer).any(|(at, _)| {
            let rest = &pattern[at + outer.len()..];
            starts_here(&pattern[..at]) && (rest.is_empty() || rest.starts_with(['.', '[']))
        }),
        None => pattern.strip_suffix(field).is_some_and(starts_here),
    }
}

#[cfg(test)]
mod tests {
    use super::{find, fits};

    #[test]
    fn fields_are_found_by_the_ends_of_their_paths() {
        assert!(fits("securityContext.", "spec.template.spec.containers[].securityContext.capabilities.drop[]"));
        assert!(fits("volumes[].", "spec.template.spec.volumes[].name"));
        assert!(fits("labels[app.kubernetes.io/name]", "metadata.labels[app.kubernetes.io/name]"));
        assert!(fits("spec.replicas", "spec.replicas") && !fits("replicas", "spec.minReplicas"));
        assert!(fits(".kind", "kind") && !fits(".kind", "spec.scaleTargetRef.kind"));
        assert_eq!(find("Deployment", "spec.revisionHistoryLimit").unwrap().name, "history");
        assert!(find("Deployment", "nosuch").is_none());
    }
}
