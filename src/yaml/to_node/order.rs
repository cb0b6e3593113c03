//! The order in which people write the fields of Kubernetes' structs.
//!
//! The types that hold the objects write their fields by the alphabet, which puts a container's name behind its image and a
//! pod's containers before its init containers. Fields that no row names keep that order, between the first and the last ones;
//! structs whose fields the alphabet orders well have no row.

/// Which fields of a struct come first, and which last.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Order {
    first: &'static [&'static str],
    last: &'static [&'static str],
}

/// The rank of the fields between the first and the last ones.
const MIDDLE: u8 = 100;

impl Order {
    /// The order of the fields of a struct; none if the order in which they come is right.
    #[inline]
    pub(super) fn of(name: &str) -> Option<&'static Order> {
        let row = ORDERS.binary_search_by_key(&name, |(name, _)| name).ok()?;
        Some(&ORDERS[row].1)
    }

    /// Where a field belongs; fields of equal rank stay as they come.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "no struct has more than a hundred rows")]
    pub(super) fn rank(&self, field: &str) -> u8 {
        if let Some(rank) = self.first.iter().position(|first| *first == field) {
            return rank as u8;
        }
        self.last.iter().position(|last| *last == field).map_or(MIDDLE, |rank| MIDDLE + 1 + rank as u8)
    }
}

macro_rules! orders {
    ($($name:literal: [$($first:literal),*] .. [$($last:literal),*],)*) => {
        /// One row a struct, by name.
        static ORDERS: &[(&str, Order)] = &[$(($name, Order { first: &[$($first),*], last: &[$($last),*] }),)*];
    };
}

