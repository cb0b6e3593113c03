//! The table of all codes. A code never changes its meaning and is never used again.

/// A stable name for one kind of problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// What people search for, such as `MLK0101`.
    pub id: &'static str,
    /// The kind of problem in a few words.
    pub title: &'static str,
}

impl Code {
    /// The code with this id.
    pub fn by_id(id: &str) -> Option<Code> {
        ALL.iter().copied().find(|code| code.id == id)
    }
}

/// Writes each row as a constant and all of them as the table [`ALL`].
macro_rules! codes {
    ($($id:literal $name:ident $title:literal,)*) => {
        $(#[doc = $title] pub const $name: Code = Code { id: $id, title: $title };)*
        /// Every code, in order.
        pub const ALL: &[Code] = &[$($name,)*];
    };
}

codes! {
    // Reading YAML.
    "MLK0001" YAML_SYNTAX "text that is not YAML",
    "MLK0002" DUPLICATE_KEY "key given twice",
    "MLK0003" YAML_LIMIT "text nested or repeated beyond what a person writes",
    "MLK0004" NOT_UTF8 "text that is not UTF-8",
    "MLK0005" EMPTY_DOCUMENT "empty text",
    "MLK0006" MANY_DOCUMENTS "more than one document",
    "MLK0007" BAD_KEY "key that is no plain word",
    // Decoding a spec.
    "MLK0101" UNKNOWN_KEY "unknown key",
    "MLK0102" MISSING_KEY "missing key",
    "MLK0103" WRONG_KIND "value of the wrong kind",
    "MLK0104" BAD_VALUE "value that cannot hold",
    "MLK0105" BAD_NAME "bad name",
    "MLK0106" BAD_QUANTITY "bad quantity",
    "MLK0107" BAD_RANGE "bad range",
    "MLK0108" BAD_PORT "bad port",
    "MLK0109" BAD_IMAGE "bad image",
    "MLK0110" BAD_DURATION "bad duration",
    "MLK0111" BAD_SECRET_REFERENCE "bad secret reference",
    "MLK0112" LITERAL_CREDENTIAL "credential written out",
    // Layers.
    "MLK0201" OVERLAY_UNREACHED "overlay of something that does not exist",
    "MLK0202" NOTHING_TO_REMOVE "removal of something that does not exist",
    "MLK0203" CHANGES_NOTHING "overlay that changes nothing",
    "MLK0204" BAD_SET "bad --set",
    // The plan: names, edges, what fits together.
    "MLK0301" UNKNOWN_USE "use of something that does not exist",
    "MLK0302" UNFIT_USE "use of something of another kind",
    "MLK0303" CYCLE "entries that wait for each other",
    "MLK0304" NAME_TWICE "name used twice",
    "MLK0305" VARIABLE_TWICE "environment variable set twice",
    "MLK0306" NAME_TOO_LONG "derived name too long",
    "MLK0307" HOST_TWICE "host used twice",
    "MLK0308" UNFIT_REPLICAS "replicas that cannot work together",
    "MLK0309" UNFIT_MEMORY "memory that cannot suffice",
    "MLK0310" OPEN_DOOR "open to whoever finds the host",
    "MLK0311" UNUSED_ENTRY "entry that nothing uses",
    // The way in.
    "MLK0320" NODE_PORT_TWICE "port of the nodes used twice",
    // Servers.
    "MLK0325" IDLE_WEIGHT "share of requests for pods that do not run",
    "MLK0326" BLIND_SCALING "autoscaling that does not follow the load",
    // Work that waits.
    "MLK0330" TASK_TWICE "task that outlasts its broker's patience",
    // Data services.
    "MLK0335" UNMAINTAINED "program that nobody maintains",
    // Monitoring.
    "MLK0340" UNMEASURED "objective for something that is not measured",
    "MLK0341" BAD_QUERY "expression that is not PromQL",
    "MLK0342" UNWATCHED_GPU "accelerator of which no exporter tells",
    // Governance, secrets, the mesh, and the way out.
    "MLK0345" QUOTA_TOO_SMALL "quota that the project's own pods do not fit into",
    "MLK0346" LIMIT_TOO_SMALL "container larger than its namespace allows",
    "MLK0347" WEAK_NAMESPACE "namespace that admits more than restricted pods",
    "MLK0348" PATCH_UNREACHED "patch of something that is not there",
    "MLK0349" PATCH_WITHOUT_EFFECT "patch that changes nothing",
    "MLK0350" BAD_PATCH "patch that cannot be carried out",
    "MLK0351" BAD_EXTRA "extra object that cannot stand in a bundle",
    "MLK0352" UNNEEDED_SECRET "source of a Secret that nothing needs",
    "MLK0353" BACKUP_ELSEWHERE "copies of what is kept elsewhere",
    "MLK0354" RISKY_NODES "disk on nodes that may go at any time",
    // The profile: what the cluster cannot do.
    "MLK0401" UNKNOWN_PROFILE "unknown profile",
    "MLK0402" STORAGE_CLASS "storage class that the profile does not have",
    "MLK0403" ACCESS_MODE "access mode that the profile cannot give",
    "MLK0404" MOVING_TAG "image tag that moves",
    "MLK0405" ROUTING_UNABLE "routing that the profile cannot do",
    "MLK0406" IDENTITY_UNABLE "identity that the profile cannot give",
    "MLK0407" OPERATOR_MISSING "operator that the cluster does not run",
    "MLK0408" GPU_UNABLE "accelerator that the profile does not have",
    "MLK0409" NODES_UNABLE "nodes that the profile does not have",
    "MLK0410" KUBERNETES_TOO_OLD "feature that the profile's Kubernetes does not have yet",
    "MLK0411" UNMEASURED_PODS "autoscaling by CPU or memory that nobody measures",
    "MLK0412" EXPOSURE_UNABLE "Service that the profile does not let face the outside",
    "MLK0413" FIELD_TOO_NEW "field that this version of Kubernetes does not know or has switched off",
    "MLK0414" OLDER_FORM "older form that does less",
    "MLK0415" API_NOT_SERVED "kind that this version of Kubernetes does not serve",
    "MLK0416" PROFILE_CIRCLE "profiles that extend each other",
    "MLK0417" PROFILE_TWICE "profile with the name of a built-in one",
    "MLK0418" POLICIES_IGNORED "network policies that nobody enforces",
    // Questions to `explain`.
    "MLK0420" UNKNOWN_PATH "path that no spec has",
    "MLK0421" UNKNOWN_OBJECT "object that the bundle does not have",
    "MLK0422" AMBIGUOUS_OBJECT "several objects of one name",
    "MLK0423" UNKNOWN_FIELD "field that the object does not have",
    "MLK0424" UNKNOWN_CODE "code that there is not",
    // What the cluster's nodes hold, and what they cost.
    "MLK0430" POD_TOO_LARGE "pod larger than any node",
    "MLK0431" NODES_TOO_SMALL "more than the nodes hold",
    "MLK0432" UNKNOWN_PRICE "price of something that the profile does not have",
    // What was built, or what a file brought.
    "MLK0440" NO_OBJECTS "nothing to validate",
    "MLK0441" BAD_SUPPRESSION "ignored finding without a reason or without a code",
    "MLK0442" IDLE_SUPPRESSION "ignored finding that is not there",
    "MLK0501" OBJECT_TWICE "object that is there twice",
    "MLK0502" BAD_LABEL "label or annotation that Kubernetes does not take",
    "MLK0504" POD_SECURITY "pod that its namespace does not admit",
    "MLK0505" UNBOUNDED_CONTAINER "container without requests and limits",
    "MLK0506" CONFIG_TOO_LARGE "configuration larger than an object may be",
    "MLK0507" ENVIRONMENT_TWICE "variable that a container is given twice",
    // Reading manifests.
    "MLK1001" NO_OBJECT "document that is no object",
    "MLK1002" NO_TYPE "object that does not say what it is",
    "MLK1003" NOT_JSON "text that is not JSON",
    "MLK1004" UNREAD_DOCUMENT "document that kubectl does not read as written",
    // What a manifest says otherwise than it is meant.
    "MLK1010" FILE_MODE "file mode that is not what it seems",
    "MLK1011" RENAMED_KEY "key that Kubernetes reads as another",
    "MLK1012" LEADING_ZERO "number with a leading zero",
    "MLK1013" PLACEHOLDER "placeholder that nobody has filled in",
    "MLK1014" SERVER_FIELD "field that the server sets",
    // Schemas: fields and values that Kubernetes does not take.
    "MLK1101" NO_SUCH_FIELD "field that the kind does not have",
    "MLK1102" FIELD_NOT_SERVED "field that a version of Kubernetes does not have",
    "MLK1103" WRONG_TYPE "value of a type that Kubernetes does not decode",
    "MLK1104" FIELD_MISSING "field without which a server refuses the object",
    "MLK1105" EMPTY_ITEM "item of a list with nothing in it",
    "MLK1106" NO_SUCH_WORD "word that is none of those that the field may be",
    "MLK1107" NUMBER_TOO_LARGE "number outside of its range",
    "MLK1108" NO_QUANTITY "text that is not a quantity",
    "MLK1109" NO_BASE64 "text that is not base64",
    "MLK1110" NO_TIME "text that is not a point in time",
    "MLK1111" BEYOND_SCHEMA "value beyond the limits of its CustomResourceDefinition",
    "MLK1112" ITEM_TWICE "item of a list that is there twice",
    "MLK1120" NO_SUCH_KIND "kind that Kubernetes does not have",
    "MLK1121" UNCHECKED_KIND "kind that nothing is known of",
    // What a server refuses and no schema tells.
    "MLK1201" BAD_OBJECT_NAME "name that Kubernetes does not take",
    "MLK1202" OBJECT_WITHOUT_NAME "object without a name",
    "MLK1203" GENERATED_NAME "object that cannot be applied",
    "MLK1204" NAMESPACE_OF_CLUSTER_OBJECT "object of the cluster with a namespace",
    "MLK1205" BAD_PART_NAME "container, volume or port whose name Kubernetes does not take",
    "MLK1206" PART_TWICE "part of a pod that is there twice",
    "MLK1207" BAD_VARIABLE_NAME "variable whose name Kubernetes does not take",
    "MLK1208" VARIABLE_SOURCE "variable with no source, or with several",
    "MLK1209" BAD_CONFIG_KEY "key that Kubernetes does not take",
    "MLK1210" CONFIG_KEY_TWICE "key in `data` and in `binaryData`",
    "MLK1212" SECRET_WITHOUT_KEY "Secret that lacks what its type asks for",
    "MLK1213" BAD_CONDITION "condition that does not fit its values",
    "MLK1214" EMPTY_SELECTOR "workload that selects everything",
    "MLK1215" OUT_OF_RANGE "number out of range",
    "MLK1216" BAD_SHARE "bad number or share of pods",
    "MLK1217" ROLLOUT_CONTRADICTS "settings of an update that exclude each other",
    "MLK1218" VOLUME_SOURCE "volume with several sources",
    "MLK1219" BAD_MOUNT "mount that cannot be",
    "MLK1220" BAD_VOLUME_PATH "path that leads out of its volume",
    "MLK1221" HANDLER "probe or hook that does nothing, or several things",
    "MLK1222" PROBE_CANNOT_BE "probe or hook with what it cannot have",
    "MLK1223" BAD_RESOURCE_NAME "request for what no container can have",
    "MLK1224" BAD_AMOUNT "amount that Kubernetes does not take",
    "MLK1225" REQUEST_ABOVE_LIMIT "request that its limit does not allow",
    "MLK1226" UNLIKELY_AMOUNT "amount that was not meant",
    "MLK1227" INCOMPLETE_CLAIM "claim that does not say what it claims",
    "MLK1228" STORAGE_CONTRADICTS "settings of storage that exclude each other",
    "MLK1229" TINY_CLAIM "claim for next to nothing",
    "MLK1230" BAD_SCHEDULE "bad schedule",
    "MLK1231" RESTART_POLICY "policy of restarts that does not fit the workload",
    "MLK1232" JOB_CONTRADICTS "settings of a Job that exclude each other",
    "MLK1233" DEADLINE_OF_SERVICE "deadline of what runs always",
    "MLK1234" IMAGE_UNREADABLE "image that cannot be pulled",
    "MLK1235" SECURITY_CONTRADICTS "security settings that exclude each other",
    "MLK1236" ROOT_THAT_MAY_NOT "root that must not be root",
    "MLK1237" HOST_CONTRADICTS "settings about the node or names that exclude each other",
    "MLK1238" BAD_TOLERATION "toleration that does not fit together",
    "MLK1239" BAD_SPREAD "rules about nodes that do not fit together",
    "MLK1240" SERVICE_PORTS "ports of a Service that Kubernetes does not take",
    "MLK1241" SERVICE_CONTRADICTS "setting that a Service of this type cannot have",
    "MLK1242" NODE_PORT_RANGE "port of the node out of range",
    "MLK1243" BAD_INGRESS_HOST "host that no Ingress can have",
    "MLK1244" BAD_INGRESS_PATH "path that no Ingress can have",
    "MLK1245" BAD_BACKEND "Ingress that leads nowhere",
    "MLK1246" INGRESS_CLASS_TWICE "class of an Ingress, written twice",
    "MLK1247" BAD_PEER "peer of a network policy that is nobody, or two",
    "MLK1248" BAD_NETWORK "bad network",
    "MLK1249" BAD_POLICY_PORT "bad range of ports",
    "MLK1250" EVERYBODY_IS_PEER "empty list of peers, which means everybody",
    "MLK1251" SCALE_BOUNDS "bounds of an autoscaler that cannot be",
    "MLK1252" BAD_METRIC "metric that lacks what its type asks for",
    "MLK1253" BAD_ROLE_RULE "rule that allows nothing",
    "MLK1254" BAD_BINDING "binding that cannot be",
    "MLK1255" SYSTEM_PRIORITY "priority that is kept for Kubernetes",
    // The life of APIs.
    "MLK1301" API_GONE "API version that a version of Kubernetes does not serve",
    "MLK1302" API_DEPRECATED "API version that is going to go",
    "MLK1303" API_SWITCHED_OFF "API version that clusters have switched off",
    // What stands in configuration, rules, dashboards and scripts.
    "MLK1501" JSON_SYNTAX "text in an object that is not JSON",
    "MLK1502" CONTENT_YAML "text in an object that is not YAML",
    "MLK1503" TOML_SYNTAX "text in an object that is not TOML",
    "MLK1504" SHELL_SYNTAX "script that a shell does not read to its end",
    "MLK1505" BASHISM "script for `sh` that needs bash",
    "MLK1510" NGINX_SYNTAX "configuration that nginx does not read",
    "MLK1511" NGINX_CONTEXT "directive of nginx in a place that does not allow it",
    "MLK1512" NGINX_DIRECTIVE "directive that nginx does not know",
    "MLK1520" PROMETHEUS_FIELD "field that Prometheus does not know",
    "MLK1521" PROMETHEUS_VALUE "configuration that Prometheus refuses",
    "MLK1522" SCRAPE_JOB_TWICE "scrape job that is there twice",
    "MLK1525" RULE_FORM "rule that Prometheus does not load",
    "MLK1526" RULE_TEMPLATE "text of an alert whose template does not parse",
    "MLK1527" ALERT_FORM "alert without a duration or a severity",
    "MLK1530" PROMQL_SYNTAX "expression that Prometheus refuses",
    "MLK1531" BUCKET_QUANTILE "quantile of buckets that is none",
    "MLK1532" RATE_OF_NO_COUNTER "rate of what is no counter",
    "MLK1533" RUNNING_TOTAL "alert on a counter as it is",
    "MLK1534" NO_MATCH "operation whose sides have no series in common",
    "MLK1540" DASHBOARD_FORM "dashboard that Grafana refuses or mixes up",
    "MLK1541" DASHBOARD_VARIABLE "variable that a dashboard does not have",
    "MLK1545" ALERTMANAGER_FIELD "field that Alertmanager does not know",
    "MLK1546" ALERTMANAGER_VALUE "configuration that Alertmanager refuses",
    "MLK1547" ALERT_RECEIVER "receiver or time interval that is not defined",
    "MLK1550" SETTING "setting that a data store refuses",
    // Whom pods and workloads refer to.
    "MLK2001" SELECTOR_MISSES_TEMPLATE "selector that its own pods do not match",
    "MLK2002" SERVICE_SELECTS_NOTHING "Service that selects no pod",
    "MLK2003" TARGET_PORT "Service that leads to a port that no pod has",
    "MLK2004" CONFIG_MAP_MISSING "ConfigMap that is not there",
    "MLK2005" SECRET_MISSING "Secret that is not there",
    "MLK2006" CONFIG_MAP_KEY "key that a ConfigMap does not have",
    "MLK2007" SECRET_KEY "key that a Secret does not have",
    "MLK2008" VOLUME_MISSING "mount of a volume that the pod does not have",
    "MLK2009" VOLUME_UNUSED "volume that nobody mounts",
    "MLK2010" CLAIM_MISSING "claim that is not there",
    "MLK2011" ACCOUNT_MISSING "ServiceAccount that is not there",
    "MLK2012" PROBE_PORT "probe of a port that the container does not have",
    "MLK2013" VARIABLE_ORDER "variable that is built from one that is not known yet",
    "MLK2014" SPREAD_MISSES_ITSELF "pods that are spread by labels that they do not carry",
    "MLK2015" GOVERNING_SERVICE "StatefulSet whose Service is not there or has an address",
    "MLK2016" ROLE_MISSING "role that is not there",
    "MLK2018" CONFIG_UNUSED "ConfigMap or Secret that nobody refers to",
    // Who scales, who leads requests, who watches, who is called.
    "MLK2101" SCALE_TARGET "scaler of a workload that is not there",
    "MLK2102" SCALE_REQUEST "scaling by a share of a request that is not there",
    "MLK2103" SCALED_TWICE "workload that two scalers fight for",
    "MLK2104" REPLICAS_BESIDE_SCALER "number of replicas beside a scaler",
    "MLK2105" BUDGET_SELECTS_NOTHING "disruption budget that selects no pod",
    "MLK2106" BACKEND_SERVICE "way to a Service that is not there",
    "MLK2107" BACKEND_PORT "way to a port that the Service does not have",
    "MLK2108" GATEWAY_MISSING "route without a gateway that takes it",
    "MLK2109" REFERENCE_NOT_GRANTED "route into another namespace that nobody allowed",
    "MLK2110" MONITOR_SELECTS_NOTHING "monitor that selects nothing",
    "MLK2111" MONITOR_PORT "monitor of a port that is not there",
    "MLK2112" DNS_NAME "address of a Service that is not there",
    "MLK2113" DNS_PORT "address of a port that the Service does not have",
    "MLK2114" POLICY_FORBIDS "call that the network policies forbid",
    "MLK2115" POLICY_SELECTS_NOTHING "network policy that selects no pod",
    // Whom Prometheus reads.
    "MLK2120" UNSELECTED_MONITOR "monitor or rule that no Prometheus selects",
    "MLK2121" NO_RULE_FILE "rule files of which none is mounted",
    // Security of objects: what pods may do.
    "MLK4001" UNSAFE_POD "pod that Pod Security `baseline` does not admit",
    "MLK4002" UNRESTRICTED_POD "pod that Pod Security `restricted` does not admit",
    "MLK4003" WARNED_POD "pod that its namespace warns of",
    "MLK4004" BAD_POD_SECURITY_LABEL "Pod Security label that means nothing",
    "MLK4005" UNGUARDED_NAMESPACE "namespace without Pod Security",
    "MLK4006" RUNTIME_SOCKET "pod that holds the socket of the node's container runtime",
    "MLK4007" WRITABLE_ROOT "container that can write to its own image",
    "MLK4008" NEEDLESS_TOKEN "pod with the token of the default account",
    // Security of objects: who may do what.
    "MLK4101" WIDE_RULE "permission for everything",
    "MLK4102" SECRET_READER "permission to read every Secret",
    "MLK4103" POD_MAKER "permission to make pods or to enter them",
    "MLK4104" ESCALATION "permission that leads to more permissions",
    "MLK4105" CLUSTER_ADMIN "binding to the administrator of the cluster",
    "MLK4106" ANONYMOUS_SUBJECT "permissions for everybody",
    "MLK4107" UNKNOWN_RESOURCE "permission for a resource that there is not",
    "MLK4108" UNREACHED_RESOURCE "Role for what belongs to no namespace",
    // Security of objects: credentials, and what faces the outside.
    "MLK4201" CREDENTIAL_IN_OBJECT "credential written into an object",
    "MLK4202" PLAIN_SECRET "Secret with its values in a file",
    "MLK4211" INTERNAL_EXPOSED "internal service that faces the outside",
    "MLK4212" INGRESS_WITHOUT_TLS "Ingress without TLS",
    "MLK4213" OPEN_HOST "way in for every host",
    "MLK4214" SNIPPET "Ingress with configuration of the controller in an annotation",
    "MLK4215" RETIRED_CONTROLLER "Ingress for a controller that is retired",
    "MLK4216" EXTERNAL_IPS "Service that takes addresses for itself",
    "MLK4217" METADATA_REACHABLE "network policy that lets pods reach the node's metadata",
}

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn codes_are_sorted_and_unique() {
        assert!(ALL.windows(2).all(|pair| pair[0].id < pair[1].id));
    }
}
