"""What neither the OpenAPI nor the Go types say; each with its source (kubernetes/kubernetes 1.36 unless another is named)."""

# Kinds of the cluster whose types are not in k8s.io/api, or no longer (kubernetes.io API reference of 1.28 to 1.37).
CLUSTER = {"APIService", "CustomResourceDefinition", "ClusterCIDR", "ResourceClass", "StorageVersionMigration", "List"}

# Fields that a server refuses to do without although the OpenAPI calls them optional (pkg/apis/*/validation/validation.go):
# an absent `spec` is an empty one, which lacks its required fields.
REQUIRED = {
    ("core.v1.Pod", "spec"),
    ("core.v1.PodTemplate", "template"),
    ("core.v1.PodTemplateSpec", "spec"),
    ("core.v1.Service", "spec"),
    ("core.v1.PersistentVolume", "spec"),
    ("core.v1.PersistentVolumeSpec", "accessModes"),
    ("core.v1.PersistentVolumeSpec", "capacity"),
    ("core.v1.PersistentVolumeClaim", "spec"),
    ("core.v1.PersistentVolumeClaimSpec", "accessModes"),
    ("core.v1.PersistentVolumeClaimSpec", "resources"),
    ("core.v1.Container", "image"),
    ("core.v1.EphemeralContainer", "image"),
    ("apps.v1.ReplicaSetSpec", "template"),
    ("batch.v1.Job", "spec"),
    ("batch.v1.JobTemplateSpec", "spec"),
    ("networking.v1.Ingress", "spec"),
}

# Fields that the OpenAPI of old versions requires, and that everybody leaves out (kubernetes.io, "Pod failure policy"): what newer
# versions do not require was never demanded by servers, and is a warning otherwise.
FREE = {("batch.v1.PodFailurePolicyRule", "onPodConditions"), ("batch.v1.PodFailurePolicyOnPodConditionsPattern", "status")}

# The default of a part of a list's key (pkg/apis/core/v1/defaults.go).
DEFAULTS = {("core.v1.ContainerPort", "protocol"): "TCP", ("core.v1.ServicePort", "protocol"): "TCP"}

# Lists in which a server refuses the same key twice (validation.go); in others only server-side apply does.
UNIQUE = {
    ("core.v1.PodSpec", "containers"),
    ("core.v1.PodSpec", "initContainers"),
    ("core.v1.PodSpec", "ephemeralContainers"),
    ("core.v1.PodSpec", "volumes"),
    ("core.v1.PodSpec", "topologySpreadConstraints"),
    ("core.v1.Container", "volumeMounts"),
    ("core.v1.Container", "volumeDevices"),
    ("core.v1.ServiceSpec", "ports"),
    ("admissionregistration.v1.MutatingWebhookConfiguration", "webhooks"),
    ("admissionregistration.v1.ValidatingWebhookConfiguration", "webhooks"),
}

# Lists with keys where a key given twice is the business of a check of its own.
ELSEWHERE = {("core.v1.Container", "env"), ("core.v1.EphemeralContainer", "env")}

# Enumerations of apimachinery, which is not part of k8s.io/api (pkg/apis/meta/v1/types.go), and one whose constants are made of
# those of another package (discovery/v1/types.go).
ENUMS = {
    "discovery.v1.AddressType": ["FQDN", "IPv4", "IPv6"],
    "meta.v1.LabelSelectorOperator": ["DoesNotExist", "Exists", "In", "NotIn"],
}
ENUM_FIELDS = {("meta.v1.LabelSelectorRequirement", "operator"): "meta.v1.LabelSelectorOperator"}

# Types that are not marked as enumerations although a server takes no other words (pkg/apis/*/validation/validation.go).
CLOSED = {
    "admissionregistration.v1.ParameterNotFoundActionType",
    "apps.v1.PersistentVolumeClaimRetentionPolicyType",
    "autoscaling.v2.HPAScalingPolicyType",
    "autoscaling.v2.MetricSourceType",
    "autoscaling.v2.MetricTargetType",
    "autoscaling.v2.ScalingPolicySelect",
    "core.v1.ContainerRestartPolicy",
    "core.v1.ContainerRestartRuleAction",
    "core.v1.ContainerRestartRuleOnExitCodesOperator",
    "core.v1.OSName",
    "core.v1.PodSELinuxChangePolicy",
    "core.v1.RecursiveReadOnlyMode",
    "core.v1.ResourceResizeRestartPolicy",
    "flowcontrol.v1.FlowDistinguisherMethodType",
    "flowcontrol.v1.LimitResponseType",
    "flowcontrol.v1.PriorityLevelEnablement",
    "storage.v1.FSGroupPolicy",
    "storage.v1.VolumeLifecycleMode",
}

# Custom kinds of the cluster, from their CustomResourceDefinitions (2026-11).
CUSTOM_CLUSTER = {
    "ClusterIssuer", "ClusterPolicy", "ClusterQueue", "ClusterSecretStore", "ClusterTrainingRuntime",
    "ClusterTriggerAuthentication", "ComputeClass", "GatewayClass", "IngressClassParams", "NodePool", "ResourceFlavor",
    "VolumeSnapshotClass", "WorkloadPriorityClass",
}

# Custom kinds as they are written; the names of schema files are in small letters.
CUSTOM_KINDS = """
AlertmanagerConfig AnalysisTemplate AppProject Application ApplicationSet AuthorizationPolicy BackendConfig BackendTLSPolicy
BackendTrafficPolicy Certificate ClientTrafficPolicy Cluster ClusterIssuer ClusterPolicy ClusterQueue ClusterSecretStore
ClusterTrainingRuntime ClusterTriggerAuthentication ComputeClass DestinationRule ExternalSecret FrontendConfig GCPBackendPolicy
GCPGatewayPolicy GRPCRoute Gateway GatewayClass GitRepository GrafanaDashboard GrafanaDatasource HTTPRoute HealthCheckPolicy
HelmRelease InferenceService IngressClassParams Issuer JobSet Kustomization LoadBalancerConfiguration LocalQueue ManagedCertificate
NodePool OCIRepository PeerAuthentication PodMonitor Pooler Probe Prometheus PrometheusRule PushSecret RayCluster RayCronJob RayJob
RayService ReferenceGrant ResourceFlavor Rollout ScaledJob ScaledObject ScheduledBackup ScrapeConfig SealedSecret SecretProviderClass
SecretStore SecurityPolicy ServiceMonitor ServingRuntime TargetGroupBinding TargetGroupConfiguration TrainJob TrainingRuntime
TriggerAuthentication VerticalPodAutoscaler VirtualService VolumeSnapshot VolumeSnapshotClass WorkloadPriorityClass
""".split()
