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
    "MLK0501" OBJECT_TWICE "object that is there twice",
    "MLK0502" BAD_LABEL "label or annotation that Kubernetes does not take",
    "MLK0504" POD_SECURITY "pod that Pod Security `restricted` does not admit",
    "MLK0505" UNBOUNDED_CONTAINER "container without requests and limits",
    "MLK0506" CONFIG_TOO_LARGE "configuration larger than an object may be",
    "MLK0507" ENVIRONMENT_TWICE "variable that a container is given twice",
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
    "MLK2017" SUBJECT_WITHOUT_NAMESPACE "account that is bound without its namespace",
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
}

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn codes_are_sorted_and_unique() {
        assert!(ALL.windows(2).all(|pair| pair[0].id < pair[1].id));
    }
}