orders! {
    "Condition": ["type", "status", "reason", "message"] .. [],
    "ConfigMap": ["apiVersion", "kind", "metadata", "immutable"] .. [],
    "ConfigMapKeySelector": ["name", "key"] .. [],
    "ConfigMapProjection": ["name", "items"] .. [],
    "ConfigMapVolumeSource": ["name", "items"] .. [],
    "Container": [
        "name", "image", "imagePullPolicy", "restartPolicy", "command", "args", "workingDir", "ports", "envFrom", "env",
        "resources", "volumeMounts", "volumeDevices", "startupProbe", "readinessProbe", "livenessProbe", "lifecycle",
        "securityContext"
    ] .. [],
    "ContainerPort": ["name", "containerPort", "protocol"] .. [],
    "ContainerResourceMetricSource": ["name", "container", "target"] .. [],
    "CronJobSpec": [
        "schedule", "timeZone", "suspend", "concurrencyPolicy", "startingDeadlineSeconds", "successfulJobsHistoryLimit",
        "failedJobsHistoryLimit"
    ] .. ["jobTemplate"],
    "CustomResourceDefinitionSpec": ["group", "names", "scope", "conversion"] .. ["versions"],
    "DaemonSetSpec": ["selector", "updateStrategy", "minReadySeconds", "revisionHistoryLimit"] .. ["template"],
    "DeploymentSpec": [
        "replicas", "revisionHistoryLimit", "minReadySeconds", "progressDeadlineSeconds", "paused", "selector", "strategy"
    ] .. ["template"],
    "DeploymentStrategy": ["type", "rollingUpdate"] .. [],
    "DownwardAPIVolumeFile": ["path", "fieldRef", "resourceFieldRef"] .. [],
    "EmptyDirVolumeSource": ["medium", "sizeLimit"] .. [],
    "EnvFromSource": ["prefix", "configMapRef", "secretRef"] .. [],
    "EphemeralContainer": [
        "name", "targetContainerName", "image", "imagePullPolicy", "command", "args", "workingDir", "envFrom", "env",
        "resources", "volumeMounts"
    ] .. [],
    "GRPCAction": ["port", "service"] .. [],
    "HPAScalingPolicy": ["type", "value", "periodSeconds"] .. [],
    "HPAScalingRules": ["stabilizationWindowSeconds", "selectPolicy", "policies", "tolerance"] .. [],
    "HTTPGetAction": ["scheme", "host", "path", "port", "httpHeaders"] .. [],
    "HTTPIngressPath": ["path", "pathType", "backend"] .. [],
    "HorizontalPodAutoscalerBehavior": ["scaleUp", "scaleDown"] .. [],
    "HorizontalPodAutoscalerSpec": ["scaleTargetRef", "minReplicas", "maxReplicas", "metrics", "behavior"] .. [],
    "IngressSpec": ["ingressClassName", "defaultBackend", "tls", "rules"] .. [],
    "JobSpec": [
        "suspend", "parallelism", "completions", "completionMode", "backoffLimit", "backoffLimitPerIndex", "maxFailedIndexes",
        "activeDeadlineSeconds", "ttlSecondsAfterFinished", "podReplacementPolicy", "podFailurePolicy", "successPolicy"
    ] .. ["template"],
    "KeyToPath": ["key", "path", "mode"] .. [],
    "LeaseSpec": ["holderIdentity"] .. [],
    "LimitRangeItem": ["type", "min", "max", "default", "defaultRequest", "maxLimitRequestRatio"] .. [],
    "MetricSpec": ["type"] .. [],
    "MetricTarget": ["type"] .. [],
    "NetworkPolicyEgressRule": ["to", "ports"] .. [],
    "NetworkPolicyPeer": ["namespaceSelector", "podSelector", "ipBlock"] .. [],
    "NetworkPolicyPort": ["protocol", "port", "endPort"] .. [],
    "NetworkPolicySpec": ["podSelector", "policyTypes", "ingress", "egress"] .. [],
    "ObjectMeta": ["name", "generateName", "namespace", "labels", "annotations"] .. ["ownerReferences", "managedFields"],
    "ObjectReference": ["apiVersion", "kind", "namespace", "name"] .. [],
    "OwnerReference": ["apiVersion", "kind", "name", "uid", "controller", "blockOwnerDeletion"] .. [],
    "PersistentVolumeClaimSpec": [
        "accessModes", "storageClassName", "volumeMode", "volumeName", "selector", "resources", "dataSource", "dataSourceRef"
    ] .. [],
    "PersistentVolumeSpec": ["capacity", "accessModes", "storageClassName", "persistentVolumeReclaimPolicy", "volumeMode"] .. [],
    "PodAffinityTerm": ["topologyKey", "labelSelector"] .. [],
    "PodDisruptionBudgetSpec": ["minAvailable", "maxUnavailable", "selector", "unhealthyPodEvictionPolicy"] .. [],
    "PodSpec": [
        "restartPolicy", "serviceAccountName", "automountServiceAccountToken", "enableServiceLinks", "imagePullSecrets",
        "priorityClassName", "runtimeClassName", "schedulerName", "schedulingGates", "terminationGracePeriodSeconds",
        "activeDeadlineSeconds", "hostname", "subdomain", "hostNetwork", "hostPID", "hostIPC", "dnsPolicy", "dnsConfig",
        "hostAliases", "shareProcessNamespace", "securityContext", "nodeName", "nodeSelector", "affinity", "tolerations",
        "topologySpreadConstraints"
    ] .. ["resourceClaims", "initContainers", "containers", "ephemeralContainers", "volumes"],
    "PolicyRule": ["apiGroups", "resources", "resourceNames", "nonResourceURLs", "verbs"] .. [],
    "PreferredSchedulingTerm": ["weight", "preference"] .. [],
    "PriorityClass": ["apiVersion", "kind", "metadata", "value", "globalDefault", "preemptionPolicy", "description"] .. [],
    "Probe": [
        "httpGet", "exec", "tcpSocket", "grpc", "initialDelaySeconds", "periodSeconds", "timeoutSeconds", "successThreshold",
        "failureThreshold", "terminationGracePeriodSeconds"
    ] .. [],
    "ProjectedVolumeSource": ["defaultMode", "sources"] .. [],
    "ResourceFieldSelector": ["containerName", "resource", "divisor"] .. [],
    "ResourceRequirements": ["requests", "limits", "claims"] .. [],
    "ScopedResourceSelectorRequirement": ["scopeName", "operator", "values"] .. [],
    "Secret": ["apiVersion", "kind", "metadata", "type", "immutable", "stringData", "data"] .. [],
    "SecretKeySelector": ["name", "key"] .. [],
    "SecretProjection": ["name", "items"] .. [],
    "SecretVolumeSource": ["secretName", "items"] .. [],
    "SecurityContext": [
        "privileged", "allowPrivilegeEscalation", "runAsNonRoot", "runAsUser", "runAsGroup", "readOnlyRootFilesystem",
        "capabilities", "seccompProfile"
    ] .. [],
    "ServiceAccount": ["apiVersion", "kind", "metadata"] .. [],
    "ServiceAccountTokenProjection": ["path", "audience", "expirationSeconds"] .. [],
    "ServicePort": ["name", "port", "targetPort", "nodePort", "protocol", "appProtocol"] .. [],
    "ServiceSpec": [
        "type", "clusterIP", "clusterIPs", "externalName", "ipFamilyPolicy", "ipFamilies", "loadBalancerClass",
        "publishNotReadyAddresses", "sessionAffinity", "sessionAffinityConfig"
    ] .. ["selector", "ports"],
    "StatefulSetSpec": [
        "serviceName", "replicas", "revisionHistoryLimit", "minReadySeconds", "podManagementPolicy", "selector",
        "updateStrategy", "persistentVolumeClaimRetentionPolicy", "ordinals"
    ] .. ["template", "volumeClaimTemplates"],
    "StorageClass": [
        "apiVersion", "kind", "metadata", "provisioner", "parameters", "reclaimPolicy", "volumeBindingMode",
        "allowVolumeExpansion", "allowedTopologies", "mountOptions"
    ] .. [],
    "Subject": ["kind", "apiGroup", "name", "namespace"] .. [],
    "Taint": ["key", "value", "effect"] .. [],
    "Toleration": ["key", "operator", "value", "effect", "tolerationSeconds"] .. [],
    "TopologySpreadConstraint": ["maxSkew", "topologyKey", "whenUnsatisfiable", "labelSelector"] .. [],
    "Volume": ["name"] .. [],
    "VolumeMount": ["name", "mountPath", "subPath", "subPathExpr", "readOnly"] .. [],
    "WeightedPodAffinityTerm": ["weight", "podAffinityTerm"] .. [],
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_found() {
        assert!(ORDERS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(ORDERS.iter().all(|(name, order)| Order::of(name) == Some(order)));
        assert_eq!(Order::of("Deployment"), None);
    }

    #[test]
    fn fields_stand_in_one_row_once() {
        for (name, order) in ORDERS {
            let mut fields: Vec<_> = order.first.iter().chain(order.last).collect();
            fields.sort();
            assert!(fields.windows(2).all(|pair| pair[0] != pair[1]), "{name}");
            assert!(fields.len() < usize::from(MIDDLE), "{name}");
        }
    }
}
